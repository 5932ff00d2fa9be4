"""The real demo in a real browser. Skipped, with the reason, where either is missing."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.born import Demo, running_demo, running_ward
from tests.browser.held import IDLE_S, SignedInWard, enrol
from tests.chromium import CHROMIUM, FLAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request


@dataclass
class Tablet:
    """The page, with what it complained about and what it sent."""

    page: "Page"
    complaints: list[str] = field(default_factory=list)
    sent: list["Request"] = field(default_factory=list)

    def card(self, number: int) -> str:
        return f"article[aria-label='Chair\u00a0{number}']"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with running_demo(tmp_path) as it:
        yield it


@dataclass
class Chromium:
    """One browser for all pages of a session. Its loop lies still between them.

    While it counts as running no async test can begin, and to start another browser costs as much
    as a ward.
    """

    launch: "Callable[[], Browser]"
    loop: asyncio.AbstractEventLoop
    browser: "Browser | None" = None

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let the loop be the running one."""
        asyncio._set_running_loop(self.loop)
        try:
            yield
        finally:
            asyncio._set_running_loop(None)

    def whole(self) -> "Browser":
        """Return the browser, or another one where a test has ended it."""
        if self.browser is None or not self.browser.is_connected():
            self.browser = self.launch()
        return self.browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        launch = partial(playwright.chromium.launch, executable_path=CHROMIUM, args=list(FLAGS))
        it = Chromium(launch, asyncio.get_running_loop())
        asyncio._set_running_loop(None)
        yield it
        asyncio._set_running_loop(it.loop)
        if it.browser is not None:
            it.browser.close()


@pytest.fixture
def browser(chromium: Chromium) -> Iterator["Browser"]:
    """Return the browser without anything that another test has left in it.

    Every page has a context of its own: cookies, storage, service worker, lines.
    """
    with chromium.awake():
        browser = chromium.whole()
        yield browser
        for context in browser.contexts:
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")  # an answer may still be held back
            context.close()


@pytest.fixture
def tablet(demo: Demo, browser: "Browser") -> Tablet:
    it = opened(browser, demo.address)
    it.page.wait_for_selector("body[data-link=live] .card")
    return it


@pytest.fixture
def board(demo: Demo, browser: "Browser") -> Tablet:
    it = opened(browser, f"{demo.address}/#board")
    it.page.wait_for_selector("body[data-link=live] .bar")
    return it


def opened(
    browser: "Browser", address: str, tablet: str = "tablet-1", theme: str = "light"
) -> Tablet:
    """Open a page of the ward on a tablet of its own, held by nurse A."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(f"""localStorage.setItem('chairside.person', 'nurse-a');
        localStorage.setItem('chairside.theme', '{theme}');
        localStorage.setItem('chairside.tablet', '{tablet}')""")
    it = Tablet(page)
    page.on("pageerror", lambda error: it.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: it.complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("request", lambda sent: it.sent.append(sent) if sent.method == "POST" else None)
    page.goto(address)
    return it


@pytest.fixture
def ward(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[SignedInWard]:
    with running_ward(tmp_path, getattr(request, "param", IDLE_S)) as running:
        yield running


@pytest.fixture
def stranger(ward: SignedInWard, browser: "Browser") -> Tablet:
    """A browser that is no tablet of the ward."""
    it = opened(browser, ward.address)
    it.page.get_by_role("heading", name="Enrol this tablet").wait_for()
    return it


@pytest.fixture
def held(stranger: Tablet, ward: SignedInWard) -> Tablet:
    """An enrolled tablet at which nobody is signed in."""
    enrol(stranger.page, ward.code("tablet-1"))
    return stranger
