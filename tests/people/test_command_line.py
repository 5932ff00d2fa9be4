"""`chairside user` and `chairside enrol`: what they write, and what they never say twice."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import config
from service.cli.main import app
from service.core.roles import Role
from service.core.times import Instant
from service.people.acts import Wanted, read_acts
from service.people.file import people_path
from service.people.people import People
from service.people.proving import Wrong
from service.people.roll import read_roll
from service.shell.clock import wall_clock_ms
from tests.people.staff import RULES, beside

PIN = re.compile(r"\b[0-9]{6}\b")
CODE = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")


class Terminal:
    """Somebody at the ward's machine."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ward.yaml"
        text = config.find("wards", "bench").read_text("utf-8")
        self.store = folder / "bench.sqlite"
        self.file.write_text(text.replace("bench.sqlite", str(self.store)), "utf-8")
        self.path = people_path(self.store)

    def run(self, *words: str, typed: str = "", code: int = 0) -> str:
        """Run a command and return all that it said."""
        asked = [*words, "--config", str(self.file)]
        ended = CliRunner().invoke(app, asked, input=typed)
        assert ended.exit_code == code, ended.output
        return ended.output

    def add(self, who: str = "nurse-k", *more: str, code: int = 0, typed: str = "") -> str:
        return self.run(
            "user", "add", who, "Nurse K", "--role", "nurse", *more, code=code, typed=typed
        )

    def roll(self) -> Any:
        with beside(self.path) as file:
            return file.read(read_roll)

    def people(self) -> People:
        return People.open(self.path, RULES, lambda: Instant(wall_clock_ms()))


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


async def test_who_was_added_signs_in_with_what_was_shown_once(terminal: Terminal) -> None:
    said = terminal.add("nurse-k", "--badge", "BADGE-1")
    (pin,) = PIN.findall(said)
    (code,) = CODE.findall(terminal.run("enrol", "tablet-1"))
    people = terminal.people()

    found = await people.enrol(code.lower())
    assert isinstance(found, tuple)
    assert isinstance(await people.sign_in("tablet-1", "BADGE-1", pin), tuple)
    await people.close()


def test_a_pin_is_said_once_and_kept_nowhere(
    terminal: Terminal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = terminal.add("nurse-k", "--badge", "BADGE-1")
        listed = terminal.run("user", "list")
    (pin,) = PIN.findall(said)
    kept = b"".join(each.read_bytes() for each in terminal.path.parent.iterdir())

    assert "nurse-k" in listed
    assert pin not in listed + caplog.text
    for each in (pin, "BADGE-1"):
        assert each.encode() not in kept


def test_pin_and_badge_are_asked_without_an_echo(terminal: Terminal) -> None:
    said = terminal.add("nurse-k", "--ask-pin", typed="BADGE-1\n482913\n482913\n")

    assert "482913" not in said
    assert "BADGE-1" not in said


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["add", "Nurse K", "N", "--role", "nurse", "--badge", "b"], "", "is no id"),
        (["add", "n", "N", "--role", "friend", "--badge", "b"], "", "is not one of: viewer"),
        (["add", "n", "", "--role", "nurse", "--badge", "b"], "", "a name is one line"),
        (["add", "n", "N", "--role", "nurse", "--badge", "BADGE-1"], "", "in the list already"),
        (["add", "nurse-k", "N", "--role", "nurse", "--badge", "b"], "", "in the list already"),
        (["pin", "nurse-k", "--ask-pin"], "123456\n123456\n", "not digits in a row"),
        (["pin", "nobody"], "", "there is no person 'nobody'"),
        (["roles", "nobody", "--role", "nurse"], "", "there is no person 'nobody'"),
        (["unlock", "nobody"], "", "there is no person 'nobody'"),
        (["disable", "nobody"], "", "there is no person 'nobody'"),
    ],
)
def test_what_cannot_be_is_refused(
    terminal: Terminal, words: list[str], typed: str, said: str
) -> None:
    terminal.add("nurse-k", "--badge", "BADGE-1")

    assert said in terminal.run("user", *words, typed=typed, code=2)


async def test_what_is_changed_counts_and_is_in_the_audit(terminal: Terminal) -> None:
    terminal.add("nurse-k", "--badge", "BADGE-1")
    terminal.run("user", "roles", "nurse-k", "--role", "nurse", "--role", "charge")
    said = terminal.run("user", "pin", "nurse-k")
    terminal.run("user", "unlock", "nurse-k")
    (pin,) = PIN.findall(said)
    (code,) = CODE.findall(terminal.run("enrol", "tablet-1", "--name", "By the window"))
    assert terminal.roll().members["nurse-k"].roles == {Role.NURSE, Role.CHARGE}
    people = terminal.people()
    await people.enrol(code)
    assert [each.name for each in people.roll.tablets.values()] == ["By the window"]
    found = await people.sign_in("tablet-1", "BADGE-1", pin)
    assert isinstance(found, tuple)
    terminal.run("user", "disable", "nurse-k")
    await people.look()

    here = people.tablet_by_id("tablet-1")
    assert people.signed_in(found[0], here) is None
    assert await people.sign_in("tablet-1", "BADGE-1", pin) == Wrong()
    assert "(disabled)" in terminal.run("user", "list")
    terminal.run("enrol", "tablet-1", "--revoke")
    await people.look()
    assert people.tablet_by_id("tablet-1") is None
    await people.close()
    with beside(terminal.path) as file:
        acts = file.read(lambda c: read_acts(c, Wanted(since=Instant(0), until=Instant(1 << 60))))
    assert [each.what for each in acts][::-1] == [
        "person-added",
        "roles-changed",
        "pin-changed",
        "unlocked",
        "enrolment-offered",
        "enrolled",
        "signed-in",
        "person-disabled",
        "sign-in-ended",
        "wrong-pin",
        "tablet-revoked",
    ]
    assert {each.person for each in acts if each.what == "roles-changed"} == {"terminal"}


def test_the_link_has_its_code_where_no_server_logs_it(terminal: Terminal) -> None:
    said = terminal.run("enrol", "tablet-1", "--address", "https://ward.example/")

    (code,) = set(CODE.findall(said))
    assert f"https://ward.example/#enrol={code}\n" in said
    assert "begins with https" in terminal.run("enrol", "t", "--address", "ward", code=2)
    assert "there is no tablet" in terminal.run("enrol", "tablet-9", "--revoke", code=2)


def test_a_ward_that_believes_its_pages_has_nobody_to_add() -> None:
    ended = CliRunner().invoke(app, ["user", "list", "--config", "demo"])

    assert ended.exit_code == 2
    assert "believes its pages" in ended.output


def test_files_of_people_are_for_their_owner_alone(terminal: Terminal) -> None:
    terminal.add("nurse-k", "--badge", "BADGE-1")
    terminal.path.with_suffix(".key").chmod(0o644)

    assert "owner alone" in terminal.run("user", "list", code=2)


@pytest.mark.parametrize("content", [b"no database at all " * 60, b"SQLite format 3\0" + b"x" * 90])
def test_a_file_that_is_none_is_refused_and_left_as_it_is(
    terminal: Terminal, content: bytes
) -> None:
    terminal.path.touch(0o600)
    terminal.path.write_bytes(content)

    assert f"{terminal.path.name} cannot be read" in terminal.run("user", "list", code=2)
    assert terminal.path.read_bytes() == content
