"""The real demo in a real browser. Skipped, with the reason, where either is missing."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.people.file import people_path
from tests.browser.held import IDLE_S, SignedInWard, enrol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ADDRESS = re.compile(r"http://\d+\.\d+\.\d+\.\d+:\d+")


@dataclass
class Demo:
    """A running `chairside demo`."""

    process: subprocess.Popen[str]
    address: str

    def kill(self) -> None:
        """End the process as a power cut does: nothing is closed in order."""
        self.process.kill()
        self.process.wait(10)

    def freeze(self) -> None:
        """Stop the whole process: its sockets stay open and nothing answers."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


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


@contextmanager
def running_demo(folder: Path) -> Iterator[Demo]:
    """Run `chairside demo` on a free port, started in a folder."""
    command = [sys.executable, "-m", "service", "demo", "--port", "0"]
    script = shutil.which("chairside", path=str(Path(sys.executable).parent))
    if script is not None:
        command = [script, *command[3:]]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as process:
        try:
            yield Demo(process, _address(process))
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:  # ends with the process; the test's own time-out bounds it
        found = ADDRESS.search(line)
        if found:
            return found[0]
    pytest.fail("the demo ended before it printed its address")


@pytest.fixture
def browser() -> Iterator["Browser"]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


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


@contextmanager
def running_ward(
    folder: Path, idle_s: int = IDLE_S, host: str = "127.0.0.1"
) -> Iterator[SignedInWard]:
    """Run a ward in which people sign in."""
    command = [sys.executable, "-P", "-m", "tests.browser.signed_in_ward"]
    with subprocess.Popen(
        [*command, str(folder), str(idle_s), host], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = ADDRESS.search(process.stdout.readline())
            assert found is not None
            yield SignedInWard(found[0], people_path(folder / "ward.sqlite"))
        finally:
            process.terminate()
            process.wait(20)


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
