"""Who holds the tablet, in a ward where people sign in: a real browser at the real service."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened
from tests.browser.held import (
    SHORT_IDLE_S,
    SignedInWard,
    enrol,
    key_pin,
    look,
    prove,
    secrets_kept,
    sheet,
    sign_in,
)
from tests.browser.looks import REACHED, SIZES, STEADY_MS
from tests.browser.test_at_the_chair import FREE, READY, RUNS, at, go
from tests.browser.test_before_start import ORDER
from tests.people.staff import WRONG, badge, pin

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]


def test_a_stranger_is_told_what_stops_a_pump_and_is_enrolled_by_a_code(
    stranger: "Tablet", ward: SignedInWard
) -> None:
    page = stranger.page
    assert "pump's own STOP key" in page.locator("#people").inner_text()
    assert "NOT ENROLLED" in page.locator("#no-link").inner_text()
    for key in "2" * 10:
        page.locator(".code-keys").get_by_role("button", name=key, exact=True).click()
    page.wait_for_timeout(STEADY_MS)
    page.get_by_role("button", name="Enrol this tablet").click()
    page.get_by_text("The code is wrong").wait_for()

    enrol(page, ward.code("tablet-1"))
    page.locator("#top").get_by_role("button", name="Sign in").wait_for()


def test_a_link_enrols_and_leaves_no_code_behind(browser: "Browser", ward: SignedInWard) -> None:
    code = ward.code("tablet-1")
    it = opened(browser, f"{ward.address}/#enrol={code}")
    page = it.page
    page.get_by_role("heading", name="Enrol this tablet").wait_for()
    assert page.get_by_label("Code", exact=True).input_value() == code
    assert code not in page.url
    page.wait_for_timeout(STEADY_MS)
    page.get_by_role("button", name="Enrol this tablet").click()
    page.wait_for_selector("body[data-link=live] .card")
    assert secrets_kept(page, code) == []


def test_signing_in_shows_who_and_keeps_no_secret_and_one_tap_signs_out(held: "Tablet") -> None:
    page, top = held.page, held.page.locator("#top")
    top.get_by_role("button", name="Sign in").click()
    prove(held, "nurse-k", WRONG)
    sheet(held).get_by_text("Badge or PIN is wrong.").wait_for()
    assert secrets_kept(page, WRONG) == []
    prove(held, "nurse-k", badged=False)  # the badge is still there, the PIN is not
    top.get_by_role("button", name="Nurse K nurse Sign out").wait_for()
    assert secrets_kept(page, badge("nurse-k"), pin("nurse-k")) == []

    top.get_by_role("button", name="Nurse K nurse Sign out").click()
    top.get_by_role("button", name="Sign in").wait_for()


@pytest.mark.shows("INV-24")
def test_a_reaction_stops_a_pump_with_nobody_signed_in(held: "Tablet") -> None:
    held.page.locator(f"{held.card(RUNS)} .react").click()
    held.page.wait_for_selector(f"{held.card(RUNS)} >> text=Pump stopped")
    assert [each.url.rsplit("/", 1)[1] for each in held.sent if "sessions" in each.url] == [
        "reaction"
    ]


@pytest.mark.shows("INV-24")
def test_a_locked_out_tablet_says_for_how_long_and_still_stops_a_pump(held: "Tablet") -> None:
    page = held.page
    page.locator("#top").get_by_role("button", name="Sign in").click()
    for count in range(5):
        prove(held, "nurse-k", WRONG, badged=count == 0)
        sheet(held).locator(".wrong[data-shown]").wait_for()
    prove(held, "nurse-k", badged=False)
    sheet(held).get_by_text("Too many wrong ones").wait_for()
    assert re.search(r"Locked for another \d+", sheet(held).inner_text())

    # The question covers the chairs; what stops them stands below it.
    page.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}").click()
    page.get_by_role("button", name=f"REACTION Chair\u00a0{RUNS}: stopped").wait_for()
    assert sheet(held).is_visible()


def test_a_start_asks_for_a_second_person_and_a_pin_in_its_own_place(held: "Tablet") -> None:
    sign_in(held, "nurse-k")
    panel = at(held, READY)
    go(held, panel, "(Check again|Hand the tablet)")
    second = panel.locator(".second")
    for key in ("2", "5"):
        second.get_by_role("button", name=key, exact=True).click()
    go(held, second, "I checked all of it")
    prove(held, "nurse-k")
    sheet(held).get_by_text("The second person must be somebody else.").wait_for()
    prove(held, "nurse-m")
    second.wait_for(state="detached")
    panel.get_by_text(re.compile("^Nurse M keyed")).wait_for()

    go(held, panel, "Start at 25")
    react = panel.locator(".safe .react")
    assert react.is_visible()
    prove(held, "nurse-k", badged=False)
    held.page.wait_for_selector(f"{held.card(READY)}[data-kind=running]")
    # The PIN was for this one tap, and its word went with the tap's own id.
    asked = [each for each in held.sent if each.url.endswith("/step-up")][-1].post_data_json
    assert asked is not None
    start = next(each for each in held.sent if each.url.endswith("/start"))
    assert start.headers["idempotency-key"] == asked["tap"]
    assert start.headers["x-grant"]
    held.page.locator("#top").get_by_role("button", name=re.compile("^Nurse K")).wait_for()


def test_turning_back_from_the_pin_starts_nothing(held: "Tablet") -> None:
    sign_in(held, "nurse-k")
    panel = at(held, READY)
    go(held, panel, "Start at 25")
    sheet(held).get_by_role("button", name="Back", exact=True).click()
    sheet(held).wait_for(state="detached")
    held.page.wait_for_timeout(1_000)
    assert not any(each.url.endswith("/start") for each in held.sent)


@pytest.mark.parametrize("ward", [SHORT_IDLE_S], indirect=True)
def test_a_sign_in_that_ends_in_the_middle_of_a_form_loses_nothing(held: "Tablet") -> None:
    top = held.page.locator("#top")
    sign_in(held, "nurse-k")
    panel = at(held, FREE)
    task = panel.locator(".task .step-box")
    for label, value in ORDER.items():
        task.get_by_label(label, exact=True).fill(value)
    task.get_by_label("Actual body weight, kg", exact=True).fill("70")
    task.get_by_role("button", name="intravenous").first.click()
    task.get_by_role("button", name="active", exact=True).first.click()
    top.get_by_role("button", name="Sign in").wait_for(timeout=40_000)

    go(held, panel, "Check in P-77")
    prove(held, "nurse-k")
    panel.get_by_text(re.compile("^Checked in: P-77")).wait_for()
    assert len([each for each in held.sent if each.url.endswith("/sessions")]) == 1
    top.get_by_role("button", name=re.compile("signed in until")).wait_for()


def test_every_question_is_readable_and_leaves_a_stop_in_reach(
    stranger: "Tablet", ward: SignedInWard
) -> None:
    page = stranger.page
    look(page, "enrol")
    enrol(page, ward.code("tablet-1"))
    page.locator("#top").get_by_role("button", name="Sign in").click()
    key_pin(stranger, "12")
    look(page, "sign in")
    for width, height in SIZES.values():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(REACHED, f"Chair\u00a0{RUNS}")
    page.set_viewport_size({"width": 1280, "height": 800})
    sheet(stranger).get_by_role("button", name="Clear").click()
    prove(stranger, "nurse-k")
    panel = at(stranger, READY)
    go(stranger, panel, "Start at 25")
    look(page, "PIN")
    sheet(stranger).get_by_role("button", name="Back", exact=True).click()


IN_SIGHT = """(node) => {
    const box = node.getBoundingClientRect();
    return [[3, 3], [box.width - 3, 3], [3, box.height - 3], [box.width - 3, box.height - 3]].every(
        ([x, y]) => {
            const top = document.elementFromPoint(box.x + x, box.y + y);
            return top !== null && (node.contains(top) || top.contains(node));
        });
}"""


def test_on_a_phone_the_key_that_starts_is_in_sight_under_the_pin(held: "Tablet") -> None:
    page = held.page
    phone, small_phone = (390, 844), (360, 640)

    def seen(size: tuple[int, int], *, all_keys: bool = False) -> None:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(300)
        keys = sheet(held).locator(".pinpad .key").all()
        assert len(keys) == 12
        for key in (sheet(held).locator(".act.go"), *(keys if all_keys else ())):
            page.wait_for_function(IN_SIGHT, arg=key.element_handle(), timeout=5_000)
        page.set_viewport_size({"width": phone[0], "height": phone[1]})

    page.locator("#top").get_by_role("button", name="Sign in").click()
    seen(phone, all_keys=True)
    prove(held, "nurse-k")
    panel = at(held, READY)
    go(held, panel, "(Check again|Hand the tablet)")
    for key in ("2", "5"):
        panel.locator(".second").get_by_role("button", name=key, exact=True).click()
    go(held, panel.locator(".second"), "I checked all of it")
    for size in (phone, small_phone):
        seen(size)  # it asks for a badge as well, and the digits scroll
    prove(held, "nurse-m")
    panel.locator(".second").wait_for(state="detached")

    go(held, panel, "Start at 25")
    seen(phone, all_keys=True)
    seen(small_phone)


def test_a_sign_in_by_the_keyboard_alone_gives_it_back_where_it_was(held: "Tablet") -> None:
    page = held.page
    page.locator("#top .holder").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
    page.keyboard.type(badge("nurse-k"))
    page.keyboard.press("Enter")
    page.keyboard.type(pin("nurse-k"))
    page.wait_for_timeout(STEADY_MS)
    page.keyboard.press("Enter")
    page.locator("#top").get_by_role("button", name=re.compile("^Nurse K")).wait_for()
    page.wait_for_function("() => document.activeElement.className.includes('holder')")

    page.keyboard.press("Enter")
    page.locator("#top").get_by_role("button", name="Sign in").wait_for()
    page.keyboard.press("Enter")
    sheet(held).wait_for()
    page.keyboard.press("Escape")
    sheet(held).wait_for(state="detached")


def test_the_keyboard_is_at_a_question_before_it_is_seen(held: "Tablet") -> None:
    """A scanner begins when it wants to: nothing is drawn between the question and this."""
    where = held.page.evaluate("""() => new Promise((told) => {
        new MutationObserver((_, watching) => {
            const sheet = document.querySelector('.sheet.people');
            if (sheet === null) return;
            watching.disconnect();
            told(sheet.contains(document.activeElement) && document.activeElement.tagName);
        }).observe(document.body, {childList: true, subtree: true});
        document.querySelector('#top .holder').click();
    })""")
    assert where == "INPUT"


def test_a_role_without_the_right_is_told_so_in_words(held: "Tablet") -> None:
    sign_in(held, "viewer-v")
    panel = at(held, READY)
    start = panel.locator(".act.start")
    assert "Your role (viewer) may not do this." in start.inner_text()
    assert start.get_attribute("aria-disabled") == "true"
    react = held.page.locator(f"{held.card(RUNS)} .react")
    assert react.get_attribute("aria-disabled") is None


def test_somebody_else_does_not_finish_what_was_tapped(held: "Tablet") -> None:
    """Her sign-in has ended on the ward; a colleague's badge sends nothing of hers."""
    page = held.page
    sign_in(held, "nurse-k")
    panel = at(held, RUNS)
    panel.get_by_role("button", name="Vital signs").click()
    signs = ("124", "78", "72", "14", "36.8", "98")
    for field, value in zip(panel.locator(".vitals input").all(), signs, strict=True):
        field.fill(value)
    # The ward ends it; the page has not heard of it when the key is tapped.
    page.route(
        "**/api/v1/sign-in",
        lambda route: route.abort() if route.request.method == "GET" else route.continue_(),
    )
    page.context.clear_cookies(name="chairside-sign-in")
    go(held, panel, "Record this set")
    prove(held, "nurse-m")
    sheet(held).wait_for(state="detached")
    assert [field.input_value() for field in panel.locator(".vitals input").all()] == list(signs)
    assert len([each for each in held.sent if each.url.endswith("/vital-signs")]) == 1
