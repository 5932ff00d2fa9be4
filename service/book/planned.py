"""What a planner answered, as moves of visits that a person can take: exact places, and a chair.

Nothing here changes the book. A move names the version of the visit that it was made for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from service.book.asks import Refused, When
from service.book.book import Book
from service.book.clocks import slot_at
from service.book.instances import planned_visits
from service.book.verbs import wanted_of
from service.book.writing import Step
from service.core.booking.day import DayState, booked
from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.offers import Policy
from service.core.booking.outlook import outlook
from service.core.booking.refusals import BookRefusalId
from service.core.booking.visits import Status, Visit

WINDOW_MIN = 15
"""Who is seated no later than so long after the promised time need not be told; local."""

Move = dict[str, Any]


def moves_of_day(book: Book, on: date, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan of a day: for each visit its seat, gap, bag and chair."""
    load = book.shelf.days[on]
    visits = planned_visits(book, on)
    planned: list[Visit] = []
    for each in answer["visits"]:
        visit = visits[each["id"]]
        planned.append(
            replace(
                visit,
                seat=Slot(load.zero + each["seat"] // GRID_MIN),
                wait=0 if each["wait"] is None else each["wait"] // GRID_MIN,
                bag=None if each["bag"] is None else Slot(load.zero + each["bag"] // GRID_MIN),
            )
        )
    others = [
        visit
        for visit in book.shelf.on(on)
        if visit.status is Status.BOOKED and visit.id not in {each.id for each in planned}
    ]
    chairs = bound(book, on, [*planned, *others])
    before = {visit.id: visit for visit in visits}
    return {
        "terms": {name: answer[name] for name in ("objective", "deferral_min", "overtime_min")},
        "moves": [
            planned_move(before.get(each.id, each), each, chairs.get(each.id))
            for each in sorted([*planned, *others], key=lambda visit: (visit.seat, visit.id))
        ],
    }


def moves_of_horizon(book: Book, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the visits that get another day, each at the free place nearest to its time of day.

    Who has no place there is left out, and counted.
    """
    now = slot_at(book.now())
    moves: list[Move] = []
    left: dict[date, DayState] = {}
    without = 0
    for each in answer["visits"]:
        if each["on"] is None or each["on"] == each["now"]:
            continue
        visit = book.shelf.visits.get(each["id"])
        if visit is None or visit.status is not Status.BOOKED:
            continue
        there = _place(book, visit, date.fromisoformat(each["on"]), now, left)
        if there is None:
            without += 1
        else:
            moves.append(planned_move(visit, there, None))
    kept = ("objective", "bound", "terms", "first_objective", "seconds")
    return {**{name: answer[name] for name in kept}, "moves": moves, "without_place": without}


def bound(book: Book, on: date, visits: Sequence[Visit]) -> dict[str, str]:
    """Return a chair for each visit: of its class, in use, and free for as long as it takes.

    In the order of their time, the first one that is free; who finds none has none.
    """
    blocked = book.finder.out_of_use(on)
    free_from = {
        chair.id: (chair.place, Slot(0))
        for chair in book.calendar.resources.chairs
        if chair.id not in blocked
    }
    found: dict[str, str] = {}
    for visit in sorted(visits, key=lambda each: (each.seat, each.id)):
        for chair, (place, free) in free_from.items():
            if place is visit.place and free <= visit.seat:
                found[visit.id] = chair
                free_from[chair] = (place, visit.end)
                break
    return found


def taken(book: Book, moves: Iterable[Move], chosen: Sequence[str] | None) -> tuple[Step, ...]:
    """Return the steps for moves that a person takes; all that are one, where none is chosen.

    `Refused` for a visit that has changed since, is over, or of which the plan says nothing.
    """
    by_visit = {move["visit"]: move for move in moves}
    wanted = [id_ for id_, move in by_visit.items() if moved(move)] if chosen is None else chosen
    steps = []
    for id_ in wanted:
        move, visit = by_visit.get(id_), book.shelf.visits.get(id_)
        if move is None or visit is None or visit.version != move["version"]:
            said = f"Visit {id_} is not in this plan, or has changed since it was made."
            raise Refused(BookRefusalId.VISIT_CHANGED, said)
        if visit.status is not Status.BOOKED or move["seat_slot"] <= slot_at(book.now()):
            raise Refused(BookRefusalId.WRONG_STATUS, f"Visit {id_} cannot be moved any more.")
        after = replace(
            visit,
            seat=Slot(move["seat_slot"]),
            wait=move["wait_slots"],
            bag=None if move["bag_slot"] is None else Slot(move["bag_slot"]),
            reason=PLANNED,
            expected=None,
            version=visit.version + 1,
        )
        steps.append(Step(what="moved", before=visit, after=after))
    return tuple(steps)


PLANNED = "plan of the night"
"""The reason of a move that a person took from a plan."""


def moved(move: Move) -> bool:
    """Whether a plan changes anything of a visit but its chair."""
    return bool(
        (move["seat_slot"], move["wait_slots"], move["bag_slot"])
        != (move["was_slot"], move["was_wait"], move["was_bag"])
    )


def planned_move(before: Visit, after: Visit, chair: str | None) -> Move:
    """Return a visit of a plan, as it was and as it would be."""
    later = abs(after.seat - before.seat) * GRID_MIN
    return {
        "visit": before.id,
        "version": before.version,
        "was_slot": before.seat,
        "was_wait": before.wait,
        "was_bag": before.bag,
        "seat_slot": after.seat,
        "wait_slots": after.wait,
        "bag_slot": after.bag,
        "chair": chair,
        "tell": later > WINDOW_MIN,
    }


def _place(
    book: Book, visit: Visit, on: date, now: Slot, left: dict[date, DayState]
) -> Visit | None:
    """Return a visit at the free place of a day that is nearest to its time of day.

    `left` is what the moves before it have left of the days.
    """
    load = book.shelf.day(on)
    if load is None or not load.closes:
        return None
    at, state = book.calendar.clocks.at(visit.seat), left.get(on, load.state())
    when = When(first=on, last=on, due=on, around_min=at.hour * 60 + at.minute)
    found = book.finder.of_day(
        load, wanted_of(visit), when, now, Policy.PATIENT_PICKS, outlook(state)
    )
    if not found:
        return None
    fit = found[0].fit
    left[on] = booked(state, visit.shape, visit.place, fit)
    return replace(
        visit,
        seat=found[0].seat,
        wait=fit.wait,
        bag=None if fit.bag is None else Slot(load.zero + fit.bag),
    )
