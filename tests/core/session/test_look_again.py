"""When time alone could change the answer: the ward sleeps until then, and not longer."""

from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE
from service.core.session import commands as c
from service.core.session.look_again import look_again
from service.core.times import Span, minutes, seconds
from tests.core.session.story import Story, interrupted, ml, rate


def in_minutes(story: Story) -> float | None:
    """The next look, in minutes from now."""
    due = look_again(story.s, story.rules)
    return None if due is None else (due - story.now) / 60_000


def test_a_running_step_is_looked_at_when_it_will_have_been_served() -> None:
    story = Story().started()
    assert 60 == in_minutes(story)

    story.run(minutes(10))

    assert 50 == in_minutes(story)


@pytest.mark.parametrize(("speed", "left"), [(60, 1.0), (7, 514_286 / 60_000)])
def test_a_faster_ward_looks_sooner_and_never_before_the_end(speed: int, left: float) -> None:
    story = Story().started().with_rules(speed=speed)

    assert left == in_minutes(story)


def test_a_step_that_is_more_than_served_is_due_at_its_last_reading() -> None:
    story = Story().started()
    proof = story.s.proof
    assert proof is not None
    story.state = replace(story.s, proof=replace(proof, served=minutes(61)))

    assert proof.at == look_again(story.s, story.rules)


def test_the_last_step_has_no_end_in_time() -> None:
    assert in_minutes(Story(3).started()) is None


def test_an_ordered_start_is_looked_at_when_the_wish_grows_too_old() -> None:
    story = Story().prepared()
    story.say(c.Start)

    assert 2 == in_minutes(story)


def test_a_late_attestation_is_looked_at_when_its_limit_is_reached() -> None:
    story = Story().started()
    story.run(minutes(62))

    assert 28 == in_minutes(story)


def test_the_nearest_of_several_instants_counts() -> None:
    story = Story().climb_to_raise()

    assert 0 == in_minutes(story)  # the step is served; the wish may wait two minutes more


@pytest.mark.parametrize("standing", ["silent", "restarted", "other rate", "paused", "reaction"])
def test_a_step_that_is_not_being_served_has_no_end(standing: str) -> None:
    story = Story().started()
    story.run(minutes(5))
    match standing:
        case "silent":
            story.wait(seconds(10))
            story.take(c.Tick(at=story.now))
        case "restarted":
            story.take(c.TakeOver(at=story.now))
        case "other rate":
            story.report(rate("10"))
        case "paused":
            story.say(c.Pause)
            story.report(NO_RATE)
        case _:
            story = interrupted()

    assert in_minutes(story) is None


def test_no_pause_ends_because_an_attestation_was_late_once() -> None:
    story = Story().started()
    story.run(minutes(62))
    assert story.s.late_since is not None
    late = story.s.late_since
    story.say(c.Pause)
    story.state = replace(story.s, late_since=late, wished_at=story.now)

    assert in_minutes(story) is None


def test_an_observation_is_looked_at_when_it_ends_and_only_while_it_lasts() -> None:
    story = Story(1).started()
    story.run(Span(5_000))
    story.report(NO_RATE, counter=ml("250"))
    story.report()
    assert in_minutes(story) is None
    story.say(c.RecordFlush, volume=ml("20"))
    until = story.s.observe_until

    assert until is not None
    assert until == look_again(story.s, story.rules)
    story.wait(Span(until - story.now))
    story.say(c.Discharge)
    assert in_minutes(story) is None
