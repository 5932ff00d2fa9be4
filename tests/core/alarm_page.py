"""Writes `docs/safety/alarms.md` from the table: `python -m tests.core.alarm_page`."""

from pathlib import Path

import config
from service.catalog import load_defaults
from service.core.alarm_table import TABLE, Priority, Scope
from service.core.times import MINUTE_MS, SECOND_MS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "safety" / "alarms.md"
SIGN = {Priority.HIGH: "!!!", Priority.MEDIUM: "!!", Priority.LOW: "!"}
_ABOUT = {Scope.SESSION: "one infusion", Scope.WARD: "the ward"}


def page() -> str:
    """Return the page as it should be."""
    times = load_defaults(config.find("wards", "default")).rules.alarms
    rises, spreads = times.medium_rises_after // SECOND_MS, times.high_spreads_after // SECOND_MS
    escalation = {
        Priority.HIGH: f"to all stations after {spreads} s",
        Priority.MEDIUM: f"high after {rises} s while infusing, then to all stations after "
        f"{spreads} s",
        Priority.LOW: "none",
    }
    rows = [
        f"| `{which.value}` | {_ABOUT[row.scope]} | {SIGN[row.priority]} {row.priority.value} | "
        f"{'yes' if row.latching else 'no'} | {row.condition} | {row.text} | {row.response} | "
        f"{escalation[row.priority]} |"
        for which, row in TABLE.items()
    ]
    return "\n".join(
        [
            "# Alarms",
            "",
            "Made of `service/core/alarm_table.py` by `python -m tests.core.alarm_page`; a test",
            "compares. The tablets are not a primary alarm: the pump's own alarm must sound.",
            "",
            "`{motion}` stands for whether the pump is still infusing, as far as it has told.",
            "The times are first values of `config/wards/default.yaml`.",
            "",
            "| Alarm | About | Priority | Latches | Raised when | Text | What to do | Unanswered |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *rows,
            "",
            "States: active; audio paused, by a tap, for at most "
            f"{times.audio_pause // SECOND_MS} s (a new alarm sounds at once); acknowledged, by a",
            "named person (shown as long as its cause holds, and raised again after "
            f"{times.again_after // MINUTE_MS} min);",
            "resolved. One that latches, by its row or because it has become high, stays until it",
            "is acknowledged. A condition that has been gone for less than "
            f"{times.over_after // SECOND_MS} s and comes back is the same",
            "alarm. Nothing switches an alarm off.",
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
