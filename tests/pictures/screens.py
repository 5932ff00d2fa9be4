"""Pictures of whole screens: the ward, one chair, the ward by night, no link, the board."""

from tests.browser.test_at_the_chair import RUNS, at
from tests.pictures.camera import Camera

TITRATES = 5
"""A first infusion in the middle of its steps, attested by the demonstration's own nurse."""


def ward(camera: Camera) -> None:
    """Take the ward, one chair of it, and the ward by night."""
    with camera.demo() as (tablet, demo):
        camera.take(tablet, "ward.png")
        at(tablet, TITRATES)
        tablet.page.wait_for_selector("#panel .stairs.big .delivered")
        camera.take(tablet, "chair.png")
        camera.take(camera.open(demo.address, theme="night", tablet="tablet-3"), "night.png")


def no_link(camera: Camera) -> None:
    """Take a ward that says nothing any more, and a tap that was not sent."""
    with camera.demo() as (tablet, demo):
        demo.freeze()
        tablet.page.wait_for_selector("#no-link:visible", timeout=20_000)
        tablet.page.locator(f"{tablet.card(RUNS)} .react").click()
        words = tablet.page.locator(f"{tablet.card(RUNS)} .alarm")
        words.get_by_text("NOT SENT").wait_for(timeout=8_000)
        camera.take(tablet, "no-link.png")


def board(camera: Camera) -> None:
    """Take the board of the day."""
    with camera.demo("#board") as (tablet, _):
        tablet.page.locator(".of-nurse .cell").first.wait_for()
        camera.take(tablet, "board.png")
