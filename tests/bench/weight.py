"""What the planner's processes weigh, beside the ward's: memory, and time before they plan.

The ward must never load the planner's libraries; these rows say what it is spared. Each in a fresh
interpreter, in turns. A planner is weighed while it plans a golden day for a second; what it takes
beyond that second is loading, compiling and ending.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.table import Row, rate, ratio

TURNS = 5
PLANS_S = 1.0
DAYS = ("day_10_40_s1", "day_120_600_s1")
_GOLDEN = Path(__file__).parents[1] / "golden" / "booking"
WARD = """
import json, sys
import service.wiring
print(json.dumps(sorted({"ortools", "numpy", "numba"} & set(sys.modules))))
"""
WEIGHED = """
import json, os, subprocess, sys, time
begun = time.perf_counter()
out, null = subprocess.PIPE, subprocess.DEVNULL
with subprocess.Popen(sys.argv[1:], stdout=out, stderr=null, text=True) as process:
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
took = time.perf_counter() - begun
print(json.dumps({"s": took, "maxrss": used.ru_maxrss, "said": said}))
sys.exit(process.returncode)
"""
"""Started and weighed by a process that is small itself: what a process occupied before it became
another program counts as its own (getrusage(2)), and a whole run of benchmarks is large."""
Weight = tuple[float, float]
"""Milliseconds and megabytes."""


def _run(words: list[str]) -> tuple[Weight, str]:
    """Run a command of this interpreter; return what it took and said."""
    told = subprocess.run(
        [sys.executable, "-P", "-c", WEIGHED, sys.executable, "-P", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(told.stdout)
    # Linux counts in units of 1,024 bytes (getrusage(2)).
    return (found["s"] * 1_000, found["maxrss"] * 1_024 / 1_000_000), found["said"]


def _ward() -> Weight:
    weight, said = _run(["-c", WARD])
    assert json.loads(said) == [], "the ward's process has loaded the planner's libraries"
    return weight


def _planner(day: str) -> Weight:
    words = ["plan-day", str(_GOLDEN / f"{day}.json"), "--seconds", str(PLANS_S), "--json"]
    (took, size), _ = _run(["-m", "service", *words])
    return took - PLANS_S * 1_000, size


def rows() -> list[Row]:
    """Measure, and return the rows of the table."""
    ward, planners = list[Weight](), {day: list[Weight]() for day in DAYS}
    for _ in range(TURNS):
        ward.append(_ward())
        for day, turns in planners.items():
            turns.append(_planner(day))
    shown: list[Row] = []
    for day, turns in planners.items():
        for number, unit in enumerate(("ms", "MB")):
            own, beside = ([each[number] for each in of] for of in (turns, ward))
            what = ("beyond its second", "memory at most")[number]
            name = f"planner, {day.replace('_', ' ')}: {what}"
            loaded = f"the ward's process, loaded: {rate(beside, unit)}"
            shown.append((name, rate(own, unit), loaded, ratio(own, beside)))
    return shown
