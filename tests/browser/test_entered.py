"""What was entered about a reaction is there again, whatever screen somebody went to."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.looks import IN_SIGHT
from tests.browser.test_a_reaction import FORMS, open_form, react
from tests.browser.test_at_the_chair import RUNS, at, go

if TYPE_CHECKING:
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120)]

NOT_YET = "not recorded yet"


@pytest.mark.parametrize("way", ["All chairs", "Record", "Vital signs"])
def test_a_half_filled_form_is_there_again_and_says_that_it_is_not_recorded(
    tablet: "Tablet", way: str
) -> None:
    account = react(tablet)
    panel = tablet.page.locator("#panel")
    open_form(tablet, account, "Symptoms")
    account.get_by_role("button", name="Chills, shivering").click()
    account.get_by_label("In your own words").fill("back pain")

    panel.locator("header").get_by_role("button", name=re.compile(f"^{way}")).click()

    account.wait_for(state="hidden")
    if way == "All chairs":
        at(tablet, RUNS)
        assert f"entered, {NOT_YET}" in panel.locator(".reacting").inner_text()
    assert panel.locator(".safe .react").evaluate(IN_SIGHT)
    panel.locator("header").get_by_role("button", name=f"Reaction {NOT_YET}").click()
    said = account.locator(".came-back")
    assert re.fullmatch(rf"Entered .+ by Nurse A, {NOT_YET}\.", said.inner_text())
    chills = account.get_by_role("button", name="Chills, shivering")
    assert chills.get_attribute("aria-pressed") == "true"
    assert account.get_by_label("In your own words").input_value() == "back pain"
    go(tablet, account, "Record 2 symptoms")
    account.locator(".account-list").get_by_text("chills, back pain").first.wait_for()
    assert NOT_YET not in panel.inner_text()
    assert tablet.complaints == []


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_there_again_until_it_is_dropped(tablet: "Tablet", name: str) -> None:
    account = react(tablet)
    panel = tablet.page.locator("#panel")
    open_form(tablet, account, name)
    account.locator(".account-form input[type=text]").first.fill("12")
    account.locator(".account-form .option").first.click()

    tablet.page.keyboard.press("Escape")
    at(tablet, RUNS)
    panel.locator("header").get_by_role("button", name=f"Reaction {NOT_YET}").click()

    assert account.locator(".account-form input[type=text]").first.input_value() == "12"
    close = account.locator(".account-key")
    close.click()
    tablet.page.wait_for_timeout(500)
    close.click()
    assert NOT_YET not in panel.inner_text()
    open_form(tablet, account, name)
    assert account.locator(".account-form input[type=text]").first.input_value() == ""
    assert tablet.complaints == []


def test_a_grade_that_was_chosen_is_there_again_and_how_she_was_is_asked_anew(
    tablet: "Tablet",
) -> None:
    react(tablet)
    panel = tablet.page.locator("#panel")
    panel.get_by_role("button", name="Back", exact=True).first.click()
    panel.get_by_role("button", name=re.compile("^Grade 2")).click()
    stay = panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="no")
    stay.click()

    panel.get_by_role("button", name="All chairs").click()
    at(tablet, RUNS)

    assert NOT_YET in panel.locator(".came-back").inner_text()
    assert stay.get_attribute("aria-pressed") == "true"
    go(tablet, panel, "Record grade 2")
    panel.get_by_role("button", name="gone", exact=True).click()
    prescriber = panel.get_by_role("group", name="Prescriber").get_by_role("button").first
    prescriber.click()
    panel.get_by_role("button", name="All chairs").click()
    at(tablet, RUNS)
    assert prescriber.get_attribute("aria-pressed") == "true"
    gone = panel.get_by_role("button", name="gone", exact=True)
    assert gone.get_attribute("aria-pressed") == "false"
    assert re.search(r"Symptoms now \(gone at \d\d:\d\d\)", panel.inner_text())
    resume = panel.get_by_role("button", name=re.compile("^Resume at"))
    assert "Say how the symptoms are now." in resume.inner_text()
    assert tablet.complaints == []
