"""A service on a damaged record: it watches, it stops pumps, and it changes nothing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from service.cli.fleet import simulators_for
from service.cli.prehistory import Stage, write
from service.store.anchor import anchor_path
from tests.faults.places import Bedside, finished, served, ward_of, write_ward_file
from tests.orders import CHECK_IN

STAGES = {
    "chair-1": Stage(infusion_no=3, minute=10),
    "chair-2": Stage(infusion_no=1, minute=None),
}
HEADERS = {"X-Person": "nurse-a", "X-Tablet": "tablet-1"}


@dataclass(kw_only=True)
class Recorded:
    """A closed store with an infusion that runs, and the pump it runs on."""

    file: Path
    store: Path
    bedside: Bedside

    def files(self) -> dict[str, bytes]:
        """Return the record, byte by byte. The lock names the last process and is no record."""
        return {
            path.name: path.read_bytes()
            for path in self.store.parent.iterdir()
            if path in (self.store, anchor_path(self.store)) or path.name.endswith("-wal")
        }


@pytest.fixture
async def recorded(tmp_path: Path) -> AsyncIterator[Recorded]:
    store = tmp_path / "ward.sqlite"
    async with simulators_for(ward_of(2, speed=1)) as (placed, pumps):
        presets = await write(placed, STAGES, store)
        file = write_ward_file(tmp_path / "ward.yaml", placed)
        bedside = Bedside(pumps["pump-1"])
        await bedside.ask({"do": "preset", **presets["pump-1"]})
        yield Recorded(file=file, store=store, bedside=bedside)
        await bedside.leave()


def flip_a_byte(store: Path) -> None:
    """One bit of one letter, in the middle of a row's own text."""
    content = bytearray(store.read_bytes())
    at = content.index(b"demo-patient-1") + len(b"demo-")
    content[at] ^= 0x01
    store.write_bytes(content)


def delete_the_last_rows(store: Path) -> None:
    """As somebody would who knows of the triggers, and puts them back."""
    with sqlite3.connect(store) as database:
        guards = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
        ).fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        last = "DELETE FROM journal WHERE seq > (SELECT max(seq) - 2 FROM journal)"
        assert database.execute(last).rowcount == 2
        for _, sql in guards:
            database.execute(sql)
    database.close()


def cut_the_file(store: Path) -> None:
    """The last page is gone in part, as after a copy that was broken off."""
    content = store.read_bytes()
    store.write_bytes(content[: len(content) - 1_000])


DAMAGES = [flip_a_byte, delete_the_last_rows, cut_the_file]
FINDINGS = [
    "altered: row 1 (CheckedIn of demo-chair-1) was altered",
    "rows_missing: the newest 2 rows are gone",
    "unreadable: it has ",
]
Damage = Callable[[Path], None]


def named(value: object) -> str:
    return getattr(value, "__name__", "")


@pytest.mark.shows("F-07")
@pytest.mark.shows("C-20")
@pytest.mark.shows("FDA-04")
@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES, ids=named)
@pytest.mark.shows("INV-28")
async def test_a_service_on_a_damaged_record_only_watches_and_stops(
    recorded: Recorded, damage: Damage, tmp_path: Path
) -> None:
    damage(recorded.store)
    before = recorded.files()
    async with served(recorded.file, recorded.store, tmp_path / "log") as service:
        assert "READ-ONLY, nothing is driven from here" in service.said()
        async with httpx2.AsyncClient(base_url=f"{service.address}/api/v1") as client:
            ward = (await client.get("/ward")).json()
            assert ward["record"]["state"] == "damaged"

            refused = await command(client, "/sessions", ward["protocols"][0]["id"])
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/read-only")

            assert (await recorded.bedside.truth())["motion"] == "running"
            stop = await client.post("/pumps/pump-1/stop", headers=tapped("tap-00002"))
            assert (stop.status_code, stop.json()["recorded"]) == (202, False)
            await recorded_stop(recorded.bedside)
        service.process.terminate()
        assert await asyncio.wait_for(service.process.wait(), 5.0) == 0
    assert recorded.files() == before


@pytest.mark.shows("INV-28")
@pytest.mark.slow
@pytest.mark.parametrize(("damage", "finding"), [*zip(DAMAGES, FINDINGS, strict=True)], ids=named)
async def test_verify_journal_says_what_is_wrong_and_changes_nothing(
    recorded: Recorded, damage: Damage, finding: str
) -> None:
    whole = await finished("verify-journal", str(recorded.store))
    damage(recorded.store)
    before = recorded.files()
    code, said, errors = await finished("verify-journal", str(recorded.store))

    assert (whole[0], whole[2]) == (0, "")
    assert (code, errors) == (1, "")
    assert f"\n- {finding}" in said
    assert recorded.files() == before


def tapped(tap: str) -> dict[str, str]:
    return {**HEADERS, "Idempotency-Key": tap}


async def command(client: httpx2.AsyncClient, path: str, protocol: str) -> httpx2.Response:
    body: dict[str, Any] = {**CHECK_IN, "protocol": protocol}
    return await client.post(path, json=body, headers=tapped("tap-00001"))


async def recorded_stop(bedside: Bedside) -> None:
    """Wait until the pump itself stands still."""
    async with asyncio.timeout(5.0):
        while (await bedside.truth())["motor_rate_nl_h"]:  # noqa: ASYNC110 - it is a process
            await asyncio.sleep(0.05)
