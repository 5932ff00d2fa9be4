"""Lifting old rows: how each event was written once, and what it would be today.

The journal is never rewritten. When the fields of an event change, a step is added here, keyed by
the kind and the schema number *it lifts from*; the number a kind is written with is one more than
the newest step, so a change of fields without a step cannot happen unnoticed: old rows are refused.
A stored row passes through every step from its own number upward.
"""

from collections.abc import Callable, Mapping

from service.store.canonical import Json

Fields = dict[str, Json]
"""The stored fields of one event."""

Step = Callable[[Fields], Fields]
"""From the fields of one schema number to those of the next."""


def _labelled(steps: Json) -> list[Json]:
    """Return rate steps from when every label spoke in mL/h."""
    return [{**step, "label": None} for step in _list(steps)]


def _ladder_labelled(fields: Fields) -> Fields:
    return {**fields, "ladder": _labelled(fields["ladder"])}


def _one_drug(fields: Fields) -> Fields:
    """Return a check-in from when there was one drug, which resumed at half of the initial rate."""
    protocol = _object(fields["protocol"])
    profiles: list[Json] = [
        {**each, "rate_max": protocol["rate_max"], "steps": _labelled(each["steps"])}
        for each in _list(protocol["profiles"])
    ]
    reaction: Fields = {
        **_object(protocol["reaction"]),
        "reference": "initial",
        "rungs": [],
        "capped": False,
        "severe_ends_at": None,
        "endings": [],
    }
    lifted: Fields = {
        **protocol,
        "dose": None,
        "profiles": profiles,
        "alternatives": [],
        "next_profile": "none_specified",
        "reaction": reaction,
        "postmedication": [],
    }
    return {**fields, "protocol": lifted}


def _object(value: Json) -> Fields:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _list(value: Json) -> list[Fields]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return [_object(each) for each in value]


def _no_order(fields: Fields) -> Fields:
    """A check-in before orders were taken: nobody said anything of product, order or history."""
    protocol = fields["protocol"]
    if not isinstance(protocol, dict) or not isinstance(protocol["premedication"], list):
        raise TypeError("the protocol is not as schema 1 wrote it")
    dosing: Json = {
        "least_ug": 0,
        "most_ug": 0,
        "intravenous_first": 0,
        "reconsider_after": 0,
        "from_age": None,
    }
    items: list[Json] = [
        {**item, "dosing": dosing} for item in protocol["premedication"] if isinstance(item, dict)
    ]
    lifted_protocol: Json = {
        **protocol,
        "premedication": items,
        "signed": False,
        "product": None,
    }
    return {
        **fields,
        "protocol": lifted_protocol,
        "order": None,
        "history": None,
        "profile_reason": None,
    }


def _no_dose(fields: Fields) -> Fields:
    """Premedication before its dose was recorded and entries were corrected by name."""
    return {**fields, "dose_ug": None, "amends": None}


def _no_counter(fields: Fields) -> Fields:
    """A second check before what the pump counted then was kept with it."""
    return {**fields, "counter": None}


def _no_stay(fields: Fields) -> Fields:
    """A grade before it was kept whether a stay in hospital was needed."""
    return {**fields, "hospitalised": None}


UPCASTERS: Mapping[tuple[str, int], Step] = {
    ("CheckedIn", 1): _one_drug,
    ("Associated", 1): _ladder_labelled,
    ("ResumedAfterReaction", 1): _ladder_labelled,
    ("CheckedIn", 2): _no_order,
    ("PremedicationGiven", 1): _no_dose,
    ("SecondPersonChecked", 1): _no_counter,
    ("ReactionGraded", 1): _no_stay,
}
"""(kind, schema it lifts from) -> step."""


def schema_of(kind: str, steps: Mapping[tuple[str, int], Step]) -> int:
    """Return the schema number that `kind` is written with today; `ValueError` for a gap."""
    numbers = sorted(number for name, number in steps if name == kind)
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"{kind} has steps from {numbers}, which leaves some rows unliftable")
    return len(numbers) + 1


def lifted(kind: str, schema: int, fields: Fields, steps: Mapping[tuple[str, int], Step]) -> Fields:
    """Return `fields`, written as `kind` in `schema`, as they would be written today."""
    for number in range(schema, schema_of(kind, steps)):
        fields = steps[kind, number](fields)
    return fields
