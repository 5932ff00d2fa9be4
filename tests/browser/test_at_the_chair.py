"""The tasks that must not fail: start with a second person, attest, resume, the wrong wristband."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import opened
from tests.browser.looks import IN_SIGHT, STEADY_MS
from tests.browser.test_before_start import ORDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Route

    from tests.browser.born import Demo
    from tests.browser.conftest import Tablet

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAITS, READY, PAUSED, FREE, RUNS = 1, 7, 9, 12, 4


def at(tablet: "Tablet", number: int) -> "Locator":
    tablet.page.locator(f"{tablet.card(number)} .open").click()
    panel = tablet.page.locator("#panel")
    panel.get_by_role("heading", name=f"Chair\u00a0{number}", exact=True).wait_for()
    return panel


def go(tablet: "Tablet", panel: "Locator", name: str) -> None:
    key = panel.get_by_role("button", name=re.compile(f"^{name}"))
    key.wait_for()
    tablet.page.wait_for_timeout(STEADY_MS)
    key.click()


def test_a_second_person_keys_the_rate_without_seeing_it_and_the_pump_confirms(
    tablet: "Tablet",
) -> None:
    panel = at(tablet, READY)
    go(tablet, panel, "(Check again|Hand the tablet)")
    sheet = panel.locator(".second")
    assert sheet.locator(".typed").inner_text().startswith("–")
    assert not re.search(r"25\s*mL/h", sheet.inner_text())
    # The plan, whose first rate this is, lies below the sheet.
    on_top = "n => n.contains(document.elementFromPoint(600, 450))"
    assert sheet.evaluate(on_top)
    for key in ("2", "5"):
        sheet.get_by_role("button", name=key, exact=True).click()
    checked = sheet.locator(".act.go")
    assert "Choose who you are." in checked.inner_text()
    sheet.get_by_role("button", name=re.compile("^Nurse B")).click()
    go(tablet, sheet, "Nurse B checked all of it")
    sheet.wait_for(state="hidden")

    go(tablet, panel, "Start at 25")
    tablet.page.wait_for_selector(f"{tablet.card(READY)}[data-kind=running]")
    assert tablet.complaints == []


def test_another_rate_than_the_orders_closes_the_start(tablet: "Tablet") -> None:
    panel = at(tablet, READY)
    go(tablet, panel, "(Check again|Hand the tablet)")
    sheet = panel.locator(".second")
    sheet.get_by_role("button", name=re.compile("^Nurse B")).click()
    for key in ("2", "5", "0"):
        sheet.get_by_role("button", name=key, exact=True).click()
    go(tablet, sheet, "Nurse B checked all of it")
    sheet.locator(".typed[data-refused]").get_by_text("250 mL/h is not the rate").wait_for()


def test_an_attested_step_is_followed_by_the_next_rate(tablet: "Tablet") -> None:
    panel = at(tablet, WAITS)
    go(tablet, panel, "No reaction, vitals taken: go on to 50")
    rate = panel.locator(".rate b")
    tablet.page.wait_for_function(
        "node => node.textContent === '50'", arg=rate.element_handle(), timeout=15_000
    )
    assert tablet.complaints == []


@pytest.mark.shows("INV-24")
def test_a_pause_is_resumed_by_a_key_that_says_the_rate(tablet: "Tablet") -> None:
    panel = at(tablet, PAUSED)
    react = panel.locator(".safe .react")
    before = react.bounding_box()
    go(tablet, panel, "Resume at 100")
    panel.get_by_text(re.compile("^Pump confirmed 100")).wait_for()
    # What stops has stayed where it was, and nothing that starts has come into its place.
    assert react.bounding_box() == before


def test_another_wristband_ties_no_bag(tablet: "Tablet") -> None:
    page = tablet.page
    panel = at(tablet, FREE)
    task = panel.locator(".task .step-box")
    for label, value in ORDER.items():
        task.get_by_label(label, exact=True).fill(value)
    task.get_by_label("Actual body weight, kg", exact=True).fill("70")
    task.get_by_role("button", name="intravenous").first.click()
    task.get_by_role("button", name="active", exact=True).first.click()
    go(tablet, panel, "Check in P-77")
    panel.get_by_label("Bag, from its label").fill("bag-77")
    panel.get_by_label("Patient id once more, from the wristband").fill("P-78")
    go(tablet, panel, "Tie bag bag-77")
    panel.locator(".outcome[data-state=refused]").wait_for()
    assert page.locator(f"{tablet.card(FREE)}[data-session]").count() == 0


def test_a_reaction_on_one_tablet_is_seen_on_the_other(
    tablet: "Tablet", browser: "Browser", demo: "Demo"
) -> None:
    other = opened(browser, demo.address, "tablet-2")
    other.page.wait_for_selector("body[data-link=live] .card")
    # Both tap at once: the record has one reaction, and both screens say that the pump stands.
    for each in (tablet, other):
        each.page.locator(f"{each.card(RUNS)} .react").click(no_wait_after=True)
    for each in (tablet, other):
        each.page.wait_for_selector(f"{each.card(RUNS)}[data-kind=reaction]")
        each.page.wait_for_selector(f"{each.card(RUNS)} >> text=Pump stopped")


def test_a_shift_begins_with_a_sound_that_somebody_hears(tablet: "Tablet") -> None:
    page = tablet.page
    assert "cannot be heard" in page.locator("#disclaimer").inner_text()
    page.get_by_role("button", name="Start shift").click()
    page.get_by_role("button", name="I hear it").click()
    page.get_by_role("button", name="Sound proved").wait_for()
    assert "cannot be heard" not in page.locator("#disclaimer").inner_text()


def test_a_sound_that_nobody_hears_proves_nothing(tablet: "Tablet") -> None:
    page = tablet.page
    page.get_by_role("button", name="Start shift").click()
    page.get_by_role("button", name="Nothing", exact=True).click()
    page.get_by_role("button", name="Start shift").wait_for()
    assert not any(each.url.endswith("/stations/heard") for each in tablet.sent)


def test_a_killed_ward_is_no_link_and_a_reload_still_says_so(
    tablet: "Tablet", demo: "Demo"
) -> None:
    page = tablet.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1_000)
    demo.kill()
    page.wait_for_selector("#no-link:visible", timeout=20_000)
    assert "use the pump's own STOP key" in page.locator("#no-link").inner_text()

    page.reload()
    page.wait_for_selector("#no-link:visible", timeout=20_000)
    assert "No numbers have come." in page.locator("#no-link").inner_text()


@pytest.mark.shows("GIP-14")
def test_a_tap_whose_answer_was_lost_is_recorded_once(tablet: "Tablet") -> None:
    """The page repeats the very same tap; the ward has taken it already."""
    page = tablet.page
    keys: list[str] = []

    def lose_the_first_answer(route: "Route") -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/vital-signs", lose_the_first_answer)
    panel = at(tablet, RUNS)
    panel.get_by_role("button", name="Vital signs").click()
    signs = ("124", "78", "72", "14", "36.8", "98")
    for field, value in zip(panel.locator(".vitals input").all(), signs, strict=True):
        field.fill(value)
    go(tablet, panel, "Record this set")
    panel.locator(".vitals").wait_for(state="hidden")

    assert len(keys) == 2
    assert len(set(keys)) == 1
    said = next(each for each in tablet.sent if each.url.endswith("/vital-signs"))
    record = page.request.get(f"{said.url.rsplit('/', 1)[0]}/record").json()
    assert [each["kind"] for each in record["entries"]].count("VitalsTaken") == 1


def test_a_reaction_is_graded_and_resumed_at_the_protocols_rate(tablet: "Tablet") -> None:
    page = tablet.page
    panel = at(tablet, RUNS)
    panel.locator(".safe .react").click()
    panel.get_by_role("heading", name=re.compile("^Reaction at")).wait_for()
    panel.get_by_text(re.compile("^Pump confirmed stopped")).first.wait_for()
    record = panel.get_by_role("button", name=re.compile("^Record the grade"))
    assert "Choose the grade." in record.inner_text()
    panel.get_by_role("button", name=re.compile("^Grade 2")).click()
    panel.get_by_text("Hospital stay needed because of this reaction").wait_for()
    stay = panel.get_by_role("group", name="Hospital stay").get_by_role("button", name="no")
    assert stay.evaluate(IN_SIGHT)
    stay.click()
    go(tablet, panel, "Record grade 2")

    panel.get_by_text(re.compile(r"^Grade 2, no hospital stay needed\. By the protocol")).wait_for()
    timeline = panel.get_by_role("region", name="What happened last")
    timeline.get_by_text(
        re.compile("^Grade 2, no hospital stay needed: by the protocol")
    ).wait_for()
    resume = panel.get_by_role("button", name=re.compile("^Resume at"))
    resume.wait_for()
    found = re.search(r"Resume at ([\d.]+)\u00a0mL/h", resume.inner_text())
    assert found
    assert float(found[1]) <= 100  # half of the rate at the stop, at most
    assert "Say how the symptoms are now." in resume.inner_text()
    assert panel.locator(".coming tr").first.inner_text().startswith("now")
    panel.get_by_role("button", name="gone", exact=True).click()
    prescribers = panel.get_by_role("group", name="Prescriber").get_by_role("button")
    if prescribers.count():
        prescribers.first.click()
    go(tablet, panel, "Second check")
    sheet = panel.locator(".second")
    sheet.get_by_role("button", name=re.compile("^Nurse B")).click()
    for digit in found[1]:
        page.wait_for_timeout(150)  # the same key sooner would be a bounce
        sheet.get_by_role("button", name=digit, exact=True).click()
    go(tablet, sheet, "Nurse B checked all of it")
    sheet.wait_for(state="hidden")

    go(tablet, panel, "Resume at")
    page.wait_for_selector(f"{tablet.card(RUNS)}[data-kind=running]")
    rate = page.locator(f"{tablet.card(RUNS)} .rate b")
    assert rate.inner_text() == found[1]
    assert tablet.complaints == []
