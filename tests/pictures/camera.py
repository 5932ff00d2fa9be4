"""What takes a picture: the running product in Debian's Chromium, few colours, a bounded size."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.born import Demo, running_demo, running_ward
from tests.browser.conftest import Tablet, opened
from tests.browser.held import enrol
from tests.chromium import CHROMIUM, FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
IDLE_S = 600
"""After which a sign-in would end: longer than taking pictures takes."""
COLOURS = 64
"""A page of few colours and grey edges of letters: more of them only make the file larger."""
NEARLY, RARE = 8, 12
"""Shades that differ by less in red, green and blue are one; pixels below which one is left out."""
MOST_BYTES = 100_000
"""Of a picture; `git clone` brings every one that ever was."""


class TooLarge(Exception):
    """A picture takes more bytes than the repository gives it."""


@dataclass
class Album:
    """Writes pictures of the documents, and remembers what it wrote."""

    folder: Path
    written: dict[str, int] = field(default_factory=dict)
    """Bytes by name."""

    def write(self, name: str, image: Image.Image) -> None:
        """Write an image with few colours as a picture of the documents."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image.quantize(palette=palette(image), dither=Image.Dither.NONE).save(path, optimize=True)
        self.count(path, MOST_BYTES)

    def count(self, path: Path, most: int) -> None:
        """Remember what a file takes; refuse one that takes too much."""
        size = path.stat().st_size
        if size > most:
            raise TooLarge(f"{path}: {size:,} bytes of {most:,}")
        self.written[path.relative_to(self.folder).as_posix()] = size


@dataclass
class Camera(Album):
    """Takes pictures of tablets."""

    browser: "Browser" = field(kw_only=True)

    @contextmanager
    def demo(self, screen: str = "", **options: str) -> Iterator[tuple[Tablet, Demo]]:
        """Open a fresh demonstration on a tablet held by nurse A."""
        with _folder() as folder, running_demo(folder) as demo:
            tablet = self.open(demo.address, screen, **options)
            yield tablet, demo
            tablet.page.close()

    @contextmanager
    def signed_in(self) -> Iterator[Tablet]:
        """Open the same ward with people who sign in, on an enrolled tablet that nobody holds."""
        with _folder() as folder, running_ward(folder, IDLE_S) as ward:
            tablet = opened(self.browser, ward.address)
            tablet.page.get_by_role("heading", name="Enrol this tablet").wait_for()
            enrol(tablet.page, ward.code("tablet-1"))
            yield tablet
            tablet.page.close()

    def open(self, address: str, screen: str = "", **options: str) -> Tablet:
        """Open a page of the ward and wait until it lives."""
        tablet = opened(self.browser, f"{address}/{screen}", **options)
        shown = ".bar" if screen == "#board" else ".card"
        tablet.page.wait_for_selector(f"body[data-link=live] {shown}")
        tablet.page.wait_for_timeout(1_000)
        return tablet

    def take(
        self, tablet: Tablet, name: str, *, of: "Locator | None" = None, width: int | None = None
    ) -> None:
        """Write a picture of the page, or of one part of it.

        Raises:
            TooLarge: it would take more than `MOST_BYTES`.
        """
        tablet.page.locator("#top [data-state=saved]").wait_for(timeout=10_000)
        # What flashes is taken in its steady state: the same in every run.
        taken = of or tablet.page.locator("html")
        self.write(name, picture(taken.screenshot(animations="disabled"), width))


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="chairside-pictures-") as folder:
        yield Path(folder)


def palette(image: Image.Image, colours: int = COLOURS) -> Image.Image:
    """Return the most frequent colours of an image of which no two are nearly the same.

    A colour means something here, and a small one as much as a large one: a palette that is mixed
    so that the whole looks right made a purple badge grey.
    """
    found = image.getcolors(image.width * image.height) or []
    chosen = list[tuple[int, ...]]()
    for count, rgb in sorted(found, key=lambda each: -each[0]):
        if len(chosen) == colours or count < RARE:
            break
        assert isinstance(rgb, tuple)  # an RGB image has no other colours
        if all(_apart(rgb, other) for other in chosen):
            chosen.append(rgb)
    made = Image.new("P", (1, 1))
    made.putpalette([part for rgb in chosen for part in rgb])
    return made


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) >= NEARLY


def picture(png: bytes, width: int | None = None) -> Image.Image:
    """Return a screenshot in its own size, or made narrower."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if width is None or width >= image.width:
        return image
    height = round(image.height * width / image.width)
    return image.resize((width, height), Image.Resampling.LANCZOS)


@contextmanager
def camera(folder: Path = FOLDER) -> Iterator[Camera]:
    """Start the browser of the system."""
    if CHROMIUM is None:
        raise SystemExit("no Chromium on this machine: install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield Camera(folder, browser=browser)
        browser.close()
