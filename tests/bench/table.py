"""Figures as one table: what was measured, beside what it is to be compared with."""

import math
from collections.abc import Iterable, Sequence
from statistics import median

Row = tuple[str, str, str, str]
HEAD: Row = ("measured", "value", "beside", "ratio")


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> str:
    """Return p50, p99 and the largest of times in seconds, in milliseconds."""
    parts = (percentile(values, 0.5), percentile(values, 0.99), max(values))
    return " / ".join(f"{part * 1_000:.1f}" for part in parts) + " ms"


BUCKETS_MS = (2, 5, 10, 15, 20, 30, 40, 60, 100, 250)


def histogram(values: Sequence[float]) -> list[Row]:
    """Return how many times (s) lie below each of the bounds (ms), one row a bound."""
    rows, before = list[Row](), 0.0
    for bound in (*BUCKETS_MS, math.inf):
        count = sum(before <= value * 1_000 < bound for value in values)
        if count:
            rows.append((f"  {before:.0f} to {bound:.0f} ms", f"{count}", "#" * count, ""))
        before = bound
    return rows


def rate(values: Sequence[float], unit: str) -> str:
    """Return the median of rates, with the smallest and the largest."""
    return f"{median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f}) {unit}"


def ratio(values: Sequence[float], beside: Sequence[float]) -> str:
    """Return how many times the one median is the other."""
    return f"{median(values) / median(beside):,.2f}"


def drawn(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    every = [HEAD, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in every
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
