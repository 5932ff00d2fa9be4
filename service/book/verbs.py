"""What becomes of the book when somebody does something: decided in memory, written by the file.

Each verb returns an `Intent`, or raises `Refused`. Nothing here waits and nothing here is final:
the database may still refuse (`service.book.book`). Nothing is moved that nobody asked to move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.book.asks import Refused, Wanted
from service.book.clocks import begins, slot_at
from service.book.days import Cut
from service.book.finding import Finder
from service.book.rows import Row
from service.book.writing import Beside, By, Step
from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.resources import BookedChair, Promises
from service.core.booking.shape import cut_short
from service.core.booking.visits import Status, Verb, Visit, may
from service.core.times import MINUTE_MS, after, minutes


class NoSuchVisit(LookupError):
    """The book has no visit of this id, or it is long past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What shall be written, and the visits that are to be shown for it."""

    steps: tuple[Step, ...] = ()
    beside: tuple[Beside, ...] = ()
    quiet: tuple[Beside, ...] = ()
    """As `Written.quiet` has it."""
    series: Row | None = None
    cuts: tuple[Cut, ...] = ()
    opened: tuple[Cut, ...] = ()
    """Overtime that the steps need."""
    frees: bool = True
    """Whether what becomes free is offered to those who wait."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits as they will be."""
        return tuple(step.after for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """Decides, with what the book has in memory."""

    finder: Finder
    promises: Promises
    chairs: Mapping[str, BookedChair]

    def visit(self, id_: str) -> Visit:
        """Return a visit; `NoSuchVisit` otherwise."""
        found = self.finder.shelf.visits.get(id_)
        if found is None:
            raise NoSuchVisit(id_)
        return found

    def hold(self, by: By, wanted: Wanted, seat: Slot, id_: str, series: str | None = None) -> Step:
        """Return a place held for somebody who is being asked."""
        fit = self.finder.fit(wanted, seat, slot_at(by.at))
        load = self.finder.shelf.days[self.finder.calendar.clocks.date(seat)]
        visit = Visit(
            id=id_,
            patient=wanted.patient,
            what=wanted.what,
            infusion_no=wanted.infusion_no,
            place=wanted.place,
            shape=wanted.shape,
            seat=seat,
            wait=fit.wait,
            bag=None if fit.bag is None else Slot(load.zero + fit.bag),
            zone=self.finder.calendar.clocks.zone,
            status=Status.HELD,
            version=1,
            held_until=after(by.at, minutes(self.promises.hold_min)),
            series=series,
        )
        return Step(what="held", before=None, after=visit)

    def book(self, by: By, visit: Visit) -> Step:
        """Return a hold that has become a promise."""
        if visit.status is Status.CANCELLED and visit.reason == HOLD_OVER:
            raise self._hold_over(by, visit)
        self._must(Verb.BOOK, visit)
        if visit.held_until is not None and visit.held_until <= by.at:
            raise self._hold_over(by, visit)
        return _step("booked", visit, status=Status.BOOKED, held_until=None)

    def move(self, by: By, visit: Visit, seat: Slot, reason: str) -> Step:
        """Return a visit at another time. It keeps its shape, its place class and its series."""
        self._must(Verb.MOVE, visit)
        now = slot_at(by.at)
        if visit.held_until is not None and visit.held_until <= by.at:
            raise self._hold_over(by, visit)
        own = self.finder.shelf.taken(visit.id)
        fit = self.finder.fit(wanted_of(visit), seat, now, own, visit.bag)
        load = self.finder.shelf.days[self.finder.calendar.clocks.date(seat)]
        return _step(
            "moved",
            visit,
            seat=seat,
            wait=fit.wait,
            bag=None if fit.bag is None else Slot(load.zero + fit.bag),
            zone=self.finder.calendar.clocks.zone,
            reason=reason,
            expected=None,
        )

    def put(self, by: By, visit: Visit, fit: Fit, zero: Slot, reason: str) -> Step:
        """Return a visit at exactly this place, as somebody has accepted it; the database decides.

        Also at a time that is just beginning, and after the close: unlike a wish on the phone.
        """
        self._must(Verb.MOVE, visit)
        if zero + fit.seat < slot_at(by.at):
            raise Refused(BookRefusalId.PAST_DAY, "That time is past. Ask for a new proposal.")
        return _step(
            "moved",
            visit,
            seat=Slot(zero + fit.seat),
            wait=fit.wait,
            bag=None if fit.bag is None else Slot(zero + fit.bag),
            zone=self.finder.calendar.clocks.zone,
            reason=reason,
            expected=None,
        )

    def lengthen(self, visit: Visit, end: Slot, reason: str) -> Step:
        """Return a visit whose patient sits longer than was planned: its infusion takes longer."""
        if visit.status is not Status.SEATED:
            said = f"The visit is {visit.status.value}; only who sits can sit longer."
            raise Refused(BookRefusalId.WRONG_STATUS, said)
        longer = replace(visit.shape, infuse=visit.shape.infuse + max(0, end - visit.end))
        return _step("longer", visit, shape=longer, reason=reason)

    def shorten(self, visit: Visit, end: Slot, reason: str) -> Step:
        """Return a visit that is over earlier than was planned; its room is free from then on."""
        if visit.status is not Status.SEATED:
            said = f"The visit is {visit.status.value}; only who sits can be done earlier."
            raise Refused(BookRefusalId.WRONG_STATUS, said)
        shape, wait = cut_short(visit.shape, visit.wait, max(0, visit.end - end))
        return _step("shorter", visit, shape=shape, wait=wait, reason=reason)

    def cancel(self, visit: Visit, reason: str) -> Step:
        """Return a visit that is not going to be."""
        self._must(Verb.CANCEL, visit)
        return _step("cancelled", visit, status=Status.CANCELLED, reason=reason, held_until=None)

    def arrive(self, by: By, visit: Visit) -> Step:
        """Return a visit whose patient is here."""
        self._must(Verb.ARRIVE, visit)
        self._must_be_today(by, visit)
        return _step("arrived", visit, status=Status.ARRIVED)

    def late(self, by: By, visit: Visit, expected: Slot) -> Step:
        """Return a visit whose patient is expected later. The promise is not moved by that."""
        self._must(Verb.LATE, visit)
        if expected <= visit.seat or expected <= slot_at(by.at):
            said = "A late patient is expected after the promised time, and not in the past."
            raise Refused(BookRefusalId.NOT_YET, said)
        return _step("late", visit, expected=expected)

    def no_show(self, by: By, visit: Visit) -> Step:
        """Return a visit to which nobody came; its place is free again."""
        self._must(Verb.NO_SHOW, visit)
        promised = visit.seat if visit.expected is None else visit.expected
        from_ = after(begins(promised), minutes(self.promises.no_show_min))
        if by.at < from_:
            waits = -(-(from_ - by.at) // MINUTE_MS)
            said = f"Not a no-show yet: wait {waits} more minutes."
            raise Refused(BookRefusalId.NOT_YET, said)
        return _step("no-show", visit, status=Status.NO_SHOW, reason="did not come")

    def seat(self, by: By, visit: Visit, chair: BookedChair) -> Step:
        """Return a visit whose patient sits; the chair is bound from now on."""
        self._must(Verb.SEAT, visit)
        self._must_be_today(by, visit)
        if chair.place is not visit.place:
            said = f"{chair.id} is a {chair.place.value}; the visit is booked on a"
            raise Refused(BookRefusalId.CHAIR_OTHER_CLASS, f"{said} {visit.place.value}.")
        today = self.finder.calendar.clocks.date(slot_at(by.at))
        if why := self.finder.calendar.blocked(today).get(chair.id):
            raise Refused(BookRefusalId.CHAIR_BLOCKED, f"{chair.id} is out of use: {why}.")
        for cut in self.finder.shelf.broken(chair.id, slot_at(by.at), Slot(slot_at(by.at) + 1)):
            raise Refused(BookRefusalId.CHAIR_BLOCKED, f"{chair.id} is broken: {cut.reason}.")
        return _step("seated", visit, status=Status.SEATED, chair=chair.id, seated=slot_at(by.at))

    def done(self, by: By, visit: Visit) -> Step:
        """Return a visit whose patient has left; the place is free once it is clean."""
        self._must(Verb.DONE, visit)
        left = Slot(slot_at(by.at) + 1 + visit.shape.clean)
        return _step("done", visit, status=Status.DONE, left=left)

    def breaks(self, chair: BookedChair, cuts: Sequence[Cut]) -> None:
        """Refuse cuts of a chair that is out of use then already."""
        shelf, calendar = self.finder.shelf, self.finder.calendar
        start, end = min(cut.start for cut in cuts), max(cut.end for cut in cuts)
        said = f"{chair.id} is out of use then already"
        if why := calendar.blocked(calendar.clocks.date(start)).get(chair.id):
            raise Refused(BookRefusalId.CHAIR_BLOCKED, f"{said}: {why}.")
        for cut in shelf.broken(chair.id, start, end):
            raise Refused(BookRefusalId.CHAIR_BLOCKED, f"{said}: {cut.reason}.")

    def expire(self, visit: Visit) -> Step:
        """Return a hold that nobody has taken up in time."""
        return _step("expired", visit, status=Status.CANCELLED, reason=HOLD_OVER, held_until=None)

    def chair_taken(self, chair: str) -> Refused:
        """Return the refusal of a chair that is occupied, with those that look free."""
        shelf = self.finder.shelf
        occupied = {v.chair for v in shelf.visits.values() if v.status is Status.SEATED}
        place = self.chairs[chair].place
        free = [
            each.id
            for each in self.chairs.values()
            if each.place is place and each.id not in occupied
        ]
        said = f"{chair} is occupied."
        said += f" Free: {', '.join(free)}." if free else " No other one is free."
        return Refused(BookRefusalId.CHAIR_TAKEN, said)

    def _hold_over(self, by: By, visit: Visit) -> Refused:
        now = slot_at(by.at)
        found = self.finder.alternatives(
            wanted_of(visit), visit.seat, now, self.finder.shelf.taken(visit.id)
        )
        said = "The place was held for a while and is free again. Hold it anew."
        return Refused(BookRefusalId.HOLD_OVER, said, alternatives=found)

    def _must(self, verb: Verb, visit: Visit) -> None:
        if not may(verb, visit):
            status = visit.status.value.replace("_", "-")
            said = f"The visit is {status}; {_CANNOT[verb]}."
            raise Refused(BookRefusalId.WRONG_STATUS, said)

    def _must_be_today(self, by: By, visit: Visit) -> None:
        clocks = self.finder.calendar.clocks
        on, today = clocks.date(visit.seat), clocks.date(slot_at(by.at))
        if on != today:
            said = f"The visit is on {on}, and today is {today}: move it first."
            raise Refused(BookRefusalId.OTHER_DAY, said)


HOLD_OVER = "hold ran out"
"""The reason of a hold that ended by itself."""

_CANNOT = {
    Verb.BOOK: "only a place that is held can be booked",
    Verb.MOVE: "only one that has not begun can be moved",
    Verb.CANCEL: "only one that has not begun can be cancelled",
    Verb.ARRIVE: "only a booked one can arrive",
    Verb.LATE: "only a booked one can be late",
    Verb.NO_SHOW: "only a booked one can be a no-show",
    Verb.SEAT: "only a booked one can be seated",
    Verb.DONE: "only a seated one can be done",
}


def wanted_of(visit: Visit) -> Wanted:
    """Return what was asked for when a visit was booked."""
    return Wanted(
        patient=visit.patient,
        what=visit.what,
        infusion_no=visit.infusion_no,
        place=visit.place,
        shape=visit.shape,
    )


def _step(what: str, visit: Visit, **changed: object) -> Step:
    changed = {**changed, "version": visit.version + 1}
    return Step(what=what, before=visit, after=replace(visit, **changed))  # type: ignore[arg-type]  # its own fields
