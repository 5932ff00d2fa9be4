"""The board of the day in a real browser: from a call to a chair, and what is said instead."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAR = 9
"""So many days ahead little is booked in the demonstration."""
STEADY_MS = 600
"""A key that has just changed is deaf for a moment."""
_taps = count(1)


def key(board: "Tablet", name: str) -> "Locator":
    """Return the key that begins with `name`, among those that can be seen."""
    keys = board.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}"))
    return keys.locator("visible=true").first


def tap(board: "Tablet", name: str) -> None:
    board.page.wait_for_timeout(STEADY_MS)
    key(board, name).click()


def get(board: "Tablet", path: str) -> dict[str, Any]:
    found: dict[str, Any] = board.page.request.get(f"{address(board)}/api/v1{path}").json()
    return found


def post(board: "Tablet", path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {
        "Idempotency-Key": f"test-tap-{next(_taps):04d}",
        "X-Person": "nurse-b",
        "X-Tablet": "tablet-2",
    }
    answer = board.page.request.post(f"{address(board)}/api/v1{path}", data=body, headers=headers)
    found: dict[str, Any] = answer.json()
    assert answer.ok, found
    return found


def address(board: "Tablet") -> str:
    return board.page.url.rsplit("/", 1)[0]


def an_empty_day(board: "Tablet", weeks: int = 1) -> str:
    """Return a day on which nothing is booked, nor a week later if `weeks` is 2."""
    first = datetime.fromisoformat(get(board, "/book")["today"]) + timedelta(days=FAR)
    for day in (first + timedelta(days=more) for more in range(14)):
        same = [f"{day + timedelta(weeks=week):%Y-%m-%d}" for week in range(weeks)]
        found = [get(board, f"/book/days/{each}") for each in same]
        if not any(each["closed"] or each["visits"] for each in found):
            return same[0]
    pytest.fail("no such day")


def show(board: "Tablet", day: str) -> None:
    """Go forth until the board shows a day."""
    words = f"{datetime.fromisoformat(day):%a %-d %b %Y}"
    title = board.page.locator(".which h2")
    while words not in title.inner_text():
        before = title.inner_text()
        board.page.get_by_label("Day after").click()
        board.page.wait_for_function(
            "text => document.querySelector('.which h2').textContent !== text", arg=before
        )
        board.page.wait_for_selector("button[aria-label='Day after']:not([aria-disabled])")


def booked(board: "Tablet", day: str, hour: int, patient: str = "P-9001") -> dict[str, Any]:
    """Book a visit from elsewhere, and wait until the board shows it."""
    visit = {"what": "isatuximab", "infusion_no": 3}
    body = {"patient": patient, "visit": visit, "seat": moment(board, day, hour)}
    hold = post(board, "/book/holds", body)["visits"][0]
    made: dict[str, Any] = post(board, "/book/visits", {"hold": hold["id"]})["visits"][0]
    show(board, day)
    key(board, f"{patient},").wait_for()
    return made


def moment(board: "Tablet", day: str, hour: int) -> str:
    """Return an hour of a day on the ward's clocks, as the service writes it."""
    zone = ZoneInfo(get(board, "/book")["zone"])
    at = datetime.fromisoformat(f"{day}T{hour:02d}:00").replace(tzinfo=zone)
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def tap_time(board: "Tablet", hour: int, row: str = "Any chair") -> None:
    """Tap into the empty part of a row of the board, a little after an hour."""
    name = board.page.locator(".day-row", has_text=row).last
    track = name.locator(".track")
    hours = board.page.locator(".axis .hour", has_text=f"{hour:02d}:00")
    hours.scroll_into_view_if_needed()
    track.scroll_into_view_if_needed()
    label, box = hours.bounding_box(), track.bounding_box()
    assert label is not None
    assert box is not None
    board.page.mouse.click(label["x"] + 6, box["y"] + 10)


# -------------------------------------------------------------------------------- what is shown


def test_the_day_is_shown_with_what_the_pumps_say(board: "Tablet") -> None:
    page = board.page
    sits = key(board, "demo-patient-3,")
    assert "Running" in (sits.get_attribute("aria-label") or "")
    assert page.locator(".day-row .row-name", has_text=re.compile(r"^Chair\s\d")).count() == 12
    assert page.locator(".of-nurse .cell").count() >= 10
    assert page.locator(".now-line").is_visible()
    assert page.locator(".lane .bar").count() >= 5
    sits.click()
    facts = page.locator(".visit-desk dl")
    facts.get_by_text("of 250").wait_for()
    assert "Chair\u00a03 from" in facts.inner_text()
    assert board.complaints == []


def test_a_later_day_shows_how_many_places_are_free(board: "Tablet") -> None:
    show(board, an_empty_day(board))
    rows = board.page.locator(".day-row.lane")
    assert rows.count() == 12
    assert rows.locator(".bar").count() == 0
    cells = board.page.locator(".of-chair .cell[data-left=some]")
    assert set(cells.all_inner_texts()) == {"10"}


def test_every_target_is_large_enough_for_a_glove(board: "Tablet") -> None:
    def small() -> list[object]:
        found = board.page.evaluate(
            """() => [...document.querySelectorAll('button, select, input, a')]
                .map((node) => [node.textContent, node.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.width < 48 || box.height < 48))
                .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
        )
        assert isinstance(found, list)
        return found

    assert small() == []
    for name in ("demo-patient-3,", "P-1112,", "Book a visit", "Waiting list"):
        tap(board, name)
        assert small() == []


def test_a_frozen_service_makes_the_board_old(board: "Tablet", demo: "Demo") -> None:
    demo.freeze()
    board.page.wait_for_selector("#plan[data-stale]", timeout=12_000)
    assert "OLD" in board.page.locator(".told").inner_text()
    demo.thaw()
    board.page.wait_for_selector("#plan:not([data-stale])", timeout=12_000)


# ------------------------------------------------------------------------------ from call to chair


def test_from_a_call_to_a_promise(board: "Tablet") -> None:
    day = an_empty_day(board)
    show(board, day)
    tap_time(board, 10)
    board.page.get_by_label("Patient id").fill("P-77")
    tap(board, "Ask for places")
    first = board.page.locator(".ask-desk .place").first
    said = first.inner_text()
    at = re.search(r"(\d\d:\d\d)–", said)
    assert at is not None, said
    assert "Just as wished." in said or "from the wished time." in said  # what a day expects counts

    first.click()
    left = board.page.locator(".kept-desk .left")
    left.get_by_text(re.compile(r"Free again in 9:5\d")).wait_for()
    assert "Place held till" in board.page.locator(".bar[data-state=kept]").inner_text()

    tap(board, "Book for P-77")
    board.page.locator(".kept-desk h2", has_text="Booked").wait_for()
    key(board, "P-77, Booked, isatuximab").wait_for()
    visit = next(v for v in get(board, f"/book/days/{day}")["visits"] if v["patient"] == "P-77")
    assert (visit["status"], visit["local"][11:16]) == ("booked", at[1])
    assert board.complaints == []


def test_a_search_without_a_place_says_what_is_short_on_each_day(board: "Tablet") -> None:
    show(board, an_empty_day(board))
    tap_time(board, 9)
    page = board.page
    page.get_by_label("Patient id").fill("P-79")
    page.get_by_role("group", name="Limit").get_by_role("button", name="not after").click()
    for _ in range(9):
        page.get_by_label("less time").click()  # half past four: nobody is there
    tap(board, "Ask for places")

    days = page.get_by_role("list", name="What is short").get_by_role("listitem")
    days.first.wait_for()
    assert days.count() >= 1
    for said in days.all_inner_texts():
        assert re.match(r"\w{3} \d+ \w{3}( to \w{3} \d+ \w{3})?: \w.+\.$", said), said
    assert "The wished hours leave no seat" in " ".join(days.all_inner_texts())


def test_a_course_is_held_and_booked_together(board: "Tablet") -> None:
    show(board, an_empty_day(board, weeks=2))
    tap_time(board, 9)
    board.page.get_by_label("Patient id").fill("P-78")
    board.page.get_by_label("more visits").click()
    tap(board, "Ask for 2 places")
    board.page.locator(".ask-desk .place").first.click()
    tap(board, "Book all 2 for P-78")
    board.page.locator(".kept-desk h2", has_text="Booked").wait_for()
    assert board.page.locator(".kept-list li").count() == 2


def test_a_visit_is_moved_by_two_taps(board: "Tablet") -> None:
    day = an_empty_day(board)
    visit = booked(board, day, 9)
    key(board, "P-9001,").click()
    tap(board, "Move: tap a new time")
    tap_time(board, 13)
    board.page.locator(".ghost", has_text="P-9001 13:00").wait_for()
    assert key(board, "Move to").get_attribute("aria-disabled") == "true"  # nobody has said why
    tap(board, "patient's wish")
    tap(board, "Move to")
    board.page.locator(".visit-desk dd", has_text="patient's wish").wait_for()
    moved = get(board, f"/book/visits/{visit['id']}")
    assert (moved["seat"], moved["reason"]) == (moment(board, day, 13), "patient's wish")
    assert board.complaints == []


def test_a_chair_is_free_once_it_is_clean(board: "Tablet") -> None:
    key(board, "demo-patient-4,").click()
    key(board, "demo-patient-4 has left").wait_for()
    assert key(board, "demo-patient-4 has left").get_attribute("aria-disabled") == "true"
    key(board, "demo-patient-9,").click()  # its pump is paused
    tap(board, "demo-patient-9 has left")
    board.page.locator(".visit-desk .badge", has_text="Done").wait_for()
    key(board, "P-1112,").click()
    tap(board, "Seat on a chair")
    board.page.get_by_text(re.compile(r"None is free now\. Chair\s9 is clean at")).wait_for()


def test_one_who_comes_is_seated(board: "Tablet") -> None:
    """In the isolation room, the only place on which nobody sits in the demonstration."""
    today = get(board, "/book")["today"]
    visit = {"what": "injection", "place": "isolation"}
    wish = {"visit": visit, "first": today, "last": today, "around": "12:00"}
    seat = post(board, "/book/offers", wish)["offers"][0]["seat"]
    hold = post(board, "/book/holds", {"patient": "P-9002", "visit": visit, "seat": seat})
    post(board, "/book/visits", {"hold": hold["visits"][0]["id"]})

    key(board, "P-9002,").click()
    tap(board, "P-9002 is here")
    board.page.locator(".visit-desk .badge", has_text="Is here").wait_for()
    tap(board, "Seat on a chair")
    tap(board, "Chair 12")
    board.page.locator(".visit-desk .badge", has_text="Seated").wait_for()
    chair = board.page.locator(".day-row", has_text="Chair\u00a012")
    chair.get_by_role("button", name=re.compile("^P-9002,")).wait_for()
    assert board.complaints == []


# ------------------------------------------------------------------------- what is said instead


def test_a_refused_move_says_why_and_what_is_free_instead(board: "Tablet") -> None:
    day = an_empty_day(board)
    visit = booked(board, day, 9)
    key(board, "P-9001,").click()
    tap(board, "Move: tap a new time")
    tap_time(board, 16)
    tap(board, "ward's plan")
    tap(board, "Move to")
    said = board.page.locator(".move-desk .instead")
    said.get_by_text("The last seat is at").wait_for()
    assert said.locator(".place").count() == 3

    said.locator(".place").first.click()
    board.page.locator(".visit-desk dd", has_text="ward's plan").wait_for()
    moved = get(board, f"/book/visits/{visit['id']}")
    assert moved["version"] == visit["version"] + 1
    assert moved["on"] == day


def test_two_tablets_want_the_last_bed(board: "Tablet", browser: "Browser", demo: "Demo") -> None:
    """One first infusion fills the only bed for so long that no other one ends in time."""
    other = opened(browser, f"{demo.address}/#board", "tablet-2")
    other.page.wait_for_selector("body[data-link=live] .bar")
    day = an_empty_day(board)
    for each, patient in ((board, "P-81"), (other, "P-82")):
        show(each, day)
        tap_time(each, 9, "Any bed")
        each.page.get_by_label("Patient id").fill(patient)
        tap(each, "bed")
        tap(each, "that day")
        tap(each, "Ask for places")
        each.page.locator(".ask-desk .place").first.wait_for()

    board.page.locator(".ask-desk .place").first.click()
    board.page.locator(".kept-desk h2", has_text="Held").wait_for()
    other.page.locator(".ask-desk .place").first.click()

    said = other.page.locator(".ask-desk .instead")
    said.get_by_text("Every place of this kind is taken then.").wait_for()
    assert said.locator(".place").count() == 3
    said.locator(".place").first.click()
    other.page.locator(".kept-desk h2", has_text="Held").wait_for()

    held = [v["patient"] for v in get(board, f"/book/days/{day}")["visits"]]
    assert held == ["P-81"]


# --------------------------------------------------------------------------- a day that has changed


def test_what_has_happened_to_the_day_is_said(board: "Tablet") -> None:
    tap(board, "Day has changed")
    said = board.page.locator(".repair-desk .why-list li")
    said.filter(has_text=re.compile(r"Reaction on Chair\s\d+")).first.wait_for()


def test_a_proposal_is_taken_in_part(board: "Tablet") -> None:
    day = an_empty_day(board)
    first = booked(board, day, 9)
    second = booked(board, day, 10, patient="P-9003")
    gone = {"count": 9, "start": moment(board, day, 8), "end": moment(board, day, 12)}
    post(board, f"/book/days/{day}/proposals", {"missing": [gone]})

    tap(board, "Day has changed: 2 to move")
    rows = board.page.locator(".repair-desk .wait-list li")
    row = rows.filter(has_text="P-9003")
    row.get_by_text("10:00 → 12:").wait_for()
    board.page.wait_for_timeout(STEADY_MS)
    row.get_by_role("button", name="Accept").click()
    row.get_by_role("button", name="Accepted").wait_for()

    key(board, "Day has changed: 1 to move").wait_for()
    assert get(board, f"/book/visits/{second['id']}")["seat"] > second["seat"]
    assert get(board, f"/book/visits/{first['id']}")["seat"] == first["seat"]
    assert board.complaints == []
