"""What is unknown, missing or out of turn starts nothing; what belongs together stays together."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.port import Delivery, PumpAlarm, Running, Stopped
from drivers.quantities import NO_RATE
from service.core.alarm_table import TABLE, AlarmId, Priority
from service.core.alarms import alarms
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.state import Person, Phase
from service.core.session.wanted import wanted
from service.core.times import Span, minutes, seconds
from tests.core.session.story import IDENTITY, NURSE, SECOND, Story, kinds, ml, rate

PEOPLE = [NURSE, SECOND, Person("charge-a", "Charge A", "charge nurse")]
SAID: list[tuple[type[c.Said], dict[str, Any]]] = [
    (c.Start, {}),
    (c.AttestNoReaction, {"step_no": 1}),
    (c.AttestNoReaction, {"step_no": 2}),
    (c.WithdrawAttestation, {}),
    (c.ReportReaction, {}),
    (c.GradeReaction, {"grade": 1}),
    (c.GradeReaction, {"grade": 2}),
    (c.Pause, {}),
    (c.Resume, {}),
    (c.Resume, {"improved_to": 0, "prescriber": "prescriber-a"}),
    (c.Discontinue, {"reason": "told"}),
    (c.CheckSecond, {"rate": rate("25")}),
    (c.CheckSecond, {"rate": rate("12.5")}),
    (c.RecordFlush, {"volume": ml("20")}),
    (c.Discharge, {}),
]


def refused(answer: object) -> list[RefusalId]:
    assert isinstance(answer, Refusal), answer
    return [answer.id, *(reason.id for reason in answer.reasons)]


def associate(story: Story, **changed: Any) -> object:
    scanned = {
        "patient": "p1",
        "bag": "b1",
        "chair": "chair-1",
        "pump": "pump-1",
        "capabilities": story.pump,
        "identity": IDENTITY,
    }
    return story.say(c.Associate, **{**scanned, **changed})


@pytest.mark.shows("INV-22")
def test_a_wristband_of_another_patient_is_refused() -> None:
    story = Story()

    assert RefusalId.NOT_ASSOCIATED in refused(associate(story, patient="p2"))
    assert story.s.association is None


@pytest.mark.shows("INV-22")
@pytest.mark.shows("GIP-11")
@pytest.mark.parametrize("changed", [{"bag": "b2"}, {"chair": "chair-2"}, {"pump": "pump-2"}])
@pytest.mark.parametrize("phase", [Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD])
def test_bag_chair_and_pump_stay_once_the_infusion_has_begun(
    phase: Phase, changed: dict[str, str]
) -> None:
    story = Story().started()
    story.run(minutes(5))
    if phase is Phase.INTERRUPTED:
        story.say(c.ReportReaction)
    elif phase is Phase.PAUSED:
        story.say(c.Pause)
    elif phase is Phase.HELD:
        story.report(NO_RATE)
    assert phase is story.s.phase
    before = story.s.association

    assert [RefusalId.WRONG_PHASE] == refused(associate(story, **changed))
    assert before == story.s.association


@pytest.mark.shows("INV-23")
def test_every_required_premedication_is_named_with_who_gave_it_and_when() -> None:
    story = Story().prepared()
    required = [item for item in story.s.protocol.premedication if item.required]
    assert {item.id for item in required} <= {given.item for given in story.s.given}
    assert {NURSE} == {given.by for given in story.s.given}

    for item in required:
        lacking = Story().prepared()
        kept = tuple(each for each in lacking.s.given if each.item != item.id)
        lacking.state = replace(lacking.s, given=kept)
        answer = lacking.say(c.Start)
        assert RefusalId.PREMEDICATION_MISSING in refused(answer)
        assert isinstance(answer, Refusal)
        assert item.name in " ".join(reason.sentence for reason in answer.reasons)
        assert not isinstance(wanted(lacking.s), Running)


@pytest.mark.shows("INV-23")
def test_premedication_cannot_have_been_given_in_the_future() -> None:
    story = Story().prepared()

    answer = story.give("dexamethasone", Span(-1))

    assert [RefusalId.IN_THE_FUTURE] == refused(answer)


@pytest.mark.shows("INV-13")
@pytest.mark.parametrize("phase", [Phase.INFUSING, Phase.PAUSED, Phase.HELD])
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(("verb", "fields"), SAID)
def test_no_persons_word_settles_an_open_question_to_the_pump(
    verb: type[c.Said], fields: dict[str, Any], person: Person, phase: Phase
) -> None:
    story = Story().started()
    story.run(minutes(57))
    if phase is Phase.PAUSED:
        story.say(c.Pause)
    if phase is not Phase.INFUSING:
        story.report(NO_RATE)
    assert phase is story.s.phase
    story.wait(seconds(8))
    story.take(c.Tick(at=story.now))
    assert story.s.silent_since is not None

    story.say(verb, person, **fields)
    story.say(c.Resume, SECOND)

    assert not isinstance(wanted(story.s), Running)

    story.report()  # a fresh reading settles it
    assert (False, False) == (story.s.unproven, story.s.silent_since is not None)


@pytest.mark.shows("INV-13")
@pytest.mark.shows("INV-02")
@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.HELD])
def test_a_resume_of_a_silent_pump_is_refused_until_it_has_been_heard(phase: Phase) -> None:
    story = Story().started()
    story.run(minutes(5))
    if phase is Phase.PAUSED:
        story.say(c.Pause)
    story.report(NO_RATE)
    assert phase is story.s.phase
    story.wait(seconds(8))
    story.take(c.Tick(at=story.now))

    assert RefusalId.PUMP_SILENT in refused(story.say(c.Resume))

    story.report()
    assert ["Resumed"] == kinds(story.say(c.Resume))


@pytest.mark.shows("224-02")
def test_keeping_the_vein_open_is_delivery_and_is_counted() -> None:
    story = Story(3).started()
    story.run(minutes(74.5), every=seconds(6))
    assert Phase.INFUSING is story.s.phase

    story.report(rate("1"), delivery=Delivery.KVO, counter=ml("249.95"))
    assert "VolumeIn" in [type(event).__name__ for event in story.events]
    assert not story.s.stopped
    assert Stopped() == wanted(story.s)  # not an end that anybody has asked for
    assert ml("249.95") == story.s.infused
    assert [] == kinds(story.report(rate("1"), delivery=Delivery.KVO))
    assert ["StopConfirmed"] == kinds(story.report(NO_RATE))


@pytest.mark.shows("224-02")
def test_a_pump_that_keeps_the_vein_open_is_not_standing_still() -> None:
    story = Story().prepared()

    story.report(rate("1"), delivery=Delivery.KVO)

    found = [alarm.id for alarm in alarms(story.s, story.now, story.rules)]
    assert [AlarmId.RUNNING_WHILE_STOPPED] == found
    assert RefusalId.PUMP_MOVING in refused(story.say(c.Start))


@pytest.mark.shows("A18-01")
@pytest.mark.shows("FDA-04")
def test_every_alarm_condition_has_exactly_one_priority() -> None:
    assert set(AlarmId) == set(TABLE)
    assert all(isinstance(row.priority, Priority) for row in TABLE.values())


INSTANTS = st.sampled_from([Span(0), Span(900), seconds(4), seconds(9), minutes(1), minutes(3)])
REPORTS = st.fixed_dictionaries(
    {
        "running": st.sampled_from(
            [None, NO_RATE, *map(rate, ("12.5", "25", "50", "150", "199", "250"))]
        ),
        "delivery": st.sampled_from([None, None, None, *Delivery]),
        "alarms": st.sets(st.sampled_from(list(PumpAlarm)), max_size=2).map(frozenset)
        | st.just(frozenset()),
    }
)
DEEDS = st.one_of(
    st.tuples(st.just("waits"), INSTANTS),
    st.tuples(st.just("reports"), REPORTS),
    st.tuples(st.just("reports"), st.just({})),
    st.tuples(st.just("obeys"), st.just(None)),
    st.tuples(st.just("says"), st.sampled_from(SAID)),
    st.tuples(st.just("takes over"), st.just(None)),
)


@pytest.mark.shows("INV-31")
@pytest.mark.shows("GIP-01")
@given(st.lists(DEEDS, max_size=40))
def test_whatever_is_said_and_reported_is_taken_or_refused_and_wants_nothing_above_the_step(
    deeds: list[tuple[str, Any]],
) -> None:
    story = Story().started()
    for deed, what in deeds:
        match deed:
            case "waits":
                story.wait(what)
                story.take(c.Tick(at=story.now))
            case "reports":
                story.report(**what)
            case "obeys":
                setting = wanted(story.s)
                if setting is not None:
                    story.report(setting.rate if isinstance(setting, Running) else NO_RATE)
            case "says":
                verb, fields = what
                story.say(verb, SECOND if verb is c.CheckSecond else NURSE, **fields)
            case "takes over":
                story.take(c.TakeOver(at=story.now))
        setting = wanted(story.s)
        if isinstance(setting, Running):
            assert Phase.INFUSING is story.s.phase
            assert not story.s.unproven
            assert setting.rate in (story.s.current.rate, story.s.target.rate)
            assert setting.rate <= story.s.protocol.rate_max
            assert not story.s.raising or "StepServed" in kinds(story.events)
