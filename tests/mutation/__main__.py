"""Holds mutmut's survivors against the list of those that are equivalent.

`make mutants` runs mutmut and then this; see docs/safety/mutation.md.
"""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.mutation.verdict import Change, change, complaints, listed, statuses

LIST = Path(__file__).with_name("equivalent.yaml")


def main() -> int:
    """Print the counts and every disagreement; return 1 if there is one."""
    found = statuses(_mutmut("results", "--all", "true"))
    survivors = {each: _shown(each) for each, status in found.items() if status == "survived"}
    equivalent = listed(LIST.read_text(encoding="utf-8"))
    for status, count in sorted(Counter(found.values()).items()):
        print(f"{count:6} {status}")
    print(f"{len(equivalent):6} listed as equivalent")
    problems = complaints(found, survivors, equivalent)
    print(*problems, sep="\n")
    return 1 if problems else 0


def _shown(mutant: str) -> Change:
    return change(mutant, _mutmut("show", mutant))


def _mutmut(*words: str) -> str:
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
