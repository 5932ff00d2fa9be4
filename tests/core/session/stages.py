"""Sessions that have come so far, and what one says of them."""

from typing import Any

from drivers.quantities import NO_RATE
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.session import events as e
from service.core.times import minutes, seconds
from tests.core.session.story import NURSE, Story, ml, rate


def who(story: Story) -> dict[str, Any]:
    """Who said the last thing, where, when and with which tap."""
    return {"at": story.now, "by": NURSE, "tablet": "t1", "tap": f"tap-{story._taps}"}


def refused(answer: object) -> Refusal:
    assert isinstance(answer, Refusal), answer
    return answer


def happened(answer: tuple[e.Event, ...] | Refusal) -> tuple[e.Event, ...]:
    assert not isinstance(answer, Refusal), answer
    return answer


def started() -> Story:
    story = Story().started()
    story.run(minutes(5))
    return story


def ended() -> Story:
    """The volume is in."""
    story = Story(3).started()
    story.run(minutes(74.9), every=seconds(6))
    story.report(NO_RATE, counter=ml("250"))
    story.report()
    return story


def closed() -> Story:
    story = ended()
    story.say(c.RecordFlush, volume=ml("20"))
    story.wait(minutes(600))
    story.say(c.Discharge)
    return story


def held_after_the_end() -> Story:
    """Discontinued, stopped, and then started by a hand."""
    story = started()
    story.say(c.Discontinue, reason="extravasation")
    story.report(NO_RATE)
    story.report(rate("10"))
    return story


def silent() -> Story:
    story = started()
    story.report(rate("10"))
    story.wait(seconds(10))
    story.take(c.Tick(at=story.now))
    return story
