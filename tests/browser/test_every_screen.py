"""What holds on every screen, in every light and at every size: readable, large enough, a stop."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened
from tests.browser.looks import AXE_SAYS, FAULTS, REACHED, RULES, SIZES, axe_source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SCREENS = (
    *("", "#board", "#records", "#handover", "#alarms"),
    *("#tablet", "#people", "#tablets", "#audit", "#settings"),
)
CHAIRS = tuple(f"#ward/chair-{number}" for number in (4, 7, 9, 10, 11, 12))
"""Running, before its start, paused, held, after a reaction, free."""
RUNS = 4


def show(page: "Page", screen: str) -> None:
    page.evaluate("where => { location.hash = where || '#ward' }", screen)
    page.wait_for_timeout(900)


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
def test_axe_finds_nothing(demo: "Demo", browser: "Browser", theme: str) -> None:
    axe = axe_source()
    tablet = opened(browser, demo.address, theme=theme)
    page = tablet.page
    page.wait_for_selector("body[data-link=live] .card")
    page.evaluate(axe)
    for screen in SCREENS + CHAIRS:
        show(page, screen)
        assert {screen: page.evaluate(AXE_SAYS, RULES)} == {screen: []}
    assert page.locator("html").get_attribute("data-theme") == theme
    assert tablet.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_and_every_target_is_large(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    width, height = SIZES[size]
    page = opened(browser, demo.address).page
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector("body[data-link=live] .card")
    for screen in SCREENS + CHAIRS:
        show(page, screen)
        assert {screen: page.evaluate(FAULTS)} == {screen: []}


@pytest.mark.shows("INV-24")
@pytest.mark.parametrize("size", SIZES)
def test_a_running_pump_is_stopped_by_one_tap_from_every_screen(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    width, height = SIZES[size]
    page = opened(browser, demo.address).page
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector("body[data-link=live] .card")
    # The ward's own screen and a phone's are as long as the ward is large: they scroll.
    for screen in (*SCREENS[1:], *CHAIRS[1:]):
        show(page, screen)
        beside = screen in CHAIRS and size in ("landscape", "portrait")
        if beside:
            page.locator(".card .react").nth(RUNS - 1).scroll_into_view_if_needed()
        assert {screen: page.evaluate(REACHED, f"Chair\u00a0{RUNS}")} == {screen: True}


def test_a_stop_from_the_records_stops_and_says_so(tablet: "Tablet") -> None:
    page = tablet.page
    show(page, "#records")
    page.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}").click()
    key = page.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}: stopped")
    key.wait_for()
    assert [each.url.rsplit("/", 1)[1] for each in tablet.sent if "sessions" in each.url] == [
        "reaction"
    ]


def test_a_reaction_by_the_keyboard_alone(tablet: "Tablet") -> None:
    page = tablet.page
    for _ in range(120):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => [document.activeElement.className,
                document.activeElement.closest('article')?.getAttribute('aria-label')]"""
        )
        if "react" in here[0] and here[1] == f"Chair\u00a0{RUNS}":
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{tablet.card(RUNS)}[data-kind=reaction]")
