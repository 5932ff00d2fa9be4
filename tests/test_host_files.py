"""The files for the machine: a unit that systemd takes, rules that udev takes."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service.catalog import load_defaults
from service.cli.main import COMMANDS
from service.core.times import SECOND_MS

HOST = Path(__file__).parents[1] / "config" / "host"
UNIT = (HOST / "chairside.service").read_text("utf-8")
RULES = (HOST / "70-chairside-serial.rules").read_text("utf-8")
RULE = re.compile(r'[A-Z_]+(?:\{[^{}"]+\})?(?:==|!=|\+=|=)"[^"]*"')
ADAPTERS = {"0403": "ftdi", "067b": "prolific", "10c4": "cp210x"}


def values(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def rules() -> list[list[str]]:
    lines = [line for line in RULES.splitlines() if line and not line.startswith("#")]
    return [re.split(r",\s*(?=[A-Z])", line) for line in lines]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With a program that exists: it looks for it. Any warning is a fault."""
    unit = tmp_path / "chairside.service"
    unit.write_text(UNIT.replace("/opt/chairside/bin/python", sys.executable), "utf-8")

    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    ours = [line for line in found.stderr.splitlines() if "chairside" in line]
    assert (0, []) == (found.returncode, ours), found.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_finds_a_misspelt_line(tmp_path: Path) -> None:
    """What never complains has shown nothing."""
    unit = tmp_path / "chairside.service"
    text = UNIT.replace("/opt/chairside/bin/python", sys.executable)
    unit.write_text(text.replace("WatchdogSec=15", "WatchdogSecs=15"), "utf-8")

    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "WatchdogSecs" in found.stderr


def test_the_unit_starts_our_command_and_no_config_of_somebody_else() -> None:
    (start,) = values("ExecStart")

    assert "python -P -m service serve --config " in start
    assert "serve" in COMMANDS


def test_the_supervisor_waits_longer_than_the_service_for_itself() -> None:
    """Its own end says where the loop stands; the supervisor's does not."""
    import config

    ends = load_defaults(config.find("wards", "default")).timing.loop_ends

    assert int(values("WatchdogSec")[0]) * SECOND_MS >= 2 * ends


def test_nothing_in_the_unit_closes_a_port_that_is_plugged_in_later() -> None:
    """Each of these makes systemd look up serial drivers once, at the start."""
    for trap in ("PrivateDevices", "DevicePolicy", "DeviceAllow", "ProtectClock"):
        assert [] == values(trap)
    assert ["dialout"] == values("SupplementaryGroups")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule[0])
def test_every_rule_has_the_form_of_one(rule: list[str]) -> None:
    assert [] == [part for part in rule if not RULE.fullmatch(part)]


def test_every_jump_has_its_end() -> None:
    parts = [part for rule in rules() for part in rule]
    jumps = {part.split("=", 1)[1] for part in parts if part.startswith("GOTO=")}
    labels = {part.split("=", 1)[1] for part in parts if part.startswith("LABEL=")}

    assert jumps == labels
    assert 1 == len(labels)


@pytest.mark.parametrize(("vendor", "name"), ADAPTERS.items())
def test_common_adapters_get_names_that_stay(vendor: str, name: str) -> None:
    wanted = [f'ATTRS{{idVendor}}=="{vendor}"', f'ENV{{CHAIRSIDE_ADAPTER}}="{name}"']

    assert any(set(wanted) <= set(rule) for rule in rules())
    assert 2 == sum(part.startswith("SYMLINK+=") for rule in rules() for part in rule)
    assert any('ENV{ID_MM_DEVICE_IGNORE}="1"' in rule for rule in rules())


@pytest.mark.skipif(not shutil.which("udevadm"), reason="no udevadm here")
def test_udev_takes_the_rules() -> None:
    found = subprocess.run(
        ["udevadm", "verify", "--resolve-names=never", str(HOST / "70-chairside-serial.rules")],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Unknown command" in found.stderr or "Unknown" in found.stderr:
        pytest.skip("this udevadm cannot verify rules (before 254)")

    assert 0 == found.returncode, found.stdout + found.stderr
