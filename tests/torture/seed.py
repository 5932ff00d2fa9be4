"""One seed: a ward, its people, its faults; and what came of it."""

import asyncio
import random
import tempfile
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.core.times import minutes, seconds
from tests.torture.chaos import FAULTS, MEAN_S, Chaos
from tests.torture.nurse import Habits, Nurse
from tests.torture.points import AT_GO, POINTS
from tests.torture.process import run_world
from tests.torture.tablet import Lost, Refused, Tablet
from tests.torture.teller import Teller
from tests.torture.world import World, torture_ward, world_of

MEMORY = Path("/dev/shm")  # noqa: S108 - nothing here must outlive the machine
"""Where the journals of tortured wards lie, if it is there: a sync costs nothing."""
CALM_S = 20.0
"""After the faults, before people end what goes on: whatever was begun goes on."""
ENDS_WITHIN_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Focus:
    """What a seed is to dwell on: faults that always come, and often; what people do."""

    faults: tuple[str, ...] = ()
    habits: Mapping[str, float] = field(default_factory=dict)
    every_s: float = 12.0
    """Seconds between two faults of a kind that is dwelt on, on the mean."""
    points: tuple[str, ...] = ()
    """The named points of `point` and `at_go`, by what happens there (`RUN kill`); none: all."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules of the ward, so that what takes long comes sooner."""
    minutes: float | None = None
    """How long a seed lasts, where that is longer than asked for."""


@dataclass(kw_only=True)
class Result:
    """What one seed came to."""

    seed: int
    violations: list[str]
    rows: list[str]
    digest: str
    ward_min: float
    infusion_min: float
    faults: list[str]
    deaths: int = 0
    patients: int = 0
    starts: int = 0
    raises: int = 0
    alarms: int = 0
    false_alarms: list[str] = field(default_factory=list)
    """On a line without faults, with people who are on time."""


def run_seed(
    seed: int,
    *,
    minutes_max: float = 3.0,
    kept: int | None = 40,
    bug: Callable[[], AbstractContextManager[Any]] = nullcontext,
    focus: Focus | None = None,
) -> Result:
    """Run one seed to its end; the same seed gives the same digest."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="chairside-", dir=place) as folder, bug():
        result: Result = run_world(_story(seed, Path(folder), minutes_max, kept, focus))
    return result


def broken_off(seed: int, fault: Exception) -> Result:
    """Return what a seed came to on which the harness itself failed."""
    rows = "".join(traceback.format_exception(fault)).splitlines()
    return Result(
        seed=seed,
        violations=[f"HARNESS: {fault!r}"],
        rows=rows,
        digest="none",
        ward_min=0.0,
        infusion_min=0.0,
        faults=[],
    )


async def _story(
    seed: int, folder: Path, minutes_max: float, kept: int | None, focus: Focus | None
) -> Result:
    numbers = random.Random(seed)
    clean = seed % 8 == 0 and focus is None
    speed = numbers.choice((20, 40, 60))
    chairs = 1 if clean or numbers.random() < 0.7 else 2
    late = minutes(1) if numbers.random() < 0.5 else minutes(30)
    rules: dict[str, Any] = {"late_max": late, "gap_max": seconds(numbers.choice((20, 120)))}
    if not clean:
        rules["attestation_max_age"] = seconds(numbers.choice((30, 300)))
    if focus is not None:
        rules |= focus.rules
        minutes_max = max(minutes_max, focus.minutes or 0.0)
    ward = torture_ward(chairs, speed, **rules)
    async with world_of(ward, folder, numbers.getrandbits(32), kept=kept) as (world, tablets):
        nurses = [
            Nurse(
                world,
                chair.id,
                ghost,
                tablets,
                _record(seed, chair.id, _habits(numbers, focus, clean=clean), focus),
                _own(numbers),
                _apart(seed, chair.id, "stays"),
            )
            for chair, ghost in zip(ward.chairs, world.ghosts, strict=True)
        ]
        tellers = _tellers(world, nurses, tablets, seed)
        chaos = Chaos(world, nurses, _own(numbers))
        if focus is not None and focus.points:
            chaos.points = [
                at for at in POINTS if f"{at.frame} {at.what}" in focus.points
            ] or POINTS
            chaos.at_go = [what for what in AT_GO if what in focus.points] or AT_GO
        if not clean:
            chaos.begin(_faults(numbers, focus))
        await _act(world, nurses, tellers, chaos, minutes_max=minutes_max)
        for tablet in tablets:
            for fault in tablet.faults:
                world.violated("INV-27", fault)
    for teller in tellers:
        teller.account.judge_record(world.store)
    loop_min = asyncio.get_running_loop().time() / 60
    alarms = set[str]().union(*(nurse.looks.false_alarms for nurse in nurses))
    return Result(
        seed=seed,
        violations=world.violations,
        rows=world.trace.rows,
        digest=world.trace.digest,
        ward_min=loop_min,
        infusion_min=loop_min * speed,
        faults=chaos.names,
        deaths=world.deaths,
        patients=sum(nurse.patients for nurse in nurses),
        starts=sum(ghost.starts for ghost in world.ghosts),
        raises=sum(ghost.raises for ghost in world.ghosts),
        alarms=sum(len(nurse.looks.alarms) for nurse in nurses),
        false_alarms=sorted(alarms) if clean else [],
    )


async def _act(
    world: World,
    nurses: list[Nurse],
    tellers: list[Teller],
    chaos: Chaos,
    *,
    minutes_max: float,
) -> None:
    """People and faults, then calm, then the end: nothing may be left that cannot be ended."""
    people: list[Nurse | Teller] = [*nurses, *tellers]
    tending = [asyncio.create_task(each.tend()) for each in people]
    await asyncio.sleep(max(10.0, minutes_max * 60 - CALM_S - ENDS_WITHIN_S))
    await chaos.heal()
    await asyncio.sleep(CALM_S)
    for nurse in nurses:
        nurse.leaves = True
    world.trace.say("world", "everybody goes home")
    left = await _until_over(nurses)
    if left:
        world.violated("LIVENESS", f"cannot be ended: {left}")
    for task in tending:
        if task.done() and not task.cancelled() and task.exception() is not None:
            raise AssertionError("a person herself failed") from task.exception()
        task.cancel()


async def _until_over(nurses: list[Nurse]) -> list[str]:
    left: list[str] = []
    for _ in range(round(ENDS_WITHIN_S / 3)):
        await asyncio.sleep(3.0)
        left = []
        for nurse in nurses:
            try:
                session = await nurse.look()
            except (Lost, Refused) as no:
                left.append(f"nobody answers: {no}")
                continue
            if session is not None:
                left.append(f"{session['phase']} {session['hold']} {session['alarms']}")
            elif nurse.looks.world_runs:
                left.append("the pump runs without a session")
        if not left:
            break
    return left


def _faults(numbers: random.Random, focus: Focus | None) -> dict[str, float]:
    """Return the faults of a seed, each with the mean time between two of them."""
    often = numbers.choice((0.3, 0.6, 1.2))
    names = sorted(numbers.sample(sorted(FAULTS), numbers.randrange(2, 10)))
    if focus is None:
        return {name: MEAN_S[name] * often for name in names}
    beside = names[:2] if focus.faults else []
    chosen = {name: MEAN_S[name] * often for name in beside}
    return chosen | dict.fromkeys(focus.faults, focus.every_s)


def _habits(numbers: random.Random, focus: Focus | None, *, clean: bool) -> Habits:
    """Return a person: on time where nothing is to go wrong, otherwise as the seed has it."""
    if clean:
        return Habits(reacts=0.004, pauses=0.002)
    chosen = Habits(reacts=numbers.choice((0.0, 0.005, 0.02)))
    chosen = replace(chosen, late_s=numbers.choice((0.0, 0.0, 3.0, 20.0)))
    chosen = replace(chosen, doubles=numbers.choice((0.0, 0.3)))
    chosen = replace(chosen, withdraws=numbers.choice((0.0, 0.0, 0.3)))
    chosen = replace(chosen, wrong_step=numbers.choice((0.0, 0.0, 0.3)))
    chosen = replace(chosen, away=numbers.choice((0.0, 0.0, 0.02)))
    chosen = replace(chosen, away_s=numbers.choice((15.0, 60.0, 130.0)))
    chosen = replace(chosen, hasty=numbers.choice((0.0, 0.0, 0.3)))
    chosen = replace(chosen, wrong_scan=numbers.choice((0.0, 0.0, 0.3)))
    chosen = replace(chosen, waits_s=numbers.choice((0.0, 0.0, 6.0)))
    return replace(chosen, **focus.habits) if focus else chosen


def _record(seed: int, chair: str, habits: Habits, focus: Focus | None) -> Habits:
    """Return the same person with what is said for the record; a bug's seeds say it as it asks."""
    if focus is not None:
        return habits
    numbers = _apart(seed, chair, "habits")
    return replace(
        habits,
        stays=numbers.choice((0.0, 0.0, 0.3)),
        tells=numbers.choice((0.0, 0.2, 0.6)),
        hands_over=numbers.choice((0.0, 0.05, 0.3)),
        old_pages=numbers.choice((0.0, 0.3)),
    )


def _tellers(world: World, nurses: list[Nurse], tablets: list[Tablet], seed: int) -> list[Teller]:
    """Return who tells of the chairs; nobody where nothing is told."""
    return [
        Teller(world, chair.id, ghost, tablets, nurse.habits, _apart(seed, chair.id, "teller"))
        for nurse, chair, ghost in zip(nurses, world.ward.chairs, world.ghosts, strict=True)
        if nurse.habits.tells or nurse.habits.hands_over
    ]


def _apart(seed: int, chair: str, what: str) -> random.Random:
    """Return numbers that take nothing from those that everybody else draws from."""
    return random.Random(f"{seed} {chair} {what}")


def _own(numbers: random.Random) -> random.Random:
    return random.Random(numbers.getrandbits(32))
