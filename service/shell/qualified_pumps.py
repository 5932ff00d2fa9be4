"""Which pumps of a ward may be controlled, asked where the ward is not a simulation."""

from collections.abc import Sequence

from drivers.port import Identity
from service.catalog import PumpPlace, WardConfig
from service.catalog.qualifications import QualificationRefused, read_qualification
from service.core.qualification import Qualification, Unqualified, Wanted, refusal_of_control


class PumpsUnqualified(Exception):
    """Pumps of the ward may not be controlled: nothing was opened. The message names each."""


def qualifications_of(config: WardConfig) -> tuple[Qualification, ...]:
    """Return what the ward's files prove; `PumpsUnqualified` when one of them proves nothing.

    A file that was changed is no reason to look at the others: somebody must look at it first.
    """
    try:
        return tuple(read_qualification(each, config.trust.keys) for each in config.trust.files)
    except QualificationRefused as error:
        raise PumpsUnqualified(str(error)) from error


def refuse_unqualified(config: WardConfig, found: Sequence[Qualification]) -> None:
    """Raise `PumpsUnqualified` with every pump that may not be controlled."""
    reasons = [
        f"{pump.id}: {refusal.sentence}"
        for pump in config.pumps
        if (refusal := refusal_of(pump, found)) is not None
    ]
    if reasons:
        raise PumpsUnqualified("; ".join(reasons))


def refusal_of(
    pump: PumpPlace, found: Sequence[Qualification], said: Identity | None = None
) -> Unqualified | None:
    """Return why a pump may not be controlled: by its place, or by what it said about itself."""
    profile = pump.profile
    wanted = Wanted(
        family=profile.family,
        profile=profile.profile,
        kind=profile.capabilities.kind,
        model=said.model if said else profile.model,
        firmware=said.firmware if said else None,
    )
    return refusal_of_control(wanted, found)
