"""What the tablet page must never fail at: REACTION, a dead link, and saying what was not sent."""

import json
import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUNS = 4
"""A chair that is infusing at one rate when the demo opens, and that nobody else touches."""


def test_the_page_loads_without_a_complaint(tablet: "Tablet") -> None:
    assert tablet.page.locator(".card").count() == 12
    assert "not a primary alarm" in tablet.page.locator("#banner").inner_text()
    tablet.page.locator(f"{tablet.card(RUNS)} .open").click()
    tablet.page.wait_for_selector("#panel .stairs.big .delivered")
    assert tablet.complaints == []


def test_every_target_is_large_enough_for_a_glove(tablet: "Tablet") -> None:
    def small(least: int, selector: str) -> list[object]:
        found = tablet.page.evaluate(
            """([least, selector]) => [...document.querySelectorAll(selector)]
                .map((node) => [node.textContent, node.getBoundingClientRect()])
                .filter(([, box]) => box.width && (box.width < least || box.height < least))
                .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)""",
            [least, selector],
        )
        assert isinstance(found, list)
        return found

    reactions = tablet.page.locator(".card .react")
    assert reactions.count() == 12
    assert all(each.is_visible() for each in reactions.all())
    assert small(64, ".react") == []
    assert small(48, "button, select, input") == []
    tablet.page.locator(f"{tablet.card(RUNS)} .open").click()
    tablet.page.wait_for_selector("#panel .safe .react")
    assert small(64, ".react, .pause") == []
    assert small(48, "button, select, input") == []


@pytest.mark.shows("GIP-14")
@pytest.mark.shows("F-09")
@pytest.mark.shows("INV-24")
def test_two_taps_80_ms_apart_are_one_reaction(tablet: "Tablet") -> None:
    react = tablet.page.locator(f"{tablet.card(RUNS)} .react")
    before = react.bounding_box()
    assert before is not None
    middle = (before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    tablet.page.mouse.click(*middle)
    tablet.page.wait_for_timeout(80)
    tablet.page.mouse.click(*middle)

    tablet.page.wait_for_selector(f"{tablet.card(RUNS)}[data-kind=reaction]")
    tablet.page.wait_for_selector(f"{tablet.card(RUNS)} >> text=Pump stopped")
    # Nothing else was sent: the place of REACTION holds REACTION, and nothing was resumed.
    told = [each.url for each in tablet.sent if "/stations/" not in each.url]  # it beats by itself
    assert {each.rsplit("/", 1)[1] for each in told} == {"reaction"}
    assert react.bounding_box() == before
    assert react.locator(".label").inner_text() == "REACTION"
    assert tablet.page.locator(f"{tablet.card(RUNS)} .rate b").inner_text() == "0"

    session = told[0].rsplit("/", 1)[0]
    record = tablet.page.request.get(f"{session}/record").json()
    assert [each["kind"] for each in record["entries"]].count("ReactionReported") == 1


@pytest.mark.shows("INV-25")
@pytest.mark.shows("A18-08")
@pytest.mark.shows("FDA-05")
def test_a_frozen_ward_is_no_link_and_a_tap_says_not_sent(tablet: "Tablet", demo: "Demo") -> None:
    demo.freeze()
    began = time.monotonic()
    tablet.page.wait_for_selector("body[data-link=late]", timeout=6_000)
    tablet.page.wait_for_selector("#no-link:visible", timeout=12_000)
    # The last message came up to one heartbeat (2 s) before the freeze.
    assert 7.5 < time.monotonic() - began < 20
    struck = "getComputedStyle(document.querySelector('.card .rate b')).textDecorationLine"
    assert tablet.page.evaluate(struck) == "line-through"

    tapped = time.monotonic()
    tablet.page.locator(f"{tablet.card(RUNS)} .react").click()
    words = tablet.page.locator(f"{tablet.card(RUNS)} .alarm")
    words.get_by_text("NOT SENT. Use the pump's own STOP key.").wait_for(timeout=5_000)
    assert 2.5 < time.monotonic() - tapped < 8

    demo.thaw()
    tablet.page.wait_for_selector("body[data-link=live]", timeout=10_000)
    assert tablet.page.locator("#no-link").is_hidden()


def test_a_set_of_vital_signs_is_keyed_and_recorded(tablet: "Tablet") -> None:
    page = tablet.page
    page.locator(f"{tablet.card(RUNS)} .open").click()
    page.get_by_role("button", name="Vital signs").click()
    keyed = {
        "Systolic": "124",
        "Diastolic": "78",
        "Pulse": "72",
        "Breathing": "14",
        "Temperature": "38.4",
    }
    for name, value in keyed.items():
        page.get_by_label(re.compile(f"^{name} in ")).fill(value)
    record = page.locator(".vitals .act.go")
    record.filter(has_text="Still to key: saturation.").wait_for()
    page.get_by_label("Saturation in %").fill("98")
    page.wait_for_timeout(500)  # a button that has just changed is deaf for a moment
    record.click()
    page.wait_for_selector(".vitals", state="hidden")
    page.get_by_role("button", name="Vital signs").click()
    page.wait_for_selector(".vitals .look li")

    assert "124/78 mmHg, pulse 72/min" in page.locator(".vitals .done").inner_text()
    assert page.locator(".vitals .look li").inner_text() == "temperature 38.4 °C is above 38.0."
    assert tablet.complaints == []


def test_a_screen_that_fails_says_so_and_still_stops(demo: "Demo", browser: "Browser") -> None:
    """Numbers that have stopped must never look like numbers that stand still."""
    page = opened(browser, demo.address).page
    page.wait_for_selector("body[data-link=live] .card")
    ward = page.request.get(f"{demo.address}/api/v1/ward").json()
    ward["chairs"][0]["session"]["premedication"] = None
    ward["chairs"][0]["session"]["planned"] = None
    told = f"id: {ward['boot']}:{ward['seq']}\nevent: snapshot\ndata: {json.dumps(ward)}\n\n"
    page.route(
        "**/api/v1/events*",
        lambda route: route.fulfill(body=told, content_type="text/event-stream"),
    )
    page.reload()
    page.get_by_text("This screen has failed.").wait_for()
    assert "use the pump's own STOP key" in page.locator(".failed").inner_text()

    with page.expect_request("**/reaction") as sent:
        page.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}").click()
    assert sent.value.method == "POST"


def test_a_screen_that_never_arrived_says_so_and_still_stops(
    demo: "Demo", browser: "Browser"
) -> None:
    """What stops is in the first file of the page; board, records and the rest are in a second."""
    first = browser.new_page(service_workers="block", viewport={"width": 1280, "height": 800})
    first.route("**/desk.js", lambda route: route.abort())
    first.goto(f"{demo.address}/#board")
    first.wait_for_selector("body[data-link=live]")
    told = first.get_by_role("alert").filter(has_text="This screen could not be loaded.")
    told.wait_for()
    assert "what stops are here" in told.inner_text()

    with first.expect_request("**/reaction") as sent:
        first.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}").click()
    assert sent.value.method == "POST"
    first.get_by_role("button", name="Ward", exact=True).click()
    first.wait_for_selector(".card .react")


def test_the_second_file_is_there_before_anybody_asks_for_it(
    tablet: "Tablet", demo: "Demo"
) -> None:
    """A link that dies a minute later takes no screen away."""
    # A function: a bare expression is looked at again by `eval`, which the page forbids.
    tablet.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((e) => e.name.endsWith('/desk.js'))"
    )
    demo.freeze()
    tablet.page.get_by_role("button", name="Hand-over").click()

    tablet.page.get_by_role("heading", name="Hand-over").first.wait_for()


def test_who_waits_for_a_nurse_is_one_tap_away_and_the_reaction_comes_first(
    tablet: "Tablet",
) -> None:
    page = tablet.page
    page.get_by_role("button", name=re.compile(r"chairs? waits?$")).click()
    rows = page.locator(".waits .alarm-row")
    page.get_by_role("heading", name="Waiting for a nurse").wait_for()
    first = rows.first.locator("strong").inner_text()

    assert "grade the reaction" in first
    rows.first.get_by_role("button", name=re.compile("^Open ")).click()
    page.get_by_role("region", name=f"{first.split(':')[0]}, open").wait_for()
    assert tablet.complaints == []
