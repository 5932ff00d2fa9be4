"""What an Alaris pump can be told to pump: rate, VTBI, start, stop, volume infused.

Readings of ours where the page is silent [U]; what `Readings` names is switched there:
* a setting is answered with the setting, a start or stop with its own name; both may be repeated;
* a rate is 0.1 to 1200 mL/h and acts at once, also on a running pump, and is kept after a stop;
* the VTBI ends the run with AL_VTBIS; STOP is the only end modelled; a stop keeps what is left;
* a start needs a rate, a confirmed syringe and no alarm that stops; a started pump that is
  started again goes on as it was;
* INF_VI is answered with three decimals; INF_VI_CLEAR is refused while pumping;
* INF_BOLUS allows or forbids a bolus and gives none; without argument it is a question;
* the three other caps are questions only: 1200 for the rate, 500 for a bolus, 200 for a purge.
"""

from collections.abc import Callable
from typing import NamedTuple

from simulators.alaris_alarms import Alarms
from simulators.alaris_body import Body
from simulators.alaris_numbers import (
    RATE_DECIMALS,
    RATE_UNIT,
    VOLUME_DECIMALS,
    VOLUME_UNIT,
    read,
    shown,
)
from simulators.alaris_readings import Readings
from simulators.pump_model import Motion, PumpModel
from simulators.volumes import ML_NL

SLOWEST_NL_H = ML_NL // 10
FASTEST_NL_H = 1_200 * ML_NL
BOLUS_CAP_NL_H = 500 * ML_NL
PURGE_NL_H = 200 * ML_NL

SYRINGE = ["BD PLASTIPAK", " 50", "CONF"]
NO_SYRINGE = ["", "", "NCONF"]


class RefusedError(Exception):
    """The message is refused and changes nothing; says why, for hands at the keypad."""


Fields = list[str]


class Command(NamedTuple):
    """What one name on the line does.

    Attributes:
        ask: the fields of the answer to a question; None = it cannot be asked.
        change: takes the fields of the message; None = it can only be asked.
        guarded: a change needs remote control.
    """

    ask: Callable[[], Fields] | None
    change: Callable[[Fields], None] | None = None
    guarded: bool = True


class Program:
    """Settings of one pump and the commands on them.

    Attributes:
        commands: by name on the line.
        vtbi_nl: the VTBI as it was set; 0 = none.
        by_serial: the last start came from the serial port, so the watchdog counts.
    """

    def __init__(self, model: PumpModel, body: Body, alarms: Alarms, readings: Readings) -> None:
        """Make the program of a pump fresh from the maker."""
        self._model = model
        self._body = body
        self._alarms = alarms
        self._readings = readings
        self._bolus = "DISABLED"
        self.vtbi_nl = 0
        self.by_serial = False
        self.commands: dict[str, Command] = {
            "INF_RATE": Command(self._rate, self._set_rate),
            "INF_VTBI": Command(self._vtbi, self._set_vtbi),
            "INF_START": Command(None, self._start),
            "INF_STOP": Command(
                None,
                lambda fields: self._alone(fields, self.stop),
                guarded=readings.stop == "authorised",
            ),
            "INF_VI": Command(lambda: [shown(model.infused_nl, VOLUME_DECIMALS), VOLUME_UNIT]),
            "INF_VI_CLEAR": Command(None, lambda fields: self._alone(fields, self.clear)),
            "INF_BOLUS": Command(lambda: [self._bolus], self._set_bolus),
            "INF_RATE_MAX_SYRINGE": _cap(FASTEST_NL_H),
            "INF_CAP_RATE": _cap(FASTEST_NL_H),
            "INF_BOLUS_CAP_RATE": _cap(BOLUS_CAP_NL_H),
            "INF_PURGE_RATE": _cap(PURGE_NL_H),
            "SYRINGE_STATUS": Command(lambda: SYRINGE if body.confirmed else NO_SYRINGE),
        }

    @property
    def running(self) -> bool:
        """Whether the pump infuses."""
        return self._model.motion is Motion.RUNNING

    @property
    def vtbi_left_nl(self) -> int:
        """What is left of the VTBI; 0 where there is none."""
        return max(0, self._model.target_nl - self._model.phase_nl)

    @property
    def seconds_left(self) -> int | None:
        """Whole seconds until the VTBI or the syringe ends the run; None = no end."""
        rate_nl_h = self._model.rate_nl_h
        ends = [self._body.empty_in_ns(rate_nl_h)]
        if self.vtbi_nl and rate_nl_h:
            ends.append(self.vtbi_left_nl * 3_600_000_000_000 // rate_nl_h)
        return min((end // 1_000_000_000 for end in ends if end is not None), default=None)

    def set_rate_nl_h(self, rate_nl_h: int) -> None:
        """Set the rate, as the line and the keypad do."""
        if not SLOWEST_NL_H <= rate_nl_h <= FASTEST_NL_H:
            raise RefusedError("no such rate")
        self._model.rate_nl_h = rate_nl_h

    def limit(self, left_nl: int) -> None:
        """Set a VTBI of this much from now; 0 = none."""
        self.vtbi_nl = left_nl
        if left_nl and self._readings.vtbi == "from_vi":
            self.vtbi_nl += self._model.infused_nl
        self._aim(left_nl)

    def start(self, by_serial: bool) -> None:
        """Start, or go on with what is left of the VTBI; a running pump goes on as it was."""
        if self.running:
            return
        if self._readings.clear_alarm == "start":
            self._alarms.acknowledge(self._body.lasts)
        if self._alarms.stopping:
            raise RefusedError(self._alarms.code)
        if not self._model.rate_nl_h:
            raise RefusedError("no rate")
        if not self._body.confirmed:
            raise RefusedError("no syringe")
        if self.vtbi_nl and not self.vtbi_left_nl:
            raise RefusedError("VTBI complete")
        self._model.resume()
        self.by_serial = by_serial

    def stop(self) -> None:
        """Stop; the rate and what is left of the VTBI stay."""
        self._model.stop()

    def clear(self) -> None:
        """Clear the volume infused."""
        if self.running:
            raise RefusedError("pumping")
        if self.vtbi_nl and self._readings.vtbi == "from_vi":
            self._aim(self.vtbi_nl)
        self._model.set_infused(0)

    def complete(self) -> None:
        """The VTBI was reached."""
        if self._readings.vtbi_after == "off":
            self.limit(0)

    def power_up(self) -> None:
        """Forget what a pump without power forgets."""
        self._bolus = "DISABLED"
        self.by_serial = False

    def _aim(self, left_nl: int) -> None:
        self._model.set_phase(0)
        self._model.target_nl = left_nl

    def _start(self, fields: Fields) -> None:
        self._alone(fields, lambda: self.start(by_serial=True))

    def _rate(self) -> Fields:
        return [shown(self._model.rate_nl_h, RATE_DECIMALS), RATE_UNIT]

    def _set_rate(self, fields: Fields) -> None:
        if len(fields) != 2 or fields[1] != RATE_UNIT:
            raise RefusedError("no such rate")
        rate_nl_h = read(fields[0], RATE_DECIMALS)
        if rate_nl_h is None:
            raise RefusedError("no such rate")
        self.set_rate_nl_h(rate_nl_h)

    def _vtbi(self) -> Fields:
        if not self.vtbi_nl:
            return ["DEACT"] if self._readings.vtbi_off == "short" else ["DEACT", "", "", ""]
        left = self._readings.vtbi_answer == "left"
        volume_nl = self.vtbi_left_nl if left else self.vtbi_nl
        return ["ACTIV", shown(volume_nl, VOLUME_DECIMALS), VOLUME_UNIT, "STOP"]

    def _set_vtbi(self, fields: Fields) -> None:
        if self.running and self._readings.vtbi_running == "refused":
            raise RefusedError("pumping")
        if fields == ["DEACT"]:
            self.limit(0)
            return
        if len(fields) != 4 or [fields[0], *fields[2:]] != ["ACTIV", VOLUME_UNIT, "STOP"]:
            raise RefusedError("no such VTBI")
        volume_nl = read(fields[1], VOLUME_DECIMALS) or 0
        infused_nl = self._model.infused_nl if self._readings.vtbi == "from_vi" else 0
        if volume_nl <= infused_nl:
            raise RefusedError("no such VTBI")
        self.vtbi_nl = volume_nl
        self._aim(volume_nl - infused_nl)

    def _set_bolus(self, fields: Fields) -> None:
        if fields not in (["ENABLED"], ["DISABLED"]):
            raise RefusedError("no such word")
        self._bolus = fields[0]

    @staticmethod
    def _alone(fields: Fields, act: Callable[[], None]) -> None:
        if fields:
            raise RefusedError("takes no argument")
        act()


def _cap(rate_nl_h: int) -> Command:
    return Command(lambda: [shown(rate_nl_h, RATE_DECIMALS), RATE_UNIT])
