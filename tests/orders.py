"""A complete order and everything else that a start asks for, as values of the core."""

from dataclasses import replace
from typing import Any

from service.core.dose import dose_for
from service.core.protocol import Protocol
from service.core.session import commands as c
from service.core.session.ready_state import Bag, BloodGroup, Labs, Order
from service.core.times import Instant, minutes

HOUR, DAY = minutes(60), minutes(24 * 60)
WEIGHT_G = 70_000


def order_of(protocol: Protocol, at: Instant, **changes: Any) -> Order:
    """A signed order of today for a patient of 70 kg, weighed yesterday."""
    assert protocol.product is not None
    order = Order(
        id="order-1",
        protocol=protocol.id,
        protocol_version=protocol.version,
        route="intravenous",
        dose_ug=dose_for(protocol.product, WEIGHT_G),
        bag_volume=protocol.bag_volume,
        weight_g=WEIGHT_G,
        weighed_at=Instant(at - DAY),
        age_years=68,
        prescriber="Prescriber A",
        signed_at=Instant(at - HOUR),
        active=True,
    )
    return replace(order, **changes)


def labs_of(at: Instant) -> Labs:
    return Labs(neutrophils_ul=1_800, taken_at=Instant(at - 12 * HOUR))


def group_of(at: Instant) -> BloodGroup:
    return BloodGroup(group="A pos", antibodies="negative", taken_at=Instant(at - 7 * DAY))


def bag_of(at: Instant, **changes: Any) -> Bag:
    """Out of the refrigerator just now."""
    bag = Bag(
        bag="b1", batch="LOT-4711", prepared_at=Instant(at - 2 * HOUR), out_of_fridge_at=at
    )
    return replace(bag, **changes)


def facts_of(at: Instant, bag: str) -> list[tuple[type[c.Said], dict[str, Any]]]:
    """What is recorded between the check-in and the premedication."""
    return [
        (c.RecordLabs, {"labs": labs_of(at)}),
        (c.RecordBloodGroup, {"blood_group": group_of(at)}),
        (c.RecordTemperature, {"milli_c": 36_600}),
        (c.RecordBag, {"bag": bag_of(at, bag=bag)}),
    ]
