"""`python -m tests.bench`: every figure that the project states, measured in one run.

A table for each subject, as soon as it is measured; each figure beside what it is to be compared
with, measured in turns on the same machine. A subject that cannot be measured says why, the others
go on, and the run ends with 1. Words after the command choose subjects. No test depends on it.
"""

import os
import platform
import sys
import traceback
from collections.abc import Callable, Sequence

from tests.bench import (
    booking,
    due,
    journal,
    messages,
    mllp,
    page,
    planning,
    repairing,
    round_trip,
    stopping,
    supervising,
    tapping,
    virtual,
    weight,
)
from tests.bench.table import Row, drawn

SUBJECTS: dict[str, Callable[[], Sequence[Row]]] = {
    "stopping": stopping.rows,
    "tapping": tapping.rows,
    "supervising": supervising.rows,
    "virtual": virtual.rows,
    "journal": journal.rows,
    "messages": messages.rows,
    "mllp": mllp.rows,
    "round_trip": round_trip.rows,
    "booking": booking.rows,
    "repairing": repairing.rows,
    "planning": planning.rows,
    "due": due.rows,
    "horizon": due.horizon_rows,
    "weight": weight.rows,
    "page": page.rows,
}


def main(chosen: Sequence[str]) -> int:
    """Measure and print."""
    unknown = [each for each in chosen if each not in SUBJECTS]
    if unknown:
        print(f"no such subject: {', '.join(unknown)}; there are: {', '.join(SUBJECTS)}")
        return 2
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    print(f"STOP: {stopping.PUMPS} pumps polled once a second, {stopping.BAUD} baud")
    print("times are p50 / p99 / max; rates are medians (smallest to largest)")
    failed = False
    for name in chosen or SUBJECTS:
        print(f"\n{name}", flush=True)
        try:
            print(drawn(SUBJECTS[name]()), flush=True)
        except Exception:  # what one subject cannot do takes no figure from the others
            failed = True
            traceback.print_exc()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
