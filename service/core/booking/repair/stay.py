"""What a patient who sits already still takes of the ward, by what is known of the infusion."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from service.core.booking.grid import GRID_MIN, Slot, slots
from service.core.booking.repair.remaining import Remaining, Why
from service.core.booking.shape import NURSE_PARTS, Pool
from service.core.booking.visits import Taken, Visit
from service.core.times import MINUTE_MS, Instant, Span

SLOT_MS = GRID_MIN * MINUTE_MS
BOUND_BY_REACTION = Span(30 * MINUTE_MS)
"""So long after a reaction has been reported one nurse is at this chair alone. Local value."""

_NOT_BEGUN = frozenset({Why.NOT_STARTED})
_OVER = frozenset({Why.STOPPED, Why.FLUSHING, Why.OBSERVING, Why.LEFT})


class Basis(Enum):
    """By which end of those who sit a day is repaired."""

    EXPECTED = "expected"
    LATE = "late"
    """By the 95 % point: for a ward that would rather tell more people once than some twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A seated visit from now on."""

    visit: Visit
    taken: tuple[Taken, ...]
    """What it still takes, by the basis that was asked for."""
    end: Slot
    """The first slot in which its place is free again, expected. See `until`."""
    late_end: Slot
    """The same in all but 5 % of such cases."""
    infused: Slot | None
    """The slot at whose beginning the last drop is in, by the basis; None: it is in."""
    why: Why | None
    """What that rests on; None: no session is known, so what was planned counts."""
    basis: Basis

    @property
    def until(self) -> Slot:
        """The end that counts for others."""
        return self.late_end if self.basis is Basis.LATE else self.end


@dataclass(frozen=True, slots=True)
class _Stage:
    length: int
    nurse: int
    pump: bool = False


def stay(visit: Visit, known: Remaining | None, at: Instant, basis: Basis = Basis.EXPECTED) -> Stay:
    """Return what a seated visit still takes from `at` on."""
    now, clean, by_late = Slot(at // SLOT_MS), visit.shape.clean, basis is Basis.LATE
    expected = list(_stages(visit, known, at, late=False))
    late = list(_stages(visit, known, at, late=True))
    taken = list(_laid(late if by_late else expected, now))
    ends = [now + sum(each.length for each in stages) + clean for stages in (expected, late)]
    until = Slot(ends[by_late])
    place = Taken(pool=Pool(visit.place.value), start=now, end=until, amount=1)
    pump = _joined([each for each in taken if each.pool is Pool.PUMP])
    return Stay(
        visit=visit,
        taken=(place, *(each for each in taken if each.pool is not Pool.PUMP), *pump),
        end=Slot(ends[False]),
        late_end=Slot(ends[True]),
        infused=next(_infusion_ends(visit, known, at, late=by_late), None),
        why=None if known is None else known.why,
        basis=basis,
    )


def leaving(visit: Visit, now: Slot) -> tuple[Taken, ...]:
    """Return what is left of a visit whose patient has gone: the place is being cleaned."""
    return tuple(
        Taken(pool=each.pool, start=Slot(max(each.start, now)), end=each.end, amount=each.amount)
        for each in visit.taken()
        if each.end > now
    )


def _stages(visit: Visit, known: Remaining | None, at: Instant, *, late: bool) -> Iterator[_Stage]:
    """Yield what is still to come of a visit, in its order, from the slot of `at` on."""
    if known is None or known.why in _NOT_BEGUN:
        yield from _by_plan(visit, known, at, late=late)
    else:
        yield from _by_pump(visit, known, at, late=late)
    yield _Stage(visit.shape.disconnect, NURSE_PARTS)


def _by_plan(visit: Visit, known: Remaining | None, at: Instant, *, late: bool) -> Iterator[_Stage]:
    """Yield the planned phases, counted from the seating, as far as they are not over.

    Where a session says that the pump has not started, hanging is still to come whatever the plan.
    """
    shape, share = visit.shape, NURSE_PARTS // visit.shape.ratio
    runs = shape.infuse
    if known is not None:
        runs = slots(-(-(known.late if late else known.expected) // MINUTE_MS))
    gone = at // SLOT_MS - _seated(visit)
    before = [_Stage(shape.arrive, NURSE_PARTS), _Stage(visit.wait, share)]
    behind = [
        _Stage(shape.hang, NURSE_PARTS, pump=True),
        _Stage(runs + shape.flush, share, pump=True),
        _Stage(shape.observe, share),
    ]
    if known is not None:
        yield from _from(before, gone)
        yield from behind
    else:
        yield from _from([*before, *behind], gone)


def _by_pump(visit: Visit, known: Remaining, at: Instant, *, late: bool) -> Iterator[_Stage]:
    """Yield what is left by the session: of the infusion, the flush, the observation."""
    shape, share = visit.shape, NURSE_PARTS // visit.shape.ratio
    running = _ends(at, known.late if late else known.expected)
    bound = 0
    if known.why is Why.REACTION:
        bound = min(running, _ends(at, Span(max(0, BOUND_BY_REACTION - known.stood))))
    yield _Stage(bound, NURSE_PARTS, pump=True)
    yield _Stage(running - bound, share, pump=True)
    if known.why not in (Why.STOPPED, Why.OBSERVING, Why.LEFT):
        yield _Stage(shape.flush, share, pump=True)
    observe = shape.observe if known.watched is None else _ends(at, known.watched)
    yield _Stage(observe, share)


def _infusion_ends(
    visit: Visit, known: Remaining | None, at: Instant, *, late: bool
) -> Iterator[Slot]:
    """Yield the slot at which the last drop is in, where it is not in yet."""
    shape, now = visit.shape, at // SLOT_MS
    planned = _seated(visit) + shape.arrive + visit.wait + shape.hang
    left = Span(0) if known is None else known.late if late else known.expected
    if known is None:
        ends = planned + shape.infuse
    elif known.why in _NOT_BEGUN:
        ends = max(planned, now + shape.hang) + slots(-(-left // MINUTE_MS))
    elif known.why in _OVER:
        return
    else:
        ends = now + _ends(at, left)
    if ends > now:
        yield Slot(ends)


def _seated(visit: Visit) -> int:
    return visit.seat if visit.seated is None else visit.seated


def _ends(at: Instant, span: Span) -> int:
    """Return in how many slots, counted from the one of `at`, a span from `at` on is over."""
    return -(-(at % SLOT_MS + span) // SLOT_MS) if span else 0


def _from(stages: list[_Stage], gone: int) -> Iterator[_Stage]:
    """Yield what is left of stages of which so many slots are over."""
    for each in stages:
        left = each.length - max(0, gone)
        gone -= each.length
        if left > 0:
            yield _Stage(min(left, each.length), each.nurse, each.pump)


def _laid(stages: list[_Stage], now: Slot) -> Iterator[Taken]:
    at = now
    for each in stages:
        if each.length <= 0:
            continue
        end = Slot(at + each.length)
        yield Taken(pool=Pool.NURSE, start=at, end=end, amount=each.nurse)
        if each.pump:
            yield Taken(pool=Pool.PUMP, start=at, end=end, amount=1)
        at = end


def _joined(rows: list[Taken]) -> tuple[Taken, ...]:
    """Return stretches without a gap as one."""
    if not rows:
        return ()
    first, last = rows[0], rows[-1]
    return (Taken(pool=first.pool, start=first.start, end=last.end, amount=1),)
