"""Calendars behind a secret address: who may read them, what is in them, and what never is."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from service.api.views.calendar import calendar_text, uid_of
from service.book.clocks import begins
from service.core.booking.grid import Slot
from service.core.booking.shape import PlaceClass
from service.core.booking.visits import Status, Visit
from service.core.times import Instant
from tests.book.calling import booked, held, offered, the_book, ward_with
from tests.book.visits import visit
from tests.book.wards import resources
from tests.service.api.harness import Bench

NOW = Instant(1_780_000_000_000)


@pytest.fixture
async def ward(tmp_path: Path, made: Path) -> AsyncIterator[Bench]:
    async with ward_with(tmp_path, made, resources()) as running:
        yield running


async def address(ward: Bench, **more: Any) -> tuple[str, str]:
    """Make a calendar; return its id and its address."""
    answer = await ward.post("/book/feeds", {"name": "Pharmacy", **more})
    assert 201 == answer.status_code, answer.text
    return answer.json()["id"], answer.json()["address"]


async def events(ward: Bench, path: str) -> dict[str, Any]:
    """Read a calendar; return its events by UID."""
    answer = await ward.client.get(path)
    assert 200 == answer.status_code, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.content)
    return {str(event["UID"]): event for event in found.walk("VEVENT")}


# ------------------------------------------------------------------------------ what is in it


def told(*visits: Visit) -> Any:
    (event,) = Calendar.from_ical(calendar_text("Day ward", "Europe/Berlin", visits, NOW)).walk(
        "VEVENT"
    )
    return event


def test_an_event_says_what_where_and_when_in_utc() -> None:
    one = visit(chair="chair-2", place=PlaceClass.CHAIR)

    event = told(one)

    start, end = event["DTSTART"].dt, event["DTEND"].dt
    assert (begins(one.seat), begins(one.end)) == (
        start.timestamp() * 1_000,
        end.timestamp() * 1_000,
    )
    assert timedelta(0) == start.utcoffset()
    assert "isatuximab, infusion 3" == event["SUMMARY"]
    assert "Day ward, chair-2" == event["LOCATION"]
    assert "CONFIRMED" == event["STATUS"]


def test_no_calendar_has_anybody_s_name_or_number() -> None:
    text = calendar_text(
        "Day ward", "Europe/Berlin", [visit(patient="P-4711", series="s-9", reason="ill")], NOW
    )

    assert not re.search(rb"P-4711|s-9|ill", text)
    assert b"v-1" not in text, "nor the book's own ids"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.BOOKED, "CONFIRMED"),
        (Status.SEATED, "CONFIRMED"),
        (Status.DONE, "CONFIRMED"),
        (Status.CANCELLED, "CANCELLED"),
        (Status.NO_SHOW, "CANCELLED"),
    ],
)
def test_what_is_cancelled_stays_in_the_calendar_and_says_so(status: Status, said: str) -> None:
    assert said == told(visit(status=status, reason="ill"))["STATUS"]


def test_a_place_that_is_only_held_is_nobodys_appointment() -> None:
    visits = [visit(status=Status.HELD), visit(status=Status.CANCELLED, reason="hold ran out")]

    found = Calendar.from_ical(calendar_text("Day ward", "Europe/Berlin", visits, NOW))

    assert [] == found.walk("VEVENT")


def test_a_moved_visit_keeps_its_uid_and_its_sequence_rises() -> None:
    before, after = visit(version=2), visit(version=3, seat=Slot(visit().seat + 12))

    assert told(before)["UID"] == told(after)["UID"] == uid_of("v-1")
    assert told(before)["SEQUENCE"] < told(after)["SEQUENCE"]


def test_lines_are_folded_and_ended_as_the_standard_has_it() -> None:
    """Read without the library that wrote it."""
    text = calendar_text("Day ward, north; 2", "Europe/Berlin", [visit(what="x" * 80)], NOW)

    lines = text.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    unfolded = text.replace(b"\r\n ", b"").split(b"\r\n")
    assert [b"BEGIN:VCALENDAR", b"END:VCALENDAR"] == [unfolded[0], unfolded[-2]]
    start = next(line for line in unfolded if line.startswith(b"DTSTART"))
    assert re.fullmatch(rb"DTSTART:\d{8}T\d{6}Z", start)
    where = next(line for line in unfolded if line.startswith(b"LOCATION"))
    assert rb"LOCATION:Day ward\, north\; 2\, chair" == where


# --------------------------------------------------------------------------------- who may read


async def test_a_calendar_is_read_by_its_address_alone(ward: Bench) -> None:
    one = await booked(ward)
    _, path = await address(ward)

    found = await events(ward, path)

    assert {uid_of(one["id"])} == set(found)
    assert datetime.fromisoformat(one["seat"]) == found[uid_of(one["id"])]["DTSTART"].dt
    assert "private, no-cache" == (await ward.client.get(path)).headers["cache-control"]


@pytest.mark.parametrize("wrong", ["x", "", "%00", "%ff", "a" * 500, "../feeds", "é"])
async def test_a_wrong_secret_finds_nothing(ward: Bench, wrong: str) -> None:
    await address(ward)

    answer = await ward.client.get(f"/calendar/{wrong}.ics")

    assert (404, "/problems/not-found") == (answer.status_code, answer.json()["type"])


async def test_a_revoked_address_leads_nowhere_and_others_are_as_before(ward: Bench) -> None:
    id_, gone = await address(ward)
    _, stays = await address(ward)

    await ward.done(f"/book/feeds/{id_}/revoke", {})

    assert 404 == (await ward.client.get(gone)).status_code
    assert 200 == (await ward.client.get(stays)).status_code
    assert 1 == len((await ward.get("/book/feeds"))["feeds"])
    again = await ward.post(f"/book/feeds/{id_}/revoke", {})
    assert "/problems/unknown-feed" == again.json()["type"]


def anywhere(secret: str, folder: Path) -> list[str]:
    """Return the files of a book that have a secret in them."""
    files = folder.glob("ward.book.sqlite*")
    return [file.name for file in files if secret.encode() in file.read_bytes()]


async def test_the_secret_is_told_once_and_kept_nowhere(ward: Bench, tmp_path: Path) -> None:
    body = {"name": "Pharmacy"}
    first = await ward.post("/book/feeds", body, Idempotency_Key="same-tap-1")
    secret = first.json()["address"].removeprefix("/calendar/").removesuffix(".ics")

    again = await ward.post("/book/feeds", body, Idempotency_Key="same-tap-1")

    assert (201, None) == (again.status_code, again.json()["address"])
    assert first.json()["id"] == again.json()["id"]
    assert len(secret) >= 128 // 6
    assert [] == anywhere(secret, tmp_path)
    assert [] != anywhere("Pharmacy", tmp_path)
    assert secret not in str(await ward.get("/book/changes"))


async def test_a_calendar_survives_a_restart(tmp_path: Path, made: Path) -> None:
    async with ward_with(tmp_path, made, resources()) as ward:
        _, path = await address(ward)
        await the_book(ward).tidy()
        # As after an outcome that nobody knows: everything is read from the file.
        the_book(ward)._take(await the_book(ward).writer.run(the_book(ward)._read_anew))

        assert 200 == (await ward.client.get(path)).status_code


async def test_a_calendar_of_one_class_of_place_has_its_visits_alone(ward: Bench) -> None:
    await booked(ward)
    _, path = await address(ward, place="bed")

    assert {} == await events(ward, path)


# ------------------------------------------------------------- board, reminders and calendar agree


async def test_after_a_move_the_board_the_reminders_and_the_calendar_say_the_same(
    ward: Bench,
) -> None:
    one = await booked(ward)
    _, path = await address(ward)
    earlier = (await events(ward, path))[uid_of(one["id"])]
    seat = (await offered(ward, around="14:00"))[0]["seat"]

    await ward.done(f"/book/visits/{one['id']}/move", {"seat": seat, "reason": "bus"})

    moment = datetime.fromisoformat(seat)
    board = await ward.get(f"/book/days/{one['on']}")
    (on_board,) = [each for each in board["visits"] if each["id"] == one["id"]]
    assert moment == datetime.fromisoformat(on_board["seat"])
    event = (await events(ward, path))[uid_of(one["id"])]
    assert moment == event["DTSTART"].dt
    assert datetime.fromisoformat(on_board["end"]) == event["DTEND"].dt
    assert event["SEQUENCE"] > earlier["SEQUENCE"]
    due = {each["kind"]: each["due"] for each in await dues(ward, one["id"])}
    assert moment + timedelta(minutes=10) == datetime.fromisoformat(due["late"])
    assert moment + timedelta(minutes=30) == datetime.fromisoformat(due["no-show"])
    hang = moment + timedelta(minutes=15 + on_board["wait_min"])
    assert datetime.fromisoformat(due["premedication-late"]) <= hang - timedelta(minutes=15)


async def test_after_a_cancellation_nothing_is_due_and_the_calendar_says_so(ward: Bench) -> None:
    one = await booked(ward)
    _, path = await address(ward)

    await ward.done(f"/book/visits/{one['id']}/cancel", {"reason": "ill"})

    assert [] == await dues(ward, one["id"])
    assert [] == (await ward.get(f"/book/days/{one['on']}"))["visits"]
    assert "CANCELLED" == (await events(ward, path))[uid_of(one["id"])]["STATUS"]


async def test_a_hold_is_due_and_in_no_calendar(ward: Bench) -> None:
    hold = await held(ward)
    _, path = await address(ward)

    assert ["hold-over"] == [each["kind"] for each in await dues(ward, hold["id"])]
    assert hold["held_until"] == (await dues(ward, hold["id"]))[0]["due"]
    assert {} == await events(ward, path)


async def dues(ward: Bench, about: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ward.get(f"/book/due?about={about}"))["due"]
    return found
