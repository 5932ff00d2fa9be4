"""What is due for which row, as tables; and every night of a year, in three zones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from service.book.calendar import Calendar, ClosedDay
from service.book.clocks import Clocks, begins
from service.core.booking.due import (
    Due,
    DueKind,
    Reminders,
    of_evenings,
    of_nights,
    of_offer,
    of_session,
    of_visit,
)
from service.core.booking.grid import Slot
from service.core.booking.visits import Status, Visit
from service.core.times import MINUTE_MS, Instant, minutes
from tests.book.visits import SHAPE, visit
from tests.book.wards import d, demo, resources
from tests.core.session.story import ISATUXIMAB, T0, Story

REMINDERS = Reminders()
SEAT = visit().seat
WHOLE = frozenset({"late", "no-show", "premedication-due", "premedication-late"})
PREMEDICATION = frozenset({"premedication-due", "premedication-late"})


def kinds(of: Visit) -> frozenset[str]:
    return frozenset(due.kind.value for due in of_visit(of, REMINDERS))


def at(of: Visit, kind: DueKind) -> float:
    """Return when something is due, in minutes from the promised seat."""
    (due,) = [each for each in of_visit(of, REMINDERS) if each.kind is kind]
    return (due.at - begins(SEAT)) / MINUTE_MS


@pytest.mark.parametrize(
    ("status", "due"),
    [
        (Status.HELD, {"hold-over"}),
        (Status.BOOKED, WHOLE),
        (Status.ARRIVED, PREMEDICATION),
        (Status.SEATED, PREMEDICATION),
        (Status.DONE, frozenset()),
        (Status.CANCELLED, frozenset()),
        (Status.NO_SHOW, frozenset()),
    ],
)
def test_what_is_due_depends_on_where_a_visit_stands(status: Status, due: set[str]) -> None:
    assert due == kinds(visit(status=status, held_until=Instant(1), seated=SEAT))


def test_nobody_is_late_at_once_and_a_no_show_is_called_later_still() -> None:
    assert 10 == at(visit(), DueKind.LATE)
    assert 30 == at(visit(), DueKind.NO_SHOW)


def test_who_is_expected_later_is_late_by_that_and_the_promise_stands() -> None:
    expected = visit(expected=Slot(SEAT + 8))

    assert (50, 70) == (at(expected, DueKind.LATE), at(expected, DueKind.NO_SHOW))
    assert at(visit(), DueKind.PREMEDICATION_DUE) + 40 == at(expected, DueKind.PREMEDICATION_DUE)


@pytest.mark.parametrize(
    ("wait", "opens", "closes"),
    [
        (3, 0, 10),  # hung 25 min after the seat: from 30 before (not before the seat) to 15
        (6, 10, 25),  # hung after 40
    ],
)
def test_premedication_is_due_as_long_before_hanging_as_the_gap_may_be(
    wait: int, opens: int, closes: int
) -> None:
    assert (2, 3, 6) == (SHAPE.arrive, SHAPE.wait_min, SHAPE.wait_max)
    planned = visit(wait=wait)

    assert opens == at(planned, DueKind.PREMEDICATION_DUE)
    assert closes == at(planned, DueKind.PREMEDICATION_LATE)


def test_premedication_of_somebody_seated_late_is_due_as_much_later() -> None:
    seated = visit(wait=6, status=Status.SEATED, seated=Slot(SEAT + 3))

    assert 25 == at(seated, DueKind.PREMEDICATION_DUE)


def test_a_visit_without_premedication_has_none_due() -> None:
    plain = visit(wait=0, shape=replace(SHAPE, wait_min=0, wait_max=0))

    assert {"late", "no-show"} == kinds(plain)


def test_a_moved_visit_is_due_otherwise_in_everything() -> None:
    moved = visit(seat=Slot(SEAT + 12))
    before = {due.key for due in of_visit(visit(), REMINDERS)}

    assert set() == before & {due.key for due in of_visit(moved, REMINDERS)}


def test_an_offer_is_over_after_two_hours_or_when_its_seat_begins() -> None:
    offered = begins(SEAT)

    assert 120 * MINUTE_MS == of_offer("w", offered, Slot(SEAT + 288), REMINDERS).at - offered
    assert 60 * MINUTE_MS == of_offer("w", offered, Slot(SEAT + 12), REMINDERS).at - offered


# ---------------------------------------------------------------------------------- the sessions


def test_the_windows_of_a_session_open_and_close_for_each_item_that_it_needs() -> None:
    story = Story().prepared()
    needed = [item for item in ISATUXIMAB.premedication if item.required]

    dues = of_session("s-1", story.s)

    assert {f"s-1/{item.id}" for item in needed} == {due.subject for due in dues}
    given = {each.item: each.given_at for each in story.s.given}
    for item in needed:
        opens, closes = (
            next(due.at for due in dues if due.subject == f"s-1/{item.id}" and due.kind is kind)
            for kind in (DueKind.WINDOW_OPENS, DueKind.WINDOW_CLOSES)
        )
        assert (item.not_before, item.not_after) == (
            opens - given[item.id],
            closes - given[item.id],
        )


def test_no_window_is_due_once_it_has_begun_or_before_anything_was_given() -> None:
    assert () == of_session("s-1", Story().s)
    assert () == of_session("s-1", Story().started().s)


# --------------------------------------------------------------------------------- every night

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
YEAR = [d("2026-01-01") + timedelta(days=count) for count in range(365)]
ODD = {  # wall time of the nightly look where its own time is left out
    ("America/New_York", "2026-03-08"): "03:00",
    ("Europe/Berlin", "2026-03-29"): "03:00",
    ("Australia/Lord_Howe", "2026-10-04"): "02:30",
}
LEFT_OUT = Reminders(horizon_at=150)
"""Half past two: does not exist in spring and comes twice in autumn, or half of it does."""


def instants(calendar: Calendar) -> Iterator[tuple[date, Instant]]:
    for on in YEAR:
        yield on, begins(calendar.clocks.slot(on, 120))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("reminders", [REMINDERS, LEFT_OUT])
def test_every_ward_day_of_a_year_has_one_night_and_it_lies_in_that_day(
    zone: str, reminders: Reminders
) -> None:
    clocks = Clocks(zone)
    nights = list(of_nights(YEAR, lambda on, m: begins(clocks.slot(on, m)), reminders))

    assert [on.isoformat() for on in YEAR] == [due.subject for due in nights]
    gaps = {later.at - due.at for due, later in pairwise(nights)}
    assert min(gaps) >= 23 * 60 * MINUTE_MS - 30 * MINUTE_MS
    for on, due in zip(YEAR, nights, strict=True):
        assert on == clocks.date(Slot(due.at // (5 * MINUTE_MS)))


@pytest.mark.parametrize("zone", ZONES)
def test_the_night_is_at_two_or_at_the_first_moment_after_a_time_that_is_left_out(
    zone: str,
) -> None:
    clocks = Clocks(zone)
    nights = of_nights(YEAR, lambda on, m: begins(clocks.slot(on, m)), REMINDERS)
    shown = {
        due.subject: clocks.wall(Slot(due.at // (5 * MINUTE_MS))).strftime("%H:%M")
        for due in nights
    }

    odd = {(zone, on): wall for on, wall in shown.items() if wall != "02:00"}
    assert {key: wall for key, wall in ODD.items() if key[0] == zone} == odd


def test_a_time_that_comes_twice_counts_at_its_first() -> None:
    clocks = Clocks("Europe/Berlin")
    (due,) = of_nights([d("2026-10-25")], lambda on, m: begins(clocks.slot(on, m)), LEFT_OUT)

    shown = clocks.shown(clocks.wall(Slot(due.at // (5 * MINUTE_MS))))
    assert 2 == len(shown)
    assert begins(shown[0]) == due.at


def test_the_plan_of_a_day_is_due_on_the_evening_before_whatever_day_that_is() -> None:
    """Monday's on Sunday; a holiday, a Sunday and a closed week have none."""
    calendar = Calendar(demo())

    def is_open(on: date) -> bool:
        return not isinstance(calendar.day(on), ClosedDay)

    found = list(
        of_evenings(YEAR, lambda on, m: begins(calendar.clocks.slot(on, m)), is_open, REMINDERS)
    )

    assert [on.isoformat() for on in YEAR if is_open(on)] == [due.subject for due in found]
    assert {"2026-04-03", "2026-04-05", "2026-12-29"}.isdisjoint(due.subject for due in found)
    for due in found:
        wall = calendar.clocks.wall(Slot(due.at // (5 * MINUTE_MS)))
        assert (18, 0) == (wall.hour, wall.minute)
        assert wall.date() + timedelta(days=1) == date.fromisoformat(due.subject)


def test_things_are_done_in_the_order_of_their_time() -> None:
    early = Due(kind=DueKind.NO_SHOW, subject="b", at=T0)
    late = Due(kind=DueKind.LATE, subject="a", at=Instant(T0 + minutes(1)))

    assert [early, late] == sorted([late, early], key=lambda due: due.rank)
    assert resources().zone == "Europe/Berlin"
