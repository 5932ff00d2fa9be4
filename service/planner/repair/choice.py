"""Which visits of a problem a repair may change, and what a visit takes at a place."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from service.core.booking.shape import NURSE_PARTS

WIDE = 16
"""So many visits may change at once: a model of these is searched in a fraction of a second."""

Row = Mapping[str, Any]


def windows(problem: Row, wide: int = WIDE) -> Iterator[list[int]]:
    """Yield the visits that may change together, by their numbers: neighbours in time.

    Those that move now come in the order of their seats, half of a window further each time; beside
    them those that do not move and sit at the same time, for they could give way.
    """
    rows = problem["visits"]
    late = [number for number, row in enumerate(rows) if row["hint"][0] > row["blamed"]]
    late.sort(key=lambda number: (rows[number]["hint"][0], number))
    half = wide // 2
    for first in range(0, max(1, len(late) - half), half) if late else ():
        some = late[first : first + half]
        begins, ends = rows[some[0]]["seat"], rows[some[-1]]["hint"][0]
        around = [
            number
            for number, row in enumerate(rows)
            if number not in some and begins <= row["hint"][0] <= ends
        ]
        yield sorted([*some, *around[: wide - len(some)]])


def around(problem: Row, chance: Random, wide: int = WIDE) -> list[int]:
    """Return one that waits, drawn by how long it does, and the visits nearest to it in time.

    `ValueError` where nobody waits.
    """
    rows = problem["visits"]
    waits = [max(0, row["hint"][0] - row["blamed"]) ** 2 for row in rows]
    (one,) = chance.choices(range(len(rows)), waits)
    at = rows[one]["hint"][0] + chance.randint(-18, 6)
    near = sorted(range(len(rows)), key=lambda number: abs(rows[number]["hint"][0] - at))
    return sorted({one, *near[: wide - 1]})


def used(row: Row, seat: int, wait: int, bag: int | None) -> Iterator[tuple[str, int, int, int]]:
    """Yield pool, start, length and amount of everything that a visit takes at a place."""
    hang = seat + row["arrive"] + wait
    runs = hang + row["hang"]
    off = runs + row["infuse"] + row["flush"] + row["observe"]
    yield row["place"], seat, off + row["disconnect"] + row["clean"] - seat, 1
    yield "nurse", seat, row["arrive"], NURSE_PARTS
    yield "nurse", seat + row["arrive"], wait, row["share"]
    yield "nurse", hang, row["hang"], NURSE_PARTS
    yield "nurse", runs, off - runs, row["share"]
    yield "nurse", off, row["disconnect"], NURSE_PARTS
    if row["infuse"]:
        yield "pump", hang, row["hang"] + row["infuse"] + row["flush"], 1
    made = row["made"]
    if made is not None and bag is not None and not (made["begun"] and bag == row["bag"]):
        yield "isolator", bag, made["compound"], 1
