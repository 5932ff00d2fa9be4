"""The moving picture of the README: a reaction, the pump that says it stands, and the hole.

Its frames are screenshots of one run of the demonstration, cut: between two of them as much may
have passed as a page needs, and each is shown for as long as a reader needs. The finger is drawn.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from tests.browser.test_at_the_chair import WAITS, at, go
from tests.pictures import steps
from tests.pictures.camera import Camera, palette, picture
from tests.pictures.screens import TITRATES

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Tablet

NAME = "reaction.webp"
WIDTH = 960
MOST_BYTES = 400_000
HOLE_MS = 20_000
"""Twenty minutes of infusion at the speed of the demonstration."""
FINGER = """([x, y, down]) => {
    let finger = document.getElementById('finger');
    if (!finger) {
        finger = document.createElement('div');
        finger.id = 'finger';
        finger.style.cssText = 'position:fixed;z-index:9;width:44px;height:44px;margin:-22px;'
            + 'border-radius:50%;border:3px solid #fff;pointer-events:none;'
            + 'box-shadow:0 0 0 3px #000';
        document.body.append(finger);
    }
    finger.style.background = down ? 'rgb(255 255 255 / 85%)' : 'rgb(255 255 255 / 35%)';
    finger.style.left = `${x}px`;
    finger.style.top = `${y}px`;
    finger.hidden = x < 0;
}"""


@dataclass
class Film:
    """Frames of one tablet, each with the time for which it is shown."""

    tablet: "Tablet"
    frames: list[tuple[Image.Image, int]] = field(default_factory=list)

    def show(self, for_ms: int) -> None:
        """Take a frame."""
        taken = self.tablet.page.screenshot(animations="disabled")
        self.frames.append((picture(taken, WIDTH), for_ms))

    def tap(self, key: "Locator") -> None:
        """Show a finger over a key, then on it, and tap."""
        box = key.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.7
        for down, for_ms in ((False, 700), (True, 350)):
            self.tablet.page.evaluate(FINGER, [x, y, down])
            self.show(for_ms)
        key.click(no_wait_after=True)

    def lift(self) -> None:
        """Take the finger away."""
        self.tablet.page.evaluate(FINGER, [-1, -1, False])


def moving(camera: Camera) -> None:
    """Take the README's moving picture."""
    with camera.demo() as (tablet, _):
        film = Film(tablet)
        tablet.page.locator(f"{tablet.card(WAITS)} .alarm").wait_for()
        film.show(1_800)
        card = tablet.page.locator(tablet.card(TITRATES))
        film.tap(card.locator(".react"))
        card.get_by_text("Pump stopped").wait_for()
        film.lift()
        film.show(1_800)
        panel = at(tablet, TITRATES)
        film.show(2_200)
        steps.choose_grade(panel)
        film.show(1_500)
        go(tablet, panel, "Record grade 2")
        rate = steps.resume_rate(panel)
        steps.say_better(panel)
        sheet = steps.second_check(tablet, panel, rate)
        film.show(1_500)
        steps.confirm_check(tablet, sheet)
        tablet.page.wait_for_timeout(HOLE_MS)
        go(tablet, panel, "Resume at")
        tablet.page.wait_for_selector(f"{tablet.card(TITRATES)}[data-kind=running]")
        for _ in range(4):
            tablet.page.wait_for_timeout(2_500)
            film.show(800)
        film.frames[-1] = (film.frames[-1][0], 3_500)
    write(camera, film)


def write(camera: Camera, film: Film) -> None:
    """Write the film as an animated WebP, every frame in its own few colours."""
    few = [
        image.quantize(palette=palette(image, 128), dither=Image.Dither.NONE).convert("RGB")
        for image, _ in film.frames
    ]
    path = camera.folder / NAME
    few[0].save(
        path,
        save_all=True,
        append_images=few[1:],
        duration=[for_ms for _, for_ms in film.frames],
        loop=0,
        lossless=True,
        method=4,
        minimize_size=True,
    )
    camera.count(path, MOST_BYTES)
