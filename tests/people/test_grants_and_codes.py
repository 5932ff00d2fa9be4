"""PINs for one command, and codes that enrol a tablet."""

import pytest
from sqlalchemy import Connection

from service.core.times import after, minutes
from service.people import register
from service.people.acts import From
from service.people.grants import Action
from service.people.proving import Asked, Locked
from service.people.roll import Enrolled
from service.people.secret import code_hash
from tests.people.staff import RULES, Staff, action, badge, beside, pin

# -- a PIN for one action


@pytest.mark.parametrize(
    ("asked", "minutes_later", "counts"),
    [
        (action(), 0.0, True),
        (action(), 0.999, True),
        (action(), 1.0, False),
        (action(tap="tap-00002"), 0.0, False),
        (action(asked="POST /y"), 0.0, False),
        (action(tablet="tablet-2"), 0.0, False),
    ],
)
async def test_a_pin_is_given_for_one_action_and_a_minute(
    here: Staff, asked: Action, minutes_later: float, *, counts: bool
) -> None:
    proof = Asked(tablet="tablet-1", badge=badge("nurse-m"), pin=pin("nurse-m"))
    found = await here.people.give(proof, action(), "second-person")
    assert isinstance(found, tuple)
    here.clock.pass_min(minutes_later)

    grant = here.people.grant(found[0], asked)
    assert (grant is not None) is counts
    assert here.people.grant("another", action()) is None


async def test_a_grant_of_somebody_who_was_disabled_is_none(here: Staff) -> None:
    proof = Asked(tablet="tablet-1", badge=badge("nurse-m"), pin=pin("nurse-m"))
    found = await here.people.give(proof, action(), "second-person")
    assert isinstance(found, tuple)
    with beside(here.path) as file:
        file.write(lambda c: register.disable(c, From(at=here.clock()), "nurse-m"))
    await here.people.look()

    assert here.people.grant(found[0], action()) is None


# -- enrolment


async def test_a_code_enrols_once_and_for_a_while(here: Staff) -> None:
    offer = Enrolled(id="tablet-3", name="Tablet 3")
    by, until = From(at=here.clock()), after(here.clock(), minutes(10))

    def write(connection: Connection) -> None:
        for code in ("AAAAA-BBBBB", "CCCCC-DDDDD"):
            register.offer_enrolment(connection, by, offer, code_hash(code), until)

    with beside(here.path) as file:
        file.write(write)
    first = await here.people.enrol(" aaaaa bbbbb ")
    assert isinstance(first, tuple)
    assert here.people.tablet(first[0]) == offer
    assert await here.people.enrol("AAAAA-BBBBB") is None
    here.clock.pass_min(10)
    assert await here.people.enrol("CCCCC-DDDDD") is None


async def test_who_guesses_codes_is_locked_out(here: Staff) -> None:
    for _ in range(RULES.tablet.wrong_max):
        assert await here.people.enrol("guess") is None

    assert isinstance(await here.people.enrol("guess"), Locked)


async def test_a_tablet_enrolled_anew_has_one_secret(here: Staff) -> None:
    old = here.secrets["tablet-1"]
    token = await here.sign_in("nurse-k")
    new = await here.enrolled("tablet-1")

    assert here.people.tablet(old) is None
    assert here.people.tablet(new) is not None
    assert here.who(token) is None
