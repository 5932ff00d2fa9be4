"""The limits that a ward may set, as values. First values: `config/wards/default.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from drivers.quantities import Volume
from service.core.times import Span
from service.core.vitals import Range, Sign, VitalRules


class Attestation(Enum):
    """Whether a rate may be raised without a nurse's word."""

    REQUIRED = "required"
    AUTOMATIC = "automatic"
    """No attestation. Exists in simulation only; refused in patient mode."""


AUDIO_PAUSE_MAX = Span(120_000)
"""No ward may pause the sound of an alarm for longer with one tap (GIP 1.0, 3.2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRules:
    """How alarms age, and who can hear them. Real time, whatever the speed of a simulation."""

    medium_rises_after: Span
    """An unanswered alarm of medium priority becomes one of high priority, while infusing."""
    high_spreads_after: Span
    """An unanswered alarm of high priority goes to all stations."""
    audio_pause: Span
    """How long one tap pauses the sound; at most `AUDIO_PAUSE_MAX`."""
    over_after: Span
    """How long a condition must be gone before its alarm is over: what comes and goes is one."""
    again_after: Span
    """An acknowledged alarm whose condition still holds is raised again."""
    paused_max: Span
    """How long a person's pause may last before it is asked after."""
    station_silent_after: Span
    """A station whose last heartbeat is older cannot be heard."""
    station_proof_max: Span
    """How long a person's "I hear it" stands for a station."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessRules:
    """What a ward asks of order, patient and bag before a start. No label gives these numbers."""

    weight_min_g: int
    weight_max_g: int
    """Body weights outside are taken for a slip of the pen."""
    weight_max_age: Span
    dose_tolerance_percent: int
    """How far the ordered dose may be from the one by weight: rounding, never a reduction."""
    neutrophils_max_age: Span
    febrile_from_milli_c: int
    temperature_max_age: Span
    cold_validated: bool
    """The pharmacy has validated its aseptic dilution, so the product's longer cold time counts."""
    number_checked: bool
    """The infusion's number is held against the ward's own record."""
    override_max_age: Span
    """How long two persons' word opens a gate."""
    signed_only: bool
    """Only signed protocols are started: every ward that is not a simulation."""
    second_at_steps: bool
    """Each attestation inside the profile needs a second person as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the pure functions need to know about the ward they serve."""

    attestation: Attestation
    attest_open: Span
    """How long before the end of a step its attestation may be given, in served time."""
    attestation_max_age: Span
    """Oldest attestation that still allows the raise, in ward time."""
    late_max: Span
    """How long a step may run on without its attestation before the service pauses the pump."""
    second_check_max_age: Span
    """Oldest second-person check that still allows a start or a resume."""
    silent_after: Span
    """Silence of a pump after which it counts as silent."""
    silent_high_after: Span
    """Silence after which the alarm is of high priority."""
    gap_max: Span
    """Longest absence of the controller after which it may raise or start by itself."""
    offer_max: Span
    """How long an offered setting may wait for a person at the pump (`proposes`)."""
    mismatch_volume: Volume
    """Smallest difference between served time x rate and the pump's counter that alarms."""
    mismatch_percent: int
    """The same as a share of the step's volume, in percent; the larger of the two rules."""
    stop_unconfirmed_after: Span
    """How long a stop may stay unconfirmed before the alarm says to press STOP on the pump. Nothing
    is added for a pump that answers slowly."""
    vitals: VitalRules
    usual_vitals: Mapping[Sign, Range]
    """Outside of these a set of vital signs warns. Never decides anything."""
    alarms: AlarmRules
    readiness: ReadinessRules
    speed: int
    """Factor on the step and served clocks; 1 except in a simulation."""
