"""A reaction in which somebody ended the infusion first can be graded afterwards, and only that.

Found 31 (docs/safety/found.md): it was refused, and stayed open for ever.
"""

from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE
from service.core.protocol import ReactionAction
from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.history import history_of
from service.core.session.state import OpenReaction, Phase
from service.core.session.wanted import wanted
from tests.core.session.stages import refused, started, who
from tests.core.session.story import Story, interrupted, kinds, rate


def ended_in_a_reaction() -> Story:
    """STOP, and the end, before anybody has had time for a grade."""
    story = interrupted()
    assert ["Discontinued"] == kinds(story.say(c.Discontinue, reason="anaphylaxis"))
    story.report(NO_RATE)
    return story


@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5])
def test_the_grade_is_recorded_and_the_end_stays_the_end(grade: int) -> None:
    story = ended_in_a_reaction()
    before = story.s

    answer = story.say(c.GradeReaction, grade=grade, hospitalised=True)

    expected = e.ReactionGraded(
        **who(story), grade=grade, hospitalised=True, action=ReactionAction.DISCONTINUE
    )
    assert (expected,) == answer
    reaction = before.reaction
    assert reaction is not None
    graded = OpenReaction(
        at=reaction.at,
        rate=reaction.rate,
        grade=grade,
        hospitalised=True,
        action=ReactionAction.DISCONTINUE,
    )
    after = replace(before, reaction=graded, graded=1, worst=grade, entries=before.entries + 1)
    assert after == story.s
    assert wanted(before) is wanted(story.s) is None


def test_nothing_is_resumed_by_it() -> None:
    story = ended_in_a_reaction()
    story.say(c.GradeReaction, grade=1)

    assert RefusalId.WRONG_PHASE is refused(story.say(c.CheckSecond, rate=rate("75"))).id
    assert RefusalId.WRONG_PHASE is refused(story.say(c.Resume, improved_to=0)).id


def test_the_next_infusion_knows_the_grade() -> None:
    story = ended_in_a_reaction()
    story.say(c.GradeReaction, grade=4)
    story.say(c.Discharge)
    history = history_of({"s": story.s}, "p1", "isatuximab")

    assert history.last is not None
    assert (4, False) == (history.last.grade, history.last.completed)
    assert "s" == history.stopped_in


def test_a_grade_that_was_given_stays_once_the_infusion_has_ended() -> None:
    story = interrupted(2)
    story.say(c.Discontinue, reason="the patient goes home")
    answer = refused(story.say(c.GradeReaction, grade=1))

    assert RefusalId.WRONG_PHASE is answer.id
    again = ended_in_a_reaction()
    again.say(c.GradeReaction, grade=4)
    assert RefusalId.WRONG_PHASE is refused(again.say(c.GradeReaction, grade=1)).id
    assert 4 == again.s.worst


def test_an_end_without_a_reaction_has_nothing_to_grade() -> None:
    story = started()
    story.say(c.Discontinue, reason="extravasation")

    answer = refused(story.say(c.GradeReaction, grade=1))

    assert (RefusalId.WRONG_PHASE, Phase.DISCONTINUED) == (answer.id, story.s.phase)
    assert answer.sentence == (
        "There is no reaction to grade: the infusion has been ended for good."
    )


def test_after_the_discharge_nothing_is_graded_any_more() -> None:
    story = ended_in_a_reaction()
    story.say(c.Discharge)

    assert RefusalId.WRONG_PHASE is refused(story.say(c.GradeReaction, grade=4)).id


def test_under_a_hold_the_hand_comes_first() -> None:
    story = ended_in_a_reaction()
    story.report(rate("10"))
    assert RefusalId.WRONG_PHASE is refused(story.say(c.GradeReaction, grade=4)).id

    story.say(c.Resume)
    story.report(NO_RATE)

    assert ["ReactionGraded"] == kinds(story.say(c.GradeReaction, grade=4))


def test_a_second_one_after_the_end_is_not_taken_for_graded_with_it() -> None:
    """A late reaction has no grade of its own: the next infusion asks for the prescriber."""
    story = ended_in_a_reaction()
    assert ["LateReactionReported"] == kinds(story.say(c.ReportReaction))
    story.report(NO_RATE)

    story.say(c.GradeReaction, grade=2)

    assert (2, 1) == (story.s.reactions, story.s.graded)
