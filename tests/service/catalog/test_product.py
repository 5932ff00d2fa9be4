"""What a protocol says about its product, and every way in which that cannot be."""

from pathlib import Path

import pytest

import config
from drivers.quantities import Volume
from service.catalog import load_protocol
from service.core.dose import Vial
from service.core.times import minutes
from tests.service.catalog.edits import edited, problems_of, shipped

ISATUXIMAB = shipped("protocols", "isatuximab")

WRONG = [
    ('dose_per_kg_mg: "10"', 'dose_per_kg_mg: "0"', "product.dose_per_kg_mg: must be more than 0"),
    ('dose_per_kg_mg: "10"', "dose_per_kg_mg: 10", "must be decimal text in quotes"),
    ('dose_per_kg_mg: "10"', 'dose_per_kg_g: "10"', "unknown key"),
    ("route: intravenous", "route: oral", "'oral' is not one of: intravenous, subcutaneous"),
    ('volume_ml: "25"}', 'volume_ml: "20"}', "do not give the concentrate"),
    ("cold_h: 24", "cold_h: 49", "is shorter than the cold time without validation"),
    ("room_h: 8", "room_h: 0", "product.hours.room_h: 0 is not within 1 to 720"),
    ("follows: EU SmPC 2025", "follows: EU SmPC 2030", "'EU SmPC 2030' is none of the versions"),
    (
        'hold_below_10e9_l: "1.0"',
        'hold_below_10e9_l: "1.5"',
        "is below the count at which the dose waits",
    ),
    ("  diluent: sodium chloride 0.9 % or glucose 5 %\n", "", "product: diluent is missing"),
    ('least_mg: "20"', 'least_mg: "41"', "must be at least least_mg"),
    ('most_mg: "20"', 'most_mg: "40"', "must have a most_mg from least_mg to below"),
    ('most_mg: "20"', 'most_mg: "19"', "must have a most_mg from least_mg to below"),
    ("years: 75", "years: 7", "7 is not within 18 to 120"),
    ("intravenous_first: 4", "intravenous_first: 0", "0 is not within 1 to 999"),
]


@pytest.mark.parametrize(("old", "new", "reason"), WRONG)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text, _ = edited(ISATUXIMAB, old, new)

    found = problems_of(tmp_path, "isatuximab", text)

    assert any(reason in said for _, said in found), found


def test_the_shipped_product_is_the_labels() -> None:
    product = load_protocol(config.find("protocols", "isatuximab")).product

    assert product is not None
    assert (10_000, 20_000) == (product.dose_ug_per_kg, product.concentrate_ug_per_ml)
    assert product.vials == (
        Vial(content_ug=500_000, volume=Volume(25_000)),
        Vial(content_ug=100_000, volume=Volume(5_000)),
    )
    hours = (product.cold, product.cold_validated, product.room)
    assert (minutes(24 * 60), minutes(48 * 60), minutes(8 * 60)) == hours
    assert product.neutrophils is not None
    assert (1_000, 1_000) == (
        product.neutrophils.hold_below_ul,
        product.neutrophils.restart_from_ul,
    )


def test_a_protocol_may_say_nothing_about_its_product(tmp_path: Path) -> None:
    path = tmp_path / "isatuximab.yaml"
    path.write_text(ISATUXIMAB[: ISATUXIMAB.index("\nproduct:")] + "\n", encoding="utf-8")

    assert load_protocol(path).product is None


def test_a_product_may_leave_dose_preparation_and_counts_to_the_order(tmp_path: Path) -> None:
    """Hours and route stand in every file; the rest only where the label gives one number."""
    product = load_protocol(config.find("protocols", "trastuzumab")).product

    assert product is not None
    assert (None, None, "", ()) == (
        product.dose_ug_per_kg,
        product.concentrate_ug_per_ml,
        product.diluent,
        product.vials,
    )
    assert (None, ()) == (product.neutrophils, product.notes)
    assert (minutes(24 * 60), minutes(4 * 60)) == (product.cold, product.room)
    text, _ = edited(shipped("protocols", "trastuzumab"), "    room_h: 4\n", "")
    found = problems_of(tmp_path, "trastuzumab", text)
    assert ["product.hours: room_h is missing"] == [said for _, said in found]
