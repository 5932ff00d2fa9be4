"""Reactions as the command line takes them: `MIN:GRADE:HOLD_MIN`, several of them, in any order."""

import re
from collections.abc import Sequence

from drivers.quantities import QuantityError, parse_milli
from service.cli import refuse
from service.cli.drawing import minutes_text
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import Protocol
from service.core.times import MINUTE_MS, Span

_GRADE = re.compile(r"[1-5]", re.ASCII)


def assumed_reactions(
    protocol: Protocol, infusion: int, texts: Sequence[str]
) -> tuple[Reaction, ...]:
    """Return the assumed reactions in their order, refusing those that cannot happen."""
    happened: tuple[Reaction, ...] = ()
    for text, reaction in sorted(map(_reaction, texts), key=lambda each: each[1].at):
        end = duration(staircase(protocol, infusion, happened))
        if reaction.at >= end:
            refuse(f"reaction {text}: the infusion is over at minute {minutes_text(end)}")
        still = Span(happened[-1].at + happened[-1].hold) if happened else Span(0)
        if reaction.at < still:
            until = minutes_text(still)
            refuse(f"reaction {text}: the infusion stands still until minute {until}")
        happened = (*happened, reaction)
    return happened


def _reaction(text: str) -> tuple[str, Reaction]:
    """Read `MIN:GRADE:HOLD_MIN`."""
    parts = text.split(":")
    if len(parts) != 3:
        refuse(f"reaction {text!r}: write MIN:GRADE:HOLD_MIN, such as 55:2:30")
    at, grade, hold = parts
    if not _GRADE.fullmatch(grade):
        refuse(f"reaction {text!r}: the grade {grade!r} is not one of 1 to 5")
    try:
        return text, Reaction(at=_span(at), grade=int(grade), hold=_span(hold))
    except QuantityError as error:
        refuse(f"reaction {text!r}: {error}")


def _span(text: str) -> Span:
    """Return minutes, given as plain decimal text, exactly."""
    return Span(parse_milli(text) * MINUTE_MS // 1_000)
