"""Wards and pumps: what a ward may ask for, and which pumps can do it."""

import shutil
from pathlib import Path

import pytest

import config
from drivers.quantities import Rate, Volume
from service.catalog import (
    SIMULATOR,
    ConfigError,
    Mode,
    load_defaults,
    load_pump,
    load_ward,
    read_pump,
)
from service.core.rules import Attestation
from service.core.times import minutes, seconds
from tests.service.catalog.edits import edited, problems_of, shipped

BENCH = shipped("wards", "bench")
DEFAULT = shipped("wards", "default")
PUMP = shipped("pumps", "ne9000")

ONE_PUMP = BENCH[BENCH.index("  - id: pump-1") : BENCH.index("  - id: pump-2")]

# (what is changed, into what, the line that is blamed: as it is written there, the whole reason)
WARD = [
    (
        "mode: simulation",
        "mode: test",
        "  mode: test",
        "ward.mode: 'test' is not one of: simulation, patient",
    ),
    (
        "zone: Europe/Berlin",
        "zone: Mars/Olympus",
        "  zone: Mars/Olympus",
        "ward.zone: 'Mars/Olympus' is not a time zone such as Europe/Berlin",
    ),
    (
        "zone: Europe/Berlin",
        'zone: "../../etc/passwd"',
        '  zone: "../../etc/passwd"',
        "ward.zone: '../../etc/passwd' is not a time zone such as Europe/Berlin",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "0.0.0.0"',
        '  bind: "0.0.0.0"',
        "ward.bind: 0.0.0.0 can be reached from other machines, and there are no logins;"
        " say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "::"',
        '  bind: "::"',
        "ward.bind: :: can be reached from other machines, and there are no logins;"
        " say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        "bind: localhost",
        "  bind: localhost",
        "ward.bind: 'localhost' is not an IP address such as 127.0.0.1",
    ),
    ("port: 8000", "port: 0", "  port: 0", "ward.port: 0 is not within 1 to 65535"),
    ("speed: 1", "speed: 0", "  speed: 0", "ward.speed: 0 is not within 1 to 10000"),
    (
        "store: bench.sqlite",
        "store: postgresql://ward@db/ward",
        "  store: postgresql://ward@db/ward",
        "ward.store: must be the path of a file, not an address",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [aspirin]",
        "protocols: [aspirin]",
        "protocols: no protocol is called 'aspirin' (there are: isatuximab)",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: the id 'isatuximab' is given twice",
    ),
    (
        "pump: pump-1",
        "pump: pump-9",
        "  - {id: chair-1, pump: pump-9}",
        "chairs[chair-1].pump: there is no pump 'pump-9' in this ward",
    ),
    (
        "pump: pump-2",
        "pump: pump-1",
        "chairs:",
        "chairs: chair-2 and chair-1 share the pump 'pump-1'",
    ),
    ("id: chair-2", "id: chair-1", "chairs:", "chairs: the id 'chair-1' is given twice"),
    ("address: 1", "address: 0", "pumps:", "pumps: pump-1 and pump-2 have one port and the same address"),
    (
        "address: 1\n    baud: 19200",
        "address: 1\n    baud: 9600",
        "pumps:",
        "pumps: pump-2 shares the port /dev/serial/by-id/first-cable at another speed",
    ),
    (
        "address: 1",
        "address: 100",
        "    address: 100",
        "pumps[pump-2].address: 100 is not within 0 to 99",
    ),
    (
        "port: socket://127.0.0.1:4001",
        "port: COM4",
        "    port: COM4",
        "pumps[pump-3].port: must be simulator or begin with one of: /dev/, socket://, rfc2217://",
    ),
    (
        "family: new_era",
        "family: alaris",
        "    family: alaris",
        "pumps[pump-1].family: ne9000 is a pump of the family new_era",
    ),
    (
        "poll",
        "poll",
        "",
        "",
    ),
]
