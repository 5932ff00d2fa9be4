"""What is compared: a way of booking and seating, on a ward that may have one thing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from service.core.protocol import Protocol
from service.planner.ward_day.asked import requests
from service.planner.ward_day.chance import chance
from service.planner.ward_day.fate import Chances, fate, overrun
from service.planner.ward_day.kinds import KINDS
from service.planner.ward_day.measures import Measures, measures
from service.planner.ward_day.placing import latest_seats, promised
from service.planner.ward_day.play import Played, Watcher, play
from service.planner.ward_day.policies import Policy
from service.planner.ward_day.ward import Ward

HIGH_RISK_MIN = 15
"""A kind whose 95 % point lies this much beyond its booking, or more, has a deadline (min)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A policy on a ward. Who asks depends on `asked_of` alone, so that wards can be compared."""

    name: str
    policy: Policy
    ward: Ward
    asked_of: Ward
    load_percent: int
    chances: Chances = field(default_factory=Chances)
    before: Mapping[str, int] = field(default_factory=dict)
    """Kinds that must be seated before a time of day (min after midnight)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOf:
    """One simulated day of a scenario."""

    seed: int
    measured: Measures
    played: Played


def simulate(
    scenario: Scenario, protocol: Protocol, seed: int, watch: Watcher | None = None
) -> DayOf:
    """Return one day: asked for, booked, and played."""
    minutes = scenario.asked_of.open_minutes * scenario.load_percent // 100
    asked = requests(seed, minutes)
    placer = scenario.policy.placer(scenario.ward, latest(scenario, protocol))
    promises = promised(placer, asked, scenario.ward.chairs)
    fates = [
        fate(each.request.kind, protocol, scenario.chances, seed, each.request.id)
        for each in promises
    ]
    played = play(
        scenario.ward,
        promises,
        fates,
        nurses_coming(scenario.ward.nurses, scenario.chances, seed),
        bound=scenario.policy.bound,
        watch=watch,
    )
    return DayOf(seed=seed, measured=measures(asked, played), played=played)


def nurses_coming(roster: int, chances: Chances, seed: int) -> int:
    """Return how many of the roster come; at least one. Each nurse's chance is her own."""
    missing = sum(
        chance(seed, nurse, "nurse").randrange(1000) < chances.nurse_missing
        for nurse in range(roster)
    )
    return max(1, roster - missing)


def latest(scenario: Scenario, protocol: Protocol) -> dict[str, int]:
    """Return the latest seat of every kind (min after midnight)."""
    overruns = deadlines(protocol) if scenario.policy.deadline else {}
    return latest_seats({kind.id: kind.length for kind in KINDS}, overruns, scenario.before)


_KNOWN: dict[str, dict[str, int]] = {}


def deadlines(protocol: Protocol) -> dict[str, int]:
    """Return by how many minutes before closing the kinds of high risk must end."""
    key = f"{protocol.id} {protocol.version} {protocol.label}"
    if key not in _KNOWN:
        over = {kind.id: overrun(kind, protocol) for kind in KINDS}
        _KNOWN[key] = {kind: by for kind, by in over.items() if by >= HIGH_RISK_MIN}
    return _KNOWN[key]


def with_more(scenario: Scenario, *, chairs: int = 0, nurses: int = 0) -> Scenario:
    """Return the same with more (or fewer) chairs and nurses, and the same patients asking."""
    ward = replace(
        scenario.ward,
        chairs=scenario.ward.chairs + chairs,
        nurses=scenario.ward.nurses + nurses,
        pumps=scenario.ward.pumps + max(0, chairs),
    )
    return replace(scenario, ward=ward)
