"""What `chairside ward-day` prints: tables for people, everything for programs."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

from service.planner.ward_day.intervals import Mean
from service.planner.ward_day.report import Result

ROWS = {
    "asked": "visits asked for",
    "placed": "placed, % of their time",
    "placed_visits": "placed, % of visits",
    "away": "turned away",
    "away_long": "  of them 200 min or more",
    "wait": "wait for the seat",
    "wait_p90": "  90th percentile",
    "held_up": "held up in the chair",
    "told": "told (later by > 10 min)",
    "overtime": "overtime, nurse-minutes",
    "last": "last patient after closing",
    "chairs_used": "chairs in use, %",
    "nurses_used": "nurses busy, %",
    "nurses_came": "nurses who came",
    "reactions": "reactions",
    "interrupted": "  interrupted",
    "stopped": "  ended for good",
    "reaction_wait": "longest wait of a reaction",
    "premedication_old": "premedication too old",
    "transferred": "not well the same day",
}
"""Measure to label, in the order of the table."""


def tell(found: Sequence[Result], seeds: range) -> None:
    """Print a table of means, and one of differences where there is more than one scenario."""
    # Imported here: --json and errors need no tables.
    from rich import box
    from rich.console import Console
    from rich.table import Table

    base = found[0].scenario
    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    style = box.ASCII2 if plain else box.SIMPLE_HEAD
    sign = "+-" if plain else "±"
    columns = [(result.scenario.name, result.means()) for result in found]
    changes = [(result.scenario.name, result.against(found[0])) for result in found[1:]]
    width = 30 + 20 * len(found)
    console = Console(highlight=False, markup=False, emoji=False, width=max(width, 80))
    console.print(
        f"seeds {seeds[0]} to {seeds[-1]}; {base.ward.chairs} chairs, {base.ward.nurses} nurses,"
        f" load {base.load_percent} %"
    )
    for result in found:
        if result.scenario.name == result.scenario.policy.id:
            console.print(f"{result.scenario.name}: {result.scenario.policy.says}", soft_wrap=True)
    for title, those in (("", columns), (f"against {base.name}", changes)):
        if not those:
            continue
        table = Table(box=style, header_style="")
        table.add_column(title or "mean of days, 95 % interval")
        for name, _ in those:
            table.add_column(name, justify="right")
        for measure, label in ROWS.items():
            cells = [_cell(means[measure], sign, signed=bool(title)) for _, means in those]
            table.add_row(label, *cells)
        console.print(table)


def _cell(value: Mean, sign: str, *, signed: bool) -> str:
    number = f"{value.mean:+.1f}" if signed else f"{value.mean:.1f}"
    return number if value.half is None else f"{number} {sign} {value.half:.1f}"


def as_data(found: Sequence[Result], seeds: range) -> dict[str, object]:
    """Return everything: means, differences and every day."""
    base = found[0]
    return {
        "seeds": list(seeds),
        "chairs": base.scenario.ward.chairs,
        "nurses": base.scenario.ward.nurses,
        "load_percent": base.scenario.load_percent,
        "scenarios": [
            {
                "name": result.scenario.name,
                "policy": result.scenario.policy.id,
                "chairs": result.scenario.ward.chairs,
                "nurses": result.scenario.ward.nurses,
                "means": _means(result.means()),
                "against": base.scenario.name,
                "differences": _means(result.against(base)),
                "days": [
                    {"seed": seed, **asdict(day)}
                    for seed, day in zip(seeds, result.days, strict=True)
                ],
            }
            for result in found
        ],
    }


def _means(means: dict[str, Mean]) -> dict[str, dict[str, float | None]]:
    return {name: {"mean": each.mean, "half": each.half} for name, each in means.items()}
