"""The table of alarms: each has its row, its words and what raises it."""

import string

import pytest

from drivers.quantities import NO_RATE
from service.core.alarm_table import TABLE, AlarmId, Priority, Scope
from service.core.alarms import alarms
from service.core.session import events as e
from service.core.session.evolve import evolve
from service.core.session.state import HoldReason
from service.core.ward_alarms import WardScene, ward_alarms
from tests.core.alarm_page import PAGE, page
from tests.core.session.story import RULES, Story

SAYS_WHETHER_IT_INFUSES = ("infusing", "stands still", "moves fluid")


@pytest.mark.shows("A18-01")
def test_every_alarm_has_one_row_and_no_row_is_left_over() -> None:
    assert set(AlarmId) == set(TABLE)
    assert all(row.condition and row.text and row.response for row in TABLE.values())


@pytest.mark.shows("A18-05")
def test_high_latches_and_nothing_else_does() -> None:
    assert {which for which, row in TABLE.items() if row.priority is Priority.HIGH} == {
        which for which, row in TABLE.items() if row.latching
    }


@pytest.mark.parametrize("which", AlarmId)
def test_every_text_says_whether_the_pump_is_infusing(which: AlarmId) -> None:
    text = TABLE[which].text
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert "motion" in names or "may still be infusing" in text
    assert names <= {"motion", "why", "step", "late", "paused", "rate"}


def test_the_page_is_what_the_table_says() -> None:
    assert page() == PAGE.read_text("utf-8")


def test_the_ward_raises_its_own_alarms_and_no_others() -> None:
    worst = WardScene(
        infusions=2,
        record_damaged=True,
        record_failing=True,
        stations_lost=("tablet-2",),
        faulty=("session-1",),
    )

    raised = ward_alarms(worst)

    assert {which for which, row in TABLE.items() if row.scope is Scope.WARD} == {
        alarm.id for alarm in raised
    }
    assert all(any(w in alarm.sentence for w in SAYS_WHETHER_IT_INFUSES) for alarm in raised)


@pytest.mark.shows("INV-26")
@pytest.mark.parametrize(
    ("infusions", "heard", "raised"), [(1, 0, True), (1, 1, False), (0, 0, False)]
)
def test_no_station_can_hear_is_an_alarm_while_something_infuses(
    infusions: int, heard: int, raised: bool
) -> None:
    found = ward_alarms(WardScene(infusions=infusions, stations_heard=heard))

    assert raised == (AlarmId.NO_STATION_HEARS in [alarm.id for alarm in found])


@pytest.mark.shows("A18-01")
@pytest.mark.parametrize("reason", HoldReason)
def test_every_hold_has_its_alarm_and_its_words(reason: HoldReason) -> None:
    story = Story().started()
    proof = story.s.proof
    assert proof is not None
    held = e.Held(
        at=story.now, reason=reason, was=story.s.phase, stops=False, reported=NO_RATE, proof=proof
    )

    (alarm,) = alarms(evolve(story.s, held), story.now, RULES)

    assert any(words in alarm.sentence for words in SAYS_WHETHER_IT_INFUSES)
