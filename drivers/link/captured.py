"""Reading a capture back. A damaged line is an error that names it, never a guess."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from drivers.link.capture import VERSION

LINE_MAX = 8_192
"""Longest record (characters)."""
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.ASCII)


class CaptureDamaged(Exception):
    """A line that no capture has; the message has its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A line was opened: what came before belongs to another connection."""

    line: str
    wall: datetime
    connection: int = 0
    """Its number where a line is a place for many connections; 0 otherwise."""
    names: frozenset[str] | None = None
    """What the far end's certificate calls it; None where none was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes of one line, as they went or came together."""

    line: str
    way: Literal["out", "in"]
    at_us: int
    """Monotonic; its beginning means nothing."""
    wall: datetime
    data: bytes
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """Here bytes could not be kept."""

    count: int
    openings: int = 0
    """Records of openings that could not be kept either: another connection may begin here."""


Record = Opened | Piece | Lost


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield what a capture holds; `CaptureDamaged` at the first line that is none of its own.

    A last line without its end was being written when the power failed: it is left out.
    """
    headed = False
    for number, line in enumerate(lines, start=1):
        if not line.endswith("\n"):
            break
        try:
            said = json.loads(line) if len(line) <= LINE_MAX else None
            if not isinstance(said, dict):
                raise ValueError("not a record")
            if not headed:
                _check_header(said)
                headed = True
            elif (found := _record(said)) is not None:
                yield found
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CaptureDamaged(f"line {number}: {error}") from error
    if not headed:
        raise CaptureDamaged("line 1: no header: this is no capture")


def _check_header(said: dict[str, Any]) -> None:
    if said.get("capture") != "chairside":
        raise ValueError("no header: this is no capture")
    if said["version"] != VERSION:
        raise ValueError(f"version {said['version']}, not {VERSION}")


def _record(said: dict[str, Any]) -> Record | None:
    if "end" in said:
        return None
    if "lost" in said:
        return Lost(int(said["lost"]), openings=int(said.get("openings", 0)))
    wall = datetime.fromisoformat(said["wall"])
    connection = int(said.get("connection", 0))
    if "opened" in said:
        names = said.get("names")
        if names is not None:
            names = frozenset(str(each) for each in names)
        return Opened(line=str(said["line"]), wall=wall, connection=connection, names=names)
    way: Literal["out", "in"] = "out" if said["way"] == "out" else "in"
    if said["way"] != way or not _HEX.fullmatch(said["hex"]):
        raise ValueError("not a piece")
    return Piece(
        line=str(said["line"]),
        way=way,
        at_us=int(said["at_us"]),
        wall=wall,
        data=bytes.fromhex(said["hex"]),
        connection=connection,
    )
