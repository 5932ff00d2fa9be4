"""Design rules 3 to 13, one by one, on the pure core."""

import pytest

from drivers.port import PumpAlarm, Running, Stopped
from drivers.quantities import NO_RATE
from service.core.refusals import Refusal, RefusalId
from service.core.rules import Attestation
from service.core.session import commands as c
from service.core.session.state import HoldReason, Phase
from service.core.session.wanted import wanted
from service.core.times import Span, minutes, seconds
from tests.core.session.story import Story, interrupted, kinds, ml, rate


def test_an_ordered_start_is_not_a_reached_one() -> None:
    story = Story().prepared()
    story.say(c.Start)

    story.run(minutes(1))

    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)
    assert 0 == story.s.served
    assert story.s.stopped


def test_the_clock_runs_from_the_report_and_only_while_the_pump_reports_the_rate() -> None:
    story = Story().started()

    story.run(minutes(10))

    assert minutes(10) == story.s.served


def test_time_is_served_at_the_rate_that_is_in_force_not_at_an_older_one() -> None:
    story = Story().climb_to_raise()

    story.run(minutes(1))  # the raise is ordered, the pump still reports the old rate

    assert (1, 0) == (story.s.step_no, story.s.step)
    assert Running(rate=rate("50"), until_total=ml("250")) == wanted(story.s)
    story.report(rate("50"))
    assert (2, 1, 0) == (story.s.step_no, story.s.step, story.s.served)


def test_a_gap_counts_as_served_only_as_far_as_the_counter_proves_it() -> None:
    story = Story().started()
    story.run(minutes(10))
    before, counted = story.s.served, story.counter
    story.wait(minutes(1.5))
    story.counter = counted + rate("25").over(minutes(0.5))  # it only ran for half a minute

    story.report()

    assert minutes(0.5) == pytest.approx(story.s.served - before, abs=1_000)


def test_volume_cannot_serve_more_than_the_time_that_passed() -> None:
    story = Story().started()
    story.run(minutes(10))
    before = story.s.served
    story.wait(minutes(1))
    story.counter = story.counter + ml("5")

    story.report()

    assert minutes(1) == story.s.served - before


def test_a_step_is_raised_only_when_served_and_attested() -> None:
    story = Story().started()
    story.run(minutes(58))
    assert "NoReactionAttested" in kinds(story.attest())

    assert "StepServed" not in kinds(story.run(Span(minutes(2) - 5_000)))
    assert "StepServed" in kinds(story.run(seconds(10)))
    assert Running(rate=rate("50"), until_total=ml("250")) == wanted(story.s)


def test_without_an_attestation_the_pump_stays_and_the_tablet_asks() -> None:
    story = Story().started()

    seen = story.run(minutes(62))

    assert ["AttestationDue"] == kinds(seen)
    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)


def test_a_late_attestation_raises_at_the_next_report() -> None:
    story = Story().started()
    story.run(minutes(70))

    story.attest()

    assert ["StepServed"] == kinds(story.run(seconds(5)))


@pytest.mark.shows("224-02")
@pytest.mark.parametrize(("minute", "ok"), [(54.9, False), (55.1, True), (59.9, True)])
def test_attestation_opens_five_minutes_before_the_end(minute: float, ok: bool) -> None:
    story = Story().started()
    story.run(minutes(minute))

    answer = story.attest()

    assert isinstance(answer, tuple) is ok
    if isinstance(answer, Refusal):
        assert RefusalId.ATTESTED_TOO_EARLY is answer.id


@pytest.mark.shows("INV-02")
@pytest.mark.shows("REC-08")
def test_an_attestation_of_another_step_is_refused() -> None:
    story = Story().started().climb(2)
    story.run(minutes(29))

    answer = story.say(c.AttestNoReaction, step_no=1)

    assert isinstance(answer, Refusal)
    assert RefusalId.OTHER_STEP is answer.id
    assert "StepServed" not in kinds(story.run(minutes(3)))


def test_a_withdrawn_attestation_raises_nothing() -> None:
    story = Story().started()
    story.run(minutes(58))
    story.attest()
    story.say(c.WithdrawAttestation)

    assert "StepServed" not in kinds(story.run(minutes(5)))


def test_an_attestation_older_than_five_minutes_raises_nothing() -> None:
    story = Story().started()
    story.run(minutes(55.5))
    story.attest()
    story.report(alarms=frozenset({PumpAlarm.BATTERY}))  # alarm while running: no raise
    story.run(minutes(4))
    story.wait(minutes(1.9))  # a gap that the counter does not prove
    story.counter = story.counter - rate("25").over(minutes(1.9))
    story.report()

    assert "StepServed" not in kinds(story.run(minutes(4)))


def test_late_for_longer_than_the_limit_the_service_pauses_and_an_attestation_goes_on() -> None:
    story = Story().started()

    seen = story.run(minutes(91))

    assert ["AttestationDue", "Paused"] == kinds(seen)
    assert Stopped() == wanted(story.s)
    story.report(NO_RATE)
    assert Phase.PAUSED is story.s.phase
    assert ["NoReactionAttested", "Resumed"] == kinds(story.attest())
    assert Running(rate=rate("25"), until_total=ml("250")) == wanted(story.s)
    story.report(rate("25"))
    assert "StepServed" not in kinds(story.run(minutes(1)))


def test_automatic_mode_raises_without_a_word() -> None:
    story = Story().with_rules(attestation=Attestation.AUTOMATIC).started()

    assert "StepServed" in kinds(story.run(minutes(61)))


def test_a_pump_stopped_at_the_bedside_is_left_alone() -> None:
    story = Story().started()
    story.run(minutes(15))

    events = story.report(NO_RATE)

    assert ["Held"] == kinds(events)
    assert HoldReason.STOPPED_AT_PUMP is story.s.hold
    assert wanted(story.s) is None
    assert (
        wanted(story.s) is None if not story.run(minutes(5)) else pytest.fail("events while held")
    )


@pytest.mark.shows("INV-08")
@pytest.mark.parametrize(
    ("hand", "wants"),
    [("20", None), ("150", None), ("150.1", Stopped()), ("200", Stopped()), ("400", Stopped())],
)
def test_a_rate_set_by_hand_is_left_alone_up_to_the_ceiling(hand: str, wants: object) -> None:
    story = Story().started()
    story.run(minutes(15))

    story.report(rate(hand))

    assert Phase.HELD is story.s.phase
    assert wants == wanted(story.s)


def test_more_than_the_order_is_stopped_whoever_runs_it() -> None:
    story = Story(3).started()
    story.run(minutes(74), every=seconds(10))

    story.report(rate("150"), counter=ml("250.4"))

    assert HoldReason.OVER_THE_LIMIT is story.s.hold
    assert Stopped() == wanted(story.s)


@pytest.mark.parametrize("verb", [c.ReportReaction, c.Pause])
def test_stop_works_in_held_too(verb: type[c.Said]) -> None:
    story = Story().started()
    story.run(minutes(15))
    story.report(rate("40"))
    assert wanted(story.s) is None

    story.say(verb)
    story.report()

    assert Stopped() == wanted(story.s)


def test_a_hand_that_starts_the_pump_after_a_reaction_holds_and_a_resume_leads_back() -> None:
    story = interrupted()
    story.report(rate("50"))

    assert HoldReason.CHANGED_AT_PUMP is story.s.hold
    assert wanted(story.s) is None
    assert ["HoldLifted"] == kinds(story.say(c.Resume, improved_to=0, prescriber="x"))
    assert Phase.INTERRUPTED is story.s.phase
    assert Stopped() == wanted(story.s)


@pytest.mark.parametrize(
    ("gap", "running", "goes_on"),
    [(1.0, "25", True), (1.9, "25", True), (2.1, "25", False), (1.0, "0", False)],
)
def test_after_silence_read_first(gap: float, running: str, goes_on: bool) -> None:
    story = Story().started()
    story.run(minutes(10))
    story.wait(seconds(8))
    assert ["PumpFellSilent"] == kinds(story.take(c.Tick(at=story.now)))
    assert wanted(story.s) is None
    story.wait(Span(minutes(gap) - 8_000))

    story.report(rate(running) if running != "0" else NO_RATE)

    assert (Phase.INFUSING is story.s.phase) is goes_on
    assert (wanted(story.s) is not None) is goes_on


@pytest.mark.shows("INV-32")
def test_found_stopped_by_another_controller_is_never_started() -> None:
    story = Story().started()
    story.run(minutes(10))
    story.take(c.TakeOver(at=story.now))

    story.report(NO_RATE)

    assert HoldReason.FOUND_STOPPED is story.s.hold
    assert wanted(story.s) is None


def test_an_ordered_start_that_another_controller_did_not_see_reached_is_not_repeated() -> None:
    story = Story().prepared()
    story.say(c.Start)
    story.take(c.TakeOver(at=story.now))
    assert wanted(story.s) is None

    story.report(NO_RATE)

    assert wanted(story.s) is None
    assert Phase.HELD is story.s.phase


def test_a_raise_that_was_obeyed_before_the_crash_is_believed() -> None:
    story = Story().started()
    story.run(minutes(58))
    story.attest()
    story.until_raising()
    story.take(c.TakeOver(at=story.now))

    story.wait(seconds(3))
    assert ["RateReached"] == kinds(story.report(rate("50")))


def test_a_reset_pump_that_infuses_is_stopped_and_held() -> None:
    story = Story().started()
    story.run(minutes(10))

    story.report(rate("25"), alarms=frozenset({PumpAlarm.RESET}), counter=ml("0.02"))

    assert HoldReason.PUMP_RESET is story.s.hold
    assert Stopped() == wanted(story.s)
    assert story.s.infused > ml("4.1")  # what was in before is kept and added


def test_a_wish_too_old_is_not_carried_out() -> None:
    story = Story().prepared()
    story.say(c.Start)

    seen = story.run(minutes(2.1))

    assert ["Held"] == kinds(seen)
    assert HoldReason.NOT_REACHED is story.s.hold
    assert wanted(story.s) is None


@pytest.mark.parametrize(("counter", "ends"), [("249.8", False), ("249.9", True), ("250", True)])
def test_volume_in_within_one_increment(counter: str, ends: bool) -> None:
    story = Story(3).started()
    story.run(minutes(74.9), every=seconds(6))

    story.report(NO_RATE, counter=ml(counter))

    assert (Phase.FLUSHING is story.s.phase) is ends
    assert (Phase.HELD is story.s.phase) is not ends


def test_two_clocks_that_disagree_alarm_and_raise_nothing() -> None:
    story = Story().started()
    for _ in range(20):
        story.wait(minutes(0.05))
        story.counter = story.counter + ml("0.2")
        story.report()

    assert story.s.mismatch
    assert "VolumeMismatched" in [type(event).__name__ for event in story.events]
