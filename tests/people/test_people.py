"""Signing in, being locked out, ending: on the real file and a clock that the test moves."""

import logging
import sqlite3
from pathlib import Path

import pytest

from service.core.roles import Role
from service.people import register
from service.people.acts import NOBODY, From
from service.people.checking import verify_acts
from service.people.people import NotWritten, People
from service.people.proving import Asked, Wrong
from tests.people.doing import read_badge, settled, tablet, used
from tests.people.staff import PEOPLE, QUICK, RULES, WRONG, Staff, action, badge, beside, pin, staff

# -- signing in, and its ends


async def test_badge_and_pin_sign_in(here: Staff) -> None:
    token = await here.sign_in("nurse-k")

    assert here.who(token) == "nurse-k"
    assert here.who(token, "tablet-2") is None, "a sign-in is of one tablet"
    assert here.who("another token") is None


@pytest.mark.parametrize(
    ("whose", "typed"),
    [("nurse-k", WRONG), ("nurse-k", ""), ("nurse-k", pin("nurse-m")), ("nurse-k", "\udc80")],
)
async def test_another_pin_does_not(here: Staff, whose: str, typed: str) -> None:
    assert await here.try_pin(whose, typed) == Wrong()


async def test_an_unknown_badge_is_refused_in_the_same_words(here: Staff) -> None:
    assert await here.people.sign_in("tablet-1", "BADGE-of-nobody", pin("nurse-k")) == Wrong()
    assert (await here.acts())[-1].about == "unknown-badge"


@pytest.mark.shows("INV-34")
async def test_without_a_command_it_ends(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    here.clock.pass_min(1.99)
    assert here.who(token) == "nurse-k"
    here.clock.pass_min(0.01)

    assert here.who(token) is None
    await here.people.look()
    await settled(here)
    assert (await here.acts())[-1].about == "nurse-k at tablet-1: idle"


async def test_a_command_lets_it_go_on_but_not_for_ever(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    for _ in range(479):  # 718.5 min, 1.5 min at a time
        here.clock.pass_min(1.5)
        used(here, token)
        await settled(here)
    here.clock.pass_min(1.4)
    used(here, token)
    here.clock.pass_min(0.1)

    assert here.who(token) is None
    await here.people.look()
    await settled(here)
    assert (await here.acts())[-1].about == "nurse-k at tablet-1: longest"


async def test_signing_out_ends_it(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    signed_in = here.people.signed_in(token, tablet(here))
    assert signed_in is not None
    await here.people.sign_out(signed_in)

    assert here.who(token) is None
    assert (await here.acts())[-1].about == "nurse-k at tablet-1: signed-out"


async def test_who_signs_in_next_ends_it(here: Staff) -> None:
    first = await here.sign_in("nurse-k")
    second = await here.sign_in("nurse-m")

    assert (here.who(first), here.who(second)) == (None, "nurse-m")


async def test_somebody_may_be_signed_in_at_two_tablets(here: Staff) -> None:
    first, second = await here.sign_in("nurse-k"), await here.sign_in("nurse-k", "tablet-2")

    assert (here.who(first), here.who(second, "tablet-2")) == ("nurse-k", "nurse-k")


async def test_a_restart_ends_nothing_and_lengthens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ward.people.sqlite"
    async with staff(path) as here:
        token = await here.sign_in("nurse-k")
        here.clock.pass_min(1.5)
        used(here, token)
        await settled(here)
        clock, secret = here.clock, here.secrets["tablet-1"]
    people = People.open(path, RULES, clock, hasher=QUICK)
    clock.pass_min(1.9)
    assert people.signed_in(token, people.tablet(secret)) is not None
    clock.pass_min(0.1)

    assert people.signed_in(token, people.tablet(secret)) is None
    await people.close()


async def test_of_many_commands_the_last_ones_are_written_too(tmp_path: Path) -> None:
    """A restart may make a sign-in shorter by a quarter of the idle time, and no more."""
    path = tmp_path / "ward.people.sqlite"
    async with staff(path) as here:
        token = await here.sign_in("nurse-k")
        for _ in range(60):  # ten minutes of work
            here.clock.pass_min(1 / 6)
            used(here, token)
            await settled(here)
        clock, secret = here.clock, here.secrets["tablet-1"]
    people = People.open(path, RULES, clock, hasher=QUICK)
    clock.pass_min(1.49)
    assert people.signed_in(token, people.tablet(secret)) is not None
    await people.close()


# -- what others write beside the running ward


@pytest.mark.parametrize("what", ["disable", "pin", "revoke"])
async def test_what_the_command_line_takes_away_ends_at_the_next_look(
    here: Staff, what: str
) -> None:
    token = await here.sign_in("nurse-k")
    by = From(at=here.clock())
    with beside(here.path) as file:
        if what == "disable":
            file.write(lambda c: register.disable(c, by, "nurse-k"))
        elif what == "pin":
            file.write(lambda c: register.set_pin(c, by, "nurse-k", "$argon2id$none"))
        else:
            file.write(lambda c: register.revoke(c, by, "tablet-1"))
    await here.people.look()

    assert here.who(token) is None
    if what != "revoke":
        assert await here.try_pin("nurse-k", pin("nurse-k")) == Wrong()


async def test_other_roles_count_from_the_next_look_on(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    with beside(here.path) as file:
        roles = (Role.NURSE, Role.CHARGE)
        file.write(lambda c: register.set_roles(c, From(at=here.clock()), "nurse-k", roles))
    await here.people.look()

    found = here.people.signed_in(token, tablet(here))
    assert found is not None
    assert found.member.roles == set(roles)


async def test_a_badge_is_one_persons(here: Staff) -> None:
    kept = read_badge(here.path, "nurse-k")
    with beside(here.path) as file, pytest.raises(register.Taken):
        file.write(
            lambda c: register.add_person(
                c,
                From(at=here.clock()),
                id_="nurse-z",
                name="Nurse Z",
                roles=[Role.NURSE],
                badge_hash=kept,
                pin_hash="none",
            )
        )


# -- the disk


async def test_a_frozen_disk_lets_nobody_in_and_throws_nobody_out(
    here: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.people.people.ANSWER_S", 0.05)
    token = await here.sign_in("nurse-k")
    here.disk.freeze()

    with pytest.raises(NotWritten):
        await here.sign_in("nurse-m", "tablet-2")
    assert here.who(token) == "nurse-k"


async def test_a_full_disk_counts_wrong_pins_as_tries_that_never_were(here: Staff) -> None:
    here.disk.fill()
    with pytest.raises(NotWritten):
        await here.try_pin("nurse-k", pin("nurse-k"))
    here.disk.mend()

    await here.sign_in("nurse-k")


# -- what is kept


async def test_no_secret_is_kept_or_logged(
    here: Staff, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        tokens = [await here.sign_in("nurse-k"), here.secrets["tablet-1"]]
        await here.try_pin("nurse-m", WRONG)
        asked = Asked(tablet="tablet-1", person="nurse-k", pin=pin("nurse-k"))
        found = await here.people.give(asked, action(), "stepped-up")
    assert isinstance(found, tuple)
    secret = [pin("nurse-k"), WRONG, badge("nurse-k"), *tokens, found[0], "CODE-tablet"]
    files = b"".join(each.read_bytes() for each in here.path.parent.iterdir())
    captured = capsys.readouterr()
    said = caplog.text + captured.out + captured.err

    for each in secret:
        assert each.encode() not in files
        assert each not in said
    assert pin("nurse-k") not in repr(asked)


async def test_the_acts_are_append_only_and_chained(here: Staff) -> None:
    await here.sign_in("nurse-k")
    with sqlite3.connect(here.path) as raw:
        for bad in ("DELETE FROM act WHERE seq = 2", "UPDATE act SET person = 'x' WHERE seq = 2"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(bad)
    raw.close()
    assert verify_acts(here.path).ok


async def test_what_has_ended_stays_ended(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    await here.sign_in("nurse-m")
    with sqlite3.connect(here.path) as raw, pytest.raises(sqlite3.IntegrityError, match="ended"):
        raw.execute("UPDATE sign_in SET ended_at_ms = NULL WHERE person = 'nurse-k'")
    raw.close()
    assert here.who(token) is None


async def test_the_acts_say_who_what_when_and_where(here: Staff) -> None:
    here.clock.pass_min(1)
    await here.sign_in("nurse-k", "tablet-2")

    last = (await here.acts())[-1]
    assert (last.person, last.what, last.at, last.tablet) == (
        "nurse-k",
        "signed-in",
        here.clock(),
        "tablet-2",
    )
    first = (await here.acts())[: len(PEOPLE)]
    assert {each.what for each in first} == {"person-added"}
    assert NOBODY not in {each.person for each in first}
