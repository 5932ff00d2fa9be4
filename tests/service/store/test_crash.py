"""A process that is killed while it appends: what it was told is in the file."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.store.verify import verify
from service.store.writer import WriterStatus
from tests.service.store.sample import batch, open_store

APPENDING = """
import asyncio, sys
from pathlib import Path
from tests.service.store.sample import batch, open_store

async def stream(store, name):
    version = store.writer.durable(name)
    while True:
        version += 1
        await store.writer.submit(batch(name, version))
        print(name, version, flush=True)

async def main():
    store = open_store(Path(sys.argv[1]))
    await asyncio.gather(*(stream(store, name) for name in "abc"))

asyncio.run(main())
"""


def acknowledged_until_killed(path: Path, after_s: float) -> dict[str, int]:
    """Append until killed; return the last version of each stream that was acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-c", APPENDING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    )
    last: dict[str, int] = {}
    with process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after_s)
        process.kill()
        for line in [first, *process.stdout]:
            words = line.split()
            if line.endswith("\n") and len(words) == 2:
                last[words[0]] = int(words[1])
    return last


@pytest.mark.shows("GIP-10")
@pytest.mark.shows("INV-11")
async def test_every_acknowledged_row_survives_a_kill(path: Path) -> None:
    seconds = random.Random(5)
    for _ in range(3):
        acknowledged = acknowledged_until_killed(path, seconds.uniform(0.01, 0.15))

        found = verify(path)
        assert found.ok, str(found)
        store = open_store(path)
        assert store.damaged is None
        for stream, version in acknowledged.items():
            # At most one more: the commit under way when the process died.
            assert version <= store.writer.durable(stream) <= version + 1
        await store.close()


@pytest.mark.shows("F-07")
async def test_a_full_database_is_no_damage_and_goes_on_when_there_is_room(path: Path) -> None:
    """The real error of the real database, not the one of a test double."""
    store, heard = open_store(path), list[WriterStatus]()
    store.writer.listen(heard.append)
    # The limit belongs to the connection, which is given up after the failure: then there is room.
    await store.writer.run(
        lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=14").scalar()
    )

    await store.writer.submit(batch("s", 1, 200))
    await store.close()

    # On a busy machine it may first be said that the disk does not answer.
    reasons = [each.failing.reason for each in heard if each.failing is not None]
    assert "OperationalError: database or disk is full" in reasons
    assert (verify(path).ok, verify(path).rows) == (True, 200)
