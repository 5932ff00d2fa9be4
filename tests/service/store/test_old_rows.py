"""A session that was recorded before orders were taken: it reads, and nothing is made up in it."""

import json
from pathlib import Path

import pytest

from service.core.protocol import NO_DOSING
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.decide import decide
from service.core.session.evolve import evolve_all, open_session
from service.core.session.state import Session
from service.core.times import Instant
from service.store.batch import Encoded
from service.wiring import codec
from tests.core.session.story import NURSE, RULES

ROWS = Path(__file__).resolve().parents[2] / "golden" / "journal_schema_1.json"
"""A first infusion up to its first raise, as the version before wrote it."""


@pytest.fixture(scope="module")
def events() -> list[e.Event]:
    rows = json.loads(ROWS.read_text("utf-8"))
    return [codec().decode(Encoded(**row)) for row in rows]


def session(events: list[e.Event]) -> Session:
    first, *later = events
    assert isinstance(first, e.CheckedIn)
    return evolve_all(open_session(first), tuple(later))


def test_what_nobody_said_then_is_not_said_now(events: list[e.Event]) -> None:
    first = events[0]

    assert isinstance(first, e.CheckedIn)
    assert (None, None) == (first.order, first.history)
    assert (None, False) == (first.protocol.product, first.protocol.signed)
    assert {NO_DOSING} == {each.dosing for each in first.protocol.premedication}
    given = [each for each in events if isinstance(each, e.PremedicationGiven)]
    assert {None} == {each.dose_ug for each in given}


def test_it_goes_on_where_it_was(events: list[e.Event]) -> None:
    s = session(events)

    assert (len(events), True, 1) == (s.entries, s.raising, s.step_no)


def test_read_again_it_is_written_as_today(events: list[e.Event]) -> None:
    again = [codec().decode(codec().encode(each)) for each in events]

    assert events == again


def test_without_an_order_nothing_is_started(events: list[e.Event]) -> None:
    """The same session, read before its start."""
    began = next(no for no, each in enumerate(events) if isinstance(each, e.StartOrdered))
    s = session(events[:began])
    start = c.Start(at=Instant(events[began].at), by=NURSE, tablet="t1", tap="tap-99")

    answer = decide(s, start, RULES)

    assert isinstance(answer, Refusal)
    assert RefusalId.ORDER_MISSING in {each.id for each in answer.reasons}
