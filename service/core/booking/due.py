"""What is due, and when: derived from rows, so that no timer has to remember anything.

Each `Due` has a kind, a subject and an instant; together they are its identity. A row that changes
is due otherwise: a moved visit has other instants and so other dues, and those of before are gone.
Nothing here reads a clock.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.visits import Status, Visit
from service.core.session.next_start import nothing_in
from service.core.session.state import Session
from service.core.times import MINUTE_MS, Instant, after, minutes


class DueKind(Enum):
    """What can be due."""

    HOLD_OVER = "hold-over"
    """A place that was held is free again. The subject is the visit, as for the next four."""
    PREMEDICATION_DUE = "premedication-due"
    """From now on premedication may be given for the planned start of a booked visit."""
    PREMEDICATION_LATE = "premedication-late"
    """Given later than now, it is too young for the planned start."""
    LATE = "late"
    """The patient should have been here for a while."""
    NO_SHOW = "no-show"
    """The visit may be called a no-show now; a person does."""
    WINDOW_OPENS = "window-opens"
    """A given item is old enough for a start. The subject is `session/item`, as for the next."""
    WINDOW_CLOSES = "window-closes"
    """A given item is too old for a start."""
    OFFER_OVER = "offer-over"
    """Somebody who waits has not taken what was offered. The subject is the waiting one."""
    HORIZON = "horizon"
    """The nightly look at the days of all series. The subject is the ward's day."""
    TOMORROW = "tomorrow"
    """The plan of an open day, the evening before. The subject is the day that is planned."""


NIGHTLY = frozenset({DueKind.HORIZON, DueKind.TOMORROW})
"""Once for each day that they are about, whatever the clocks or the ward's zone do meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due."""

    kind: DueKind
    subject: str
    at: Instant

    @property
    def key(self) -> tuple[str, str, int]:
        """Tells it from every other one: what a notice is unique by."""
        return self.kind.value, self.subject, self.at

    @property
    def rank(self) -> tuple[int, str, str]:
        """In which order things are done that are due: by time, the nightly ones behind."""
        return self.at, self.kind.value, self.subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """When a ward wants to be told; first values, local."""

    late_min: int = 10
    """After the promised time a patient who is not here is late."""
    no_show_min: int = 30
    offer_min: int = 120
    """How long an offer to somebody who waits stands."""
    horizon_at: int = 2 * 60
    """Minutes after local midnight. A night that leaves the time out has it at the first moment
    after; one that has it twice has it at the first."""
    tomorrow_at: int = 18 * 60


def of_visit(visit: Visit, reminders: Reminders) -> tuple[Due, ...]:
    """Return what is due for a visit, as it stands."""
    if visit.status is Status.HELD:
        if visit.held_until is None:
            return ()
        return (Due(kind=DueKind.HOLD_OVER, subject=visit.id, at=visit.held_until),)
    found: list[Due] = []
    if visit.status is Status.BOOKED:
        promised = begins(visit.seat if visit.expected is None else visit.expected)
        for kind, minute in (
            (DueKind.LATE, reminders.late_min),
            (DueKind.NO_SHOW, reminders.no_show_min),
        ):
            found.append(Due(kind=kind, subject=visit.id, at=after(promised, minutes(minute))))
    if visit.status in _PREMEDICATED and visit.shape.wait_max:
        found += _premedication(visit)
    return tuple(found)


_PREMEDICATED = frozenset({Status.BOOKED, Status.ARRIVED, Status.SEATED})


def _premedication(visit: Visit) -> Iterator[Due]:
    """Yield the window for giving it: so long before hanging as the gap may be and must be."""
    shape = visit.shape
    seat = next(slot for slot in (visit.seated, visit.expected, visit.seat) if slot is not None)
    hang = seat + shape.arrive + visit.wait
    opens, closes = max(seat, hang - shape.wait_max), hang - shape.wait_min
    for kind, slot in (
        (DueKind.PREMEDICATION_DUE, opens),
        (DueKind.PREMEDICATION_LATE, closes),
    ):
        yield Due(kind=kind, subject=visit.id, at=begins(Slot(slot)))


def of_offer(waiting: str, offered_at: Instant, seat: Slot, reminders: Reminders) -> Due:
    """Return when an offer to somebody who waits is over: after a while, or as the seat begins."""
    at = min(after(offered_at, minutes(reminders.offer_min)), begins(seat))
    return Due(kind=DueKind.OFFER_OVER, subject=waiting, at=at)


def of_session(session: str, s: Session) -> tuple[Due, ...]:
    """Return when the windows of what was given open and close; nothing once it has begun."""
    if s.closed or not nothing_in(s):
        return ()
    items = {item.id: item for item in s.protocol.premedication if item.required}
    found: list[Due] = []
    for given in s.given:
        item = items.get(given.item)
        if item is not None:
            subject = f"{session}/{item.id}"
            opens = after(given.given_at, item.not_before)
            closes = after(given.given_at, item.not_after)
            found.append(Due(kind=DueKind.WINDOW_OPENS, subject=subject, at=opens))
            found.append(Due(kind=DueKind.WINDOW_CLOSES, subject=subject, at=closes))
    return tuple(found)


At = Callable[[date, int], Instant]
"""The first instant at which a day's clocks show, or pass, so many minutes after midnight."""


def of_nights(days: Iterable[date], at: At, reminders: Reminders) -> Iterator[Due]:
    """Yield the nightly look at the horizon, for some days of the ward."""
    for on in days:
        yield Due(kind=DueKind.HORIZON, subject=on.isoformat(), at=at(on, reminders.horizon_at))


def of_evenings(
    days: Iterable[date], at: At, is_open: Callable[[date], bool], reminders: Reminders
) -> Iterator[Due]:
    """Yield the plans of some days, each on the evening before; a closed day has none."""
    for on in days:
        if is_open(on):
            before = at(on - timedelta(days=1), reminders.tomorrow_at)
            yield Due(kind=DueKind.TOMORROW, subject=on.isoformat(), at=before)


def begins(slot: Slot) -> Instant:
    """Return the instant at which a slot begins."""
    return Instant(slot * GRID_MIN * MINUTE_MS)
