"""What only a bent line would show: one condition of two, one reason of two, the named step."""

from drivers.quantities import NO_RATE, NO_VOLUME
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import HoldReason, PauseReason, Phase, Proof
from service.core.times import Span, minutes
from tests.core.session.story import SECOND, Story, interrupted, kinds, rate


def test_a_reaction_is_not_graded_while_a_hand_at_the_pump_has_the_session_held() -> None:
    story = interrupted()
    story.report(rate("25"))
    assert (Phase.HELD, True) == (story.s.phase, story.s.reaction is not None)

    answer = story.say(c.GradeReaction, grade=2)

    assert isinstance(answer, Refusal)
    assert RefusalId.WRONG_PHASE is answer.id


def test_a_resume_that_lacks_two_things_names_both() -> None:
    story = interrupted(grade=2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    answer = story.say(c.Resume, improved_to=None, prescriber=None)

    assert isinstance(answer, Refusal)
    assert [RefusalId.NOT_IMPROVED, RefusalId.PRESCRIBER_MISSING] == [
        each.id for each in answer.reasons
    ]


def test_an_infusion_held_for_a_hand_ends_for_good_with_its_reason() -> None:
    story = Story().started()
    story.run(minutes(5))
    story.report(rate("30"))
    assert HoldReason.CHANGED_AT_PUMP is story.s.hold

    answer = story.say(c.Discontinue, reason="wrong bag")

    assert ["Discontinued"] == kinds(answer)
    (ended,) = (event for event in story.events if isinstance(event, e.Discontinued))
    assert "wrong bag" == ended.reason


def test_an_infusion_ended_before_its_start_is_proven_to_be_nothing_now() -> None:
    story = Story().prepared()

    story.say(c.Discontinue, reason="patient unwell")

    (ended,) = (event for event in story.events if isinstance(event, e.Discontinued))
    assert Proof(at=story.now, infused=NO_VOLUME, served=Span(0)) == ended.proof


def test_a_late_attestation_that_goes_on_is_recorded_for_its_step() -> None:
    story = Story().started()
    story.run(minutes(95))
    assert PauseReason.LATE_ATTESTATION is story.s.pause
    story.report(NO_RATE)

    answer = story.attest()

    assert not isinstance(answer, Refusal)
    (attested,) = (event for event in answer if isinstance(event, e.NoReactionAttested))
    assert 1 == attested.step_no


OPENS = minutes(55)
"""Of the first step of an hour: five minutes before its end."""


def almost_open(short_ms: int) -> Story:
    """The pump has just said that all but `short_ms` is served until the window opens."""
    story = Story().started()
    story.run(Span(OPENS - 2_000))
    story.wait(Span(2_000 - short_ms))
    story.report()
    assert OPENS - short_ms == story.s.served
    return story


def too_early(answer: object) -> bool:
    return isinstance(answer, Refusal) and answer.id is RefusalId.ATTESTED_TOO_EARLY


def test_the_window_opens_to_the_millisecond_by_the_last_report() -> None:
    assert too_early(almost_open(1).attest())
    assert not isinstance(almost_open(0).attest(), Refusal)


def test_the_window_opens_while_the_pump_runs_on_after_its_last_report() -> None:
    story = almost_open(1_000)
    story.wait(Span(999))
    assert too_early(story.attest())

    story.wait(Span(1))

    assert not isinstance(story.attest(), Refusal)


def test_the_window_does_not_open_while_nobody_knows_what_the_pump_does() -> None:
    story = almost_open(1)
    story.wait(minutes(1))
    story.take(c.Tick(at=story.now))
    assert story.s.unproven

    assert too_early(story.attest())


def test_the_window_does_not_open_while_the_pump_is_on_its_way_back_to_the_rate() -> None:
    story = almost_open(1)
    story.say(c.Pause)
    story.report(NO_RATE)
    story.say(c.CheckSecond, SECOND, rate=rate("25"))
    assert not isinstance(story.say(c.Resume), Refusal)
    story.wait(Span(5_000))

    assert too_early(story.attest())


def test_a_second_hold_remembers_its_own_phase_not_that_of_an_earlier_one() -> None:
    story = Story().started()
    story.run(minutes(5))
    story.report(rate("30"))
    story.report(rate("25"))
    story.say(c.CheckSecond, SECOND, rate=rate("25"))
    assert not isinstance(story.say(c.Resume), Refusal)
    story.report()
    story.say(c.ReportReaction)
    story.report(NO_RATE)

    story.report(rate("25"))

    assert (Phase.HELD, Phase.INTERRUPTED) == (story.s.phase, story.s.held_from)
