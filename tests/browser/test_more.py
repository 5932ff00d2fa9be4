"""The screens behind More, for people with the right to them: a browser at the real service."""

import re
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.born import running_ward
from tests.browser.conftest import opened
from tests.browser.held import (
    SignedInWard,
    enrol,
    look,
    prove,
    secrets_kept,
    sheet,
    sign_in,
)
from tests.browser.looks import REACHED, STEADY_MS
from tests.browser.test_at_the_chair import RUNS
from tests.browser.test_every_screen import show
from tests.people.staff import RULES, WRONG, badge, pin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

SAID_WITHIN_MS = 3_000
"""How soon a tablet says that it was taken away."""


@pytest.fixture
def desk(held: "Tablet") -> "Tablet":
    """A tablet at which whoever looks after people and tablets is signed in."""
    sign_in(held, "admin-a")
    return held


def tap(tablet: "Tablet", name: str, person: str = "admin-a") -> None:
    """Tap a key that asks for a PIN, and give it."""
    tablet.page.wait_for_timeout(STEADY_MS)
    tablet.page.locator(".more").get_by_role("button", name=name, exact=True).click()
    prove(tablet, person, badged=False)
    sheet(tablet).wait_for(state="detached")


def row(page: "Page", name: str) -> "Locator":
    return page.locator(f".row[aria-label='{name}']")


def lock(ward: SignedInWard, tablet: "Tablet", person: str) -> None:
    body = {"badge": badge(person), "pin": WRONG}
    for _ in range(RULES.person.wrong_max):
        tablet.page.request.post(f"{ward.address}/api/v1/sign-in", data=body)


def test_somebody_new_is_added_and_signs_in_by_the_pin_that_is_shown_once(
    desk: "Tablet", browser: "Browser", ward: SignedInWard
) -> None:
    page = desk.page
    show(page, "#people")
    page.get_by_role("button", name="Add a person").click()
    field = page.get_by_label(re.compile("^Badge"))
    field.fill("BADGE-new")
    field.press("Enter")  # as a scanner does
    page.keyboard.type("Nurse Nova")
    page.get_by_role("button", name=re.compile("^nurse")).click()
    tap(desk, "Add")

    told = page.locator(".slip .secret").inner_text()
    assert re.fullmatch(r"[0-9]{6}", told)
    row(page, "Nurse Nova").get_by_text("nurse-nova").wait_for()
    page.get_by_role("button", name="Done: hide it").click()
    page.locator(".slip").wait_for(state="detached")
    assert secrets_kept(page, told, "BADGE-new", pin("admin-a")) == []

    other = opened(browser, ward.address)
    other.page.get_by_role("heading", name="Enrol this tablet").wait_for()
    enrol(other.page, ward.code("tablet-2"))
    other.page.locator("#top").get_by_role("button", name="Sign in").click()
    sheet(other).get_by_label(re.compile("^Badge")).fill("BADGE-new")
    for digit in told:
        sheet(other).get_by_role("button", name=digit, exact=True).click()
    other.page.wait_for_timeout(STEADY_MS)
    sheet(other).locator(".act.go").click()
    other.page.locator("#top").get_by_role("button", name="Nurse Nova nurse Sign out").wait_for()
    row(page, "Nurse Nova").get_by_text("Signed in at tablet-2.").wait_for(timeout=10_000)


def test_roles_pin_and_the_end_of_a_person_and_the_last_admin_in_words(desk: "Tablet") -> None:
    page = desk.page
    show(page, "#people")
    page.get_by_role("button", name="Change Nurse K").click()
    row(page, "Nurse K").get_by_role("button", name=re.compile("^charge")).click()
    tap(desk, "Give these roles")
    row(page, "Nurse K").get_by_text("nurse, charge", exact=True).wait_for()
    tap(desk, "Another PIN ends her sign-ins and locks")
    page.locator(".slip").get_by_text("PIN of Nurse K").wait_for()
    page.get_by_role("button", name="Done: hide it").click()
    tap(desk, "Disable signs in no more; nobody is removed")
    row(page, "Nurse K").get_by_text("Signs in no more.").wait_for()

    page.get_by_role("button", name="Close Nurse K").click()
    page.get_by_role("button", name="Change Admin A").click()
    row(page, "Admin A").get_by_role("button", name=re.compile("^admin")).click()
    row(page, "Admin A").get_by_role("button", name=re.compile("^viewer")).click()
    tap(desk, "Give these roles")
    page.get_by_text("Nobody would be left who looks after people and tablets").wait_for()
    tap(desk, "Disable signs in no more; nobody is removed")
    page.get_by_text("Nobody disables herself").wait_for()


def test_the_nurse_in_charge_unlocks_and_changes_nobody(held: "Tablet", ward: SignedInWard) -> None:
    page = held.page
    sign_in(held, "charge-c")
    lock(ward, held, "nurse-m")
    show(page, "#people")
    row(page, "Nurse M").get_by_text("LOCKED after wrong PINs").wait_for(timeout=10_000)
    assert page.get_by_role("button", name=re.compile("^(Change|Add a person)")).count() == 0

    tap(held, "Unlock", "charge-c")
    row(page, "Nurse M").get_by_text("Not signed in.", exact=True).wait_for()
    unlock = next(each for each in held.sent if each.url.endswith("/unlock"))
    assert unlock.headers["x-grant"]
    show(page, "#tablets")
    page.get_by_text("This is for people with another role.").wait_for()


def test_a_code_is_shown_once_with_its_link_and_enrols_another_tablet(
    desk: "Tablet", browser: "Browser", ward: SignedInWard
) -> None:
    page = desk.page
    show(page, "#tablets")
    page.get_by_role("button", name="Enrol a tablet").click()
    page.get_by_label("Name, as screens show it").fill("Tablet 9")
    tap(desk, "Make a code")
    code = page.locator(".slip .secret").inner_text()
    link = page.locator(".slip .link").inner_text()
    assert link == f"{ward.address}/#enrol={code}"
    assert page.get_by_role("img", name="The link as a QR code").is_visible()
    row(page, "Code of Tablet 9").wait_for()

    other = opened(browser, link)
    other.page.get_by_role("heading", name="Enrol this tablet").wait_for()
    other.page.wait_for_timeout(STEADY_MS)
    other.page.get_by_role("button", name="Enrol this tablet").click()
    other.page.wait_for_selector("body[data-link=live] .card")
    row(page, "Tablet 9").get_by_text("by Admin A").wait_for(timeout=10_000)
    page.get_by_role("button", name="Done: hide it").click()
    page.locator(".slip").wait_for(state="detached")
    assert secrets_kept(page, code) == []


@pytest.mark.shows("INV-24")
def test_a_tablet_that_is_taken_away_says_so_at_once_and_still_stops(
    desk: "Tablet", browser: "Browser", ward: SignedInWard
) -> None:
    other = opened(browser, ward.address)
    other.page.get_by_role("heading", name="Enrol this tablet").wait_for()
    enrol(other.page, ward.code("tablet-2"))
    show(desk.page, "#tablets")
    taken = desk.page.get_by_role("button", name="Take away: Tablet-2")
    taken.wait_for()
    tap(desk, "Take away: Tablet-2")

    said = other.page.locator("#no-link").get_by_text("NOT ENROLLED")
    said.wait_for(timeout=SAID_WITHIN_MS)
    chip = other.page.locator("#top .state").filter(has_text="Not this ward's tablet")
    assert chip.is_visible()
    assert "NO LINK" not in other.page.locator("#top").inner_text()
    row(desk.page, "Tablet-2").get_by_text("Taken away").wait_for()
    show(other.page, "#settings")
    other.page.get_by_text("This browser is no tablet of the ward. Enrol it first.").wait_for()
    show(other.page, "#ward")
    assert other.page.evaluate(REACHED, f"Chair\u00a0{RUNS}")
    other.page.locator(f"{other.card(RUNS)} .react").click()
    show(desk.page, "#ward")
    desk.page.wait_for_selector(f"{desk.card(RUNS)}[data-kind=reaction]")


def test_the_audit_is_filtered_by_day_and_person_and_is_printed(
    held: "Tablet", ward: SignedInWard
) -> None:
    page = held.page
    lock(ward, held, "nurse-m")
    sign_in(held, "charge-c")
    show(page, "#audit")
    acts = page.locator(".acts tbody tr")
    acts.first.wait_for()
    assert acts.filter(has_text="Locked after wrong PINs: nurse-m.").count() == 1
    times = page.locator(".acts time").evaluate_all("all => all.map((each) => each.dateTime)")
    assert times == sorted(times, reverse=True)

    page.get_by_role("combobox", name="Person").select_option("charge-c")
    page.locator(".acts tbody tr").filter(has_not_text="Charge C").wait_for(state="detached")
    page.get_by_role("button", name="Day before").click()
    page.get_by_text("Nothing was done.").wait_for()
    page.get_by_role("combobox", name="Person").select_option("")
    page.get_by_role("button", name="Day after").click()
    acts.nth(5).wait_for()
    page.emulate_media(media="print")
    for gone in ("#top", ".filters", ".pages", ".rail"):
        assert page.locator(gone).evaluate("each => getComputedStyle(each).display") == "none"
    assert page.locator(".audit-of").is_visible()


def test_nobody_is_asked_for_what_a_role_may_not_see(held: "Tablet") -> None:
    """Each refusal would be an act in the audit, every few seconds."""
    page = held.page
    for screen in ("#people", "#tablets", "#audit"):
        show(page, screen)
        page.get_by_text("Who is signed in is asked first.").wait_for()
    sign_in(held, "nurse-k")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    for screen in ("#people", "#tablets", "#audit"):
        show(page, screen)
        page.get_by_text("This is for people with another role.").wait_for()
    assert [each for each in asked if re.search("/(people|tablets|audit)", each)] == []


def test_a_ward_that_believes_its_pages_says_that_it_has_no_accounts(
    tablet: "Tablet", demo: "Demo"
) -> None:
    page = tablet.page
    for screen in ("#people", "#tablets"):
        show(page, screen)
        page.get_by_text("There are no accounts here.").wait_for()
    show(page, "#audit")
    page.get_by_text("Names are believed here").wait_for()
    page.locator(".acts tbody tr").first.wait_for()
    assert tablet.complaints == []


def test_the_rules_in_force_are_read_with_unit_place_and_source(held: "Tablet") -> None:
    """Nobody has to sign in for it, and nothing on it can be changed."""
    page = held.page
    show(page, "#settings")
    silence = page.locator(".in-force[aria-label='Silence']")
    silence.wait_for()
    said = " ".join(silence.inner_text().split())
    assert "default (default.yaml, line" in said
    assert "silent after 5 s" in said.replace("\u00a0", " ")
    assert "local, first value; design rule 5" in said
    assert "demo.yaml, line" in page.locator(".in-force[aria-label='Readiness']").inner_text()
    versions = page.locator(".in-force[aria-label='Versions']").inner_text()
    assert re.search(r"sha256 [0-9a-f]{64}", versions)
    assert "check-config" in page.locator("#settings").inner_text()
    assert page.locator("#settings").locator("input, select, textarea").count() == 0


def test_without_tls_no_code_is_taken_and_the_page_says_what_is_missing(
    browser: "Browser", tmp_path: Path
) -> None:
    far = _own_address()
    if far is None:
        # Without TLS a page is refused over the network alone, and this machine has none.
        pytest.skip("this machine has no address but the loopback one")
    with running_ward(tmp_path, host="0.0.0.0") as ward:
        address = ward.address.replace("0.0.0.0", far)
        page = opened(browser, address).page
        page.get_by_role("heading", name="Enrol this tablet").wait_for()
        assert "This address has no TLS" in page.locator("#people").inner_text()
        page.get_by_label("Code", exact=True).fill(ward.code("tablet-1"))
        page.wait_for_timeout(STEADY_MS)
        page.get_by_role("button", name="Enrol this tablet").click()
        page.get_by_text("are taken over TLS alone").wait_for()
        chip = page.locator("#top .state").filter(has_text="Not this ward's tablet")
        assert chip.is_visible()


def _own_address() -> str | None:
    """Return an address of this machine that is not the loopback one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found: str = probe.getsockname()[0]
    return None if found.startswith("127.") else found


def test_every_screen_behind_more_is_readable_and_leaves_a_stop_in_reach(
    desk: "Tablet", ward: SignedInWard
) -> None:
    page = desk.page
    lock(ward, desk, "nurse-m")
    show(page, "#people")
    row(page, "Nurse M").get_by_text("LOCKED").wait_for(timeout=10_000)
    look(page, "people")
    page.get_by_role("button", name="Change Nurse K").click()
    look(page, "change")
    page.get_by_role("button", name="Close Nurse K").click()
    page.get_by_role("button", name="Add a person").click()
    look(page, "add")
    assert page.evaluate(REACHED, f"Chair\u00a0{RUNS}")
    show(page, "#tablets")
    page.get_by_role("button", name="Enrol a tablet").click()
    look(page, "enrol a tablet")
    page.get_by_label("Name, as screens show it").fill("Tablet 9")
    tap(desk, "Make a code")
    look(page, "code")
    show(page, "#audit")
    page.locator(".acts tbody tr").first.wait_for()
    look(page, "audit")
    assert page.evaluate(REACHED, f"Chair\u00a0{RUNS}")
