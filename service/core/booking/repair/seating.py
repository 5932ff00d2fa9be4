"""Which chair will be free for whom: a look ahead. A chair is bound when the patient is seated."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.repair.situation import Situation, fit_of
from service.core.booking.shape import PlaceClass
from service.core.booking.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Somebody sits on a chair that cannot be used any more."""

    visit: Visit
    chair: str
    to: str | None
    """A chair of the same class that is free for so long; None: there is none."""


def seating(
    of: Situation, fits: Mapping[str, Fit | None], like: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Return a chair for each visit that is still to come, where one will be free.

    As the day was planned for an empty `fits`: those who sit leave when they were planned to. Where
    it can be, a visit has the chair that it has in `like`.
    """
    rows: list[tuple[int, int, Visit]] = []
    for visit in (*of.held, *of.ahead):
        fit = fits.get(visit.id, fit_of(visit, of.day.zero))
        if fit is not None:
            rows.append((fit.seat, fit.ends(visit.shape), visit))
    row_of = _Row(of, planned=not fits)
    found: dict[str, str] = {}
    for seat, ends, visit in sorted(rows, key=lambda row: (row[0], row[2].id)):
        chair = row_of.take(visit.place, seat, ends, (like or {}).get(visit.id))
        if chair is not None:
            found[visit.id] = chair
    return found


def swaps(of: Situation) -> Iterator[Swap]:
    """Yield those who sit on a chair that is broken, with a chair that is free until they leave."""
    chairs = {chair.id: chair for chair in of.chairs}
    taken = {each.visit.chair for each in of.stays}
    for each in of.stays:
        chair = each.visit.chair
        if chair is None or chair not in of.broken or of.broken[chair] >= each.until:
            continue
        free = [
            other.id
            for other in of.chairs
            if other.place is chairs[chair].place
            and other.id not in taken
            and of.broken.get(other.id, each.until) >= each.until
        ]
        to = free[0] if free else None
        taken.add(to)
        yield Swap(visit=each.visit, chair=chair, to=to)


class _Row:
    """The chairs of each class in the order in which they become free."""

    def __init__(self, of: Situation, *, planned: bool) -> None:
        """Begin with those who sit; `planned`: as if they left when they were planned to."""
        self._at = {chair.id: 0 for chair in of.chairs}
        self._ends = {chair: of.of_day(slot) for chair, slot in of.broken.items()}
        for each in of.stays:
            if each.visit.chair in self._at:
                end = max(each.visit.end, of.now) if planned else each.until
                self._at[each.visit.chair] = of.of_day(Slot(end))
        self._free: dict[PlaceClass, list[tuple[int, str]]] = {}
        for chair in of.chairs:
            insort(self._free.setdefault(chair.place, []), (self._at[chair.id], chair.id))

    def take(self, place: PlaceClass, seat: int, ends: int, wanted: str | None) -> str | None:
        """Take the wanted chair, or the one that becomes free last: gaps stay where they are long.

        None where no chair of the class is free at `seat`.
        """
        free = self._free.get(place, [])
        if wanted is not None and self._can(wanted, seat, ends):
            return self._taken(free, wanted, ends)
        for at in range(bisect_right(free, (seat, _LAST)) - 1, -1, -1):
            if self._can(free[at][1], seat, ends):
                return self._taken(free, free[at][1], ends)
        return None

    def _can(self, chair: str, seat: int, ends: int) -> bool:
        return self._at[chair] <= seat and self._ends.get(chair, ends) >= ends

    def _taken(self, free: list[tuple[int, str]], chair: str, ends: int) -> str:
        del free[bisect_left(free, (self._at[chair], chair))]
        self._at[chair] = ends
        insort(free, (ends, chair))
        return chair


_LAST = chr(0x10FFFF)
"""Comes behind every id."""
