"""Watches a simulated pump from outside the product and says what must never have happened.

Knows the pump's hidden truth and what the nurse tapped, and nothing of the product's own state.
"""

import asyncio
from typing import Any

from service.cli.watched import WatchedPump

LOOK_S = 0.25
STOP_WITHIN_S = 2.0
"""INV-05: not running at most 2 s after a stop was asked for, on a healthy link."""
SLACK_NL = 100_000
"""INV-04: 0.1 mL."""


class Referee:
    """Checks the invariants that a truth about one pump can show."""

    def __init__(self, pump: WatchedPump, bag_ul: int) -> None:
        """Watch `pump`, from which at most `bag_ul` may flow by its own counter."""
        self.violations: list[str] = []
        self._pump = pump
        self._bag_nl = bag_ul * 1_000
        self._allowed_nl_h = 0
        self._next_nl_h = 0
        self._stop_by_s: float | None = None
        self._loop = asyncio.get_running_loop()

    def tapped(self, verb: str, view: dict[str, Any]) -> None:
        """Take note of what a person allowed or forbade, as she saw it."""
        if verb in ("start", "resume"):
            rate = view["resume_rate_ml_h"] if verb == "resume" else view["planned"][0]["rate_ml_h"]
            self._allowed_nl_h, self._stop_by_s = _nl(rate), None
        elif verb == "attest":
            self._allowed_nl_h = max(self._allowed_nl_h, _nl(view["step"]["next_rate_ml_h"]))
        elif verb == "reaction":
            self._allowed_nl_h = 0
            self._stop_by_s = self._loop.time() + STOP_WITHIN_S

    async def watch(self) -> None:
        """Look at the truth again and again, until cancelled."""
        while True:
            await self._watch_once()
            await asyncio.sleep(LOOK_S)

    async def _watch_once(self) -> None:
        self._look()

    def _look(self) -> None:
        truth, now = self._pump.truth(), self._loop.time()
        running = truth.motor_rate_nl_h
        stopping = self._stop_by_s is not None and now <= self._stop_by_s
        if running > self._allowed_nl_h and not stopping:
            self._say("INV-01", f"{running} nL/h with {self._allowed_nl_h} nL/h allowed", now)
        if truth.counter_nl > self._bag_nl + SLACK_NL:
            self._say("INV-04", f"{truth.counter_nl} nL by the counter", now)

    def _say(self, row: str, what: str, now: float) -> None:
        text = f"{row}: {what}"
        if not any(found.startswith(row) for found in self.violations):
            self.violations.append(f"{text} at {now:.2f} s")


def _nl(rate_ml_h: str) -> int:
    whole, _, fraction = rate_ml_h.partition(".")
    return int(whole) * 1_000_000 + int(fraction.ljust(6, "0") or 0)
