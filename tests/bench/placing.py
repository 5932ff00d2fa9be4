"""`python -m tests.bench.placing`: what share of what is asked for finds a place, by policy.

Thirty chairs for a day, patients calling one at a time. Ward, kinds of visit, their shares and the
wished times are those of the golden instances `day_30_150`; nobody knows beforehand who calls. A
visit that finds no place on the day is turned away. Load: minutes of chairs asked for (with the gap
that is planned, 30 min) against open ones. Placed: of the same minutes, and of visits.

The template and the weights were chosen on the seeds from 1000 on (docs/booking/offers.md); the
figures are for the seeds 1 to 20, which nobody tuned on.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import mean

from service.core.booking.counts import span
from service.core.booking.day import PLANNED_WAIT, DayState, Fit, empty_day
from service.core.booking.expecting import expected_day
from service.core.booking.grid import GRID_MIN, Slot, slots
from service.core.booking.offers import Policy, Request, Wish, place
from service.core.booking.outlook import Expected, Outlook, accepted, outlook
from service.core.booking.series import Due, around_due
from service.core.booking.shape import NURSE_PARTS, BagNeed, PlaceClass, Pool, Shape
from service.core.booking.shaping import FIRST_STATISTICS, overrun
from service.core.times import MINUTE_MS
from service.planner.template import ROUNDS, better_template
from tests.bench.table import Row, spread
from tests.core.labels import ready

GOLDEN = Path(__file__).parent.parent / "golden" / "booking"
LOADS = (0.87, 0.95, 1.02)
JUDGED = range(1, 21)
FULL_DAY = 1.02
"""The template is of a day that is asked for a little more than it holds, whatever the load."""
FIRST = "ISA1"
SLOTS = 288
LONG_MIN = 200
"""A visit from here on is a long one."""


@dataclass(frozen=True, slots=True)
class Ward:
    """One of the golden wards, `times` over."""

    day: DayState
    shapes: dict[str, Shape]
    kinds: tuple[str, ...]
    """Each as often as in the instance."""
    wishes: tuple[int, ...]
    """Minutes after midnight."""
    open_min: int
    """Of all chairs."""

    def minutes(self, kind: str) -> int:
        """Return how long a visit holds its chair, with the gap that is planned."""
        shape = self.shapes[kind]
        return shape.length(PLANNED_WAIT if shape.wait_max else 0) * GRID_MIN

    def wish(self, kind: str, wished_min: int) -> int:
        """Return a wished seat (slot of the day) from which the visit ends an hour before six."""
        latest = (self.day.closes - 12) * GRID_MIN - self.minutes(kind)
        return min(wished_min, latest) // GRID_MIN


@cache
def ward(times: int = 1) -> Ward:
    """Return the ward of the golden instances with so many times of everything it has."""
    read = [json.loads((GOLDEN / f"day_30_150_s{seed}.json").read_text()) for seed in (1, 2)]
    day = read[0]
    opens, closes = day["open"] // GRID_MIN, day["close"] // GRID_MIN
    breaks = [0] * SLOTS
    for begins, ends, nurses in day["nurse_breaks"]:
        for slot in range(begins // GRID_MIN, ends // GRID_MIN):
            breaks[slot] += nurses

    def row(count: int, first: int = opens) -> list[int]:
        return [times * count if first <= slot < closes else 0 for slot in range(SLOTS)]

    nurse = [
        max(0, (count - times * away) * NURSE_PARTS)
        for count, away in zip(row(day["nurses"]), breaks, strict=True)
    ]
    capacities = {
        Pool.CHAIR: row(day["chairs"]),
        Pool.NURSE: nurse,
        Pool.PUMP: row(day["pumps"]),
        Pool.ISOLATOR: row(day["hoods"], day["pharm_open"] // GRID_MIN),
    }
    return Ward(
        day=empty_day(date(2026, 3, 2), Slot(0), opens, closes, capacities),
        shapes={
            kind: _shape(kind, parts, day["transport"]) for kind, parts in day["types"].items()
        },
        kinds=tuple(each["type"] for each in day["appointments"]),
        wishes=tuple(each["ready"] for one in read for each in one["appointments"]),
        open_min=times * day["chairs"] * (day["close"] - day["open"]),
    )


def _shape(kind: str, parts: dict[str, int], transport: int) -> Shape:
    bag = BagNeed(
        compound=slots(parts["comp"]),
        transport=slots(transport),
        stable=slots(60 * parts["stab"]),
        to_order=bool(parts["mto"]),
    )
    worst = overrun(ready("isatuximab"), 1, FIRST_STATISTICS, reacted=False)
    return Shape(
        arrive=slots(parts["A"]),
        wait_min=slots(15) if parts["pre"] else 0,
        wait_max=slots(60) if parts["pre"] else 0,
        hang=slots(parts["B"]),
        infuse=slots(parts["pump"]),
        flush=slots(parts["flush"]),
        observe=slots(parts["obs"]),
        disconnect=slots(parts["disc"]),
        clean=slots(parts["turn"]),
        ratio=parts["ratio"],
        overrun=slots(-(-worst // MINUTE_MS)) if kind == FIRST else 0,
        bag=bag if parts["comp"] else None,
    )


def asked(of: Ward, seed: int, load: float) -> Iterator[Request]:
    """Yield who calls, until so much is asked for."""
    chance = random.Random(seed)
    left = load * of.open_min
    while True:
        kind = chance.choice(of.kinds)
        left -= of.minutes(kind)
        if left < -of.minutes(kind) / 2:
            return
        wish = Wish(around=of.wish(kind, chance.choice(of.wishes)))
        yield Request(
            kind=kind,
            shape=of.shapes[kind],
            place=PlaceClass.CHAIR,
            wish=wish,
            first_infusion=kind == FIRST,
        )


def expected(of: Ward, load: float = FULL_DAY) -> list[Expected]:
    """Return the visits of an expected day, each kind by its share, at wishes spread evenly."""
    shares, wishes = Counter(of.kinds), sorted(of.wishes)
    times = load * of.open_min / sum(of.minutes(kind) for kind in of.kinds)
    found = []
    for kind, share in sorted(shares.items()):
        count = round(share * times)
        shape = of.shapes[kind]
        for number in range(count):
            wished = wishes[(2 * number + 1) * len(wishes) // (2 * count)]
            wait = PLANNED_WAIT if shape.wait_max else 0
            fit = Fit(seat=of.wish(kind, wished), wait=wait, bag=None)
            found.append(Expected(kind=kind, shape=shape, place=PlaceClass.CHAIR, fit=fit))
    return found


@dataclass(frozen=True, slots=True)
class Day:
    """How one day went."""

    placed: float
    """Of the minutes asked for."""
    visits: float
    """Of the visits asked for."""
    long_away: int
    """Long visits that were turned away."""
    from_wish: float
    """Minutes between wish and seat, mean over who was placed."""
    answers: tuple[float, ...]
    """Seconds of processor time for each answer."""


def one_day(policy: Policy, of: Ward, now: Outlook, seed: int, load: float) -> Day:
    """Place whoever calls until the load is asked for."""
    everything, got, long_away = 0, 0, 0
    away, answers = list[int](), list[float]()
    for request in asked(of, seed, load):
        minutes = of.minutes(request.kind)
        everything += minutes
        began = time.process_time()
        offer = place(policy, now, request)
        answers.append(time.process_time() - began)
        if offer is None:
            long_away += minutes >= LONG_MIN
            continue
        now = accepted(now, offer.visit).outlook
        got += minutes
        away.append(abs(offer.visit.fit.seat - request.wish.around) * GRID_MIN)
    return Day(
        placed=got / everything,
        visits=len(away) / len(answers),
        long_away=long_away,
        from_wish=mean(away),
        answers=tuple(answers),
    )


def start(policy: Policy, of: Ward, template: Sequence[Expected]) -> Outlook:
    """Return the empty day as a policy needs it."""
    if policy is Policy.PATIENT_PICKS_BOUND:
        day = of.day
        chairs = (span(day.opens, day.closes - day.opens),) * (
            of.open_min // GRID_MIN // (day.closes - day.opens)
        )
        return outlook(replace(day, chairs=chairs))
    return outlook(of.day, template if policy is Policy.DYNAMIC_TEMPLATE else ())


def line(name: str, days: Sequence[Day]) -> str:
    """Return one line of the table."""
    answers = [answer for day in days for answer in day.answers]
    lowest, highest = min(day.placed for day in days), max(day.placed for day in days)
    return (
        f"| {name} | {mean(day.placed for day in days):.1%} ({lowest:.0%} to {highest:.0%})"
        f" | {mean(day.visits for day in days):.1%} | {mean(day.long_away for day in days):.1f}"
        f" | {mean(day.from_wish for day in days):.0f} min | {spread(answers)} |"
    )


def main(seeds: Sequence[int] = JUDGED) -> None:
    """Measure every policy and print."""
    of = ward()
    began = time.process_time()
    better = better_template(of.day, expected(of), seed=1)
    took = time.process_time() - began
    plain = expected_day(of.day, expected(of))
    ways = [(policy.value, policy, better) for policy in Policy]
    ways.insert(-1, ("dynamic-template, plain template", Policy.DYNAMIC_TEMPLATE, plain))
    print(f"seeds {seeds[0]} to {seeds[-1]}; the template: {ROUNDS} rounds in {took:.1f} s")
    for load in LOADS:
        print(f"\nload {load:.0%}\n")
        print("| policy | placed | visits | long away | from wish | p50 / p99 / max |")
        print("|---|---|---|---|---|---|")
        for name, policy, template in ways:
            begins = start(policy, of, template)
            days = [one_day(policy, of, begins, seed, load) for seed in seeds]
            print(line(name, days), flush=True)


def rows() -> list[Row]:
    """Measure an answer on the phone: 28 days of 120 chairs with 600 visits asked for on each."""
    of = ward(times=4)
    template = expected_day(of.day, expected(of))
    first = of.day.on
    outlooks = {}
    for number in range(28):
        now = start(Policy.DYNAMIC_TEMPLATE, of, template)
        for request in asked(of, 500 + number, 0.87):
            offer = place(Policy.DYNAMIC_TEMPLATE, now, request)
            now = now if offer is None else accepted(now, offer.visit).outlook
        outlooks[first + timedelta(days=number)] = now
    found = []
    for name, policy in (("picks", Policy.PATIENT_PICKS), ("template", Policy.DYNAMIC_TEMPLATE)):
        times = []
        for request in list(asked(of, 900, 0.87))[:100]:
            due = Due(
                on=first + timedelta(days=14),
                early_days=14,
                late_days=13,
                gap_days=0,
                request=request,
            )
            began = time.process_time()
            around_due(policy, outlooks, due)
            times.append(time.process_time() - began)
        found.append((f"offers, 28 days, 120 chairs, 600 visits: {name}", spread(times), "", ""))
    return found


if __name__ == "__main__":
    if "--speed" in sys.argv:
        print(rows())
    else:
        main()
