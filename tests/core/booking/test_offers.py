"""Offers for one day: they fit, stand in the order of what speaks against them, and say why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.counts import span
from service.core.booking.day import DayState, Fit, booked, fit_at, fits, left
from service.core.booking.expecting import beside, expected_day, finished
from service.core.booking.grid import Slot
from service.core.booking.offers import (
    FIRST_VALUES,
    Policy,
    Request,
    Term,
    TermKind,
    Weights,
    Wish,
    fit_for,
    offers,
    place,
)
from service.core.booking.outlook import (
    Expected,
    Outlook,
    accepted,
    onwards,
    outlook,
    without,
)
from service.core.booking.shape import PlaceClass, Pool, Shape
from tests.core.booking.days import (
    CLOSES,
    LOCAL,
    LONG,
    OPENS,
    SHORT,
    ZERO,
    bag_is_right,
    fits_by_counting,
    shapes,
    ward_day,
)

CHAIR = PlaceClass.CHAIR
TEN = 120


def request(
    of: Shape, around: int = TEN, kind: str = "any", *, first: bool = False, **wish: int
) -> Request:
    return Request(
        kind=kind,
        shape=of,
        place=CHAIR,
        wish=Wish(around=around, **wish),
        first_infusion=first,
    )


def expected(of: Shape, seat: int, kind: str = "any", wait: int = 0) -> Expected:
    fit = fit_at(ward_day(), of, seat, wait)
    return Expected(kind=kind, shape=of, place=CHAIR, fit=fit)


def bound_day() -> DayState:
    return replace(ward_day(), chairs=(span(OPENS, CLOSES - OPENS),) * 4)


# ------------------------------------------------------------------------------------- they fit


@given(
    st.sampled_from(Policy),
    st.lists(st.tuples(shapes(), st.integers(OPENS, CLOSES)), max_size=15),
    st.lists(st.tuples(shapes(), st.integers(OPENS, CLOSES)), max_size=6),
)
def test_whatever_is_offered_fits_by_counting(
    policy: Policy, asked: list[tuple[Shape, int]], hoped: list[tuple[Shape, int]]
) -> None:
    """One after another, with an expected day beside them, until nothing is offered any more."""
    rest = [expected_at(of, seat) for of, seat in hoped]
    day = bound_day() if policy is Policy.PATIENT_PICKS_BOUND else ward_day()
    now = outlook(day, expected_day(ward_day(), rest))
    free = {pool: list(left(day, pool)) for pool in day.free}
    for of, around in asked:
        made = offers(policy, now, request(of, around))
        for offer in made:
            assert fits_by_counting(free, of, CHAIR, offer.visit.fit)
            assert bag_is_right(of, offer.visit.fit)
        if made:
            now = accepted(now, made[0].visit).outlook
            free = {pool: list(left(now.booked, pool)) for pool in day.free}
        assert never_more_is_expected_than_fits(now)


def expected_at(of: Shape, seat: int) -> Expected:
    return Expected(
        kind="any", shape=of, place=CHAIR, fit=Fit(seat=seat, wait=of.wait_min, bag=None)
    )


def never_more_is_expected_than_fits(now: Outlook) -> bool:
    """Whether what is left beside the expected day is what is booked less what is expected."""
    day = replace(now.booked, chairs=None)
    for row in now.expected.values():
        for each in row:
            day = booked(day, each.shape, each.place, each.fit)
    return all(left(day, pool) == left(now.rest, pool) for pool in day.free)


@pytest.mark.parametrize("policy", Policy)
def test_nothing_is_offered_on_a_full_day(policy: Policy) -> None:
    assert place(policy, outlook(ward_day(nurses=0)), request(LONG)) is None


# ------------------------------------------------------------------------------ the ranking table


WISHED = "wish"
LATE = "late-first"


@pytest.mark.parametrize(
    ("wanted", "seats", "terms"),
    [
        # The wished time, then its neighbours, the earlier one first.
        (request(SHORT), [120, 117, 123], [{}, {WISHED: 15}, {WISHED: 15}]),
        # Nothing before or after what the patient can.
        (
            request(SHORT, earliest=126),
            [126, 129, 132],
            [{WISHED: 30}, {WISHED: 45}, {WISHED: 60}],
        ),
        (
            request(SHORT, latest=110),
            [110, 107, 104],
            [{WISHED: 50}, {WISHED: 65}, {WISHED: 80}],
        ),
        # A first infusion is better before ten, whatever was wished.
        (
            request(SHORT, 132, first=True),
            [120, 123, 126],
            [{WISHED: 60}, {WISHED: 45, LATE: 15}, {WISHED: 30, LATE: 30}],
        ),
        # The last seat of a visit that may run over: 10:20, with the shortest gap.
        (
            request(replace(LONG, overrun=31), 150),
            [124, 121, 118],
            [{WISHED: 130}, {WISHED: 145}, {WISHED: 160}],
        ),
    ],
)
def test_offers_stand_in_the_order_of_what_speaks_against_them(
    wanted: Request, seats: list[int], terms: list[dict[str, int]]
) -> None:
    made = offers(Policy.PATIENT_PICKS, outlook(ward_day()), wanted, most=3)

    assert [offer.seat - ZERO for offer in made] == seats
    assert [{term.kind.value: term.amount for term in offer.terms} for offer in made] == terms


def test_a_day_away_from_the_due_day_counts_an_hour() -> None:
    (offer,) = offers(
        Policy.PATIENT_PICKS, outlook(ward_day()), request(SHORT), away_days=2, most=1
    )

    assert offer.terms == (Term(kind=TermKind.DAY, amount=2, cost=120_000),)
    assert offer.cost == 120_000


def test_best_fit_fills_up_beside_a_visit_where_the_wish_is_near() -> None:
    day = booked(ward_day(), SHORT, CHAIR, fit_at(ward_day(), SHORT, TEN, 0))
    behind = TEN + SHORT.length(0)

    picked = place(Policy.PATIENT_PICKS, outlook(day), request(SHORT, behind - 2))
    gaps = Weights(gap=1_000, gap_most=8)
    fitted = place(Policy.BEST_FIT, outlook(day), request(SHORT, behind - 2), gaps)

    assert picked is not None
    assert fitted is not None
    assert picked.visit.fit.seat == behind - 2
    assert fitted.visit.fit.seat == behind


# ------------------------------------------------------------------------------ the expected day


def test_a_request_takes_the_place_that_is_kept_for_its_kind() -> None:
    kept = expected(LONG, 100, "long", wait=6)
    now = outlook(ward_day(chairs=1), [kept])

    offer = place(Policy.DYNAMIC_TEMPLATE, now, request(LONG, 100, "long"))

    assert offer is not None
    assert offer.visit.fit == kept.fit
    after = accepted(now, offer.visit)
    assert after.lost == ()
    assert after.outlook.expected == {"long": ()}


def test_a_short_visit_leaves_the_morning_to_the_long_ones_that_are_expected() -> None:
    kept = expected(LONG, 100, "long", wait=6)
    now = outlook(ward_day(chairs=1), [kept])

    picked = place(Policy.PATIENT_PICKS, now, request(SHORT, TEN))
    beside = place(Policy.DYNAMIC_TEMPLATE, now, request(SHORT, TEN))

    assert picked is not None
    assert beside is not None
    assert picked.visit.fit.seat == TEN
    assert beside.visit.fit.seat >= kept.fit.ends(LONG)
    assert beside.terms[0].kind is TermKind.WISH


def test_what_fits_only_in_place_of_expected_visits_says_how_much_it_displaces() -> None:
    kept = [expected(LONG, 100, "long", wait=6), expected(SHORT, 165, "short")]
    kept += [expected(SHORT, 165 + 14, "short"), expected(SHORT, 165 + 28, "short")]
    now = outlook(ward_day(chairs=1), kept)

    offer = place(Policy.DYNAMIC_TEMPLATE, now, request(LONG, 100, "unheard-of"))

    assert offer is not None
    (term,) = [term for term in offer.terms if term.kind is TermKind.DISPLACED]
    assert term.amount == accepted(now, offer.visit).minutes >= 310
    assert term.cost == term.amount * FIRST_VALUES.displaced


def test_expected_visits_move_aside_before_any_is_given_up() -> None:
    now = outlook(ward_day(chairs=1), [expected(SHORT, 100, "short")])
    visit = expected(LOCAL, 103, "other")

    after = accepted(now, visit)

    (moved,) = after.outlook.expected["short"]
    assert after.lost == ()
    assert moved.fit.seat == 103 + LOCAL.length(0)


def test_of_the_expected_visits_only_those_count_for_which_there_is_room() -> None:
    one, other = expected(LONG, 100, "long", wait=6), expected(LONG, 110, "long", wait=6)

    now = outlook(ward_day(chairs=1), [one, other])

    assert now.expected == {"long": (one,)}
    assert without(now, one).rest == now.booked


def test_a_template_places_the_long_ones_first_next_to_their_wish() -> None:
    asked = [expected(SHORT, 100, "short"), expected(LONG, 100, "long", wait=6)]

    long_, short = expected_day(ward_day(chairs=1), asked)

    assert (long_.kind, long_.fit.seat) == ("long", 100)
    assert short.fit.seat == long_.fit.ends(LONG)


def test_a_visit_that_is_not_free_is_not_accepted() -> None:
    full = outlook(ward_day(chairs=0))

    with pytest.raises(ValueError, match="not enough left"):
        accepted(full, expected(SHORT, 100))


def test_a_bed_is_not_a_chair() -> None:
    day = ward_day(chairs=0)

    assert not fits(day, SHORT, PlaceClass.CHAIR)
    assert fits(day, SHORT, PlaceClass.BED)
    assert Pool.BED in day.free


def test_a_booking_comes_in_the_place_of_the_nearest_expected_one_of_its_kind() -> None:
    early, noon, other = (
        expected(SHORT, 100, "short"),
        expected(SHORT, 150, "short"),
        expected(LOCAL, 150, "local"),
    )
    asked = expected(SHORT, 140, "short")

    now = finished(beside(_with(asked), [early, noon, other], [asked]))

    assert now.expected == {"short": (early,), "local": (other,)}


def test_what_is_expected_where_somebody_is_booked_is_kept_at_the_nearest_place() -> None:
    kept = expected(LONG, 110, "long", wait=6)
    asked = expected(LOCAL, 108, "local")

    now = finished(beside(_with(asked, chairs=1), [kept], [asked]))

    (moved,) = now.expected["long"]
    assert moved.fit.seat == 108 + LOCAL.length(0)
    assert never_more_is_expected_than_fits(now)


def test_what_finds_no_place_beside_the_bookings_is_expected_no_more() -> None:
    asked = expected(LONG, 120, "other", wait=6)

    now = finished(beside(_with(asked, chairs=1), [expected(LONG, 100, "long", wait=6)], [asked]))

    assert now.expected == {}
    assert now.rest == now.booked


@given(
    st.lists(st.tuples(shapes(), st.integers(OPENS, CLOSES)), max_size=10),
    st.lists(st.tuples(shapes(), st.integers(OPENS, CLOSES)), max_size=10),
)
def test_never_more_is_expected_than_fits_beside_what_is_booked(
    hoped: list[tuple[Shape, int]], asked: list[tuple[Shape, int]]
) -> None:
    template = expected_day(ward_day(), [expected_at(of, seat) for of, seat in hoped])
    bookings = expected_day(ward_day(), [expected_at(of, seat) for of, seat in asked])

    now = finished(beside(_with(*bookings), template, bookings))

    assert never_more_is_expected_than_fits(now)
    assert sum(map(len, now.expected.values())) <= max(0, len(template) - len(bookings))


def _with(*bookings: Expected, chairs: int = 4) -> DayState:
    day = ward_day(chairs=chairs)
    for each in bookings:
        day = booked(day, each.shape, each.place, each.fit)
    return day


def test_beside_what_is_booked_beyond_what_a_ward_has_nothing_is_offered() -> None:
    both = [expected(LONG, 100, "long", wait=6)] * 2
    day = ward_day(chairs=1)
    for each in both:
        day = booked(day, each.shape, each.place, each.fit, over=True)

    now = outlook(day)

    assert min(left(now.booked, Pool.CHAIR)) == -1
    seats_ = [offer.visit.fit.seat for offer in offers(Policy.PATIENT_PICKS, now, request(LOCAL))]
    assert seats_
    assert all(seat >= both[0].fit.ends(LONG) or seat < 100 for seat in seats_)


# ---------------------------------------------------------------------------------- at one seat


def test_a_seat_is_taken_as_it_was_offered_beside_the_expected_day() -> None:
    """With the gap that leaves room for whoever is expected behind it, not the preferred one."""
    behind = expected(SHORT, 100 + LONG.length(3), "short")
    now = outlook(ward_day(chairs=1), [behind])
    wanted = request(LONG, 100, "long", latest=100)

    offer = place(Policy.DYNAMIC_TEMPLATE, now, wanted)

    assert offer is not None
    assert 3 == offer.visit.fit.wait
    assert fit_for(now, wanted, 100) == offer.visit.fit


def test_a_seat_that_is_free_only_if_expected_ones_move_is_taken_all_the_same() -> None:
    now = outlook(ward_day(chairs=1), [expected(LONG, 100, "long", wait=6)])

    found = fit_for(now, request(SHORT, kind="short"), 110)

    assert found == fit_at(now.booked, SHORT, 110, 0)
    assert fit_for(outlook(ward_day(chairs=0)), request(SHORT), 110) is None


@pytest.mark.parametrize("policy", [Policy.PATIENT_PICKS, Policy.DYNAMIC_TEMPLATE])
def test_of_a_day_that_has_begun_only_the_rest_is_offered(policy: Policy) -> None:
    now = outlook(ward_day(), [expected(SHORT, 110, "short"), expected(SHORT, 150, "short")])
    ten = Slot(ZERO + TEN)

    made = offers(policy, onwards(now, ten), request(SHORT, 100, "short"), most=100)

    assert made
    assert all(offer.seat >= ten for offer in made)
    assert all(offer.visit.fit.bag is not None and offer.visit.fit.bag >= TEN for offer in made)
