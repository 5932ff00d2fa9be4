"""Numbers and names of ISO/IEEE 11073 (MDC) that the gateway speaks, with where each was read.

Provenance: "TF9" and "TF10" are the IHE PCD technical framework, revision 9.0 and 10.0; "capture" a
message of a real pump; "R5" the FHIR operation-status list; "name" a name without a public number.
Where there is no public number the message says `0^REFID^MDC`, as the framework does for pending
codes: a number is never guessed.
"""

from typing import NamedTuple


class Code(NamedTuple):
    """One term: number (0 = none is public), reference id, provenance."""

    number: int
    refid: str
    source: str

    @property
    def cwe(self) -> str:
        """As OBX-3 and OBX-5 write it."""
        return f"{self.number}^{self.refid}^MDC"


MDS = Code(70049, "MDC_DEV_PUMP_INFUS_LVP_MDS", "TF9, capture")
VMD = Code(70050, "MDC_DEV_PUMP_INFUS_LVP_VMD", "TF9, capture")
ORDERED_VMD = Code(69986, "MDC_DEV_PUMP_INFUS_VMD", "TF9")
DELIVERY = Code(70067, "MDC_DEV_PUMP_DELIVERY_INFO", "TF10, capture")
SOURCE = Code(70071, "MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY", "TF10, capture")

LIBRARY_VERSION = Code(184517, "MDC_PUMP_DRUG_LIBRARY_VERSION", "TF9")
EVENT_CONDITION = Code(68487, "MDC_ATTR_EVT_COND", "TF10, capture")
EVENT_SOURCE = Code(68488, "MDC_ATTR_EVT_SOURCE", "TF10, capture")
INFUSING_STATUS = Code(184519, "MDC_PUMP_INFUSING_STATUS", "TF9, capture")
FLOW_NOW = Code(158014, "MDC_FLOW_FLUID_PUMP_CURRENT", "TF10, capture")
ACTIVE_SOURCES = Code(158016, "MDC_DEV_PUMP_ACTIVE_SOURCES", "TF10")
DELIVERY_STATUS = Code(158005, "MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS", "TF10")
NOT_DELIVERING = Code(158006, "MDC_DEV_PUMP_NOT_DELIVERING_REASON", "capture")
MODE = Code(158008, "MDC_DEV_PUMP_PROGRAM_DELIVERY_MODE", "TF10")
LABEL = Code(158012, "MDC_DEV_PUMP_SOURCE_CHANNEL_LABEL", "TF10")
RATE = Code(157784, "MDC_FLOW_FLUID_PUMP", "TF9, capture")
VTBI = Code(157884, "MDC_VOL_FLUID_TBI", "TF9, capture")
SEGMENT_VOLUME = Code(157992, "MDC_VOL_FLUID_DELIV_SEGMENT", "capture")
TOTAL_VOLUME = Code(157993, "MDC_VOL_FLUID_DELIV_TOTAL", "TF9")
REMAINING = Code(157872, "MDC_VOL_FLUID_TBI_REMAIN", "TF9, capture")
STEP = Code(0, "MDCX_INFUS_ORDER_STEP_NUM", "TF9, assignment pending")
STEPS = Code(0, "MDCX_INFUS_TOTAL_NUM_STEPS", "TF9, assignment pending")
STEP_TYPE = Code(0, "MDCX_INFUS_ORDER_STEP_TYPE", "TF9, assignment pending")
WEIGHT = Code(68063, "MDC_ATTR_PT_WEIGHT", "TF9")
HEIGHT = Code(68060, "MDC_ATTR_PT_HEIGHT", "TF9")
BODY_SURFACE = Code(188744, "MDC_AREA_BODY_SURFACE", "TF9 number, name ours")

ALARM = Code(196616, "MDC_EVT_ALARM", "TF9")
ALERT_SOURCE = Code(68480, "MDC_ATTR_ALERT_SOURCE", "TF9")
PHASE = Code(68481, "MDC_ATTR_EVENT_PHASE", "TF9")
ALARM_STATE = Code(68482, "MDC_ATTR_ALARM_STATE", "TF9")
INACTIVATION = Code(68483, "MDC_ATTR_ALARM_INACTIVATION_STATE", "TF9")
PRIORITY = Code(68484, "MDC_ATTR_ALARM_PRIORITY", "TF9")
ALERT_TYPE = Code(68485, "MDC_ATTR_ALERT_TYPE", "TF9")

EVENTS = {
    "START": Code(197288, "MDC_EVT_PUMP_DELIV_START", "TF9, capture"),
    "STOP": Code(0, "MDC_EVT_PUMP_DELIV_STOP", "name, TF9"),
    "COMP": Code(197292, "MDC_EVT_PUMP_DELIV_COMP", "capture"),
    "NEAR_COMP": Code(197334, "MDC_EVT_VOL_INFUS_NEAR_COMP", "capture"),
    "PATIENT_ID_CHANGE": Code(197302, "MDC_EVT_PATIENT_ID_CHANGE", "R5"),
    "COMM_STATUS_CHANGE": Code(0, "MDC_EVT_COMM_STATUS_CHANGE", "name, TF9"),
    "PROG_CLEARED": Code(0, "MDC_EVT_PUMP_PROG_CLEARED", "name, TF9"),
    "AUTO_PROG_CLEARED": Code(0, "MDC_EVT_PUMP_AUTO_PROG_CLEARED", "name, TF9"),
    "VOL_COUNTERS_CLEARED": Code(0, "MDC_EVT_PUMP_VOL_COUNTERS_CLEARED", "name, TF9"),
    "DEVICE_TIME_CHANGED": Code(0, "MDC_EVT_DEVICE_TIME_CHANGED", "name, TF9"),
}
"""Events of PCD-10 by our short name."""

UNKNOWN_EVENT = Code(999_001, "VENDOR_EVT_WITHOUT_A_TABLE", "invented: the fault `unknown_codes`")


class AlarmCode(NamedTuple):
    """An alarm of PCD-04: its term, its text, its priority and type, whether delivery stops."""

    code: Code
    text: str
    priority: str
    kind: str
    stops: bool


ALARMS = {
    "occlusion": AlarmCode(
        Code(196940, "MDC_EVT_FLUID_LINE_OCCL", "TF9"), "Downstream occlusion", "PH", "ST", True
    ),
    "upstream": AlarmCode(
        Code(0, "MDC_EVT_FLUID_LINE_OCCL_PROXIMAL", "name, a list of terms"),
        "Upstream occlusion",
        "PH",
        "ST",
        True,
    ),
    "air": AlarmCode(
        Code(0, "MDC_EVT_FLUID_LINE_AIR", "name, IHE wiki 2010"), "Air in line", "PH", "ST", True
    ),
    "empty": AlarmCode(Code(196634, "MDC_EVT_EMPTY", "TF9"), "Bag empty", "PH", "ST", True),
    "door": AlarmCode(Code(202828, "MDC_EVT_STAT_DOOR_OPEN", "TF9"), "Door open", "PM", "ST", True),
    "battery_low": AlarmCode(
        Code(196802, "MDC_EVT_BATT_LO", "TF9"), "Battery low", "PL", "ST", False
    ),
    "battery_fail": AlarmCode(
        Code(196800, "MDC_EVT_BATT_FAIL", "TF9"), "Battery failed", "PH", "ST", True
    ),
    "free_flow": AlarmCode(
        Code(197206, "MDC_EVT_PUMP_FLOW_FREE", "TF9"), "Free flow", "PH", "ST", True
    ),
    "malfunction": AlarmCode(
        Code(0, "MDC_EVT_MALF", "name, IHE wiki"), "Pump malfunction", "PH", "ST", True
    ),
    "check_settings": AlarmCode(
        Code(203276, "MDC_EVT_ADVIS_SETTINGS_CHK", "TF9"), "Check settings", "PL", "SA", False
    ),
}
"""Alarms by our short name. Texts, priorities and what stops the pump are ours."""

ML = "263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM"
ML_H = "265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM"

VOLUME_UNITS = frozenset(("263762", "MDC_DIM_MILLI_L", "mL"))
RATE_UNITS = frozenset(("265266", "MDC_DIM_MILLI_L_PER_HR", "mL/h"))
DOSE_RATE_UNITS = frozenset(("265619", "MDC_DIM_MICRO_G_PER_KG_PER_MIN", "ug/kg/min"))
PER_KG = DOSE_RATE_UNITS
TIME_UNITS_S = {"264320": 1, "264352": 60, "264384": 3_600}

ERRORS = {
    9001: "Unknown infuser or channel",
    9002: "Channel is infusing",
    9003: "Missing parameter",
    9004: "Invalid parameter",
    9005: "Parameter out of range",
    9006: "Infuser is powered off",
    9007: "Infuser is offline",
    9008: "Invalid units",
    9009: "Units differ from the drug library",
    9010: "Unable to match medication to drug library",
    9011: "Patient weight mismatch",
    9012: "Patient id mismatch",
    9013: "Cannot piggyback",
    9014: "Exceeds the maximum",
    9015: "Timed out",
    9016: "Other error",
    9017: "Cannot accept a program now",
    9018: "Parameter differs from the drug library",
    9019: "Patient weight missing",
    9020: "Patient height missing",
    9021: "Care area mismatch",
    9022: "Order is stale",
    9023: "Rejected by user",
    9024: "Exceeds a hard limit",
    9025: "Lockout interval missing",
    9026: "Dose limit missing",
    9027: "Body surface area missing",
    9028: "Tubing is not installed",
    9029: "Care area is not selected",
    9030: "Current medication cannot be interrupted",
    9031: "Patient id missing",
    9032: "Infuser is in delayed start",
    9033: "Infuser is alarming",
    9034: "Not enough fluid for the bolus",
    9035: "Parent order mismatch",
    9036: "Medication mismatch",
    9037: "Concentration mismatch",
    9038: "Bolus is not supported",
    9039: "No bolus for this medication",
    9040: "Invalid bolus units",
    9041: "Cannot parse the multistep program",
    9042: "Loading dose is not allowed",
    9043: "Multistep is not supported",
    9044: "Multistep order type is not supported",
}
"""ERR-5 of PIV (TF9-2, CP-053, CP-142). The framework's meaning, in our words but for 9010."""

AT_THE_PUMP = frozenset((9015, 9023))
"""Said AE, not AR: the order was offered and ended at the pump. The split is ours."""
