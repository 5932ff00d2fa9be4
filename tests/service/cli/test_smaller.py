"""The staircase of a smaller bag ends where the bag does."""

import pytest

import config
from drivers.quantities import Volume
from service.catalog import load_protocol
from service.cli.smaller import with_bag
from service.core.plan import staircase
from service.core.times import minutes

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))


@pytest.mark.parametrize(
    ("bag", "infusion_no", "rates", "total_min"),
    [
        ("50", 1, ["25", "50"], 90),
        ("50.001", 1, ["25", "50", "75"], 90),
        ("25", 1, ["25"], 60),
        ("50", 2, ["50", "100"], 45),
        ("50", 3, ["200"], 15),
        ("250", 1, ["25", "50", "75", "100", "125", "150"], 200),
    ],
)
def test_the_steps_are_those_that_the_bag_reaches(
    bag: str, infusion_no: int, rates: list[str], total_min: int
) -> None:
    smaller = with_bag(ISATUXIMAB, Volume.from_ml(bag))

    planned = staircase(smaller, infusion_no)

    assert rates == [each.rate.ml_per_h for each in smaller.profile(infusion_no).steps]
    assert Volume.from_ml(bag).ul == sum(each.volume.ul for each in planned)
    assert abs(planned[-1].end - minutes(total_min)) <= 100
