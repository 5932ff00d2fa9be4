"""Whether a plan keeps every rule of its day. Says what it breaks; plain lists, no solver's code.

A planner that is wrong about the ward must not print: every plan goes through here first.
"""

from collections import Counter
from collections.abc import Iterator

from service.core.booking.grid import GRID_MIN
from service.planner.day.instance import NURSE_PARTS, Day
from service.planner.day.plan import DayPlan, Placed


def faults(day: Day, plan: DayPlan) -> list[str]:
    """Return every broken rule, in words; empty for a plan that can be carried out."""
    return [*_who(day, plan), *_alone(day, plan), *_together(day, plan)]


def _who(day: Day, plan: DayPlan) -> Iterator[str]:
    placed = Counter(each.visit for each in plan.visits)
    for visit in day.visits:
        if placed[visit] != 1:
            yield f"visit {visit.id} is placed {placed[visit]} times"
    for visit in placed.keys() - set(day.visits):
        yield f"visit {visit.id} is not of this day"


def _alone(day: Day, plan: DayPlan) -> Iterator[str]:
    """What a visit must keep to by itself."""
    for each in plan.visits:
        kind = each.visit.kind
        who = f"visit {each.visit.id}"
        if any(time % GRID_MIN for time in (each.seat, each.gap or 0, each.bag or 0)):
            yield f"{who} is off the grid"
        if each.seat < day.earliest(each.visit):
            yield f"{who} is seated at {each.seat}, before {day.earliest(each.visit)}"
        if each.end > day.hard:
            yield f"{who} ends at {each.end}, after {day.hard}"
        if each.gap not in (day.gaps if kind.premedicated else (None,)):
            yield f"{who} has a premedication gap of {each.gap}"
        yield from _bag(day, each, who)


def _bag(day: Day, each: Placed, who: str) -> Iterator[str]:
    kind = each.visit.kind
    if (each.bag is not None) != bool(kind.compound):
        yield f"{who} has the bag {each.bag}, with {kind.compound} min of compounding"
    if each.bag is None:
        return
    made = each.bag + kind.compound
    if each.bag < day.pharmacy_open or made > day.pharmacy_close:
        yield f"{who}: the bag is made while the pharmacy is closed"
    if made + day.transport > each.hang:
        yield f"{who}: the bag arrives after it is hung"
    if each.hang + kind.hang + kind.pump > made + 60 * kind.stable_h:
        yield f"{who}: the bag does not last"
    if kind.to_order and 2 * each.bag < 2 * (each.seat + kind.arrive) - kind.compound:
        yield f"{who}: the bag is begun before the patient is there"


def _together(day: Day, plan: DayPlan) -> Iterator[str]:
    """What all visits take together, slot by slot."""
    count = day.hard // GRID_MIN
    there = {
        "chairs": [day.chairs] * count,
        "nurse parts": day.nurse_parts(),
        "pumps": [day.pumps] * count,
        "hoods": [day.hoods] * count,
    }
    for each in plan.visits:
        for what, start, end, amount in _taken(each):
            for slot in range(start // GRID_MIN, min(end // GRID_MIN, count)):
                there[what][slot] -= amount
    for what, left in there.items():
        for slot, spare in enumerate(left):
            if spare < 0:
                yield f"{-spare} {what} too few at {slot * GRID_MIN}"


def _taken(each: Placed) -> Iterator[tuple[str, int, int, int]]:
    """Yield what, from, until before, how much."""
    kind = each.visit.kind
    runs = each.hang + kind.hang
    disconnect = runs + kind.running
    yield "chairs", each.seat, each.end, 1
    yield "nurse parts", each.seat, each.seat + kind.arrive, NURSE_PARTS
    yield "nurse parts", each.seat + kind.arrive, each.hang, kind.share
    yield "nurse parts", each.hang, runs, NURSE_PARTS
    yield "nurse parts", runs, disconnect, kind.share
    yield "nurse parts", disconnect, disconnect + kind.disconnect, NURSE_PARTS
    yield "pumps", each.hang, runs + kind.pump + kind.flush, 1
    if each.bag is not None:
        yield "hoods", each.bag, each.bag + kind.compound, 1
