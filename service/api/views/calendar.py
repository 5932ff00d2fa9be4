"""Visits as a calendar (RFC 5545): what, where, when. No name and no number of a patient.

Times are UTC, so that no reader needs our idea of a zone's changes; the ward's zone stands beside
them for display. A visit keeps its UID for ever, and its SEQUENCE rises with each change.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from service.book.clocks import begins
from service.book.verbs import HOLD_OVER
from service.core.booking.grid import Slot
from service.core.booking.visits import GONE, Status, Visit
from service.core.times import Instant

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Chairside//chair book//EN"
SPACE = UUID("5bb4a3f0-6f0b-5c3b-9d0e-6d4f5a1c2e77")
"""Of the UIDs: the book's own ids stay in the book."""
REFRESH = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def calendar_text(ward: str, zone: str, visits: Iterable[Visit], now: Instant) -> bytes:
    """Return a calendar of visits; places that are only held are nobody's appointment yet."""
    from icalendar import Calendar  # a tenth of a second, which only a reader has to wait for

    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", ward)
    found.add("x-wr-timezone", zone)
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for visit in sorted(visits, key=lambda each: (each.seat, each.id)):
        if visit.status is not Status.HELD and visit.reason != HOLD_OVER:
            found.add_component(_event(ward, visit, now))
    text: bytes = found.to_ical()
    return text


def uid_of(visit: str) -> str:
    """Return the UID of a visit: the same one whatever becomes of it."""
    return f"{uuid5(SPACE, visit)}@chairside"


def _event(ward: str, visit: Visit, now: Instant) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", uid_of(visit.id))
    event.add("sequence", visit.version)
    event.add("dtstamp", _moment(now))
    event.add("dtstart", _begins(visit.seat))
    event.add("dtend", _begins(visit.end))
    event.add("summary", _summary(visit))
    event.add("location", f"{ward}, {visit.chair or visit.place.value}")
    event.add("status", "CANCELLED" if visit.status in GONE else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _summary(visit: Visit) -> str:
    number = "" if visit.infusion_no is None else f", infusion {visit.infusion_no}"
    return f"{visit.what}{number}"


def _begins(slot: Slot) -> datetime:
    return _moment(begins(slot))


def _moment(at: Instant) -> datetime:
    return (_EPOCH + timedelta(milliseconds=at)).replace(microsecond=0)
