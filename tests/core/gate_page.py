"""Writes `docs/gates.md` from the table: `python -m tests.core.gate_page`."""

from pathlib import Path

from service.core.session.gate_table import GATES, Override

PAGE = Path(__file__).resolve().parents[2] / "docs" / "gates.md"
_WHO = {
    Override.NOBODY: "nobody",
    Override.TWO_PERSONS: "two persons",
    Override.PRESCRIBER: "two persons, one of them a prescriber",
    Override.ORDER: "a prescriber's order about this item",
}


def page() -> str:
    """Return the page as it should be."""
    rows = [
        f"| `{gate.value}` | {row.about.value} | {row.sentence} | {_WHO[row.override]} |"
        for gate, row in GATES.items()
    ]
    return "\n".join(
        [
            "# Gates before a start",
            "",
            "Made of `service/core/session/gate_table.py` by `python -m tests.core.gate_page`; a",
            "test compares. All gates are looked at before a start, and all that are closed are",
            "said at once. The gates of the bag and of the pump are looked at again at every",
            "resume.",
            "",
            "Where two persons may open a gate, one asks with a reason and another agrees; both",
            "are events of the record. Their word lasts for the ward's limit (`readiness`,",
            "`override_max_min`), and new facts about the same thing void it. Where nobody may,",
            "the fact itself has to change. A prescriber's word that the start may go on with an",
            "old premedication lasts as long.",
            "",
            "Limits are ward settings (`config/wards/default.yaml`, `readiness`) or stand in the",
            "protocol (`product`), each with its source. A neutrophil count is a number in",
            "10⁹/L, never a grade.",
            "",
            "| Gate | About | What the nurse reads | Who may override |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
