"""What a nurse does at an open chair, for more than one picture: the one place to mend it."""

import re
from typing import TYPE_CHECKING

from tests.browser.test_at_the_chair import go

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Tablet

BOUNCE_MS = 150
"""The same key sooner is a bounce and counts for nothing."""


def press_reaction(panel: "Locator") -> None:
    """Stop the open chair, and wait until its pump says that it stands."""
    panel.locator(".safe .react").click()
    panel.get_by_text(re.compile("^Pump confirmed stopped")).first.wait_for()


def choose_grade(panel: "Locator") -> None:
    """Choose grade 2, no stay in hospital; record nothing yet."""
    panel.get_by_role("button", name=re.compile("^Grade 2")).click()
    panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="no").click()


def say_better(panel: "Locator") -> None:
    """Say that the symptoms are gone, and who ordered to go on where that is asked."""
    panel.get_by_role("button", name="gone", exact=True).click()
    prescribers = panel.get_by_role("group", name="Prescriber").get_by_role("button")
    if prescribers.count():
        prescribers.first.click()


def resume_rate(panel: "Locator") -> str:
    """Return the rate that the key to resume names."""
    key = panel.get_by_role("button", name=re.compile("^Resume at"))
    key.wait_for()
    found = re.search(r"Resume at ([\d.]+)", key.inner_text())
    assert found is not None
    return found[1]


def second_check(tablet: "Tablet", panel: "Locator", rate: str) -> "Locator":
    """Hand the tablet over and key a rate; return the sheet, on which nothing is confirmed yet."""
    go(tablet, panel, "(Second check|Hand the tablet|Check again)")
    sheet = panel.locator(".second")
    sheet.get_by_role("button", name=re.compile("^Nurse B")).click()
    for digit in rate:
        tablet.page.wait_for_timeout(BOUNCE_MS)
        sheet.get_by_role("button", name=digit, exact=True).click()
    return sheet


def confirm_check(tablet: "Tablet", sheet: "Locator") -> None:
    """Confirm the second person's check."""
    go(tablet, sheet, "Nurse B checked all of it")
    sheet.wait_for(state="hidden")
