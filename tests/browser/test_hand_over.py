"""The next nurse takes a chair over: what she was shown, and not a word more."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened
from tests.browser.looks import AXE_SAYS, FAULTS, REACHED, RULES, SIZES, STEADY_MS, axe_source
from tests.browser.test_at_the_chair import PAUSED, READY, RUNS, at
from tests.browser.test_every_screen import show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Route

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def row(tablet: "Tablet", number: int) -> "Locator":
    """The line of one chair on the screen of the hand-over."""
    show(tablet.page, "#handover")
    return tablet.page.locator(f".handover-row[aria-label='Chair\u00a0{number}']")


def take_over(tablet: "Tablet", line: "Locator") -> None:
    tablet.page.wait_for_timeout(STEADY_MS)
    line.get_by_role("button", name=re.compile("^Take over Chair")).click()


def test_a_chair_is_taken_over_and_says_with_whom_it_is(
    tablet: "Tablet", browser: "Browser", demo: "Demo"
) -> None:
    line = row(tablet, PAUSED)
    assert "taken over by nobody yet" in line.inner_text()
    shown = [each.inner_text() for each in line.locator(".open-items li").all()]
    take_over(tablet, line)
    line.get_by_text(re.compile(r"^with Nurse A since \d\d:\d\d$")).wait_for()

    asked = next(each for each in tablet.sent if each.url.endswith("/hand-over"))
    body = asked.post_data_json
    assert body is not None
    assert len(body["open_items"]) == len([each for each in shown if each != "nothing open"])
    record = tablet.page.request.get(asked.url.replace("hand-over", "record")).json()
    entry = next(each for each in record["entries"] if each["kind"] == "ChairTakenOver")
    assert entry["fields"]["open_items"] == body["open_items"]
    panel = at_chair(tablet, PAUSED)
    assert "with Nurse A since" in panel.locator(".about").inner_text()
    panel.locator(".timeline").get_by_text(re.compile("^Taken over at Chair")).wait_for()
    other = opened(browser, demo.address, "tablet-2")
    other.page.wait_for_selector("body[data-link=live] .card")
    row(other, PAUSED).get_by_text(re.compile("^with Nurse A since")).wait_for()
    assert tablet.complaints == []


def at_chair(tablet: "Tablet", number: int) -> "Locator":
    show(tablet.page, "")
    return at(tablet, number)


def test_a_chair_that_has_moved_on_is_read_again_first(tablet: "Tablet") -> None:
    """Between what she was shown and her tap the record has gone on."""
    page = tablet.page
    line = row(tablet, PAUSED)

    def be_late(route: "Route") -> None:
        session = route.request.url.rsplit("/", 1)[0]
        headers = {
            "Idempotency-Key": "tap-between-1",
            "X-Person": "nurse-b",
            "X-Tablet": "tablet-2",
        }
        page.request.post(f"{session}/amendments", data={"entry": 1, "text": "x"}, headers=headers)
        route.continue_()

    page.route("**/hand-over", be_late, times=1)
    take_over(tablet, line)

    assert not line.get_by_text(re.compile("^with Nurse A")).count()
    asked = next(each for each in tablet.sent if each.url.endswith("/hand-over"))
    answer = asked.response()
    assert answer is not None
    assert answer.status == 409
    take_over(tablet, line)
    line.get_by_text(re.compile("^with Nurse A since")).wait_for()


def test_only_a_chair_with_an_infusion_can_be_taken_over(tablet: "Tablet") -> None:
    show(tablet.page, "#handover")
    lines = tablet.page.locator(".handover-row")
    keys = tablet.page.get_by_role("button", name=re.compile("^Take over Chair"))

    assert lines.count() == keys.count() > 0
    assert "Free:" in tablet.page.locator("#handover").inner_text()


def test_nobody_takes_over_without_a_name(tablet: "Tablet") -> None:
    page = tablet.page
    page.get_by_label("Who taps").select_option("")
    line = row(tablet, READY)

    assert (
        "Choose who you are"
        in line.get_by_role("button", name=re.compile("^Take over Chair")).inner_text()
    )


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
def test_axe_finds_nothing_after_a_hand_over(demo: "Demo", browser: "Browser", theme: str) -> None:
    axe = axe_source()
    tablet = opened(browser, demo.address, theme=theme)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    line = row(tablet, PAUSED)
    take_over(tablet, line)
    line.get_by_text(re.compile("^with Nurse A since")).wait_for()
    tablet.page.evaluate(axe)
    assert tablet.page.evaluate(AXE_SAYS, RULES) == []
    at_chair(tablet, PAUSED)
    tablet.page.wait_for_timeout(900)
    assert tablet.page.evaluate(AXE_SAYS, RULES) == []


@pytest.mark.shows("INV-24")
@pytest.mark.parametrize("size", SIZES)
def test_after_a_hand_over_nothing_is_cut_and_the_stop_stays(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    width, height = SIZES[size]
    tablet = opened(browser, demo.address)
    page = tablet.page
    page.wait_for_selector("body[data-link=live] .card")
    page.set_viewport_size({"width": width, "height": height})
    line = row(tablet, PAUSED)
    take_over(tablet, line)
    line.get_by_text(re.compile("^with Nurse A since")).wait_for()
    assert page.evaluate(FAULTS) == []
    assert page.evaluate(REACHED, f"Chair\u00a0{RUNS}")
    show(page, f"#ward/chair-{PAUSED}")
    assert page.evaluate(FAULTS) == []
