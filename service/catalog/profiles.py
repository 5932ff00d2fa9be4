"""Reads the profiles of a monograph: which bag, which steps, for which infusion numbers."""

from dataclasses import dataclass, replace

from service.catalog.block import Block
from service.catalog.ladders import Limits, check_profile
from service.catalog.medication import INFUSIONS_MAX
from service.catalog.units import (
    STAND_IN,
    Unit,
    minutes_or_rest,
    read_bag,
    read_ceiling_in,
    read_step,
)
from service.core.bags import BagRule
from service.core.label_rates import LabelRate, ShareRate, amount, text
from service.core.monograph import LabelProfile, LabelStep
from service.core.protocol import ResumeReference
from service.core.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What the profiles of one file share."""

    unit: Unit
    rate_max: LabelRate
    bag: BagRule | None
    """None: every profile has its own."""
    reference: ResumeReference
    limits: Limits


def read_profile(block: Block, common: Common) -> LabelProfile:
    """Return one profile, found to be usable with what its file says."""
    block.source()
    rate_max, limits = common.rate_max, common.limits
    if block.has("ceiling"):
        rate_max = block.block("ceiling", lambda child: _ceiling(child, common), rate_max)
        limits = limits.under(rate_max)
    bag = common.bag
    if bag is None:
        bag = block.block("bag", read_bag, STAND_IN)
        limits = limits.with_bag(bag if block.sound("bag") else None)
    profile = LabelProfile(
        id=block.text("id"),
        infusion_from=block.whole("infusion_from", 1, INFUSIONS_MAX),
        infusion_to=block.whole_or("infusion_to", "later", 1, INFUSIONS_MAX),
        bag=bag,
        rate_max=rate_max,
        steps=_to_the_end(block.blocks("steps", lambda child: read_step(child, common.unit))),
        resume_initial_dwell=_resume(block, common.reference),
    )
    if block.sound():
        check_profile(block, profile, limits)
    return profile


def _to_the_end(steps: tuple[LabelStep, ...]) -> tuple[LabelStep, ...]:
    """Let a last share of the bag be the rest of it: rounding down leaves a few microlitres."""
    if not steps or not isinstance(steps[-1].rate, ShareRate):
        return steps
    return (*steps[:-1], replace(steps[-1], serve=None))


def _ceiling(block: Block, common: Common) -> LabelRate:
    block.source()
    rate = read_ceiling_in(block, common.unit)
    most = common.limits.rate_max
    if block.sound() and most is not None and amount(rate) > amount(most):
        block.refuse(None, f"is above the ceiling of {text(most)}")
    return rate


def _resume(block: Block, reference: ResumeReference) -> Span | None:
    """Return the dwell at the initial rate, which only some resumes come by."""
    if reference is not ResumeReference.INITIAL:
        return None
    return block.block("resume", _dwell, None)


def _dwell(block: Block) -> Span | None:
    block.source()
    return minutes_or_rest(block, "initial_dwell_min")
