"""Which serial ports there are, by the names that stay, and who has them. None is ever opened.

Opening a port can reset what hangs on it (DTR) and steals bytes from whoever reads there. So who
has a port is taken from what the kernel tells about others (Linux, proc(5)): the lock that a
careful program holds, visible for every process, and open descriptors, visible for our own user's.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from serial.tools.list_ports import comports

from drivers.link.fd import UNIX98_PTY_MAJORS

DEV = Path("/dev")
PROC = Path("/proc")
NAMES = ("by-id", "by-path")
"""Folders below `/dev/serial` in which udev names a port after its adapter, and its socket."""

_LOCK = re.compile(r"\d+: FLOCK\s+\S+\s+\S+\s+(\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) ", re.ASCII)
"""A line of `/proc/locks`: process, device of the file system (hexadecimal), inode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A process that has a port."""

    process: int
    name: str
    """What it was started as; empty where that is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluggedIn:
    """One serial port of this machine."""

    device: str
    """The kernel's name. It changes when a cable is pulled: for reading, not for a ward's file."""
    by_id: str | None
    """Name by maker, product and serial number of the adapter: follows the adapter."""
    by_path: str | None
    """Name by the socket of the machine: follows the socket."""
    vendor: str | None
    product: str | None
    serial_number: str | None
    """Of the adapter, never of the pump behind it."""
    usb: str | None
    """Vendor and product number, such as `0403:6001`."""
    taken_by: tuple[Taken, ...]
    """Who is seen to have it. Nobody seen is no proof that it is free: see `all_seen`."""

    @property
    def stable(self) -> str | None:
        """The name for a ward's file; None where this machine gives none."""
        return self.by_id or self.by_path


def plugged_in(dev: Path = DEV, proc: Path = PROC) -> tuple[PluggedIn, ...]:
    """Return every serial port, those behind an adapter first."""
    links = {kind: _links(dev / "serial" / kind) for kind in NAMES}
    holders = _holders(proc)
    found = []
    for port in comports():
        real = os.path.realpath(port.device)
        usb = None if port.vid is None else f"{port.vid:04x}:{port.pid or 0:04x}"
        found.append(
            PluggedIn(
                device=port.device,
                by_id=links["by-id"].get(real),
                by_path=links["by-path"].get(real),
                vendor=port.manufacturer,
                product=port.product,
                serial_number=port.serial_number,
                usb=usb,
                taken_by=taken_by(real, proc, holders),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.usb is None, each.device)))


def all_seen(proc: Path = PROC) -> bool:
    """Whether every process can be looked into: only then does nobody seen mean nobody."""
    return all(os.access(each / "fd", os.R_OK | os.X_OK) for each in _processes(proc))


def taken_by(
    device: str, proc: Path = PROC, holders: dict[int, set[str]] | None = None
) -> tuple[Taken, ...]:
    """Return the processes that are seen to have a device, by number."""
    found = {
        number for number, open_ in (holders or _holders(proc)).items() if device in open_
    } | set(_lockers(device, proc))
    return tuple(Taken(process=number, name=_name(proc, number)) for number in sorted(found))


def is_pty(path: str) -> bool:
    """Whether a path is a program's end of a pseudo-terminal: a simulator, not a cable."""
    try:
        return os.major(os.stat(path).st_rdev) in UNIX98_PTY_MAJORS
    except OSError:
        return False


def _links(folder: Path) -> dict[str, str]:
    """Return the stable names of a folder by what they lead to; nothing where there is none."""
    if not folder.is_dir():
        return {}
    return {os.path.realpath(link): str(link) for link in sorted(folder.iterdir())}


def _processes(proc: Path) -> list[Path]:
    own = str(os.getpid())
    return [each for each in proc.iterdir() if each.name.isdecimal() and each.name != own]


def _holders(proc: Path) -> dict[int, set[str]]:
    """Return which devices each process has open, as far as we may look."""
    return {int(each.name): set(_open_devices(each / "fd")) for each in _processes(proc)}


def _open_devices(folder: Path) -> Iterator[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return  # another user's process, or one that has just ended
    for name in names:
        with suppress(OSError):  # a descriptor that has just been closed
            if (target := os.readlink(folder / name)).startswith("/dev/"):
                yield target


def _lockers(device: str, proc: Path) -> Iterator[int]:
    """Return who holds a lock on a device, as every careful opener of ports does (flock)."""
    try:
        told = os.stat(device)
        lines = (proc / "locks").read_text("ascii", "replace").splitlines()
    except OSError:
        return
    place = (os.major(told.st_dev), os.minor(told.st_dev), told.st_ino)
    for line in lines:
        lock = _LOCK.match(line)
        if lock and (int(lock[2], 16), int(lock[3], 16), int(lock[4])) == place:
            yield int(lock[1])


def _name(proc: Path, number: int) -> str:
    try:
        words = (proc / str(number) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return " ".join(word.decode("utf-8", "replace") for word in words if word)[:120]
