"""Vital signs: what can be, what warns, how often a set is due, and what asks for a fresh one."""

from dataclasses import fields, replace
from typing import Any

import pytest

from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.decide import decide
from service.core.session.observe import vitals_due
from service.core.session.state import Phase
from service.core.times import Instant, minutes
from service.core.vitals import POSSIBLE, Sign, VitalSigns, impossible, unusual
from tests.core.session.story import FIRST, NURSE, T0, Story, kinds
from tests.core.session.story import RULES as UNSIGNED

WELL = VitalSigns(
    systolic_mmhg=124,
    diastolic_mmhg=78,
    pulse_per_min=72,
    breaths_per_min=14,
    temperature_tenths_c=368,
    saturation_percent=98,
)
RULES = replace(UNSIGNED, vitals=FIRST.vitals)
CADENCE = RULES.vitals.cadence
SAID: dict[str, Any] = {"by": NURSE, "tablet": "tablet-1", "tap": "tap-vitals"}


def test_every_sign_is_a_field_of_a_set_and_has_its_limits() -> None:
    assert {each.name for each in fields(VitalSigns)} == {sign.value for sign in Sign}
    assert set(Sign) == {*POSSIBLE} == {*RULES.usual_vitals}


@pytest.mark.parametrize("sign", Sign)
@pytest.mark.parametrize("end", ["low", "high"])
def test_the_ends_of_what_can_be_are_taken_and_one_beyond_is_not(sign: Sign, end: str) -> None:
    limit = getattr(POSSIBLE[sign], end)
    other = {Sign.SYSTOLIC: {"diastolic_mmhg": 10}, Sign.DIASTOLIC: {"systolic_mmhg": 300}}
    at_it = replace(WELL, **{sign.value: limit, **other.get(sign, {})})
    beyond = replace(at_it, **{sign.value: limit + (1 if end == "high" else -1)})

    assert [*impossible(at_it)] == []
    assert len([*impossible(beyond)]) == 1


def test_a_diastolic_pressure_is_below_the_systolic_one() -> None:
    assert [*impossible(replace(WELL, diastolic_mmhg=123))] == []
    assert [*impossible(replace(WELL, diastolic_mmhg=124))] != []


def test_what_cannot_be_is_refused_with_its_range_and_unit() -> None:
    s = Story().prepared().s
    command = c.TakeVitals(at=T0, **SAID, signs=replace(WELL, temperature_tenths_c=512))
    answer = decide(s, command, RULES)

    assert isinstance(answer, Refusal)
    assert answer.id is RefusalId.VITALS_NOT_POSSIBLE
    assert answer.sentence == "Temperature must be from 30.0 to 44.0 °C, not 51.2."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"systolic_mmhg": 90}, []),
        ({"systolic_mmhg": 89}, ["systolic pressure 89 mmHg is below 90."]),
        ({"temperature_tenths_c": 380}, []),
        ({"temperature_tenths_c": 381}, ["temperature 38.1 °C is above 38.0."]),
        ({"saturation_percent": 91}, ["oxygen saturation 91 % is below 92."]),
    ],
)
def test_what_is_unusual_warns(changed: dict[str, int], said: list[str]) -> None:
    assert [*unusual(replace(WELL, **changed), RULES.usual_vitals)] == said


class Watched(Story):
    """A session in a ward that asks for recorded sets."""

    def __init__(self, infusion_no: int = 1) -> None:
        super().__init__(infusion_no, rules=RULES)

    def take_vitals(self) -> None:
        assert not isinstance(self.say(c.TakeVitals, signs=WELL), Refusal)

    def due_in(self) -> int | None:
        """Whole minutes until the next set is due; negative where it is overdue."""
        due = vitals_due(self.s, CADENCE)
        return None if due is None else (due - self.now) // 60_000


def reasons(answer: object) -> set[RefusalId]:
    assert isinstance(answer, Refusal), answer
    return {each.id for each in answer.reasons}


@pytest.mark.parametrize(
    ("age_ms", "found"),
    [
        (0, None),
        (minutes(30), None),
        (minutes(30) + 1, RefusalId.VITALS_TOO_OLD),
        (None, RefusalId.VITALS_MISSING),
    ],
)
def test_a_start_asks_for_a_baseline(age_ms: int | None, found: RefusalId | None) -> None:
    story = Watched()
    if age_ms is not None:
        story.take_vitals()
        story.now = Instant(story.now + age_ms)
    answer = story.prepared().say(c.Start)

    if found is None:
        assert not isinstance(answer, Refusal)
    else:
        assert reasons(answer) == {found}


@pytest.mark.parametrize(
    ("age_ms", "found"),
    [
        (0, None),
        (minutes(10), None),
        (minutes(10) + 1, RefusalId.VITALS_TOO_OLD),
    ],
)
def test_an_increase_asks_for_a_fresh_set(age_ms: int, found: RefusalId | None) -> None:
    story = Watched()
    story.take_vitals()
    story.started()
    story.run(minutes(45))
    story.take_vitals()
    story.run(minutes(10))
    story.take_vitals()
    taken = story.now
    story.run(minutes(2))
    assert story.s.vitals is not None
    story.state = replace(story.s, vitals=replace(story.s.vitals, at=Instant(story.now - age_ms)))
    answer = story.attest()

    assert taken < story.now
    if found is None:
        assert kinds(answer) == ["NoReactionAttested"]
    else:
        assert reasons(answer) == {found}
        assert story.s.attested is None


def test_a_late_attestation_asks_for_a_fresh_set_too() -> None:
    story = Watched()
    story.take_vitals()
    story.started()
    story.run(minutes(92))
    assert story.s.phase is Phase.PAUSED
    story.report(story.running.__class__(0))

    assert RefusalId.VITALS_TOO_OLD in reasons(story.attest())
    story.take_vitals()
    assert not isinstance(story.attest(), Refusal)


def test_where_the_word_is_enough_nothing_is_asked() -> None:
    story = Story().started()
    story.run(minutes(57))

    assert not isinstance(story.attest(), Refusal)


@pytest.mark.parametrize(
    ("infusion_no", "at_min", "due_in_min"),
    [
        (1, 0, 15),
        (1, 45, 15),
        (1, 59, 15),
        (1, 60, 30),
        (2, 45, 15),
        (3, 0, 30),
        (3, 45, 30),
    ],
)
def test_how_often_a_set_is_due(infusion_no: int, at_min: int, due_in_min: int) -> None:
    story = Watched(infusion_no)
    story.take_vitals()
    assert story.due_in() is None
    story.started()
    assert story.s.started_at is not None
    story.now = Instant(story.s.started_at + minutes(at_min))
    story.take_vitals()

    assert story.due_in() == due_in_min


def test_after_a_reaction_a_set_is_due_more_often_to_the_end() -> None:
    story = Watched(3)
    story.take_vitals()
    story.started()
    story.run(minutes(40))
    story.take_vitals()
    assert story.due_in() == 30
    story.say(c.ReportReaction)

    assert story.due_in() == 15
    assert story.s.reactions == 1


@pytest.mark.parametrize(("infusion_no", "last"), [(1, True), (2, True), (3, False)])
def test_a_set_is_due_at_the_end_and_a_last_one_after_a_close_infusion(
    infusion_no: int, last: bool
) -> None:
    story = Watched(infusion_no)
    story.take_vitals()
    story.started()
    story.run(minutes(1))
    story.state = replace(story.s, phase=Phase.FLUSHING, ended_at=story.now)

    assert story.due_in() == 0
    story.take_vitals()
    assert story.due_in() == (30 if last else None)
    story.now = Instant(story.now + minutes(30))
    assert story.due_in() == (0 if last else None)
    story.take_vitals()
    assert story.due_in() is None
