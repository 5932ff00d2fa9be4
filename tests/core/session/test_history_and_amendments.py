"""What the record remembers of a patient, and how it is corrected without losing anything."""

from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE
from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.history import history_of
from service.core.session.ready_state import History
from service.core.times import minutes
from tests.core.session.stages import closed, happened, refused, started
from tests.core.session.story import Story, interrupted


def stopped_after(grade: int | None) -> Story:
    story = interrupted(grade)
    if story.s.reaction is None or story.s.phase.value != "discontinued":
        story.say(c.Discontinue, reason="the patient asks to stop")
    story.report(NO_RATE)
    story.say(c.Discharge)
    return story


def of(story: Story, patient: str = "p1", drug: str = "isatuximab") -> History:
    """What is known beside the orders and how the last infusion went (see `test_ordered`)."""
    return replace(history_of({"session-1": story.s}, patient, drug), last=None, orders=())


def test_an_open_session_is_known_for_this_patient_and_drug_alone() -> None:
    story = started()

    assert of(story) == History(open_session="session-1")
    assert of(story, patient="p2") == of(story, drug="other") == History()


@pytest.mark.parametrize("grade", [None, 2, 3, 4])
def test_an_infusion_that_ended_in_a_reaction_stops_the_drug(grade: int | None) -> None:
    """Graded 3 or 4, or ended by a person before anybody graded or resumed."""
    assert of(stopped_after(grade)) == History(stopped_in="session-1", reacted=True)


def test_an_infusion_that_ended_otherwise_does_not() -> None:
    story = started()
    story.say(c.Discontinue, reason="extravasation")
    story.report(NO_RATE)
    story.say(c.Discharge)

    assert of(story) == of(closed()) == History()


def test_a_reaction_that_was_overcome_is_remembered() -> None:
    story = closed()
    reacting = interrupted(1)
    reacting.say(c.Resume, improved_to=0)

    assert not of(story).reacted
    assert of(reacting).reacted


def test_the_orders_of_every_begun_infusion_are_known_for_this_patient_and_drug() -> None:
    """Also where it ended early; an order of which nothing was given can still be given."""
    sessions = {
        "session-1": closed().s,
        "session-2": Story(order={"id": "order-2"}).prepared().s,
        "session-3": stopped_after(3).s,
        "session-4": Story(order={"id": "order-4"}).started().s,
    }

    assert ("order-1", "order-4") == history_of(sessions, "p1", "isatuximab").orders
    assert () == history_of(sessions, "p2", "isatuximab").orders
    assert () == history_of(sessions, "p1", "other").orders


def test_a_correction_leaves_the_entry_and_changes_nothing_else() -> None:
    story = started()
    before, events = story.s, list(story.events)

    (event,) = happened(story.say(c.Amend, amends=2, text="it was the left arm"))

    assert isinstance(event, e.Amended)
    assert events == story.events[: len(events)]
    assert before.entries + 1 == story.s.entries == len(story.events)
    assert before.phase == story.s.phase
    assert before.ready == story.s.ready


def test_a_closed_record_is_corrected_too() -> None:
    story = closed()

    happened(story.say(c.Amend, amends=1, text="infusion 3, not 2"))

    assert story.s.closed


@pytest.mark.parametrize("amends", [0, -1, 10_000])
def test_only_what_stands_there_is_corrected(amends: int) -> None:
    answer = refused(started().say(c.Amend, amends=amends, text="x"))

    assert RefusalId.NO_SUCH_ENTRY is answer.id


def test_entries_are_counted_as_the_journal_counts_them() -> None:
    story = Story().started()
    story.run(minutes(61))

    assert story.s.entries == len(story.events)
