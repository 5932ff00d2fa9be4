"""A complete order and everything else that a start asks for; changed where a test says so."""

from dataclasses import replace
from typing import Any

from service.cli import readiness
from service.core.protocol import Protocol
from service.core.session.ready_state import Bag, Order
from service.core.times import Instant, minutes

HOUR, DAY = minutes(60), minutes(24 * 60)
ORDER = {
    "id": "RX-1",
    "protocol": "isatuximab",
    "protocol_version": "1",
    "route": "intravenous",
    "dose_mg": "700",
    "bag_volume_ml": "250",
    "weight_kg": "70",
    "weighed_at": "2025-12-31T08:00:00Z",
    "age_years": 68,
    "prescriber": "Prescriber A",
    "signed_at": "2025-12-31T08:00:00Z",
    "active": True,
}
"""As the API takes it. Its dates are long ago: enough for a check-in, too old for a start."""
CHECK_IN: dict[str, Any] = {
    "patient": "P-1",
    "protocol": "isatuximab",
    "infusion_no": 1,
    "order": ORDER,
}


def order_of(protocol: Protocol, at: Instant, /, **changes: Any) -> Order:
    """A signed order of today for a patient of 70 kg, weighed yesterday."""
    return replace(readiness.order_of(protocol, at, "order-1"), **changes)


def bag_of(at: Instant, /, **changes: Any) -> Bag:
    """Out of the refrigerator just now."""
    bag = Bag(bag="b1", batch="LOT-4711", prepared_at=Instant(at - HOUR), out_of_fridge_at=at)
    return replace(bag, **changes)
