"""What cannot be true is refused with its field, the range and the unit, and nothing happens."""

from typing import Any

import pytest

from drivers.quantities import Volume
from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.session.decide import decide
from service.core.session.ready_state import BloodGroup, Labs
from service.core.times import Instant
from tests.core.session.stages import refused
from tests.core.session.story import ISATUXIMAB, NURSE, RULES, T0, Story
from tests.orders import HOUR, bag_of, order_of

LATER = Instant(T0 + 1)

ORDERS: list[tuple[dict[str, Any], str, str]] = [
    ({"weight_g": 0}, "order.weight_kg", "0 is not within 30 to 250 kg"),
    ({"weight_g": 7_000}, "order.weight_kg", "7 is not within 30 to 250 kg"),
    ({"weight_g": 700_000}, "order.weight_kg", "700 is not within 30 to 250 kg"),
    ({"age_years": 200}, "order.age_years", "200 is not within 18 to 120 years"),
    ({"dose_ug": 0}, "order.dose_mg", "0 is not within 1 to 5000 mg"),
    ({"bag_volume": Volume(0)}, "order.bag_volume_ml", "0 is not within 1 to 2000 mL"),
    ({"weighed_at": LATER}, "order.weighed_at", "lies in the future"),
    ({"signed_at": LATER}, "order.signed_at", "lies in the future"),
    ({"id": "<b>7</b>"}, "order.id", "must be 1 to 40 letters, digits, spaces and . / _ -"),
]
FACTS: list[tuple[type[c.Said], dict[str, Any], str, str]] = [
    (
        c.RecordLabs,
        {"labs": Labs(neutrophils_ul=1_800_000, taken_at=T0)},
        "neutrophils_10e9_l",
        "1800 is not within 0 to 100 x 10⁹/L; divide a count per µL by 1000",
    ),
    (
        c.RecordLabs,
        {"labs": Labs(neutrophils_ul=1_800, taken_at=LATER)},
        "taken_at",
        "lies in the future",
    ),
    (
        c.RecordBloodGroup,
        {"blood_group": BloodGroup(group="A pos", antibodies="negative", taken_at=LATER)},
        "taken_at",
        "lies in the future",
    ),
    (c.RecordTemperature, {"milli_c": 98_600}, "temperature_c", "98.6 is not within 30 to 45 °C"),
    (
        c.RecordBag,
        {"bag": bag_of(T0, batch="<script>")},
        "batch",
        "must be 1 to 40 letters, digits, spaces and . / _ -",
    ),
    (c.RecordBag, {"bag": bag_of(T0, prepared_at=LATER)}, "prepared_at", "lies in the future"),
    (
        c.RecordBag,
        {"bag": bag_of(T0, out_of_fridge_at=Instant(T0 - 2 * HOUR))},
        "out_of_fridge_at",
        "comes before the bag was prepared",
    ),
]


@pytest.mark.parametrize(("changes", "field", "reason"), ORDERS)
def test_an_order_that_cannot_be_true_opens_no_session(
    changes: dict[str, Any], field: str, reason: str
) -> None:
    command = c.CheckIn(
        at=T0,
        by=NURSE,
        tablet="t1",
        tap="tap-1",
        patient="p1",
        infusion_no=1,
        protocol=ISATUXIMAB,
        order=order_of(ISATUXIMAB, T0, **changes),
    )

    answer = refused(decide(None, command, RULES))

    assert RefusalId.NOT_PLAUSIBLE is answer.id
    assert ((field, reason),) == answer.faults
    assert f"{field}: {reason}." == answer.sentence


@pytest.mark.parametrize(("changes", "field", "reason"), ORDERS)
def test_nor_does_it_take_the_place_of_another(
    changes: dict[str, Any], field: str, reason: str
) -> None:
    story = Story()

    answer = refused(story.say(c.CorrectOrder, order=order_of(ISATUXIMAB, T0, **changes)))

    assert ((field, reason),) == answer.faults


@pytest.mark.parametrize(("kind", "fields", "field", "reason"), FACTS)
def test_a_fact_that_cannot_be_true_is_not_recorded(
    kind: type[c.Said], fields: dict[str, Any], field: str, reason: str
) -> None:
    story = Story()
    before = story.s

    answer = refused(story.say(kind, **fields))

    assert (field, reason) in answer.faults
    assert before == story.s


def test_all_faults_are_told_at_once() -> None:
    order = order_of(ISATUXIMAB, T0, weight_g=7_000, age_years=200)

    answer = refused(Story().say(c.CorrectOrder, order=order))

    assert ["order.weight_kg", "order.age_years"] == [field for field, _ in answer.faults]
