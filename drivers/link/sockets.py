"""The real network for MLLP: TCP with asyncio, and TLS in which both sides show a certificate.

Plain connections are for loopback alone: a message that sets a rate is not sent, and a report of a
pump is not believed, on a network where anybody may write (docs/pumps/ihe_pcd.md, TLS).
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from drivers.link.mllp import PIECE_MAX, Accepted, Duplex

CONNECT_S = 5.0
"""Time for a connection and for the handshake on it."""
_EUI_64 = re.compile(r"[0-9A-F]{16}", re.ASCII)


class PlainRefused(OSError):
    """A plain connection beyond loopback was asked for."""


class CertificatesUnusable(OSError):
    """The folder does not hold what TLS needs."""


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine. A name other than `localhost` is not believed."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def context(certificates: str, purpose: ssl.Purpose) -> ssl.SSLContext:
    """Return a context in which both sides must show a certificate of the folder's authority.

    The folder holds `own.pem` (certificate, chain), `own.key` and `authority.pem`. Host names are
    not looked at: who it is, is said by the EUI-64 in the certificate, and compared by the caller.
    """
    folder = Path(certificates)
    try:
        # With an authority of its own it trusts no public one.
        made = ssl.create_default_context(purpose, cafile=folder / "authority.pem")
        made.load_cert_chain(folder / "own.pem", folder / "own.key")
    except OSError as error:
        raise CertificatesUnusable(
            f"{folder} must hold own.pem, own.key and authority.pem: {error}"
        ) from error
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.check_hostname = False
    made.verify_mode = ssl.CERT_REQUIRED
    return made


def names_in(certificate: dict[str, Any]) -> frozenset[str]:
    """Return every EUI-64 that a certificate gives its owner, as 16 capital digits.

    Looked for in the common name and in the alternative names (DNS, URI), alone or after a colon.
    """
    said = [
        value
        for part in certificate.get("subject", ())
        for key, value in part
        if key == "commonName"
    ]
    said += [value for kind, value in certificate.get("subjectAltName", ()) if kind in _KINDS]
    return frozenset(
        found for value in said if _EUI_64.fullmatch(found := value.rpartition(":")[2].upper())
    )


_KINDS = frozenset(("DNS", "URI"))


class _Streams:
    """A connection of asyncio's streams."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        certificate = writer.get_extra_info("peercert")
        self.names = None if certificate is None else names_in(certificate)

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def receive(self) -> bytes:
        return await self._reader.read(PIECE_MAX)

    def close(self) -> None:
        self._writer.close()


class Sockets:
    """`drivers.link.mllp.Network` on TCP, with the wall clock of this machine.

    Certificates are read once, when they are first needed: a connection that is made again in the
    middle of something must not wait for the disk.
    """

    def __init__(self) -> None:
        self._contexts: dict[tuple[str, ssl.Purpose], ssl.SSLContext] = {}

    async def connect(self, host: str, port: int, *, certificates: str | None) -> Duplex:
        """Open a connection; `OSError` when nobody answers, or plain and not loopback."""
        tls = self._tls(host, certificates, ssl.Purpose.SERVER_AUTH)
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(
                    host, port, ssl=tls, server_hostname="" if tls else None
                )
        except TimeoutError:
            raise OSError(f"nobody answers at {host}:{port}") from None
        return _Streams(reader, writer)

    async def listen(
        self, host: str, port: int, accepted: Accepted, *, certificates: str | None
    ) -> Callable[[], None]:
        """Accept connections until the returned call; `OSError` when the port is taken."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            # Cancelled only when the loop ends, and asyncio of 3.11 would tell of it as of a fault.
            with suppress(asyncio.CancelledError):
                await accepted(_Streams(reader, writer))

        tls = self._tls(host, certificates, ssl.Purpose.CLIENT_AUTH)
        server = await asyncio.start_server(
            serve, host, port, ssl=tls, ssl_handshake_timeout=CONNECT_S if tls else None
        )
        return server.close

    def now(self) -> datetime:
        """Return the wall time in UTC."""
        return datetime.now(UTC)

    def _tls(
        self, host: str, certificates: str | None, purpose: ssl.Purpose
    ) -> ssl.SSLContext | None:
        if certificates is None:
            if not is_loopback(host):
                raise PlainRefused(f"{host}: without TLS only loopback is allowed; use mllps://")
            return None
        key = certificates, purpose
        if key not in self._contexts:
            self._contexts[key] = context(certificates, purpose)
        return self._contexts[key]
