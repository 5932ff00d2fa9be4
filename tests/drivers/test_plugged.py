"""Ports are found by their stable names and with their takers, and none is opened."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from drivers.link import plugged
from drivers.link.plugged import PluggedIn, Taken, plugged_in, taken_by

HOLD = """
import fcntl, os, sys
fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
if sys.argv[2] == "lock":
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""


def port(device: str, **said: object) -> SimpleNamespace:
    """What pyserial tells about a port."""
    plain = {"vid": None, "pid": None, "manufacturer": None, "product": None, "serial_number": None}
    return SimpleNamespace(device=device, **{**plain, **said})


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A /dev with one adapter, named by udev in both ways, and one port of the board."""
    dev = tmp_path / "dev"
    for folder in plugged.NAMES:
        (dev / "serial" / folder).mkdir(parents=True)
    for name in ("ttyUSB3", "ttyS0"):
        (dev / name).touch()
    (dev / "serial/by-id/usb-FTDI_TTL_A1-if00-port0").symlink_to("../../ttyUSB3")
    (dev / "serial/by-path/pci-0:1.2-port0").symlink_to("../../ttyUSB3")
    adapter = port(
        str(dev / "ttyUSB3"),
        vid=0x0403,
        pid=0x6001,
        manufacturer="FTDI",
        product="TTL232R",
        serial_number="A1",
    )
    monkeypatch.setattr(plugged, "comports", lambda: [port(str(dev / "ttyS0")), adapter])
    return dev


@pytest.fixture(params=["lock", "open"])
def taken(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """A terminal that another process has: locked, or merely open."""
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    os.close(slave)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, name, request.param],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert b"held\n" == holder.stdout.readline()
        yield name, holder.pid
        holder.communicate()
    os.close(master)


def test_an_adapter_has_its_stable_names_and_comes_before_a_port_of_the_board(
    machine: Path,
) -> None:
    first, second = plugged_in(machine)

    assert (
        PluggedIn(
            device=str(machine / "ttyUSB3"),
            by_id=str(machine / "serial/by-id/usb-FTDI_TTL_A1-if00-port0"),
            by_path=str(machine / "serial/by-path/pci-0:1.2-port0"),
            vendor="FTDI",
            product="TTL232R",
            serial_number="A1",
            usb="0403:6001",
            taken_by=(),
        )
        == first
    )
    assert (str(machine / "ttyS0"), None) == (second.device, second.stable)


def test_the_name_that_follows_the_adapter_is_the_one_to_use(machine: Path) -> None:
    assert str(machine / "serial/by-id/usb-FTDI_TTL_A1-if00-port0") == plugged_in(machine)[0].stable
    (machine / "serial/by-id/usb-FTDI_TTL_A1-if00-port0").unlink()
    assert str(machine / "serial/by-path/pci-0:1.2-port0") == plugged_in(machine)[0].stable


def test_a_machine_without_names_by_udev_has_ports_all_the_same(
    machine: Path, tmp_path: Path
) -> None:
    assert [None, None] == [each.stable for each in plugged_in(tmp_path / "elsewhere")]


def test_who_has_a_port_is_told_with_what_it_was_started_as(taken: tuple[str, int]) -> None:
    name, holder = taken

    (taker,) = taken_by(name)

    assert holder == taker.process
    assert sys.executable in taker.name


def test_a_lock_is_seen_where_the_process_cannot_be_looked_into(tmp_path: Path) -> None:
    """Another user's process: the kernel's list of locks is for everybody, its files are not."""
    device = tmp_path / "ttyUSB0"
    device.touch()
    told = device.stat()
    place = f"{os.major(told.st_dev):02x}:{os.minor(told.st_dev):02x}"
    proc = tmp_path / "proc"
    (proc / "42").mkdir(parents=True)
    lines = [
        f"1: POSIX  ADVISORY  WRITE 41 {place}:{told.st_ino} 0 EOF",
        f"2: FLOCK  ADVISORY  WRITE 43 {place}:{told.st_ino + 1} 0 EOF",
        f"3: FLOCK  ADVISORY  WRITE 42 {place}:{told.st_ino} 0 EOF",
    ]
    (proc / "locks").write_text("\n".join(lines), "ascii")

    assert (Taken(process=42, name=""),) == taken_by(str(device), proc)
    assert not plugged.all_seen(proc)


def test_nobody_is_seen_at_a_port_that_is_free(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    os.close(slave)
    try:
        assert () == taken_by(name)
    finally:
        os.close(master)


def test_no_port_is_opened(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    true_open = os.open

    def noted(path: str, *rest: int) -> int:
        opened.append(path)
        return true_open(path, *rest)

    monkeypatch.setattr(os, "open", noted)
    monkeypatch.setattr("serial.Serial.open", lambda self: opened.append(str(self.port)))

    assert 2 == len(plugged_in(machine))
    assert [] == [path for path in opened if "tty" in str(path)]
