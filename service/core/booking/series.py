"""Offers for the whole series of a course: one visit a due day, with tolerance and smallest gaps.

A beam over the days: after each visit the best so many beginnings of the series are kept, so the
answer stays quick however long the series is. Visits of one series never share a day, so the days
can be ranked one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.core.booking.offers import FIRST_VALUES, Offer, Policy, Request, Weights, offers
from service.core.booking.outlook import Outlook

BEAM = 24
"""Beginnings of a series that are kept after each visit."""

A_DAY = 2
"""Offers of one day that a series looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One visit of a series: when it is due, and how far from that it may be."""

    on: date
    early_days: int
    """So many days before the due day are still right."""
    late_days: int
    gap_days: int
    """At least so many days after the visit before it; 0 for the first."""
    request: Request

    def days(self) -> tuple[date, ...]:
        """Return the days that are right, the due day first, then by their distance from it."""
        around = range(-self.early_days, self.late_days + 1)
        return tuple(
            self.on + timedelta(days=away) for away in sorted(around, key=lambda n: (abs(n), n))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOffer:
    """An offer, with the day on which it is."""

    on: date
    offer: Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One offer for every visit of a series, in order."""

    visits: tuple[DayOffer, ...]

    @property
    def cost(self) -> int:
        """What the rank is by; the lowest comes first."""
        return sum(each.offer.cost for each in self.visits)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSeries:
    """The series cannot be offered: this visit of it has no place."""

    visit: int
    """Its number in the series, from 0."""
    due: Due


Days = Mapping[date, Outlook]
"""The open days of the ward; a day that is missing is closed."""


def around_due(
    policy: Policy, days: Days, due: Due, weights: Weights = FIRST_VALUES, most: int = 6
) -> tuple[DayOffer, ...]:
    """Return the best offers for one visit on all days that are right for it."""
    found = _by_day(policy, days, due, weights, most)
    return tuple(sorted((each for row in found for each in row), key=_rank)[:most])


def series(
    policy: Policy,
    days: Days,
    visits: Sequence[Due],
    weights: Weights = FIRST_VALUES,
    most: int = 3,
) -> tuple[Series, ...] | NoSeries:
    """Return the best series, best first; or which visit stands in the way of all of them."""
    beam = [Series(visits=())]
    for number, due in enumerate(visits):
        possible = _by_day(policy, days, due, weights, A_DAY)
        longer = [
            Series(visits=(*begun.visits, each))
            for begun in beam
            for row in possible
            for each in row
            if _far_enough(begun, each, due.gap_days)
        ]
        if not longer:
            return NoSeries(visit=number, due=due)
        beam = _kept(longer)
    return tuple(beam[:most])


def _by_day(
    policy: Policy, days: Days, due: Due, weights: Weights, most: int
) -> list[list[DayOffer]]:
    """Return the offers day by day. Expected visits are displaced only where no day is without."""
    found: list[list[DayOffer]] = []
    for displacing in (False, True):
        found = []
        for on in due.days():
            if on in days:
                made = offers(
                    policy,
                    days[on],
                    due.request,
                    weights,
                    away_days=abs((on - due.on).days),
                    most=most,
                    displacing=displacing,
                )
                found.append([DayOffer(on=on, offer=offer) for offer in made])
        if any(found):
            break
    return found


def _far_enough(begun: Series, each: DayOffer, gap_days: int) -> bool:
    if not begun.visits:
        return True
    return (each.on - begun.visits[-1].on).days >= max(1, gap_days)


def _kept(longer: list[Series]) -> list[Series]:
    """Return the best beginnings, at least one for each last day: the next gap counts from it."""
    ranked = sorted(longer, key=_series_rank)
    first_of_day = {each.visits[-1].on: each for each in reversed(ranked)}
    chosen = list(first_of_day.values())
    chosen += [each for each in ranked if each not in chosen][: max(0, BEAM - len(chosen))]
    return sorted(chosen, key=_series_rank)


def _rank(each: DayOffer) -> tuple[int, date, int]:
    return each.offer.cost, each.on, each.offer.seat


def _series_rank(each: Series) -> tuple[int, list[int]]:
    return each.cost, [visit.offer.seat for visit in each.visits]
