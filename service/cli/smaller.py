"""A protocol for a bag of another size: the same staircase, as far as that bag reaches.

For simulations of pumps that cannot carry the whole bag (a syringe); a ward's file cannot do this.
"""

from dataclasses import replace

from drivers.quantities import Volume
from service.core.plan import Ladder
from service.core.protocol import Protocol


def with_bag(protocol: Protocol, bag: Volume) -> Protocol:
    """Return `protocol` for a bag of that volume, which must not be larger than its own."""
    profiles = tuple(
        replace(profile, steps=reaching(profile.steps, bag)) for profile in protocol.profiles
    )
    return replace(protocol, bag_volume=bag, dose=None, profiles=profiles)


def reaching(ladder: Ladder, bag: Volume) -> Ladder:
    """Return the steps that a bag reaches; the last of them runs until it is empty."""
    kept: Ladder = ()
    left = bag
    for step in ladder:
        if step.serve is None or step.rate.over(step.serve) >= left:
            return (*kept, replace(step, serve=None))
        left -= step.rate.over(step.serve)
        kept = (*kept, step)
    return kept
