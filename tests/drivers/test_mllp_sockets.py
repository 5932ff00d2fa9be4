"""MLLP over real sockets: plain on loopback only, otherwise both sides show a certificate."""

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import trustme

from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.link.lines import Lines
from drivers.link.mllp import Accepted, Connection, Duplex, Listener, MllpError, frame
from drivers.link.sockets import CertificatesUnusable, PlainRefused, Sockets, is_loopback, names_in
from drivers.port import AtThePump, Delivery, PortUnavailable, PumpReport, WrongPump
from tests.drivers.far_gateway import GATEWAY, OWN, PUMP, FarGateway
from tests.drivers.ihe_pcd_net import Net
from tests.drivers.ihe_pcd_ward import AT_25, mount

GATEWAY_PORT, WARD_PORT = 3000, 3001


class Served(Net):
    """A gateway's network on real sockets, at ports that the system chooses."""

    def __init__(self, certificates: str | None) -> None:
        super().__init__()
        self.certificates = certificates
        self.ports: dict[int, int] = {}
        self.end: Callable[[], None] = lambda: None
        self._sockets = Sockets()

    async def connect(
        self, host: str, port: int, *, certificates: str | None, own: str | None = None
    ) -> Duplex:
        return await self._sockets.connect(host, self.ports[port], certificates=self.certificates)

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        server = Sockets()
        self.ports[port], self.end = await listening(server, accepted, self.certificates)
        return self.end

    def now(self) -> datetime:
        return self._sockets.now()


async def listening(
    sockets: Sockets, accepted: Accepted, certificates: str | None
) -> tuple[int, Callable[[], None]]:
    """Listen on a free port and say which."""
    port = free_port()
    end = await sockets.listen("127.0.0.1", port, accepted, certificates=certificates)
    return port, end


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Authority:
    """A hospital's own authority, and folders as the driver wants them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = trustme.CA()

    def certificates(self, eui: str, *, common: bool = False, ca: trustme.CA | None = None) -> str:
        folder = self.folder / f"{eui}-{common}-{ca is not None}"
        folder.mkdir()
        names = () if common else (f"{eui.lower()}",)
        made = (ca or self.ca).issue_cert(*names, common_name=eui if common else None)
        made.private_key_and_cert_chain_pem.write_to_path(folder / "own.pem")
        made.private_key_pem.write_to_path(folder / "own.key")
        self.ca.cert_pem.write_to_path(folder / "authority.pem")
        return str(folder)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def url(scheme: str, gateway_port: int, ward_port: int, certificates: str | None) -> str:
    tail = f"&certificates={certificates}" if certificates else ""
    return (
        f"{scheme}://127.0.0.1:{gateway_port}/A0001?pump={PUMP}&gateway=PUMPGW.{GATEWAY}"
        f"&own=WARDSVC.{OWN}&listen=127.0.0.1:{ward_port}{tail}"
    )


async def story_of_one_infusion(ours: str | None, theirs: str | None) -> None:
    net = Served(theirs)
    net.ports[WARD_PORT] = free_port()
    far = FarGateway(net, every_s=0.5)
    await far.open()
    scheme = "mllps" if ours else "mllp"
    port = url(scheme, net.ports[GATEWAY_PORT], net.ports[WARD_PORT], ours)
    driver = IhePcdDriver(mount(port), Lines())
    try:
        await driver.open()
        seen = await driver.read()
        assert isinstance(seen, PumpReport)
        assert AtThePump("confirm 25 mL/h at the pump") == await driver.apply(AT_25, seen=seen)
        far.pump.run()
        async with asyncio.timeout(20):
            while True:
                found = await driver.read()
                assert isinstance(found, PumpReport)
                if found.delivery is Delivery.RUNNING:
                    break
                await asyncio.sleep(0.05)

        assert (AT_25.rate, None) == (found.rate, found.offer)
    finally:
        await driver.close()
        far.close()
        net.end()
        await asyncio.sleep(0.05)


async def test_an_infusion_over_plain_loopback() -> None:
    await story_of_one_infusion(None, None)


@pytest.mark.parametrize("common", [False, True])
async def test_an_infusion_over_mutual_tls(authority: Authority, common: bool) -> None:
    """The EUI-64 may stand in the alternative names or in the common name."""
    await story_of_one_infusion(
        authority.certificates(OWN, common=common), authority.certificates(GATEWAY, common=common)
    )


@pytest.mark.shows("COM-07")
async def test_a_gateway_that_shows_another_certificate_is_the_wrong_one(
    authority: Authority,
) -> None:
    with pytest.raises(WrongPump, match=f"not that of {GATEWAY}"):
        await story_of_one_infusion(
            authority.certificates(OWN), authority.certificates("080019FFFE3EFFFF")
        )


async def test_a_gateway_of_another_authority_is_not_spoken_to(authority: Authority) -> None:
    with pytest.raises(PortUnavailable, match=r"(?i)certificate"):
        await story_of_one_infusion(
            authority.certificates(OWN), authority.certificates(GATEWAY, ca=trustme.CA())
        )


async def test_a_gateway_without_tls_is_not_spoken_to(authority: Authority) -> None:
    with pytest.raises(PortUnavailable):
        await story_of_one_infusion(authority.certificates(OWN), None)


async def served(certificates: str, far: Callable[[int], Awaitable[None]]) -> list[object]:
    """Listen with `certificates`, play `far` against the port; return what was received."""
    received: list[object] = []

    async def serve(connection: Connection) -> None:
        received.append(connection.names)
        async for body in connection.messages():
            received.append(body)
            await connection.send(b"got it")

    listener, port = Listener(serve), free_port()
    await listener.open(Sockets(), "127.0.0.1", port, certificates=certificates)
    try:
        await far(port)
    finally:
        listener.close()
        await asyncio.sleep(0.05)
    return received


async def test_our_listener_knows_who_connects(authority: Authority) -> None:
    theirs = authority.certificates(GATEWAY)

    async def far(port: int) -> None:
        connection = Connection(await Sockets().connect("127.0.0.1", port, certificates=theirs))
        await connection.send(b"hello")
        async for body in connection.messages():
            assert b"got it" == body
            break
        connection.close()

    assert [frozenset((GATEWAY,)), b"hello"] == await served(authority.certificates(OWN), far)


async def test_nobody_without_a_certificate_is_heard(authority: Authority) -> None:
    anonymous = ssl.create_default_context(ssl.Purpose.SERVER_AUTH)
    anonymous.check_hostname = False
    authority.ca.configure_trust(anonymous)

    async def far(port: int) -> None:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=anonymous, server_hostname=""
        )
        writer.write(frame(b"hello"))
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()

    assert [] == await served(authority.certificates(OWN), far)


async def test_plain_text_on_a_tls_port_is_not_heard(authority: Authority) -> None:
    async def far(port: int) -> None:
        connection = Connection(await Sockets().connect("127.0.0.1", port, certificates=None))
        await connection.send(b"hello")
        with suppress(MllpError):
            assert [] == [body async for body in connection.messages()]

        assert connection.gone

    assert [] == await served(authority.certificates(OWN), far)


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "gateway.example", "::"])
async def test_plain_is_refused_beyond_loopback(host: str) -> None:
    async def nobody(duplex: Duplex) -> None:
        raise AssertionError("accepted")

    with pytest.raises(PlainRefused, match="without TLS only loopback"):
        await Sockets().connect(host, 3000, certificates=None)
    with pytest.raises(PlainRefused, match="without TLS only loopback"):
        await Sockets().listen(host, 0, nobody, certificates=None)


def test_loopback_is_only_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "localhost.example", "")))


async def test_a_folder_without_certificates_is_said(tmp_path: Path) -> None:
    with pytest.raises(CertificatesUnusable, match=r"own\.pem, own\.key and authority\.pem"):
        await Sockets().connect("127.0.0.1", 1, certificates=str(tmp_path))


@pytest.mark.parametrize(
    ("certificate", "names"),
    [
        ({"subject": ((("commonName", OWN),),)}, {OWN}),
        ({"subjectAltName": (("DNS", OWN.lower()), ("URI", f"urn:eui64:{PUMP}"))}, {OWN, PUMP}),
        ({"subjectAltName": (("DNS", "gateway.example"), ("email", OWN))}, set()),
        ({"subject": ((("organizationName", OWN),),)}, set()),
        ({}, set()),
    ],
)
def test_the_eui_64_in_a_certificate(certificate: dict[str, object], names: set[str]) -> None:
    assert names == names_in(certificate)


ENDS = """
import asyncio
from drivers.link.sockets import Sockets

async def story(port):
    served = asyncio.Event()

    async def accepted(duplex):
        served.set()
        await duplex.receive()

    await Sockets().listen("127.0.0.1", port, accepted, certificates=None)
    duplex = await Sockets().connect("127.0.0.1", port, certificates=None)
    await served.wait()

asyncio.run(story(%d))
"""


def test_a_connection_that_is_open_when_the_process_ends_is_no_fault() -> None:
    script = ENDS % free_port()

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (0, b"") == (ended.returncode, ended.stderr)
