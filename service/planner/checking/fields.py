"""One object of a JSON file, asked for by field: whole numbers in bounds, or `Unreadable`."""

import json
from dataclasses import dataclass
from typing import NoReturn

MINUTES_MAX = 2 * 24 * 60
"""Longest time of a day file (min after midnight): a day may end after the next midnight."""

COUNT_MAX = 100_000
"""More chairs, nurses or visits than this are a slip of the hand."""


class Unreadable(ValueError):
    """A file that is not what it should be. The message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object and where it stands."""

    where: str
    values: dict[str, object]

    def whole(self, key: str, least: int = 0, most: int = MINUTES_MAX) -> int:
        """Return a whole number between `least` and `most`, both allowed."""
        value = self._value(key)
        # True is an int in Python, and 480.0 is not one in JSON's text.
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, "is not a whole number")
        if not least <= value <= most:
            self._wrong(key, f"lies outside of {least} to {most}")
        return value

    def whole_or_null(self, key: str) -> int | None:
        """Return minutes, or None for null; the key must be there."""
        return None if self._value(key) is None else self.whole(key)

    def flag(self, key: str) -> bool:
        """Return a yes or no that is written 1 or 0."""
        return self.whole(key, most=1) == 1

    def text(self, key: str) -> str:
        """Return a text."""
        value = self._value(key)
        if not isinstance(value, str):
            self._wrong(key, "is not text")
        return value

    def listed(self, key: str) -> list[object]:
        """Return a list."""
        value = self._value(key)
        if not isinstance(value, list):
            self._wrong(key, "is not a list")
        return value

    def inner(self, key: str) -> "Fields":
        """Return an object inside this one."""
        return fields(f"{self.where}: {key}", self._value(key))

    def _value(self, key: str) -> object:
        if key not in self.values:
            raise Unreadable(f"{self.where}: {key!r} is missing")
        return self.values[key]

    def _wrong(self, key: str, why: str) -> NoReturn:
        raise Unreadable(f"{self.where}: {key!r} {why}")


def fields(where: str, value: object) -> Fields:
    """Return `value` as an object, or refuse it."""
    if not isinstance(value, dict):
        raise Unreadable(f"{where}: is not an object")
    return Fields(where, value)


def json_of(text: str, where: str) -> object:
    """Return what a text says in JSON; a key twice in one object, NaN and Infinity are refused."""
    try:
        found: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except Unreadable as error:
        raise Unreadable(f"{where}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{where}: is not JSON ({error})") from error
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return found


def _no_number(word: str) -> NoReturn:
    raise Unreadable(f"{word} is not a number of JSON")
