"""One Infusomat Space bag pump, as hands at its keypad know it; its station only looks at it.

Readings of ours [U]: a pump stands by for a time set in minutes, does not pump meanwhile and is
merely stopped when that time is over; at its target it stops, without KVO; an alarm stops it and
is acknowledged before it starts again. Air in the line raises no alarm by itself.
"""

from collections.abc import Callable

from simulators.bbraun_bcc_readings import ALARMS
from simulators.clockwork import NEVER_NS, Clockwork
from simulators.faults import Faults
from simulators.fluidics import NS_PER_S
from simulators.pump_model import Event, Motion, PumpModel
from simulators.volumes import ML_NL, nl_from_ml

FASTEST_NL_H = 1_200 * ML_NL
"""Ours."""

LONGEST_STANDBY_MIN = 24 * 60
"""Ours; the recorded pump had 1434 left."""

_NS_PER_MIN = 60 * NS_PER_S
_LONGEST_SERIAL = 9

_EVENTS = {
    Event.OCCLUSION: "occlusion",
    Event.STALL: "drive",
    Event.TARGET_REACHED: "end",
}


class BagPump:
    """One pump. Times are real ns since the start; the fluid's time runs `speed` times as fast.

    Attributes:
        serial: its number, one to nine digits.
        model: motor, program and fluid.
        alarm: why it stopped, until acknowledged; "" = no alarm.
    """

    def __init__(self, serial: str, seed: int, speed: float, faults: Faults) -> None:
        """Make a stopped pump with no rate and a bag that is never empty."""
        if not (serial.isascii() and serial.isdigit() and len(serial) <= _LONGEST_SERIAL):
            raise ValueError(f"a serial number has 1 to {_LONGEST_SERIAL} digits")
        self.serial = serial
        self.model = PumpModel(seed, faults)
        self.alarm = ""
        self._clockwork = Clockwork(self.model, faults, speed)
        self._standby_ns = 0
        self._now_ns = 0

    @property
    def standby_min(self) -> int:
        """Minutes it still stands by, begun ones whole; 0 = it does not."""
        return -(-max(0, self._standby_ns - self._now_ns) // _NS_PER_MIN)

    @property
    def left_nl(self) -> int:
        """What the run still has to give; 0 without a target."""
        return max(0, self.model.target_nl - self.model.phase_nl)

    @property
    def minutes_left(self) -> int:
        """Whole minutes to the target at the rate that is set; 0 without one."""
        rate_nl_h = self.model.run_rate_nl_h
        return self.left_nl * 60 // rate_nl_h if rate_nl_h else 0

    def run_to(self, now_ns: int) -> None:
        """Let time pass up to a moment."""
        for _, event in self._clockwork.turn_to(now_ns):
            if event in _EVENTS:
                self.raise_alarm(_EVENTS[event])
        self._now_ns = now_ns

    def due_ns(self) -> int:
        """When it will do something by itself; NEVER_NS = not foreseen."""
        return min(self._clockwork.due_ns(), NEVER_NS)

    def raise_alarm(self, code: str) -> None:
        """Stop with an alarm."""
        if code not in ALARMS:
            raise ValueError(f"an alarm is one of {', '.join(ALARMS)}")
        self.model.stop()
        self.alarm = code

    def press(self, key: str, value: str) -> str:
        """Press a key: start, stop, rate, standby, clear_volume, acknowledge; "" or why not.

        `rate` takes mL/h, `standby` minutes, as decimal texts.
        """
        keys: dict[str, Callable[[], str]] = {
            "start": self._start,
            "stop": self._stop,
            "rate": lambda: self._rate(value),
            "standby": lambda: self.stand_by(value),
            "clear_volume": self._clear,
            "acknowledge": self._acknowledge,
        }
        if key not in keys:
            raise ValueError(f"a key is one of {', '.join(keys)}")
        return keys[key]()

    def stand_by(self, minutes: str) -> str:
        """Stand by for whole minutes; "" or why not."""
        if not minutes.isdecimal() or not 1 <= int(minutes) <= LONGEST_STANDBY_MIN:
            raise ValueError(f"a pump stands by for 1 to {LONGEST_STANDBY_MIN} minutes")
        if self.model.moving:
            return "running"
        self._standby_ns = self._now_ns + int(minutes) * _NS_PER_MIN
        return ""

    def _start(self) -> str:
        if self.alarm:
            return "alarm"
        if not self.model.run_rate_nl_h:
            return "no rate"
        if self.model.motion is Motion.STOPPED:
            self._standby_ns = 0
            self.model.start()
        return ""

    def _stop(self) -> str:
        self.model.stop()
        self._standby_ns = 0
        return ""

    def _rate(self, rate_ml_h: str) -> str:
        rate_nl_h = nl_from_ml(rate_ml_h)
        if not 0 < rate_nl_h <= FASTEST_NL_H:
            return "no such rate"
        # What is set on a running pump is what it has set afterwards too.
        self.model.rate_nl_h = rate_nl_h
        return ""

    def _clear(self) -> str:
        self.model.set_infused(0)
        return ""

    def _acknowledge(self) -> str:
        self.alarm = ""
        return ""
