"""From a weight to a bag: label examples, and what holds for every weight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.quantities import Volume
from service.core.decimals import decimal_text
from service.core.dose import Preparation, Product, dose_for, label_text, preparation
from tests.core.session.story import ISATUXIMAB

_FOUND = ISATUXIMAB.product
assert _FOUND is not None
PRODUCT: Product = _FOUND
weights = st.integers(30_000, 250_000)


def dose(weight_g: int) -> int:
    found = dose_for(PRODUCT, weight_g)
    assert found is not None
    return found


def made(weight_g: int) -> Preparation:
    found = preparation(PRODUCT, dose(weight_g))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("weight_g", "mg", "ml", "vials"),
    [
        (70_000, "700", "35", [("500", 1), ("100", 2)]),
        (76_000, "760", "38", [("500", 1), ("100", 3)]),
        (70_500, "705", "35.25", [("500", 1), ("100", 3)]),
        (48_000, "480", "24", [("500", 1)]),
        (30_000, "300", "15", [("100", 3)]),
        (96_000, "960", "48", [("500", 2)]),
        (100_000, "1000", "50", [("500", 2)]),
        (250_000, "2500", "125", [("500", 5)]),
        (70_333, "703.33", "35.167", [("500", 1), ("100", 3)]),
    ],
)
def test_ten_milligrams_for_each_kilogram(
    weight_g: int, mg: str, ml: str, vials: list[tuple[str, int]]
) -> None:
    found = made(weight_g)

    assert (mg, ml) == (decimal_text(found.dose_ug), found.concentrate.ml)
    assert vials == [(decimal_text(vial.content_ug), count) for vial, count in found.vials]


@given(weights)
def test_as_much_diluent_is_withdrawn_as_goes_in(weight_g: int) -> None:
    found = made(weight_g)

    assert found.withdraw == found.concentrate
    assert found.concentrate < ISATUXIMAB.bag_volume


@given(weights)
def test_the_vials_hold_the_dose_and_less_than_the_smallest_vial_is_left(weight_g: int) -> None:
    found = made(weight_g)
    content = sum(vial.content_ug * count for vial, count in found.vials)

    assert 0 <= content - found.dose_ug < min(vial.content_ug for vial in PRODUCT.vials)


@given(weights)
def test_concentrate_times_strength_is_the_dose(weight_g: int) -> None:
    found = made(weight_g)

    exact = found.dose_ug * 1_000
    strength = found.concentrate_ug_per_ml
    assert strength == PRODUCT.concentrate_ug_per_ml
    assert abs(found.concentrate.ul * strength - exact) * 2 <= strength


@given(weights, weights)
def test_more_weight_is_never_less_drug(one: int, other: int) -> None:
    light, heavy = sorted((one, other))

    assert dose(light) <= dose(heavy)


@given(st.integers(0, 9_999_999))
def test_thousandths_and_their_text_are_the_same_number(milli: int) -> None:
    assert Volume.from_ml(decimal_text(milli)).ul == milli


def test_the_label_says_all_that_was_calculated() -> None:
    text = label_text("isatuximab", PRODUCT, made(70_000), 70_000, Volume(250_000))

    assert (
        "isatuximab 700 mg in 250 mL sodium chloride 0.9 % or glucose 5 %",
        "10 mg/kg x 70 kg actual body weight; intravenous infusion only",
        "35 mL of concentrate 20 mg/mL, after as much diluent was withdrawn",
        "Out of the refrigerator: use within 8 h, the infusion included",
    ) == text
