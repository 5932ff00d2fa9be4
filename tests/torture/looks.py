"""What the screens say, held against what is true of the pump at that moment."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from tests.torture.facts import BOUND_S, Clock
from tests.torture.ghost import Ghost
from tests.torture.label import CEILING_NL_H
from tests.torture.world import World

SILENT_S = 5.0 + BOUND_S + 1.5
STOP_UNCONFIRMED_S = 5.0 + BOUND_S + 1.0
STUCK_S = 12.0
RECORD_S = 2.0 + 1.0
TELLS_S = 2.0 + 2 * BOUND_S
CLOCK_S = 0.05
"""Ward time is told in whole milliseconds, and an answer takes no time here."""
AGE_S = 2.5
"""A reading is as old as its question; a frozen service hears later what was said before."""
SILENT = ("pump-silent", "pump-silent-long")
_STANDS = ("interrupted", "paused", "discontinued", "flushing", "observing")
_ASKS_FOR_ACTION = ("flush-due", "attestation-due", "paused-for-attestation", "paused-long")


class Looks:
    """One person's looks at one chair, each judged when the answer has come."""

    def __init__(self, world: World, ghost: Ghost) -> None:
        self._world = world
        self._ghost = ghost
        self._clocks: defaultdict[str, Clock] = defaultdict(Clock)
        self._last_s = 0.0
        self._ward_s: float | None = None
        """Ward time less the loop's, for the present service."""
        self._generation = world.generation
        self.alarms: set[tuple[str, str]] = set()
        """Alarms seen so far: what and since when."""
        self.false_alarms: set[str] = set()
        """Those that asked for nothing on a healthy line."""

    def judge(self, ward: dict[str, Any], chair: dict[str, Any], now_s: float) -> None:
        """Judge a whole answer."""
        dt_s, self._last_s = min(now_s - self._last_s, 2.0), now_s
        if self._generation != self._world.generation:
            self._generation = self._world.generation
            self._clocks.clear()  # every bound begins anew with a new service
            self._ward_s = None
        self._ward_time(ward, now_s)
        self._age(ward, chair, now_s)
        self._record(ward, dt_s, now_s)
        session = chair["session"]
        if session is None:
            return
        names = {alarm["id"] for alarm in session["alarms"] if alarm["state"] != "resolved"}
        for alarm in session["alarms"]:
            self.alarms.add((alarm["id"], alarm["since"] or session["id"]))
        self.false_alarms |= names.difference(_ASKS_FOR_ACTION)
        self._stops(ward, session, names, dt_s, now_s)
        self._silence(chair, session, names, dt_s, now_s)
        self._stuck(session, names, dt_s, now_s)
        self._hands(session, names, dt_s, now_s)
        self._late(session)
        self._absent(session, dt_s, now_s)

    def _ward_time(self, ward: dict[str, Any], now_s: float) -> None:
        """INV-19: ward time goes on evenly, whatever the wall clock does."""
        ahead_s = _seconds(ward["now"]) - now_s
        if self._ward_s is None:
            self._ward_s = ahead_s
        elif abs(ahead_s - self._ward_s) > CLOCK_S:
            self._world.violated("INV-19", f"ward time has moved by {ahead_s - self._ward_s:.1f} s")

    def _age(self, ward: dict[str, Any], chair: dict[str, Any], now_s: float) -> None:
        """INV-25: no reading is shown as younger than the pump's last word."""
        heard_at = chair["pump"]["heard_at"]
        if heard_at is None or self._world.service is None:
            return
        shown_s = _seconds(ward["now"]) - _seconds(heard_at)
        true_s = now_s - self._ghost.pump.spoke_s
        if shown_s < true_s - AGE_S:
            said = f"heard {true_s:.0f} s ago, shown as {shown_s:.0f} s"
            self._world.violated("INV-25", f"the pump was {said}")

    def _record(self, ward: dict[str, Any], dt_s: float, now_s: float) -> None:
        """INV-20: a disk that takes nothing is said within two seconds."""
        state = ward["record"]["state"]
        waits = self._world.disk.frozen() and state not in ("not-saved", "saved")
        if self._held("record", waits, self._works, dt_s, now_s) > RECORD_S:
            self._world.violated("INV-20", f"the disk is frozen, the screen says {state}")

    def _stops(
        self, ward: dict[str, Any], session: dict[str, Any], names: set[str], dt_s: float, at: float
    ) -> None:
        stop = session["stop"]
        motor = self._ghost.pump.motor_nl_h
        claims = stop is not None and stop["confirmed_at"] is not None
        false = claims and motor > 0 and session["phase"] in _STANDS and not self._flushes(session)
        false = false and not self._ghost.goes_by_itself
        if self._held("shown stopped", false, self._works, dt_s, at) > TELLS_S:
            self._world.violated("INV-12", f"shown as stopped, turns at {motor} nL/h")
        if stop is None or claims or session["closed"]:
            return
        age_s = _seconds(ward["now"]) - _seconds(stop["asked_at"])
        if age_s > STOP_UNCONFIRMED_S and not names & {"stop-not-confirmed", "over-the-limit"}:
            self._world.violated("INV-05", f"a stop is unconfirmed for {age_s:.1f} s, no alarm")

    def _flushes(self, session: dict[str, Any]) -> bool:
        return session["phase"] in ("flushing", "observing")

    def _silence(
        self,
        chair: dict[str, Any],
        session: dict[str, Any],
        names: set[str],
        dt_s: float,
        at: float,
    ) -> None:
        """INV-15: a pump that cannot be heard is said to be silent."""
        faults = self._ghost.pump.faults
        gone = faults.mute or faults.deaf or not self._ghost.pump.there
        watched = session["phase"] in ("infusing", "interrupted", "paused", "held")
        silent = gone and watched and not names & set(SILENT)
        if self._held("silent", silent, self._works, dt_s, at) > SILENT_S:
            said = f"{session['phase']}, {sorted(names)}, heard at {chair['pump']['heard_at']}"
            self._world.violated("INV-15", f"the pump cannot be heard and nobody is told: {said}")

    def _stuck(self, session: dict[str, Any], names: set[str], dt_s: float, at: float) -> None:
        """A pump that stands still while its session is said to infuse: somebody is asked."""
        still = self._ghost.pump.motor_nl_h == 0 and session["phase"] == "infusing"
        fair = self._fair and self._world.disk_well
        if self._held("stuck", still and not names, fair, dt_s, at) > STUCK_S:
            self._world.violated("RULE-5", "stands still, is said to infuse, and nobody is asked")

    def _hands(self, session: dict[str, Any], names: set[str], dt_s: float, at: float) -> None:
        """Rule 6: a hand that runs the pump is told, and above the ceiling it is stopped."""
        ghost, motor = self._ghost, self._ghost.pump.motor_nl_h
        hand = ghost.hand_nl_h > 0 and motor == ghost.hand_nl_h
        told = names & {"raised-at-pump", "running-while-stopped", "over-the-limit", "held"}
        told |= names & {"pump-reset", "pump-alarm", "stop-not-confirmed"}
        watched = session["phase"] in ("infusing", "interrupted", "paused", "held", "preparing")
        same = session["step"] is not None and motor == ghost.climb_rate
        untold = hand and watched and not told and not same and motor <= CEILING_NL_H
        if self._held("hand", untold, self._fair, dt_s, at) > TELLS_S:
            said = f"{motor} nL/h, {session['phase']}, {sorted(names)}"
            self._world.violated("RULE-6", f"a hand runs the pump and nobody is told: {said}")

    def _late(self, session: dict[str, Any]) -> None:
        """Rule 7: an attestation that is late for longer than the ward's limit pauses the pump."""
        step, limit_min = session["step"], self._world.ward.rules.late_max / 60_000
        if step is None or session["phase"] != "infusing":
            return
        late_min = step["attest"]["late_min"] or 0.0
        if late_min > limit_min + 0.15:
            self._world.violated("RULE-7", f"an attestation is {late_min:.1f} min late")

    def _absent(self, session: dict[str, Any], dt_s: float, now_s: float) -> None:
        """INV-19, rule 5: nobody served for long while the pump ran: a person is asked."""
        ghost = self._ghost
        unasked = ghost.absent_s > 0 and session["phase"] == "infusing" and self.world_runs
        if self._held("absent", unasked, self._fair, dt_s, now_s) > TELLS_S:
            said = f"nobody served for {ghost.absent_s:.0f} s, and it goes on by itself"
            self._world.violated("INV-19", said)

    @property
    def world_runs(self) -> bool:
        """Whether the pump's motor turns."""
        return self._ghost.pump.motor_nl_h > 0

    @property
    def _works(self) -> bool:
        process = self._world.process
        return process is not None and process.works and self._world.service is not None

    @property
    def _fair(self) -> bool:
        return self._works and self._ghost.pump.healthy

    def _held(self, name: str, true: bool, fair: bool, dt_s: float, now_s: float) -> float:
        clock = self._clocks[name]
        if not fair:
            clock.fair_s = 0.0  # the bound begins anew once things are well again
        return clock.run(true, fair, dt_s, now_s)


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()
