"""Who may do what: one row for each operation of the API. What has no row cannot be served.

Looked at in one place (`admission.py`). A ward whose pages are believed looks at the doors alone:
a role that somebody has only said is no reason to refuse or to admit.
"""

from dataclasses import dataclass
from enum import Enum

from service.core.roles import Role


class Door(Enum):
    """What is asked of everybody, before any role."""

    STOP = "stop"
    """Nothing. A stop is taken from everybody, whatever else is true."""
    OPEN = "open"
    """Nothing: it tells and does nothing of the ward's, or has a secret of its own."""
    TABLET = "tablet"
    """An enrolled tablet. Looking needs no sign-in there."""
    PERSON = "person"
    """A person with one of the roles, signed in or with her PIN for this one action."""


@dataclass(frozen=True, slots=True)
class Right:
    """One row."""

    door: Door
    roles: frozenset[Role] = frozenset()
    pin: bool = False
    """Asked for at the moment of the action, signed in or not."""


def _of(*roles: Role, pin: bool = False) -> Right:
    return Right(Door.PERSON, frozenset(roles), pin)


_N, _C, _RX, _PH = Role.NURSE, Role.CHARGE, Role.PRESCRIBER, Role.PHARMACIST
_STOP, _OPEN, _TABLET = Right(Door.STOP), Right(Door.OPEN), Right(Door.TABLET)
_BEDSIDE = _of(_N, _C)
_ORDERS = _of(_N, _C, _RX, _PH)
_CHARGE = _of(_C)
_ADMIN = _of(Role.ADMIN, pin=True)

RIGHTS: dict[str, Right] = {
    # Stops
    "report_reaction": _STOP,
    "pause": _STOP,
    "discontinue": _STOP,
    "stop": _STOP,
    # Before the start
    "check_in": _BEDSIDE,
    "associate": _BEDSIDE,
    "correct_order": _ORDERS,
    "record_labs": _of(_N, _C, _RX),
    "record_blood_group": _of(_N, _C, _RX),
    "record_temperature": _BEDSIDE,
    "record_bag": _of(_N, _C, _PH),
    "give_premedication": _BEDSIDE,
    "decide_premedication": _of(_N, _C, _RX),
    "ask_override": _ORDERS,
    "give_override": _of(_N, _C, _RX, _PH, pin=True),
    "amend": _ORDERS,
    "check_second": _of(_N, _C, _RX, _PH, pin=True),
    "start": _of(_N, _C, pin=True),
    # During and after
    "take_vitals": _BEDSIDE,
    "attest": _BEDSIDE,
    "withdraw_attestation": _BEDSIDE,
    "grade_reaction": _of(_N, _C, _RX),
    "note_symptoms": _of(_N, _C, _RX),
    "record_rescue_drug": _of(_N, _C, _RX),
    "record_call": _of(_N, _C, _RX),
    "record_outcome": _of(_N, _C, _RX),
    "resume": _of(_N, _C, pin=True),
    "record_flush": _BEDSIDE,
    "discharge": _BEDSIDE,
    "take_chair_over": _BEDSIDE,
    # Alarms
    "acknowledge_alarm": _BEDSIDE,
    "pause_audio": _BEDSIDE,
    "acknowledge_ward_alarm": _of(_N, _C, Role.BIOMED),
    "pause_ward_audio": _BEDSIDE,
    "hear_station": _of(_N, _C, Role.BIOMED),
    "beat_station": _TABLET,
    # The book
    "hold_place": _BEDSIDE,
    "book_visit": _BEDSIDE,
    "move_visit": _BEDSIDE,
    "cancel_visit": _BEDSIDE,
    "take_arrival": _BEDSIDE,
    "expect_late": _BEDSIDE,
    "miss_visit": _BEDSIDE,
    "seat_patient": _BEDSIDE,
    "end_visit": _BEDSIDE,
    "hold_series": _BEDSIDE,
    "book_series": _BEDSIDE,
    "wait_for_place": _BEDSIDE,
    "leave_waiting_list": _BEDSIDE,
    "acknowledge_notice": _of(_N, _C, _PH),
    "cut_capacity": _CHARGE,
    "accept_proposal": _CHARGE,
    "take_plan": _of(_C, _PH),
    "make_feed": _CHARGE,
    "revoke_feed": _CHARGE,
    "offer_places": _TABLET,
    "offer_series": _TABLET,
    "ask_for_proposal": _TABLET,
    # People
    "read_sign_in": _OPEN,
    "enrol_tablet": _OPEN,
    "sign_in": _TABLET,
    "sign_out": _TABLET,
    "give_second": _TABLET,
    "step_up": _of(*Role),
    "list_people": _of(_C, Role.ADMIN),
    "unlock_person": _of(_C, Role.ADMIN, pin=True),
    "add_person": _ADMIN,
    "change_roles": _ADMIN,
    "change_pin": _ADMIN,
    "disable_person": _ADMIN,
    "list_tablets": _of(Role.ADMIN),
    "offer_enrolment": _ADMIN,
    "revoke_tablet": _ADMIN,
    "read_audit": _of(_C, Role.ADMIN),
    # Reading
    "read_settings": _TABLET,
    "read_ward": _TABLET,
    "watch": _TABLET,
    "list_sessions": _TABLET,
    "read_session": _TABLET,
    "read_record": _TABLET,
    "read_book": _TABLET,
    "read_board": _TABLET,
    "read_visit": _TABLET,
    "read_waiting_list": _TABLET,
    "read_changes": _TABLET,
    "read_proposals": _TABLET,
    "read_proposal": _TABLET,
    "read_due": _TABLET,
    "read_notices": _TABLET,
    "read_plans": _TABLET,
    "read_plan": _TABLET,
    "read_feeds": _TABLET,
    "live": _OPEN,
    "ready": _OPEN,
    "read_problem": _OPEN,
    "read_calendar": _OPEN,  # behind a secret address
}


def may(roles: frozenset[Role]) -> list[str]:
    """Return what somebody with these roles may do, by the names of the operations."""
    return sorted(name for name, right in RIGHTS.items() if right.roles & roles)
