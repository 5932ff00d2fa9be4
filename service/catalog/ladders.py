"""What makes a ladder of rate steps usable: it rises, stays under its ceiling, empties the bag."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from drivers.quantities import NO_RATE, Rate, Volume
from service.catalog.block import Block
from service.core.plan import Ladder, duration, resumed, tail, volume_of
from service.core.protocol import Profile, Protocol, ReactionAction, ReactionRules
from service.core.times import MINUTE_MS, minutes

Range = tuple[int, int | None]
"""First and last infusion number; None: all later ones."""

LONGEST = minutes(24 * 60)
"""A day ward's infusion ends the same day; a longer plan is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a profile is checked against; None where the file does not say it soundly."""

    rate_max: Rate | None
    bag_volume: Volume | None
    reaction: ReactionRules | None


def check_profile(block: Block, profile: Profile, limits: Limits) -> None:
    """Note what is wrong with the steps of a profile, and with what a resume makes of them."""
    _check_order(block, profile.steps)
    _check_rates(block, profile.steps, limits.rate_max)
    if not block.sound() or limits.bag_volume is None or not _rises(profile.steps):
        return
    _check_delivery(block, "steps", profile.steps, limits.bag_volume)
    if limits.reaction is None:
        return
    if not profile.initial_rate.half() > NO_RATE:
        block.refuse("steps", "half of the initial rate is nothing: no resume is possible")
        return
    again = resumed(profile, limits.reaction, profile.steps, ReactionAction.RESUME)
    _check_delivery(block, "resume", again, limits.bag_volume)


def check_ranges(root: Block, key: str, ranges: Iterable[Range]) -> None:
    """Note where infusion numbers from 1 on are missed or covered twice."""
    expected: int | None = 1
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


def rates_of(protocol: Protocol) -> dict[Rate, str]:
    """Return every rate a pump may be asked for, each with the words that say when.

    The resume rate is halved once more for every further resume that the protocol allows: a
    reaction during a resume resumes at half of the rate at the stop.
    """
    rates: dict[Rate, str] = {}
    for profile in protocol.profiles:
        for step in profile.steps:
            rates.setdefault(step.rate, f"a step of {protocol.id}, profile {profile.id}")
        half = profile.initial_rate
        if ReactionAction.RESUME in protocol.reaction.actions.values():
            for _ in range(protocol.reaction.resumes_max):
                half = half.half()
                rates.setdefault(half, f"a resume of {protocol.id}, profile {profile.id}")
    return rates


def _check_order(block: Block, steps: Ladder) -> None:
    for count, step in enumerate(steps[:-1], start=1):
        if step.serve is None:
            block.refuse(
                "steps", f"step {count} runs until the bag is empty, yet a step follows it"
            )
    for count, (step, following) in enumerate(pairwise(steps), start=2):
        if following.rate <= step.rate:
            block.refuse(
                "steps",
                f"step {count} ({following.rate.ml_per_h} mL/h) does not rise above the step"
                f" before it ({step.rate.ml_per_h} mL/h)",
            )


def _check_rates(block: Block, steps: Ladder, rate_max: Rate | None) -> None:
    for count, step in enumerate(steps, start=1):
        if step.rate <= NO_RATE:
            block.refuse("steps", f"step {count} has the rate 0")
        if rate_max is not None and step.rate > rate_max:
            block.refuse(
                "steps",
                f"step {count} ({step.rate.ml_per_h} mL/h) is above the ceiling"
                f" of {rate_max.ml_per_h} mL/h",
            )


def _rises(steps: Ladder) -> bool:
    """Whether every step moves fluid and none but the last is open-ended."""
    return all(step.rate > NO_RATE for step in steps) and all(step.serve for step in steps[:-1])


def _check_delivery(block: Block, key: str, ladder: Ladder, bag: Volume) -> None:
    segments = tail(ladder, minutes(0), bag)
    delivered = volume_of(segments)
    if delivered < bag:
        block.refuse(
            key,
            f"these steps deliver {delivered.ml} mL of {bag.ml} mL;"
            " let the last one serve until the rest is in (rest)",
        )
    elif duration(segments) > LONGEST:
        hours = duration(segments) // (60 * MINUTE_MS)
        block.refuse(key, f"the bag would take {hours} hours")
