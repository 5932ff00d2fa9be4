"""The tablet's page: what it weighs, what it costs tablet and ward, and how soon a stop is seen.

The ward is a process of its own (`chairside serve`) at the speed of the clock, with an infusion at
every chair; its pumps are simulated here, behind ptys. The page is the committed one, in Debian's
Chromium without a graphics card; a slower tablet is that browser with its processor held back
(CDP `Emulation.setCPUThrottlingRate`). Main-thread time is CDP's `TaskDuration`: what the browser's
other threads draw is not in it.
"""

import asyncio
import contextlib
import gzip
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from tests.bench.table import Row, spread
from tests.bench.tapping import ward_served
from tests.chromium import CHROMIUM, FLAGS
from tests.faults.places import Command

WEB = Path(__file__).parents[2] / "service" / "ui" / "web"
FILES = ("tablet.js", "desk.js", "index.css")
FEW, MANY = 12, 60
SLOWER = 6
"""A cheap tablet beside the core of the machine that measures."""
LOOK_S = 10.0
TAPS = 20
TABLETS = 100
HEARD_WITHIN_S = 5.0
SETTLE_S = 2.0
METRICS = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")

SEEN = """([chair, key, place, word]) => new Promise((seen) => {
    const card = document.querySelector(`article[aria-label='${chair}']`);
    const button = document.querySelector(key) ?? card.querySelector('.react');
    const shown = document.querySelector(place) ?? button;
    let at = 0;
    button.addEventListener('pointerdown', (event) => { at = event.timeStamp; }, {once: true});
    // After the frame: when what has changed has been drawn.
    const drawn = () => requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => seen([at, performance.now()].map(
            (each) => (performance.timeOrigin + each) / 1000));
        after.port2.postMessage(0);
    });
    const watcher = new MutationObserver(() => {
        if (!at || !shown.textContent.includes(word)) return;
        watcher.disconnect();
        drawn();
    });
    watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
})"""


@dataclass
class Stream:
    """A reader of the live feed without a page: bytes, and when it heard of each stop."""

    size: int = 0
    stopped: dict[str, float] = field(default_factory=dict)
    """Wall time (s) by chair."""
    _heard: defaultdict[str, asyncio.Event] = field(
        default_factory=lambda: defaultdict(asyncio.Event)
    )

    async def read(self, address: str) -> None:
        """Read until cancelled."""
        async with (
            httpx2.AsyncClient(base_url=address, timeout=None) as client,
            client.stream("GET", "/api/v1/events") as answer,
        ):
            rest = b""
            async for data in answer.aiter_raw():
                self.size += len(data)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if line.startswith(b"data:"):
                        self._hear(json.loads(line[5:]))

    async def told_of(self, chair: str) -> float:
        """Return when a chair's stop was heard of; the page may have been sooner."""
        await asyncio.wait_for(self._heard[chair].wait(), HEARD_WITHIN_S)
        return self.stopped[chair]

    def _hear(self, told: dict[str, Any]) -> None:
        for chair in told.get("chairs") or ():
            stop = (chair["session"] or {}).get("stop")
            if stop and stop["confirmed_at"] and chair["chair"] not in self.stopped:
                self.stopped[chair["chair"]] = time.time()
                self._heard[chair["chair"]].set()


@asynccontextmanager
async def stream_of(service: Command) -> AsyncIterator[Stream]:
    """Read the live feed beside the page."""
    it = Stream()
    reading = asyncio.create_task(it.read(service.address))
    await asyncio.sleep(SETTLE_S)
    yield it
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading


@dataclass
class Tablet:
    """The page in the browser, and what its browser says of it."""

    page: Page
    cdp: CDPSession

    async def slowed(self, times: int) -> None:
        """Hold the processor back."""
        await self.cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})
        await asyncio.sleep(SETTLE_S)

    async def costs(self) -> dict[str, float]:
        """Return milliseconds of its main thread in a second, over `LOOK_S`."""
        before, begun = await self._metrics(), time.perf_counter()
        await asyncio.sleep(LOOK_S)
        after, took = await self._metrics(), time.perf_counter() - begun
        return {name: (after[name] - before[name]) / took * 1_000 for name in METRICS}

    async def _metrics(self) -> dict[str, float]:
        told = await self.cdp.send("Performance.getMetrics")
        return {each["name"]: each["value"] for each in told["metrics"]}

    async def seen(self, number: int, *, pauses: bool) -> tuple[float, float]:
        """Tap a chair's key; return when, and when what the pump said was drawn (wall time, s)."""
        name = f"Chair\u00a0{number}"
        card = self.page.locator(f"article[aria-label='{name}']")
        place, word, key = ("", "Pump stopped", card.locator(".react"))
        if pauses:
            await card.locator(".open").click()
            key = self.page.locator("#panel .pause")
            place, word = "#panel > header", "Paused"
            await self.page.get_by_role("heading", name=name, exact=True).last.wait_for()
        await key.scroll_into_view_if_needed()
        selector = "#panel .pause" if pauses else "none"
        awaited = asyncio.create_task(
            self.page.evaluate(SEEN, [name, selector, place or "none", word])
        )
        await asyncio.sleep(0.3)
        await key.click()
        tapped, drawn = await asyncio.wait_for(awaited, 20)
        return tapped, drawn


@asynccontextmanager
async def tablet_at(browser: Browser, service: Command) -> AsyncIterator[Tablet]:
    """Open the ward's page, with every chair on it alive."""
    page = await browser.new_page(viewport={"width": 1280, "height": 800})
    await page.add_init_script("""localStorage.setItem('chairside.person', 'nurse-a');
        localStorage.setItem('chairside.tablet', 'tablet-1')""")
    await page.goto(service.address)
    await page.wait_for_selector("body[data-link=live] .card .delivered")
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    await asyncio.sleep(SETTLE_S)
    yield Tablet(page, cdp)
    await page.close()


def sizes() -> list[Row]:
    """Return what the page's files weigh on the way to a tablet."""
    shown = list[Row]()
    for name in FILES:
        whole = (WEB / name).read_bytes()
        packed = len(gzip.compress(whole, 9))
        size, beside = f"{packed / 1_000:.1f} kB", f"as it is: {len(whole) / 1_000:.1f} kB"
        shown.append((f"{name}, gzipped", size, beside, f"{packed / len(whole):.2f}"))
    return shown


async def alive(browser: Browser, service: Command, chairs: int) -> list[Row]:
    """Return what a page costs that only shows: bytes, and its main thread."""
    async with httpx2.AsyncClient(base_url=service.address) as client:
        whole = len((await client.get("/api/v1/ward")).content)
    async with stream_of(service) as stream, tablet_at(browser, service) as tablet:
        before, begun = stream.size, time.perf_counter()
        full = await tablet.costs()
        told = (stream.size - before) / (time.perf_counter() - begun)
        await tablet.slowed(SLOWER)
        slow = await tablet.costs()
    parts = ", ".join(
        f"{word} {full[name]:.1f}"
        for word, name in (("script", METRICS[1]), ("layout", METRICS[2]), ("style", METRICS[3]))
    )
    task = METRICS[0]
    return [
        (
            f"live stream, {chairs} infusions, a tablet",
            f"{told / 1_000:.1f} kB/s",
            f"the whole ward asked for once a second: {whole / 1_000:.1f} kB/s",
            f"{told / whole:.2f}",
        ),
        (
            f"page's main thread, {chairs} infusions ({parts})",
            f"{full[task]:.1f} ms/s",
            f"processor {SLOWER} times slower: {slow[task]:.1f} ms/s",
            f"1 : {slow[task] / full[task]:.1f}",
        ),
    ]


async def taps(browser: Browser, service: Command) -> list[Row]:
    """Return from the tap to what the pump said on the screen, each on a chair of its own."""
    shown, number = list[Row](), 0
    words = "tap on REACTION to 'Pump stopped'"
    ways = ((words, 1, False), (words, SLOWER, False), ("tap on Pause to 'Paused'", 1, True))
    async with stream_of(service) as stream, tablet_at(browser, service) as tablet:
        for what, slower, pauses in ways:
            await tablet.slowed(slower)
            took, beside = list[float](), list[float]()
            for _ in range(TAPS):
                number += 1
                tapped, drawn = await tablet.seen(number, pauses=pauses)
                took.append(drawn - tapped)
                beside.append(await stream.told_of(f"chair-{number}") - tapped)
            name = f"{what} drawn" + (f", processor {slower} times slower" if slower > 1 else "")
            heard = f"heard on a bare stream: {spread(beside)}"
            ratio = f"{sum(took) / sum(beside):.2f}"
            shown.append((f"{name}, {len(took)} taps", spread(took), heard, ratio))
    return shown


def cpu_s(pid: int) -> float:
    """Return the seconds of a core that a process has taken (proc(5): utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def share_of_a_core(service: Command, tablets: int) -> float:
    """Return what the ward's process takes while so many tablets watch (0 to 1)."""
    pipe = asyncio.subprocess.PIPE
    words = (sys.executable, "-P", "-m", "tests.bench.watching", service.address, str(tablets))
    watching = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe)
    assert watching.stdin is not None
    assert watching.stdout is not None
    assert await watching.stdout.readline() == b"ready\n"
    await asyncio.sleep(SETTLE_S)
    before, begun = cpu_s(service.process.pid), time.perf_counter()
    await asyncio.sleep(LOOK_S)
    taken = (cpu_s(service.process.pid) - before) / (time.perf_counter() - begun)
    watching.stdin.close()
    await watching.wait()
    return taken


async def watched(service: Command, chairs: int) -> Row:
    """Return what many tablets cost the ward beside one."""
    one = await share_of_a_core(service, 1)
    many = await share_of_a_core(service, TABLETS)
    return (
        f"ward's process, {chairs} infusions, {TABLETS} tablets on the stream",
        f"{many:.1%} of a core",
        f"1 tablet: {one:.1%}",
        f"{many / one:.1f}",
    )


async def _measured() -> list[Row]:
    shown = sizes()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        async with ward_served(FEW) as (service, _):
            shown += await alive(browser, service, FEW)
            shown.append(await watched(service, FEW))
        async with ward_served(MANY) as (service, _):
            shown += await alive(browser, service, MANY)
            shown += await taps(browser, service)
        await browser.close()
    return shown


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    if CHROMIUM is None:
        raise RuntimeError("no Chromium on this machine")
    return asyncio.run(_measured())
