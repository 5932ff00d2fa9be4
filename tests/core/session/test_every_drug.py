"""Whole sessions of any drug, with whatever interrupts them: the bag, the ceiling, rule 13.

The pump does what is wanted and nothing else, ends by itself where it was told to end, and a hand
may lower it.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.port import Running
from drivers.quantities import NO_RATE, Rate, Volume
from service.core.protocol import ReactionAction, ResumeReference
from service.core.session import commands as c
from service.core.session.events import Event, ReactionReported, ResumedAfterReaction
from service.core.session.next_start import next_start_rate
from service.core.session.state import Phase
from service.core.session.wanted import wanted
from service.core.times import Instant, Span, minutes, seconds
from tests.core.labels import ready
from tests.core.session.story import PUMP, SECOND, Story

BAGS = [
    *((name, number, None, None) for name in ("isatuximab", "isatuximab-us") for number in (1, 3)),
    ("isatuximab-us-2020", 2, None, None),
    *(("daratumumab", number, None, None) for number in (2, 3)),
    *(("rituximab", number, "675", "250") for number in (1, 2)),
    ("rituximab-90", 2, "700", "500"),
    *(("obinutuzumab", number, None, None) for number in (1, 2, 3)),
    *(("elotuzumab", number, None, "300") for number in (1, 2, 3)),
    *(("trastuzumab", number, None, None) for number in (1, 2)),
]
SLICE = seconds(30)

DEEDS = st.one_of(
    st.tuples(st.just("runs"), st.integers(1, 40)),
    st.tuples(st.just("reacts"), st.sampled_from([1, 1, 2, 2, 2, 3])),
    st.tuples(st.just("lowered by hand"), st.integers(1, 99)),
    st.tuples(st.just("lowered by hand, reacts"), st.sampled_from([3, 9, 50, 95])),
    st.tuples(st.just("paused"), st.integers(1, 30)),
    st.tuples(st.just("taken over"), st.integers(0, 5)),
)


class Obeying(Story):
    """A story whose pump obeys, and stops by itself at its total."""

    def obey(self) -> None:
        setting = wanted(self.s)
        if not isinstance(setting, Running):
            if self.s.stop_asked_at is not None or self.running == NO_RATE:
                self.report(NO_RATE)
            return
        assert setting.rate <= self.s.protocol.ceiling(self.s.infusion_no)
        self.report(setting.rate)

    def lives(self, count: int) -> None:
        """Live `count` minutes, with an attestation whenever one is taken."""
        for _ in range(minutes(count) // SLICE):
            if self.s.phase is Phase.INFUSING:
                self.attest()
            self.obey()
            end = self.s.protocol.bag_volume
            left = Volume(max(0, end.ul - self.counter.ul))
            if self.running > NO_RATE and left.time_at(self.running) <= SLICE:
                self.now = Instant(self.now + SLICE)
                self.report(NO_RATE, counter=end)
                return
            self.wait(SLICE)
            self.report()

    def goes_on(self) -> None:
        """Resume after whatever stands in the way, checked by two, as far as the rules allow."""
        self.obey()
        rate = next_start_rate(self.s)
        if rate is not None:
            self.say(c.CheckSecond, SECOND, rate=rate)
        self.say(c.Resume, improved_to=0, prescriber="prescriber-a")


def happens(story: Obeying, deed: str, much: int) -> None:
    match deed:
        case "runs":
            story.lives(much)
        case "reacts":
            story.say(c.ReportReaction)
            story.obey()
            story.say(c.GradeReaction, grade=much)
            story.goes_on()
        case "lowered by hand" | "lowered by hand, reacts":
            if story.running > NO_RATE:
                lower = Rate(story.running.ul_per_h * much // 100)
                story.report(lower.rounded_down(PUMP.rate_increment))
            if deed.endswith("reacts"):
                happens(story, "reacts", 2)
        case "paused":
            story.say(c.Pause)
            story.obey()
            story.now = Instant(story.now + minutes(much))
            story.report()
            story.goes_on()
        case "taken over":
            story.take(c.TakeOver(at=story.now))
            story.wait(Span(much * 1_000))
            story.report()
            story.goes_on()


@pytest.mark.shows("INV-04")
@pytest.mark.shows("INV-09")
@pytest.mark.shows("GIP-01")
@settings(max_examples=60)
@given(of=st.sampled_from(BAGS), deeds=st.lists(DEEDS, max_size=14))
def test_whatever_happens_to_a_session_it_stays_within_bag_ceiling_and_rule_13(
    of: tuple[str, int, Any, Any], deeds: list[tuple[str, int]]
) -> None:
    name, number, dose_mg, bag_ml = of
    protocol = ready(name, number, dose_mg, bag_ml)
    story = Obeying(number, protocol=protocol)
    story.started()
    floor = protocol.reaction.reference is ResumeReference.FLOOR

    for deed, much in deeds:
        before = len(story.events)
        happens(story, deed, much)
        assert story.counter <= protocol.bag_volume
        for entry, event in enumerate(story.events[before:], before):
            if isinstance(event, ResumedAfterReaction):
                at_stop = min(rates_at_stop(story.events[:entry]))
                halved = event.action is ReactionAction.RESUME and not floor
                limit = at_stop // 2 if halved else at_stop
                assert event.ladder[0].rate.ul_per_h <= limit


def rates_at_stop(events: list[Event]) -> list[int]:
    """Return the rates at the reactions since the last resume (µL/h)."""
    resumed = [n for n, each in enumerate(events) if isinstance(each, ResumedAfterReaction)]
    latest = events[resumed[-1] if resumed else 0 :]
    return [each.rate.ul_per_h for each in latest if isinstance(each, ReactionReported)]
