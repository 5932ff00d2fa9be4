"""Visits as rows and back, and as the JSON that the journal of changes keeps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from service.core.booking.grid import Slot
from service.core.booking.shape import BagNeed, PlaceClass, Shape
from service.core.booking.visits import Status, Visit
from service.core.times import Instant

Row = dict[str, Any]

_SHAPE = tuple(each.name for each in fields(Shape) if each.name != "bag")
_BAG = tuple(each.name for each in fields(BagNeed))


def row_of(visit: Visit) -> Row:
    """Return the row of a visit; the chair is in a table of its own."""
    shape, bag = visit.shape, visit.shape.bag
    return {
        "id": visit.id,
        "patient": visit.patient,
        "what": visit.what,
        "infusion_no": visit.infusion_no,
        "place": visit.place.value,
        "seat_slot": visit.seat,
        "wait_slots": visit.wait,
        "bag_slot": visit.bag,
        "zone": visit.zone,
        "status": visit.status.value,
        "version": visit.version,
        "held_until_ms": visit.held_until,
        "reason": visit.reason,
        "expected_slot": visit.expected,
        "seated_slot": visit.seated,
        "left_slot": visit.left,
        "series": visit.series,
        **{name: getattr(shape, name) for name in _SHAPE},
        **{name: None if bag is None else getattr(bag, name) for name in _BAG},
    }


def visit_of(row: Mapping[str, Any], chair: str | None) -> Visit:
    """Return the visit of a row, with the chair it is bound to."""
    bag = None if row["compound"] is None else BagNeed(**{name: row[name] for name in _BAG})
    return Visit(
        id=row["id"],
        patient=row["patient"],
        what=row["what"],
        infusion_no=row["infusion_no"],
        place=PlaceClass(row["place"]),
        shape=Shape(**{name: row[name] for name in _SHAPE}, bag=bag),
        seat=Slot(row["seat_slot"]),
        wait=row["wait_slots"],
        bag=_slot(row["bag_slot"]),
        zone=row["zone"],
        status=Status(row["status"]),
        version=row["version"],
        held_until=_instant(row["held_until_ms"]),
        reason=row["reason"],
        expected=_slot(row["expected_slot"]),
        chair=chair,
        seated=_slot(row["seated_slot"]),
        left=_slot(row["left_slot"]),
        series=row["series"],
    )


def shape_text(shape: Shape) -> str:
    """Return a shape as JSON, for somebody who waits for a place."""
    return json.dumps(asdict(shape), sort_keys=True)


def shape_from(text: str) -> Shape:
    """Return the shape of a text."""
    found = json.loads(text)
    bag = found.pop("bag")
    return Shape(**found, bag=None if bag is None else BagNeed(**bag))


def said(visit: Visit) -> str:
    """Return a visit as the journal of changes keeps it."""
    return json.dumps({**row_of(visit), "chair": visit.chair}, sort_keys=True)


def _slot(number: int | None) -> Slot | None:
    return None if number is None else Slot(number)


def _instant(ms: int | None) -> Instant | None:
    return None if ms is None else Instant(ms)
