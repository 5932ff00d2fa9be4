"""Where the real processes of a fault test live: a ward file, a store, simulators, a service."""

import asyncio
import json
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import config
from service.catalog import WardConfig, load_ward
from service.cli.fleet import SimulatedPump
from tests.forked import Forked, forked

CHAIRSIDE = shutil.which("chairside", path=str(Path(sys.executable).parent)) or "chairside"
ADDRESS = re.compile(r"https?://[0-9.]+:\d+")
BELOW_DEV = Path("/dev/shm")  # noqa: S108 - a ward file names ports below /dev only
READY_WITHIN_S = 20.0
"""A service starts in 1.5 s; this is for a machine that is busy."""


class NotServing(Exception):
    """The command ended instead of serving."""

    def __init__(self, code: int | None, said: str) -> None:
        super().__init__(f"exit code {code}: {said}")
        self.code = code
        self.said = said


@contextmanager
def name_below_dev() -> Iterator[Path]:
    """Yield a stable name below /dev, yet without a device behind it."""
    if not BELOW_DEV.is_dir():
        pytest.skip(f"{BELOW_DEV}: nowhere below /dev to put a link")
    with tempfile.TemporaryDirectory(prefix="chairside-", dir=BELOW_DEV) as folder:
        yield Path(folder) / "usb-pump-1"


def ward_of(pumps: int, *, speed: int) -> WardConfig:
    """Return the shipped demonstration ward with this many chairs; its pumps are simulators."""
    ward = load_ward(config.find("wards", "demo"))
    rules = replace(ward.rules, speed=speed)
    return replace(ward, pumps=ward.pumps[:pumps], chairs=ward.chairs[:pumps], rules=rules)


def write_ward_file(path: Path, ward: WardConfig, *, profile: str = "ne9000") -> Path:
    """Write `ward` as a file that `chairside serve` takes. JSON is YAML too.

    The rules are the demonstration's own: too fast for anybody to key what a ward of patients asks
    for. A simulator's link is resolved to its pty: a ward file names ports below /dev only. A link
    below /dev stays what it is: a stable name.
    """
    head = {
        "name": ward.name,
        "zone": ward.zone,
        "mode": ward.mode.value,
        "speed": ward.rules.speed,
        "bind": "127.0.0.1",
        "port": 8000,
        "allow_lan": False,
        "people": "trusted",
        "store": "ward.sqlite",
    }
    pumps = [
        {
            "id": pump.id,
            "family": pump.profile.family,
            "profile": profile,
            "port": _port(pump.port),
            "address": pump.address,
            "baud": pump.baud,
        }
        for pump in ward.pumps
    ]
    chairs = [{"id": chair.id, "pump": chair.pump} for chair in ward.chairs]
    content = {"ward": head, "protocols": ["isatuximab"], "pumps": pumps, "chairs": chairs}
    content["rules"] = YAML(typ="safe").load(config.find("wards", "demo"))["rules"]
    path.write_text(json.dumps(content, indent=1), "utf-8")
    return path


def _port(port: str) -> str:
    named = port.startswith("/") and not port.startswith("/dev/")
    return str(Path(port).resolve()) if named else port


@dataclass(kw_only=True)
class Command:
    """A running `chairside` process that has printed its address."""

    process: asyncio.subprocess.Process | Forked
    address: str
    log: Path
    """What it said on standard error."""

    async def kill(self) -> None:
        """End it as a power cut would: no handler of its own runs."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()

    def said(self) -> str:
        """Return its standard error so far."""
        return self.log.read_text("utf-8", "replace")


async def command(log: Path, *words: str) -> Command:
    """Start `chairside` and wait for its address; `NotServing` if it ends before."""
    process, printed = await forked(log, *words, folder=log.parent)
    return await _serving(process, printed, log)


async def fresh(log: Path, *words: str) -> Command:
    """The same in a new interpreter, as a shell starts it."""
    return await started(log, CHAIRSIDE, *words, folder=log.parent)


async def started(log: Path, *words: str, folder: Path) -> Command:
    """Start any command that serves a ward, in `folder`, and wait for its address."""
    pipe = asyncio.subprocess.PIPE
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=pipe, stdout=pipe, stderr=errors, cwd=folder
        )
    assert process.stdout is not None
    return await _serving(process, process.stdout, log)


async def _serving(
    process: asyncio.subprocess.Process | Forked, printed: asyncio.StreamReader, log: Path
) -> Command:
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            async for line in printed:
                found = ADDRESS.search(line.decode())
                if found:
                    return Command(process=process, address=found[0], log=log)
            await process.wait()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    raise NotServing(process.returncode, Command(process=process, address="", log=log).said())


async def serve(file: Path, store: Path, log: Path, *, port: int = 0) -> Command:
    """Start `chairside serve`; `NotServing` if it refuses."""
    words = ("serve", "--config", str(file), "--port", str(port), "--store", str(store))
    return await command(log, *words)


@asynccontextmanager
async def served(file: Path, store: Path, log: Path) -> AsyncIterator[Command]:
    """Serve for the length of a test."""
    running = await serve(file, store, log)
    try:
        yield running
    finally:
        await running.kill()


async def finished(*words: str) -> tuple[int, str, str]:
    """Run `chairside` to its end; return exit code, standard output and standard error."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(CHAIRSIDE, *words, stdout=pipe, stderr=pipe)
    out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), errors.decode()


@dataclass
class Bedside:
    """One simulated pump as somebody beside it sees it: its truth, and its keys."""

    pump: SimulatedPump
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def truth(self) -> dict[str, Any]:
        """Return the pump's hidden state."""
        found: dict[str, Any] = (await self.ask({"get": "truth"}))["truth"]
        return found

    async def clear_volume(self) -> None:
        """Press the key until the counter is clear: the first press may only end an alarm."""
        for _ in range(3):
            answer = await self.ask({"do": "press", "key": "clear_volume"})
            if not answer["refused"]:
                return

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request over the channel that is kept open."""
        async with self._turn:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self.pump.control)
            reader, writer = self._streams
            writer.write(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(await reader.readline())
        assert answer["ok"], answer
        return answer

    async def leave(self) -> None:
        """Close the channel."""
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()
            self._streams = None
