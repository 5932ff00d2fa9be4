"""A session of infupy with the pump behind a port; prints what infupy read, as JSON.

A process of its own: infupy has threads that end with their process only. It waits half a second
for an answer and shares its answers among its threads, so on a busy machine an answer may go
astray; each step is taken again until infupy itself says that it was done.
"""

import json
import os
import sys
import time
from collections.abc import Callable

from infupy.backends.alaris import AlarisComm, AlarisSyringe, Command
from infupy.backends.common import CommandError

PATIENCE_S = 40.0


def until(step: Callable[[], str | bytes | None], enough: Callable[[str], bool]) -> str:
    """Take a step again until what it answers is enough."""
    deadline_s = time.monotonic() + PATIENCE_S
    answer = ""
    while time.monotonic() < deadline_s:
        try:
            answer = _text(step())
        except CommandError:
            continue
        if enough(answer):
            return answer
        time.sleep(0.05)
    raise SystemExit(f"still {answer!r}")


def _text(answer: str | bytes | None) -> str:
    return answer.decode() if isinstance(answer, bytes) else answer or ""


def volume_ml(answer: str) -> float:
    """The volume in an answer; -1 where it is the answer to something else."""
    number, _, unit = answer.partition(" ")
    return float(number) if unit == "ml" else -1.0


def volume_of(syringe: AlarisSyringe) -> str:
    """Ask for the volume twice: the first answer may be that of the message before."""
    syringe.readVolume()
    return _text(syringe.readVolume())


def main(port: str) -> None:
    """Take control, set a rate, start, read the volume, change the rate, perhaps stop."""
    syringe = AlarisSyringe(AlarisComm(port))
    read = {
        "set": until(lambda: syringe.setRate("125.0"), lambda answer: answer == "125.00 ml/h"),
        "rate": until(syringe.readRate, lambda answer: answer == "125.00 ml/h"),
    }

    def start() -> str:
        syringe.execCommand(Command.infstart)
        return volume_of(syringe)

    until(start, lambda answer: volume_ml(answer) > 0.5)
    read["changed"] = until(lambda: syringe.setRate(3.5), lambda answer: answer == "3.50 ml/h")
    read["code"] = until(lambda: syringe.securitycode, lambda answer: len(answer) == 4)
    last = ""

    def stop() -> str:
        nonlocal last
        syringe.execCommand(Command.infstop)
        before, last = last, volume_of(syringe)
        # Stopped is what stands still.
        return last if last == before else ""

    if "LEAVE_RUNNING" not in os.environ:
        read["volume"] = until(stop, lambda answer: volume_ml(answer) > 0.5)
    print(json.dumps(read), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
