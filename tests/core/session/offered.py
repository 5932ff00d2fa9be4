"""A session with a pump that is only offered its settings, and how far it has come."""

from dataclasses import replace
from typing import Literal

from drivers.port import Offer, Running
from service.core.alarms import AlarmId, alarms
from service.core.refusals import Refusal
from service.core.session import commands as c
from service.core.times import minutes, seconds
from tests.core.session.story import PUMP, Story, ml, rate

HANDS = replace(PUMP, kind="proposes", watchdog_s=None, report_every_ms=60_000)


State = Literal["queued", "accepted", "offered", "refused"]


def offer(text: str, state: State = "offered", no: int = 1) -> Offer:
    setting = Running(rate=rate(text), until_total=ml("250"))
    why = "The nurse rejected it at the pump." if state == "refused" else ""
    return Offer(no=no, setting=setting, state=state, reason=why)


def ordered() -> Story:
    """The start is ordered; the pump stands still."""
    story = Story(pump=HANDS).prepared()
    assert not isinstance(story.say(c.Start), Refusal)
    return story


def running() -> Story:
    """Confirmed at the pump, which runs as offered."""
    story = ordered()
    story.hear_offer(offer("25"))
    story.wait(seconds(40))
    story.hear_offer(None)
    story.report(rate("25"))
    return story


def raised() -> Story:
    """A raise is ordered and offered; the pump still runs at 25 mL/h."""
    story = running()
    story.run(minutes(58))
    story.attest()
    story.until_raising()
    story.hear_offer(offer("50", no=2))
    return story


def ids(story: Story) -> list[AlarmId]:
    return [each.id for each in alarms(story.s, story.now, story.rules)]
