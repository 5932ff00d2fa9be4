"""Bags that a label allows, and every typed refusal of one that it does not."""

from dataclasses import replace

import pytest

from drivers.quantities import Volume
from service.core.bags import BagRule, NotPrepared, Unprepared
from service.core.label_rates import Bag, Mass
from service.core.monograph import Monograph
from tests.core.labels import monograph, ready, refused_or_ready

# drug, infusion, mg, mL, profile: why not, part of the sentence
REFUSED = [
    ("rituximab", 1, None, "250", None, Unprepared.DOSE_MISSING, "must name the dose in mg"),
    ("rituximab", 1, "675", None, None, Unprepared.BAG_VOLUME_MISSING, "100 to 1000 mL"),
    ("rituximab", 1, "0", "250", None, Unprepared.DOSE_NOT_ALLOWED, "must be above 0"),
    ("rituximab", 1, "675", "0", None, Unprepared.BAG_VOLUME_NOT_ALLOWED, "A bag of 0 mL"),
    ("rituximab", 1, "675", "99.9", None, Unprepared.BAG_VOLUME_NOT_ALLOWED, "100 to 1000 mL"),
    ("rituximab", 1, "675", "168", None, Unprepared.CONCENTRATION_NOT_ALLOWED, "1 to 4 mg/mL"),
    ("rituximab", 1, "675", "676", None, Unprepared.CONCENTRATION_NOT_ALLOWED, "1 to 4 mg/mL"),
    ("rituximab-90", 1, "700", "500", None, Unprepared.NO_PROFILE, "begins with 2"),
    ("rituximab-90", 1, "700", "500", "ninety", Unprepared.NO_PROFILE, "begins with 2"),
    ("daratumumab", 1, None, "500", None, Unprepared.BAG_VOLUME_NOT_ALLOWED, "has 1000 mL"),
    ("daratumumab", 2, None, "1000", None, Unprepared.BAG_VOLUME_NOT_ALLOWED, "has 500 mL"),
    ("daratumumab", 1, None, None, "fast", Unprepared.UNKNOWN_PROFILE, "first, second, later"),
    ("obinutuzumab", 1, "1000", None, None, Unprepared.DOSE_NOT_ALLOWED, "has 100 mg"),
    ("isatuximab", 1, None, "280", None, Unprepared.BAG_VOLUME_NOT_ALLOWED, "has 250 mL"),
    ("isatuximab", 1, "0", None, None, Unprepared.DOSE_NOT_ALLOWED, "must be above 0"),
    ("elotuzumab", 1, None, None, None, Unprepared.BAG_VOLUME_MISSING, "100 to 500 mL"),
]


@pytest.mark.parametrize(
    ("drug", "infusion_no", "dose_mg", "bag_ml", "profile", "why", "said"), REFUSED
)
def test_a_bag_that_is_not_allowed_is_refused_by_its_reason(
    drug: str,
    infusion_no: int,
    dose_mg: str | None,
    bag_ml: str | None,
    profile: str | None,
    why: Unprepared,
    said: str,
) -> None:
    refused = refused_or_ready(drug, infusion_no, dose_mg, bag_ml, profile)

    assert isinstance(refused, NotPrepared)
    assert why is refused.id
    assert said in refused.sentence


@pytest.mark.parametrize(("dose_mg", "bag_ml"), [("675", "168.75"), ("675", "675"), ("400", "100")])
def test_the_limits_of_a_concentration_are_allowed_themselves(dose_mg: str, bag_ml: str) -> None:
    assert Mass.from_mg(dose_mg) == ready("rituximab", 1, dose_mg, bag_ml).dose


def test_a_bag_is_looked_at_again_when_the_protocol_is_made() -> None:
    """Whoever makes a `Bag` without asking gets no further."""
    found = monograph("rituximab").prepared(Bag(volume=Volume.from_ml("250"), dose=None))

    assert isinstance(found, NotPrepared)
    assert Unprepared.DOSE_MISSING is found.id


@pytest.mark.parametrize(
    ("dose_mg", "bag_ml", "why", "said"),
    [
        ("1000", "250", None, ""),
        # More than a day at 400 mg/h: a tenth too many zeros.
        ("9999", "500", Unprepared.INFUSION_TOO_LONG, "would take 26 hours"),
        ("9999", "0.01", Unprepared.RATE_TOO_LOW, "Half of the initial rate is nothing"),
    ],
)
def test_a_bag_that_makes_no_sensible_infusion_makes_no_protocol(
    dose_mg: str, bag_ml: str, why: Unprepared | None, said: str
) -> None:
    bag = Bag(volume=Volume.from_ml(bag_ml), dose=Mass.from_mg(dose_mg))

    found = without_limits("rituximab").prepared(bag)

    assert why is (found.id if isinstance(found, NotPrepared) else None)
    assert said in (found.sentence if isinstance(found, NotPrepared) else "")


def without_limits(name: str) -> Monograph:
    """Return a monograph that allows any bag."""
    found = monograph(name)
    rule = BagRule(
        volume_min=Volume(1), volume_max=Volume(9_999_999), dose=None, concentration=None
    )
    profiles = tuple(replace(each, bag=rule) for each in found.profiles)
    return replace(found, profiles=profiles)


def test_a_bag_chooses_the_profiles_that_it_is_for() -> None:
    first, later = ready("daratumumab", 1), ready("daratumumab", 3)

    assert ["first"] == [each.id for each in first.profiles]
    assert ["second", "later"] == [each.id for each in later.profiles]
    with pytest.raises(ValueError, match="no profile for infusion 2"):
        first.profile(2)


def test_a_profile_by_order_is_for_every_number() -> None:
    again = ready("daratumumab", 5, profile="first")

    assert "first" == again.profile(5).id
    assert "1000" == again.bag_volume.ml


def test_the_ceiling_is_in_the_labels_unit_and_binds_the_pump() -> None:
    # 400 mg/h of 675 mg in 250 mL
    assert "148.148" == ready("rituximab", 1, "675", "250").rate_max.ml_per_h
    # Day 1 of obinutuzumab: 25 mg/h and never more, though the protocol has 400.
    assert "25" == ready("obinutuzumab", 1).ceiling(1).ml_per_h
    # One bag for both: the first infusion keeps its own.
    trastuzumab = ready("trastuzumab", 1)
    assert ("166.666", "500") == (
        trastuzumab.ceiling(1).ml_per_h,
        trastuzumab.ceiling(2).ml_per_h,
    )


@pytest.mark.parametrize(
    ("name", "bag_ml", "ceilings"),
    [
        ("isatuximab", None, ["150", "200", "200"]),
        ("isatuximab-us", None, ["150", "200", "200"]),
        ("isatuximab-us-2020", None, ["150", "200", "200"]),
        ("elotuzumab", "300", ["120", "240", "300"]),  # 2, 4 and 5 mL/min
    ],
)
def test_each_profile_ends_where_its_line_of_the_label_does(
    name: str, bag_ml: str | None, ceilings: list[str]
) -> None:
    protocol = ready(name, 1, None, bag_ml)

    assert ceilings == [protocol.ceiling(number).ml_per_h for number in (1, 2, 3)]


def test_isatuximab_is_prepared_as_it_always_was() -> None:
    protocol = ready("isatuximab")

    assert all(step.label is None for each in protocol.profiles for step in each.steps)
    assert ("250", "200", None) == (
        protocol.bag_volume.ml,
        protocol.rate_max.ml_per_h,
        protocol.dose,
    )
    assert [1, 2, 3] == [each.infusion_from for each in protocol.profiles]
