"""Wrong PINs and badges: who is locked out, for how long, and what ends it."""

from pathlib import Path

import pytest

from service.people.acts import From
from service.people.proving import Asked, Locked, Wrong
from tests.people.doing import LOCKED_MIN, locked_out
from tests.people.staff import RULES, WRONG, Staff, action, pin, staff

# -- wrong PINs


@pytest.mark.shows("INV-34")
async def test_so_many_wrong_pins_lock_and_a_right_one_is_not_even_tried(here: Staff) -> None:
    for _ in range(RULES.person.wrong_max - 1):
        assert await here.try_pin("nurse-k", WRONG) == Wrong()
    assert isinstance(await here.try_pin("nurse-k", WRONG), Locked)
    here.clock.pass_min(LOCKED_MIN - 0.01)

    assert isinstance(await here.try_pin("nurse-k", pin("nurse-k")), Locked)
    here.clock.pass_min(0.01)
    assert here.who(await here.sign_in("nurse-k")) == "nurse-k"


async def test_a_right_pin_forgets_the_wrong_ones(here: Staff) -> None:
    for _ in range(3):
        for _ in range(RULES.person.wrong_max - 1):
            assert await here.try_pin("nurse-k", WRONG) == Wrong()
        await here.sign_in("nurse-k")


async def test_a_lock_is_of_one_person(here: Staff) -> None:
    await locked_out(here, "nurse-k")

    assert here.who(await here.sign_in("nurse-m")) == "nurse-m"


async def test_a_lock_ends_no_sign_in(here: Staff) -> None:
    token = await here.sign_in("nurse-k")
    await locked_out(here, "nurse-k", "tablet-2")

    assert here.who(token) == "nurse-k"


async def test_a_restart_forgets_no_wrong_pin(tmp_path: Path) -> None:
    path = tmp_path / "ward.people.sqlite"
    async with staff(path) as here:
        for _ in range(RULES.person.wrong_max - 1):
            await here.try_pin("nurse-k", WRONG)
    async with staff(path) as here:
        assert isinstance(await here.try_pin("nurse-k", WRONG), Locked)


async def test_a_tablet_is_locked_too_whoever_tries(here: Staff) -> None:
    found = [
        await here.people.sign_in("tablet-1", f"BADGE-{n}", WRONG)
        for n in range(RULES.tablet.wrong_max)
    ]
    assert [isinstance(each, Locked) for each in found] == [False] * (len(found) - 1) + [True]

    assert isinstance(await here.try_pin("nurse-k", pin("nurse-k")), Locked)
    assert here.who(await here.sign_in("nurse-k", "tablet-2"), "tablet-2") == "nurse-k"
    here.clock.pass_min(RULES.tablet.locked_for / 60_000)
    await here.sign_in("nurse-k")


async def test_wrong_pins_of_one_action_count_as_well(here: Staff) -> None:
    asked = Asked(tablet="tablet-1", person="nurse-k", pin=WRONG)
    for _ in range(RULES.person.wrong_max):
        await here.people.give(asked, action(), "stepped-up")

    assert isinstance(await here.try_pin("nurse-k", pin("nurse-k")), Locked)


async def test_somebody_else_may_unlock(here: Staff) -> None:
    await locked_out(here, "nurse-k")
    by = From(at=here.clock(), person="charge-c", tablet="tablet-2")

    assert await here.people.unlock(by, "nurse-k")
    assert not await here.people.unlock(by, "nobody")
    await here.sign_in("nurse-k")
