"""Canonical JSON: one value, one text. What the hash chain is computed over.

Keys sorted, no spaces, ASCII only, whole numbers only. A float anywhere is an error: quantities are
integers with their unit in the key, so a float can only be a mistake on its way into the record.
"""

import json
from collections.abc import Iterable
from typing import NoReturn

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class NotCanonical(ValueError):
    """A value or text that has no place in canonical JSON; the message says which."""


def dumps(value: Json) -> str:
    """Return `value` as canonical JSON text; `NotCanonical` for floats and foreign types."""
    _check(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def loads(text: str) -> Json:
    """Return the value of a JSON text; `NotCanonical` for floats, NaN and repeated keys."""
    try:
        value: Json = json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as fault:
        raise NotCanonical(str(fault)) from fault
    return value


def _check(value: object) -> None:
    """Walk `value`; `json` itself would write floats and turn integer keys into text."""
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if type(value) is not int:
            raise NotCanonical(f"{value!r} is a special kind of integer")
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"the key {key!r} is not text")
            _check(item)
    else:
        raise NotCanonical(f"{value!r} ({type(value).__name__}) cannot be stored")


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(f"{text} is not a whole number")


def _once(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise NotCanonical(f"the key {key!r} appears twice")
        found[key] = value
    return found
