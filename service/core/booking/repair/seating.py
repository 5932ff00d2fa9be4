"""Which chair will be free for whom: a look ahead. A chair is bound when the patient is seated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.core.booking.day import Fit
from service.core.booking.grid import Slot
from service.core.booking.repair.situation import Situation, fit_of
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
    planned = not fits
    free_at = _free_at(of, planned=planned)
    rows: list[tuple[int, int, Visit]] = []
    for visit in (*of.held, *of.ahead):
        fit = fits.get(visit.id, fit_of(visit, of.day.zero))
        if fit is not None:
            rows.append((fit.seat, fit.ends(visit.shape), visit))
    found: dict[str, str] = {}
    for seat, ends, visit in sorted(rows, key=lambda row: (row[0], row[2].id)):
        wanted = (like or {}).get(visit.id)
        chair = _chair(of, free_at, visit, seat, ends, wanted)
        if chair is not None:
            found[visit.id] = chair
            free_at[chair] = ends
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


def _free_at(of: Situation, *, planned: bool) -> dict[str, int]:
    """Return from which slot of the day on each chair is free."""
    found = {chair.id: 0 for chair in of.chairs}
    for each in of.stays:
        if each.visit.chair in found:
            end = max(each.visit.end, of.now) if planned else each.until
            found[each.visit.chair] = of.of_day(Slot(end))
    return found


def _chair(
    of: Situation,
    free_at: Mapping[str, int],
    visit: Visit,
    seat: int,
    ends: int,
    wanted: str | None,
) -> str | None:
    """Return the wanted chair, or the one that becomes free last: gaps stay where they are long."""
    last = None
    for chair in of.chairs:
        until = of.broken.get(chair.id)
        if chair.place is not visit.place or free_at[chair.id] > seat:
            continue
        if until is not None and of.of_day(until) < ends:
            continue
        if chair.id == wanted:
            return chair.id
        if last is None or free_at[chair.id] > free_at[last]:
            last = chair.id
    return last
