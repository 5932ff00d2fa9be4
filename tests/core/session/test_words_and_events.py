"""What each word of a person becomes, in full: who, where, with which tap; and what a refusal says.

A nurse acts on the sentence, and the journal is read in court: neither may change by accident.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drivers.port import Delivery
from drivers.quantities import NO_RATE
from service.core.protocol import ReactionAction
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import PauseReason, Phase, Proof
from service.core.times import Instant, Span, minutes, seconds
from tests.core.session.story import NURSE, SECOND, Story, interrupted, kinds, ml, rate


def who(story: Story) -> dict[str, Any]:
    """Who said the last thing, where, when and with which tap."""
    return {"at": story.now, "by": NURSE, "tablet": "t1", "tap": f"tap-{story._taps}"}


def refused(answer: object) -> Refusal:
    assert isinstance(answer, Refusal), answer
    return answer


def happened(answer: tuple[e.Event, ...] | Refusal) -> tuple[e.Event, ...]:
    assert not isinstance(answer, Refusal), answer
    return answer


def started() -> Story:
    story = Story().started()
    story.run(minutes(5))
    return story


def ended() -> Story:
    """The volume is in."""
    story = Story(3).started()
    story.run(minutes(74.9), every=seconds(6))
    story.report(NO_RATE, counter=ml("250"))
    story.report()
    return story


def closed() -> Story:
    story = ended()
    story.say(c.RecordFlush, volume=ml("20"))
    story.wait(minutes(600))
    story.say(c.Discharge)
    return story


def held_after_the_end() -> Story:
    """Discontinued, stopped, and then started by a hand."""
    story = started()
    story.say(c.Discontinue, reason="extravasation")
    story.report(NO_RATE)
    story.report(rate("10"))
    return story


def silent() -> Story:
    story = started()
    story.report(rate("10"))
    story.wait(seconds(10))
    story.take(c.Tick(at=story.now))
    return story


# --------------------------------------------------------------------------------- what is recorded


def test_a_reaction_is_recorded_with_the_person_the_rate_and_the_proof() -> None:
    story = started()
    proof = story.s.proof
    story.wait(seconds(2))

    answer = story.say(c.ReportReaction)

    assert proof is not None
    assert (e.ReactionReported(**who(story), rate=rate("25"), proof=proof),) == answer


def test_the_rate_at_a_reaction_is_the_steps_where_the_pump_ran_faster() -> None:
    story = started()
    story.report(rate("40"))

    (reported,) = happened(story.say(c.ReportReaction))

    assert isinstance(reported, e.ReactionReported)
    assert rate("25") == reported.rate


def test_a_reaction_before_the_pump_was_ever_heard_again_is_at_the_steps_rate() -> None:
    story = started()
    story.take(c.TakeOver(at=story.now))

    (reported,) = happened(story.say(c.ReportReaction))

    assert isinstance(reported, e.ReactionReported)
    assert rate("25") == reported.rate


@pytest.mark.parametrize("there", [Story, lambda: Story().prepared(), ended])
def test_a_reaction_outside_the_infusion_is_recorded_too(there: Callable[[], Story]) -> None:
    story = there()

    answer = story.say(c.ReportReaction)

    assert (e.LateReactionReported(**who(story)),) == answer


def test_a_second_tap_on_reaction_is_no_second_reaction() -> None:
    assert () == interrupted().say(c.ReportReaction)


def test_a_reaction_after_an_ended_infusion_was_held_is_recorded_and_stops_the_hand() -> None:
    story = held_after_the_end()

    answer = story.say(c.ReportReaction)

    assert (
        e.LateReactionReported(**who(story)),
        e.HoldLifted(**who(story), to=Phase.DISCONTINUED),
    ) == answer


def test_a_grade_is_recorded_with_what_the_protocol_makes_of_it() -> None:
    story = interrupted()

    answer = story.say(c.GradeReaction, grade=2)

    assert (e.ReactionGraded(**who(story), grade=2, action=ReactionAction.RESUME),) == answer


@pytest.mark.parametrize(
    ("grade", "resumes", "reason"),
    [
        (3, 0, "reaction of grade 3"),
        (2, 1, "reaction of grade 2 after a resume"),
        (4, 1, "reaction of grade 4 after a resume"),
    ],
)
def test_a_grade_that_ends_the_infusion_ends_it_with_its_reason(
    grade: int, resumes: int, reason: str
) -> None:
    story = interrupted()
    story.state = replace(story.s, resumes=resumes)
    proof = story.s.proof

    answer = story.say(c.GradeReaction, grade=grade)

    assert proof is not None
    assert (
        e.ReactionGraded(**who(story), grade=grade, action=ReactionAction.DISCONTINUE),
        e.Discontinued(**who(story), reason=reason, proof=proof),
    ) == answer


def test_a_resume_after_a_reaction_is_recorded_with_its_order() -> None:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    answer = story.say(c.Resume, improved_to=1, prescriber="prescriber-a")

    expected = e.ResumedAfterReaction(
        **who(story),
        ladder=story.s.ladder,
        action=ReactionAction.RESUME,
        resumes=1,
        improved_to=1,
        prescriber="prescriber-a",
    )
    assert (expected,) == answer
    assert 1 == story.s.resumes


def test_a_resume_uses_up_one_of_the_resumes_that_the_protocol_allows() -> None:
    story = interrupted(2)
    story.state = replace(story.s, resumes=3)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    story.say(c.Resume, improved_to=1, prescriber="prescriber-a")

    assert 4 == story.s.resumes


def test_a_reaction_with_the_last_drop_is_resumed_to_the_flush() -> None:
    story = interrupted(2)
    story.report(NO_RATE, counter=ml("249.9"))
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))
    proof = story.s.proof

    answer = story.say(c.Resume, improved_to=0, prescriber="x")

    assert proof is not None
    assert (e.VolumeIn(at=story.now, proof=proof),) == answer


def test_a_resume_that_the_pump_cannot_run_slowly_enough_for_is_refused() -> None:
    story = interrupted(2)
    association = story.s.association
    assert association is not None
    slow = replace(association.capabilities, rate_min=rate("12.6"))
    story.state = replace(story.s, association=replace(association, capabilities=slow))
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))

    answer = refused(story.say(c.Resume, improved_to=0, prescriber="x"))

    assert RefusalId.RESUME_NOT_ALLOWED is answer.id
    assert (
        "The resume rate is slower than this pump can run. Ask the prescriber." == answer.sentence
    )
    just = replace(slow, rate_min=rate("12.5"))
    story.state = replace(story.s, association=replace(association, capabilities=just))
    assert ["ResumedAfterReaction"] == kinds(story.say(c.Resume, improved_to=0, prescriber="x"))


@pytest.mark.parametrize("there", [lambda: Story().prepared(), started, interrupted])
def test_an_infusion_can_be_ended_from_anywhere_before_the_volume_is_in(
    there: Callable[[], Story],
) -> None:
    story = there()
    proof = story.s.proof

    (answer,) = happened(story.say(c.Discontinue, reason="extravasation"))

    assert isinstance(answer, e.Discontinued)
    assert proof in (None, answer.proof)
    assert e.Discontinued(**who(story), reason="extravasation", proof=answer.proof) == answer


def test_an_ended_infusion_is_not_ended_twice() -> None:
    story = started()
    story.say(c.Discontinue, reason="extravasation")

    assert () == story.say(c.Discontinue, reason="again")


@pytest.mark.parametrize("verb", [c.Pause, c.Resume])
def test_a_hold_over_an_ended_infusion_is_lifted_to_its_end(verb: type[c.Said]) -> None:
    story = held_after_the_end()

    answer = story.say(verb)

    assert (e.HoldLifted(**who(story), to=Phase.DISCONTINUED),) == answer


def test_ending_what_has_ended_and_is_held_lifts_the_hold() -> None:
    story = held_after_the_end()

    answer = story.say(c.Discontinue, reason="again")

    assert (e.HoldLifted(**who(story), to=Phase.DISCONTINUED),) == answer


def test_a_pause_is_recorded_with_the_person_the_reason_and_the_proof() -> None:
    story = started()
    proof = story.s.proof

    answer = story.say(c.Pause)

    assert proof is not None
    assert (e.PausedByPerson(**who(story), reason=PauseReason.NURSE, proof=proof),) == answer


def test_a_pause_does_not_excuse_a_late_attestation() -> None:
    story = Story().started()
    story.run(minutes(91))

    (paused,) = happened(story.say(c.Pause))

    assert isinstance(paused, e.PausedByPerson)
    assert PauseReason.LATE_ATTESTATION is paused.reason


def test_a_pause_during_a_reaction_changes_nothing() -> None:
    assert () == interrupted().say(c.Pause)


def test_a_pause_before_the_start_asks_the_pump_to_stop() -> None:
    story = Story().prepared()

    answer = story.say(c.Pause)

    assert (e.StopAsked(**who(story)),) == answer


def test_an_attestation_and_its_withdrawal_are_recorded_for_their_step() -> None:
    story = Story().started()
    story.run(minutes(58))

    attested = story.attest()
    assert (e.NoReactionAttested(**who(story), step_no=1),) == attested

    withdrawn = story.say(c.WithdrawAttestation)
    assert (e.AttestationWithdrawn(**who(story), step_no=1),) == withdrawn


def test_a_resume_of_a_standing_pump_orders_its_step_again() -> None:
    story = started()
    story.say(c.Pause)
    story.report(NO_RATE)

    answer = story.say(c.Resume)

    assert (e.Resumed(**who(story), reported=NO_RATE),) == answer


def test_a_resume_of_a_pump_that_runs_at_its_step_is_reached_at_once() -> None:
    story = started()
    story.report(rate("10"))
    served = story.s.served
    story.report(rate("25"))
    story.wait(seconds(2))

    answer = story.say(c.Resume)

    proof = Proof(at=story.now, infused=story.s.infused, served=served)
    assert (
        e.Resumed(**who(story), reported=rate("25")),
        e.RateReached(at=story.now, rate=rate("25"), step=0, step_no=1, proof=proof),
    ) == answer


# ---------------------------------------------------------------------------------- what is refused


def resumed_ungraded() -> object:
    return interrupted().say(c.Resume, improved_to=0)


WRONG_PHASE = [
    (
        closed,
        c.ReportReaction,
        {},
        "No infusion to interrupt; STOP has been sent to the pump: the session is closed.",
    ),
    (closed, c.Pause, {}, "Nothing can be changed: the session is closed."),
    (
        started,
        c.GradeReaction,
        {"grade": 1},
        "There is no reaction to grade: the infusion is running.",
    ),
    (
        ended,
        c.Discontinue,
        {"reason": "x"},
        "The infusion has already ended: the volume is in.",
    ),
    (Story, c.Pause, {}, "There is nothing to pause: the infusion has not been started."),
    (
        Story,
        c.AttestNoReaction,
        {"step_no": 1},
        "There is no running step to attest: the infusion has not been started.",
    ),
    (started, c.Resume, {}, "There is nothing to resume: the infusion is running."),
]


@pytest.mark.parametrize(("there", "verb", "fields", "sentence"), WRONG_PHASE)
def test_what_does_not_fit_says_where_the_session_stands(
    there: Callable[[], Story], verb: type[c.Said], fields: dict[str, Any], sentence: str
) -> None:
    answer = refused(there().say(verb, **fields))

    assert (RefusalId.WRONG_PHASE, sentence) == (answer.id, answer.sentence)


def test_a_session_that_does_not_exist_or_exists_already_says_so() -> None:
    story = Story()
    again = refused(story.say(c.CheckIn, patient="p1", infusion_no=1, protocol=story.s.protocol))
    story.state = None

    nothing = refused(story.say(c.Pause))

    assert (RefusalId.ALREADY_CHECKED_IN, "This session has already been opened.") == (
        again.id,
        again.sentence,
    )
    assert (RefusalId.WRONG_PHASE, "This session does not exist.") == (
        nothing.id,
        nothing.sentence,
    )


def attest_other(story: Story, step_no: int) -> object:
    return story.say(c.AttestNoReaction, step_no=step_no)


def late() -> Story:
    story = Story().started()
    story.run(minutes(91))
    return story


def stopping() -> Story:
    story = started()
    story.say(c.Pause)
    story.report()
    return story


REFUSED: list[tuple[Callable[[], object], RefusalId, str]] = [
    (resumed_ungraded, RefusalId.NOT_GRADED, "Grade the reaction first."),
    (
        lambda: attest_other(started(), 2),
        RefusalId.OTHER_STEP,
        "Step 1 is running, not step 2. Look at the patient again.",
    ),
    (
        lambda: attest_other(late(), 2),
        RefusalId.OTHER_STEP,
        "Step 1 is paused, not step 2.",
    ),
    (
        lambda: attest_other(started(), 1),
        RefusalId.ATTESTED_TOO_EARLY,
        "Too early: attest in the last 5 min of the step, in 50 min.",
    ),
    (
        lambda: attest_other(Story(3).started(), 1),
        RefusalId.NO_STEP_AHEAD,
        "This is the last rate; there is nothing to attest.",
    ),
    (
        lambda: started().say(c.WithdrawAttestation),
        RefusalId.NOTHING_TO_WITHDRAW,
        "There is no attestation to take back.",
    ),
    (
        lambda: late().say(c.Resume),
        RefusalId.ATTESTATION_NEEDED,
        "Paused because nobody attested step 1. Attest it to go on.",
    ),
    (
        lambda: stopping().say(c.Resume),
        RefusalId.GATES_CLOSED,
        "The pump is already infusing. Stop it at the pump. "
        "The pump has not said yet that it stopped. Look at the pump.",
    ),
    (
        lambda: late().attest(),
        RefusalId.GATES_CLOSED,
        "The pump is already infusing. Stop it at the pump. "
        "The pump has not said yet that it stopped. Look at the pump.",
    ),
    (
        lambda: silent().say(c.Resume),
        RefusalId.GATES_CLOSED,
        "The pump does not answer. Check its cable and power. "
        "The pump has not been heard again yet.",
    ),
    (
        lambda: interrupted(2).say(c.Resume),
        RefusalId.GATES_CLOSED,
        "Resume only when the symptoms have improved to grade 1 or less. "
        "Name the prescriber who ordered the resume. "
        "A second person must check patient, bag and pump, and key the rate.",
    ),
]


@pytest.mark.parametrize(("told", "refusal", "sentence"), REFUSED)
def test_a_refusal_says_in_full_what_to_do(
    told: Callable[[], object], refusal: RefusalId, sentence: str
) -> None:
    answer = refused(told())

    assert (refusal, sentence) == (answer.id, answer.sentence)
    if answer.reasons:
        assert all(isinstance(reason.id, RefusalId) for reason in answer.reasons)


def test_a_silent_pump_is_one_reason_and_not_heard_again_is_the_other() -> None:
    answer = refused(silent().say(c.Resume))

    assert [RefusalId.PUMP_SILENT, RefusalId.PUMP_SILENT] == [each.id for each in answer.reasons]


def test_after_a_restart_nothing_is_resumed_before_the_pump_was_read() -> None:
    story = started()
    story.report(rate("10"))
    story.take(c.TakeOver(at=story.now))

    answer = refused(story.say(c.Resume))

    assert "The pump has not been heard again yet." in [each.sentence for each in answer.reasons]


# ---------------------------------------------------------------------------------------- take-over


def at(story: Story, offset_s: float, infused: str = "3", served: float = 4) -> c.TakeOver:
    """Another controller, with a sample that is `offset_s` away from the last event."""
    proof = story.s.proof
    assert proof is not None
    heard_at = Instant(proof.at + seconds(offset_s))
    return c.TakeOver(at=story.now, heard_at=heard_at, served=minutes(served), infused=ml(infused))


def test_a_take_over_before_the_association_is_no_event() -> None:
    story = Story()

    assert () == story.take(c.TakeOver(at=story.now))


def test_a_take_over_of_a_closed_session_is_no_event() -> None:
    story = closed()

    assert () == story.take(c.TakeOver(at=story.now))


def test_a_take_over_without_a_sample_rests_on_the_last_event() -> None:
    story = started()
    proof = story.s.proof
    assert proof is not None
    story.wait(seconds(3))

    answer = story.take(c.TakeOver(at=story.now))

    assert (e.ControllerStarted(at=story.now, heard_at=proof.at, proof=proof),) == answer


def test_a_take_over_before_the_first_drop_rests_on_nothing() -> None:
    story = Story().prepared()
    story.state = replace(story.s, proof=None)

    answer = story.take(c.TakeOver(at=story.now))

    assert (e.ControllerStarted(at=story.now, heard_at=None, proof=None),) == answer


def test_a_newer_sample_is_believed_and_volume_never_goes_back() -> None:
    story = started()
    before = story.s.infused
    story.wait(seconds(30))
    more, less = at(story, 10, "3", 5.5), at(story, 10, "1", 5.5)
    assert more.heard_at is not None

    copy = replace(story.s)
    answer = story.take(more)
    story.state = copy
    again = story.take(less)

    assert (
        e.ControllerStarted(
            at=story.now,
            heard_at=more.heard_at,
            proof=Proof(at=more.heard_at, infused=ml("3"), served=minutes(5.5)),
        ),
    ) == answer
    assert (
        e.ControllerStarted(
            at=story.now,
            heard_at=more.heard_at,
            proof=Proof(at=more.heard_at, infused=before, served=minutes(5.5)),
        ),
    ) == again


@pytest.mark.parametrize("offset_s", [0, -1])
def test_a_sample_that_is_not_newer_than_the_last_event_is_left_aside(offset_s: float) -> None:
    story = started()
    proof = story.s.proof
    assert proof is not None

    answer = story.take(at(story, offset_s, "200"))

    assert (e.ControllerStarted(at=story.now, heard_at=proof.at, proof=proof),) == answer


@pytest.mark.parametrize("missing", ["heard_at", "served", "infused"])
def test_half_a_sample_is_none(missing: str) -> None:
    story = started()
    proof = story.s.proof
    assert proof is not None

    # The fields are given by name; mypy cannot check them through `**`.
    half = replace(at(story, 10, "200"), **{missing: None})  # type: ignore[arg-type]

    answer = story.take(half)

    assert (e.ControllerStarted(at=story.now, heard_at=proof.at, proof=proof),) == answer


def test_after_the_volume_is_in_a_sample_says_when_the_pump_lived_and_counts_nothing() -> None:
    story = ended()
    proof = story.s.proof
    sample = at(story, 10, "20", 0)

    answer = story.take(sample)

    assert (e.ControllerStarted(at=story.now, heard_at=sample.heard_at, proof=proof),) == answer


# ------------------------------------------------------------------------------- holds and readings


def test_a_hold_after_a_hold_remembers_the_phase_before_the_first() -> None:
    story = interrupted()
    story.report(rate("10"))
    story.report(rate("20"))

    assert Phase.INTERRUPTED is story.s.held_from
    held = story.events[-1]
    assert isinstance(held, e.Held)
    assert (Phase.INTERRUPTED, rate("20"), story.now) == (held.was, held.reported, held.proof.at)


def test_a_pump_that_stands_is_held_at_zero_whatever_rate_it_is_set_to() -> None:
    story = started()
    story.running = rate("25")

    story.report(delivery=Delivery.PAUSED)

    held = story.events[-1]
    assert isinstance(held, e.Held)
    assert NO_RATE == held.reported


def test_a_resume_of_a_pump_that_stands_and_is_set_to_the_rate_is_an_order() -> None:
    story = started()
    story.report(delivery=Delivery.PAUSED)

    answer = story.say(c.Resume)

    assert ["Resumed"] == kinds(answer)
    assert Span(0) < story.s.served
