"""Hand-over: the next nurse takes a chair over, and with it exactly what she was shown.

It decides nothing about a pump, and nothing clinical waits for it.
"""

import re

from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told
from service.core.session.state import Session, TakenOver

_RUNNING = re.compile(r"\d+(?= (?:more )?min\b)")
"""Minutes that run down, or up, by themselves."""


def take_chair_over(s: Session, command: c.TakeChairOver) -> Answer:
    """Record who has the chair now; refused where it is not as she was shown it any more."""
    if s.association is None:
        return Refusal(
            RefusalId.NOT_ASSOCIATED, "This infusion has no chair yet: nothing is taken over."
        )
    shown, now = _still(command.shown), _still(command.open_items)
    if command.version != s.entries or shown != now:
        return Refusal(
            RefusalId.HAND_OVER_STALE,
            "Something has happened at this chair since you were shown it. Read what is open now, "
            "then take it over.",
        )
    return (
        told(
            e.ChairTakenOver,
            command,
            chair=s.association.chair,
            handed_over_by=s.taken_over.by if s.taken_over else None,
            version=command.version,
            open_items=command.shown,
        ),
    )


def after_hand_over(event: e.ChairTakenOver) -> TakenOver:
    """Return who has the chair after `event`."""
    return TakenOver(by=event.by, at=event.at, handed_over_by=event.handed_over_by)


def _still(items: tuple[str, ...]) -> list[str]:
    """Return items without the minutes that pass while she reads."""
    return [_RUNNING.sub("#", each) for each in items]
