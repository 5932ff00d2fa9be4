"""What makes a ladder of rate steps usable: it rises, stays under its ceiling, empties the bag."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from drivers.quantities import NO_RATE, Rate
from service.catalog.block import Block
from service.core.bags import BagRule
from service.core.label_rates import (
    Bag,
    LabelRate,
    MassRate,
    ShareRate,
    amount,
    text,
)
from service.core.monograph import LONGEST, LabelProfile, LabelStep, step_for_bag
from service.core.plan import duration, tail, volume_of
from service.core.protocol import Profile, Protocol, ReactionAction, ReactionRules, ResumeReference
from service.core.resuming import Ladder, resumed
from service.core.times import MINUTE_MS, minutes

Range = tuple[int, int | None]
"""First and last infusion number; None: all later ones."""

_Steps = tuple[LabelStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a profile is checked against; None where the file does not say it soundly."""

    rate_max: LabelRate | None
    bag: BagRule | None
    reaction: ReactionRules | None
    rungs: _Steps = ()

    def under(self, rate_max: LabelRate) -> "Limits":
        """Return the same with a profile's own ceiling."""
        return replace(self, rate_max=rate_max)

    def with_bag(self, bag: BagRule | None) -> "Limits":
        """Return the same with a profile's own bag."""
        return replace(self, bag=bag)


def check_profile(block: Block, profile: LabelProfile, limits: Limits) -> None:
    """Note what is wrong with the steps of a profile, and with what a resume makes of them."""
    _check_order(block, profile.steps)
    _check_rates(block, profile.steps, limits.rate_max)
    _check_shares(block, profile.steps)
    if not block.sound() or limits.bag is None or not _rises(profile.steps):
        return
    bag = _fixed(limits.bag, profile.steps)
    if bag is None:
        if profile.steps[-1].serve is not None:
            block.refuse("steps", "let the last step serve until the rest is in (rest)")
        return
    _check_with(block, profile, limits, bag)


def _check_with(block: Block, profile: LabelProfile, limits: Limits, bag: Bag) -> None:
    """Note what is wrong with a profile for the only bag that it is for."""
    ready = profile.for_bag(bag)
    _check_delivery(block, "steps", ready.steps, bag)
    if limits.reaction is None:
        return
    if not ready.initial_rate.half() > NO_RATE:
        block.refuse("steps", "half of the initial rate is nothing: no resume is possible")
        return
    rungs = tuple(step_for_bag(step, bag) for step in limits.rungs)
    rules = replace(limits.reaction, rungs=rungs)
    if rules.reference is ResumeReference.FLOOR and not rungs:
        return  # said where the floor stands
    again = resumed(ready, rules, ready.steps, ReactionAction.RESUME)
    _check_delivery(block, "resume", again, bag)


def _fixed(rule: BagRule, steps: _Steps) -> Bag | None:
    """Return the one bag that a profile is for; None: the order names it."""
    if rule.volume is None:
        return None
    by_mass = any(isinstance(step.rate, MassRate) for step in steps)
    return None if by_mass and rule.dose is None else Bag(volume=rule.volume, dose=rule.dose)


def check_ranges(root: Block, key: str, ranges: Iterable[Range], first_no: int = 1) -> None:
    """Note where infusion numbers from `first_no` on are missed or covered twice."""
    expected: int | None = first_no
    for first, last in ranges:
        if expected is None:
            root.refuse(key, f"infusion {first} comes after an entry for all later infusions")
            return
        if first != expected:
            what = "twice" if first < expected else "by nothing"
            root.refuse(key, f"infusion {min(first, expected)} is covered {what}")
            return
        if last is not None and last < first:
            root.refuse(key, f"infusions {first} to {last} are the wrong way round")
            return
        expected = None if last is None else last + 1
    if expected is not None:
        root.refuse(key, f"infusion {expected} is covered by nothing; end with infusion_to: later")


def check_unique(block: Block, key: str, ids: Iterable[str]) -> None:
    """Note an id that is given twice."""
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            block.refuse(key, f"the id {each!r} is given twice")
        seen.add(each)


def rates_of(protocol: Protocol, increment: Rate) -> dict[Rate, str]:
    """Return every rate a pump may be asked for, each with the words that say when.

    A rate that a label names in mL/h must be one that the pump can be set to exactly. Whatever is
    worked out (from mg/h, or half of the rate at a reaction) is rounded down to `increment`. The
    resume rate is lowered once more for every further resume that the protocol allows.
    """
    rates: dict[Rate, str] = {}
    for profile in protocol.profiles:
        for step in profile.steps:
            rate = step.rate.rounded_down(increment) if step.label else step.rate
            rates.setdefault(rate, f"a step of {protocol.id}, profile {profile.id}")
        if ReactionAction.RESUME in protocol.reaction.actions.values():
            for rate in _resume_rates(protocol, profile, increment):
                rates.setdefault(rate, f"a resume of {protocol.id}, profile {profile.id}")
    return rates


def _resume_rates(protocol: Protocol, profile: Profile, increment: Rate) -> Iterable[Rate]:
    rules = protocol.reaction
    exact = rules.reference is ResumeReference.INITIAL and not profile.steps[0].label
    ladders: set[Ladder] = {profile.steps}
    for _ in range(rules.resumes_max):
        struck = {ladder[index:] for ladder in ladders for index in range(len(ladder))}
        ladders = {resumed(profile, rules, each, ReactionAction.RESUME) for each in struck}
        for step in (step for ladder in ladders for step in ladder):
            yield step.rate if exact else step.rate.rounded_down(increment)


def _check_order(block: Block, steps: _Steps) -> None:
    for count, step in enumerate(steps[:-1], start=1):
        if step.serve is None:
            block.refuse(
                "steps", f"step {count} runs until the bag is empty, yet a step follows it"
            )
    for count, (step, following) in enumerate(pairwise(steps), start=2):
        if amount(following.rate) <= amount(step.rate):
            block.refuse(
                "steps",
                f"step {count} ({text(following.rate)}) does not rise above the step"
                f" before it ({text(step.rate)})",
            )


def _check_rates(block: Block, steps: _Steps, rate_max: LabelRate | None) -> None:
    for count, step in enumerate(steps, start=1):
        if amount(step.rate) <= 0:
            block.refuse("steps", f"step {count} has the rate 0")
        if rate_max is not None and amount(step.rate) > amount(rate_max):
            block.refuse(
                "steps",
                f"step {count} ({text(step.rate)}) is above the ceiling of {text(rate_max)}",
            )


def _check_shares(block: Block, steps: _Steps) -> None:
    shares = [step.rate.percent for step in steps if isinstance(step.rate, ShareRate)]
    if shares and sum(shares) != 100:
        block.refuse("steps", f"the shares of the bag come to {sum(shares)} %")


def _rises(steps: _Steps) -> bool:
    """Whether every step moves fluid and none but the last is open-ended."""
    return all(amount(step.rate) > 0 for step in steps) and all(step.serve for step in steps[:-1])


def _check_delivery(block: Block, key: str, ladder: Ladder, bag: Bag) -> None:
    segments = tail(ladder, minutes(0), bag.volume)
    delivered = volume_of(segments)
    if delivered < bag.volume:
        block.refuse(
            key,
            f"these steps deliver {delivered.ml} mL of {bag.volume.ml} mL;"
            " let the last one serve until the rest is in (rest)",
        )
    elif duration(segments) > LONGEST:
        hours = duration(segments) // (60 * MINUTE_MS)
        block.refuse(key, f"the bag would take {hours} hours")
