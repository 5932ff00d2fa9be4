"""Why the book refuses, as problems: id, status and what it means."""

from service.core.booking.refusals import BookRefusalId

REFUSALS = {
    BookRefusalId.CLOSED_DAY: "The ward is closed on that day; `nearest` is an open one.",
    BookRefusalId.PAST_DAY: "That time is past.",
    BookRefusalId.BEYOND_HORIZON: "Booking is not open yet for that day; `nearest` is the last.",
    BookRefusalId.VISIT_TOO_LONG: "The visit is longer than the ward is open.",
    BookRefusalId.NO_NURSES: "No nurse is there, so nothing can be booked.",
    BookRefusalId.NO_PLACE: "There is no place between these days.",
    BookRefusalId.PLACE_TAKEN: "The place is not free; `alternatives` has the nearest ones.",
    BookRefusalId.BEFORE_OPENING: "The ward is not open yet at that time.",
    BookRefusalId.NURSES_BUSY: "The nurses are busy with others at that time.",
    BookRefusalId.NO_PUMP_FREE: "Every pump is in use at that time.",
    BookRefusalId.PHARMACY_FULL: "No isolator is free in time for the bag.",
    BookRefusalId.NOT_WITHIN_THE_WISH: "Nothing is free within the hours that were wished for.",
    BookRefusalId.ENDS_TOO_LATE: "The visit might not be over before the ward closes.",
    BookRefusalId.SERIES_WITHOUT_PLACE: "One visit of the series has no place.",
    BookRefusalId.WRONG_STATUS: "The command does not fit where the visit stands.",
    BookRefusalId.VISIT_CHANGED: "Somebody else has changed it meanwhile.",
    BookRefusalId.HOLD_OVER: "The place was held for a while and is free again.",
    BookRefusalId.NOT_YET: "It is too early for that.",
    BookRefusalId.OTHER_DAY: "The visit is on another day.",
    BookRefusalId.CHAIR_TAKEN: "Somebody else sits there.",
    BookRefusalId.CHAIR_BLOCKED: "The chair is out of use.",
    BookRefusalId.CHAIR_OTHER_CLASS: "The visit is booked on another class of place.",
    BookRefusalId.OTHER_ZONE: "The ward's clocks are those of another zone.",
    BookRefusalId.NOT_WAITING: "Nobody waits under this number any more.",
}

OURS = {
    "booking-off": (409, "This ward books nothing here: its file has no `booking` block."),
    "unknown-visit": (404, "The book has no such visit."),
    "unknown-series": (404, "The book has no such series."),
    "unknown-proposal": (404, "There is no such proposal, or it is too old. Ask for a new one."),
    "proposal-changed": (
        409,
        "A better proposal has come meanwhile. Look at it, then accept it by its version.",
    ),
    "unknown-waiting": (404, "Nobody waits under this id."),
    "unknown-notice": (404, "There is no such notice."),
    "unknown-plan": (404, "There is no such plan, or none was made."),
    "book-not-read": (503, "The book did not answer in time. Ask again; STOP works."),
    "unknown-feed": (404, "There is no such calendar, or it was revoked."),
}
