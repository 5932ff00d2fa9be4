"""Why a command was refused: typed values with a stable id and a sentence for a nurse.

An id is part of the API (`/problems/<id>`) and is never reused for another meaning.
"""

from dataclasses import dataclass
from enum import Enum


class RefusalId(Enum):
    """Every reason for which core refuses a command."""

    ALREADY_CHECKED_IN = "already-checked-in"
    NO_PROFILE = "no-profile"
    WRONG_PHASE = "wrong-phase"
    UNKNOWN_PREMEDICATION = "unknown-premedication"
    WRONG_ROUTE = "wrong-route"
    IN_THE_FUTURE = "in-the-future"
    GATES_CLOSED = "gates-closed"
    NOT_ASSOCIATED = "not-associated"
    PREMEDICATION_MISSING = "premedication-missing"
    PREMEDICATION_TOO_YOUNG = "premedication-too-young"
    PREMEDICATION_TOO_OLD = "premedication-too-old"
    SECOND_CHECK_MISSING = "second-check-missing"
    SECOND_CHECK_SAME_PERSON = "second-check-same-person"
    SECOND_CHECK_OTHER_RATE = "second-check-other-rate"
    PUMP_SILENT = "pump-silent"
    PUMP_MOVING = "pump-moving"
    PUMP_ALARM = "pump-alarm"
    PUMP_NOT_CONTROLLED = "pump-not-controlled"
    PUMP_COUNTER_FULL = "pump-counter-full"
    PUMP_CANNOT_DELIVER = "pump-cannot-deliver"
    STOP_NOT_CONFIRMED = "stop-not-confirmed"
    OTHER_STEP = "other-step"
    NO_STEP_AHEAD = "no-step-ahead"
    ATTESTED_TOO_EARLY = "attested-too-early"
    ATTESTATION_NEEDED = "attestation-needed"
    NOTHING_TO_WITHDRAW = "nothing-to-withdraw"
    NOT_GRADED = "not-graded"
    NOT_IMPROVED = "not-improved"
    PRESCRIBER_MISSING = "prescriber-missing"
    RESUME_NOT_ALLOWED = "resume-not-allowed"
    OVER_THE_LIMIT = "over-the-limit"
    PUMP_NOT_AT_CHAIR = "pump-not-at-chair"
    PUMP_TAKEN = "pump-taken"
    READ_ONLY = "read-only"
    OBSERVATION_RUNNING = "observation-running"
    NO_SUCH_ALARM = "no-such-alarm"
    VITALS_NOT_POSSIBLE = "vitals-not-possible"
    VITALS_MISSING = "vitals-missing"
    VITALS_TOO_OLD = "vitals-too-old"
    NOT_PLAUSIBLE = "not-plausible"
    ORDER_MISSING = "order-missing"
    ORDER_NOT_ACTIVE = "order-not-active"
    ORDER_NOT_SIGNED = "order-not-signed"
    ORDER_OTHER_PROTOCOL = "order-other-protocol"
    ORDER_OTHER_VERSION = "order-other-version"
    ORDER_OTHER_ROUTE = "order-other-route"
    ORDER_OTHER_VOLUME = "order-other-volume"
    PROTOCOL_NOT_SIGNED = "protocol-not-signed"
    PRODUCT_UNKNOWN = "product-unknown"
    DOSE_NOT_BY_WEIGHT = "dose-not-by-weight"
    WEIGHT_TOO_OLD = "weight-too-old"
    NEUTROPHILS_MISSING = "neutrophils-missing"
    NEUTROPHILS_TOO_OLD = "neutrophils-too-old"
    NEUTROPHILS_LOW = "neutrophils-low"
    TEMPERATURE_MISSING = "temperature-missing"
    FEBRILE = "febrile"
    BLOOD_GROUP_MISSING = "blood-group-missing"
    DRUG_STOPPED = "drug-stopped"
    DRUG_ALREADY_OPEN = "drug-already-open"
    BAG_MISSING = "bag-missing"
    BAG_OTHER = "bag-other"
    BAG_STILL_COLD = "bag-still-cold"
    BAG_COLD_TOO_LONG = "bag-cold-too-long"
    BAG_WARM_TOO_LONG = "bag-warm-too-long"
    PREMEDICATION_NOT_INTRAVENOUS = "premedication-not-intravenous"
    PREMEDICATION_GIVEN = "premedication-given"
    NOTHING_TO_DECIDE = "nothing-to-decide"
    NO_OVERRIDE = "no-override"
    NOTHING_TO_OVERRIDE = "nothing-to-override"
    OVERRIDE_NOT_ASKED = "override-not-asked"
    OVERRIDE_SAME_PERSON = "override-same-person"
    OVERRIDE_NEEDS_PRESCRIBER = "override-needs-prescriber"
    NO_SUCH_ENTRY = "no-such-entry"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that changed nothing, and why."""

    id: RefusalId
    sentence: str
    """What a nurse should know, in one sentence; says what to do where something can be done."""
    reasons: tuple["Refusal", ...] = ()
    """The reasons behind `GATES_CLOSED`, all of them, so that none is found one at a time."""
    faults: tuple[tuple[str, str], ...] = ()
    """Behind `NOT_PLAUSIBLE`: each field, as a tablet sends it, with its allowed range and unit."""
