"""Why a start or a resume is not possible now, as core would say it."""

from typing import Literal

from service.api.schemas.parts import ReasonView
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session.gate_table import GATES
from service.core.session.gates import second_check_gate, start_gates
from service.core.session.next_start import before_first_drop, nothing_in
from service.core.session.react import used_up
from service.core.session.state import Person, Phase, Session
from service.core.session.titrate import resume_gates
from service.core.times import Instant

_Override = Literal["nobody", "two-persons", "prescriber", "prescriber-order"]
_ANYBODY = Person("", "", "")
"""Whoever will tap: that the two persons differ can only be judged then."""


def gates_before_start(s: Session, now: Instant, rules: Rules) -> list[ReasonView]:
    """Return why the infusion cannot be started now; nothing outside the preparation."""
    if s.phase is not Phase.PREPARING:
        return []
    return reasons(start_gates(s, now, _ANYBODY, rules))


def gates_before_resume(s: Session, now: Instant, rules: Rules) -> list[ReasonView]:
    """Return why the infusion cannot go on now, before a person has said anything more.

    After a reaction the resume also asks for the grade it improved to and a prescriber.
    """
    if s.phase is Phase.INTERRUPTED:
        if s.reaction is None or s.reaction.action is None:
            return reasons((Refusal(RefusalId.NOT_GRADED, "Grade the reaction first."),))
        if nothing_in(s):
            more = start_gates(s, now, _ANYBODY, rules)
        else:
            more = tuple(second_check_gate(s, now, _ANYBODY, rules))
        return reasons(tuple(dict.fromkeys((*used_up(s), *resume_gates(s, now, rules), *more))))
    if s.only_lifted:
        return []  # the hold alone is lifted; the rules under it ask again
    if s.phase in (Phase.PAUSED, Phase.HELD):
        again = start_gates(s, now, _ANYBODY, rules) if before_first_drop(s) else ()
        return reasons(tuple(dict.fromkeys((*resume_gates(s, now, rules), *again))))
    return []


def reasons(refusals: tuple[Refusal, ...]) -> list[ReasonView]:
    """Return every reason: two items of premedication have one id and two sentences."""
    return [
        ReasonView(id=each.id.value, sentence=each.sentence, override=_override(each.id))
        for each in refusals
    ]


def _override(gate: RefusalId) -> _Override | None:
    return GATES[gate].override.value if gate in GATES else None
