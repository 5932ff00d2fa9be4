"""Days that do not go as planned: booked so that all fits, and then something happens."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from service.core.booking.day import DayState, Fit, booked, fit_at, fits, left
from service.core.booking.grid import Slot
from service.core.booking.repair.proposal import Engine, Proposal, proposal
from service.core.booking.repair.shift import Fits, right_shift
from service.core.booking.repair.situation import Lost, Situation, situation
from service.core.booking.repair.stay import Stay, leaving, stay
from service.core.booking.resources import BookedChair
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, Shape, uses
from service.core.booking.visits import Status, Taken, Visit
from service.core.times import Instant
from tests.core.booking.days import CLOSES, LENGTH, LOCAL, LONG, SHORT, ZERO, shape, ward_day

SLOT_MS = 300_000
SHAPES = (LONG, SHORT, LOCAL, shape(60), shape(120, overrun_min=30), shape(75))
BEDS = ("bed-1",)


def chairs(count: int = 4) -> tuple[BookedChair, ...]:
    """Return the chairs of the ward of these tests."""
    rows = [BookedChair(id=f"chair-{n + 1}", place=PlaceClass.CHAIR) for n in range(count)]
    return (*rows, *(BookedChair(id=each, place=PlaceClass.BED) for each in BEDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbed:
    """A day before and after something has happened."""

    planned: Situation
    """Everything exactly as it was booked."""
    now: Situation


def visit_at(number: int, of: Shape, fit: Fit, place: PlaceClass, **changed: object) -> Visit:
    """Return a visit of the book."""
    found = Visit(
        id=f"v-{number:02}",
        patient=f"P-{number:02}",
        what="isatuximab",
        infusion_no=3,
        place=place,
        shape=of,
        seat=Slot(ZERO + fit.seat),
        wait=fit.wait,
        bag=None if fit.bag is None else Slot(ZERO + fit.bag),
        zone="Europe/Berlin",
        status=Status.BOOKED,
        version=1,
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def as_planned(
    day: DayState,
    rows: Iterable[tuple[Shape, Fit, PlaceClass]],
    now: int,
    **changed: object,
) -> Situation:
    """Return the situation of a day at a slot, everybody having come in time."""
    every = list(enumerate(sorted(rows, key=lambda row: row[1].seat)))
    free = {chair.id: 0 for chair in chairs(12)}
    stays, gone, ahead = list[Stay](), list[Taken](), list[Visit]()
    for number, (of, fit, place) in every:
        visit = visit_at(number, of, fit, place)
        ends = fit.ends(of)
        if fit.seat >= now:
            ahead.append(visit)
            continue
        chair = next(
            each.id for each in chairs(12) if each.place is place and free[each.id] <= fit.seat
        )
        free[chair] = ends
        visit = replace(visit, status=Status.SEATED, chair=chair, seated=visit.seat)
        if ends - of.clean <= now:
            gone += leaving(replace(visit, status=Status.DONE), Slot(ZERO + now))
        else:
            stays.append(stay(visit, None, Instant((ZERO + now) * SLOT_MS)))
    found = situation(
        day, Slot(ZERO + now), stays=stays, gone=gone, visits=ahead, chairs=chairs(12)
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def longer(of: Stay, more: int) -> Stay:
    """Return somebody who sits so many slots longer, the pump in use."""
    end = Slot(of.end + more)
    rest = of.end - of.visit.shape.disconnect - of.visit.shape.clean
    nurse = Taken(pool=Pool.NURSE, start=Slot(rest), end=Slot(rest + more), amount=4)
    place = Taken(pool=Pool(of.visit.place.value), start=of.end, end=end, amount=1)
    shifted = [
        replace(each, start=Slot(each.start + more), end=Slot(each.end + more))
        if each.pool is Pool.NURSE and each.start >= rest
        else each
        for each in of.taken
    ]
    return replace(of, taken=(*shifted, nurse, place), end=end, late_end=end)


@st.composite
def disturbed(draw: st.DrawFn) -> Disturbed:
    """Any small day, and anything that may happen to it."""
    ward = {"chairs": 4, "nurses": draw(st.integers(2, 4)), "pumps": 4, "isolators": 1}
    day = ward_day(**ward)  # type: ignore[arg-type]
    rows, filled = [], day
    for _ in range(draw(st.integers(2, 14))):
        of = draw(st.sampled_from(SHAPES))
        place = draw(st.sampled_from([PlaceClass.CHAIR] * 5 + [PlaceClass.BED]))
        possible = fits(filled, of, place)
        if possible:
            seat = draw(st.sampled_from(sorted(possible)))
            fit = fit_at(filled, of, seat, possible[seat])
            filled = booked(filled, of, place, fit)
            rows.append((of, fit, place))
    at = draw(st.integers(100, 190))
    planned = as_planned(day, rows, at)
    stays = tuple(
        longer(each, more) if (more := draw(st.sampled_from([0, 0, 3, 12, 24]))) else each
        for each in planned.stays
    )
    ahead = tuple(
        replace(each, expected=Slot(each.seat + late))
        if (late := draw(st.sampled_from([0, 0, 0, 4, 10])))
        else each
        for each in planned.ahead
    )
    after = replace(planned, stays=stays, ahead=ahead)
    if draw(st.booleans()):
        after = fewer_nurses(after, day, draw(st.integers(at, 216)))
    return Disturbed(planned=planned, now=after)


def fewer_nurses(of: Situation, day: DayState, since: int) -> Situation:
    """Return the situation with one nurse gone from a slot on."""
    lost = Lost(
        pool=Pool.NURSE,
        start=Slot(ZERO + since),
        end=Slot(ZERO + LENGTH),
        amount=NURSE_PARTS,
    )
    return situation(
        day,
        of.now,
        stays=of.stays,
        gone=of.leaving,
        visits=of.ahead,
        chairs=of.chairs,
        lost=[lost],
    )


def there_is(of: Situation) -> Mapping[Pool, tuple[int, ...]]:
    """Return what the ward has, overtime counted in."""
    return {pool: left(of.day, pool) for pool in of.day.free}


def short(of: Situation, found: Fits) -> list[tuple[Pool, int]]:
    """Count slot by slot where a visit that is to come finds less than it needs."""
    taken, theirs = Counter[tuple[Pool, int]](), set[tuple[Pool, int]]()
    for each in (*of.leaving, *(use for sits in of.stays for use in sits.taken)):
        for slot in range(each.start - ZERO, each.end - ZERO):
            taken[each.pool, slot] += each.amount
    now = of.now - ZERO
    for visit in of.ahead:
        fit = found[visit.id]
        if fit is None:
            continue
        bag = None if fit.bag is None or fit.bag < now else fit.bag - fit.seat
        for use in uses(visit.shape, fit.wait, visit.place, bag):
            for slot in range(fit.seat + use.start, fit.seat + use.start + use.length):
                taken[use.pool, slot] += use.amount
                theirs.add((use.pool, slot))
    has = there_is(of)
    return sorted(
        (pool, slot)
        for pool, slot in theirs
        if not 0 <= slot < LENGTH or taken[pool, slot] > has[pool][slot]
    )


def repaired(of: Situation) -> Proposal:
    """Return the right-shift of a situation."""
    return proposal(of, right_shift(of), Engine.RIGHT_SHIFT)


def at(slot: int) -> Slot:
    """Return a slot of the ward's day as one of the calendar."""
    return Slot(ZERO + slot)


__all__ = [
    "CLOSES",
    "Disturbed",
    "as_planned",
    "at",
    "disturbed",
    "fewer_nurses",
    "longer",
    "repaired",
    "short",
]
