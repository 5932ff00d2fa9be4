"""Pictures of `docs/nurse-guide.md`, in its order: what a nurse does from one shift to the next."""

import re

from tests.browser.held import key_pin, prove, sheet
from tests.browser.looks import STEADY_MS
from tests.browser.test_at_the_chair import FREE, READY, RUNS, WAITS, at, go
from tests.browser.test_before_start import ORDER
from tests.browser.test_board import an_empty_day, booked, show, tap, tap_time
from tests.pictures import steps
from tests.pictures.camera import Camera
from tests.pictures.screens import TITRATES

NOT_READY = 8
"""Chair 8: some premedication was given five minutes ago, and nobody has checked."""
EMPTIES = 6
"""Chair 6: the last drops."""
SIGNS = ("124", "78", "72", "14", "36.8", "98")


def shift(camera: Camera) -> None:
    """Take the start of a shift, one card of the ward, and the alarms."""
    with camera.demo() as (tablet, _):
        page = tablet.page
        camera.take(tablet, "guide/card.png", of=page.locator(tablet.card(TITRATES)))
        page.get_by_role("button", name="Start shift").click()
        page.get_by_role("button", name="I hear it").wait_for()
        camera.take(tablet, "guide/sound.png", of=page.locator("#top"))
        page.get_by_role("button", name="I hear it").click()
        page.locator(".all-alarms").click()
        page.wait_for_timeout(STEADY_MS)
        camera.take(tablet, "guide/alarms.png")


def prepare(camera: Camera) -> None:
    """Take a check-in, the bag that is tied to a chair, what is still closed, and the check."""
    with camera.demo() as (tablet, _):
        panel = at(tablet, FREE)
        task = panel.locator(".task .step-box").first
        for label, value in {**ORDER, "Actual body weight, kg": "70"}.items():
            task.get_by_label(label, exact=True).fill(value)
        task.get_by_role("button", name="intravenous").first.click()
        task.get_by_role("button", name="active", exact=True).first.click()
        task.get_by_role("heading").first.scroll_into_view_if_needed()
        camera.take(tablet, "guide/check-in.png", of=panel)
        go(tablet, panel, "Check in P-77")
        panel.get_by_label("Bag, from its label").fill("bag-77")
        panel.get_by_label("Patient id once more, from the wristband").fill("P-77")
        camera.take(tablet, "guide/tie.png", of=panel)

        panel = at(tablet, NOT_READY)
        camera.take(tablet, "guide/gates.png", of=panel)
        panel.get_by_role("heading", name="Premedication").evaluate(
            "node => node.scrollIntoView({block: 'start'})"
        )
        camera.take(tablet, "guide/premedication.png", of=panel)

        panel = at(tablet, READY)
        steps.second_check(tablet, panel, "25")
        camera.take(tablet, "guide/second-check.png", of=panel)


def running(camera: Camera) -> None:
    """Take a step that waits for a word, vital signs, and a record."""
    with camera.demo() as (tablet, _):
        panel = at(tablet, WAITS)
        panel.locator(".act.attest").wait_for()
        camera.take(tablet, "guide/attest.png", of=panel)
        panel = at(tablet, RUNS)
        panel.get_by_role("button", name="Vital signs").click()
        for each, value in zip(panel.locator(".vitals input").all(), SIGNS, strict=True):
            each.fill(value)
        camera.take(tablet, "guide/vital-signs.png", of=panel)
        panel.get_by_role("button", name="Back", exact=True).first.click()
        panel.get_by_role("button", name="Record", exact=True).click()
        panel.locator(".sheet .record").wait_for()
        camera.take(tablet, "guide/record.png", of=panel)


def reaction(camera: Camera) -> None:
    """Take a pump that was stopped, and what is asked before it goes on."""
    with camera.demo() as (tablet, _):
        panel = at(tablet, TITRATES)
        steps.press_reaction(panel)
        steps.choose_grade(panel)
        camera.take(tablet, "guide/reaction.png", of=panel)
        go(tablet, panel, "Record grade 2")
        rate = steps.resume_rate(panel)
        steps.say_better(panel)
        steps.confirm_check(tablet, steps.second_check(tablet, panel, rate))
        tablet.page.wait_for_timeout(8_000)  # eight minutes: a hole that can be seen
        panel.get_by_role("button", name=re.compile("^Resume at")).scroll_into_view_if_needed()
        camera.take(tablet, "guide/resume.png", of=panel)
        tablet.page.get_by_role("button", name="Hand-over").click()
        tablet.page.locator(".handover-row").first.wait_for()
        camera.take(tablet, "guide/hand-over.png")


def signed_in(camera: Camera) -> None:
    """Take what asks for a badge or a PIN, and the end of an infusion."""
    with camera.signed_in() as tablet:
        page = tablet.page
        page.locator("#top").get_by_role("button", name="Sign in").click()
        key_pin(tablet, "12")
        camera.take(tablet, "guide/sign-in.png")
        sheet(tablet).get_by_role("button", name="Clear").click()
        prove(tablet, "nurse-k")
        sheet(tablet).wait_for(state="detached")
        panel = at(tablet, EMPTIES)
        panel.get_by_role("button", name=re.compile("^Flushed with")).wait_for(timeout=60_000)
        camera.take(tablet, "guide/flush.png", of=panel)
        go(tablet, panel, "Flushed with")
        panel.get_by_role("heading", name="Observation").wait_for()
        camera.take(tablet, "guide/observe.png", of=panel)
        panel = at(tablet, READY)
        go(tablet, panel, "Start at 25")
        sheet(tablet).wait_for()
        camera.take(tablet, "guide/start.png")


def booking(camera: Camera) -> None:
    """Take the places that the book offers, and a visit that is being moved."""
    with camera.demo("#board") as (tablet, _):
        page = tablet.page
        day = an_empty_day(tablet)
        booked(tablet, day, 10)
        tap_time(tablet, 9)
        page.get_by_label("Patient id").fill("P-77")
        tap(tablet, "Ask for places")
        page.locator(".ask-desk .place").first.wait_for()
        camera.take(tablet, "guide/free-chair.png")
        show(tablet, day)
        tap(tablet, "Close")
        tap(tablet, "P-9001,")
        tap(tablet, "Move")
        tap_time(tablet, 14)
        tap(tablet, "patient's wish")
        page.wait_for_timeout(STEADY_MS)
        camera.take(tablet, "guide/move.png")
