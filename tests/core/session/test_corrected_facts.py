"""Facts that were entered wrong, or measured again: what counts is the last word about them."""

from dataclasses import replace

import pytest

from service.core.dose import NeutrophilRule
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.events import Event
from service.core.session.order_gates import latest_labs
from service.core.session.person import Person
from service.core.session.ready_state import Labs
from service.core.times import Instant, minutes
from tests.core.session.closed_gates import febrile
from tests.core.session.stages import happened, refused
from tests.core.session.story import Story
from tests.core.test_vitals import WELL
from tests.orders import HOUR

Told = tuple[Event, ...] | Refusal
PRESCRIBER = Person("prescriber-a", "Prescriber A", "prescriber")


def reasons(story: Story) -> list[Id]:
    answer = story.say(c.Start)
    return [each.id for each in answer.reasons] if isinstance(answer, Refusal) else []


def count(story: Story, cells: int, hours: int, amends: int | None = None) -> Told:
    labs = Labs(neutrophils_ul=cells, taken_at=Instant(story.now - hours * HOUR))
    return story.say(c.RecordLabs, labs=labs, amends=amends)


@pytest.mark.shows("INV-23")
@pytest.mark.parametrize("counts", [(1_800, 300), (300, 1_800)])
def test_of_two_counts_of_one_sample_the_later_entry_counts(counts: tuple[int, int]) -> None:
    story = Story().prepared()
    for cells in counts:
        happened(count(story, cells, hours=6))

    assert (counts[-1] < 1_000) == (Id.NEUTROPHILS_LOW in reasons(story))


@pytest.mark.shows("INV-23")
def test_a_wrong_time_is_corrected_and_the_record_keeps_both() -> None:
    """A count of last week, entered as of today, no longer hides the one of yesterday."""
    story = Story().prepared()
    count(story, 300, hours=10)
    count(story, 1_800, hours=1)
    wrong = latest_labs(story.s)
    assert wrong is not None

    happened(count(story, 1_800, hours=170, amends=wrong.entry))

    assert [Id.NEUTROPHILS_LOW] == reasons(story)
    assert wrong.entry not in {each.entry for each in story.s.ready.labs}
    assert 4 == sum(type(each).__name__ == "LabsRecorded" for each in story.events)


def test_a_mistyped_low_count_that_was_amended_held_nothing_back() -> None:
    rule = NeutrophilRule(version="older", hold_below_ul=500, restart_from_ul=1_000)
    story = Story().prepared()
    product = story.s.protocol.product
    assert product is not None
    protocol = replace(story.s.protocol, product=replace(product, neutrophils=rule))
    story.state = replace(story.s, protocol=protocol, ready=replace(story.s.ready, labs=()))
    count(story, 60, hours=2)
    mistyped = latest_labs(story.s)
    assert mistyped is not None
    other = Story().prepared()
    other.state = story.state

    happened(count(story, 600, hours=2, amends=mistyped.entry))
    happened(count(other, 600, hours=1))

    assert [] == reasons(story)
    assert [Id.NEUTROPHILS_LOW] == reasons(other)


def test_a_count_corrects_a_count_and_nothing_else() -> None:
    story = Story().prepared()

    answer = refused(count(story, 1_800, hours=1, amends=1))

    assert answer.id is Id.NO_SUCH_ENTRY
    assert "Entry 1 is not" in answer.sentence


# --------------------------------------------------------------------- the newer temperature counts


def vitals(story: Story, tenths_c: int) -> None:
    happened(story.say(c.TakeVitals, signs=replace(WELL, temperature_tenths_c=tenths_c)))


@pytest.mark.shows("INV-23")
@pytest.mark.parametrize(("tenths_c", "closed"), [(379, []), (380, [Id.FEBRILE])])
def test_a_set_of_vital_signs_shows_a_fever(tenths_c: int, closed: list[Id]) -> None:
    story = Story().prepared()
    story.wait(minutes(1))
    story.report()

    vitals(story, tenths_c)

    assert closed == reasons(story)


def test_a_set_after_a_fever_shows_that_it_is_gone() -> None:
    story = febrile()
    story.wait(minutes(1))
    story.report()

    vitals(story, 368)

    assert [] == reasons(story)


def test_a_temperature_after_a_set_counts_more_than_the_set() -> None:
    story = Story().prepared()
    vitals(story, 395)
    story.wait(minutes(1))
    story.report()

    happened(story.say(c.RecordTemperature, milli_c=36_600))

    assert [] == reasons(story)


def test_of_one_moment_the_warmer_temperature_counts() -> None:
    story = Story().prepared()

    vitals(story, 395)

    assert [Id.FEBRILE] == reasons(story)


def test_the_age_is_that_of_the_newer_one() -> None:
    story = Story().prepared()
    story.wait(minutes(230))
    vitals(story, 368)
    story.wait(minutes(20))

    assert Id.TEMPERATURE_MISSING not in reasons(story)


@pytest.mark.shows("INV-23")
def test_a_new_set_voids_the_word_about_the_old_fever() -> None:
    story = febrile()
    happened(story.say(c.AskOverride, gate=Id.FEBRILE, reason="a cold"))
    happened(story.say(c.GiveOverride, PRESCRIBER, gate=Id.FEBRILE))
    story.wait(minutes(1))
    story.report()

    vitals(story, 402)

    assert [Id.FEBRILE] == reasons(story)
