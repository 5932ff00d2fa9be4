"""The pumping program of a New Era pump: commands that set, start and read it.

Readings of ours where the manual is silent:
* programs of one pumping phase: PHN selects 1 to 41, every phase after the first is a stop (FUN
  takes RAT in phase 1 and STP in the others, else ?NA), the settings of a pumping phase are ?NA
  while another phase is selected, and RUN knows phase 1 only (others ?OOR);
* a rate or target with a unit in the same VOL command, and units the model lacks, are `?`;
* a rate of zero or above the profile's limit is ?OOR; RUN with no rate, RUN or PUR while
  pumping, PUR while paused and STP while stopped are ?NA;
* VOL (value and units) and DIA are ?NA while pumping; RAT and PUR are ?NA while purging;
* a volume of 0 means no limit; another volume unit or diameter keeps the volume itself;
* a new diameter clears both counters, and the counters may be cleared while paused;
* a rate set while pumping outlives a pause, is answered by RAT meanwhile and is gone when the
  run ends; a rate set while paused is stored;
* purging runs at the profile's fastest rate, counts in the infused (or withdrawn) counter, and
  STP ends it at once;
* REV reverses the direction, STK is ?NA; reversing in a run without a limit acts at once;
* the syringe profile's plunger moves at most 50 mm/min; the bag profile pumps at most 1500 mL/h
  and has no diameter (?NA).
"""

from collections.abc import Callable
from dataclasses import dataclass

from simulators.new_era_numbers import (
    RATE_UNITS,
    VOLUME_UNITS,
    TooLongNumberError,
    UnreadableNumberError,
    read,
    shown,
)
from simulators.pump_model import Motion, PumpModel
from simulators.volumes import ML_NL

UNKNOWN = "?"
NOT_APPLICABLE = "?NA"
OUT_OF_RANGE = "?OOR"

MICROLITRE_DIAMETER_UM = 14_000
"""Syringes up to 14.00 mm count in uL."""

FIRST_PHASE, LAST_PHASE = 1, 41
"""Phases of a program; ours, the page names no limit."""

_DIAMETERS_UM = (100, 50_000)
_PI_MILLIONTHS = 3_141_593
_PLUNGER_MM_H = 50 * 60
_ONE_MM_UM = 1_000


class RefusedError(Exception):
    """The command is answered with an error and changes nothing."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What tells one New Era model from another.

    Attributes:
        version: the answer to VER.
        diameter_um: inside diameter of the syringe at first power-up; 0 = not a syringe pump.
        volume_units: units that VOL takes.
        fastest_nl_h: fastest rate of a pump without a syringe.
    """

    version: str
    diameter_um: int
    volume_units: tuple[str, ...]
    fastest_nl_h: int = 0


PROFILES = {
    "ne9000": Profile("NE9000V3.923", 0, ("ML", "OZ"), 1_500 * ML_NL),
    "ne1000": Profile("NE1000V3.923", 26_590, ("ML", "UL")),
}


class Program:
    """Settings of the program and the commands on them.

    Attributes:
        commands: handler by command name; takes the argument, returns the data of the reply.
    """

    def __init__(self, profile: Profile, model: PumpModel) -> None:
        """Make the program of a pump fresh from the maker."""
        self._profile = profile
        self._model = model
        self._diameter_um = profile.diameter_um
        self._rate_unit = "MH"
        self._volume_unit = "ML"
        self._selected = FIRST_PHASE
        self.commands: dict[str, Callable[[str], str]] = {
            "RAT": self._rate,
            "VOL": self._volume,
            "DIA": self._diameter,
            "DIR": self._direction,
            "RUN": self.run,
            "STP": self.stop,
            "DIS": self._dispensed,
            "CLD": self.clear,
            "PUR": self._purge,
            "PHN": self._phase,
            "FUN": self._function,
        }

    @property
    def status(self) -> str:
        """The status character of the program."""
        motion = self._model.motion
        if motion is Motion.RUNNING:
            return "W" if self._model.withdrawing else "I"
        return {Motion.STOPPED: "S", Motion.PAUSED: "P", Motion.PURGING: "X"}[motion]

    @property
    def fastest_nl_h(self) -> int:
        """The fastest rate with this syringe or tubing."""
        if not self._diameter_um:
            return self._profile.fastest_nl_h
        # Millionths of um2 times mm/h; 1 mm3 is 1 uL is 1000 nL, 1 mm2 is 10^6 um2.
        area = _PI_MILLIONTHS * self._diameter_um**2 // 4
        return area * _PLUNGER_MM_H * 1_000 // 10**12

    def set_rate_nl_h(self, rate_nl_h: int) -> None:
        """Set the rate in the units in force, as RAT and the keypad do."""
        if self._model.motion is Motion.PURGING:
            raise RefusedError(NOT_APPLICABLE)
        if not 0 < rate_nl_h <= self.fastest_nl_h:
            raise RefusedError(OUT_OF_RANGE)
        self._model.set_rate(rate_nl_h)

    def show_in_ml(self) -> None:
        """Put the units back to mL and mL/h."""
        self._rate_unit, self._volume_unit = "MH", "ML"

    def run(self, phase: str = "") -> str:
        """RUN: start, or go on after a pause."""
        model = self._model
        if phase not in ("", "1"):
            raise RefusedError(OUT_OF_RANGE if phase.isdecimal() else UNKNOWN)
        if model.moving or not model.run_rate_nl_h:
            raise RefusedError(NOT_APPLICABLE)
        if model.run_rate_nl_h > self.fastest_nl_h:
            raise RefusedError(OUT_OF_RANGE)
        if model.motion is Motion.PAUSED:
            model.resume()
        else:
            model.start()
        return ""

    def stop(self, argument: str = "") -> str:
        """STP: pause a run, cancel a paused one, end a purge."""
        _no_argument(argument)
        if self._model.motion is Motion.STOPPED:
            raise RefusedError(NOT_APPLICABLE)
        if self._model.motion is Motion.RUNNING:
            self._model.pause()
        else:
            self._model.stop()
        return ""

    def clear(self, which: str) -> str:
        """CLD: clear one counter; refused while pumping."""
        if which not in ("INF", "WDR"):
            raise RefusedError(UNKNOWN)
        if self._model.moving:
            raise RefusedError(NOT_APPLICABLE)
        if which == "INF":
            self._model.set_infused(0)
        else:
            self._model.set_withdrawn(0)
        return ""

    def _rate(self, argument: str) -> str:
        self._only_in_pumping_phase(argument)
        if not argument:
            return shown(self._model.run_rate_nl_h, RATE_UNITS[self._rate_unit]) + self._rate_unit
        number, unit = argument, self._rate_unit
        if argument[-2:] in RATE_UNITS:
            number, unit = argument[:-2], argument[-2:]
        rate_nl_h = _number(number, RATE_UNITS[unit])
        if self._model.moving and unit != self._rate_unit:
            raise RefusedError(NOT_APPLICABLE)
        self.set_rate_nl_h(rate_nl_h)
        self._rate_unit = unit
        return ""

    def _volume(self, argument: str) -> str:
        self._only_in_pumping_phase(argument)
        unit_nl = VOLUME_UNITS[self._volume_unit]
        if not argument:
            return shown(self._model.target_nl, unit_nl) + self._volume_unit
        is_unit = argument in self._profile.volume_units
        volume_nl = 0 if is_unit else _number(argument, unit_nl)
        if self._model.moving:
            raise RefusedError(NOT_APPLICABLE)
        if is_unit:
            self._volume_unit = argument
        else:
            self._model.target_nl = volume_nl
        return ""

    def _diameter(self, argument: str) -> str:
        if not self._diameter_um:
            raise RefusedError(NOT_APPLICABLE)
        if not argument:
            return shown(self._diameter_um, _ONE_MM_UM)
        diameter_um = _number(argument, _ONE_MM_UM)
        if self._model.moving:
            raise RefusedError(NOT_APPLICABLE)
        if not _DIAMETERS_UM[0] <= diameter_um <= _DIAMETERS_UM[1]:
            raise RefusedError(OUT_OF_RANGE)
        if diameter_um != self._diameter_um:
            self._model.set_infused(0)
            self._model.set_withdrawn(0)
        self._diameter_um = diameter_um
        self._volume_unit = "UL" if diameter_um <= MICROLITRE_DIAMETER_UM else "ML"
        return ""

    def _direction(self, argument: str) -> str:
        self._only_in_pumping_phase(argument)
        model = self._model
        if not argument:
            return "WDR" if model.withdrawing else "INF"
        if argument not in ("INF", "WDR", "REV", "STK"):
            raise RefusedError(UNKNOWN)
        if argument == "STK" or (model.moving and model.target_nl > 0):
            raise RefusedError(NOT_APPLICABLE)
        model.withdrawing = not model.withdrawing if argument == "REV" else argument == "WDR"
        return ""

    def _dispensed(self, argument: str) -> str:
        _no_argument(argument)
        unit_nl = VOLUME_UNITS[self._volume_unit]
        infused = shown(self._model.infused_nl, unit_nl)
        withdrawn = shown(self._model.withdrawn_nl, unit_nl)
        return f"I{infused}W{withdrawn}{self._volume_unit}"

    def _purge(self, argument: str) -> str:
        _no_argument(argument)
        if self._model.motion is not Motion.STOPPED:
            raise RefusedError(NOT_APPLICABLE)
        self._model.purge_nl_h = self.fastest_nl_h
        self._model.purge()
        return ""

    def _phase(self, argument: str) -> str:
        if not argument:
            return str(self._selected)
        if not argument.isdecimal():
            raise RefusedError(UNKNOWN)
        if self._model.moving:
            raise RefusedError(NOT_APPLICABLE)
        if not FIRST_PHASE <= int(argument) <= LAST_PHASE:
            raise RefusedError(OUT_OF_RANGE)
        self._selected = int(argument)
        return ""

    def _function(self, argument: str) -> str:
        function = "RAT" if self._selected == FIRST_PHASE else "STP"
        if argument and (argument != function or self._model.moving):
            raise RefusedError(NOT_APPLICABLE)
        return "" if argument else function

    def _only_in_pumping_phase(self, argument: str) -> None:
        """A stop has no rate, volume or direction to set."""
        if argument and self._selected != FIRST_PHASE:
            raise RefusedError(NOT_APPLICABLE)


def _no_argument(argument: str) -> None:
    if argument:
        raise RefusedError(UNKNOWN)


def _number(text: str, unit: int) -> int:
    try:
        return read(text, unit)
    except UnreadableNumberError:
        raise RefusedError(UNKNOWN) from None
    except TooLongNumberError:
        raise RefusedError(OUT_OF_RANGE) from None
