"""Who knows the truth about one pump: what its motor did, what persons said, and what follows.

Nothing here asks the product. Each order is judged when it goes on the line, by what was allowed at
that moment; if the motor then turns faster because of it, the judgement counts.
"""

import asyncio
import sqlite3
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from simulators.device import Truth
from tests.torture.label import CEILING_NL_H, NL_PER_ML, Climb, steps_of
from tests.torture.process import Process
from tests.torture.pump import RATE, RUN, STOP, Pump

LOOK_S = 0.25
BOUND_S = 1.55
"""What this pump adds to every bound: it may take 0.55 s to answer and is read once a second."""
STOP_WITHIN_S = 2.0 + BOUND_S
FIRST_STOP_WITHIN_S = 0.55 + 0.15
"""INV-06: the rest of the exchange in flight, and our own frame."""
WATCHDOG_S = 31.0
ATTESTATION_S = 300.0 + BOUND_S + 4.0
HAND_SEEN_S = 2.5
INCREMENT_NL = NL_PER_ML // 10
OLD_S = 6.0
"""How much longer than the ward's limit a wish may take, sequence and all."""
SAMPLE_S = 61.0
"""A service that dies may take with it what it read within the last minute."""
PENDING_S = 2.0
"""How long after an order has gone on the line the motor may still change because of it."""
_GOES = ("StartOrdered", "Resumed", "ResumedAfterReaction", "StepServed")
_STOPS = ("ReactionReported", "Paused", "PausedByPerson", "Discontinued", "Held", "HoldLifted")
_ENDS = ("VolumeIn", "StopAsked", "LateReactionReported")


class Facts(Protocol):
    """What a ghost may know of the world around its pump."""

    @property
    def process(self) -> Process | None:
        """The service that is there now."""
        ...

    @property
    def store(self) -> Path:
        """The journal of that service."""
        ...

    @property
    def disk_well(self) -> bool:
        """Whether the disk takes what is written."""
        ...

    def violated(self, row: str, what: str) -> None:
        """Take note of what must never have happened."""
        ...


@dataclass(eq=False)
class Go:
    """A person lets the pump run from standstill, or go on after a hold."""

    kind: str
    rate_nl_h: int
    process: Process | None
    climb: Climb
    at_s: float


@dataclass(eq=False)
class Word:
    """A nurse's word for exactly one step."""

    step_no: int
    at_s: float


@dataclass
class Clock:
    """Time that counts against the service: it works, and so does the line."""

    began_s: float | None = None
    fair_s: float = 0.0

    def run(self, running: bool, fair: bool, dt_s: float, now_s: float) -> float:
        """Go on while a condition holds; return the fair time so far."""
        if not running:
            self.began_s, self.fair_s = None, 0.0
            return 0.0
        if self.began_s is None:
            self.began_s = now_s
        elif fair:
            self.fair_s += dt_s
        return self.fair_s


@dataclass
class Volumes:
    """What the motor has moved, by the pump's own counter, through every reset of it."""

    session_nl: int = 0
    moved_nl: int = 0
    """The same, never set back."""
    hand_nl: int = 0
    """Of it while a hand drove."""
    blurred_nl: int = 0
    """What a reset may have hidden from the service, and other fair doubts."""
    last_counter_nl: int = 0

    def begin(self) -> None:
        """Another infusion begins."""
        self.session_nl = self.hand_nl = self.blurred_nl = 0


class Ghost:
    """One pump."""

    def __init__(self, pump: Pump, facts: Facts, *, speed: int, bag_nl: int, gap_s: float) -> None:
        self.pump = pump
        self._facts = facts
        self._speed, self._bag_nl, self._gap_s = speed, bag_nl, gap_s
        self._loop = asyncio.get_running_loop()
        self.session: str | None = None
        self.climb: Climb | None = None
        self.go: Go | None = None
        self.words: list[Word] = []
        self.hand_nl_h = 0
        """The rate that a hand set at the pump, while it runs at it."""
        self.hand_at_s: float | None = None
        self.why_still = "nobody has started it"
        self.grade: int | None = None
        self.stopped_nl_h = 0
        self.stop_taken_s: float | None = None
        self.volumes = Volumes()
        self.starts = 0
        self.raises = 0
        self._ceiling_nl_h = 0
        self._motor_nl_h = 0
        self._pending: tuple[str, str] | None = None
        self._pending_s = 0.0
        self._runs = 0
        self._seen_s = self._loop.time()
        self._clocks: dict[str, Clock] = {}
        self._human = False
        """A hand or the power changes the pump just now."""
        self._stop_orders = 0
        self._was_reset = False
        """It has lost its power, and nobody has let it run since."""
        self._past: deque[tuple[float, int]] = deque(maxlen=1_000)
        """Motor volume over the last minutes: when, and how much by then."""
        self._samples_lost_s = 0.0
        self._cleared = (-1_000.0, 0)
        """When the counter was cleared last, and what had been moved by then."""
        pump.on_order.append(self._ordered)
        pump.watchers.append(self.look)

    @property
    def unread_nl(self) -> int:
        """What the motor has moved since the service can have read its counter last."""
        read_s = self.pump.told_s - 2 * BOUND_S
        past = [moved for at_s, moved in self._past if at_s <= read_s]
        return self.volumes.moved_nl - (past[-1] if past else 0)

    @property
    def goes_by_itself(self) -> bool:
        """Whether it runs by a hand, or since its power came back."""
        return self.hand_nl_h > 0

    @property
    def climb_rate(self) -> int:
        """The rate of the step in force; 0 without a session."""
        return self.climb.rate_nl_h if self.climb else 0

    # ------------------------------------------------------------------ what persons say

    def opened(self, session: str, infusion_no: int) -> None:
        """A patient has been checked in on this pump's chair."""
        self.session = session
        self.climb = Climb(infusion_no, steps_of(infusion_no))
        self.go, self.words, self.grade, self.stop_taken_s = None, [], None, None
        self.hand_at_s = None
        self.why_still = "nobody has started it"
        self.volumes.begin()

    def let_go(self, kind: str) -> Go | None:
        """A person is about to start or resume; return what that allows."""
        climb = self.climb
        if climb is None:
            return None
        if kind == "reaction" and self.grade is not None:
            climb = climb.after_reaction(self.grade, self.stopped_nl_h)
        self.go = Go(kind, climb.rate_nl_h, self._facts.process, climb, self._loop.time())
        return self.go

    def go_taken(self, go: Go | None) -> None:
        """The service has accepted it: the staircase that it names is in force."""
        if go is not None and go.climb is not self.climb:
            self.climb, self.grade = go.climb, None

    def refuse_go(self, go: Go | None) -> None:
        """It was refused after all."""
        if self.go is go:
            self.go = None

    def give_word(self, step_no: int) -> Word:
        """A nurse is about to attest a step."""
        word = Word(step_no, self._loop.time())
        self.words.append(word)
        return word

    def take_back(self, word: Word) -> None:
        """The word was refused, or withdrawn."""
        if word in self.words:
            self.words.remove(word)

    def stop_taken(self, why: str) -> None:
        """The service has accepted a stop."""
        self.go, self.words = None, []
        self.why_still = why
        if self.stop_taken_s is None:
            self.stop_taken_s = self._loop.time()
            self._stop_orders = self.pump.stops
        if why == "a reaction":
            climb = self.climb
            self.grade = None
            now = self._motor_nl_h
            self.stopped_nl_h = min(now, climb.rate_nl_h) if climb and now else 0
            if climb and not now:
                self.stopped_nl_h = climb.rate_nl_h

    def closed(self) -> None:
        """The session is over."""
        self.session, self.climb, self.go, self.words = None, None, None, []

    # ------------------------------------------------------------------ what the world does

    def hand(self, key: str, rate_ml_h: str = "") -> None:
        """Somebody presses a key at the pump."""
        before = (self._motor_nl_h, self.pump.device.model.rate_nl_h)
        self._human = True
        self.pump.touch(f"key {key} {rate_ml_h}", lambda: self.pump.device.press(key, rate_ml_h))
        self._human = False
        after = (self.pump.motor_nl_h, self.pump.device.model.rate_nl_h)
        if before[0] == after[0]:
            return
        self._disturb("a hand at the pump")
        self.hand_at_s = self._loop.time()
        self.hand_nl_h = after[0]
        self._motor_nl_h = after[0]

    def power_cycle(self, outage_s: float) -> None:
        """The pump loses its power, and with it what nobody has read of its counter."""
        self.pump.catch_up()
        known_s = min(self.pump.told_s, self._samples_lost_s or self.pump.told_s) - BOUND_S
        known = [moved for at_s, moved in self._past if at_s <= known_s]
        self.volumes.blurred_nl += self.volumes.moved_nl - (known[-1] if known else 0)
        self.volumes.blurred_nl += INCREMENT_NL
        self._cleared = (self._loop.time(), self.volumes.moved_nl)
        self._human = True
        self.pump.touch("power cycle", lambda: self.pump.line.power_cycle(outage_s))
        self._human = False
        self._disturb("a power cycle")
        self._was_reset = True

    def died(self) -> None:
        """The service has died: what it was about to start stays where it is."""
        self.go, self._pending = None, None
        self._samples_lost_s = self.pump.told_s - SAMPLE_S
        cleared_s, cleared_nl = self._cleared
        if cleared_s > self._samples_lost_s:
            known = [moved for at_s, moved in self._past if at_s <= self._samples_lost_s]
            self.volumes.blurred_nl += cleared_nl - (known[-1] if known else 0)
        if not self._motor_nl_h:
            self.why_still = "found by another service"
        elif self.stop_taken_s is not None:
            self.stop_taken_s = None  # the stop may have died with it; whoever tapped looks again

    def _disturb(self, why: str) -> None:
        self.go, self.words, self.why_still = None, [], why

    # ------------------------------------------------------------------ what the service does

    def _ordered(self, order: str) -> None:
        """A frame of the service goes on the line: judge it by what is allowed now."""
        self._pending_s = self._loop.time()
        if order == RUN:
            self._pending = self._judge_go(self._set_rate())
        elif order.startswith(RATE) and self._motor_nl_h:
            rate = _rate_of(order)
            if rate > self._motor_nl_h:
                self._pending = self._judge_raise(rate)
            else:
                self._pending = ("", "")
        hand_s = self.hand_at_s
        meddles = order != STOP and not order.startswith("SAF") and self.session is not None
        seen = hand_s is not None and self._loop.time() > hand_s + HAND_SEEN_S
        if meddles and seen and self.go is None:
            self._facts.violated("INV-08", f"{order} after a hand at the pump, unasked")

    def _set_rate(self) -> int:
        return self.pump.device.model.rate_nl_h

    def _judge_go(self, rate: int) -> tuple[str, str]:
        go = self.go
        if go is None:
            rows = {
                "a hand at the pump": "INV-08",
                "a power cycle": "INV-10",
                "found by another service": "INV-32",
                "a reaction": "INV-07",
                "a pause": "INV-07",
                "an end for good": "INV-07",
            }
            row = rows.get(self.why_still, "INV-02")
            return row, f"started at {rate} nL/h; it stood because of: {self.why_still}"
        if go.process is not self._facts.process:
            return "INV-32", "started by another service than the one that was told to"
        if self._loop.time() - go.at_s > self._gap_s + OLD_S:
            return "INV-12", f"started {self._loop.time() - go.at_s:.0f} s after it was asked for"
        if rate > go.rate_nl_h:
            row = "INV-09" if go.kind == "reaction" else "INV-01"
            return row, f"started at {rate} nL/h, {go.kind} allows {go.rate_nl_h}"
        return self._unrecorded() or ("", "")

    def _judge_raise(self, rate: int) -> tuple[str, str]:
        climb, go = self.climb, self.go
        if go is not None and rate <= go.rate_nl_h:
            return self._unrecorded() or ("", "")
        if climb is None:
            return "INV-02", f"raised to {rate} nL/h without a session"
        if rate != climb.next_nl_h:
            return "INV-01", f"raised to {rate} nL/h, the next step is {climb.next_nl_h}"
        words = [word for word in self.words if word.step_no == climb.no]
        if not words:
            return "INV-02", f"raised from step {climb.no} without a word for it"
        if self._loop.time() - max(word.at_s for word in words) > ATTESTATION_S:
            return "INV-02", "raised on an old word"
        slack_s = 3.0 * self._speed
        if climb.serve_s is not None and climb.served_s < climb.serve_s - slack_s:
            served = f"{climb.served_s:.0f} of {climb.serve_s:.0f} s"
            return "RULE-4", f"raised after {served} at the rate"
        return self._unrecorded() or ("", "")

    def _unrecorded(self) -> tuple[str, str] | None:
        """Rule 2: everything but STOP is on the disk before its first byte leaves."""
        kinds = (*_GOES, *_STOPS, *_ENDS)
        marks = ",".join("?" * len(kinds))
        query = (
            f"SELECT kind FROM journal WHERE stream = ? AND kind IN ({marks})"  # noqa: S608
            " ORDER BY version DESC LIMIT 1"
        )
        with sqlite3.connect(self._facts.store) as connection:
            row = connection.execute(query, (self.session, *kinds)).fetchone()
        connection.close()
        if row is None or row[0] not in _GOES:
            return "INV-11", f"started or raised; the last such row on the disk is {row}"
        return None

    # ------------------------------------------------------------------ what the motor does

    def look(self) -> None:
        """Hold what the motor does now against what is allowed."""
        truth, now_s = self.pump.device.truth(), self._loop.time()
        motor = truth.motor_rate_nl_h
        dt_s, self._seen_s = now_s - self._seen_s, now_s
        self._count(truth.counter_nl, dt_s, now_s)
        runs = truth.executed.get("RUN", 0)
        if motor != self._motor_nl_h and not self._human:
            ordered = self._pending is not None and now_s - self._pending_s < PENDING_S
            if runs != self._runs or ordered:
                self._changed_by_service(motor)
            elif motor > self._motor_nl_h:
                self.hand_nl_h = motor  # power came back, and the pump went on by itself
            if not motor:
                self._stood_still(truth)
        self._runs = runs
        self._motor_nl_h = motor
        if not self._human:
            self._judge_motor(truth, dt_s, now_s)

    def _count(self, counter: int, dt_s: float, now_s: float) -> None:
        v, climb = self.volumes, self.climb
        gained = counter - v.last_counter_nl if counter >= v.last_counter_nl else counter
        v.last_counter_nl = counter
        v.session_nl += gained
        v.moved_nl += gained
        if not self._past or now_s - self._past[-1][0] >= LOOK_S / 2:
            self._past.append((now_s, v.moved_nl))
        if self.pump.told_s > self._samples_lost_s + SAMPLE_S:
            self._samples_lost_s = 0.0  # the new service has read the pump itself
        if self.hand_nl_h:
            v.hand_nl += gained
        if climb is not None and self._motor_nl_h == climb.rate_nl_h:
            climb.served_s += dt_s * self._speed

    def _changed_by_service(self, motor: int) -> None:
        if motor <= self._motor_nl_h:
            if motor and self.go is not None:  # a hand's rate has been taken back, as was asked
                self.hand_nl_h, self.hand_at_s, self.go = 0, None, None
            return
        row, what = self._pending or ("INV-02", f"{motor} nL/h, and no order was seen")
        self._pending = None
        if row:
            self._facts.violated(row, what)
        go, climb = self.go, self.climb
        if go is not None and go.kind == "start":  # what a hand ran before is not of this infusion
            self.volumes.begin()
        if self._motor_nl_h == 0:
            self.starts += 1
            self._judge_limit()
        self.hand_nl_h, self.hand_at_s, self._was_reset = 0, None, False
        self._ceiling_nl_h = motor
        if go is not None and motor <= go.rate_nl_h:
            if go.climb is not climb:
                self.climb = go.climb
                self.grade = None
            if motor == go.rate_nl_h:
                self.go = None
            self.stop_taken_s = None
        elif climb is not None and motor == climb.next_nl_h:
            climb.rise()
            self.raises += 1
            self.words = []

    def _judge_limit(self) -> None:
        """Rule 7: what the pump was told to deliver ends no later than the order."""
        model = self.pump.device.model
        whole = self.volumes.session_nl + model.target_nl
        blur = self.volumes.blurred_nl + INCREMENT_NL
        if not model.target_nl or whole > self._bag_nl + blur:
            self._facts.violated(
                "INV-03", f"the pump would go on to {whole / NL_PER_ML:.1f} mL, more than the order"
            )

    def _stood_still(self, truth: Truth) -> None:
        self.hand_nl_h = 0
        if truth.alarm:
            self._disturb("an alarm of the pump")

    def _judge_motor(self, truth: Truth, dt_s: float, now_s: float) -> None:
        process, motor = self._facts.process, truth.motor_rate_nl_h
        works = process is not None and process.works
        fair = works and truth.powered and not truth.alarm and self.pump.line_well
        allowed = max(self._ceiling_nl_h, self.hand_nl_h)
        stopping = self.stop_taken_s is not None and motor > 0
        late_s = self._clock("stop").run(stopping, fair, dt_s, now_s)
        if late_s > STOP_WITHIN_S:
            self._facts.violated("INV-05", f"{motor} nL/h {late_s:.1f} s after a stop was accepted")
        if self.stop_taken_s is not None and not motor:
            self.stop_taken_s = None
        self._judge_first_stop(stopping, fair, dt_s, now_s)
        if motor > allowed:
            self._facts.violated("INV-01", f"{motor} nL/h with {allowed} allowed")
        above = motor > CEILING_NL_H
        if self._clock("ceiling").run(above, fair, dt_s, now_s) > STOP_WITHIN_S + BOUND_S:
            self._facts.violated("RULE-6", f"{motor} nL/h, above the protocol's ceiling, goes on")
        if not self.pump.line_well:
            self._was_reset = False  # the line may have eaten the alarm: see docs/safety/torture.md
        goes_on = self._was_reset and motor > 0 and self.session is not None
        if self._clock("reset").run(goes_on, fair, dt_s, now_s) > STOP_WITHIN_S + BOUND_S:
            self._facts.violated("INV-10", f"{motor} nL/h by itself after a reset, not stopped")
        self._judge_alone(truth)
        v = self.volumes
        limit = self._bag_nl + 2 * INCREMENT_NL + v.hand_nl + v.blurred_nl
        if self.session and v.session_nl > limit:
            self._facts.violated("INV-04", f"{v.session_nl / NL_PER_ML:.2f} mL by the counter")

    def _judge_first_stop(self, stopping: bool, fair: bool, dt_s: float, now_s: float) -> None:
        """INV-06: the first STOP waits for the exchange in flight and nothing else."""
        waits = stopping and self.pump.stops == self._stop_orders
        if self._clock("first stop").run(waits, fair, dt_s, now_s) > FIRST_STOP_WITHIN_S + LOOK_S:
            self._facts.violated("INV-06", "a stop was accepted and is not on the line")

    def _judge_alone(self, truth: Truth) -> None:
        motor, alone_s = truth.motor_rate_nl_h, truth.since_packet_s or 0.0
        if motor and not self.hand_nl_h and truth.powered and alone_s > WATCHDOG_S:
            self._facts.violated("INV-16", f"{motor} nL/h {alone_s:.0f} s after the last packet")

    def _clock(self, name: str) -> Clock:
        return self._clocks.setdefault(name, Clock())


def _rate_of(order: str) -> int:
    digits = order[len(RATE) :].rstrip("MH")
    return round(float(digits) * NL_PER_ML) if digits else 0
