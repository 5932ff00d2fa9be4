"""`chairside ports` as a person and a script see it."""

import json

import pytest
from typer.testing import CliRunner, Result

from drivers.link.plugged import PluggedIn, Taken
from service.cli import ports
from service.cli.main import app

ADAPTER = PluggedIn(
    device="/dev/ttyUSB3",
    by_id="/dev/serial/by-id/usb-FTDI_A1",
    by_path="/dev/serial/by-path/pci-0:1.2",
    vendor="FTDI",
    product="TTL\x1b[2J",
    serial_number="A1",
    usb="0403:6001",
    taken_by=(Taken(process=42, name="chairside serve"),),
)
BOARD = PluggedIn(
    device="/dev/ttyS0",
    by_id=None,
    by_path=None,
    vendor=None,
    product=None,
    serial_number=None,
    usb=None,
    taken_by=(),
)


def run(monkeypatch: pytest.MonkeyPatch, *words: str, found: tuple[PluggedIn, ...]) -> Result:
    monkeypatch.setattr(ports, "plugged_in", lambda: found)
    monkeypatch.setattr(ports, "all_seen", lambda: False)
    return CliRunner().invoke(app, ["ports", *words], catch_exceptions=False)


def test_a_port_is_listed_by_its_stable_name_with_adapter_and_taker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = run(monkeypatch, found=(ADAPTER, BOARD))

    assert [
        "/dev/serial/by-id/usb-FTDI_A1",
        "  now      /dev/ttyUSB3",
        "  socket   /dev/serial/by-path/pci-0:1.2",
        "  adapter  FTDI TTL\\x1b[2J (0403:6001), serial number A1",
        "  taken    process 42 chairside serve",
        "/dev/ttyS0  (no stable name: its number may change)",
        "  taken    by nobody seen",
        ports.UNSEEN,
    ] == result.stdout.splitlines()


def test_a_script_gets_the_same_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    said = json.loads(run(monkeypatch, "--json", found=(ADAPTER,)).stdout)

    assert not said["every_process_seen"]
    (row,) = said["ports"]
    assert ("/dev/serial/by-id/usb-FTDI_A1", "0403:6001") == (row["stable"], row["usb"])
    assert [{"process": 42, "name": "chairside serve"}] == row["taken_by"]


def test_a_machine_without_a_port_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(monkeypatch, found=())

    assert (0, ports.NONE + "\n") == (result.exit_code, result.stdout)
    assert [] == json.loads(run(monkeypatch, "--json", found=()).stdout)["ports"]


def test_it_runs_on_the_machine_of_this_test() -> None:
    result = CliRunner().invoke(app, ["ports", "--json"], catch_exceptions=False)

    assert 0 == result.exit_code
    assert isinstance(json.loads(result.stdout)["ports"], list)
