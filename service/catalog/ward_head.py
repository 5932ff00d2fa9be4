"""Reads the `ward` block: what the ward is called, whom it serves, where it listens and records."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from service.catalog.block import Block
from service.catalog.wards import Acting, Mode, Trust

SPEED_MAX = 10_000
PUBLIC_KEY = re.compile(r"ed25519-[0-9a-f]{64}", re.ASCII)
"""An Ed25519 public key. The form is known here, so that no arithmetic is loaded to read a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The `ward` block."""

    name: str
    zone: str
    mode: Mode
    speed: int
    bind: str
    port: int
    allow_lan: bool
    acting: Acting
    store: str


NO_HEAD = Head(
    name="",
    zone="",
    mode=Mode.SIMULATION,
    speed=1,
    bind="",
    port=1,
    allow_lan=False,
    acting=Acting.SIGNED_IN,
    store="",
)
"""Stands in for a block that could not be read."""


def read_head(block: Block) -> Head:
    """Return the `ward` block, refusing what nobody may ask for."""
    head = Head(
        name=block.text("name"),
        zone=block.text("zone"),
        mode=block.word("mode", {mode.value: mode for mode in Mode}),
        speed=block.whole("speed", 1, SPEED_MAX),
        bind=block.text("bind"),
        port=block.whole("port", 1, 65_535),
        allow_lan=block.flag("allow_lan"),
        acting=_acting(block),
        store=block.text("store"),
    )
    if head.mode is Mode.PATIENT:
        block.refuse("mode", "patient wards are refused: nobody has cleared this version for one")
        if head.speed != 1:
            block.refuse("speed", "a patient ward runs as fast as the clock: 1")
    if block.sound("zone") and not _is_zone(head.zone):
        block.refuse("zone", f"{head.zone!r} is not a time zone such as Europe/Berlin")
    if block.sound("bind", "allow_lan"):
        _check_bind(block, head)
    if block.sound("store") and "://" in head.store:
        block.refuse("store", "must be the path of a file, not an address")
    return head


def read_trust(block: Block, folder: Path) -> Trust:
    """Return the `qualification` block; its files are named, and not read here."""
    keys = block.texts("keys")
    for key in keys:
        if not PUBLIC_KEY.fullmatch(key):
            block.refuse("keys", f"{key[:20]!r} is not a key as `chairside qualify` prints it")
    files = block.texts("files") if block.has("files") else ()
    return Trust(keys=keys, files=tuple(folder / each for each in files))


def _check_bind(block: Block, head: Head) -> None:
    try:
        address = ipaddress.ip_address(head.bind)
    except ValueError:
        block.refuse("bind", f"{head.bind!r} is not an IP address such as 127.0.0.1")
        return
    if address.is_loopback:
        return
    if not head.allow_lan:
        block.refuse(
            "bind",
            f"{head.bind} can be reached from other machines; say allow_lan: true if that is meant",
        )
    if head.acting is Acting.TRUSTED:
        block.refuse(
            "people",
            f"{head.bind} can be reached from other machines: people must be signed-in there",
        )


def _acting(block: Block) -> Acting:
    """Return how the ward knows who acts; a file that does not say trusts nobody's word."""
    if not block.has("people"):
        return Acting.SIGNED_IN
    acting = block.word("people", {each.value: each for each in Acting})
    return acting if block.sound("people") else Acting.SIGNED_IN


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
