"""A captured gateway bears out the journal, as a captured line does (`test_capture`)."""

import asyncio
import json
import os
import re
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.ihe_pcd.overhear import IhePcdListener
from drivers.link.capture import Capture
from drivers.link.capture_mllp import CapturedNetwork
from drivers.link.captured import Opened, Piece, records
from drivers.link.lines import Lines
from drivers.link.mllp import Network
from drivers.overheard import Overheard
from service.cli import virtual_ward
from service.cli.in_process import InProcessPump, lines_to
from service.cli.virtual_ward import EPOCH_MS
from service.shell.virtual_loop import run_virtual
from tests.drivers.far_gateway import GATEWAY, OWN
from tests.drivers.test_mllp_sockets import Authority, free_port, url
from tests.service.cli.test_capture import chairside
from tests.simulators.process import ROOT
from tests.stories.at_hand import at_hand

LONGEST_S = 60.0


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Ten minutes at a pump behind a gateway: what was said, the journal, and the pump's port."""
    folder = tmp_path_factory.mktemp("told")
    said, journal, ports = folder / "said.jsonl", folder / "ward.sqlite", list[str]()

    async def infusion(patched: pytest.MonkeyPatch) -> None:
        loop, descriptor = asyncio.get_running_loop(), os.open(said, os.O_WRONLY | os.O_CREAT)
        capture = Capture(descriptor, lambda: 1_000 * (EPOCH_MS + round(loop.time() * 1_000)))

        def captured(pumps: dict[str, InProcessPump], network: Network | None) -> Lines:
            assert network is not None
            return Lines(
                lines_to(pumps, network)._opener, network=CapturedNetwork(network, capture)
            )

        patched.setattr(virtual_ward, "lines_to", captured)
        async with at_hand(store=journal) as bed:
            ports.append(bed.config.pumps[0].port)
            await bed.started()
            await asyncio.sleep(300.0)
            bed.press("stop")
            await asyncio.sleep(120.0)
        capture.end()
        os.close(descriptor)

    with pytest.MonkeyPatch.context() as patched:
        run_virtual(infusion(patched))
    return said, journal, ports[0]


def replayed(said: Path, journal: Path, port: str) -> tuple[int, str]:
    words = ("--family", "ihe_pcd", "--line", port, "--journal", journal, "--pump", "pump-1")
    return chairside("replay", said, *words)


def test_the_parsers_over_a_captured_gateway_bear_out_the_journal(
    told: tuple[Path, Path, str],
) -> None:
    code, said = replayed(*told)

    assert 0 == code, said
    agreed = re.search(r"pump-1: (\d+) entries of the journal agree; 0 lie outside", said)
    assert agreed is not None, said
    assert 5 <= int(agreed[1])
    assert re.search(r"running at 25 mL/h.*\n.*stopped", said)
    assert " 0 of them in no frame; 0 lost" in said


def test_both_ways_of_every_connection_are_there(told: tuple[Path, Path, str]) -> None:
    with told[0].open(encoding="ascii") as lines:
        pieces = [each for each in records(lines) if isinstance(each, Piece)]

    ways = {(each.line, each.way) for each in pieces}
    assert 4 == len(ways)
    assert {"mllp://127.0.0.1:3000", "mllp://127.0.0.1:3001"} == {line for line, _ in ways}
    lines_of = {each.connection: each.line for each in pieces}
    assert all(lines_of[each.connection] == each.line for each in pieces)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("infused_ul = infused_ul + 1", "running at 25 mL/h"),
        ("rate_ul_h = 24000", "running at 24 mL/h"),
        ("delivery = 'stopped'", "stopped at 25 mL/h"),
    ],
)
def test_the_first_disagreement_is_said(
    told: tuple[Path, Path, str], tmp_path: Path, change: str, shown: str
) -> None:
    said, journal, port = told
    for each in journal.parent.iterdir():
        shutil.copy(each, tmp_path)
    with closing(sqlite3.connect(tmp_path / "ward.sqlite")) as database, database:
        third = "SELECT id FROM telemetry WHERE rate_ul_h = 25000 ORDER BY id LIMIT 1 OFFSET 2"
        database.execute(f"UPDATE telemetry SET {change} WHERE id = ({third})")  # noqa: S608 - both are written here

    code, text = replayed(said, tmp_path / "ward.sqlite", port)

    assert 1 == code
    assert re.search(r"FIRST DISAGREEMENT at \d\d:\d\d:\d\d: the journal has " + shown, text), text


def test_another_pump_of_the_gateway_said_nothing(told: tuple[Path, Path, str]) -> None:
    said, _, port = told

    code, text = chairside(
        *("replay", said, "--family", "ihe_pcd", "--line", port.replace("A0001", "A0002"))
    )

    assert 1 == code
    assert "NOTHING UNDERSTOOD" in text


@pytest.mark.slow
async def test_one_pump_behind_a_gateway_is_captured_inside_its_tls(tmp_path: Path) -> None:
    authority, ours, out = Authority(tmp_path), free_port(), tmp_path / "said.jsonl"
    own, theirs = authority.certificates(OWN), Path(authority.certificates(GATEWAY))
    gateway = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulators", "ihe_pcd", "--listen", "0"),
        *("--report-to", f"127.0.0.1:{ours}", "--report-every", "0.5", "--die-with-parent"),
        *("--tls", theirs / "own.pem", theirs / "own.key", theirs / "authority.pem"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert gateway.stdout
    assert gateway.stdin
    try:
        async with asyncio.timeout(LONGEST_S):
            ready = json.loads(await gateway.stdout.readline())
            port = url("mllps", ready["listen"], ours, own)
            words = ["capture", port, "--family", "ihe_pcd", "--out", str(out), "--for", "6"]
            command = [sys.executable, "-P", "-m", "service", *words]
            process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
            assert 0 == await process.wait()
    finally:
        gateway.stdin.close()
        await asyncio.wait_for(gateway.wait(), LONGEST_S)

    code, text = chairside("replay", out, "--family", "ihe_pcd", "--line", port)

    assert 0 == code, text
    assert "stopped, 0 mL infused" in text
    assert '"names":["' + GATEWAY in out.read_text("ascii")


def overheard(told: tuple[Path, Path, str], names: frozenset[str] | None) -> list[Overheard]:
    """Have the listener hear it all 20 s late, from somebody whose certificate has these names."""
    said, _, port = told
    listener, found = IhePcdListener(port), list[Overheard]()
    with said.open(encoding="ascii") as lines:
        for each in records(lines):
            if isinstance(each, Opened):
                listener.opened(each.connection, names)
            elif isinstance(each, Piece):
                late = each.wall + timedelta(seconds=20)
                found += listener.heard(each.connection, each.way, each.data, late)
    return found


def test_what_came_late_is_dated_by_the_pump(told: tuple[Path, Path, str]) -> None:
    _, _, port = told
    late, listener, in_time = overheard(told, None), IhePcdListener(port), list[Overheard]()
    with told[0].open(encoding="ascii") as lines:
        for each in records(lines):
            if isinstance(each, Piece):
                in_time += listener.heard(each.connection, each.way, each.data, each.wall)

    assert 5 <= len(late)
    assert [each.at for each in in_time] == [each.at for each in late]


def test_a_certificate_that_is_not_the_senders_makes_nothing_believed(
    told: tuple[Path, Path, str],
) -> None:
    assert [] == overheard(told, frozenset({"080019FFFE000000"}))
