"""What an order says beside its numbers, and when it is a new word of a person."""

from dataclasses import replace

from drivers.port import Label
from drivers.quantities import NO_RATE
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session.label import label
from service.core.times import minutes
from tests.core.session.story import ISATUXIMAB, NURSE, PUMP, SECOND, Story, rate

HANDS = replace(PUMP, kind="proposes", watchdog_s=None)


def labelled(story: Story) -> Label:
    found = label(story.s)
    assert found is not None
    return found


def started() -> Story:
    story = Story(pump=HANDS).prepared()
    assert not isinstance(story.say(c.Start), Refusal)
    return story


def test_there_is_no_label_before_a_pump_belongs_to_the_infusion() -> None:
    assert label(Story(pump=HANDS).s) is None


def test_it_names_subject_place_and_product() -> None:
    found = labelled(Story(pump=HANDS).prepared())

    assert ("p1", "chair-1", ("isatuximab", ISATUXIMAB.drug)) == (
        found.subject,
        found.place,
        found.product,
    )
    assert "" == found.author


def test_it_names_who_ordered_the_start() -> None:
    assert NURSE.id == labelled(started()).author


def test_it_names_who_attested_before_a_raise() -> None:
    story = started()
    story.report(rate("25"))
    story.run(minutes(58))
    said = story.say(c.AttestNoReaction, SECOND, step_no=story.s.step_no)
    assert not isinstance(said, Refusal)

    assert SECOND.id == labelled(story).author


def test_it_names_who_resumed() -> None:
    story = started()
    story.report(rate("25"))
    story.run(minutes(5))
    story.say(c.Pause)
    story.report(NO_RATE)
    assert not isinstance(story.say(c.Resume, SECOND), Refusal)

    assert SECOND.id == labelled(story).author


def test_each_start_resume_and_raise_is_a_new_word_and_a_report_is_none() -> None:
    story = started()
    first = labelled(story).word
    story.wait(minutes(1))
    story.report(NO_RATE)
    assert first == labelled(story).word

    story.say(c.Pause)
    story.report(NO_RATE)
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)
    story.wait(minutes(1))
    story.report(NO_RATE)
    assert not isinstance(story.say(c.Resume), Refusal)
    assert first < labelled(story).word
