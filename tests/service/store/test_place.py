import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from service.store import engine
from service.store.engine import open_engine
from service.store.errors import StoreInUse, StoreUnfit
from service.store.lock import StoreLock
from service.store.place import file_system, prepare, refuse_network
from tests.service.store.sample import open_store

MOUNTS = """\
21 1 0:20 / / rw,relatime - ext4 /dev/root rw
30 21 0:30 / /srv rw - nfs4 server:/srv rw
31 21 0:31 / /srv/local\\040disk rw - xfs /dev/sdb rw
32 21 0:32 / /home rw - ext4 /dev/sdc rw
33 21 0:33 / /home rw shared:1 - cifs //server/home rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/ward.sqlite", "ext4"),
        ("/srv/ward.sqlite", "nfs4"),
        ("/srvx/ward.sqlite", "ext4"),
        ("/srv/local disk/ward.sqlite", "xfs"),
        ("/home/ward.sqlite", "cifs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path, path: str, kind: str) -> None:
    (mounts := tmp_path / "mountinfo").write_text(MOUNTS)

    assert file_system(Path(path), mounts) == kind


def test_a_network_file_system_is_refused(tmp_path: Path) -> None:
    (mounts := tmp_path / "mountinfo").write_text(MOUNTS)

    with pytest.raises(StoreUnfit, match="nfs4"):
        refuse_network(Path("/srv/ward.sqlite"), mounts)


def test_a_system_that_does_not_tell_is_trusted(tmp_path: Path) -> None:
    refuse_network(Path("/srv/ward.sqlite"), tmp_path / "none")


def test_a_new_file_is_its_owners_alone(path: Path) -> None:
    assert prepare(path) is True
    assert prepare(path) is False
    assert path.stat().st_mode & 0o777 == 0o600


async def test_every_file_of_a_store_is_its_owners_alone(path: Path) -> None:
    store = open_store(path)
    await store.writer.transact(lambda connection: None)
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    await store.close()

    assert set(modes.values()) == {0o600}
    assert len(modes) == 5


def test_a_file_that_others_may_read_is_refused(sound: Path) -> None:
    sound.chmod(0o640)

    with pytest.raises(StoreUnfit, match="chmod 600"):
        open_store(sound)


def test_a_missing_folder_or_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnfit):
        open_store(tmp_path / "none" / "ward.sqlite")
    with pytest.raises(StoreUnfit):
        open_store(tmp_path)


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", ("DELETE", "wal")), ("synchronous", ("NORMAL", 2))]
)
def test_a_setting_that_does_not_hold_is_a_reason_not_to_run(
    path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: tuple[str, str | int]
) -> None:
    prepare(path)
    monkeypatch.setattr(engine, "_FOR_WRITING", {setting: value})

    with pytest.raises(StoreUnfit, match=setting), open_engine(path).connect():
        pass


def test_every_connection_has_the_settings_of_a_record(path: Path) -> None:
    prepare(path)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 200,
        "temp_store": 2,
        "cell_size_check": 1,
    }

    for _ in range(2):
        with open_engine(path).connect() as connection:
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected
            }
        assert found == expected


def test_a_connection_never_creates_a_file(path: Path) -> None:
    with pytest.raises(OperationalError), open_engine(path).connect():
        pass

    assert not path.exists()


HOLDER = """
import sys, time
from pathlib import Path
from service.store.lock import StoreLock

StoreLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.shows("C-23")
@pytest.mark.shows("INV-29")
def test_a_store_in_use_names_the_process_and_a_dead_one_lets_go(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path.cwd(),
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            with pytest.raises(StoreInUse) as refusal:
                open_store(path)
        finally:
            holder.kill()

    assert refusal.value.pid == holder.pid
    with StoreLock(path):
        pass


def test_a_store_is_opened_once_in_a_process_too(path: Path) -> None:
    with StoreLock(path), pytest.raises(StoreInUse) as refusal:
        open_store(path)

    assert refusal.value.pid == os.getpid()


def test_a_store_that_could_not_be_opened_is_not_held(sound: Path) -> None:
    sound.chmod(0o644)
    with pytest.raises(StoreUnfit):
        open_store(sound)
    sound.chmod(0o600)

    with StoreLock(sound):
        pass
