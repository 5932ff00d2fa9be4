"""Single values, read by how they are written and never by what YAML would guess.

YAML readers disagree about `no`, `1:30`, `017`, `1_000`, `.5` and `2e1`. Here a text that looks
like anything else must be quoted, a quantity must be quoted decimal text, and a whole number or a
truth value must not be.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from ruamel.yaml.nodes import Node, ScalarNode

from drivers.quantities import QuantityError, parse_milli

T = TypeVar("T")

_QUOTES = ("'", '"')
_WHOLE = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNMISTAKABLE = re.compile(r"[A-Za-z/]", re.ASCII)
"""A text, or the path of a device: no number, date or sign of YAML begins like this."""
_WORDS_OF_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_TEXT_MAX = 600


class Wrong(ValueError):
    """A value is not written as it must be; the message says how to write it."""


def scalar(node: Node) -> ScalarNode:
    """Return the node as a single value; `Wrong` for lists, blocks and nothing at all."""
    if not isinstance(node, ScalarNode):
        raise Wrong("must be a single value, not a list or a block")
    if node.style is None and node.value in ("", "~"):
        raise Wrong("has no value")
    return node


def text(node: Node) -> str:
    """Return a text, its line breaks folded to spaces."""
    found = scalar(node)
    value = str(found.value)
    if found.style is None and (value.lower() in _WORDS_OF_YAML or not _UNMISTAKABLE.match(value)):
        raise Wrong(f"{value!r} can be read in several ways; write it in quotes")
    value = " ".join(value.split("\n")).strip()
    if not value:
        raise Wrong("is empty")
    if len(value) > _TEXT_MAX or not value.isprintable():
        raise Wrong(f"must be printable and at most {_TEXT_MAX} characters long")
    return value


def milli(node: Node) -> int:
    """Return quoted decimal text such as "12.5" in thousandths."""
    found = scalar(node)
    value = str(found.value)
    if found.style not in _QUOTES:
        raise Wrong(f'{value} must be decimal text in quotes, such as "12.5"')
    try:
        return parse_milli(value)
    except QuantityError as error:
        raise Wrong(str(error)) from error


def tenths(node: Node) -> int:
    """Return quoted decimal text with at most one decimal, such as "36.8", in tenths."""
    found, rest = divmod(milli(node), 100)
    if rest:
        raise Wrong(f"{scalar(node).value} has more than one decimal")
    return found


def whole(node: Node) -> int:
    """Return a whole number written plainly: no sign, quotes, underscore or leading zero."""
    found = scalar(node)
    value = str(found.value)
    if found.style is not None or not _WHOLE.fullmatch(value):
        raise Wrong(f"{value!r} must be a plain whole number without quotes, such as 30")
    return int(value)


def flag(node: Node) -> bool:
    """Return a truth value: `true` or `false`, nothing else."""
    found = scalar(node)
    value = str(found.value)
    if found.style is not None or value not in ("true", "false"):
        raise Wrong(f"{value!r} must be true or false, without quotes")
    return value == "true"


def word(node: Node, words: Mapping[str, T]) -> T:
    """Return the meaning of one of the known words."""
    value = str(scalar(node).value)
    if value not in words:
        raise Wrong(f"{value!r} is not one of: {', '.join(words)}")
    return words[value]


def time_of_day(node: Node) -> int:
    """Return a quoted time such as "07:30" in minutes after midnight; "24:00" is the day's end."""
    found = scalar(node)
    value = str(found.value)
    if found.style not in _QUOTES or not _TIME.fullmatch(value):
        raise Wrong(f'{value} must be a time of the day in quotes, such as "07:30"')
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


def day(node: Node) -> date:
    """Return a quoted date such as "2026-12-24"."""
    found = scalar(node)
    value = str(found.value)
    if found.style not in _QUOTES or not _DAY.fullmatch(value):
        raise Wrong(f'{value} must be a date in quotes, such as "2026-12-24"')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Wrong(f"there is no {value} in the calendar") from None
