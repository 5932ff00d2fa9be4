"""What a reaction was: told after the stop, one thing at a time, by large keys."""

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import opened
from tests.browser.looks import AXE_SAYS, FAULTS, REACHED, RULES, SIZES, STEADY_MS, axe_source
from tests.browser.test_at_the_chair import RUNS, at, go
from tests.browser.test_every_screen import show

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

FORMS = {
    "Symptoms": "symptoms",
    "Drug given for it": "drug",
    "Who was called": "call",
    "How it came out": "outcome",
}


def react(tablet: "Tablet") -> "Locator":
    """Stop the running pump for a reaction, and open what can be told about it."""
    panel = at(tablet, RUNS)
    panel.locator(".safe .react").click()
    panel.get_by_role("heading", name=re.compile("^Reaction at")).wait_for()
    panel.get_by_text(re.compile("^Pump confirmed stopped")).first.wait_for()
    panel.get_by_role("button", name="Reaction", exact=True).click()
    account = panel.locator(".reaction-account")
    account.wait_for()
    return account


def open_form(tablet: "Tablet", account: "Locator", name: str) -> None:
    account.get_by_role("button", name=re.compile(f"^{name}")).click()
    account.locator(".account-form").wait_for()
    tablet.page.wait_for_timeout(STEADY_MS)


def recorded(tablet: "Tablet", account: "Locator", name: str, text: str) -> None:
    """Tap the key that records; its thing then stands on its own key."""
    go(tablet, account, name)
    account.locator(".account-form").wait_for(state="hidden")
    account.locator(".account-list").get_by_text(text).first.wait_for()


def record_of(page: "Page", tablet: "Tablet") -> list[dict[str, Any]]:
    told = [each.url for each in tablet.sent if "/reaction/" in each.url]
    session = told[-1].split("/reaction/")[0]
    entries: list[dict[str, Any]] = page.request.get(f"{session}/record").json()["entries"]
    return entries


def test_a_reaction_is_told_after_the_stop_each_thing_with_its_own_time(tablet: "Tablet") -> None:
    page = tablet.page
    account = react(tablet)
    react_key = page.locator("#panel .safe .react")
    before = react_key.bounding_box()

    open_form(tablet, account, "Symptoms")
    record = account.get_by_role("button", name=re.compile("^Record the symptoms"))
    assert "Choose a symptom" in record.inner_text()
    account.get_by_role("button", name="Chills, shivering").click()
    account.get_by_role("button", name="Fever", exact=True).click()
    account.get_by_label("In your own words").fill("back pain")
    recorded(tablet, account, "Record 3 symptoms", "chills, fever, back pain")

    open_form(tablet, account, "Drug given for it")
    assert account.get_by_label("Dose given").input_value() == ""  # no dose is suggested
    account.get_by_role("button", name="hydrocortisone").click()
    assert account.get_by_label("Dose given").input_value() == ""
    account.get_by_label("Dose given").fill("100")
    account.get_by_role("button", name="mg", exact=True).click()
    account.get_by_role("button", name="intravenous").click()
    account.get_by_role("button", name="Earlier…").click()
    account.get_by_role("button", name=re.compile("^with the reaction")).click()
    recorded(tablet, account, r"Record hydrocortisone 100\smg intravenous, at", "hydrocortisone")

    open_form(tablet, account, "Who was called")
    account.get_by_role("button", name="Prescriber A").click()
    recorded(tablet, account, "Record: Prescriber A called", "Prescriber A")

    open_form(tablet, account, "How it came out")
    account.get_by_role("button", name="Resolving").click()
    recorded(tablet, account, "Record: resolving", "resolving")

    assert react_key.bounding_box() == before
    told = [each for each in record_of(page, tablet) if "reaction 1" in each["sentence"]]
    assert [each["kind"] for each in told] == [
        "SymptomsNoted",
        "RescueDrugGiven",
        "HelpCalled",
        "OutcomeRecorded",
    ]
    assert "back-dated to" in told[1]["sentence"]
    assert "back-dated" in account.locator(".account-list").inner_text()
    assert "back-dated" not in told[0]["sentence"]
    assert tablet.complaints == []


def test_vital_signs_of_a_reaction_are_keyed_from_its_own_place(tablet: "Tablet") -> None:
    account = react(tablet)
    account.get_by_role("button", name=re.compile("^Vital signs")).click()
    panel = tablet.page.locator("#panel")
    signs = ("98", "60", "110", "22", "38.2", "93")
    for field, value in zip(panel.locator(".vitals input").all(), signs, strict=True):
        field.fill(value)
    go(tablet, panel, "Record this set")

    account.locator(".account-list").get_by_text("98/60 mmHg").wait_for()


def test_a_wrong_dose_is_corrected_beside_itself(tablet: "Tablet") -> None:
    account = react(tablet)
    for dose in ("500", "0.5"):
        if dose == "500":
            open_form(tablet, account, "Drug given for it")
        else:
            account.get_by_role("button", name=re.compile("^Correct entry")).click()
            account.get_by_text(re.compile("^Corrects entry")).wait_for()
        account.get_by_role("button", name="adrenaline").click()
        account.get_by_label("Dose given").fill(dose)
        account.get_by_role("button", name="mg", exact=True).click()
        account.get_by_role("button", name="intramuscular").click()
        recorded(tablet, account, f"Record adrenaline {dose}", f"adrenaline {dose} mg")

    wrong, right = account.locator(".account-list li").all()
    assert "500 mg" in wrong.inner_text()
    assert "corrected by entry" in wrong.inner_text()
    assert "corrects entry" in right.inner_text()
    key = account.get_by_role("button", name=re.compile("^Drug given for it"))
    assert "adrenaline 0.5 mg intramuscular" in key.inner_text()


def test_after_the_patient_has_gone_an_entry_is_late(tablet: "Tablet") -> None:
    page = tablet.page
    react(tablet)
    panel = page.locator("#panel")
    panel.get_by_role("button", name="Back", exact=True).first.click()
    panel.get_by_role("button", name=re.compile("^Grade 4")).click()
    panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="no").click()
    go(tablet, panel, "Record grade 4")
    patient = page.locator("#panel .about").inner_text().split(" ")[0]
    go(tablet, panel, "Discharge")
    page.wait_for_selector(f"{tablet.card(RUNS)}:not([data-session])")
    show(page, "#records")
    page.get_by_label("Patient id").fill(patient)
    page.locator(".item").first.click()
    page.get_by_role("button", name=re.compile("^Late entry about the reaction")).click()
    account = page.locator(".reaction-account")
    open_form(tablet, account, "How it came out")
    account.get_by_role("button", name="Resolved", exact=True).click()
    go(tablet, account, "Record: resolved")

    page.locator(".printed").get_by_text(re.compile("late entry")).first.wait_for(timeout=15_000)
    printed = page.locator(".printed")
    assert "Grade 4, no hospital stay needed" in printed.locator(".printed-reaction").inner_text()
    ends = "Grade 4, no hospital stay needed: by the protocol the infusion ends for good."
    assert ends in printed.locator(".record").inner_text()
    assert record_of(page, tablet)[-1]["sentence"].endswith("resolved; a late entry.")
    assert "resolved" in page.locator(".printed-reaction h3").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
def test_axe_finds_nothing_at_a_reaction(demo: "Demo", browser: "Browser", theme: str) -> None:
    axe = axe_source()
    tablet = opened(browser, demo.address, theme=theme)
    tablet.page.wait_for_selector("body[data-link=live] .card")
    account = react(tablet)
    tablet.page.evaluate(axe)
    assert tablet.page.evaluate(AXE_SAYS, RULES) == []
    for name in FORMS:
        open_form(tablet, account, name)
        assert {name: tablet.page.evaluate(AXE_SAYS, RULES)} == {name: []}
        account.get_by_role("button", name=re.compile(f"^{name}")).click()
    assert tablet.complaints == []


@pytest.mark.shows("INV-24")
@pytest.mark.parametrize("size", SIZES)
def test_at_a_reaction_nothing_is_cut_every_target_is_large_and_the_stop_stays(
    demo: "Demo", browser: "Browser", size: str
) -> None:
    width, height = SIZES[size]
    tablet = opened(browser, demo.address)
    page = tablet.page
    page.wait_for_selector("body[data-link=live] .card")
    account = react(tablet)
    page.set_viewport_size({"width": width, "height": height})
    stop = f"Chair\u00a0{RUNS}"
    assert page.evaluate(REACHED, stop)
    for name in FORMS:
        open_form(tablet, account, name)
        account.get_by_role("button", name="Earlier…").click()
        assert {name: page.evaluate(FAULTS)} == {name: []}
        assert page.evaluate(REACHED, stop)
        account.get_by_role("button", name=re.compile(f"^{name}")).click()


def ended_in_it(tablet: "Tablet") -> "Locator":
    """Stop for a reaction and end the infusion, before there was time for a grade."""
    react(tablet)
    page, panel = tablet.page, tablet.page.locator("#panel")
    panel.get_by_role("button", name="Back", exact=True).first.click()
    panel.get_by_role("button", name=re.compile("^Discontinue")).click()
    panel.get_by_role("button", name="reaction", exact=True).click()
    panel.get_by_role("button", name=re.compile("^Hold to end for good")).hover()
    page.mouse.down()
    panel.get_by_role("heading", name="Ended before the volume was in").wait_for()
    page.mouse.up()
    page.wait_for_timeout(STEADY_MS)
    return panel


def test_a_reaction_in_which_the_infusion_was_ended_can_be_graded_afterwards(
    tablet: "Tablet",
) -> None:
    panel = ended_in_it(tablet)
    panel.get_by_role("button", name=re.compile("^Grade 4")).click()
    panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="yes").click()
    go(tablet, panel, "Record grade 4")

    panel.get_by_role("group", name="Grade", exact=True).wait_for(state="hidden")
    panel.get_by_role("button", name="Record", exact=True).click()
    said = "Grade 4, hospital stay needed, given after the infusion had ended."
    panel.get_by_text(said).first.wait_for()
