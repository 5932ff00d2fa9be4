"""Offers to a person on the phone: where one visit can be, ranked, each with why it stands there.

No solver and no chance: the same day and the same request give the same offers. What a person reads
("an hour after the wished time", "takes room that long infusions will need") is made from `Term`s.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from service.core.booking.counts import Mask, span
from service.core.booking.day import DayState, Fit, fit_at, fits, rises
from service.core.booking.grid import GRID_MIN, Slot, after
from service.core.booking.outlook import Expected, Outlook, accepted, own, without
from service.core.booking.shape import PlaceClass, Pool, Shape


class Policy(Enum):
    """How a ward ranks what is free."""

    PATIENT_PICKS_BOUND = "patient-picks-bound"
    """The free start next to the wish, on a chair that is bound at once."""
    PATIENT_PICKS = "patient-picks"
    """The free start next to the wish; the chair is bound later."""
    BEST_FIT = "best-fit"
    """The wish against the gaps that a start leaves before and after the visit."""
    DYNAMIC_TEMPLATE = "dynamic-template"
    """The wish against the expected visits that a start would displace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the patient would like, in slots of the day."""

    around: int
    """The seat that would be best."""
    earliest: int = 0
    """No seat before this: a bus, a school."""
    latest: int | None = None
    """No seat after this."""

    def allows(self, length: int) -> Mask:
        """Return the seats that the wish does not rule out, of a day of so many slots."""
        last = length if self.latest is None else self.latest
        return span(self.earliest, max(0, last - self.earliest + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One visit that somebody asks for."""

    kind: str
    """Which of the expected kinds of visit it is; one that is not expected displaces."""
    shape: Shape
    place: PlaceClass
    wish: Wish
    first_infusion: bool
    """First infusions begin early in the day."""


class TermKind(Enum):
    """What may speak against an offer."""

    WISH = "wish"
    """Minutes from the wished time."""
    DAY = "day"
    """Days from the due day."""
    DISPLACED = "displaced"
    """Minutes of expected visits that would find no place any more."""
    GAP = "gap"
    """Minutes of a place that are left empty beside the visit and are short of use."""
    LATE_FIRST = "late-first"
    """Minutes that a first infusion begins after the ward's morning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of an offer's rank."""

    kind: TermKind
    amount: int
    """In the term's own unit."""
    cost: int
    """In thousandths of a minute from the wish."""

    @classmethod
    def of(cls, kind: TermKind, amount: int, weight: int) -> "Term":
        """Return the term of an amount by its weight."""
        return cls(kind=kind, amount=amount, cost=amount * weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each term counts, in thousandths of a minute from the wish.

    First values; docs/booking/offers.md says on which days they were chosen.
    """

    wish: int = 1_000
    day: int = 60_000
    displaced: int = 2_000
    gap: int = 3_000
    late_first: int = 1_000
    morning_ends: int = 120
    """Slot of the day (10:00) after which a first infusion counts as late."""
    gap_most: int = 24
    """Slots; a longer gap is of use again."""


FIRST_VALUES = Weights()

KEPT_NEAREST = 3
"""So many expected visits of the same kind are tried for a request: those nearest to its wish."""

MOST = 6
"""So many offers of one day a person on the phone is told."""

APART = 3
"""Slots between two offers of one day."""

LOOKED_AT = 12
"""So many starts are tried where expected visits must be moved: those nearest to the wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One place for a visit, with what speaks against it."""

    seat: Slot
    """The moment at which the patient is seated."""
    visit: Expected
    """What `outlook.accepted` books."""
    terms: tuple[Term, ...]
    """Only those that count something; the most costly one first."""

    @property
    def cost(self) -> int:
        """What the rank is by; the lowest comes first."""
        return sum(term.cost for term in self.terms)


@dataclass(frozen=True, slots=True)
class _Start:
    """A seat that is free on a day, before it is an offer."""

    day: DayState
    """Where it was found: the bag has to fit there as well."""
    seat: int
    wait: int


def place(
    policy: Policy, day: Outlook, request: Request, weights: Weights = FIRST_VALUES
) -> Offer | None:
    """Return the best offer of a day; None where the visit does not fit any more."""
    return next(iter(offers(policy, day, request, weights, most=1)), None)


def offers(
    policy: Policy,
    day: Outlook,
    request: Request,
    weights: Weights = FIRST_VALUES,
    *,
    away_days: int = 0,
    most: int = MOST,
    displacing: bool = True,
) -> tuple[Offer, ...]:
    """Return at most `most` offers of a day, the best one first, a quarter of an hour apart.

    `away_days` is how far the day is from the due day, earlier or later. `displacing`: where
    nothing fits beside the expected day, whether to offer what would displace some of it.
    """
    if policy is Policy.BEST_FIT:
        return _by_gap(day.booked, request, weights, away_days, most)
    if policy is Policy.DYNAMIC_TEMPLATE:
        found = _beside_expected(day, request, weights, most)
        if not found and displacing:
            return _displacing(day, request, weights, away_days, most)
    else:
        found = _free(day.booked, request, weights, most)
    return tuple(_offer(start, request, weights, away_days) for start in found)


def fit_for(day: Outlook, request: Request, seat: int) -> Fit | None:
    """Return how a visit fits at one seat, whatever it wishes; None: not at all.

    Beside the expected day where it can be, or else by what is booked.
    """
    here = span(seat, 1) if seat >= 0 else 0
    for state in _states(day, request, seat):
        found = fits(state, request.shape, request.place, here)
        if found:
            return fit_at(state, request.shape, seat, found[seat])
    return None


def _states(day: Outlook, request: Request, seat: int) -> Iterator[DayState]:
    for each in own(day, request.kind, seat):
        yield without(day, each).rest
    yield day.rest
    yield day.booked


def _free(day: DayState, request: Request, weights: Weights, most: int) -> list[_Start]:
    """Return the best starts of a day by the seat alone."""
    allowed = request.wish.allows(day.length)
    free = fits(day, request.shape, request.place, allowed)
    best = _apart(sorted(free, key=_by_seat(request, weights)), most)
    return [_Start(day, seat, free[seat]) for seat in best]


def _beside_expected(day: Outlook, request: Request, weights: Weights, most: int) -> list[_Start]:
    """Return the best starts beside all of the expected day but one visit of the same kind."""
    kept = list(islice(own(day, request.kind, request.wish.around), KEPT_NEAREST))
    found: dict[int, _Start] = {}
    for base in [without(day, each) for each in kept] or [day]:
        for start in _free(base.rest, request, weights, most):
            found.setdefault(start.seat, start)
    best = _apart(sorted(found, key=_by_seat(request, weights)), most)
    return [found[seat] for seat in best]


def _displacing(
    day: Outlook, request: Request, weights: Weights, away: int, most: int
) -> tuple[Offer, ...]:
    """Return offers on what is free only if expected visits move, or find no place any more."""
    found = []
    for start in _free(day.booked, request, weights, LOOKED_AT):
        visit = _offer(start, request, weights, away).visit
        lost = Term.of(TermKind.DISPLACED, accepted(day, visit).minutes, weights.displaced)
        found.append(_offer(start, request, weights, away, lost))
    return tuple(sorted(found, key=_rank)[:most])


def _by_gap(
    day: DayState, request: Request, weights: Weights, away: int, most: int
) -> tuple[Offer, ...]:
    """Return offers by the wish and by the gaps that they leave beside the visit."""
    begun, ended = rises(day, Pool(request.place.value))

    def gap(seat: int) -> int:
        ends = seat + request.shape.length(free[seat])
        slots_ = _gap(ended, seat, -1, weights.gap_most) + _gap(begun, ends, 1, weights.gap_most)
        return slots_ * GRID_MIN

    free = fits(day, request.shape, request.place, request.wish.allows(day.length))
    by_seat = _by_seat(request, weights)
    ranked = sorted(free, key=lambda seat: (by_seat(seat)[0] + gap(seat) * weights.gap, seat))
    return tuple(
        _offer(
            _Start(day, seat, free[seat]),
            request,
            weights,
            away,
            Term.of(TermKind.GAP, gap(seat), weights.gap),
        )
        for seat in _apart(ranked, most)
    )


def _gap(edges: Mask, at: int, step: int, most: int) -> int:
    """Return how many slots lie between a slot and the next edge, at most `most`."""
    return next((n for n in range(most) if edges >> (at + step * n) & 1), most)


def _apart(ranked: Iterable[int], most: int) -> list[int]:
    """Return the first seats, each a quarter of an hour from every better one."""
    kept: list[int] = []
    for seat in ranked:
        if all(abs(seat - other) >= APART for other in kept):
            kept.append(seat)
        if len(kept) == most:
            break
    return kept


def _by_seat(request: Request, weights: Weights) -> Callable[[int], tuple[int, int]]:
    """Return what ranks the seats of one day where nothing else counts: the cost, then the time."""
    around, wish = request.wish.around, weights.wish * GRID_MIN
    morning, late = weights.morning_ends, weights.late_first * GRID_MIN
    if request.first_infusion:
        return lambda seat: (abs(seat - around) * wish + max(0, seat - morning) * late, seat)
    return lambda seat: (abs(seat - around) * wish, seat)


def _offer(
    start: _Start, request: Request, weights: Weights, away: int, more: Term | None = None
) -> Offer:
    wished = abs(start.seat - request.wish.around) * GRID_MIN
    late = max(0, start.seat - weights.morning_ends) * GRID_MIN if request.first_infusion else 0
    terms = (
        Term.of(TermKind.WISH, wished, weights.wish),
        Term.of(TermKind.DAY, away, weights.day),
        Term.of(TermKind.LATE_FIRST, late, weights.late_first),
        *([] if more is None else [more]),
    )
    return Offer(
        seat=after(start.day.zero, start.seat),
        visit=Expected(
            kind=request.kind,
            shape=request.shape,
            place=request.place,
            fit=fit_at(start.day, request.shape, start.seat, start.wait),
        ),
        terms=tuple(sorted((t for t in terms if t.cost), key=lambda t: -t.cost)),
    )


def _rank(offer: Offer) -> tuple[int, Slot]:
    return offer.cost, offer.seat
