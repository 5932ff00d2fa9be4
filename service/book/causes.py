"""Why a day is looked at again: derived from what is so now, so that nothing can be missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from service.book.days import Cut
from service.book.shelf import DayLoad, Shelf
from service.core.booking.grid import Slot
from service.core.booking.repair.remaining import session_of
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.booking.visits import Status
from service.core.session.state import Phase, Session

Sessions = Mapping[str, Sequence[Session]]
"""The ward's sessions of the day, by the reference of their patient."""


class CauseKind(Enum):
    """What has happened."""

    REACTION = "reaction"
    STOPPED = "stopped"
    """A reaction has ended the infusion for good: the chair is free earlier, or later."""
    LESS = "less"
    """Less of something: a nurse has gone, a chair is broken."""
    LATE = "late"
    ASKED = "asked"
    """Somebody wants to know."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason, as it stands; when it changes it is another one."""

    kind: CauseKind
    about: str
    """Id of the visit, or of the cut."""
    since: int
    """When it became so; tells a second reaction from the first."""
    sentence: str


def causes(shelf: Shelf, load: DayLoad, sessions: Sessions) -> Iterator[Cause]:
    """Yield every reason for which a day is not as it was planned."""
    for id_ in load.visits:
        visit = shelf.visits[id_]
        if visit.status is Status.SEATED:
            s = session_of(visit, sessions.get(visit.patient, ()))
            if s is not None and s.phase is Phase.INTERRUPTED and s.reaction is not None:
                grade = s.reaction.grade
                said = f"Reaction on {visit.chair}" + (f", grade {grade}." if grade else ".")
                yield Cause(CauseKind.REACTION, id_, s.reaction.at, said)
            elif s is not None and s.phase is Phase.DISCONTINUED and s.reactions:
                said = f"The infusion on {visit.chair} has ended for good."
                yield Cause(CauseKind.STOPPED, id_, s.ended_at or 0, said)
        elif visit.status is Status.BOOKED and visit.expected is not None:
            said = f"{visit.patient} comes later than promised."
            yield Cause(CauseKind.LATE, id_, visit.expected, said)
    begins, ends = load.zero, load.zero + load.length
    for cut in shelf.cuts:
        pump_of_chair = cut.chair is not None and cut.pool is Pool.PUMP
        if cut.amount > 0 and cut.start < ends and cut.end > begins and not pump_of_chair:
            yield Cause(CauseKind.LESS, cut.id, 0, less(cut))


def less(cut: Cut) -> str:
    """Return what a cut says."""
    if cut.chair is not None:
        return f"{cut.chair} is broken: {cut.reason}."
    parts = NURSE_PARTS if cut.pool is Pool.NURSE else 1
    count = -(-cut.amount // parts)
    name = cut.pool.value + ("" if count == 1 else "s")
    return f"{count} {name} fewer: {cut.reason}."


def of_now(cause: Cause, cuts: Mapping[str, Cut], now: Slot) -> bool:
    """Whether a cause still matters: what was missing this morning does not in the afternoon."""
    cut = cuts.get(cause.about)
    return cause.kind is not CauseKind.LESS or (cut is not None and cut.end > now)
