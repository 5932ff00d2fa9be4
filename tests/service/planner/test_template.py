"""The template that is made at night: it fits, repeats from its seed, and leaves out no more."""

from service.core.booking.day import booked
from service.core.booking.expecting import expected_day
from service.core.booking.outlook import Expected
from service.core.booking.shape import PlaceClass
from service.planner.template import better_template
from tests.core.booking.days import LOCAL, LONG, SHORT, ward_day
from tests.core.booking.test_offers import expected

DAY = ward_day(chairs=3, nurses=2)
ASKED = [
    *(expected(LONG, 96 + 8 * number, "long", wait=6) for number in range(4)),
    *(expected(SHORT, 96 + 6 * number, "short") for number in range(16)),
    *(expected(LOCAL, 96 + 6 * number, "local") for number in range(16)),
]


def left_out(template: tuple[Expected, ...]) -> int:
    return sum(each.minutes for each in ASKED) - sum(each.minutes for each in template)


def test_a_better_template_leaves_out_less_than_the_plain_one() -> None:
    plain = expected_day(DAY, ASKED)

    better = better_template(DAY, ASKED, seed=1, rounds=150)

    assert left_out(better) < left_out(plain)


def test_every_visit_of_a_template_fits_beside_the_others() -> None:
    day = DAY
    for each in better_template(DAY, ASKED, seed=2, rounds=60):
        day = booked(day, each.shape, PlaceClass.CHAIR, each.fit)


def test_a_template_repeats_from_its_seed() -> None:
    one, other = (better_template(DAY, ASKED, seed=3, rounds=40) for _ in range(2))

    assert one == other


def test_a_day_that_holds_everything_needs_no_rounds() -> None:
    few = ASKED[:2]

    assert better_template(DAY, few, seed=1) == expected_day(DAY, few)
