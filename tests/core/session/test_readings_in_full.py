"""What each reading of the pump becomes, in full: when, how much, how long served."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.port import Delivery, PumpAlarm
from drivers.quantities import NO_RATE, NO_VOLUME, Volume
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import HoldReason, Phase, Proof
from service.core.times import Span, minutes, seconds
from tests.core.session.story import SECOND, Story, kinds, ml, rate


def started(run: Span = minutes(5)) -> Story:
    story = Story().started()
    story.run(run)
    return story


def proof_now(story: Story, served: Span | None = None) -> Proof:
    """The volume of the last reading, proven now."""
    return Proof(
        at=story.now,
        infused=story.s.infused,
        served=story.s.served if served is None else served,
    )


def stopped_by_hand(story: Story) -> tuple[e.Event, ...]:
    return story.report(NO_RATE)


def cleared(story: Story) -> tuple[e.Event, ...]:
    return story.report(counter=NO_VOLUME)


def changed(story: Story) -> tuple[e.Event, ...]:
    return story.report(rate("30"))


def keeps_the_vein_open(story: Story) -> tuple[e.Event, ...]:
    return story.report(rate("25"), delivery=Delivery.KVO)


def far_too_fast(story: Story) -> tuple[e.Event, ...]:
    return story.report(rate("500"))


@pytest.mark.parametrize(
    ("happens", "reason", "runs", "stops"),
    [
        (stopped_by_hand, HoldReason.STOPPED_AT_PUMP, "0", False),
        (changed, HoldReason.CHANGED_AT_PUMP, "30", False),
        (keeps_the_vein_open, HoldReason.CHANGED_AT_PUMP, "25", False),
        (far_too_fast, HoldReason.OVER_THE_LIMIT, "500", True),
    ],
)
def test_a_hold_is_recorded_in_full_and_its_last_stretch_is_not_served(
    happens: Callable[[Story], tuple[e.Event, ...]], reason: HoldReason, runs: str, stops: bool
) -> None:
    story = started()
    served = story.s.served
    story.wait(seconds(2))

    answer = happens(story)

    assert answer == (
        e.Held(
            at=story.now,
            reason=reason,
            was=Phase.INFUSING,
            stops=stops,
            reported=rate(runs) if runs != "0" else NO_RATE,
            proof=proof_now(story, served),
        ),
    )


def test_a_cleared_counter_is_recorded_in_full() -> None:
    story = started()
    infused, served = story.s.infused, story.s.served
    story.wait(seconds(2))

    rebased, held = cleared(story)

    assert e.CounterRebased(at=story.now, infused=infused, counter=NO_VOLUME) == rebased
    assert isinstance(held, e.Held)
    assert (HoldReason.COUNTER_WENT_BACK, story.now) == (held.reason, held.at)
    assert held.proof == Proof(at=story.now, infused=infused, served=Span(served + 2_000))


def test_a_counter_that_was_cleared_once_has_not_gone_back_again() -> None:
    story = started()
    cleared(story)
    story.wait(seconds(1))

    assert "CounterRebased" not in kinds(story.report(counter=ml("0.1")))


def test_a_counter_that_shows_one_digit_less_has_not_gone_back() -> None:
    story = started()
    story.wait(seconds(1))
    shown = Volume(story.s.base_counter.ul + story.s.infused.ul - ml("0.1").ul)

    assert [] == kinds(story.report(counter=shown))


def test_a_counter_that_did_not_begin_at_zero_counts_from_where_it_began() -> None:
    story = Story()
    story.counter = ml("10")
    story.started()
    story.run(minutes(6))

    assert ml("2.5").ul - 100 <= story.s.infused.ul <= ml("2.5").ul


def test_the_first_reading_before_a_start_proves_that_nothing_was_in_at_that_moment() -> None:
    story = Story().prepared()

    assert proof_now(story, Span(0)) == story.s.proof
    assert NO_VOLUME == story.s.infused


def test_an_alarm_is_recorded_when_it_is_heard() -> None:
    story = started()
    story.wait(seconds(1))
    alarms = frozenset({PumpAlarm.AIR_IN_LINE})

    assert e.PumpAlarmed(at=story.now, alarms=alarms) in story.report(alarms=alarms)


def test_what_was_stopped_by_a_person_is_confirmed_in_full() -> None:
    story = started()
    story.say(c.Pause)
    served = story.s.served
    story.wait(seconds(1))

    answer = story.report(NO_RATE)

    assert (e.StopConfirmed(at=story.now, proof=proof_now(story, served)),) == answer


def test_a_hand_that_starts_a_paused_pump_is_recorded_in_full() -> None:
    story = started()
    story.say(c.Pause)
    story.report(NO_RATE)
    served = story.s.served
    story.wait(seconds(3))

    answer = story.report(rate("25"))

    assert answer == (
        e.Held(
            at=story.now,
            reason=HoldReason.CHANGED_AT_PUMP,
            was=Phase.PAUSED,
            stops=False,
            reported=rate("25"),
            proof=proof_now(story, served),
        ),
    )


def test_under_a_new_service_a_paused_pump_is_heard_again_in_full() -> None:
    story = started()
    story.say(c.Pause)
    story.report(NO_RATE)
    served = story.s.served
    story.take(c.TakeOver(at=story.now))
    story.wait(seconds(2))

    answer = story.report(NO_RATE)

    assert (e.PumpHeard(at=story.now, proof=proof_now(story, served)),) == answer


def test_after_a_silence_a_running_pump_is_heard_again_in_full() -> None:
    story = started()
    served = story.s.served
    story.wait(seconds(60))
    story.take(c.Tick(at=story.now))

    answer = story.report()

    (heard,) = (event for event in answer if isinstance(event, e.PumpHeard))
    assert proof_now(story) == heard.proof
    assert story.now == heard.at
    assert served + 59_000 < story.s.served <= served + 60_000


def test_after_a_silence_the_two_clocks_are_compared_from_its_end() -> None:
    story = started(minutes(20))
    story.wait(seconds(60))
    story.take(c.Tick(at=story.now))
    story.report()

    story.run(minutes(1))

    assert not story.s.mismatch


@pytest.mark.parametrize(("gap_ms", "held"), [(120_000, False), (120_001, True)])
def test_a_gap_may_last_two_minutes(gap_ms: int, held: bool) -> None:
    story = started()
    served = story.s.served
    story.wait(Span(gap_ms))
    story.take(c.Tick(at=story.now))

    answer = story.report()

    assert held is (story.s.hold is HoldReason.LONG_GAP)
    if held:
        (gap,) = (event for event in answer if isinstance(event, e.Held))
        assert (story.now, story.s.infused) == (gap.at, gap.proof.infused)
        assert served < gap.proof.served


@pytest.mark.parametrize(("gap_ms", "counts_ms"), [(3_000, 3_000), (3_001, 0)])
def test_one_reading_may_be_missing_and_two_are_counted_by_the_counter(
    gap_ms: int, counts_ms: int
) -> None:
    story = started()
    served, counter = story.s.served, story.counter
    story.wait(Span(gap_ms))
    story.report(counter=Volume(story.s.base_counter.ul + story.s.infused.ul))

    assert served + counts_ms == story.s.served
    assert counter <= story.counter + ml("0.1")


def test_a_reading_twice_at_one_instant_serves_nothing() -> None:
    story = started()
    served = story.s.served
    story.report()

    assert served == story.s.served


def resumed_at_another_rate() -> Story:
    """A person resumed while the pump ran at a hand's rate, which has not been lowered yet."""
    story = started()
    story.report(rate("30"))
    story.say(c.CheckSecond, SECOND, rate=rate("25"))
    assert not isinstance(story.say(c.Resume), Refusal)
    return story


def test_time_at_a_hands_rate_is_not_served_and_not_compared_after_a_resume() -> None:
    story = resumed_at_another_rate().with_rules(speed=10)
    served = story.s.served
    story.run(seconds(100))

    assert Phase.INFUSING is story.s.phase
    assert served == story.s.served
    assert not story.s.mismatch


def test_time_under_a_hold_is_not_served_and_not_compared() -> None:
    story = started()
    story.report(rate("30"))
    story.wait(seconds(2))
    story.report(rate("25"))
    served = story.s.served
    story.run(minutes(8))

    assert Phase.HELD is story.s.phase
    assert served == story.s.served
    assert not story.s.mismatch


def test_a_pump_that_lost_its_power_and_goes_on_again_and_again_is_stopped_for_that() -> None:
    story = started()
    story.report(NO_RATE, alarms=frozenset({PumpAlarm.RESET}))
    assert HoldReason.PUMP_RESET is story.s.hold
    story.wait(seconds(2))

    (held,) = (event for event in story.report(rate("25")) if isinstance(event, e.Held))

    assert (HoldReason.PUMP_RESET, True) == (held.reason, held.stops)


@pytest.mark.parametrize(("above_ul", "held"), [(100, False), (101, True)])
def test_more_than_the_order_is_what_the_last_digit_cannot_hide(above_ul: int, held: bool) -> None:
    story = Story(3).started()
    story.run(minutes(74))
    story.wait(seconds(2))
    story.report(counter=Volume(ml("250").ul + story.s.base_counter.ul + above_ul))

    assert held is (story.s.hold is HoldReason.OVER_THE_LIMIT)


def emptied() -> Story:
    story = Story(3).started()
    story.run(minutes(74))
    story.wait(seconds(2))
    return story


def test_the_last_drop_is_recorded_in_full() -> None:
    story = emptied()

    (ended,) = story.report(NO_RATE, counter=ml("250"))

    assert isinstance(ended, e.VolumeIn)
    assert (story.now, ml("250")) == (ended.at, ended.proof.infused)


def test_what_a_hand_flushes_is_not_the_drug() -> None:
    story = emptied()
    story.report(NO_RATE, counter=ml("250"))
    story.report(NO_RATE)
    story.wait(seconds(10))
    story.report(rate("200"), counter=ml("255"))

    assert Phase.FLUSHING is story.s.phase
    assert ml("250") == story.s.infused


def test_nothing_is_heard_before_there_is_a_pump_and_after_the_end() -> None:
    early, late = Story(), started()
    late.state = replace(late.s, closed=True)
    for story in (early, late):
        before = story.s
        story.wait(seconds(1))
        story.report(rate("25"))
        assert before == story.s


def test_a_mismatch_is_recorded_once_in_full() -> None:
    story = started()
    assert story.s.reach is not None
    story.wait(seconds(2))
    counter = Volume(story.counter.ul + 5_000)

    answer = story.report(counter=counter)

    (found,) = (event for event in answer if isinstance(event, e.VolumeMismatched))
    served = story.s.served - story.s.reach.served
    assert found == e.VolumeMismatched(
        at=story.now,
        by_time=rate("25").over(Span(served)),
        by_counter=story.s.infused - story.s.reach.infused,
    )
    story.wait(seconds(2))
    assert "VolumeMismatched" not in kinds(story.report())


def test_a_step_without_an_attestation_is_named() -> None:
    story = started(minutes(61))

    (due,) = (event for event in story.events if isinstance(event, e.AttestationDue))

    assert 1 == due.step_no
