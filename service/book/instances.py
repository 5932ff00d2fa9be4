"""What the planners are asked, from the rows of the book: a day, and the coming weeks.

In minutes, as the planners' files have them. What is not to be planned (held places, other classes
of place, tomorrow's visits) is taken off what there is. No name leaves the book, only ids.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from service.book.book import Book
from service.book.calendar import OpenDay, days
from service.book.shelf import DayLoad
from service.core.booking.grid import GRID_MIN
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool, Shape
from service.core.booking.visits import Status, Taken, Visit

HORIZON_DAYS = 28
NOTICE_DAYS = 3
"""Whose visit is nearer than that keeps the day: people have made arrangements."""
TOLERANCE_DAYS = 1
"""How far from its day a visit may be moved, where nothing else is known; first value, local."""
GAP_DAYS = 5
"""The smallest gap between the visits of a series; or what they have, if that is less."""
SOFT_PERCENT = 90
CHAIRS_A_FIRST = 3
"""One first infusion a day is right for so many chairs, half of that before a closed day."""
GAPS_MIN = (15, 30, 45, 60)
"""Premedication gaps that a plan chooses from, as far as every visit allows them."""


class NothingToPlan(Exception):
    """There is nothing to be planned, or it cannot be said in a planner's words."""


def day_instance(book: Book, on: date) -> dict[str, Any]:
    """Return a ward-day in the golden format; visit n of it is `planned_visits(book, on)[n]`.

    Nobody is seated before the promised time. `NothingToPlan` where nothing is booked, or visits of
    one day have no premedication gap in common.
    """
    load, visits = book.shelf.day(on), planned_visits(book, on)
    if load is None or not load.closes or not visits:
        raise NothingToPlan(f"nothing is booked on {on}")
    left = _left(book, load, {visit.id for visit in visits})
    kinds = {shape: f"kind-{n}" for n, shape in enumerate(dict.fromkeys(v.shape for v in visits))}
    open_ = range(load.opens, load.closes)
    nurses = [parts // NURSE_PARTS for parts in left[Pool.NURSE][: load.closes]]
    hoods, first, end = _pharmacy(load.capacity[Pool.ISOLATOR], left[Pool.ISOLATOR])
    return {
        "kind": "day",
        "grid": GRID_MIN,
        "open": load.opens * GRID_MIN,
        "close": load.closes * GRID_MIN,
        "hard": load.closes * GRID_MIN,
        "chairs": min(left[Pool.CHAIR][slot] for slot in open_),
        "nurses": max(nurses),
        "nurse_breaks": _breaks(nurses),
        "hoods": hoods,
        "pharm_open": first * GRID_MIN,
        "pharm_close": end * GRID_MIN,
        "transport": max((_transport(visit.shape) for visit in visits), default=0),
        "pumps": min(left[Pool.PUMP][slot] for slot in open_),
        "types": {name: _kind(shape) for shape, name in kinds.items()},
        "premed": _gaps(visits),
        "appointments": [
            {
                "id": number,
                "type": kinds[visit.shape],
                "ready": (visit.seat - load.zero) * GRID_MIN,
            }
            for number, visit in enumerate(visits)
        ],
    }


def planned_visits(book: Book, on: date) -> list[Visit]:
    """Return the visits of a day whose start is planned: booked ones, on chairs."""
    return [
        visit
        for visit in book.shelf.on(on)
        if visit.status is Status.BOOKED and visit.place is PlaceClass.CHAIR
    ]


def horizon_instance(book: Book, today: date) -> dict[str, Any]:
    """Return the coming weeks; `NothingToPlan` where no series has a visit in them."""
    last = today + timedelta(days=HORIZON_DAYS - 1)
    first = today + timedelta(days=NOTICE_DAYS)
    loads = [
        load for on in days(first, last) if (load := book.shelf.day(on)) is not None and load.closes
    ]
    movable = _movable(book, first, last)
    if not movable or not loads:
        raise NothingToPlan("no visit of a series lies in the coming weeks")
    ids = {visit.id for visit in movable}
    return {
        "kind": "horizon",
        "soft_percent": SOFT_PERCENT,
        "days": [_horizon_day(book, load, ids) for load in loads],
        "visits": list(_horizon_visits(book, movable)),
    }


# ------------------------------------------------------------------------------------- the day


def _left(book: Book, load: DayLoad, without: set[str]) -> dict[Pool, list[int]]:
    """Return what is left of each pool beside the visits that are not planned."""
    left = {pool: list(row) for pool, row in load.capacity.items()}
    for id_ in load.visits - without:
        for taken in book.shelf.taken(id_):
            row = left[taken.pool]
            for slot in range(taken.start - load.zero, taken.end - load.zero):
                row[slot] = max(0, row[slot] - taken.amount)
    return left


def _breaks(nurses: Sequence[int]) -> list[list[int]]:
    """Return where fewer than the most nurses are there."""
    most, found = max(nurses), list[list[int]]()
    for slot, count in enumerate(nurses):
        begins = slot * GRID_MIN
        if count == most:
            continue
        if found and found[-1][1] == begins and found[-1][2] == most - count:
            found[-1][1] += GRID_MIN
        else:
            found.append([begins, begins + GRID_MIN, most - count])
    return found


def _pharmacy(capacity: Sequence[int], left: Sequence[int]) -> tuple[int, int, int]:
    """Return how many isolators are left, from which slot on and until which one.

    A planner's file has one number for the whole day: so many as are left all the time; where there
    is a time at which none is left, the longest stretch without one.
    """
    hours = [slot for slot, count in enumerate(capacity) if count > 0]
    if not hours:
        return 0, 0, 0
    first, end = min(hours), max(hours) + 1
    if min(left[first:end]) == 0:
        none = [first - 1, *(slot for slot in range(first, end) if left[slot] == 0), end]
        before, behind = max(pairwise(none), key=lambda pair: pair[1] - pair[0])
        first, end = before + 1, behind
    return min(left[first:end], default=0), first, end


def _gaps(visits: Iterable[Visit]) -> list[int]:
    waiting = [visit.shape for visit in visits if visit.shape.wait_max]
    found = [
        gap
        for gap in GAPS_MIN
        if all(shape.wait_min <= gap // GRID_MIN <= shape.wait_max for shape in waiting)
    ]
    if waiting and not found:
        raise NothingToPlan("the visits have no premedication gap in common")
    return found


def _transport(shape: Shape) -> int:
    return 0 if shape.bag is None else shape.bag.transport * GRID_MIN


def _kind(shape: Shape) -> dict[str, int]:
    bag = shape.bag
    return {
        "A": shape.arrive * GRID_MIN,
        "pre": int(shape.wait_max > 0),
        "B": shape.hang * GRID_MIN,
        "pump": shape.infuse * GRID_MIN,
        "flush": shape.flush * GRID_MIN,
        "obs": shape.observe * GRID_MIN,
        "disc": shape.disconnect * GRID_MIN,
        "turn": shape.clean * GRID_MIN,
        "ratio": shape.ratio,
        "comp": 0 if bag is None else bag.compound * GRID_MIN,
        "stab": 0 if bag is None else bag.stable * GRID_MIN // 60,
        "mto": int(bag is not None and bag.to_order),
    }


# ------------------------------------------------------------------------------------- the weeks


def _movable(book: Book, first: date, last: date) -> list[Visit]:
    """Return the booked visits of series between two days, in the order of their series."""
    clocks = book.calendar.clocks
    found = [
        visit
        for visit in book.shelf.visits.values()
        if visit.status is Status.BOOKED
        and visit.series is not None
        and first <= clocks.date(visit.seat) <= last
    ]
    return sorted(found, key=lambda visit: (visit.series or "", visit.seat))


def _horizon_day(book: Book, load: DayLoad, movable: set[str]) -> dict[str, Any]:
    fixed = [taken for id_ in load.visits - movable for taken in book.shelf.taken(id_)]
    chairs = len(book.calendar.resources.chairs)
    firsts = max(1, chairs // CHAIRS_A_FIRST)
    next_ = book.calendar.day(load.on + timedelta(days=1))
    return {
        "on": load.on.isoformat(),
        "chair_min": sum(load.capacity[Pool.CHAIR]) * GRID_MIN,
        "chair_used": _minutes(fixed, Pool.CHAIR),
        "nurse_min": sum(load.capacity[Pool.NURSE]) * GRID_MIN // NURSE_PARTS,
        "nurse_used": _minutes(fixed, Pool.NURSE) // NURSE_PARTS,
        "firsts": firsts if isinstance(next_, OpenDay) else firsts // 2,
    }


def _horizon_visits(book: Book, movable: Sequence[Visit]) -> Iterable[dict[str, Any]]:
    before: Visit | None = None
    for visit in movable:
        on = book.calendar.clocks.date(visit.seat)
        taken = book.shelf.taken(visit.id)
        same = before is not None and before.series == visit.series
        apart = (on - book.calendar.clocks.date(before.seat)).days if same and before else 0
        yield {
            "id": visit.id,
            "series": visit.series,
            "due": on.isoformat(),
            "early": TOLERANCE_DAYS,
            "late": TOLERANCE_DAYS,
            "gap": min(GAP_DAYS, apart),
            "chair_min": _minutes(taken, Pool.CHAIR),
            "nurse_min": _minutes(taken, Pool.NURSE) // NURSE_PARTS,
            "first": visit.infusion_no == 1,
            "now": on.isoformat(),
        }
        before = visit


def _minutes(taken: Iterable[Taken], pool: Pool) -> int:
    """Return the minutes of a pool; of nurses in parts."""
    return sum(
        (each.end - each.start) * each.amount * GRID_MIN for each in taken if each.pool is pool
    )
