"""`python -m tests.bench.repairing`: a day repaired after reactions, by right-shift and solver.

The wards are those of the golden instances (30 chairs, and four times that), filled by the online
policy at 95 % load, planned exactly as booked. At 11:05 so many of those who run have a reaction:
each then stands still for a while and goes on slower, by the product's own plan (`REACTIONS`).
"""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import mean

from service.book.solving import SolverProcess
from service.core.booking.grid import Slot
from service.core.booking.offers import Policy, place
from service.core.booking.outlook import Expected, accepted
from service.core.booking.repair.problem import problem, solved
from service.core.booking.repair.proposal import Engine, Proposal, TermKind, better, proposal
from service.core.booking.repair.shift import shifting
from service.core.booking.repair.situation import Situation, situation
from service.core.booking.repair.stay import Stay, leaving, stay
from service.core.booking.resources import BookedChair
from service.core.booking.shape import NURSE_PARTS, PlaceClass, Pool
from service.core.booking.visits import Status, Taken, Visit
from service.core.times import MINUTE_MS, Instant
from tests.bench.placing import asked, start, ward
from tests.bench.table import Row, spread

AT_MIN = 11 * 60 + 5
LOAD = 0.95
EXTRA_MIN = (60, 90, 120)
"""A reaction makes the infusion so much longer: hold, half of the initial rate, the table again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A disrupted day."""

    chairs: int
    reactions: int
    seed: int


CASES = {
    30: tuple(Case(chairs=30, reactions=3, seed=seed) for seed in range(1, 6)),
    120: tuple(Case(chairs=120, reactions=8, seed=seed) for seed in range(1, 6)),
}


@cache
def booked_day(chairs: int, seed: int) -> tuple[Expected, ...]:
    """Return the visits of a day, booked one by one by best fit."""
    of = ward(times=chairs // 30)
    now, found = start(Policy.BEST_FIT, of, ()), list[Expected]()
    for request in asked(of, seed, LOAD):
        offer = place(Policy.BEST_FIT, now, request)
        if offer is not None:
            now = accepted(now, offer.visit).outlook
            found.append(offer.visit)
    return tuple(found)


def visits(case: Case, now: Slot) -> Iterator[Visit]:
    """Yield the visits of a day as the book has them at a moment, chairs bound in order."""
    chairs = [0] * case.chairs
    for number, each in enumerate(sorted(booked_day(case.chairs, case.seed), key=_by_seat)):
        fit, shape = each.fit, each.shape
        chair = next(at for at, until in enumerate(chairs) if until <= fit.seat)
        chairs[chair] = fit.ends(shape)
        seated = fit.seat < now
        status = Status.BOOKED
        if seated:
            status = Status.DONE if fit.ends(shape) - shape.clean <= now else Status.SEATED
        yield Visit(
            id=f"v-{number:03}",
            patient=f"P-{number:03}",
            what=each.kind,
            infusion_no=None,
            place=PlaceClass.CHAIR,
            shape=shape,
            seat=Slot(fit.seat),
            wait=fit.wait,
            bag=None if fit.bag is None else Slot(fit.bag),
            zone="Europe/Berlin",
            status=status,
            version=1,
            chair=f"chair-{chair + 1}" if seated else None,
            seated=Slot(fit.seat) if seated else None,
        )


def disrupted(case: Case, *, extra: bool = True) -> Situation:
    """Return the situation at 11:05."""
    at = Instant(AT_MIN * MINUTE_MS)
    now = Slot(AT_MIN // 5)
    every = list(visits(case, now))
    seated = [stay(visit, None, at) for visit in every if visit.status is Status.SEATED]
    if extra:
        chance = random.Random(case.seed)
        running = [at for at, each in enumerate(seated) if each.infused is not None]
        for number in chance.sample(running, case.reactions):
            seated[number] = _longer(seated[number], chance.choice(EXTRA_MIN) // 5)
    return situation(
        ward(times=case.chairs // 30).day,
        now,
        stays=seated,
        gone=[use for v in every if v.status is Status.DONE for use in leaving(v, now)],
        visits=[visit for visit in every if visit.status is Status.BOOKED],
        chairs=tuple(
            BookedChair(id=f"chair-{number + 1}", place=PlaceClass.CHAIR)
            for number in range(case.chairs)
        ),
    )


def _longer(of: Stay, more: int) -> Stay:
    """Return a stay whose infusion ends so much later; the nurse is bound for half an hour."""
    ends = of.infused or of.end

    def later(use: Taken) -> Taken:
        if use.start >= ends:
            return replace(use, start=Slot(use.start + more), end=Slot(use.end + more))
        return replace(use, end=Slot(use.end + more)) if use.end >= ends else use

    taken = [later(use) for use in of.taken]
    bound = min(use.start for use in taken)
    share = NURSE_PARTS - NURSE_PARTS // of.visit.shape.ratio
    taken.append(Taken(pool=Pool.NURSE, start=bound, end=Slot(bound + 6), amount=share))
    return replace(
        of,
        taken=tuple(taken),
        end=Slot(of.end + more),
        late_end=Slot(of.late_end + more),
        infused=Slot(ends + more),
    )


def _by_seat(each: Expected) -> tuple[int, str]:
    return each.fit.seat, each.kind


def said(name: str, found: list[Proposal]) -> str:
    """Return one line of the table."""

    def of(kind: TermKind) -> float:
        return mean(each.amount(kind) for each in found)

    moved = mean(sum(move.minutes > 0 for move in each.moves) for each in found)
    most = max((move.minutes for each in found for move in each.moves), default=0)
    told = mean(each.told for each in found)
    return (
        f"| {name} | {moved:.1f} | {told:.1f} | {of(TermKind.SHIFT):.0f} |"
        f" {of(TermKind.OVERTIME):.0f} | {most} | {of(TermKind.BAG_AGAIN):.1f} |"
        f" {of(TermKind.UNPLACED):.1f} | {mean(each.cost for each in found):.0f} |"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What became of the days of one size."""

    situations: list[Situation]
    shifted: list[Proposal]
    solved: list[Proposal]
    """The right-shift itself where the solver has found nothing better in its time."""
    shift_s: list[float]
    whole_s: list[float]
    """Until the solver's answer has been looked at, from the beginning of the right-shift on."""


async def measured(cases: Sequence[Case]) -> Measured:
    """Repair each case once by right-shift and once with the solver's own process."""
    found = Measured(
        situations=[disrupted(case) for case in cases],
        shifted=[],
        solved=[],
        shift_s=[],
        whole_s=[],
    )
    solver = SolverProcess()
    await solver.start()
    for each in found.situations:
        began = time.perf_counter()
        fits = dict(shifting(each))
        shift = proposal(each, fits, Engine.RIGHT_SHIFT)
        found.shift_s.append(time.perf_counter() - began)
        places = await solver.solve(problem(each, fits))
        answer = None if places is None else solved(each, fits, places)
        found.whole_s.append(time.perf_counter() - began)
        found.shifted.append(shift)
        found.solved.append(shift if answer is None else better(shift, answer))
    await solver.close()
    return found


def rows() -> list[Row]:
    """Measure both sizes: how long, and how many must be told."""
    lines: list[Row] = []
    for chairs, cases in CASES.items():
        found = asyncio.run(measured(cases))
        name = f"repair, {chairs} chairs, {cases[0].reactions} reactions"
        told = [mean(each.told for each in of) for of in (found.shifted, found.solved)]
        cost = [mean(each.cost for each in of) for of in (found.shifted, found.solved)]
        lines += [
            (f"{name}: right-shift", spread(found.shift_s), "", ""),
            (f"{name}: with solver", spread(found.whole_s), "", ""),
            (f"{name}: told", f"{told[1]:.1f}", f"right-shift {told[0]:.1f}", _ratio(told)),
            (f"{name}: cost", f"{cost[1]:,.0f}", f"right-shift {cost[0]:,.0f}", _ratio(cost)),
        ]
    return lines


def _ratio(values: Sequence[float]) -> str:
    return f"{values[1] / values[0]:.2f}"


def main() -> None:
    """Measure and print."""
    for chairs, cases in CASES.items():
        found = asyncio.run(measured(cases))
        ahead = mean(len(each.ahead) for each in found.situations)
        print(f"\n{chairs} chairs, {cases[0].reactions} reactions, {ahead:.0f} still to come\n")
        print("| | moved | told | shift | overtime | most | bags again | unplaced | cost |")
        print("|---|---|---|---|---|---|---|---|---|")
        print(said("right-shift", found.shifted))
        print(said("with solver", found.solved))
        print(f"\nright-shift {spread(found.shift_s)}; with solver {spread(found.whole_s)}")


if __name__ == "__main__":
    main()
