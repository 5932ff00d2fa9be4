"""What records, what goes on, and what became of a tap are in sight without a search for them."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened
from tests.browser.looks import IN_SIGHT, SIZES, STEADY_MS
from tests.browser.test_a_reaction import FORMS, open_form, react
from tests.browser.test_at_the_chair import READY, at, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]

FIRST = 1
"""A first infusion: most of its rates are still to come."""
WHOLE = ("landscape", "portrait", "phone")
DROP = "Drop what was not recorded"


def sized(tablet: "Tablet", size: str) -> None:
    width, height = SIZES[size]
    tablet.page.set_viewport_size({"width": width, "height": height})
    tablet.page.wait_for_timeout(STEADY_MS)


def keyed(tablet: "Tablet", sheet: "Locator", rate: str) -> None:
    sheet.get_by_role("button", name=re.compile("^Nurse B")).click()
    for digit in rate:
        tablet.page.wait_for_timeout(150)  # the same key sooner would be a bounce
        sheet.get_by_role("button", name=digit, exact=True).click()
    go(tablet, sheet, "Nurse B checked all of it")


def not_sent_in_sight(tablet: "Tablet", demo: "Demo", key: "Locator") -> None:
    """Tap a key while the ward stands still: what became of the tap is in sight."""
    tablet.page.wait_for_timeout(STEADY_MS)
    demo.freeze()
    key.click()

    said = tablet.page.locator("#panel .foot .outcome[data-state=not-sent]")
    said.wait_for()
    assert said.inner_text().startswith("NOT SENT")
    assert said.evaluate(IN_SIGHT)


@pytest.mark.parametrize("size", WHOLE)
def test_what_records_is_in_sight_in_every_form_of_a_reaction(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    tablet = opened(browser, demo.address)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    account = react(tablet)
    sized(tablet, size)
    for name in FORMS:
        open_form(tablet, account, name)
        key = account.locator(".account-form .act.go")
        assert (name, True) == (name, key.evaluate(IN_SIGHT))
        account.get_by_role("button", name=re.compile(f"^{name}")).click()


def test_back_asks_once_before_it_drops_what_was_chosen(tablet: "Tablet") -> None:
    account = react(tablet)
    panel = tablet.page.locator("#panel")
    open_form(tablet, account, "Symptoms")
    account.get_by_role("button", name="Chills, shivering").click()
    account.get_by_role("button", name="Fever", exact=True).click()

    account.get_by_role("button", name="Back", exact=True).dblclick()  # a bounce drops nothing

    record = account.get_by_role("button", name="Record 2 symptoms")
    drop = account.locator(".foot").get_by_role("button", name=DROP)
    for key in (record, drop, panel.locator("header").get_by_role("button", name=DROP)):
        assert key.evaluate(IN_SIGHT)
    account.get_by_role("button", name="Cough", exact=True).click()
    panel.locator("header").get_by_role("button", name="Back", exact=True).click()
    account.get_by_role("button", name="Record 3 symptoms").wait_for()  # asked again: more is there
    tablet.page.wait_for_timeout(STEADY_MS)
    drop.click()
    account.wait_for(state="hidden")
    assert not any("/reaction/" in each.url for each in tablet.sent)


@pytest.mark.parametrize("way", ["Back", "Close"])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_asks_by_either_way_and_an_empty_one_never(
    tablet: "Tablet", name: str, way: str
) -> None:
    account = react(tablet)
    open_form(tablet, account, name)
    key = {
        "Back": account.locator(".foot .act.plain"),
        "Close": account.locator(".account-key"),
    }[way]
    if name in ("Symptoms", "How it came out"):
        account.locator(".account-form .option").first.click()
    else:
        account.locator(".account-form input").first.fill("x")
    key.click()
    assert DROP in key.inner_text()
    tablet.page.wait_for_timeout(STEADY_MS)
    key.click()
    account.locator(".account-form").wait_for(state="hidden")

    if way == "Close":
        open_form(tablet, account, name)
        key.click()
        account.locator(".account-form").wait_for(state="hidden")


@pytest.mark.parametrize("size", WHOLE)
def test_a_refused_rate_is_said_above_the_keys_until_the_next_one(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    tablet = opened(browser, demo.address)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    panel = at(tablet, READY)
    sized(tablet, size)
    go(tablet, panel, "(Check again|Hand the tablet)")
    sheet = panel.locator(".second")

    keyed(tablet, sheet, "50")

    refused = sheet.locator(".typed[data-refused] .refusal")
    refused.get_by_text("Not done: 50 mL/h is not the rate of the protocol").wait_for()
    assert refused.evaluate(IN_SIGHT)
    mark = "node => getComputedStyle(node, '::before').content"
    assert "\u2715" in refused.evaluate(mark)  # not by colour alone
    sheet.get_by_role("button", name="2", exact=True).click()
    refused.wait_for(state="hidden")
    assert sheet.locator(".typed").inner_text().startswith("2")


@pytest.mark.parametrize("size", WHOLE)
def test_after_a_reaction_what_goes_on_and_what_became_of_it_are_in_sight(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    tablet = opened(browser, demo.address)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    react(tablet)
    panel = tablet.page.locator("#panel")
    panel.get_by_role("button", name="Back", exact=True).first.click()
    panel.get_by_role("button", name=re.compile("^Grade 2")).click()
    panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="no").click()
    go(tablet, panel, "Record grade 2")
    resume = panel.get_by_role("button", name=re.compile("^Resume at"))
    resume.wait_for()
    if size != "phone":  # there the numbers have the first screen
        sized(tablet, size)
        assert resume.evaluate(IN_SIGHT)
    rate = re.search(r"Resume at ([\d.]+)", resume.inner_text())
    assert rate is not None
    panel.get_by_role("button", name="gone", exact=True).click()
    panel.get_by_role("group", name="Prescriber").get_by_role("button").first.click()
    go(tablet, panel, "Second check: hand")
    keyed(tablet, panel.locator(".second"), rate[1])
    again = panel.get_by_role("button", name="Second check again")
    again.wait_for()
    sized(tablet, size)
    box, key = again.bounding_box(), resume.bounding_box()
    assert box is not None
    assert key is not None
    assert box["width"] < key["width"]
    not_sent_in_sight(tablet, demo, resume)


@pytest.mark.parametrize("size", ["landscape", "portrait"])  # a phone begins with the numbers
def test_after_a_pause_what_goes_on_and_what_became_of_it_are_in_sight(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    tablet = opened(browser, demo.address)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    panel = at(tablet, FIRST)
    panel.locator(".safe .pause").click()
    resume = panel.get_by_role("button", name=re.compile("^Resume at"))
    resume.wait_for()
    sized(tablet, size)
    assert resume.evaluate(IN_SIGHT)
    not_sent_in_sight(tablet, demo, resume)


def test_the_doses_of_premedication_are_said_once(tablet: "Tablet") -> None:
    panel = at(tablet, READY)
    panel.locator(".premed").first.wait_for()
    said = {
        each.locator(".drug").inner_text().split(" (")[0]: each.locator(
            ".text > .hint"
        ).inner_text()
        for each in panel.locator(".premed").all()
    }
    assert "650 to 1000 mg" == said["paracetamol"]
    assert (
        "25 to 50 mg; intravenous for at least the first 4 infusions"
        == said["diphenhydramine or equivalent"]
    )
    assert said["dexamethasone"].endswith("(20 to 40 mg)")  # no range in its own words
