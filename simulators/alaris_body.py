"""What can be touched on an Alaris pump: syringe, drive, pressure disc, mains and battery.

The plunger moves with the motor, so the pump knows the syringe's end by its own count and not
by the liquid. Numbers and readings of ours [U]: near the end is the last tenth of the syringe or
the last five minutes at the present rate, whichever is less; the battery is low for its last
half hour and empty, for pumping, for its last three minutes; it is full again when the mains
return; a syringe that was out is confirmed at the keypad.
"""

from collections.abc import Iterator

from simulators.alaris_readings import AlarisFaults
from simulators.fluidics import NS_PER_S
from simulators.pump_model import COUNT_PER_NL, PumpModel
from simulators.volumes import ML_NL

CAPACITY_NL = 50 * ML_NL
"""Of the 50 mL BD Plastipak."""

NEAR_END_SHARE = 10
NEAR_END_NS = 5 * 60 * NS_PER_S
BATTERY_LOW_NS = 30 * 60 * NS_PER_S
BATTERY_EMPTY_NS = 3 * 60 * NS_PER_S

_SWITCHES = {
    "AL_DRDIS": "drive_disengaged",
    "AL_SYRCO": "syringe_out",
    "AL_PRDSC": "pressure_disc_out",
    "AL_ACDIS": "mains_lost",
}


class Body:
    """Syringe and supply of one pump. Times are ns of the pump's own clock.

    Attributes:
        confirmed: the syringe is in place and a person said which it is.
    """

    def __init__(self, model: PumpModel, faults: AlarisFaults) -> None:
        """Begin on mains with a full, confirmed syringe."""
        self._model = model
        self._faults = faults
        self._told: set[str] = set()
        self._end: int | None = None
        self.confirmed = True
        self.load(float(CAPACITY_NL))

    @property
    def left_nl(self) -> float | None:
        """What the plunger has before it; None = never empty."""
        if self._end is None:
            return None
        return max(0, self._end - self._model.turned) / COUNT_PER_NL

    @property
    def dark(self) -> bool:
        """Whether neither mains nor battery supply the pump."""
        return not self._model.powered

    def load(self, volume_nl: float | None) -> None:
        """Put in a syringe with this much; None = never empty."""
        if volume_nl is None:
            self._end = None
        else:
            self._end = self._model.turned + int(volume_nl) * COUNT_PER_NL
        self._told -= {"AL_NEOIN", "AL_EOIST"}

    def confirm(self) -> None:
        """Confirm the syringe at the keypad; without one the next look undoes it."""
        self.confirmed = True

    def empty_in_ns(self, rate_nl_h: int) -> int | None:
        """Time until the plunger is at its end at a rate; None when it never is."""
        if self._end is None or rate_nl_h == 0:
            return None
        return max(0, -(-(self._end - self._model.turned) // rate_nl_h))

    def mark_in_ns(self) -> int | None:
        """Time, above 0, until there is something new to notice; None when not foreseen."""
        marks = [mark_ns for mark_ns in self._marks() if mark_ns > 0]
        return min(marks, default=None)

    def lasts(self, code: str) -> bool:
        """Whether the cause of an alarm is still there."""
        switch = _SWITCHES.get(code)
        if switch is not None and getattr(self._faults, switch):
            return True
        return {
            "AL_SYRCO": not self.confirmed,
            "AL_EOIST": self._at_end(),
            "AL_EMBAT": self._battery_below(BATTERY_EMPTY_NS),
        }.get(code, False)

    def notice(self) -> tuple[list[str], list[str]]:
        """The alarms whose causes have come since the last look, and those that end by themselves.

        Only the warnings of the supply end by themselves, when the mains return.
        """
        ended = [] if self._model.mains or self._faults.mains_lost else ["AL_ACDIS", "AL_LWBAT"]
        self._supply()
        present = {code for code, name in _SWITCHES.items() if getattr(self._faults, name)}
        if self._faults.syringe_out:
            self.confirmed = False
        if self._battery_below(BATTERY_LOW_NS):
            present.add("AL_LWBAT")
        if self._battery_below(BATTERY_EMPTY_NS):
            present.add("AL_EMBAT")
        if self._model.moving or "AL_NEOIN" in self._told:
            present |= self._near_end()
        new = present - self._told
        self._told = present
        return sorted(new), ended

    @property
    def unseen(self) -> bool:
        """Whether somebody has touched the pump since the last look."""
        return any(
            getattr(self._faults, name) != (code in self._told) for code, name in _SWITCHES.items()
        )

    def forget(self) -> None:
        """Notice everything anew, as after power-up."""
        self._told.clear()

    def _supply(self) -> None:
        model, lost = self._model, self._faults.mains_lost
        if lost and model.mains:
            model.battery_ns = int(self._faults.battery_s * NS_PER_S)
        model.mains = not lost

    def _battery_below(self, limit_ns: int) -> bool:
        left_ns = self._model.battery_ns
        return not self._model.mains and left_ns is not None and left_ns <= limit_ns

    def _near_end(self) -> set[str]:
        if self._end is None:
            return set()
        left = self._end - self._model.turned
        codes = {"AL_NEOIN"} if left <= self._near() else set()
        return codes | {"AL_EOIST"} if left <= 0 else codes

    def _near(self) -> int:
        last_minutes = self._model.motor_rate_nl_h * NEAR_END_NS
        return min(CAPACITY_NL * COUNT_PER_NL // NEAR_END_SHARE, last_minutes)

    def _at_end(self) -> bool:
        return self._end is not None and self._model.turned >= self._end

    def _marks(self) -> Iterator[int]:
        rate_nl_h = self._model.motor_rate_nl_h
        if self._end is not None and rate_nl_h:
            left = self._end - self._model.turned
            yield -(-(left - self._near()) // rate_nl_h)
            yield -(-left // rate_nl_h)
        battery_ns = self._model.battery_ns
        if not self._model.mains and battery_ns is not None:
            yield battery_ns - BATTERY_LOW_NS
            yield battery_ns - BATTERY_EMPTY_NS
            yield battery_ns
