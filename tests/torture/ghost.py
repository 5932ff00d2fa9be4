"""Who knows the truth about one pump: what its motor did, what persons said, and what follows.

Nothing here asks the product. Each order is judged when it goes on the line, by what was allowed at
that moment; if the motor then turns faster because of it, the judgement counts.
"""

import asyncio
from collections import defaultdict, deque

from simulators.device import Truth
from tests.torture.facts import (
    BOUND_S,
    FIRST_STOP_WITHIN_S,
    HAND_SEEN_S,
    INCREMENT_NL,
    LOOK_S,
    MUTE_S,
    PENDING_S,
    SAMPLE_S,
    STOP_WITHIN_S,
    WATCHDOG_S,
    Clock,
    Facts,
    Go,
    Limits,
    Volumes,
    Word,
)
from tests.torture.label import CEILING_NL_H, NL_PER_ML, Climb, steps_of
from tests.torture.orders import RIGHT, Judgement, judge_go, judge_limit, judge_raise
from tests.torture.pump import RATE, RUN, STOP, Pump


class Ghost:
    """One pump."""

    def __init__(self, pump: Pump, facts: Facts, limits: Limits) -> None:
        self.pump = pump
        self.facts = facts
        self.limits = limits
        self._loop = asyncio.get_running_loop()
        self.session: str | None = None
        self.begun = False
        """The session's first drop has been ordered."""
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
        self.stays = False
        """The patient needs a stay in hospital for a reaction, and the service has been told."""
        self.discharging: str | None = None
        """The session whose discharge was tapped last, whatever came of it."""
        self._discharged: set[str] = set()
        self.volumes = Volumes()
        self.starts = 0
        self.raises = 0
        self._ceiling_nl_h = 0
        self._motor_nl_h = 0
        self._pending: Judgement | None = None
        self._pending_s = 0.0
        self._runs = 0
        self._seen_s = self._loop.time()
        self._clocks: defaultdict[str, Clock] = defaultdict(Clock)
        self._human = False
        """A hand or the power changes the pump just now."""
        self._stop_orders = 0
        self._was_reset = False
        """It has lost its power, and nobody has let it run since."""
        self.absent_s = 0.0
        """Nobody served for so long while it ran, longer than is allowed; 0 once a person knows."""
        self._died_s = 0.0
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
        self.begun = self.stays = False
        self.hand_at_s, self.absent_s = None, 0.0
        self.why_still = "nobody has started it"
        self.volumes.begin()

    def let_go(self, kind: str) -> Go | None:
        """A person is about to start or resume; return what that allows."""
        climb = self.climb
        if climb is None:
            return None
        if kind == "reaction" and self.grade is not None:
            climb = climb.after_reaction(self.grade, self.stopped_nl_h)
        self.go = Go(kind, climb.rate_nl_h, self.facts.process, climb, self._loop.time())
        return self.go

    def go_taken(self, go: Go | None) -> None:
        """The service has accepted it: the staircase that it names is in force."""
        self.absent_s = 0.0
        if go is not None and go.rate_nl_h == self._motor_nl_h:
            self._was_reset = False  # it ran on by itself at this very rate, and she lets it
        if go is not None and go.climb is not self.climb:
            self.climb, self.grade = go.climb, None

    def judge_taken(self, go: Go | None) -> None:
        """A person's word has let the pump go on: only after a reading that said that it may."""
        if go is None:
            return
        stop_s, young_s = self.stop_taken_s, self.limits.silent_s + BOUND_S + 1.0
        if stop_s is not None and stop_s < go.at_s and self._motor_nl_h:
            self.facts.violated("INV-13", f"a {go.kind} was taken while the pump runs after a stop")
        unheard_s = go.at_s - self.pump.spoke_s
        if unheard_s > young_s:
            self.facts.violated("INV-13", f"a {go.kind} was taken, unheard for {unheard_s:.1f} s")
        by_hand = self.hand_nl_h and self.hand_at_s is not None
        if go.kind == "start" and by_hand and go.at_s - (self.hand_at_s or 0.0) > young_s:
            self.facts.violated("INV-02", "a start was taken for a pump that a hand runs")

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
        if self.session is not None:
            self._discharged.add(self.session)
        self.session, self.climb, self.go, self.words = None, None, None, []

    def closed_of(self, session: str) -> bool | None:
        """Whether a session has been closed; None: nobody can know just now."""
        if session in self._discharged:
            return True
        return None if session == self.discharging else False

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
        if not before[0] and self.go is not None and after[0] == self.go.rate_nl_h:
            # What a person has let go, done by hand: see docs/safety/torture.md.
            self._ceiling_nl_h = after[0]
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
        self.go = None  # but a frame that has left whole is obeyed all the same
        self._died_s = self._loop.time()
        self._clocks.pop("mute", None)  # the next one has not heard it for no time yet
        self._samples_lost_s = self.pump.told_s - SAMPLE_S
        cleared_s, cleared_nl = self._cleared
        if cleared_s > self._samples_lost_s:
            known = [moved for at_s, moved in self._past if at_s <= self._samples_lost_s]
            self.volumes.blurred_nl += cleared_nl - (known[-1] if known else 0)
        if not self._motor_nl_h:
            self.why_still = "found by another service"
        elif self.stop_taken_s is not None:
            self.stop_taken_s = None  # the stop may have died with it; whoever tapped looks again

    def born(self) -> None:
        """Another service begins. After a long absence a person decides (rule 5)."""
        absent_s = self._loop.time() - self._died_s
        if self._motor_nl_h and self.climb is not None and absent_s > self.limits.gap_s:
            self.absent_s = absent_s

    def _disturb(self, why: str) -> None:
        self.go, self.words, self.why_still = None, [], why

    # ------------------------------------------------------------------ what the service does

    def _ordered(self, order: str) -> None:
        """A frame of the service goes on the line: judge it by what is allowed now."""
        self._pending_s = self._loop.time()
        if order == RUN:
            self._pending = judge_go(self, self._set_rate(), self._pending_s)
        elif order.startswith(RATE) and self._motor_nl_h:
            rate = _rate_of(order)
            if rate > self._motor_nl_h:
                self._pending = judge_raise(self, rate, self._pending_s)
            else:
                self._pending = RIGHT
        hand_s = self.hand_at_s
        meddles = order != STOP and not order.startswith("SAF") and self.session is not None
        seen = hand_s is not None and self._loop.time() > hand_s + HAND_SEEN_S
        by_hand = self.why_still == "a hand at the pump"  # a reset after it has rows of its own
        if meddles and seen and by_hand and self.go is None:
            self.facts.violated("INV-08", f"{order} after a hand at the pump, unasked")

    def _set_rate(self) -> int:
        return self.pump.device.model.rate_nl_h

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
            climb.served_s += dt_s * self.limits.speed

    def _changed_by_service(self, motor: int) -> None:
        if motor <= self._motor_nl_h:
            if motor and self.go is not None:  # a hand's rate has been taken back, as was asked
                self.hand_nl_h, self.hand_at_s, self.go = 0, None, None
            return
        row, what = self._pending or ("INV-02", f"{motor} nL/h, and no order was seen")
        self._pending = None
        if row:
            self.facts.violated(row, what)
        go, climb = self.go, self.climb
        if go is not None and go.kind == "start":  # what a hand ran before is not of this infusion
            self.volumes.begin()
        if self._motor_nl_h == 0:
            self.starts += 1
            self.begun = True
            row, what = judge_limit(self)
            if row:
                self.facts.violated(row, what)
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

    def _stood_still(self, truth: Truth) -> None:
        self.hand_nl_h = 0
        if truth.alarm:
            self._disturb("an alarm of the pump")

    def _judge_motor(self, truth: Truth, dt_s: float, now_s: float) -> None:
        process, motor = self.facts.process, truth.motor_rate_nl_h
        works = process is not None and process.works and self.facts.served
        fair = works and truth.powered and not truth.alarm and self.pump.line_well
        allowed = max(self._ceiling_nl_h, self.hand_nl_h)
        stopping = self.stop_taken_s is not None and motor > 0
        late_s = self._clock("stop").run(stopping, fair, dt_s, now_s)
        if late_s > STOP_WITHIN_S:
            self.facts.violated("INV-05", f"{motor} nL/h {late_s:.1f} s after a stop was accepted")
        if self.stop_taken_s is not None and not motor:
            self.stop_taken_s = None
        self._judge_first_stop(stopping, fair, dt_s, now_s)
        if motor > allowed:
            self.facts.violated("INV-01", f"{motor} nL/h with {allowed} allowed")
        above = motor > CEILING_NL_H and self.begun
        if self._clock("ceiling").run(above, fair, dt_s, now_s) > STOP_WITHIN_S + BOUND_S:
            self.facts.violated("RULE-6", f"{motor} nL/h, above the protocol's ceiling, goes on")
        if not self.pump.line_well:
            self._was_reset = False  # the line may have eaten the alarm: see docs/safety/torture.md
        goes_on = self._was_reset and motor > 0 and self.session is not None
        if self._clock("reset").run(goes_on, fair, dt_s, now_s) > STOP_WITHIN_S + BOUND_S:
            self.facts.violated("INV-10", f"{motor} nL/h by itself after a reset, not stopped")
        self._judge_alone(truth)
        kept = motor > 0 and not self.hand_nl_h and self.pump.faults.mute and works
        if self._clock("mute").run(kept, works, dt_s, now_s) > MUTE_S:
            self.facts.violated("INV-16", f"{motor} nL/h, unheard for {MUTE_S} s and kept alive")
        v = self.volumes
        limit = self.limits.bag_nl + 2 * INCREMENT_NL + v.hand_nl + v.blurred_nl
        if self.session and v.session_nl > limit:
            self.facts.violated("INV-04", f"{v.session_nl / NL_PER_ML:.2f} mL by the counter")

    def _judge_first_stop(self, stopping: bool, fair: bool, dt_s: float, now_s: float) -> None:
        """INV-06: the first STOP waits for the exchange in flight and nothing else."""
        waits = stopping and self.pump.stops == self._stop_orders
        if self._clock("first stop").run(waits, fair, dt_s, now_s) > FIRST_STOP_WITHIN_S + LOOK_S:
            self.facts.violated("INV-06", "a stop was accepted and is not on the line")

    def _judge_alone(self, truth: Truth) -> None:
        motor, alone_s = truth.motor_rate_nl_h, truth.since_packet_s or 0.0
        if motor and not self.hand_nl_h and truth.powered and alone_s > WATCHDOG_S:
            self.facts.violated("INV-16", f"{motor} nL/h {alone_s:.0f} s after the last packet")

    def _clock(self, name: str) -> Clock:
        return self._clocks[name]


def _rate_of(order: str) -> int:
    digits = order[len(RATE) :].rstrip("MH")
    return round(float(digits) * NL_PER_ML) if digits else 0
