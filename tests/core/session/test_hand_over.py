"""A chair is taken over as it was shown, or not at all; and nothing clinical waits for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.quantities import NO_RATE
from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import TakenOver
from service.core.session.wanted import wanted
from service.core.times import minutes, seconds
from tests.core.session.stages import closed, ended, refused, started, who
from tests.core.session.story import NURSE, SECOND, Story, interrupted, kinds, rate

ITEMS = ("Alarm: Attest step 1 (3 min late).", "The reaction is not graded.")


def take(story: Story, **changed: Any) -> Any:
    """Take the chair over as it is, or as said."""
    shown = changed.pop("shown", ITEMS)
    fields = {"version": story.s.entries, "shown": shown, "open_items": shown}
    return story.say(c.TakeChairOver, **{**fields, **changed})


def test_it_is_recorded_with_what_was_open() -> None:
    story = started()
    version = story.s.entries

    answer = take(story)

    expected = e.ChairTakenOver(
        **who(story), chair="chair-1", handed_over_by=None, version=version, open_items=ITEMS
    )
    assert (expected,) == answer
    assert TakenOver(by=NURSE, at=story.now, handed_over_by=None) == story.s.taken_over


def test_the_next_one_takes_it_from_her() -> None:
    story = started()
    take(story)
    story.run(minutes(1))

    (event,) = take(story, by=SECOND, shown=())

    assert (NURSE, (), SECOND) == (event.handed_over_by, event.open_items, event.by)
    assert TakenOver(by=SECOND, at=story.now, handed_over_by=NURSE) == story.s.taken_over


def later(**changed: Any) -> Callable[[], object]:
    return lambda: take(started(), **changed)


def after_a_reaction() -> object:
    story = started()
    version = story.s.entries
    story.say(c.ReportReaction)
    return take(story, version=version)


def twice() -> object:
    """Two nurses were shown the same; the second one did not see that the first has it now."""
    story = started()
    version = story.s.entries
    take(story, version=version)
    return take(story, by=SECOND, version=version)


STALE = [
    ("a reaction came between", after_a_reaction),
    ("somebody else was first", twice),
    ("an older record", later(version=1)),
    ("a record that is not there yet", later(version=9_999)),
    ("an item more is open now", later(open_items=(*ITEMS, "Vital signs are due."))),
    ("an item less is open now", later(open_items=ITEMS[:1])),
    ("nothing was shown", later(shown=(), open_items=ITEMS)),
    ("another order", later(open_items=ITEMS[::-1])),
    ("another step", later(open_items=("Alarm: Attest step 2 (3 min late).", ITEMS[1]))),
]


@pytest.mark.shows("INV-37")
@pytest.mark.parametrize("answer", [row[1] for row in STALE], ids=[row[0] for row in STALE])
def test_what_was_not_shown_is_not_taken_over(answer: Callable[[], object]) -> None:
    assert RefusalId.HAND_OVER_STALE is refused(answer()).id


@pytest.mark.parametrize(
    ("shown", "now", "same"),
    [
        ("Attest step 1 (3 min late).", "Attest step 1 (4 min late).", True),
        ("dexamethasone needs 14 more min before.", "dexamethasone needs 9 more min before.", True),
        ("120 min are left, and it needs 60 min.", "119 min are left, and it needs 61 min.", True),
        ("Observe until 14:05.", "Observe until 14:06.", False),
        ("infusing at 25 mL/h.", "infusing at 50 mL/h.", False),
        ("3 min late", "3 mL late", False),
    ],
)
def test_minutes_may_run_while_she_reads_and_nothing_else(shown: str, now: str, same: bool) -> None:
    story = started()

    answer = take(story, shown=(shown,), open_items=(now,))

    if same:
        assert (shown,) == answer[0].open_items  # as she saw it
    else:
        assert RefusalId.HAND_OVER_STALE is refused(answer).id


def test_without_a_chair_there_is_nothing_to_take_over() -> None:
    assert RefusalId.NOT_ASSOCIATED is refused(take(Story())).id


def test_a_closed_session_is_not_taken_over() -> None:
    assert RefusalId.WRONG_PHASE is refused(take(closed())).id


@pytest.mark.parametrize("there", [lambda: Story().prepared(), started, interrupted, ended])
def test_in_every_phase_on_a_chair(there: Callable[[], Story]) -> None:
    assert ["ChairTakenOver"] == kinds(take(there()))


COURSE: list[tuple[type[c.Said], dict[str, Any]]] = [
    (c.AttestNoReaction, {"step_no": 3}),
    (c.ReportReaction, {}),
    (c.GradeReaction, {"grade": 2}),
    (c.CheckSecond, {"rate": rate("12.5"), "by": SECOND}),
    (c.Resume, {"improved_to": 1, "prescriber": "prescriber-a"}),
    (c.Pause, {}),
    (c.Discontinue, {"reason": "told"}),
]


def near_the_end_of_a_step() -> Story:
    """In the third step, when its word may be given."""
    story = started().climb(3)
    story.run(minutes(27), every=seconds(6))
    return story


@pytest.mark.shows("INV-37")
@pytest.mark.shows("INV-24")
@given(hands=st.lists(st.integers(0, len(COURSE)), max_size=4))
def test_no_hand_over_changes_what_a_pump_does_or_what_comes_next(hands: list[int]) -> None:
    calm, handed = near_the_end_of_a_step(), near_the_end_of_a_step()
    for place in range(len(COURSE) + 1):
        for each in (calm, handed):
            each.report(NO_RATE if place == 2 else None)
        for _ in (each for each in hands if each == place):
            assert ["ChairTakenOver"] == kinds(take(handed))
        assert calm.s == replace(handed.s, taken_over=None, entries=calm.s.entries)
        assert wanted(calm.s) == wanted(handed.s)
        if place < len(COURSE):
            verb, fields = COURSE[place]
            assert kinds(calm.say(verb, **fields)) == kinds(handed.say(verb, **fields))
