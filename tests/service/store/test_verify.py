"""Attacks on a journal that was sound when it was closed."""

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.store.anchor import SIZE, anchor_path
from service.store.chain import GENESIS, Link, link
from service.store.errors import JournalDamaged
from service.store.findings import Damage, Verification
from service.store.verify import verify
from tests.service.store.sample import batch, filled, open_store

COLUMNS = [
    "stream",
    "version",
    "kind",
    "schema",
    "at_ms",
    "wall_ms",
    "payload",
    "prev_hash",
    "hash",
]

ALL = ["seq", *COLUMNS]


def attack(path: Path, *statements: str) -> Verification:
    """Change the file as somebody could who has it, and look at it."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute("DROP TRIGGER journal_no_delete")
    for statement in statements:
        connection.execute(statement)
    for event in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER journal_no_{event.lower()} BEFORE {event} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
    connection.commit()
    connection.close()
    return verify(path)


def damages(found: Verification) -> set[Damage]:
    return {finding.damage for finding in found.findings}


def contents(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def test_a_sound_journal_has_no_findings(sound: Path) -> None:
    before = contents(sound)

    found = verify(sound)

    assert (found.ok, found.rows, found.head.seq) == (True, 12, 12)
    assert before == contents(sound)


@pytest.mark.shows("INV-28")
@pytest.mark.parametrize("column", COLUMNS)
def test_a_flipped_byte_is_found_in_every_column(sound: Path, column: str) -> None:
    number = column in ("version", "schema", "at_ms", "wall_ms")
    flip = f"{column} + 100" if number else f"'#' || substr({column}, 2)"

    found = attack(sound, f"UPDATE journal SET {column} = {flip} WHERE seq = 5")  # noqa: S608

    assert Damage.ALTERED in damages(found)
    assert 5 in {finding.seq for finding in found.findings}


@pytest.mark.parametrize("value", ["NULL", "x'00ff'", "'ten'"])
def test_a_value_of_another_type_is_found(sound: Path, value: str) -> None:
    # Strict typing is not SQLite's: a number column takes text, a text column bytes.
    column = "wall_ms" if value == "'ten'" else "payload"
    if value == "NULL":
        value = "CAST(x'ff' AS TEXT)"

    found = attack(sound, f"UPDATE journal SET {column} = {value} WHERE seq = 5")  # noqa: S608

    assert damages(found) == {Damage.ALTERED}


def test_an_altered_row_with_a_hash_of_its_own_is_found_by_the_next_one(sound: Path) -> None:
    before, row = (dict(zip(ALL, each, strict=True)) for each in all_rows(sound)[3:5])
    forged = {**row, "payload": row["payload"].replace("25000", "99000")}
    fields: dict[str, Any] = {name: forged[name] for name in COLUMNS[:-2]}
    digest = link(Link(seq=4, hash=before["hash"]), **fields).hash

    found = attack(
        sound,
        f"UPDATE journal SET payload = '{forged['payload']}', hash = '{digest}' WHERE seq = 5",  # noqa: S608
    )

    assert [(each.damage, each.seq) for each in found.findings] == [(Damage.ALTERED, 6)]


@pytest.mark.shows("INV-28")
def test_a_row_removed_from_the_middle_is_found(sound: Path) -> None:
    found = attack(sound, "DELETE FROM journal WHERE seq = 5")

    assert damages(found) >= {Damage.ROWS_MISSING, Damage.VERSION_GAP}


def test_rows_that_closed_ranks_behind_a_removed_one_are_found(sound: Path) -> None:
    found = attack(
        sound,
        "DELETE FROM journal WHERE seq = 5",
        *(f"UPDATE journal SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(6, 13)),  # noqa: S608
    )

    assert Damage.ALTERED in damages(found)
    assert Damage.ROWS_MISSING in damages(found)


@pytest.mark.shows("INV-28")
@pytest.mark.parametrize("left", [0, 1, 11])
def test_a_cut_tail_is_found_by_the_head_file(sound: Path, left: int) -> None:
    found = attack(sound, f"DELETE FROM journal WHERE seq > {left}")  # noqa: S608

    assert damages(found) == {Damage.ROWS_MISSING}
    assert f"the newest {12 - left} rows are gone" in str(found)


def test_a_replaced_row_is_found(sound: Path) -> None:
    found = attack(
        sound,
        "INSERT OR REPLACE INTO journal SELECT seq, stream, version, kind, schema, at_ms, wall_ms, "
        "replace(payload, '25000', '99000'), prev_hash, hash FROM journal WHERE seq = 12",
    )

    assert damages(found) == {Damage.ALTERED}


def test_a_newest_row_exchanged_with_its_hashes_is_found_by_the_head_file(sound: Path) -> None:
    found = attack(sound, "UPDATE journal SET hash = replace(hash, 'a', 'b') WHERE seq = 12")

    assert any("head file" in finding.text for finding in found.findings)


async def test_an_old_backup_under_a_newer_head_is_found(path: Path) -> None:
    await filled(path, rows=6)
    shutil.copy(path, backup := path.with_name("backup"))
    store = open_store(path)
    await store.writer.submit(batch("s0", 3))
    await store.close()
    shutil.copy(backup, path)

    found = verify(path)

    assert damages(found) == {Damage.ROWS_MISSING}


async def test_a_journal_one_commit_ahead_of_its_head_is_sound(path: Path) -> None:
    await filled(path, rows=6)
    shutil.copy(anchor_path(path), old := path.with_name("old"))
    store = open_store(path)
    await store.writer.submit(batch("s0", 3))
    await store.close()
    shutil.copy(old, anchor_path(path))

    assert verify(path).ok


@pytest.mark.parametrize("content", [b"", b"{}", b" " * SIZE, b"\xff" * SIZE, None])
def test_a_lost_head_file_is_a_finding(sound: Path, content: bytes | None) -> None:
    if content is None:
        anchor_path(sound).unlink()
    else:
        anchor_path(sound).write_bytes(content)

    assert damages(verify(sound)) == {Damage.HEAD_LOST}


def test_a_head_file_with_one_flipped_digit_is_a_finding(sound: Path) -> None:
    said = anchor_path(sound).read_bytes()
    anchor_path(sound).write_bytes(said.replace(b'"seq":12', b'"seq":11'))

    assert damages(verify(sound)) == {Damage.HEAD_LOST}


def test_a_removed_guard_is_a_finding(sound: Path) -> None:
    connection = sqlite3.connect(sound)
    connection.execute("DROP TRIGGER journal_no_delete")
    connection.close()

    assert damages(verify(sound)) == {Damage.GUARD_MISSING}


def test_a_truncated_file_is_found_at_any_length(sound: Path) -> None:
    whole, random_ = sound.read_bytes(), random.Random(11)
    lengths = {0, 1, 99, 100, 4096, len(whole) - 1}
    lengths |= {random_.randrange(len(whole)) for _ in range(40)}

    for length in lengths:
        sound.write_bytes(whole[:length])
        assert not verify(sound).ok, f"cut to {length} bytes"
        assert sound.read_bytes() == whole[:length]


def test_a_flipped_byte_anywhere_is_found_or_touches_no_row(sound: Path) -> None:
    whole, random_ = sound.read_bytes(), random.Random(12)
    rows = all_rows(sound)
    for _ in range(150):
        place = random_.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random_.randrange(8)
        sound.write_bytes(flipped)
        if verify(sound).ok:
            assert rows == all_rows(sound), f"byte {place}"


def all_rows(path: Path) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute("SELECT * FROM journal ORDER BY seq").fetchall()
    finally:
        connection.close()


def test_a_file_that_is_no_database_is_a_finding(sound: Path) -> None:
    sound.write_bytes(b"not a database" * 1000)

    assert damages(verify(sound)) >= {Damage.UNREADABLE}


def test_a_missing_file_is_a_finding(sound: Path) -> None:
    sound.unlink()

    assert damages(verify(sound)) >= {Damage.UNREADABLE}


async def test_an_empty_journal_is_sound(path: Path) -> None:
    await open_store(path).close()

    assert (verify(path).ok, verify(path).head) == (True, GENESIS)


KILLED = """
import asyncio, os, sys
from pathlib import Path
from typing import Any
from tests.service.store.sample import batch, open_store

async def main():
    store = open_store(Path(sys.argv[1]))
    for version in range(1, 6):
        await store.writer.submit(batch("s", version))
    os._exit(0)

asyncio.run(main())
"""


def killed(path: Path) -> None:
    """Leave a store whose newest rows are in its write-ahead log only."""
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=True, cwd=Path.cwd())


def test_a_log_removed_after_a_kill_is_found(path: Path) -> None:
    killed(path)
    assert verify(path).rows == 5

    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink()

    assert not verify(path).ok


@pytest.mark.shows("C-20")
@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"not a database" * 1000),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:9000]),
        lambda path: attack(path, "DELETE FROM journal WHERE seq = 5"),
        lambda path: anchor_path(path).unlink(),
    ],
)
async def test_a_damaged_store_opens_for_reading_only(
    sound: Path, damage: Callable[[Path], object]
) -> None:
    damage(sound)
    before = contents(sound)

    store = open_store(sound)
    refusal = store.writer.submit(batch("new", 1)).exception()
    failing = store.writer.status.failing
    with pytest.raises(JournalDamaged):
        await store.writer.transact(lambda connection: None)
    await store.close()

    assert store.damaged is not None
    assert isinstance(refusal, JournalDamaged)
    assert failing is not None
    assert before == contents(sound)


async def test_what_is_left_of_a_damaged_journal_can_be_read(sound: Path) -> None:
    attack(sound, "DELETE FROM journal WHERE seq = 5")

    store = open_store(sound)
    found = await store.journal.events()
    await store.close()

    assert len(found) == 11
