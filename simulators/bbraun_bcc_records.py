"""What a station tells of its rack and of a pump, name by name, as recorded.

The names and their order are those of the recorded frames. Only INRT, GNNEW, GNMODEL and GNERR
have a published meaning; where the others move at all they do so by a reading of ours [U], and
the rest stands as it was recorded from the one pump that was stopped and had no drug.
"""

from typing import NamedTuple

from simulators.bbraun_bcc_pump import BagPump
from simulators.bbraun_bcc_readings import Readings
from simulators.volumes import ML_NL

RACK = "50100"
"""The slot that stands for the rack itself."""

MODEL = "688F030006"
NO_VALUE = "_NV"
SLOTS = "123456789ABCDEFGHIJKLMNO"
"""Slots of a pillar, counted from the bottom."""

_LETTERED_FROM = 10

_BEFORE = "INSOL=_NV INSOLSN=_NV INSOLID=_NV"
_DOSE = "INRMT=0 INDOCAL=0 INDCON=0 INDCONU=23 INDORT=0 INDORTU=23"
_AFTER = "INBORT=800.00 INNR=60008D98 INP1=4 INP2=0 INSYR=0"
_TAIL = "INDTNR=6144 DSSTATUS=00050 INBOVAL=0.0 INBOCNT=0"
_NO_MARK_VALUE = ("INM4", "INM9", "INA6", "INA10", "INA13")


class Record(NamedTuple):
    """One record, without its time.

    Attributes:
        slot: pillar digit and slot character; "" = the rack.
        name: what is told.
        value: as text.
    """

    slot: str
    name: str
    value: str


def place(slot: str, readings: Readings) -> str:
    """A slot as records name it."""
    if not slot:
        return RACK
    number = SLOTS.find(slot[1:]) + 1
    if readings.slot_names == "digits" and number >= _LETTERED_FROM:
        return f"501{slot[0]}{number}"
    return f"501{slot}"


def rack_records(pillars: int) -> list[Record]:
    """What is told of the rack; that FMNOR counts the pillars is a guess [U]."""
    values = {"FMNOR": str(pillars), "FMSTAT": "00051", "FMDONGLE": "T", "FMBANY": NO_VALUE}
    values |= {"FMRT": "FMS1NSNS", "FMRSTAT": "00051"}
    return [Record("", name, value) for name, value in values.items()]


def pump_records(slot: str, pump: BagPump, readings: Readings) -> list[Record]:
    """What is told of a pump, but for its model."""
    infused, left = _amount(pump.model.infused_nl, 1), _amount(pump.left_nl, 1)
    if readings.volumes == "invi_in":
        volume, actual = infused, _amount(pump.left_nl, 2)
    else:
        volume, actual = left, _amount(pump.model.infused_nl, 2)
    values = {
        "INRT": _amount(_rate_nl_h(pump, readings), 2),
        **_fixed(_BEFORE),
        "INVOLACT": actual,
        **_fixed(_DOSE),
        "INVI": volume,
        "INTIME": str(pump.minutes_left),
        **_fixed(_AFTER),
        "INSTBY": str(pump.standby_min),
        "INSERNUM": pump.serial,
        **_fixed(_TAIL),
        **_marks(pump),
    }
    return [Record(slot, name, value) for name, value in values.items()]


def _rate_nl_h(pump: BagPump, readings: Readings) -> int:
    if pump.model.moving:
        return pump.model.motor_rate_nl_h
    reading = readings.standby if pump.standby_min else readings.stopped
    return pump.model.run_rate_nl_h if reading == "rate" else 0


def _marks(pump: BagPump) -> dict[str, str]:
    """INM1 to INM12 and INA1 to INA15: recorded; INM1, INM3, INM5 differ with the pump [U]."""
    running = pump.model.moving
    names = [*(f"INM{place}" for place in range(1, 13)), *(f"INA{place}" for place in range(1, 16))]
    marks = {name: NO_VALUE if name in _NO_MARK_VALUE else "0" for name in names}
    marks |= {"INM1": "0" if running else "1", "INM8": "1"}
    return marks | ({"INM3": "1", "INM5": "1"} if running else {})


def _fixed(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (word.partition("=") for word in text.split())}


def _amount(value: int, decimals: int) -> str:
    """A volume in nL, or a rate in nL/h, as recorded: `0`, or truncated with its decimals."""
    whole, rest = divmod(value, ML_NL)
    return f"{whole}.{rest * 10**decimals // ML_NL:0{decimals}d}" if value else "0"
