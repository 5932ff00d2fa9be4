"""Why the book refused: typed values with a stable id and a sentence for whoever is on the phone.

An id is part of the API (`/problems/<id>`) and is never reused for another meaning.
"""

from dataclasses import dataclass
from enum import Enum


class BookRefusalId(Enum):
    """Every reason for which the book refuses something."""

    CLOSED_DAY = "closed-day"
    PAST_DAY = "past-day"
    BEYOND_HORIZON = "beyond-horizon"
    VISIT_TOO_LONG = "visit-too-long"
    BEFORE_OPENING = "before-opening"
    NO_NURSES = "no-nurses"
    NO_PLACE = "no-place"
    PLACE_TAKEN = "place-taken"
    NURSES_BUSY = "nurses-busy"
    NO_PUMP_FREE = "no-pump-free"
    PHARMACY_FULL = "pharmacy-full"
    NOT_WITHIN_THE_WISH = "not-within-the-wish"
    ENDS_TOO_LATE = "ends-too-late"
    SERIES_WITHOUT_PLACE = "series-without-place"
    WRONG_STATUS = "visit-status"
    VISIT_CHANGED = "visit-changed"
    HOLD_OVER = "hold-over"
    NOT_YET = "not-yet"
    OTHER_DAY = "other-day"
    CHAIR_TAKEN = "chair-taken"
    CHAIR_BLOCKED = "chair-blocked"
    CHAIR_OTHER_CLASS = "chair-other-class"
    OTHER_ZONE = "other-zone"
    NOT_WAITING = "not-waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRefusal:
    """Something that changed nothing, and why."""

    id: BookRefusalId
    sentence: str
