"""Reads the `ward` block: what the ward is called, whom it serves, where it listens and records."""

import ipaddress
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from service.catalog.block import Block
from service.catalog.wards import Mode

SPEED_MAX = 10_000


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
    store: str


NO_HEAD = Head(
    name="", zone="", mode=Mode.SIMULATION, speed=1, bind="", port=1, allow_lan=False, store=""
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
        store=block.text("store"),
    )
    if head.mode is Mode.PATIENT:
        block.refuse("mode", "patient wards are refused until people can log in")
        if head.speed != 1:
            block.refuse("speed", "a patient ward runs as fast as the clock: 1")
    if block.sound("zone") and not _is_zone(head.zone):
        block.refuse("zone", f"{head.zone!r} is not a time zone such as Europe/Berlin")
    if block.sound("bind", "allow_lan"):
        _check_bind(block, head)
    if block.sound("store") and "://" in head.store:
        block.refuse("store", "must be the path of a file, not an address")
    return head


def _check_bind(block: Block, head: Head) -> None:
    try:
        address = ipaddress.ip_address(head.bind)
    except ValueError:
        block.refuse("bind", f"{head.bind!r} is not an IP address such as 127.0.0.1")
        return
    if not address.is_loopback and not head.allow_lan:
        block.refuse(
            "bind",
            f"{head.bind} can be reached from other machines, and there are no logins;"
            " say allow_lan: true if that is meant",
        )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
