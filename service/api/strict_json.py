"""JSON as a safety-related reader needs it: what two readers could read differently is refused."""

import json
import re
from typing import NoReturn

from pydantic import JsonValue

DEPTH_MAX = 8
"""No command nests at all; this leaves room and bounds every walk through a body."""
DIGITS_MAX = 15
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
"""Texts and brackets. A text that never ends goes to the end of the body: looked for again from
each of its marks, 64 KiB would hold up the loop, and every STOP with it, for most of a minute."""
_SHOWN = 40


class NotStrictJson(ValueError):
    """A body that is not acceptable JSON.

    Attributes:
        field: Name of the field, or a position such as `line 1, column 9`, or empty.
        reason: What is wrong, for a person; never repeats a value.
    """

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(reason)


def read_json(body: bytes) -> JsonValue:
    """Return the value of a body, or raise `NotStrictJson`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotStrictJson(f"byte {fault.start}", "is not UTF-8") from None
    _check_depth(text)
    try:
        value: JsonValue = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise NotStrictJson(where, f"is not JSON: {fault.msg}") from None
    _check_text("", value)
    return value


def _check_depth(text: str) -> None:
    """Refuse deep nesting before anything recursive looks at it."""
    depth = 0
    for mark in _MARKS.finditer(text):
        if mark[0] in "[{":
            depth += 1
        elif mark[0] in "]}":
            depth -= 1
        if depth > DEPTH_MAX:
            raise NotStrictJson(f"character {mark.start()}", "is nested too deeply")


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    for key, value in pairs:
        if key in found:
            raise NotStrictJson(_shown(key), "stands there twice")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotStrictJson("", f"{name} is not JSON")


def _whole(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise NotStrictJson("", f"has a number of more than {DIGITS_MAX} digits")
    return int(digits)


def _fraction(digits: str) -> float:
    """Take it, so that the field can be named; no command has a field of this kind."""
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise NotStrictJson("", "has a number that is too large")
    return number


def _check_text(field: str, value: JsonValue) -> None:
    """Refuse lone surrogates: text that no file and no answer can hold."""
    if isinstance(value, str):
        _check_encodable(field, value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_encodable(field, key)
            _check_text(f"{field}.{key}" if field else key, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_text(f"{field}.{index}" if field else str(index), inner)


def _check_encodable(field: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotStrictJson(_shown(field), "has half of a surrogate pair") from None


def _shown(field: str) -> str:
    """Return a field's name, cut off and safe to print: the sender chose it."""
    return field[:_SHOWN].encode("ascii", "backslashreplace").decode()
