"""`python -m tests.bench`: every figure that the project states, measured in one run.

One table, each figure beside what it is to be compared with, measured in turns on the same machine.
No test depends on it.
"""

import os
import platform

from tests.bench import (
    booking,
    due,
    journal,
    messages,
    mllp,
    planning,
    round_trip,
    stopping,
    supervising,
    tapping,
    virtual,
)
from tests.bench.table import drawn


def main() -> None:
    """Measure and print."""
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print(f"STOP: {stopping.PUMPS} pumps polled once a second, {stopping.BAUD} baud")
    print("times are p50 / p99 / max; rates are medians (smallest to largest)\n")
    tapped, picture = tapping.rows()
    pumps = [*stopping.rows(), *tapped, *supervising.rows(), *virtual.rows()]
    lines = [*messages.rows(), *mllp.rows(), *round_trip.rows(), *planning.rows()]
    print(drawn([*pumps, *journal.rows(), *lines, *booking.rows(), *due.rows()]))
    print(f"\n{tapped[0][0].strip()}:\n{picture}")


if __name__ == "__main__":
    main()
