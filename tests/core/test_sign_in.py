"""The rules of signing in, as tables."""

import pytest

from service.core.roles import Role, role_text, roles_in
from service.core.session.person import Person
from service.core.sign_in import (
    NO_TRIES,
    Ended,
    LockRule,
    SignInRules,
    Tries,
    ended_by_time,
    refusal_of_pin,
)
from service.core.times import Instant, Span, minutes, seconds

NOW = Instant(1_000_000_000)
PERSON = LockRule(wrong_max=5, within=None, locked_for=minutes(15))
TABLET = LockRule(wrong_max=5, within=minutes(10), locked_for=minutes(10))
RULES = SignInRules(
    idle=minutes(2),
    longest=minutes(720),
    fresh=seconds(60),
    enrolment=minutes(10),
    person=PERSON,
    tablet=TABLET,
)


def at(minute: float) -> Instant:
    return Instant(NOW + minutes(minute))


def wrong_at(rule: LockRule, *times: float) -> Tries:
    tries = NO_TRIES
    for minute in times:
        tries = tries.after_wrong(at(minute), rule)
    return tries


@pytest.mark.parametrize(
    ("rule", "times", "asked", "locked"),
    [
        (PERSON, (), 0, False),
        (PERSON, (0, 0, 0, 0), 0, False),
        (PERSON, (0, 0, 0, 0, 0), 0, True),
        (PERSON, (0, 0, 0, 0, 0), 14.999, True),
        (PERSON, (0, 0, 0, 0, 0), 15, False),
        # Wrong ones of yesterday count: only a right one forgets them.
        (PERSON, (-1440, -1, -1, 0, 0), 0, True),
        # After a lock it begins again with the first.
        (PERSON, (-20, -20, -20, -20, -20, 0, 0, 0, 0), 0, False),
        (PERSON, (-20, -20, -20, -20, -20, 0, 0, 0, 0, 0), 0, True),
        # On a tablet only so many within the time.
        (TABLET, (0, 2, 4, 6, 10), 10, True),
        (TABLET, (0, 2, 4, 6, 10), 20, False),
        (TABLET, (0, 2, 4, 6, 10.001), 10.001, False),
    ],
)
def test_what_wrong_pins_lead_to(
    rule: LockRule, times: tuple[float, ...], asked: float, *, locked: bool
) -> None:
    assert wrong_at(rule, *times).locked(at(asked)) is locked


@pytest.mark.parametrize(
    ("began", "used", "ended"),
    [
        (0, 0, None),
        (-1.999, -1.999, None),
        (-2, -2, Ended.IDLE),
        (-719, -1, None),
        (-720, 0, Ended.LONGEST),
        (-720, -5, Ended.LONGEST),
    ],
)
def test_what_time_ends(began: float, used: float, ended: Ended | None) -> None:
    assert ended_by_time(at(began), at(used), NOW, RULES) is ended


@pytest.mark.parametrize("pin", ["482913", "000001", "112233445566"])
def test_what_may_be_a_pin(pin: str) -> None:
    assert refusal_of_pin(pin) is None


NO_DIGITS = ["", "48291", "4829130000000", "48291a", " 482913", "٤٨٢٩١٣", "482913\n"]


@pytest.mark.parametrize("pin", [*NO_DIGITS, "000000", "123456", "987654", "890123", "210987"])
def test_what_may_not_be_a_pin(pin: str) -> None:
    assert refusal_of_pin(pin) is not None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("nurse", {Role.NURSE}),
        ("nurse, prescriber", {Role.NURSE, Role.PRESCRIBER}),
        ("unknown", set()),
        ("", set()),
    ],
)
def test_the_record_keeps_all_roles_of_a_person(text: str, roles: set[Role]) -> None:
    assert roles_in(text) == roles
    assert Person("n", "N", text).is_a(Role.PRESCRIBER) is (Role.PRESCRIBER in roles)
    assert roles_in(role_text(roles)) == roles


def test_nothing_lasts_where_nothing_was_said() -> None:
    nothing = SignInRules(
        idle=Span(0),
        longest=Span(0),
        fresh=Span(0),
        enrolment=Span(0),
        person=PERSON,
        tablet=TABLET,
    )

    assert ended_by_time(NOW, NOW, NOW, nothing) is Ended.LONGEST
