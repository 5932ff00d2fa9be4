"""Another controller takes a session over: which sample it rests on."""

from dataclasses import replace
from typing import Any

import pytest

from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import Proof
from service.core.times import Instant, minutes, seconds
from tests.core.session.stages import closed, ended, started
from tests.core.session.story import Story, ml


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

    nothing: dict[str, Any] = {missing: None}
    half = replace(at(story, 10, "200"), **nothing)

    answer = story.take(half)

    assert (e.ControllerStarted(at=story.now, heard_at=proof.at, proof=proof),) == answer


def test_after_the_volume_is_in_a_sample_says_when_the_pump_lived_and_counts_nothing() -> None:
    story = ended()
    proof = story.s.proof
    sample = at(story, 10, "20", 0)

    answer = story.take(sample)

    assert (e.ControllerStarted(at=story.now, heard_at=sample.heard_at, proof=proof),) == answer
