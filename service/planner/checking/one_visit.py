"""The rules that one visit can break by itself."""

from collections.abc import Iterator

from service.planner.checking.broken import Broken, Rule, clock
from service.planner.checking.phases import Placed
from service.planner.checking.reading import Day


def broken_alone(day: Day, visit: Placed) -> Iterator[Broken]:
    """Return every rule that a visit breaks whatever the others do."""
    yield from _times(day, visit)
    yield from _gap(day, visit)
    yield from _bag(day, visit)


def _times(day: Day, visit: Placed) -> Iterator[Broken]:
    if visit.seat % day.grid:
        yield _of(visit, Rule.SEAT_OFF_GRID, visit.seat, f"not on the grid of {day.grid} minutes")
    if visit.seat < visit.ready:
        yield _of(visit, Rule.BEFORE_READY, visit.seat, f"is ready at {clock(visit.ready)}")
    if visit.seat < day.open:
        yield _of(visit, Rule.BEFORE_OPENING, visit.seat, f"the ward opens at {clock(day.open)}")
    if visit.end > day.hard:
        yield _of(visit, Rule.AFTER_HARD_END, visit.end, f"all must end by {clock(day.hard)}")


def _gap(day: Day, visit: Placed) -> Iterator[Broken]:
    if not visit.kind.premedicated:
        if visit.gap is not None:
            why = f"a gap of {visit.gap} minutes without premedication"
            yield _of(visit, Rule.GAP_WITHOUT_NEED, visit.wait, why)
    elif visit.gap is None:
        yield _of(visit, Rule.GAP_MISSING, visit.wait, "no premedication gap")
    elif visit.gap not in day.gaps:
        allowed = ", ".join(map(str, day.gaps))
        why = f"a gap of {visit.gap} minutes; allowed are {allowed}"
        yield _of(visit, Rule.GAP_NOT_ALLOWED, visit.wait, why)


def _bag(day: Day, visit: Placed) -> Iterator[Broken]:
    kind, bag, done = visit.kind, visit.bag, visit.bag_done
    if not kind.compound:
        if bag is not None:
            yield _of(visit, Rule.BAG_WITHOUT_NEED, bag, "a bag where nothing is compounded")
        return
    if bag is None or done is None:
        yield _of(visit, Rule.BAG_MISSING, visit.hang, "no bag")
        return
    if bag % day.grid:
        yield _of(visit, Rule.BAG_OFF_GRID, bag, f"not on the grid of {day.grid} minutes")
    if bag < day.pharmacy_open or done > day.pharmacy_close:
        hours = f"{clock(day.pharmacy_open)} to {clock(day.pharmacy_close)}"
        why = f"compounding until {clock(done)}; the pharmacy's hours are {hours}"
        yield _of(visit, Rule.PHARMACY_CLOSED, bag, why)
    if done + day.transport > visit.hang:
        why = f"the bag is there at {clock(done + day.transport)}, hung at {clock(visit.hang)}"
        yield _of(visit, Rule.BAG_LATE, bag, why)
    if visit.flush > done + 60 * kind.stable_h:
        why = f"the pump ends after the bag's {kind.stable_h} hours from {clock(done)}"
        yield _of(visit, Rule.BAG_TOO_OLD, visit.flush, why)
    # Twice each side: half of an odd number of minutes is no whole number.
    if kind.to_order and 2 * bag < 2 * visit.wait - kind.compound:
        why = f"made to order: half of its {kind.compound} minutes before {clock(visit.wait)}"
        yield _of(visit, Rule.BAG_BEFORE_ORDER, bag, why)


def _of(visit: Placed, rule: Rule, at: int, why: str) -> Broken:
    return Broken(rule=rule, visits=(visit.id,), start=at, why=why)
