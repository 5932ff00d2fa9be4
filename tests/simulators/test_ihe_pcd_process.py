"""The gateway as a process: real sockets on ports of the system's choice, TLS, script, signals.

Waits are bounded by minutes of patience, not by the pace of the machine.
"""

import asyncio
import json
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from simulators.ihe_pcd_mllp import SocketStream
from tests.simulators.pcd_ward import Heard, OrderLine, Ward, order

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
HOST = "127.0.0.1"


@dataclass
class Process:
    """A gateway in its own process and the ward it reports to."""

    there: Ward
    process: asyncio.subprocess.Process
    ready: dict[str, Any]
    trust: ssl.SSLContext | None = None
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def line(self) -> OrderLine:
        reader, writer = await asyncio.open_connection(
            HOST, self.ready["listen"], ssl=self.trust, server_hostname=HOST if self.trust else None
        )
        self.writers.append(writer)
        return OrderLine(SocketStream(reader, writer))

    async def order(self, data: bytes) -> Heard | None:
        line = await self.line()
        await line.send(data)
        return await line.answer(PATIENCE_S)

    async def control(self, **request: object) -> dict[str, Any]:
        reader, writer = await asyncio.open_connection(HOST, self.ready["control"])
        self.writers.append(writer)
        writer.write(json.dumps(request).encode() + b"\n")
        return dict(json.loads(await reader.readline()))

    async def until(self, what: Callable[[Ward], bool]) -> None:
        """Wait until the ward has heard something."""
        async with asyncio.timeout(PATIENCE_S):
            while not what(self.there):
                self.there.news.clear()
                await self.there.news.wait()

    async def end(self) -> int:
        """End it as its parent's end would."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            return await self.process.wait()


@dataclass
class Certificates:
    """An authority, the gateway's files, and the ward's side of TLS."""

    authority: trustme.CA
    files: list[str]
    serving: ssl.SSLContext
    calling: ssl.SSLContext


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    authority = trustme.CA()
    names = [str(tmp_path / name) for name in ("cert.pem", "key.pem", "ca.pem")]
    gateway = authority.issue_cert(HOST, common_name="080019FFFE3ED02D")
    gateway.cert_chain_pems[0].write_to_path(names[0])
    gateway.private_key_pem.write_to_path(names[1])
    authority.cert_pem.write_to_path(names[2])
    return Certificates(
        authority,
        names,
        _context(ssl.PROTOCOL_TLS_SERVER, authority, authority.issue_cert(HOST)),
        _context(ssl.PROTOCOL_TLS_CLIENT, authority, authority.issue_cert("ward.invalid")),
    )


def _context(side: int, authority: trustme.CA, own: trustme.LeafCert | None) -> ssl.SSLContext:
    context = ssl.SSLContext(side)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    if own is not None:
        own.configure_cert(context)
    return context


@asynccontextmanager
async def started(*options: str, tls: Certificates | None = None) -> AsyncIterator[Process]:
    """A gateway that reports to a ward listening on a port of its own."""
    there = Ward()
    listening: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        listening.add(task)
        await there.listen(SocketStream(reader, writer))

    server = await asyncio.start_server(take, HOST, 0, ssl=tls.serving if tls else None)
    port = server.sockets[0].getsockname()[1]
    command = ["ihe_pcd", "--listen", "0", "--report-to", f"{HOST}:{port}", "--die-with-parent"]
    command += [*options, *(["--tls", *tls.files] if tls else [])]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulators",
        *command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    ready = json.loads(await process.stdout.readline())
    running = Process(there, process, ready, tls.calling if tls else None)
    try:
        yield running
    finally:
        if process.returncode is None:
            await running.end()
        for writer in running.writers:
            writer.close()
        server.close()
        await asyncio.gather(*listening, return_exceptions=True)


def now(away_s: float = 0.0) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=away_s):%Y%m%d%H%M%S}+0000"


def script(path: Path, *steps: dict[str, object]) -> str:
    path.write_text("# a script\n\n" + "\n".join(json.dumps(step) for step in steps))
    return str(path)


QUICK = {"at_s": 0, "do": "nurse", "pump": "*", "plan": [{"then": "confirm", "after_s": 0.1}]}


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
async def test_a_titration_over_real_sockets(
    tmp_path: Path, certificates: Certificates, secure: bool
) -> None:
    options = ["--pumps", "3", "--speed", "60", "--control", "0"]
    options += ["--script", script(tmp_path / "script", QUICK)]
    async with started(*options, tls=certificates if secure else None) as gateway:
        assert {"A0001": "080019FFFE3E0001"}.items() <= gateway.ready["pumps"].items()
        await gateway.control(do="nurse", pump="*", plan=QUICK["plan"])
        second = order(pump="080019FFFE3E0002", at=now())
        ack = await gateway.order(second)
        assert ack is not None
        assert ("ACK^O15", "CA") == (ack.kind, ack.field("MSA", 1))
        await gateway.until(lambda there: len(there.story) == 1)
        change = order("XO", id="M2", rate="50", pump="080019FFFE3E0002", at=now())
        await gateway.order(change)
        await gateway.until(lambda there: len(there.story) == 3)
        assert [
            "START delivering 25",
            "STOP transitioning 25",
            "START delivering 50",
        ] == gateway.there.story
        assert ["AA", "AA"] == gateway.there.answers
        refused = await gateway.control(do="press", pump="A0002", key="stop")
        assert {"ok": True, "refused": ""} == refused
        await gateway.until(lambda there: len(there.story) == 4)
        assert 0 == await gateway.end()


async def turned_away(gateway: Process) -> bool:
    """Whether an order gets no answer: TLS 1.3 tells the client only when it reads."""
    try:
        return await gateway.order(order(at=now())) is None
    except OSError:
        return True


async def test_without_a_certificate_of_our_authority_nobody_is_heard(
    certificates: Certificates,
) -> None:
    async with started(tls=certificates) as gateway:
        stranger = trustme.CA()
        for own in (None, stranger.issue_cert("ward.invalid")):
            gateway.trust = _context(ssl.PROTOCOL_TLS_CLIENT, certificates.authority, own)
            assert await turned_away(gateway)
        gateway.trust = certificates.calling
        assert await gateway.order(order(at=now())) is not None


async def test_a_ward_of_another_authority_is_told_nothing(certificates: Certificates) -> None:
    stranger = trustme.CA()
    serving = _context(ssl.PROTOCOL_TLS_SERVER, certificates.authority, stranger.issue_cert(HOST))
    tls = Certificates(certificates.authority, certificates.files, serving, certificates.calling)
    async with started("--control", "0", tls=tls) as gateway:
        await gateway.order(order(at=now()))
        await gateway.control(do="snapshot", pump="A0001")
        counts: dict[str, int] = {}
        async with asyncio.timeout(PATIENCE_S):
            while not counts.get("waiting"):
                counts = (await gateway.control(get="counts"))["counts"]
        await asyncio.sleep(1.0)
        assert [] == gateway.there.heard


async def test_a_script_is_played_in_its_time(tmp_path: Path) -> None:
    path = script(
        tmp_path / "script",
        {"at_s": 0.5, "do": "press", "pump": "A0001", "key": "stop"},
        {"at_s": 0.2, "do": "press", "pump": "A0001", "key": "nonsense"},
        {
            "at_s": 0.1,
            "do": "press",
            "pump": "A0001",
            "key": "program",
            "rate_ml_h": "40",
            "vtbi_ml": "100",
        },
    )
    async with started("--script", path) as gateway:
        await gateway.until(lambda there: len(there.story) == 2)
        assert ["START delivering 40", "STOP not-delivering 0"] == gateway.there.story


async def test_the_control_channel_survives_nonsense() -> None:
    async with started("--control", "0") as gateway:
        for request in ({"do": "fly"}, {"set": {"no_such": 1}}, {"get": "rich"}, {}):
            answer = await gateway.control(**request)
            assert answer["ok"] is False
            assert answer["error"]
        reader, writer = await asyncio.open_connection(HOST, gateway.ready["control"])
        writer.write(b"[" * 50_000 + b"\n" + b"\xff\n")
        assert [False, False] == [json.loads(await reader.readline())["ok"] for _ in range(2)]
        writer.close()
        truth = (await gateway.control(get="truth"))["truth"]
        assert "not-delivering" == truth["A0001"]["delivery"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    async with started() as gateway:
        await gateway.order(order(at=now()))
        gateway.process.send_signal(number)
        async with asyncio.timeout(PATIENCE_S):
            assert 0 == await gateway.process.wait()


@pytest.mark.parametrize(
    "options",
    [
        ["--pumps", "0"],
        ["--speed", "0"],
        ["--report-to", "ward.invalid:3001"],
        ["--report-to", "nowhere"],
        ["--script", "no/such/file"],
        ["--tls", "no", "such", "files"],
    ],
    ids=str,
)
def test_a_wrong_option_is_refused(options: list[str]) -> None:
    where = [] if "--report-to" in options else ["--report-to", f"{HOST}:1"]
    run = subprocess.run(
        [sys.executable, "-m", "simulators", "ihe_pcd", "--listen", "0", *where, *options],
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (2, b"") == (run.returncode, run.stdout)
    assert run.stderr
