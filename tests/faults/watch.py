"""What is known from outside: when a service lived, what the nurse allowed, what each pump did.

Knows the pumps' hidden truth and the nurse's taps, and nothing of the product's own state.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.faults.places import Bedside

LOOK_S = 0.1
STOP_WITHIN_S = 2.0 + 0.55 + 1.0
"""INV-05 for this pump: 2 s, its longest answer and its longest time between two reports."""
WATCHDOG_S, WATCHDOG_SLACK_S = 30.0, 1.0
STUCK_S = 6.0
"""A pump that stands still while its session is said to infuse: somebody must have been asked."""
ORDER_NL = 250_100_000
"""INV-04: the order and 0.1 mL."""
NL_PER_ML = 1_000_000


@dataclass
class Tally:
    """What happened in a run of kills, and what must not have."""

    kills: int = 0
    in_sequences: int = 0
    """Kills within 0.3 s after a tap that moves a pump."""
    started: int = 0
    volume_in: int = 0
    discontinued: int = 0
    attested: int = 0
    reactions: int = 0
    taps_lost: int = 0
    """Reactions that were accepted and died with the service before they were recorded; the nurse
    saw on the page that they had not been taken and tapped again."""
    ran_on: int = 0
    """Those of them whose pump had not been stopped either."""
    found_stopped: int = 0
    volumes_compared: int = 0
    longest_alone_s: float = 0.0
    """Longest time that a pump ran without a controller."""
    slowest_stop_s: float = 0.0
    """From the reaction tap to a standing motor, in time with a service."""
    holds: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def violated(self, what: str) -> None:
        """Note a violation once."""
        if what not in self.violations:
            self.violations.append(what)

    def sentence(self) -> str:
        """Return the numbers as one line."""
        holds = ", ".join(f"{reason} {count}" for reason, count in sorted(self.holds.items()))
        return (
            f"{self.kills} kills ({self.in_sequences} within 0.3 s of a tap), "
            f"{self.started} infusions started, {self.volume_in} with the volume in, "
            f"{self.discontinued} ended for good, {self.attested} attestations, "
            f"{self.reactions} reactions ({self.taps_lost} lost with the service and tapped "
            f"again, {self.ran_on} with the pump still running), "
            f"{self.found_stopped} pumps found stopped, holds: {holds or 'none'}; "
            f"longest run alone {self.longest_alone_s:.1f} s, slowest stop "
            f"{self.slowest_stop_s:.2f} s, {self.volumes_compared} volumes compared, "
            f"{len(self.violations)} violations"
        )


class Life:
    """The service's life, by the clock: when it was there, and how long in all."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.address = ""
        self.number = 0
        """How many services there have been."""
        self.tapped = asyncio.Event()
        """Set whenever the nurse is about to tap something that moves a pump."""
        self._served_s = 0.0
        self._since_s = 0.0
        self.died_s = time.monotonic()

    def born(self, address: str) -> None:
        self.address, self.number = address, self.number + 1
        self._since_s = time.monotonic()
        self.ready.set()

    def dies(self) -> None:
        """To be called just before the kill."""
        self._served_s = self.served_s()
        self.ready.clear()
        self.died_s = time.monotonic()

    def served_s(self) -> float:
        """Return for how long there has been a service, in all."""
        return self._served_s + (time.monotonic() - self._since_s if self.ready.is_set() else 0.0)

    def alone_s(self) -> float:
        """Return for how long there has been none."""
        return 0.0 if self.ready.is_set() else time.monotonic() - self.died_s


class Oracle:
    """Watches one pump and says what must never have happened."""

    def __init__(self, chair: str, bedside: Bedside, life: Life, tally: Tally) -> None:
        self.chair = chair
        self.bedside = bedside
        self.truth: dict[str, Any] = {}
        self.allowed_nl_h = 0
        """Highest rate that a person's taps allow now."""
        self._life, self._tally = life, tally
        self._stop_from_s: float | None = None
        """Served time at which a stop was tapped that the pump has not shown yet."""
        self._still_from_s: float | None = None
        self._said_to_infuse = False

    def goes(self, rate_ml_h: str) -> None:
        """A person is about to start or resume at this rate."""
        self.allowed_nl_h, self._stop_from_s = nl(rate_ml_h), None

    def rises(self, rate_ml_h: str) -> None:
        """A person is about to attest the step before this rate."""
        self.allowed_nl_h = max(self.allowed_nl_h, nl(rate_ml_h))

    def stops(self) -> None:
        """A person is about to stop the pump; a second tap does not prolong the bound."""
        self.allowed_nl_h = 0
        if self._stop_from_s is None:
            self._stop_from_s = self._life.served_s()

    def seen(self, phase: str) -> None:
        """The page has just said where the session stands."""
        infusing = phase == "infusing"
        if infusing != self._said_to_infuse:
            self._said_to_infuse, self._still_from_s = infusing, None

    async def found(self) -> None:
        """A new service is about to start: what stands still now may not start by itself."""
        await self.look()
        if not self.truth["motor_rate_nl_h"] and self.allowed_nl_h:
            self.allowed_nl_h, self._stop_from_s = 0, None
            self._tally.found_stopped += 1

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Hold the pump's truth against what was allowed."""
        allowed_before = self.allowed_nl_h  # a tap may come while the pump is being asked
        self.truth = await self.bedside.truth()
        rate = self.truth["motor_rate_nl_h"]
        self._judge_rate(rate, max(allowed_before, self.allowed_nl_h))
        self._judge_alone(rate)
        self._judge_stuck(rate)
        if self.truth["counter_nl"] > ORDER_NL:
            self._violated(f"INV-04: {self.truth['counter_nl']} nL by the pump's counter")

    def _judge_rate(self, rate: int, allowed: int) -> None:
        if self._stop_from_s is not None:
            took_s = self._life.served_s() - self._stop_from_s
            if not rate:
                self._stop_from_s = None
                self._tally.slowest_stop_s = max(self._tally.slowest_stop_s, took_s)
            elif took_s > STOP_WITHIN_S:
                self._violated(f"INV-05: still {rate} nL/h {took_s:.1f} s after a stop was tapped")
        elif rate > allowed:
            self._violated(f"INV-01: {rate} nL/h with {allowed} nL/h allowed")

    def _judge_alone(self, rate: int) -> None:
        if not rate or not self.truth["watchdog_s"]:
            return
        alone_s = self._life.alone_s()
        self._tally.longest_alone_s = max(self._tally.longest_alone_s, alone_s)
        if max(alone_s, self.truth["since_packet_s"] or 0.0) > WATCHDOG_S + WATCHDOG_SLACK_S:
            self._violated(f"INV-16: {rate} nL/h {alone_s:.1f} s after the controller's death")

    def _judge_stuck(self, rate: int) -> None:
        if rate or not self._said_to_infuse:
            self._still_from_s = None
        elif self._still_from_s is None:
            self._still_from_s = self._life.served_s()
        elif self._life.served_s() - self._still_from_s > STUCK_S:
            self._violated("INV-32: stands still, is said to infuse, and nobody is asked")

    def _violated(self, what: str) -> None:
        self._tally.violated(f"{self.chair}, service {self._life.number}: {what}")


def nl(ml: str) -> int:
    """Return a decimal text in mL (or mL/h) in nL (or nL/h)."""
    whole, _, fraction = ml.partition(".")
    return int(whole) * NL_PER_ML + int(fraction.ljust(6, "0") or 0)


def increment_nl(counter_nl: int) -> int:
    """Return what a counter of four digits can hide at this reading."""
    for limit, digit in ((10, 1_000), (100, 10_000), (1_000, 100_000)):
        if counter_nl < limit * NL_PER_ML:
            return digit
    return NL_PER_ML
