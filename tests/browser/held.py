"""What people do at a tablet in a ward where they sign in, and what every screen must be there."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from service.core.times import Instant, minutes
from service.people import register
from service.people.acts import From
from service.people.roll import Enrolled
from service.people.secret import code_hash, new_code
from service.shell.clock import wall_clock_ms
from tests.browser.looks import AXE, AXE_SAYS, FAULTS, RULES, SIZES, STEADY_MS
from tests.people.staff import badge, beside, pin

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Tablet

IDLE_S = 120
SHORT_IDLE_S = 12
"""Long enough to sign in on a busy machine, short enough to wait for."""


@dataclass
class SignedInWard:
    """A running ward whose people are those of `tests/people/staff.py`."""

    address: str
    people: Path

    def code(self, tablet: str) -> str:
        """Return a code as `chairside enrol` prints it."""
        code, now = new_code(), Instant(wall_clock_ms())
        offer = Enrolled(id=tablet, name=tablet.capitalize())
        until = Instant(now + minutes(10))
        with beside(self.people) as file:
            file.write(
                lambda c: register.offer_enrolment(c, From(at=now), offer, code_hash(code), until)
            )
        return code


def enrol(page: "Page", code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.wait_for_timeout(STEADY_MS)
    page.get_by_role("button", name="Enrol this tablet").click()
    page.wait_for_selector("body[data-link=live] .card")


def sheet(tablet: "Tablet") -> "Locator":
    return tablet.page.locator(".sheet.people")


def key_pin(tablet: "Tablet", digits: str) -> None:
    for digit in digits:
        sheet(tablet).get_by_role("button", name=digit, exact=True).click()


def prove(tablet: "Tablet", person: str, digits: str = "", badged: bool = True) -> None:
    """Give badge and PIN, or the PIN alone, to whatever asks."""
    if badged:
        field = sheet(tablet).get_by_label(re.compile("^Badge"))
        field.fill(badge(person))
        field.press("Enter")
    key_pin(tablet, digits or pin(person))
    tablet.page.wait_for_timeout(STEADY_MS)
    sheet(tablet).locator(".act.go").click()


def sign_in(tablet: "Tablet", person: str) -> None:
    tablet.page.locator("#top").get_by_role("button", name="Sign in").click()
    prove(tablet, person)
    sheet(tablet).wait_for(state="detached")


def secrets_kept(page: "Page", *secrets: str) -> list[str]:
    """Return which of the secrets stand anywhere in the page or in what the browser keeps."""
    everything = page.evaluate(
        """() => document.documentElement.outerHTML + JSON.stringify({...localStorage})
            + JSON.stringify({...sessionStorage}) + location.href
            + [...document.querySelectorAll('input')].map((each) => each.value).join()"""
    )
    return [each for each in secrets if each in everything]


def look(page: "Page", name: str) -> None:
    """Nothing is cut or small at any size, and axe finds nothing in any light."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        faults = page.evaluate(FAULTS)
        assert faults == [], (name, size, faults)
    page.set_viewport_size({"width": 1280, "height": 800})
    if not AXE.is_file():
        return  # not installed: test_every_screen says so
    page.evaluate(AXE.read_text("utf-8"))
    for theme in ("light", "dark", "night"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.wait_for_timeout(300)
        faults = page.evaluate(AXE_SAYS, RULES)
        assert faults == [], (name, theme, faults)
