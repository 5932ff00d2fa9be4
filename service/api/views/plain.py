"""An event's fields as plain JSON, with the unit in each name."""

import dataclasses
from collections.abc import Iterator
from enum import Enum

from pydantic import JsonValue

from drivers.port import Capabilities, Identity, Offer
from drivers.quantities import Rate, Volume
from service.api.views.times import iso, minutes_of
from service.core.decimals import decimal_text
from service.core.protocol import Protocol, RateStep
from service.core.session.events import Happened
from service.core.session.ready_state import (
    Bag,
    BloodGroup,
    History,
    Labs,
    Order,
    Past,
    Temperature,
)
from service.core.session.state import Person, Proof
from service.core.times import Instant
from service.core.vitals import Sign, VitalSigns, shown

_HEAD = frozenset({"at", "by", "tablet", "tap"})
"""Fields that every entry of the record shows beside these."""
_INSTANTS = frozenset(
    {
        *("given_at", "observe_until", "since", "heard_at", "ended_at", "until", "weighed_at"),
        *("signed_at", "taken_at", "prepared_at", "out_of_fridge_at", "at", "happened_at"),
    }
)
_MILLI = {
    "dose_ug": "dose_mg",
    "dose_milli": "dose",
    "weight_g": "weight_kg",
    "neutrophils_ul": "neutrophils_10e9_l",
    "milli_c": "temperature_c",
}
"""Whole numbers inside, decimal text in another unit outside."""


def plain_fields(event: Happened) -> dict[str, JsonValue]:
    """Return what an event says beside when, who and where."""
    fields: dict[str, JsonValue] = {}
    for field in dataclasses.fields(event):
        if field.name not in _HEAD:
            fields.update(_named(field.name, getattr(event, field.name)))
    return fields


def _named(name: str, value: object) -> Iterator[tuple[str, JsonValue]]:
    """Yield a value under its name; quantities bring their unit, proofs their parts."""
    match value:
        case Rate():
            yield f"{name}_ml_h", value.ml_per_h
        case Volume():
            yield f"{name}_ml", value.ml
        case Person():
            yield name, value.id
        case Proof():
            yield "infused_ml", value.infused.ml
            yield "served_min", minutes_of(value.served)
            yield "read_at", iso(value.at)
        case Protocol():
            yield name, value.id
            yield "protocol_version", value.version
            yield "volume_ml", value.bag_volume.ml
        case VitalSigns():
            for sign in Sign:
                key = sign.value.replace("_tenths_c", "_c")
                found = value.of(sign)
                yield key, shown(sign, found) if sign is Sign.TEMPERATURE else found
        case Capabilities():
            yield "capability", value.kind
            yield "watchdog_s", value.watchdog_s
        case Offer():
            yield "offer_no", value.no
            yield "offer_rate_ml_h", value.setting.rate.ml_per_h
            yield "offer_until_ml", value.setting.until_total.ml
            yield "offer_state", value.state
            yield "offer_reason", value.reason
        case Identity():
            yield "model", value.model
            yield "firmware", value.firmware
            yield "serial_number", value.serial_number
            yield "port", value.port
        case Order() | Labs() | BloodGroup() | Temperature() | Bag() | History() | Past():
            for field in dataclasses.fields(value):
                for inner, plain in _named(field.name, getattr(value, field.name)):
                    yield f"{name}_{inner}", plain
        case int() if name in _MILLI:
            yield _MILLI[name], decimal_text(value)
        case int() if name in _INSTANTS:
            yield name, iso(Instant(value))
        case _:
            yield name, _value(value)


def _value(value: object) -> JsonValue:
    match value:
        case None | bool() | int() | str():
            return value
        case Enum():
            return str(value.value)
        case frozenset():
            return [*sorted(str(_value(each)) for each in value)]
        case tuple():
            return [_value(each) for each in value]
        case RateStep():
            serve = None if value.serve is None else minutes_of(value.serve)
            return {"rate_ml_h": value.rate.ml_per_h, "serve_min": serve}
        case _:
            raise TypeError(f"{value!r} has no plain form")
