"""`python -P -m service.planner.repair`: a worker that is asked by lines of JSON and answers so.

It says `{"ready": true}` once its libraries are there. A question: `{"problem": …, "seconds": s}`,
the answer `{"places": [[seat, gap, bag], …]}`, one row for each visit of the problem, or
`{"error": …}`. It ends with its input, and always lets the ward's own process go first.
"""

import json
import os
import sys
import time
from typing import Any, TextIO

NICE = 10
LONGEST_S = 60.0


def main(asked: TextIO, answers: TextIO) -> None:
    """Answer until there are no questions any more."""
    from service.planner.repair.search import solve  # a third of a second

    _say(answers, {"ready": True})
    for line in asked:
        began = time.monotonic()
        try:
            question: dict[str, Any] = json.loads(line)
            seconds = min(LONGEST_S, float(question["seconds"]))
            _say(answers, {"places": solve(question["problem"], began + seconds)})
        except Exception as fault:
            # Whatever it is, the ward has the right-shift; the next question may be a better one.
            _say(answers, {"error": f"{type(fault).__name__}: {fault}"})


def _say(answers: TextIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    os.nice(NICE)
    main(sys.stdin, sys.stdout)
