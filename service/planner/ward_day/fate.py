"""What a visit meets on the day: drawn before anything is booked, from the visit's own chance."""

from dataclasses import dataclass
from enum import Enum
from math import exp, log
from random import Random

from service.core.plan import Reaction, duration, staircase
from service.core.protocol import Protocol
from service.core.times import MINUTE_MS, SECOND_MS, Span
from service.planner.ward_day.chance import chance
from service.planner.ward_day.kinds import Kind
from service.planner.ward_day.review import (
    AGAIN,
    MEDIAN_MIN,
    SPREAD,
    STANDS_STILL_MIN,
    TRIALS,
    Trial,
)

MINUTE_S = 60

WATCHED_AFTER_STOP_MIN = 60
"""Observation after an infusion that ended for good; local."""

OVERRUN_DRAWS = 4_000
"""How many infusions the 95 % point of a kind is read from."""


class Outcome(Enum):
    """What a reaction does to the infusion, and the grade by which the protocol knows it."""

    CONTINUED = 1
    """Not interrupted: the same step is served again."""
    INTERRUPTED = 2
    STOPPED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """A reaction of an infusion; times in seconds after the start of the pump."""

    at: int
    outcome: Outcome
    over_same_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How the day departs from the plan; all local first values, in parts of 1,000 and minutes."""

    no_show: int = 30
    late_mean: int = -10
    late_spread: int = 15
    late_bounds: tuple[int, int] = (-45, 60)
    bag_late: int = 100
    bag_late_mean: int = 15
    bag_late_max: int = 60
    nurse_missing: int = 30
    """Of 1,000 nurses on the roster, so many do not come."""
    reactions: bool = True


NOTHING_HAPPENS = Chances(
    no_show=0, late_mean=0, late_spread=0, bag_late=0, nurse_missing=0, reactions=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """One visit's day; lengths in seconds."""

    comes: bool
    late: int
    """After the promised time; negative: early."""
    pump: int
    """From the start of the pump to the last drop, standing still included."""
    struck: Struck | None
    observe: int
    bag_late: int


def fate(kind: Kind, protocol: Protocol, chances: Chances, seed: int, visit: int) -> Fate:
    """Return what one visit of a seed meets, the same under every policy."""
    coming = chance(seed, visit, "coming")
    comes = coming.randrange(1000) >= chances.no_show
    least, most = chances.late_bounds
    late = round(coming.gauss(chances.late_mean, chances.late_spread) * MINUTE_S)
    pharmacy = chance(seed, visit, "bag")
    delayed = pharmacy.randrange(1000) < chances.bag_late
    by = min(pharmacy.expovariate(1 / chances.bag_late_mean), chances.bag_late_max)
    pump, struck = _infusion(kind, protocol, chances, chance(seed, visit, "infusion"))
    stopped = struck is not None and struck.outcome is Outcome.STOPPED
    observe = max(kind.observe, WATCHED_AFTER_STOP_MIN) if stopped else kind.observe
    return Fate(
        comes=comes,
        late=min(max(late, least * MINUTE_S), most * MINUTE_S),
        pump=pump,
        struck=struck,
        observe=observe * MINUTE_S,
        bag_late=round(by * MINUTE_S) if delayed else 0,
    )


def overrun(kind: Kind, protocol: Protocol, percent: int = 95) -> int:
    """Return by how many minutes a kind's infusion may exceed its booking: a point of its draws."""
    drawn = chance("overrun", kind.id)
    always = Chances()
    pumps = sorted(_infusion(kind, protocol, always, drawn)[0] for _ in range(OVERRUN_DRAWS))
    seconds = pumps[OVERRUN_DRAWS * percent // 100] - kind.pump * MINUTE_S
    return max(0, -(-seconds // MINUTE_S))


def _infusion(
    kind: Kind, protocol: Protocol, chances: Chances, drawn: Random
) -> tuple[int, Struck | None]:
    if kind.infusions is None:
        return _other_drug(kind, chances, drawn)
    number = drawn.randint(*kind.infusions)
    struck = _struck(number, protocol, drawn) if chances.reactions else None
    if struck is None:
        return pump_seconds(protocol, number), None
    hold = drawn.randint(*STANDS_STILL_MIN) * MINUTE_S
    return pump_seconds(protocol, number, struck, hold), struck


def pump_seconds(
    protocol: Protocol, number: int, struck: Struck | None = None, hold: int = 0
) -> int:
    """Return how long the pump takes by the product's own plan, standing still included."""
    if struck is None:
        return _seconds(duration(staircase(protocol, number)))
    still = hold if struck.outcome is Outcome.INTERRUPTED else 0
    reaction = Reaction(
        at=Span(struck.at * SECOND_MS),
        grade=struck.outcome.value,
        hold=Span(still * SECOND_MS),
    )
    return _seconds(duration(staircase(protocol, number, (reaction,))))


def _struck(number: int, protocol: Protocol, drawn: Random) -> Struck | None:
    """Draw the patient first (reacts or not), then whether this infusion is one of theirs."""
    trial = TRIALS[drawn.randrange(sum(each.patients for each in TRIALS)) >= TRIALS[0].patients]
    if drawn.randrange(1000) >= trial.any:
        return None
    if drawn.randrange(1000) >= (trial.first if number == 1 else AGAIN.get(number, 0)):
        return None
    nominal = duration(staircase(protocol, number)) // MINUTE_MS
    minute = nominal
    while not 1 <= minute < nominal:
        minute = round(exp(drawn.gauss(log(MEDIAN_MIN), SPREAD)))
    return Struck(
        at=minute * MINUTE_S,
        outcome=_outcome(trial, drawn),
        over_same_day=drawn.randrange(1000) >= trial.not_same_day,
    )


def _outcome(trial: Trial, drawn: Random) -> Outcome:
    point = drawn.randrange(trial.any)
    if point < trial.stopped:
        return Outcome.STOPPED
    return Outcome.INTERRUPTED if point < trial.interrupted else Outcome.CONTINUED


def _other_drug(kind: Kind, chances: Chances, drawn: Random) -> tuple[int, Struck | None]:
    """Another drug stands still for a while and goes on as it was: no plan of ours knows it."""
    pump = kind.pump * MINUTE_S
    if not chances.reactions or drawn.randrange(1000) >= kind.stands_still:
        return pump, None
    at = drawn.randrange(1, kind.pump) * MINUTE_S
    still = drawn.randint(*STANDS_STILL_MIN) * MINUTE_S
    return pump + still, Struck(at=at, outcome=Outcome.INTERRUPTED, over_same_day=True)


def _seconds(span: Span) -> int:
    return -(-span // SECOND_MS)
