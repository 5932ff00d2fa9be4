"""How far served time and the pump's counter may disagree, to the microlitre (rule 9)."""

from dataclasses import replace

import pytest

from drivers.quantities import MS_PER_HOUR, NO_VOLUME, Volume
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.state import HoldReason, Phase
from service.core.times import Span, minutes, seconds
from tests.core.session.story import Story, kinds, ml, rate

pytestmark = pytest.mark.shows("RULE-9")


def first_step(serve: Span = minutes(60), *, speed: int = 1) -> Story:
    """A minute of ward time at 25 mL/h, whose step is served in `serve`."""
    story = Story().with_rules(speed=speed).started()
    story.state = replace(
        story.s, ladder=(replace(story.s.ladder[0], serve=serve), *story.s.ladder[1:])
    )
    story.run(minutes(1))
    return story


def hear(story: Story, above_ul: int, increment: Volume) -> tuple[e.Event, ...]:
    """A reading whose counter is that much above what the served time gives."""
    story.wait(seconds(1))
    s = story.s
    assert s.proof is not None
    assert s.reach is not None
    served = s.served + (story.now - s.proof.at) * story.rules.speed - s.reach.served
    by_time = served * 25_000 // MS_PER_HOUR
    assert s.heard is not None
    report = replace(
        s.heard,
        infused=Volume(s.base_counter.ul + s.reach.infused.ul + by_time + above_ul),
        increment=increment,
    )
    answer = story.take(c.HearPump(at=story.now, report=report))
    assert isinstance(answer, tuple)
    return answer


# The pump's own bound is 0.5 s to answer and 1 s between readings: 10 µL at 25 mL/h.
LIMITS = [
    pytest.param(minutes(60), 1, "0.1", 1_250 + 10, id="5 % of a step of 25 mL"),
    pytest.param(minutes(60) + 2_880, 1, "0.1", 1_251 + 10, id="5 % of 25.02 mL"),
    pytest.param(minutes(30), 1, "0.1", 1_000 + 10, id="1 mL where that is more"),
    pytest.param(minutes(30), 1, "2", 2_000 + 10, id="the counter's last digit where that is more"),
    pytest.param(minutes(60), 10, "0.1", 1_250 + 104, id="ten times the speed"),
]


@pytest.mark.parametrize(("serve", "speed", "increment", "limit_ul"), LIMITS)
def test_the_two_clocks_may_differ_by_the_limit_and_no_more(
    serve: Span, speed: int, increment: str, limit_ul: int
) -> None:
    story = first_step(serve, speed=speed)

    assert [] == kinds(hear(story, limit_ul, ml(increment)))
    assert not story.s.mismatch
    story = first_step(serve, speed=speed)
    assert ["VolumeMismatched"] == kinds(hear(story, limit_ul + 1, ml(increment)))
    assert story.s.mismatch


def silent(story: Story, span: Span) -> Story:
    """Nobody hears the pump for a while, and the service notices."""
    story.wait(span)
    story.take(c.Tick(at=story.now))
    assert story.s.unproven
    return story


@pytest.mark.parametrize(
    ("speed", "gap", "short_ul", "held"),
    [
        # 60 s at 25 mL/h are 416 µL; what stood is less by more than 1,000 + 10 µL.
        pytest.param(1, seconds(60), 416, False, id="too short a gap to tell"),
        pytest.param(10, seconds(60), 1_104, False, id="4,166 µL, less by the limit"),
        pytest.param(10, seconds(60), 1_105, True, id="4,166 µL, less by more"),
    ],
)
def test_a_pump_that_gained_too_little_in_a_silence_has_stood(
    speed: int, gap: Span, short_ul: int, held: bool
) -> None:
    story = silent(first_step(speed=speed), gap)
    s = story.s
    assert s.proof is not None
    expected = gap * speed * 25_000 // MS_PER_HOUR
    story.report(counter=Volume(s.base_counter.ul + s.infused.ul + expected - short_ul))

    assert held is (story.s.hold is HoldReason.CHANGED_AT_PUMP)


def test_a_raise_reached_in_a_silence_is_not_measured_by_the_rate_before() -> None:
    story = Story().climb_to_raise().with_rules(speed=10)
    silent(story, seconds(60))
    counter = Volume(story.s.base_counter.ul + story.s.infused.ul)

    assert "RateReached" in kinds(story.report(rate("50"), counter=counter))
    assert Phase.INFUSING is story.s.phase


def test_a_gap_that_nobody_noticed_is_only_not_counted() -> None:
    story = first_step()
    before, counter = story.s.served, story.counter
    story.wait(minutes(5))
    story.report(counter=counter)

    assert Phase.INFUSING is story.s.phase
    assert before == story.s.served
    assert NO_VOLUME < story.s.infused
