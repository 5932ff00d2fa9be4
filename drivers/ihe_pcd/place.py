"""Where a pump is: its gateway, our own listener, the pump itself, and who everybody is.

The port of a pump behind a gateway is one URL (docs/pumps/ihe_pcd.md):

    mllps://gateway.example:3000/A0001?pump=080019FFFE3E0001&gateway=PUMPGW.080019FFFE3ED02D
        &own=WARDSVC.080019FFFE3ED02E&listen=0.0.0.0:3001&certificates=/etc/chairside/mllp

`mllp://` is the same without TLS, and is refused beyond loopback.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from drivers.ihe_pcd.er7 import components
from drivers.port import PortUnavailable

_EUI_64 = re.compile(r"[0-9A-F]{16}", re.ASCII)
_NEEDED = frozenset(("pump", "gateway", "own", "listen"))
_ALLOWED = _NEEDED | {"certificates", "facility"}


@dataclass(frozen=True, slots=True)
class Party:
    """A sender or receiver of messages: MSH-3 and MSH-4, or MSH-5 and MSH-6."""

    name: str
    eui: str
    """EUI-64, 16 capital digits."""
    facility: str = ""

    @property
    def field(self) -> str:
        """As a field to send."""
        return components(self.name, self.eui, "EUI-64")


@dataclass(frozen=True, slots=True)
class PumpId:
    """A pump or channel as OBX-18 names it."""

    id: str
    eui: str
    """EUI-64 of the pump or of its maker's numbering, 16 capital digits."""

    @property
    def field(self) -> str:
        """As a field to send."""
        return components(self.id, "", self.eui, "EUI-64")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """One gateway and our two ends towards it, the same for all its pumps."""

    host: str
    port: int
    listen_host: str
    listen_port: int
    certificates: str | None
    """Folder of the certificates (drivers/link/sockets.py); None on loopback without TLS."""
    own: Party
    gateway: Party


@dataclass(frozen=True, slots=True)
class Place:
    """One pump behind one gateway."""

    ends: Ends
    pump: PumpId


def read_place(url: str) -> Place:
    """Read a port's URL; `PortUnavailable` says what is wrong with it."""
    try:
        return _read(url)
    except ValueError as error:
        raise PortUnavailable(f"{url}: {error}") from error


def _read(url: str) -> Place:
    parts = urlsplit(url)
    said = parse_qsl(parts.query, strict_parsing=True, max_num_fields=len(_ALLOWED))
    asked = dict(said)
    if parts.scheme not in ("mllp", "mllps"):
        raise ValueError("must begin with mllps:// (or mllp:// on loopback)")
    if len(asked) != len(said) or not _NEEDED <= asked.keys() <= _ALLOWED:
        raise ValueError(f"needs each of {', '.join(sorted(_NEEDED))} once")
    if (parts.scheme == "mllps") != ("certificates" in asked):
        raise ValueError("certificates belong to mllps://, and it needs them")
    listen = urlsplit(f"//{asked['listen']}")
    if not (parts.hostname and parts.port and listen.hostname and listen.port is not None):
        raise ValueError("the gateway and listen need a host and a port each")
    ident = unquote(parts.path.removeprefix("/"))
    if not ident or not ident.isascii() or not ident.isprintable():
        raise ValueError("the pump's id is the path, printable ASCII")
    facility = asked.get("facility", "")
    ends = Ends(
        host=parts.hostname,
        port=parts.port,
        listen_host=listen.hostname,
        listen_port=listen.port,
        certificates=asked.get("certificates"),
        own=_party(asked["own"], facility),
        gateway=_party(asked["gateway"], facility),
    )
    return Place(ends, PumpId(ident, _eui(asked["pump"])))


def _party(text: str, facility: str) -> Party:
    name, _, eui = text.rpartition(".")
    return Party(name, _eui(eui), facility)


def _eui(text: str) -> str:
    if not _EUI_64.fullmatch(text.upper()):
        raise ValueError(f"{text[:40]!r} is not an EUI-64, 16 digits")
    return text.upper()
