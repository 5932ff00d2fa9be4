"""A pump that is only offered a setting: nothing is reached before it says so (rule 11)."""

from dataclasses import replace

import pytest

from drivers.port import Capabilities, Delivery, Running
from drivers.quantities import NO_RATE
from service.core.alarms import AlarmId, alarms
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session import react
from service.core.session.bounds import silent_limit
from service.core.session.state import HoldReason, Phase
from service.core.session.wanted import wanted
from service.core.times import Span, minutes, seconds
from tests.core.session.offered import HANDS, ids, offer, ordered, raised, running
from tests.core.session.story import IDENTITY, PUMP, SECOND, Story, kinds, ml, rate

pytestmark = pytest.mark.shows("RULE-11")


def test_such_a_pump_may_be_given_an_infusion_and_a_watched_one_may_not() -> None:
    watched = Story(pump=replace(HANDS, kind="monitor"))
    answer = watched.say(
        c.Associate,
        patient="p1",
        bag="b1",
        chair="chair-1",
        pump="pump-1",
        capabilities=watched.pump,
        identity=IDENTITY,
    )

    assert isinstance(answer, Refusal)
    assert [RefusalId.PUMP_NOT_CONTROLLED] == [each.id for each in answer.reasons]
    assert Phase.INFUSING is ordered().s.phase


def test_such_a_pump_may_be_started_between_two_of_its_reports() -> None:
    story = Story(pump=HANDS).prepared()
    story.wait(seconds(50))

    assert not isinstance(story.say(c.Start), Refusal)


def test_an_offer_is_told_and_reaches_nothing() -> None:
    story = ordered()

    assert ["OfferMoved"] == kinds(story.hear_offer(offer("25", "queued")))
    assert ["OfferMoved"] == kinds(story.hear_offer(offer("25")))
    assert [] == kinds(story.hear_offer(offer("25")))
    assert NO_RATE == story.s.reached
    assert not story.s.started


def test_the_nurse_is_asked_to_confirm_what_lies_at_the_pump() -> None:
    story = ordered()
    story.hear_offer(offer("25", "accepted"))
    assert AlarmId.CONFIRM_AT_PUMP not in ids(story)

    story.hear_offer(offer("25"))

    (asked,) = alarms(story.s, story.now, story.rules)
    assert AlarmId.CONFIRM_AT_PUMP is asked.id
    assert asked.sentence == "Confirm 25 mL/h at the pump. The pump stands still."


def test_the_step_begins_when_the_pump_says_so() -> None:
    story = ordered()
    story.hear_offer(offer("25"))
    story.wait(seconds(40))
    story.hear_offer(None)

    assert "RateReached" in kinds(story.report(rate("25")))
    assert story.s.started
    assert Span(0) == story.s.served


def test_our_rate_without_our_order_is_somebody_elses_programming() -> None:
    story = ordered()
    story.hear_offer(offer("25"))
    story.wait(seconds(40))
    proof = story.s.proof
    assert proof is not None

    answer = story.report(rate("25"))

    assert answer == (
        e.Held(
            at=story.now,
            reason=HoldReason.CHANGED_AT_PUMP,
            was=Phase.INFUSING,
            stops=False,
            reported=rate("25"),
            proof=replace(proof, at=story.now, infused=story.s.infused),
        ),
    )
    assert wanted(story.s) is None


def test_another_rate_than_the_offered_one_is_a_hand_at_the_pump() -> None:
    story = ordered()
    story.hear_offer(offer("25"))
    story.wait(seconds(40))
    story.hear_offer(None)
    story.report(rate("30"))

    assert HoldReason.CHANGED_AT_PUMP is story.s.hold


def test_a_refused_offer_holds_and_says_why() -> None:
    story = ordered()
    story.hear_offer(offer("25"))

    assert ["OfferMoved", "Held"] == kinds(story.hear_offer(offer("25", "refused")))
    assert HoldReason.OFFER_REFUSED is story.s.hold
    assert wanted(story.s) is None
    (told,) = alarms(story.s, story.now, story.rules)
    assert AlarmId.HELD is told.id
    assert "refused: The nurse rejected it at the pump. The pump stands still." in told.sentence


def test_after_a_refusal_a_person_may_have_it_offered_again() -> None:
    story = ordered()
    story.hear_offer(offer("25", "refused"))
    story.say(c.CheckSecond, SECOND, rate=rate("25"))
    assert not isinstance(story.say(c.Resume), Refusal)

    assert [] == kinds(story.hear_offer(offer("25", "refused")))
    assert wanted(story.s) == Running(rate=rate("25"), until_total=ml("250"))
    assert ["OfferMoved"] == kinds(story.hear_offer(offer("25", "queued", no=2)))


def test_a_refused_raise_leaves_the_pump_where_it_is() -> None:
    story = raised()
    story.hear_offer(offer("50", "refused", no=2))

    assert HoldReason.OFFER_REFUSED is story.s.hold
    assert rate("25") == story.s.reached
    assert "is infusing at 25 mL/h" in alarms(story.s, story.now, story.rules)[0].sentence


def test_an_offer_may_wait_longer_than_a_command() -> None:
    story = ordered()
    story.hear_offer(offer("25"))
    story.run(minutes(9))
    assert Phase.INFUSING is story.s.phase

    story.run(minutes(2))

    assert HoldReason.NOT_REACHED is story.s.hold


def test_what_is_not_wanted_any_more_and_still_lies_there_is_an_alarm() -> None:
    story = raised()
    story.say(c.ReportReaction)

    assert {AlarmId.PRESS_STOP, AlarmId.OFFER_NOT_WANTED} <= set(ids(story))
    story.hear_offer(None)
    assert AlarmId.OFFER_NOT_WANTED not in ids(story)


def test_a_raise_given_up_may_not_be_confirmed_any_more() -> None:
    story = raised()
    story.run(minutes(8))

    assert not story.s.raising
    assert rate("25") == story.s.reached
    assert AlarmId.OFFER_NOT_WANTED in ids(story)
    story.hear_offer(None)
    story.report(rate("50"))
    assert HoldReason.CHANGED_AT_PUMP is story.s.hold
    assert AlarmId.RAISED_AT_PUMP in ids(story)


def test_a_reaction_says_press_stop_at_the_pump_until_the_pump_stands_still() -> None:
    story = running()
    story.run(minutes(5))
    story.say(c.ReportReaction)

    assert AlarmId.PRESS_STOP is alarms(story.s, story.now, story.rules)[0].id
    story.wait(seconds(20))
    assert AlarmId.PRESS_STOP is alarms(story.s, story.now, story.rules)[0].id
    story.report(NO_RATE)
    assert [] == [each for each in ids(story) if each is AlarmId.PRESS_STOP]
    assert Phase.INTERRUPTED is story.s.phase


def test_a_pump_that_stopped_at_the_end_of_its_volume_is_not_asked_to_be_stopped() -> None:
    story = running()
    story.wait(seconds(10))
    story.report(NO_RATE, counter=ml("250"))

    assert Phase.FLUSHING is story.s.phase
    assert AlarmId.PRESS_STOP not in ids(story)


def test_keeping_the_vein_open_is_not_standing_still() -> None:
    story = running()
    story.wait(seconds(10))
    story.report(rate("5"), delivery=Delivery.KVO, counter=ml("250"))

    assert Phase.FLUSHING is story.s.phase
    assert AlarmId.PRESS_STOP in ids(story)


def test_such_a_pump_is_silent_when_one_report_and_a_half_are_missing() -> None:
    assert Span(HANDS.answer_max_ms + 90_000) == silent_limit(running().s, running().rules)


def test_a_new_service_knows_no_offer() -> None:
    story = raised()
    story.take(c.TakeOver(at=story.now))

    assert story.s.offer is None
    assert wanted(story.s) is None


def test_a_refusal_is_recorded_in_full() -> None:
    story = raised()
    story.wait(seconds(3))
    refused = offer("50", "refused", no=2)

    answer = story.hear_offer(refused)

    proof = story.s.proof
    assert proof is not None
    assert answer == (
        e.OfferMoved(at=story.now, offer=refused),
        e.Held(
            at=story.now,
            reason=HoldReason.OFFER_REFUSED,
            was=Phase.INFUSING,
            stops=False,
            reported=rate("25"),
            proof=proof,
        ),
    )


def test_an_offer_is_nobodys_before_there_is_a_pump_and_after_the_end() -> None:
    assert () == Story(pump=HANDS).hear_offer(offer("25"))
    story = Story(pump=HANDS).prepared()
    story.state = replace(story.s, closed=True)

    assert () == story.hear_offer(offer("25"))


def counted_before() -> Story:
    """The start is ordered at a pump that has counted 40 mL for somebody else."""
    story = Story(pump=HANDS)
    story.counter = ml("40")
    story.prepared()
    story.report(NO_RATE)
    assert not isinstance(story.say(c.Start), Refusal)
    story.hear_offer(offer("25"))
    story.wait(seconds(40))
    return story


@pytest.mark.shows("INV-04")
def test_a_new_program_may_count_from_zero_and_ends_where_the_order_does() -> None:
    story = counted_before()
    assert ml("290") == story.s.until_total
    story.hear_offer(None)

    happened = kinds(story.report(rate("25"), counter=ml("0")))

    assert ["CounterRebased", "RateReached"] == [each for each in happened if each != "Sampled"]
    assert (ml("0"), ml("250")) == (story.s.infused, story.s.until_total)
    story.run(minutes(12))
    assert ml("5") == story.s.infused


@pytest.mark.shows("INV-04")
def test_after_a_stop_a_new_program_counts_from_zero_and_the_record_goes_on() -> None:
    story = running()
    story.run(minutes(12))
    story.say(c.Pause)
    story.report(NO_RATE)
    assert not isinstance(story.say(c.Resume), Refusal)
    story.hear_offer(offer("25", no=2))
    story.wait(seconds(30))
    story.hear_offer(None)

    story.report(rate("25"), counter=ml("0"))

    assert Phase.INFUSING is story.s.phase
    assert (ml("5"), ml("245")) == (story.s.infused, story.s.until_total)


def test_a_counter_that_goes_back_while_the_offer_lies_there_is_a_hand_at_the_pump() -> None:
    story = counted_before()

    story.report(rate("25"), counter=ml("0"))

    assert (Phase.HELD, HoldReason.COUNTER_WENT_BACK) == (story.s.phase, story.s.hold)


def test_a_new_program_at_another_rate_than_the_one_offered_is_no_start_of_ours() -> None:
    story = counted_before()
    story.hear_offer(None)

    story.report(rate("30"), counter=ml("0"))

    assert (Phase.HELD, HoldReason.COUNTER_WENT_BACK) == (story.s.phase, story.s.hold)


def test_a_counter_that_goes_back_on_a_running_pump_is_held() -> None:
    story = running()
    story.run(minutes(12))

    story.report(rate("25"), counter=ml("0"))

    assert (Phase.HELD, HoldReason.COUNTER_WENT_BACK) == (story.s.phase, story.s.hold)


def test_a_pump_that_is_driven_has_no_new_program_of_its_own() -> None:
    story = Story()
    story.counter = ml("40")
    story.prepared()
    story.report(NO_RATE)
    story.say(c.Start)

    story.report(rate("25"), counter=ml("0"))

    assert (Phase.HELD, HoldReason.COUNTER_WENT_BACK) == (story.s.phase, story.s.hold)


@pytest.mark.parametrize(
    ("pump", "said"), [(HANDS, "press STOP at the pump"), (PUMP, "STOP was sent")]
)
def test_it_is_said_who_stops_a_pump_above_the_limit(pump: Capabilities, said: str) -> None:
    story = Story(pump=pump).prepared()
    story.say(c.Start)
    story.report(rate("25"))
    story.wait(seconds(10))

    story.report(rate("300"))

    (told,) = [
        each.sentence
        for each in alarms(story.s, story.now, story.rules)
        if each.id is AlarmId.OVER_THE_LIMIT
    ]
    assert f"Faster or more than allowed; {said}. The pump is infusing at 300 mL/h." == told


@pytest.mark.parametrize(
    ("pump", "said"), [(HANDS, "press STOP at the pump"), (PUMP, "STOP has been sent to the pump")]
)
def test_a_reaction_after_the_end_says_who_stops_the_pump(pump: Capabilities, said: str) -> None:
    story = Story(pump=pump).prepared()
    story.state = replace(story.s, closed=True)

    answer = react.report_reaction(story.s, reaction(story))

    assert isinstance(answer, Refusal)
    assert f"No infusion to interrupt; {said}" in answer.sentence


def reaction(story: Story) -> c.ReportReaction:
    return c.ReportReaction(at=story.now, by=SECOND, tablet="t1", tap="tap-of-reaction")
