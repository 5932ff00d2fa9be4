"""A hand's restart after a reaction counts: what a protocol allows so often is allowed no oftener.

Found 30 (docs/safety/found.md): only the service's own resumes were counted.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drivers.port import Delivery, Stopped
from drivers.quantities import NO_RATE, Rate
from service.core.protocol import Protocol, ReactionAction
from service.core.refusals import Refusal, RefusalId
from service.core.resuming import SEVERE
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.evolve import evolve
from service.core.session.next_start import next_start_rate
from service.core.session.state import Phase
from service.core.session.wanted import wanted
from service.core.times import minutes, seconds
from tests.core.labels import ready
from tests.core.session.stages import refused
from tests.core.session.story import ISATUXIMAB, SECOND, Story, interrupted, kinds, rate

DARATUMUMAB = ready("daratumumab", 3)
"""Three resumes, and the third severe reaction ends it."""


def reacts(story: Story, grade: int | None) -> Story:
    """React and be stopped; be graded, unless nobody does."""
    assert ["ReactionReported"] == kinds(story.say(c.ReportReaction))
    story.report(NO_RATE)
    if grade is not None:
        assert not isinstance(story.say(c.GradeReaction, grade=grade), Refusal)
    return story


def restarted(story: Story, at: Rate | None = None) -> Story:
    """A hand starts the pump at its keys, and it runs for a while."""
    assert ["Held"] == kinds(story.report(at or rate("10")))
    story.run(minutes(1), every=seconds(10))
    return story


def resumed(story: Story) -> Story:
    """Improve, be checked by two, and run again by the protocol's rule."""
    asked = next_start_rate(story.s)
    assert asked is not None
    story.say(c.CheckSecond, SECOND, rate=asked)
    assert ["ResumedAfterReaction"] == kinds(
        story.say(c.Resume, improved_to=0, prescriber="prescriber-a")
    )
    story.report(asked)
    return story


def offered(story: Story) -> ReactionAction | None:
    assert story.s.reaction is not None
    return story.s.reaction.action


def test_a_reaction_after_a_hand_s_restart_is_a_recurrence() -> None:
    story = restarted(interrupted(2))

    reacts(story, 2)

    assert (1, Phase.DISCONTINUED) == (story.s.resumes, story.s.phase)
    assert ReactionAction.DISCONTINUE is offered(story)


def test_the_third_severe_reaction_ends_it_though_a_hand_restarted_each_time() -> None:
    story = Story(3, protocol=DARATUMUMAB).started()
    for before in range(2):
        reacts(story, 3)
        assert (before, before, Phase.INTERRUPTED) == (
            story.s.severe,
            story.s.resumes,
            story.s.phase,
        )
        restarted(story)

    reacts(story, 3)

    assert (2, 2, Phase.DISCONTINUED) == (story.s.severe, story.s.resumes, story.s.phase)


def test_milder_ones_use_up_the_resumes_alone() -> None:
    story = restarted(reacts(Story(3, protocol=DARATUMUMAB).started(), 2))

    reacts(story, 2)

    assert (0, 1, ReactionAction.RESUME) == (story.s.severe, story.s.resumes, offered(story))


def test_what_nobody_graded_before_the_hand_came_counts_as_resumed_and_not_as_severe() -> None:
    story = restarted(interrupted())

    reacts(story, 2)

    assert (0, 1, Phase.DISCONTINUED) == (story.s.severe, story.s.resumes, story.s.phase)


def test_where_the_protocol_would_go_on_with_the_same_step_a_hand_s_restart_uses_nothing_up() -> (
    None
):
    """The label does not interrupt for it: our own going on is no resume either."""
    story = restarted(interrupted(1))

    reacts(story, 2)

    assert (0, ReactionAction.RESUME) == (story.s.resumes, offered(story))


def test_a_reaction_told_again_while_the_pump_stood_is_the_same_one() -> None:
    story = interrupted(2)
    story.run(minutes(5), every=seconds(10))

    assert () == story.say(c.ReportReaction)
    assert (1, 0) == (story.s.reactions, story.s.resumes)


def test_a_record_that_tells_it_twice_while_the_pump_stood_counts_once_too() -> None:
    story = interrupted(2)
    (told,) = [each for each in story.events if isinstance(each, e.ReactionReported)]

    assert 0 == evolve(story.s, replace(told, at=story.now)).resumes


def test_a_hand_s_restart_that_was_stopped_again_leaves_the_one_resume() -> None:
    """Nobody reacted to it: the label asks for a recurrence."""
    story = restarted(interrupted(2))
    assert ["HoldLifted"] == kinds(story.say(c.Resume))
    story.report(NO_RATE)

    resumed(story)

    assert 1 == story.s.resumes  # the hand's and ours followed one reaction


def test_a_reaction_after_the_hand_s_drug_is_new_though_the_hold_was_lifted_first() -> None:
    story = restarted(interrupted(2))
    story.say(c.Resume)
    story.report(NO_RATE)
    assert Phase.INTERRUPTED is story.s.phase

    reacts(story, None)

    assert (2, 1) == (story.s.reactions, story.s.resumes)
    assert () == story.say(c.ReportReaction)  # and the next tap is about the same one
    story.say(c.GradeReaction, grade=2)
    assert (2, Phase.DISCONTINUED) == (story.s.reactions, story.s.phase)


def test_drug_that_a_purge_gave_counts_though_the_pump_told_no_rate() -> None:
    story = interrupted(2)
    story.report(NO_RATE, delivery=Delivery.OTHER)
    story.report(NO_RATE)

    reacts(story, 2)

    assert Phase.DISCONTINUED is story.s.phase


def test_our_resume_and_a_hand_s_count_alike() -> None:
    story = resumed(reacts(Story(3, protocol=DARATUMUMAB).started(), 3))
    restarted(reacts(story, 3))

    reacts(story, 2)

    assert (2, 2) == (story.s.severe, story.s.resumes)


def under_way_at_the_upgrade() -> Story:
    """Its record was written while a hand's restart counted for nothing: it offers a resume."""
    story = reacts(restarted(interrupted(2)), None)
    graded = e.ReactionGraded(
        at=story.now,
        by=SECOND,
        tablet="t1",
        tap="tap-of-then",
        grade=2,
        hospitalised=None,
        action=ReactionAction.RESUME,
    )
    story.state = evolve(story.s, graded)
    story.report()
    return story


def test_a_resume_that_an_older_record_offers_beyond_the_limit_is_refused_and_can_be_ended() -> (
    None
):
    story = under_way_at_the_upgrade()
    asked = next_start_rate(story.s)
    assert asked is not None
    story.say(c.CheckSecond, SECOND, rate=asked)

    answer = refused(story.say(c.Resume, improved_to=0, prescriber="prescriber-a"))

    (reason,) = answer.reasons
    assert (RefusalId.RESUME_NOT_ALLOWED, Stopped()) == (reason.id, wanted(story.s))
    assert reason.sentence == (
        "The protocol allows no further resume of this infusion. Discontinue it, "
        "or ask the prescriber."
    )
    story.say(c.GradeReaction, grade=2)
    assert Phase.DISCONTINUED is story.s.phase


def test_an_older_record_s_own_count_of_resumes_is_made_anew() -> None:
    story = under_way_at_the_upgrade()
    resumed_then = e.ResumedAfterReaction(
        at=story.now,
        by=SECOND,
        tablet="t1",
        tap="tap-of-then",
        ladder=story.s.ladder,
        action=ReactionAction.RESUME,
        resumes=1,  # the hand's was not counted
        improved_to=0,
        prescriber="prescriber-a",
    )

    assert 2 == evolve(story.s, resumed_then).resumes


def often(protocol: Protocol, resumes: int, severe: int | None) -> Protocol:
    """The same, with other limits; every grade below 4 may be resumed, grade 1 goes on."""
    actions = dict.fromkeys((2, 3), ReactionAction.RESUME)
    actions |= dict.fromkeys((4, 5), ReactionAction.DISCONTINUE)
    actions[1] = ReactionAction.CONTINUE
    rules = replace(protocol.reaction, actions=actions, resumes_max=resumes, severe_ends_at=severe)
    return replace(protocol, reaction=rules)


class Counted:
    """What the protocol's limits count, read out of the record by itself.

    For each reaction: its last grade and action, and whether any drug has run since.
    """

    def __init__(self, happened: list[e.Event]) -> None:
        self.grades: list[int | None] = []
        self.actions: list[ReactionAction | None] = []
        self.ran: list[bool] = []
        for event in happened:
            match event:
                case e.ReactionReported():
                    self.grades.append(None)
                    self.actions.append(None)
                    self.ran.append(False)
                case e.ReactionGraded(grade=grade, action=action):
                    self.grades[-1], self.actions[-1] = grade, action
                case e.ResumedAfterReaction():
                    self.ran[-1] = True
                case e.Held(was=Phase.INTERRUPTED, reported=reported) if reported > NO_RATE:
                    self.ran[-1] = True

    @property
    def resumes(self) -> int:
        """Reactions after which drug ran again where the label interrupts."""
        counts = zip(self.ran, self.actions, strict=True)
        return sum(ran and action is not ReactionAction.CONTINUE for ran, action in counts)

    @property
    def severe(self) -> int:
        return sum((grade or 0) >= SEVERE for grade in self.grades)


def goes_on(story: Story, does: str, much: int) -> None:
    """One more thing that people, hands and the pump do; what does not fit is refused."""
    match does:
        case "reaction":
            story.say(c.ReportReaction)
        case "grade":
            story.say(c.GradeReaction, grade=much)
        case "hand":
            story.report(rate(str(5 * much)))
            story.run(seconds(20), every=seconds(10))
        case "hand stops":
            story.report(NO_RATE)
        case "purge":
            story.report(NO_RATE, delivery=Delivery.OTHER)
        case "resume":
            if asked := next_start_rate(story.s):
                story.say(c.CheckSecond, SECOND, rate=asked)
            story.say(c.Resume, improved_to=0, prescriber="prescriber-a")
        case "again by a hand":
            for each in ("hand", "reaction", "grade"):
                goes_on(story, each, much)
    setting = wanted(story.s)
    if isinstance(setting, Stopped):
        story.report(NO_RATE)
    elif setting is not None:
        story.report(setting.rate)


DOES = ["reaction", "grade", "hand", "hand stops", "purge", "resume", *["again by a hand"] * 3]
GRADES = [3, 2, 3, 2, 3, 1, 4]
"""Mostly those that go on: a 4 ends the course."""


@given(
    resumes=st.sampled_from([1, 0, 2, 3, 5, 6]),
    severe=st.sampled_from([None, 1, 2, 3]),
    course=st.lists(st.tuples(st.sampled_from(DOES), st.sampled_from(GRADES)), max_size=40),
)
def test_whatever_order_of_reactions_hands_and_resumes_no_limit_is_passed(
    resumes: int, severe: int | None, course: list[tuple[str, int]]
) -> None:
    story = Story(protocol=often(ISATUXIMAB, resumes, severe)).started()
    for does, much in [("reaction", 1), *course]:
        before = len(story.events)
        goes_on(story, does, much)
        for at in range(before, len(story.events)):
            counted, event = Counted(story.events[: at + 1]), story.events[at]
            if isinstance(event, e.ResumedAfterReaction):
                was_resume = event.action is ReactionAction.RESUME
                assert not was_resume or counted.resumes <= resumes
                assert severe is None or counted.severe < severe
            if isinstance(event, e.ReactionGraded) and event.grade >= SEVERE:
                ends = severe is not None and counted.severe >= severe
                assert not ends or event.action is ReactionAction.DISCONTINUE
    counted = Counted(story.events)
    # Whatever has been begun and not been settled yet is not counted yet.
    assert counted.resumes - story.s.resumes in (0, 1)
