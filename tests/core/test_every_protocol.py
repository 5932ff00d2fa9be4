"""Whatever protocol, bag, reaction and hand at the pump: never more, never faster than allowed.

For every file in config/protocols, so that the next drug is held to it as well.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.quantities import NO_RATE, Rate, Volume
from service.core.label_rates import Bag, Mass, MassRate, MinuteRate, ShareRate, pump_rate
from service.core.monograph import LabelProfile
from service.core.plan import Reaction, rounded, staircase, volume_of
from service.core.protocol import Profile, Protocol, ReactionAction, ResumeReference
from service.core.resuming import Ladder, Reacted, action_after, resumed
from service.core.times import MINUTE_MS, Span
from tests.core.labels import NAMES, monograph


@dataclass(frozen=True)
class Case:
    """One infusion that a monograph allows."""

    said: LabelProfile
    bag: Bag
    protocol: Protocol
    infusion_no: int

    @property
    def profile(self) -> Profile:
        return self.protocol.profile(self.infusion_no)

    @property
    def ceiling(self) -> Rate:
        return self.protocol.ceiling(self.infusion_no)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any profile of any monograph, by number or by order, with any bag that it allows."""
    name = draw(st.sampled_from(NAMES))
    found = monograph(name)
    said = draw(st.sampled_from((*found.profiles, *found.alternatives)))
    rule = said.bag
    volume = Volume(draw(st.integers(rule.volume_min.ul, rule.volume_max.ul)))
    dose = rule.dose
    if rule.concentration is not None:
        low, high = (each.ug_per_ml * volume.ul for each in rule.concentration)
        dose = Mass(draw(st.integers(-(-low // 1_000), high // 1_000)))
    bag = Bag(volume=volume, dose=dose)
    ordered = said in found.alternatives or draw(st.booleans())
    protocol = found.prepared(bag, said.id if ordered else None)
    assert isinstance(protocol, Protocol), protocol
    return Case(said=said, bag=bag, protocol=protocol, infusion_no=said.infusion_from)


@st.composite
def days(draw: st.DrawFn) -> list[Reaction]:
    """Up to five reactions, each after whatever interruption the one before it had."""
    found, now = [], 0
    for _ in range(draw(st.integers(0, 5))):
        at = now + draw(st.integers(0, 150 * MINUTE_MS))
        hold = draw(st.integers(1, 180 * MINUTE_MS))
        found.append(Reaction(at=Span(at), grade=draw(st.integers(1, 5)), hold=Span(hold)))
        now = at + hold
    return found


def allowed_after(case: Case, at_stop: Rate, action: ReactionAction) -> Rate:
    """Return the highest rate of a resume by design rule 13, worked out without the core."""
    floor = case.protocol.reaction.reference is ResumeReference.FLOOR
    if action is ReactionAction.CONTINUE or floor:
        return at_stop
    return Rate(at_stop.ul_per_h // 2)


@pytest.mark.shows("INV-04")
@pytest.mark.shows("GIP-01")
@given(case=cases(), day=days())
def test_never_more_than_the_bag_and_never_above_the_ceiling(
    case: Case, day: list[Reaction]
) -> None:
    stairs = staircase(case.protocol, case.infusion_no, day)

    assert volume_of(stairs) <= case.bag.volume
    assert all(NO_RATE <= segment.rate <= case.ceiling for segment in stairs)
    assert volume_of(stairs) == case.bag.volume or discontinued(case, day)


def discontinued(case: Case, day: list[Reaction]) -> bool:
    reacted = Reacted()
    for each in day:
        action = action_after(case.protocol.reaction, each.grade, reacted)
        reacted = reacted.then(each.grade, action)
        if action is ReactionAction.DISCONTINUE:
            return True
    return False


@pytest.mark.shows("INV-09")
@pytest.mark.shows("C-12")
@given(case=cases(), day=days())
def test_every_resume_of_a_day_obeys_rule_13(case: Case, day: list[Reaction]) -> None:
    stairs = staircase(case.protocol, case.infusion_no, day)

    holds = {
        segment.start: index for index, segment in enumerate(stairs) if not segment.rate > NO_RATE
    }
    reacted, at_stop = Reacted(), case.profile.initial_rate
    for each in day:
        action = action_after(case.protocol.reaction, each.grade, reacted)
        reacted = reacted.then(each.grade, action)
        index = holds.get(each.at)
        if index is None or index + 1 == len(stairs):
            return  # it ended before, or with this reaction
        if index > 0 and stairs[index - 1].rate > NO_RATE:
            at_stop = stairs[index - 1].rate
        else:  # at the very moment of the start or of a resume: nothing ran in between
            continue
        assert stairs[index + 1].rate <= allowed_after(case, at_stop, action)


@st.composite
def struck(draw: st.DrawFn) -> tuple[Case, Ladder, Rate, Rate, int]:
    """A ladder as a pump has it, after some reactions, and the rate at which it was stopped."""
    case = draw(cases())
    increment = Rate(draw(st.sampled_from([1, 10, 100, 500])))
    ladder = rounded(case.profile.steps, increment)
    for _ in range(draw(st.integers(0, 3))):
        ladder = ladder[draw(st.integers(0, len(ladder) - 1)) :]
        again = resumed(case.profile, case.protocol.reaction, ladder, ReactionAction.RESUME)
        ladder = rounded(again, increment)
    index = draw(st.integers(0, len(ladder) - 1))
    # A hand at the pump may have lowered it; what a hand raised counts as the step's own rate.
    stopped_at = Rate(draw(st.integers(0, case.ceiling.ul_per_h)))
    return case, ladder[index:], stopped_at, increment, index


@pytest.mark.shows("INV-09")
@given(struck=struck(), action=st.sampled_from([ReactionAction.CONTINUE, ReactionAction.RESUME]))
def test_whatever_a_hand_or_a_pump_made_of_the_rate_a_resume_obeys_rule_13(
    struck: tuple[Case, Ladder, Rate, Rate, int], action: ReactionAction
) -> None:
    case, ladder, stopped_at, increment, _ = struck
    at_stop = min(ladder[0].rate, stopped_at)

    again = rounded(
        resumed(case.profile, case.protocol.reaction, ladder, action, stopped_at), increment
    )

    assert again[0].rate <= allowed_after(case, at_stop, action)
    assert max(step.rate for step in again) <= case.ceiling
    if action is ReactionAction.RESUME and case.protocol.reaction.capped:
        assert max(step.rate for step in again) <= at_stop
    assert all(step.serve is not None for step in again[:-1])
    if action is ReactionAction.RESUME:
        assert all(low.rate <= high.rate for low, high in pairwise(again))


@given(case=cases())
def test_a_pump_rate_is_the_labels_rounded_down_by_less_than_a_microlitre_an_hour(
    case: Case,
) -> None:
    ceiling = pump_rate(case.said.rate_max, case.bag)

    for said, step in zip(case.said.steps, case.profile.steps, strict=True):
        exact = exactly(said.rate, case.bag)
        assert 0 <= exact - step.rate.ul_per_h < 1
        assert step.rate <= ceiling <= case.protocol.rate_max
        assert step.serve == said.serve


def exactly(said: Rate | MassRate | MinuteRate | ShareRate, bag: Bag) -> Fraction:
    """Return the µL/h that a label means, as a fraction."""
    match said:
        case Rate(ul_per_h):
            return Fraction(ul_per_h)
        case MinuteRate(ul_per_min):
            return Fraction(ul_per_min * 60)
        case ShareRate(percent, over):
            return Fraction(bag.volume.ul * percent, 100) / Fraction(over, 3_600_000)
        case MassRate(ug_per_h):
            assert bag.dose is not None
            return Fraction(ug_per_h) / Fraction(bag.dose.ug, bag.volume.ul)
