"""A pump behind a gateway is named by its port alone; plain connections stay on loopback."""

from pathlib import Path

import pytest

import config
from service.catalog import ConfigError, WardConfig, load_ward
from tests.service.catalog.edits import shipped

LINE = """\
    family: new_era
    profile: ne9000
    port: socket://127.0.0.1:4001
    address: 0
    baud: 19200
"""
OWN = "pump=080019FFFE3E0001&gateway=PUMPGW.080019FFFE3ED02D&own=WARDSVC.080019FFFE3ED02E"
PLAIN = f"mllp://127.0.0.1:3000/A0001?{OWN}&listen=127.0.0.1:3001"
SECURE = (
    f"mllps://gateway.example:3000/A0001?{OWN}&listen=0.0.0.0:3001&certificates=/etc/chairside/mllp"
)
AT = "pumps[pump-3]"


def ward(folder: Path, port: str, *, family: str = "ihe_pcd", more: str = "") -> WardConfig:
    profile = {"ihe_pcd": "ihe_pcd", "new_era": "ne9000"}[family]
    place = f'    family: {family}\n    profile: {profile}\n    port: "{port}"\n{more}'
    text = shipped("wards", "bench")
    assert LINE in text
    path = folder / "bench.yaml"
    path.write_text(text.replace(LINE, place), encoding="utf-8")
    return load_ward(path, find=config.find)


def reasons(folder: Path, port: str, *, family: str = "ihe_pcd", more: str = "") -> list[str]:
    with pytest.raises(ConfigError) as refused:
        ward(folder, port, family=family, more=more)
    return [problem.reason for problem in refused.value.problems]


@pytest.mark.parametrize("port", [PLAIN, SECURE, PLAIN.replace("127.0.0.1", "localhost")])
def test_a_pump_behind_a_gateway_has_a_port_and_neither_address_nor_speed(
    tmp_path: Path, port: str
) -> None:
    place = ward(tmp_path, port).pumps[2]

    assert (port, 0, 0) == (place.port, place.address, place.baud)
    assert "gateway" == place.profile.reached_by


def test_an_address_or_a_speed_is_refused_with_the_reason(tmp_path: Path) -> None:
    more = "    address: 1\n    baud: 19200\n"

    said = "a pump behind a gateway has none: its port says which pump it is"
    assert [f"{AT}.address: {said}", f"{AT}.baud: {said}"] == reasons(tmp_path, PLAIN, more=more)


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        (
            PLAIN.replace("127.0.0.1:3000", "192.0.2.7:3000"),
            "without TLS only loopback is allowed, at both ends: use mllps://",
        ),
        (
            PLAIN.replace("listen=127.0.0.1", "listen=0.0.0.0"),
            "without TLS only loopback is allowed, at both ends: use mllps://",
        ),
        (
            SECURE.replace("&certificates=/etc/chairside/mllp", ""),
            "needs certificates=FOLDER: own.pem, own.key, authority.pem",
        ),
        (f"{PLAIN}&certificates=/etc", "has certificates, which belong to mllps://"),
        (
            PLAIN.replace("&listen=127.0.0.1:3001", ""),
            "needs the gateway's host and port, and listen=HOST:PORT, our own",
        ),
        (
            PLAIN.replace(":3000", ""),
            "needs the gateway's host and port, and listen=HOST:PORT, our own",
        ),
    ],
)
def test_a_port_that_cannot_be_is_refused_with_the_reason(
    tmp_path: Path, port: str, reason: str
) -> None:
    assert [f"{AT}.port: {reason}"] == reasons(tmp_path, port)


def test_what_is_no_url_is_refused(tmp_path: Path) -> None:
    (reason,) = reasons(tmp_path, PLAIN.replace(":3000", ":gateway"))

    assert reason.startswith(f"{AT}.port: is no URL: ")


LINED = "    address: 0\n    baud: 19200\n"


@pytest.mark.parametrize(
    ("family", "port", "more", "reason"),
    [
        (
            "ihe_pcd",
            "/dev/ttyS0",
            LINED,
            "ihe_pcd is reached by a gateway (mllps://...), not by this port",
        ),
        (
            "ihe_pcd",
            "simulator",
            LINED,
            "ihe_pcd is simulated behind a gateway of its own: run python -m simulators ihe_pcd,"
            " and write the port as for a real one",
        ),
        ("new_era", PLAIN, "", "ne9000 is reached by a line of its own, not by this port"),
    ],
)
def test_a_kind_of_pump_is_reached_in_its_own_way(
    tmp_path: Path, family: str, port: str, more: str, reason: str
) -> None:
    assert [f"{AT}.port: {reason}"] == reasons(tmp_path, port, family=family, more=more)


def test_two_pumps_cannot_have_one_port(tmp_path: Path) -> None:
    again = f'  - id: pump-4\n    family: ihe_pcd\n    profile: ihe_pcd\n    port: "{PLAIN}"\n'

    assert ["pumps: pump-3 and pump-4 have one port"] == reasons(tmp_path, PLAIN, more=again)
