"""The real transports, in real time: pty, TCP, RFC 2217. Short, since they wait for nothing."""

import asyncio
import os
import pty
import socket
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial
import serial.rfc2217

from drivers.link import fd, rfc2217
from drivers.link.exchange import Answered, Exchange, Fit, Question, Silent, Timing
from drivers.link.link import Link, LinkLost
from drivers.link.opening import open_link
from drivers.new_era.frames import Mode, Packet, PacketCutter
from drivers.port import PortUnavailable

BAUD = 19_200


@dataclass
class Pty:
    master: int
    path: str
    open: bool = True

    def hang_up(self) -> None:
        if self.open:
            os.close(self.master)
        self.open = False


@pytest.fixture
def port() -> Iterator[Pty]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    made = Pty(master, os.ttyname(slave))
    os.close(slave)
    yield made
    made.hang_up()


class Ears:
    """What a link says, to be waited for."""

    def __init__(self, link: Link) -> None:
        self.heard = b""
        self.lost = ""
        self.news = asyncio.Event()
        link.on_bytes = self._bytes
        link.on_lost = self._lost

    def _bytes(self, data: bytes) -> None:
        self.heard += data
        self.news.set()

    def _lost(self, reason: str) -> None:
        self.lost = reason
        self.news.set()

    async def until(self, wanted: bytes = b"", *, lost: bool = False) -> None:
        async with asyncio.timeout(5):
            while not (self.lost if lost else wanted in self.heard):
                self.news.clear()
                await self.news.wait()


async def test_bytes_over_a_pty_with_trace_and_time(port: Pty) -> None:
    link = await open_link(port.path, baudrate=BAUD)
    traced: list[tuple[str, bytes]] = []
    link.trace = lambda direction, data, at: traced.append((direction, data))
    ears = Ears(link)
    before = asyncio.get_running_loop().time()
    await link.write(b"\x02question\x03")
    os.write(port.master, b"\x02answer\x03")
    await ears.until(b"answer\x03")

    assert os.read(port.master, 100) == b"\x02question\x03"
    assert link.last_write_at is not None
    assert link.last_write_at >= before
    assert link.bytes_out == 10
    assert traced[0] == ("out", b"\x02question\x03")
    assert b"".join(data for direction, data in traced if direction == "in") == b"\x02answer\x03"
    link.close()
    link.close()


async def test_a_hang_up_is_said_once_and_writing_then_fails(port: Pty) -> None:
    link = await open_link(port.path, baudrate=BAUD)
    ears = Ears(link)
    port.hang_up()
    await ears.until(lost=True)

    with pytest.raises(LinkLost):
        await link.write(b"x")


@pytest.mark.shows("FIELD-02")
async def test_after_a_hang_up_the_port_opens_again_under_its_name(
    port: Pty, tmp_path: Path
) -> None:
    name = tmp_path / "pump"
    name.symlink_to(port.path)
    first = await open_link(str(name), baudrate=BAUD)
    ears = Ears(first)
    port.hang_up()
    await ears.until(lost=True)
    master, slave = pty.openpty()
    name.unlink()
    name.symlink_to(os.ttyname(slave))
    second = await open_link(str(name), baudrate=BAUD)
    await second.write(b"again")

    assert os.read(master, 10) == b"again"
    second.close()
    os.close(master)
    os.close(slave)


OPEN_IT = f"""
import asyncio, sys
from drivers.link.opening import open_link
from drivers.port import PortUnavailable
try:
    asyncio.run(open_link(sys.argv[1], baudrate={BAUD}))
except PortUnavailable as error:
    print(error)
"""


@pytest.mark.shows("INV-21")
@pytest.mark.shows("C-23")
@pytest.mark.shows("FIELD-01")
async def test_a_second_process_cannot_open_the_port(port: Pty) -> None:
    link = await open_link(port.path, baudrate=BAUD)
    with pytest.raises(PortUnavailable, match="another process"):
        await open_link(port.path, baudrate=BAUD)  # not even this one
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OPEN_IT, port.path, stdout=subprocess.PIPE
    )
    said, _ = await process.communicate()

    assert b"in use by another process" in said
    link.close()
    (await open_link(port.path, baudrate=BAUD)).close()  # and it is free as soon as it is closed


async def test_two_plain_opens_of_a_pty_both_succeed_which_is_why_we_lock(port: Pty) -> None:
    with serial.Serial(port.path), serial.Serial(port.path):
        pass
    link = await open_link(port.path, baudrate=BAUD)
    # A program that does not ask for the lock still gets in: the lock is among those who ask.
    with serial.Serial(port.path):
        pass
    link.close()


async def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PortUnavailable):
        await open_link(str(tmp_path / "nothing"), baudrate=BAUD)
    with pytest.raises(PortUnavailable):
        await open_link("/dev/null", baudrate=BAUD)
    with pytest.raises(PortUnavailable, match="device path"):
        await open_link("loop://", baudrate=BAUD)


async def test_a_line_that_takes_no_more_bytes_is_waited_for_and_written_in_pieces() -> None:
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    link = fd.FdLink(ours.fileno(), ours.close)
    data = bytes(range(256)) * 4_000
    writing = asyncio.ensure_future(link.write(data))
    await asyncio.sleep(0.01)
    assert not writing.done()
    got = b""
    theirs.setblocking(False)
    async with asyncio.timeout(5):
        while len(got) < len(data):
            got += await asyncio.get_running_loop().sock_recv(theirs, 65_536)
    await writing

    assert got == data
    link.close()
    theirs.close()


async def test_a_frame_that_the_line_did_not_take_is_not_called_unanswered() -> None:
    ours, theirs = socket.socketpair()
    link = fd.FdLink(ours.fileno(), ours.close)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await link.write(bytes(4_000_000))
    exchange = Exchange(link, PacketCutter(), Timing(answer_s=0.05, drain_s=0, inter_byte_s=0.5))
    result = await exchange.ask(Question(frame=b"x", fits=lambda frame: Fit.NOT))

    assert not isinstance(result, Silent | Answered)
    exchange.close()
    theirs.close()


async def test_an_exchange_over_tcp_and_one_owner_of_the_name() -> None:
    left = asyncio.Event()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            assert data == Packet(Mode.SAFE, b"0").raw
            writer.write(Packet(Mode.SAFE, b"00S").raw)
        writer.close()
        await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(pump, "127.0.0.1", 0)
    url = f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    link = await open_link(url, baudrate=BAUD)
    with pytest.raises(PortUnavailable, match="another process"):
        await open_link(url, baudrate=BAUD)
    exchange = Exchange(link, PacketCutter(), Timing(answer_s=2, drain_s=0, inter_byte_s=0.5))
    result = await exchange.ask(
        Question(frame=Packet(Mode.SAFE, b"0").raw, fits=lambda frame: Fit.ANSWER)
    )

    assert isinstance(result, Answered)
    assert result.frame == Packet(Mode.SAFE, b"00S")
    exchange.close()
    await left.wait()
    server.close()
    await server.wait_closed()
    with pytest.raises(PortUnavailable, match="cannot be reached"):
        await open_link(url, baudrate=BAUD)


@pytest.mark.parametrize("url", ["socket://host", "socket://:1", "rfc2217://host", "socket://a:b"])
async def test_a_network_line_needs_host_and_port(url: str) -> None:
    with pytest.raises(PortUnavailable, match="host:port"):
        await open_link(url, baudrate=BAUD)


@pytest.fixture
def device_server() -> Iterator[str]:
    """A one-client RFC 2217 server on a plug that returns everything, of pyserial's own parts.

    Not a pty: the server asks for modem lines, which a pty does not have.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    device = serial.serial_for_url("loop://", timeout=0.05)
    ended = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        connection.settimeout(0.05)

        class Out:
            def write(self, data: bytes) -> None:
                connection.sendall(data)

        manager = serial.rfc2217.PortManager(device, Out())  # type: ignore[arg-type]
        with connection, suppress(ConnectionError):
            while not ended.is_set():
                with suppress(TimeoutError):
                    if not (came := connection.recv(1024)):
                        break
                    device.write(b"".join(manager.filter(came)))
                if out := device.read(device.in_waiting):
                    connection.sendall(b"".join(manager.escape(out)))

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"rfc2217://127.0.0.1:{listener.getsockname()[1]}"
    ended.set()
    thread.join()
    device.close()
    listener.close()


# pyserial 3.5 still names its own thread in the old way.
@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
async def test_bytes_over_rfc2217(device_server: str) -> None:
    link = await open_link(device_server, baudrate=BAUD)
    assert isinstance(link, rfc2217.Rfc2217Link)
    ears = Ears(link)
    with pytest.raises(PortUnavailable, match="another process"):
        await open_link(device_server, baudrate=BAUD)
    data = b"\x02\xff there and back \xff\x03"  # 0xFF is escaped on the way
    await link.write(data)
    await ears.until(data)

    assert ears.heard == data
    assert link.bytes_out == len(data)
    assert link.last_write_at is not None
    link.close()


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
async def test_an_rfc2217_server_that_is_not_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"rfc2217://127.0.0.1:{gone.getsockname()[1]}"
    for _ in range(2):  # the second time shows that the name was given back
        with pytest.raises(PortUnavailable, match="cannot be opened"):
            await open_link(url, baudrate=BAUD)
