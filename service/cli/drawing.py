"""A staircase in text: one row for each rate, one column for a stretch of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.quantities import Rate
from service.core.plan import Segment, duration
from service.core.times import MINUTE_MS, Span

_LEAST_COLUMNS = 2
"""A segment is never narrower, or two steps would be drawn as one."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The signs a staircase is drawn with."""

    level: str
    rise: str
    rise_from: str
    rise_to: str
    fall_from: str
    fall_to: str


LINES = Pen("─", "│", "┘", "┌", "┐", "└")
ASCII = Pen("-", "|", "+", "+", "+", "+")


def draw(segments: Sequence[Segment], *, width: int, pen: Pen = LINES) -> list[str]:
    """Return the staircase as lines of at most `width` columns; nothing if it does not fit.

    The rows are the rates that occur, not a scale: 12.5 and 25 mL/h must not fall together.
    """
    rates = sorted({segment.rate for segment in segments}, reverse=True)
    labels = {rate: rate.ml_per_h for rate in rates}
    margin = max([len("mL/h"), *map(len, labels.values())]) + 1
    columns = _columns(segments, width - margin - 1)
    if not segments or columns is None:
        return []
    rows = {rate: [" "] * (columns[-1] + 1) for rate in rates}
    for segment, first, last in zip(segments, columns, columns[1:], strict=False):
        rows[segment.rate][first : last + 1] = pen.level * (last + 1 - first)
    for before, after, column in zip(segments, segments[1:], columns[1:], strict=False):
        _riser(rows, before, after, column, pen)
    lines = ["mL/h".rjust(margin - 1)]
    lines += [f"{labels[rate]:>{margin - 1}} {''.join(rows[rate]).rstrip()}" for rate in rates]
    return [*lines, "min".rjust(margin - 1) + " " + _axis(segments, columns, width - margin)]


def minutes_text(span: Span) -> str:
    """Return minutes with at most one decimal: `60`, `112.5`, `303.3`."""
    return f"{span / MINUTE_MS:.1f}".removesuffix(".0")


def _columns(segments: Sequence[Segment], width: int) -> list[int] | None:
    """Return the column of each boundary, true to time as far as `_LEAST_COLUMNS` allows."""
    if len(segments) * _LEAST_COLUMNS > width:
        return None
    total = max(duration(tuple(segments)), 1)
    ends = [segment.end for segment in segments]
    columns = [0, *(end * width // total for end in ends)]
    for i in range(1, len(columns)):
        columns[i] = max(columns[i], columns[i - 1] + _LEAST_COLUMNS)
    columns[-1] = min(columns[-1], width)
    for i in range(len(columns) - 2, 0, -1):
        columns[i] = min(columns[i], columns[i + 1] - _LEAST_COLUMNS)
    return columns


def _riser(
    rows: dict[Rate, list[str]], before: Segment, after: Segment, column: int, pen: Pen
) -> None:
    """Draw the upright between two segments."""
    if before.rate == after.rate:
        return
    up = after.rate > before.rate
    low, high = sorted((before.rate, after.rate))
    for rate, row in rows.items():
        if low < rate < high:
            row[column] = pen.rise
    rows[before.rate][column] = pen.rise_from if up else pen.fall_from
    rows[after.rate][column] = pen.rise_to if up else pen.fall_to


def _axis(segments: Sequence[Segment], columns: Sequence[int], width: int) -> str:
    """Return the minutes below the risers; where two would touch, the later one wins."""
    line = [" "] * width
    free = width + 1
    times = [segments[0].start, *(segment.end for segment in segments)]
    marks = list(zip(columns, map(minutes_text, times), strict=True))
    for column, text in reversed(marks):
        start = min(column, width - len(text))
        if start + len(text) < free:
            line[start : start + len(text)] = text
            free = start
    return "".join(line).rstrip()
