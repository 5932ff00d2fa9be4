"""`python -m tests.torture`: many seeds on several processes, and what they came to.

Exit code 0: nothing that must never happen has happened, and no alarm was false.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.torture.bugs import BUGS
from tests.torture.seed import Result, broken_off, run_seed

HASH_SEED = "0"
"""Sets of names are walked in the order of their hashes: the same in every process."""


def main() -> int:
    """Run what was asked for."""
    asked = _asked()
    if os.environ.get("PYTHONHASHSEED") != HASH_SEED:
        os.environ["PYTHONHASHSEED"] = HASH_SEED
        os.execv(sys.executable, [sys.executable, "-P", "-m", "tests.torture", *sys.argv[1:]])  # noqa: S606
    began_s = time.monotonic()
    if asked.bugs:
        return _all_bugs(asked)
    results: list[Result] = []
    for result in _results(asked):
        results.append(result)
        if result.violations or result.false_alarms or asked.trace:
            print(_told(result, asked), flush=True)
    print(_summary(results, time.monotonic() - began_s))
    failed = any(result.violations or result.false_alarms for result in results)
    return 1 if failed or not results else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chairside torture", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--minutes", type=float, default=3.0, help="ward minutes per seed at most")
    parser.add_argument("--bug", choices=sorted(BUGS), help="plant a bug: the run must fail")
    parser.add_argument("--bugs", action="store_true", help="look for every planted bug")
    parser.add_argument("--fast", action="store_true", help="do not look without each bug too")
    parser.add_argument("--trace", action="store_true", help="print every row of every seed")
    return parser.parse_args()


def _results(asked: argparse.Namespace) -> Iterator[Result]:
    seeds = range(asked.first, asked.first + asked.seeds)
    kept = None if asked.trace else 40
    if asked.jobs == 1 or asked.seeds == 1:
        for seed in seeds:
            yield one(seed, asked.minutes, kept, asked.bug)
        return
    with ProcessPoolExecutor(asked.jobs, max_tasks_per_child=None) as pool:
        count = len(seeds)
        yield from pool.map(
            one, seeds, [asked.minutes] * count, [kept] * count, [asked.bug] * count
        )


def one(seed: int, minutes: float, kept: int | None, bug: str | None) -> Result:
    """Run one seed, with a bug planted or without.

    A seed on which the harness itself fails is told like any other, so that it can be replayed.
    """
    run = partial(run_seed, seed, minutes_max=minutes, kept=kept)
    try:
        if bug is None:
            return run()
        return run(bug=BUGS[bug].planted, focus=BUGS[bug].focus)
    except Exception as fault:
        return broken_off(seed, fault)


def _all_bugs(asked: argparse.Namespace) -> int:
    """Print a row for every planted bug: the seed that found it, how many it took, what it saw."""
    missed = 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        found = pool.map(find, BUGS, [not asked.fast] * len(BUGS))
        for bug, (seed, seen) in zip(BUGS.values(), found, strict=True):
            missed += seed is None
            tried = "not found"
            if seed is not None:
                tried = f"seed {seed}, {seed - bug.first + 1} of {bug.seeds}"
            print(f"{bug.name} | {bug.breaks} | {tried} | {seen[:160]}", flush=True)
    print(f"{len(BUGS)} bugs planted, {len(BUGS) - missed} found")
    return 1 if missed else 0


def find(name: str, surely: bool = True) -> tuple[int | None, str]:
    """Look for a bug within its budget; return the seed that found it, and what it saw.

    What the same seed shows without the bug as well has not found it; `surely` looks.
    """
    bug = BUGS[name]
    for seed in range(bug.first, bug.first + bug.seeds):
        violations = run_seed(seed, bug=bug.planted, focus=bug.focus).violations
        if violations and not (surely and run_seed(seed, focus=bug.focus).violations):
            return seed, violations[0]
    return None, f"seeds {bug.first} to {bug.first + bug.seeds - 1}"


def _told(result: Result, asked: argparse.Namespace) -> str:
    said = [*result.violations, *(f"false alarm: {each}" for each in result.false_alarms)]
    command = f"chairside torture --first {result.seed} --seeds 1 --minutes {asked.minutes:g}"
    if asked.bug:
        command += f" --bug {asked.bug}"
    return "\n".join(
        [
            *result.rows,
            f"seed {result.seed}, commit {_commit()}, trace {result.digest}, "
            f"faults: {', '.join(result.faults) or 'none'}",
            *said,
            f"replay: {command}",
            "",
        ]
    )


def _summary(results: list[Result], took_s: float) -> str:
    violations = sum(len(result.violations) for result in results)
    clean = [result for result in results if not result.faults]
    false = sum(len(result.false_alarms) for result in results)
    starts = sum(result.patients for result in results)
    alarms = sum(result.alarms for result in results) / max(1, starts)
    clean_alarms = sum(result.alarms for result in clean) / max(
        1, sum(result.patients for result in clean)
    )
    ward_h = sum(result.ward_min for result in results) / 60
    infusion_h = sum(result.infusion_min for result in results) / 60
    return "\n".join(
        [
            f"{len(results)} seeds, {violations} violations",
            f"{ward_h:.1f} ward hours, {infusion_h:.0f} hours of infusion time, in {took_s:.0f} s",
            f"{starts} patients, {sum(r.starts for r in results)} starts and resumes, "
            f"{sum(r.raises for r in results)} raises, {sum(r.deaths for r in results)} deaths",
            f"alarms per patient: {alarms:.1f} under faults and without, "
            f"{clean_alarms:.1f} on a clean link",
            f"false alarms on a clean link: {false}",
        ]
    )


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
