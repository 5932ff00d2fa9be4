"""The codes of ISO/IEEE 11073 that we read or send, each with where it was found.

A number that nobody has published is not invented: such a row has its name alone, is sent as
`0^NAME^MDC` (as TF9 itself prints codes that are pending), and is recognised by name. What arrives
is looked up by number first and then by name, because makers spell names differently
(`MDC_DEV_PUMP_…`, `MDC_PUMP_…`). The paid ISO/IEEE 11073-10101 and the maker's own table are the
authorities: docs/pumps/ihe_pcd.md, "open questions".
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal["verified", "observed", "inferred", "name-only"]


@dataclass(frozen=True, slots=True)
class Code:
    """One term."""

    number: int
    """Partition × 65,536 + code; 0 where no number is known."""
    name: str
    status: Status
    """In the framework's text; in captures of a maker; concluded by us; only the name is known."""
    source: str

    @property
    def field(self) -> str:
        """The term as a field to send. A number that was only concluded is never sent."""
        sure = self.status in ("verified", "observed")
        return f"{self.number if sure else 0}^{self.name}^MDC"


_TF9, _TF10, _CAP = "TF9", "TF10", "captures of a B. Braun gateway"
_TF3 = "TF9 volume 3, table 3.2-1"
_WIKI = "IHE wiki, PCD event nomenclature (2010), without a number"

PUMP_MDS = Code(69985, "MDC_DEV_PUMP_INFUS_MDS", "verified", _TF9)
PUMP_VMD = Code(69986, "MDC_DEV_PUMP_INFUS_VMD", "verified", _TF9)
LVP_MDS = Code(70049, "MDC_DEV_PUMP_INFUS_LVP_MDS", "verified", _TF9)
LVP_VMD = Code(70050, "MDC_DEV_PUMP_INFUS_LVP_VMD", "verified", _TF9)
SYRINGE_MDS = Code(70053, "MDC_DEV_PUMP_INFUS_SYRINGE_MDS", "observed", _CAP)
SYRINGE_VMD = Code(70054, "MDC_DEV_PUMP_INFUS_SYRINGE_VMD", "observed", _CAP)
MODEL = Code(67880, "MDC_ATTR_ID_MODEL", "observed", _CAP)

INFUSING_STATUS = Code(184519, "MDC_PUMP_INFUSING_STATUS", "verified", _TF9)
FLOW_NOW = Code(158014, "MDC_FLOW_FLUID_PUMP_CURRENT", "verified", _TF10)
FLOW_SET = Code(157784, "MDC_FLOW_FLUID_PUMP", "verified", _TF9)
VOLUME_SET = Code(157884, "MDC_VOL_FLUID_TBI", "verified", _TF9)
VOLUME_LEFT = Code(157872, "MDC_VOL_FLUID_TBI_REMAIN", "verified", _TF9)
DELIVERED = Code(157864, "MDC_VOL_FLUID_DELIV", "verified", _TF9)
DELIVERED_SEGMENT = Code(157992, "MDC_VOL_FLUID_DELIV_SEGMENT", "observed", _CAP)
DELIVERED_TOTAL = Code(157993, "MDC_VOL_FLUID_DELIV_TOTAL", "verified", _TF9)
DELIVERY_STATUS = Code(158005, "MDC_PUMP_CURRENT_DELIVERY_STATUS", "verified", _TF10)
NOT_DELIVERING_REASON = Code(158006, "MDC_PUMP_NOT_DELIVERING_REASON", "observed", _CAP)
OLD_STATUS = Code(184508, "MDC_PUMP_STAT", "verified", "TF9 volume 3")
BODY_MASS = Code(68063, "MDC_ATTR_PT_WEIGHT", "verified", _TF9)

EVENT = Code(68487, "MDC_ATTR_EVT_COND", "verified", _TF10)
START = Code(197288, "MDC_EVT_PUMP_DELIV_START", "verified", _TF9)
STOP = Code(
    197290, "MDC_EVT_PUMP_DELIV_STOP", "inferred", "name in TF9; number between start and complete"
)
COMPLETE = Code(197292, "MDC_EVT_PUMP_DELIV_COMP", "observed", _CAP)
PROGRAM_CLEARED = Code(0, "MDC_EVT_PUMP_PROG_CLEARED", "name-only", "TF9 appendix M")
OFFER_CLEARED = Code(0, "MDC_EVT_PUMP_AUTO_PROG_CLEARED", "name-only", "TF9 appendix M")
COUNTERS_CLEARED = Code(0, "MDC_EVT_PUMP_VOL_COUNTERS_CLEARED", "name-only", "TF9 appendix M")

ALARM = Code(196616, "MDC_EVT_ALARM", "verified", _TF9)
ALARM_PHASE = Code(68481, "MDC_ATTR_EVENT_PHASE", "verified", _TF9)
ALARM_STATE = Code(68482, "MDC_ATTR_ALARM_STATE", "verified", _TF9)
ALARM_PRIORITY = Code(68484, "MDC_ATTR_ALARM_PRIORITY", "verified", _TF9)
HEARTBEAT = Code(258047, "MDC_EVT_ACTIVE", "observed", "a note on the Draeger 'Silent Hospital'")

OCCLUSION_DOWN = Code(196940, "MDC_EVT_FLUID_LINE_OCCL", "verified", "TF9 volume 2, E.3.2")
OCCLUSION_UP = Code(
    0, "MDC_EVT_FLUID_LINE_OCCL_PROXIMAL", "name-only", "a list of alarms, no number"
)
OCCLUSION = Code(196688, "MDC_EVT_OCCL", "verified", _TF3)
AIR = Code(0, "MDC_EVT_FLUID_LINE_AIR", "name-only", _WIKI)
EMPTY = Code(196634, "MDC_EVT_EMPTY", "verified", _TF3)
BATTERY_LOW = Code(196802, "MDC_EVT_BATT_LO", "verified", _TF3)
BATTERY_FAIL = Code(196800, "MDC_EVT_BATT_FAIL", "verified", _TF3)
BATTERY_FAULT = Code(196804, "MDC_EVT_BATT_MALF", "verified", _TF3)
BATTERY_EMPTY = Code(0, "MDC_EVT_BATT_DEPL", "name-only", _WIKI)
BATTERY_REPLACE = Code(203286, "MDC_EVT_ADVIS_BATT_REPLACE", "verified", _TF3)
POWER_LOSS = Code(0, "MDC_EVT_PWR_LOSS", "name-only", _WIKI)
NEAR_COMPLETE = Code(197334, "MDC_EVT_VOL_INFUS_NEAR_COMP", "observed", _CAP)
VOLUME_COMPLETE = Code(
    197332, "MDC_EVT_VOL_INFUS_COMP", "inferred", "name: IHE wiki; number: FHIR R5 operation status"
)
DOOR_OPEN = Code(202828, "MDC_EVT_STAT_DOOR_OPEN", "verified", _TF3)
DOOR_POSITION = Code(196842, "MDC_EVT_DOOR_OR_HANDLE_POSN_PROB", "verified", _TF3)
FREE_FLOW = Code(197206, "MDC_EVT_PUMP_FLOW_FREE", "verified", _TF3)
LINE_PROBLEM = Code(196860, "MDC_EVT_FLUID_LINE_PROB", "verified", _TF3)
FLOW_LOW = Code(196950, "MDC_EVT_FLOW_LO", "observed", "constants of a Draeger device")
TIMEOUT = Code(197192, "MDC_EVT_TIMEOUT", "verified", _TF3)
BARREL = Code(197218, "MDC_EVT_SYRINGE_BARREL_CAPTURE_FAULT", "observed", _CAP)

ML_PER_H = Code(265266, "MDC_DIM_MILLI_L_PER_HR", "verified", _TF9)
ML = Code(263762, "MDC_DIM_MILLI_L", "verified", _TF9)

TABLE: tuple[Code, ...] = tuple(each for each in globals().copy().values() if type(each) is Code)


def _spelling(name: str) -> str:
    return name.upper().replace("_DEV_", "_")


_BY_NUMBER = {each.number: each for each in TABLE if each.number}
_BY_NAME = {_spelling(each.name): each for each in TABLE}


def _is_number(text: str) -> bool:
    """Whether `text` can be a code: anybody may send a million digits."""
    return len(text) < 10 and text.isascii() and text.isdigit()


def find(number: str, name: str) -> Code | None:
    """Return the term that a coded field means: by its number, else by its name; None if unknown.

    A number that was only concluded counts only if no other name stands beside it.
    """
    by_name = _BY_NAME.get(_spelling(name)) if name else None
    known = _BY_NUMBER.get(int(number)) if _is_number(number) else None
    if known is None or (known.status == "inferred" and name and by_name is not known):
        return by_name
    return known


_UNITS = {
    ML_PER_H: frozenset(("ml/h", "ml/hr", _spelling(ML_PER_H.name).lower())),
    ML: frozenset(("ml", _spelling(ML.name).lower())),
}


def is_unit(parts: list[str], wanted: Code) -> bool:
    """Whether a units field says `wanted`: by its number where one stands, else by its names."""
    numbers = [int(part) for part in parts if _is_number(part)]
    known = [number for number in numbers if number in _BY_NUMBER]
    if known:
        return all(number == wanted.number for number in known)
    return any(part.strip().lower() in _UNITS[wanted] for part in parts)
