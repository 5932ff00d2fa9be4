"""The acts are whole, or it is said what is not: planted damage, and the head file beside them."""

import logging
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.main import app
from service.people.acts import From, append
from service.people.checking import GUARDS, verify_acts
from service.people.file import PeopleFile, people_path
from service.people.people import People
from service.store.anchor import anchor_path, read_anchor
from service.store.findings import Damage
from service.store.store import Store
from service.wiring import codec
from tests.people.staff import NOW, PEOPLE, QUICK, RULES, Staff, beside, hired

SOME = len(PEOPLE)
"""Acts of a file in which everybody was hired and nothing else was done."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = people_path(tmp_path / "ward.sqlite")
    hired(found)
    return found


def tampered(path: Path, *statements: str) -> None:
    """Change the file as somebody with a database tool does, who puts the guards back."""
    with sqlite3.connect(path) as raw:
        guards = raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'act'"
        ).fetchall()
        assert sorted(name for name, _ in guards) == list(GUARDS)
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _, sql in guards:
            raw.execute(sql)
    raw.close()


def done(path: Path, what: str = "unlocked") -> None:
    """Let the command line do one thing more."""
    with beside(path) as file:
        file.write(lambda c: append(c, [From(at=NOW, person="terminal").act(what, "nurse-k")]))


def lost(path: Path) -> None:
    path.unlink()


def damages(path: Path) -> list[Damage]:
    return [each.damage for each in verify_acts(path).findings]


def test_what_nobody_has_touched_is_whole_and_its_head_is_beside_it(path: Path) -> None:
    done(path)

    found = verify_acts(path)
    assert (found.ok, found.rows) == (True, SOME + 1)
    assert read_anchor(path) == found.head
    assert anchor_path(path).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("statement", "damage", "at"),
    [
        ("UPDATE act SET person = 'somebody' WHERE seq = 3", Damage.ALTERED, 3),
        ("UPDATE act SET at_ms = at_ms + 1 WHERE seq = 3", Damage.ALTERED, 3),
        ("UPDATE act SET tap = 'tap-00000001' WHERE seq = 3", Damage.ALTERED, 3),
        ("UPDATE act SET about = x'ff' WHERE seq = 3", Damage.ALTERED, 3),
        ("DELETE FROM act WHERE seq = 3", Damage.ROWS_MISSING, 3),
        ("DELETE FROM act WHERE seq = 1", Damage.ROWS_MISSING, 1),
        ("DELETE FROM act WHERE seq > 3", Damage.ROWS_MISSING, 3),
        ("DELETE FROM act", Damage.ROWS_MISSING, 0),
    ],
)
def test_planted_damage_is_found_where_it_is(
    path: Path, statement: str, damage: Damage, at: int
) -> None:
    tampered(path, statement)

    (finding,) = verify_acts(path).findings
    assert (finding.damage, finding.seq) == (damage, at)


def test_the_newest_act_in_another_wording_is_not_the_one_the_head_has_seen(path: Path) -> None:
    """Whoever knows the chain can write another end of it, but not one with the same head."""
    done(path)
    tampered(path, "DELETE FROM act WHERE seq = (SELECT max(seq) FROM act)")
    done(path, what="pin-changed")  # by our own code: the hash is right, the history is not

    (finding,) = verify_acts(path).findings
    assert (finding.damage, finding.seq) == (Damage.ALTERED, SOME + 1)


def test_a_lost_head_file_is_said_and_never_made_anew(path: Path) -> None:
    anchor_path(path).unlink()
    assert damages(path) == [Damage.HEAD_LOST]

    done(path)
    assert damages(path) == [Damage.HEAD_LOST]


def test_a_head_file_that_says_nothing_is_said_and_left_as_it_is(path: Path) -> None:
    anchor_path(path).write_bytes(b"0" * 256)
    assert damages(path) == [Damage.HEAD_LOST]

    done(path)
    assert anchor_path(path).read_bytes() == b"0" * 256


def test_what_is_done_afterwards_does_not_hide_that_the_tail_was_cut_off(path: Path) -> None:
    done(path)
    tampered(path, "DELETE FROM act WHERE seq > (SELECT max(seq) - 2 FROM act)")
    assert damages(path) == [Damage.ROWS_MISSING]

    for _ in range(4):
        done(path)
    assert damages(path) == [Damage.ALTERED]


@pytest.mark.parametrize("guard", GUARDS)
def test_a_removed_guard_is_found(path: Path, guard: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(f"DROP TRIGGER {guard}")
    raw.close()
    assert damages(path) == [Damage.GUARD_MISSING]


def test_a_file_that_is_none_is_said(path: Path) -> None:
    path.write_bytes(b"not a database, however long it is" * 200)
    assert damages(path) == [Damage.UNREADABLE]
    path.unlink()
    assert damages(path) == [Damage.UNREADABLE]


async def test_the_service_and_the_command_line_move_one_head(here: Staff) -> None:
    await here.sign_in("nurse-k")
    done(here.path)
    await here.sign_in("nurse-m")
    done(here.path)

    found = verify_acts(here.path)
    assert found.ok, str(found)
    assert read_anchor(here.path) == found.head


async def test_the_service_says_at_its_start_that_the_acts_were_changed(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tampered(path, "UPDATE act SET person = 'somebody' WHERE seq = 3")
    people = People.open(path, RULES, lambda: NOW, hasher=QUICK)
    await people.close()

    (said,) = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert "row 3" in said


# -- chairside verify-journal


@pytest.fixture
async def store(path: Path) -> Path:
    found = path.with_name("ward.sqlite")
    await Store.open(found, codec()).close()
    return found


def verified(store: Path) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["verify-journal", str(store)])
    return ended.exit_code, ended.output


async def test_verify_journal_follows_the_acts_too(store: Path, path: Path) -> None:
    code, said = verified(store)
    assert (code, said.count("no damage found")) == (0, 2)
    assert path.name in said

    tampered(path, "DELETE FROM act WHERE seq = 3")
    code, said = verified(store)
    assert (code, said.count("no damage found")) == (1, 1)
    assert "rows_missing: rows 3 up to before 4 are gone" in said


async def test_verify_journal_misses_the_acts_where_only_their_head_is_left(
    store: Path, path: Path
) -> None:
    lost(path)
    code, said = verified(store)
    assert code == 1
    assert "does not exist" in said


async def test_verify_journal_says_nothing_of_people_where_nobody_signs_in(tmp_path: Path) -> None:
    alone = tmp_path / "other.sqlite"
    await Store.open(alone, codec()).close()
    code, said = verified(alone)
    assert (code, said.count("no damage found")) == (0, 1)


def test_a_file_of_an_older_version_gets_its_head_once(tmp_path: Path, path: Path) -> None:
    PeopleFile.open(path).close()
    anchor_path(path).unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'p0001'")
        raw.execute("ALTER TABLE enrolment DROP COLUMN offered_by")
        raw.execute("ALTER TABLE tablet DROP COLUMN enrolled_by")
    raw.close()

    PeopleFile.open(path).close()
    found = verify_acts(path)
    assert found.ok, str(found)
    assert read_anchor(path) == found.head
