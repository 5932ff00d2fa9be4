"""What each word about a reaction becomes, in full: who, where, with which tap.

The journal is read in court: it may not change by accident.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE
from service.core.protocol import ReactionAction
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import Phase
from service.core.times import seconds
from tests.core.session.stages import ended, happened, held_after_the_end, refused, started, who
from tests.core.session.story import SECOND, Story, interrupted, kinds, ml, rate


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

    assert (
        e.ReactionGraded(**who(story), grade=2, hospitalised=None, action=ReactionAction.RESUME),
    ) == answer


@pytest.mark.parametrize("stays", [True, False, None])
def test_the_answer_about_a_stay_in_hospital_is_kept_with_the_grade(stays: bool | None) -> None:
    story = interrupted()

    answer = story.say(c.GradeReaction, grade=1, hospitalised=stays)

    assert not isinstance(answer, Refusal)
    assert [stays] == [each.hospitalised for each in answer if isinstance(each, e.ReactionGraded)]
    assert story.s.reaction is not None
    assert story.s.reaction.hospitalised is stays


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
        e.ReactionGraded(
            **who(story), grade=grade, hospitalised=None, action=ReactionAction.DISCONTINUE
        ),
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
    protocol = story.s.protocol
    often = replace(protocol, reaction=replace(protocol.reaction, resumes_max=4))
    story.state = replace(story.s, protocol=often, resumes=3)
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
