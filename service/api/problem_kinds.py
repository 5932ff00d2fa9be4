"""Every type of problem: its stable id, status, title and what it means.

An id is never reused for another meaning. The ids of core's refusals are the same as in core.
"""

from dataclasses import dataclass

from service.api.book_kinds import OURS as OF_THE_BOOK
from service.api.book_kinds import REFUSALS as BOOK_REFUSALS
from service.api.people_kinds import OURS as OF_PEOPLE
from service.core.refusals import RefusalId


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One type of problem."""

    status: int
    title: str
    explanation: str


_CONFLICT = 409

_REFUSALS = {
    RefusalId.ALREADY_CHECKED_IN: "The session has already been opened.",
    RefusalId.NO_PROFILE: "The protocol has no profile for this infusion number.",
    RefusalId.ATTESTATION_NEEDED: "The pause ends with an attestation, not with a resume.",
    RefusalId.WRONG_PHASE: "The command does not fit where the session stands.",
    RefusalId.UNKNOWN_PREMEDICATION: "The protocol has no such premedication item.",
    RefusalId.WRONG_ROUTE: "The protocol does not give the item by this route.",
    RefusalId.IN_THE_FUTURE: "The time lies in the future.",
    RefusalId.GATES_CLOSED: "Something is missing before the pump may run; `reasons` has it all.",
    RefusalId.NOT_ASSOCIATED: "Patient, bag, chair and pump do not belong together yet.",
    RefusalId.PREMEDICATION_MISSING: "A required premedication item has not been given.",
    RefusalId.PREMEDICATION_TOO_YOUNG: "A premedication item needs more time before the start.",
    RefusalId.PREMEDICATION_TOO_OLD: "A premedication item was given too long ago.",
    RefusalId.SECOND_CHECK_MISSING: "A second person has not checked, or too long ago.",
    RefusalId.SECOND_CHECK_SAME_PERSON: "The second check must be somebody else's.",
    RefusalId.SECOND_CHECK_OTHER_RATE: "The rate keyed is not the one of the protocol.",
    RefusalId.PUMP_SILENT: "The pump does not answer.",
    RefusalId.PUMP_MOVING: "The pump is infusing where it should stand still.",
    RefusalId.PUMP_RAN_SINCE_CHECK: "The pump has run by hand since the second person's check.",
    RefusalId.PUMP_ALARM: "The pump has an alarm that must be cleared at the pump.",
    RefusalId.PUMP_NOT_CONTROLLED: "The pump cannot be driven from here.",
    RefusalId.PUMP_COUNTER_FULL: "The pump's counter has no room for the order.",
    RefusalId.PUMP_COUNTER_TOO_SMALL: "The pump cannot count the whole bag.",
    RefusalId.PUMP_CANNOT_DELIVER: "The pump cannot run at every rate of the protocol.",
    RefusalId.STOP_NOT_CONFIRMED: "The pump has not said yet that it stopped.",
    RefusalId.OTHER_STEP: "Another step is in force than the one attested.",
    RefusalId.NO_STEP_AHEAD: "No step follows; there is nothing to attest.",
    RefusalId.ATTESTED_TOO_EARLY: "The attestation is only taken near the end of the step.",
    RefusalId.NOTHING_TO_WITHDRAW: "There is no attestation to take back.",
    RefusalId.NOT_GRADED: "The reaction has not been graded.",
    RefusalId.NOT_IMPROVED: "The reaction has not improved enough for a resume.",
    RefusalId.PRESCRIBER_MISSING: "The prescriber who ordered the resume is not named.",
    RefusalId.RESUME_NOT_ALLOWED: "The protocol does not allow a resume.",
    RefusalId.OVER_THE_LIMIT: "Above the limit of the protocol or of the order.",
    RefusalId.PUMP_NOT_AT_CHAIR: "The pump does not stand at this chair.",
    RefusalId.PUMP_TAKEN: "Another session uses the pump.",
    RefusalId.READ_ONLY: "The record is damaged; nothing is done from here. STOP still works.",
    RefusalId.OBSERVATION_RUNNING: "The patient is still being observed.",
    RefusalId.PROFILE_NOT_ALLOWED: "The order names a profile that this infusion cannot have.",
    RefusalId.PROFILE_NOT_ORDERED: "A prescriber has to name the profile after the last infusion.",
    RefusalId.ORDER_OTHER_PROFILE: "The order names another profile than was checked in.",
    RefusalId.ORDER_OTHER_DOSE: "The order names another dose than the rates are made for.",
    RefusalId.BAG_NOT_ALLOWED: "The label does not allow such a bag.",
    RefusalId.VITALS_NOT_POSSIBLE: "A vital sign is none that a living person can have.",
    RefusalId.VITALS_MISSING: "No vital signs have been recorded.",
    RefusalId.VITALS_TOO_OLD: "The recorded vital signs are too old.",
    RefusalId.NO_SUCH_ALARM: "The alarm does not stand here, or is over.",
    RefusalId.NOT_PLAUSIBLE: "A number cannot be true; `errors` has each field with its range.",
    RefusalId.ORDER_MISSING: "The session has no order.",
    RefusalId.ORDER_NOT_ACTIVE: "The order is not active.",
    RefusalId.ORDER_NOT_SIGNED: "The prescriber has not signed the order.",
    RefusalId.ORDER_OTHER_PROTOCOL: "The order is for another protocol.",
    RefusalId.ORDER_OTHER_VERSION: "The order names another version of the protocol.",
    RefusalId.ORDER_OTHER_ROUTE: "The product is not for a vein and never comes near a pump.",
    RefusalId.ORDER_ALREADY_GIVEN: "The order has been used for an earlier infusion.",
    RefusalId.ORDER_OTHER_VOLUME: "The ordered bag is not the one of the protocol.",
    RefusalId.PROTOCOL_NOT_SIGNED: "The protocol is a draft: simulation only.",
    RefusalId.PRODUCT_UNKNOWN: "The protocol says nothing about its product.",
    RefusalId.DOSE_NOT_BY_WEIGHT: "The ordered dose is not the one by weight.",
    RefusalId.WEIGHT_TOO_OLD: "The weight is older than the ward's limit.",
    RefusalId.NEUTROPHILS_MISSING: "There is no neutrophil count.",
    RefusalId.NEUTROPHILS_TOO_OLD: "The neutrophil count is older than the ward's limit.",
    RefusalId.NEUTROPHILS_LOW: "The neutrophil count is below what the label needs.",
    RefusalId.TEMPERATURE_MISSING: "No temperature was taken recently.",
    RefusalId.FEBRILE: "The patient is febrile.",
    RefusalId.BLOOD_GROUP_MISSING: "Blood group and antibody screen are not known.",
    RefusalId.INFUSION_NUMBER: "The ward's record does not know the infusions before this one.",
    RefusalId.DRUG_STOPPED: "A reaction ended this drug for the patient.",
    RefusalId.DRUG_ALREADY_OPEN: "The same drug is open for the patient in another session.",
    RefusalId.BAG_MISSING: "The bag and its batch have not been entered.",
    RefusalId.BAG_OTHER: "Another bag hangs on the pump than the one entered.",
    RefusalId.BAG_STILL_COLD: "Nobody has said when the bag left the refrigerator.",
    RefusalId.BAG_COLD_TOO_LONG: "The bag was kept cold for longer than it lasts.",
    RefusalId.BAG_WARM_TOO_LONG: "The bag would not be empty in time.",
    RefusalId.PREMEDICATION_NOT_INTRAVENOUS: "The item has to go into a vein this time.",
    RefusalId.PREMEDICATION_GIVEN: "The item is in the record already; no order to give it again.",
    RefusalId.NOTHING_TO_DECIDE: "There is nothing of this kind to decide about the item.",
    RefusalId.NO_OVERRIDE: "Nobody may override this gate.",
    RefusalId.NOTHING_TO_OVERRIDE: "The gate is not closed.",
    RefusalId.OVERRIDE_NOT_ASKED: "Nobody has asked for this gate, or too long ago.",
    RefusalId.OVERRIDE_SAME_PERSON: "The second person must be somebody else.",
    RefusalId.OVERRIDE_NEEDS_PRESCRIBER: "One of the two persons must be a prescriber.",
    RefusalId.NO_SUCH_ENTRY: "The record has no such entry.",
    RefusalId.NO_SUCH_REACTION: "The session has no such reaction.",
    RefusalId.BEFORE_REACTION: "The time lies before the reaction was reported.",
    RefusalId.HAND_OVER_STALE: "The chair is not as it was shown: read again, then take it over.",
    RefusalId.SYMPTOMS_MISSING: "Neither a symptom of the list nor own words.",
}
_UNPROCESSABLE = {RefusalId.NOT_PLAUSIBLE}

_OURS = {
    "bad-json": (400, "The body is not acceptable JSON: `errors` names the place."),
    "bad-request": (400, "The request could not be read."),
    "unknown-person": (403, "X-Person names nobody of this ward."),
    "unknown-tablet": (403, "X-Tablet names no registered tablet of this ward."),
    "cross-site": (403, "Another site's page asked. Commands and data are for our own page."),
    "not-found": (404, "There is nothing at this address."),
    "unknown-session": (404, "There is no such session."),
    "unknown-chair": (404, "There is no such chair in this ward."),
    "unknown-pump": (404, "There is no such pump in this ward."),
    "method-not-allowed": (405, "This address does not take this method."),
    "body-too-large": (413, "The body has more than 64 KiB."),
    "not-json": (415, "Bodies are application/json in UTF-8."),
    "bad-input": (422, "A field is missing, unknown or not acceptable; `errors` has it all."),
    "tap-reused": (422, "The same Idempotency-Key came with another person, address or body."),
    "tap-too-late": (
        409,
        "The tap took too long to arrive, so nothing was done. Look at the chair, then tap again.",
    ),
    "tap-missing": (428, "A command needs an Idempotency-Key, made once per tap."),
    "internal": (500, "A fault of the service. It is in the log; STOP still works."),
    "record-not-saved": (
        503,
        "Not on the disk yet. Nothing is started or raised until it is; ask again with the same "
        "tap for the answer.",
    ),
    "not-ready": (503, "The ward cannot record, and so cannot act."),
}


def _title(problem: str) -> str:
    return problem.replace("-", " ").capitalize()


KINDS: dict[str, ProblemKind] = {
    **{
        key.value: ProblemKind(422 if key in _UNPROCESSABLE else _CONFLICT, _title(key.value), text)
        for key, text in _REFUSALS.items()
    },
    **{
        key.value: ProblemKind(_CONFLICT, _title(key.value), text)
        for key, text in BOOK_REFUSALS.items()
    },
    **{
        key: ProblemKind(status, _title(key), text)
        for key, (status, text) in (*_OURS.items(), *OF_THE_BOOK.items(), *OF_PEOPLE.items())
    },
}
"""All problems by id; `GET /problems/{id}` shows them."""
