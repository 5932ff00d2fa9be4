"""kill -9 in the middle of telling what is due, and clocks that are set meanwhile.

CHAIRSIDE_KILLS says how often; the suite kills a few times, a night's run a thousand.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("CHAIRSIDE_KILLS", "12"))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60 + 3 * KILLS)]


def test_nothing_is_lost_and_nothing_told_twice_over_kills_and_set_clocks(path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"CHAIRSIDE_KILLS={KILLS}, seed {seed}")
    words = ("-P", "-m", "tests.book.killed_clock", str(path.parent), str(KILLS), str(seed))

    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    assert "died" not in found, f"a life ended by itself: {found} {done.stderr}"
    print(found["told"])
    assert ([], [], []) == (found["doubled"], found["missing"], found["holds"])
    assert found["told"].get("hold-over", 0) > 0, "nothing was shown"
