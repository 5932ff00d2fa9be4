"""What a person who does everything right enters before a start: order, blood, temperature, bag."""

from datetime import datetime, timedelta
from typing import Any

from drivers.quantities import parse_milli
from service.core.decimals import decimal_text
from service.core.dose import dose_for
from service.core.protocol import Protocol
from service.core.session import commands as c
from service.core.session.ready_state import Bag, BloodGroup, Labs, Order
from service.core.times import Instant, minutes

WEIGHT_KG = 70
HOUR = minutes(60)
WEIGHED, SIGNED, SAMPLED, PREPARED = 24 * HOUR, 2 * HOUR, 12 * HOUR, HOUR
"""Before the check-in."""
PRESCRIBER = "Prescriber A"


def order_number(patient: str, infusion_no: int) -> str:
    """Return a number that no other infusion's order has."""
    return f"order-{patient}-{infusion_no}"


def order_body(ward: dict[str, Any], protocol: str, number: str) -> dict[str, Any]:
    """Return a complete order with a number for a protocol of the ward, as the API takes it.

    `ward` is what `/ward` answered; a name it does not know is left for the service to refuse.
    """
    found = next((each for each in ward["protocols"] if each["id"] == protocol), None)
    per_kg = parse_milli(found["dose_per_kg_mg"] or "10") if found else 10_000
    return {
        "id": number,
        "protocol": protocol,
        "protocol_version": found["version"] if found else "1",
        "route": "intravenous",
        "dose_mg": (found and found["dose_mg"]) or decimal_text(per_kg * WEIGHT_KG),
        "bag_volume_ml": found["bag_volume_ml"] if found else "250",
        "weight_kg": str(WEIGHT_KG),
        "weighed_at": _before(ward["now"], WEIGHED),
        "age_years": 68,
        "prescriber": PRESCRIBER,
        "signed_at": _before(ward["now"], SIGNED),
        "active": True,
    }


def still_to_record(session: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the commands, as ends of the session's path with bodies, that are still missing."""
    ready, opened = session["ready"], session["opened_at"]
    taken = _before(opened, SAMPLED)
    bag = {"bag": session["bag"] or "bag-1", "batch": "LOT-4711"}
    clocks = {"prepared_at": _before(opened, PREPARED), "out_of_fridge_at": opened}
    wanted: list[tuple[bool, str, dict[str, Any]]] = [
        (not ready["labs"], "labs", {"neutrophils_10e9_l": "1.8", "taken_at": taken}),
        (
            not ready["blood_group"] and ready["blood_group_needed"],
            "blood-group",
            {"group": "A pos", "antibodies": "negative", "taken_at": taken},
        ),
        (not ready["temperature"], "temperature", {"temperature_c": "36.6"}),
        (not ready["bag"], "bag", {**bag, **clocks}),
    ]
    return [(verb, body) for missing, verb, body in wanted if missing]


def premedication_body(item: dict[str, Any], given_at: str) -> dict[str, Any]:
    """Return the record of one item, by the first of its routes and its smallest dose."""
    dose, route = item["least_mg"] or "1", item["routes"][0]
    return {"item": item["item"], "route": route, "dose_mg": dose, "given_at": given_at}


def order_of(protocol: Protocol, at: Instant, number: str) -> Order:
    """Return the same order as a value of the core."""
    weight_g = WEIGHT_KG * 1_000
    return Order(
        id=number,
        protocol=protocol.id,
        protocol_version=protocol.version,
        route="intravenous",
        dose_ug=_dose_ug(protocol, weight_g),
        bag_volume=protocol.bag_volume,
        weight_g=weight_g,
        weighed_at=Instant(at - WEIGHED),
        age_years=68,
        prescriber=PRESCRIBER,
        signed_at=Instant(at - SIGNED),
        active=True,
    )


def _dose_ug(protocol: Protocol, weight_g: int) -> int:
    if protocol.dose is not None:
        return protocol.dose.ug
    by_weight = dose_for(protocol.product, weight_g) if protocol.product else None
    return 700_000 if by_weight is None else by_weight


def facts_of(at: Instant, bag: str) -> list[tuple[type[c.Said], dict[str, Any]]]:
    """Return what is said about blood, temperature and bag, as commands of the core."""
    taken = Instant(at - SAMPLED)
    hung = Bag(bag=bag, batch="LOT-4711", prepared_at=Instant(at - PREPARED), out_of_fridge_at=at)
    group = BloodGroup(group="A pos", antibodies="negative", taken_at=taken)
    return [
        (c.RecordLabs, {"labs": Labs(neutrophils_ul=1_800, taken_at=taken)}),
        (c.RecordBloodGroup, {"blood_group": group}),
        (c.RecordTemperature, {"milli_c": 36_600}),
        (c.RecordBag, {"bag": hung}),
    ]


def _before(instant: str, span: int) -> str:
    return (datetime.fromisoformat(instant) - timedelta(milliseconds=span)).isoformat()
