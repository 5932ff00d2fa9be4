"""The reviewed table of alarms: one row for each condition, and no default.

The priority is how severe the harm may be by how soon (IEC 60601-1-8, 6.1.2). HIGH latches: it
stays on the screens until a person acknowledges it, also when its cause has gone. The page
`docs/safety/alarms.md` is made of this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Priority(Enum):
    """IEC 60601-1-8 priorities."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Scope(Enum):
    """Whom a condition is about."""

    SESSION = "session"
    """One infusion. Its states are in the journal."""
    WARD = "ward"
    """The service itself. Its states are in memory and the log: the journal may be what fails."""


class AlarmId(Enum):
    """Every alarm condition. A value is stored in the journal: never renamed, never removed."""

    STOP_NOT_CONFIRMED = "stop-not-confirmed"
    PRESS_STOP = "press-stop"
    OVER_THE_LIMIT = "over-the-limit"
    RAISED_AT_PUMP = "raised-at-pump"
    RUNNING_WHILE_STOPPED = "running-while-stopped"
    PUMP_SILENT_LONG = "pump-silent-long"
    PUMP_SILENT = "pump-silent"
    PUMP_ALARM = "pump-alarm"
    PUMP_RESET = "pump-reset"
    HELD = "held"
    VOLUME_MISMATCH = "volume-mismatch"
    OFFER_NOT_WANTED = "offer-not-wanted"
    CONFIRM_AT_PUMP = "confirm-at-pump"
    ATTESTATION_DUE = "attestation-due"
    PAUSED_FOR_ATTESTATION = "paused-for-attestation"
    PAUSED_LONG = "paused-long"
    FLUSH_DUE = "flush-due"
    RECORD_DAMAGED = "record-damaged"
    RECORD_NOT_SAVED = "record-not-saved"
    ALARMS_FAULTY = "alarms-faulty"
    NO_STATION_HEARS = "no-station-hears"
    STATION_LOST = "station-lost"


@dataclass(frozen=True, slots=True)
class Row:
    """What is fixed about one condition."""

    scope: Scope
    priority: Priority
    latching: bool
    """It stays until a person acknowledges it, also when its cause has gone."""
    condition: str
    """When it is raised."""
    text: str
    """For a nurse. `{motion}` becomes whether the pump is still infusing, as far as it has told."""
    response: str
    """What the nurse does."""


_SESSION, _WARD = Scope.SESSION, Scope.WARD
_HIGH, _MEDIUM, _LOW = Priority.HIGH, Priority.MEDIUM, Priority.LOW
_SILENT = "The pump does not answer; it may still be infusing. Look at the pump."

TABLE: Mapping[AlarmId, Row] = {
    AlarmId.STOP_NOT_CONFIRMED: Row(
        _SESSION,
        _HIGH,
        True,
        "The pump was told to stop and has not said in time that it stands still.",
        "NOT CONFIRMED: the pump may still be infusing. Press STOP on the pump.",
        "Press STOP on the pump; clamp the line.",
    ),
    AlarmId.PRESS_STOP: Row(
        _SESSION,
        _HIGH,
        True,
        "A stop was asked for, and this pump can be stopped at the pump only.",
        "PRESS STOP AT THE PUMP: it cannot be stopped from here. {motion}",
        "Press STOP on the pump; clamp the line.",
    ),
    AlarmId.OVER_THE_LIMIT: Row(
        _SESSION,
        _HIGH,
        True,
        "The pump ran above the protocol's ceiling or the order's volume.",
        "{why} {motion}",
        "Look at pump and bag; press STOP on the pump if it still runs; call the prescriber.",
    ),
    AlarmId.RAISED_AT_PUMP: Row(
        _SESSION,
        _HIGH,
        True,
        "A hand set the pump above the attested rate, below the ceiling. Nothing is sent to it.",
        "{why} {motion}",
        "Look at the patient and the pump; pause, or set the rate back at the pump.",
    ),
    AlarmId.RUNNING_WHILE_STOPPED: Row(
        _SESSION,
        _HIGH,
        True,
        "The pump moves fluid although nothing is ordered.",
        "{why} {motion}",
        "Press STOP on the pump; find out who started it.",
    ),
    AlarmId.PUMP_SILENT_LONG: Row(
        _SESSION,
        _HIGH,
        True,
        "The pump has not answered for longer than the ward's second limit.",
        _SILENT,
        "Read the pump; watch it by hand until it answers; check cable and power.",
    ),
    AlarmId.PUMP_SILENT: Row(
        _SESSION,
        _MEDIUM,
        False,
        "The pump has not answered for longer than the ward's first limit.",
        _SILENT,
        "Read the pump; check cable and power.",
    ),
    AlarmId.PUMP_ALARM: Row(
        _SESSION,
        _MEDIUM,
        False,
        "The pump itself reported an alarm.",
        "{why} {motion}",
        "Go to the pump, clear its alarm there, then pause and resume.",
    ),
    AlarmId.PUMP_RESET: Row(
        _SESSION,
        _HIGH,
        True,
        "The pump lost its power and may have resumed by itself.",
        "{why} {motion}",
        "Read the pump; check its power; decide whether to resume.",
    ),
    AlarmId.HELD: Row(
        _SESSION,
        _MEDIUM,
        False,
        "Pump and record disagree; nothing is sent to the pump until a person decides.",
        "{why} {motion}",
        "Look at the pump, then resume, pause or end the infusion.",
    ),
    AlarmId.VOLUME_MISMATCH: Row(
        _SESSION,
        _HIGH,
        True,
        "Served time and the pump's own volume disagree by more than the ward's limit.",
        "{motion} Its volume and the time served disagree. Check the bag; pause and resume.",
        "Compare the bag with the pump's volume; pause and resume.",
    ),
    AlarmId.OFFER_NOT_WANTED: Row(
        _SESSION,
        _MEDIUM,
        False,
        "A setting that is not wanted any more lies at the pump and could be confirmed there.",
        "DO NOT CONFIRM the {rate} mL/h that still lies at the pump. {motion}",
        "Reject it at the pump.",
    ),
    AlarmId.CONFIRM_AT_PUMP: Row(
        _SESSION,
        _LOW,
        False,
        "A setting was offered to a pump that only a person at it can accept.",
        "{why} {motion}",
        "Compare the rate on the pump with this one; confirm it there, or reject it.",
    ),
    AlarmId.ATTESTATION_DUE: Row(
        _SESSION,
        _MEDIUM,
        False,
        "A step is served and nobody has said that there is no reaction.",
        "Attest step {step} ({late} min late). {motion} The rate is not raised.",
        "Look at the patient, take vital signs, attest; or report a reaction.",
    ),
    AlarmId.PAUSED_FOR_ATTESTATION: Row(
        _SESSION,
        _MEDIUM,
        False,
        "The service paused the pump because nobody attested within the ward's limit.",
        "Paused because nobody attested. {motion} Attest to go on.",
        "Look at the patient, take vital signs, attest; or end the infusion.",
    ),
    AlarmId.PAUSED_LONG: Row(
        _SESSION,
        _MEDIUM,
        False,
        "A person paused the infusion and nobody has resumed it within the ward's limit.",
        "Paused for {paused} min. {motion} Resume or end the infusion.",
        "Resume, or end the infusion.",
    ),
    AlarmId.FLUSH_DUE: Row(
        _SESSION,
        _LOW,
        False,
        "The volume is in and the line has not been flushed.",
        "The volume is in; flush the line. {motion}",
        "Flush the line and record it.",
    ),
    AlarmId.RECORD_DAMAGED: Row(
        _WARD,
        _HIGH,
        True,
        "The journal does not check; the ward is read-only.",
        "RECORD DAMAGED: nothing is done from here, STOP works. {motion}",
        "Run the pumps by hand; call whoever looks after the service.",
    ),
    AlarmId.RECORD_NOT_SAVED: Row(
        _WARD,
        _MEDIUM,
        False,
        "The disk takes no records.",
        "RECORD NOT SAVED: nothing is started or raised, STOP works. {motion}",
        "Write down what is done; call whoever looks after the service.",
    ),
    AlarmId.ALARMS_FAULTY: Row(
        _WARD,
        _HIGH,
        True,
        "The list of alarms of a session could not be brought up to date: a fault of the service.",
        "ALARMS MAY BE MISSING at {why}. {motion} Look at the pumps.",
        "Watch those pumps by hand; call whoever looks after the service.",
    ),
    AlarmId.NO_STATION_HEARS: Row(
        _WARD,
        _MEDIUM,
        False,
        "An infusion runs, and no tablet has proved its sound today and is heard.",
        "NO TABLET CAN BE HEARD: the pumps' own alarms are the only sound. {motion}",
        "Test the sound on a tablet and say that it is heard; stay within hearing of the pumps.",
    ),
    AlarmId.STATION_LOST: Row(
        _WARD,
        _LOW,
        False,
        "An infusion runs, and a tablet that had proved its sound is not heard any more.",
        "{why} cannot be heard any more. {motion}",
        "Look after that tablet: power, network, sound.",
    ),
}
