"""The commands this driver uses, each with the form of its answer. There are no others.

No purge, no clearing of the counter, no direction other than infuse, no ramp: what a driver cannot
say, no fault can make it say. (Manual NE-9000 12.4, NE-1000 10.4.)
"""

import re
from dataclasses import dataclass

from drivers.new_era.figures import rate_to_text, volume_to_text
from drivers.quantities import Rate, Volume

_NOTHING = re.compile(r"")


@dataclass(frozen=True, slots=True)
class Command:
    """A command's text and what the data of its answer may be, unless it is an error."""

    text: str
    answer: re.Pattern[str] = _NOTHING

    def answered_by(self, data: str) -> bool:
        """Whether `data` can belong to an answer to this command."""
        return data.startswith("?") or self.answer.fullmatch(data) is not None


STATUS = Command("")
VERSION = Command("VER", re.compile(r"NE([0-9]+(?:X[0-9]*)?)V([0-9]+\.[0-9]+)", re.ASCII))
"""Answer: `NE<model>V<n>.<n>` (manual NE-9000 12.4.5); an X after the model is an upgrade."""
DISPENSED = Command("DIS", re.compile(r"I[0-9.]+W[0-9.]+(?:ML|UL)", re.ASCII))
RATE = Command("RAT", re.compile(r"[0-9.]+[MU][HM]", re.ASCII))
VOLUME = Command("VOL", re.compile(r"[0-9.]+[MU]L", re.ASCII))
DIRECTION = Command("DIR", re.compile(r"INF|WDR|STK", re.ASCII))
PHASE = Command("PHN", re.compile(r"[0-9]{1,2}", re.ASCII))
FUNCTION = Command("FUN", re.compile(r"[A-Z]{2,3}[0-9]*", re.ASCII))
WATCHDOG = Command("SAF", re.compile(r"[0-9]{1,3}", re.ASCII))

RUN = Command("RUN")
STOP = Command("STP")
"""The first pauses, the second cancels the program (manual, STP)."""
SET_INFUSE = Command("DIRINF")
SET_FUNCTION_RATE = Command("FUNRAT")
SET_FUNCTION_STOP = Command("FUNSTP")

WATCHDOG_MAX_S = 255
"""Largest time that SAF takes; 0 would leave safe mode (manual NE-9000 12.4.5)."""


def select_phase(number: int) -> Command:
    """Select the program phase, from 1, that RAT, VOL, DIR and FUN are about."""
    return Command(f"PHN{number}")


def set_rate(rate: Rate) -> Command:
    """Set the rate in mL/h, with its unit. Refused by the pump while it runs."""
    return Command(f"RAT{rate_to_text(rate)}MH")


def set_rate_running(rate: Rate) -> Command:
    """Set the rate of a running pump, in the unit it runs in. Acts at once and is not stored."""
    return Command(f"RAT{rate_to_text(rate)}")


def set_volume(volume: Volume) -> Command:
    """Set the volume of the selected phase, in the unit the pump is set to."""
    return Command(f"VOL{volume_to_text(volume)}")


def arm_watchdog(seconds: int) -> Command:
    """Enter or stay in safe mode: the pump stops and alarms after `seconds` without a packet."""
    if not 1 <= seconds <= WATCHDOG_MAX_S:
        raise ValueError(f"the watchdog takes 1 to {WATCHDOG_MAX_S} s, not {seconds}")
    return Command(f"SAF{seconds}")
