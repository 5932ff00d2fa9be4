"""The waiting list: who is told first when a place becomes free. An offer holds nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from service.book.asks import Refused, Wanted, When
from service.book.clocks import slot_at
from service.book.finding import Finder
from service.book.rows import Row, shape_from, shape_text
from service.book.writing import Beside
from service.core.booking.grid import Slot
from service.core.booking.offers import Policy
from service.core.booking.refusals import BookRefusalId
from service.core.booking.shape import PlaceClass
from service.core.times import Instant

WAITING, OFFERED, CLOSED = "waiting", "offered", "closed"
PASSED_OVER = "offer-over"
"""For the journal of changes: has not taken what was offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Those who wait, first come first served."""

    finder: Finder

    def join(self, wanted: Wanted, first: date, last: date, id_: str, at: Instant) -> Beside:
        """Return somebody who waits from now on."""
        row = {
            "id": id_,
            "patient": wanted.patient,
            "what": wanted.what,
            "infusion_no": wanted.infusion_no,
            "place": wanted.place.value,
            "shape": shape_text(wanted.shape),
            "first_day": first.isoformat(),
            "last_day": last.isoformat(),
            "status": WAITING,
            "made_at_ms": at,
            "offered_slot": None,
            "offered_at_ms": None,
        }
        return Beside(what="waiting", table="waiting", before=None, after=row)

    def leave(self, row: Row) -> Beside:
        """Return somebody who waits no more, because there is a place or no wish for one."""
        if row["status"] == CLOSED:
            raise Refused(BookRefusalId.NOT_WAITING, "Nobody waits under this number any more.")
        after = {**row, "status": CLOSED}
        return Beside(what="left", table="waiting", before=row, after=after)

    def pass_over(self, row: Row) -> Beside:
        """Return somebody who waits on, and has not taken what was offered."""
        after = {**row, "status": WAITING}
        return Beside(what=PASSED_OVER, table="waiting", before=row, after=after)

    def offers(self, freed: Iterable[date], at: Instant) -> Iterator[Beside]:
        """Return for each day on which something became free the first one who fits there."""
        now = slot_at(at)
        told: set[str] = set()
        for on in freed:
            for row in self.standing():
                first, last = row["first_day"], row["last_day"]
                if row["id"] in told or not first <= on.isoformat() <= last:
                    continue
                seat = self._place(row, on, now)
                if seat is not None and seat != row["offered_slot"]:
                    told.add(row["id"])
                    after = {
                        **row,
                        "status": OFFERED,
                        "offered_slot": seat,
                        "offered_at_ms": at,
                    }
                    yield Beside(what="offered", table="waiting", before=row, after=after)
                    break

    def standing(self) -> list[Row]:
        """Return those who still wait, the first one first."""
        rows = [row for row in self.finder.shelf.waiting.values() if row["status"] != CLOSED]
        return sorted(rows, key=lambda row: (row["made_at_ms"], row["id"]))

    def _place(self, row: Row, on: date, now: Slot) -> Slot | None:
        load = self.finder.shelf.day(on)
        if load is None or not load.closes or on < self.finder.calendar.clocks.date(now):
            return None
        when = When(first=on, last=on, due=on, around_min=0)
        found = self.finder.of_day(load, wanted_of(row), when, now, Policy.PATIENT_PICKS)
        return found[0].seat if found else None


def wanted_of(row: Row) -> Wanted:
    """Return what somebody waits for."""
    return Wanted(
        patient=row["patient"],
        what=row["what"],
        infusion_no=row["infusion_no"],
        place=PlaceClass(row["place"]),
        shape=shape_from(row["shape"]),
    )
