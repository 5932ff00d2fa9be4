"""The safety table, read from `docs/safety/hazards.yaml`: one row for each promise."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "safety" / "hazards.yaml"
_NEEDED = ("holds", "detected", "reaction", "bound")
_MAY_HAVE = ("left_open", "not_shown", "met", "reference", "fault")


class BadTable(Exception):
    """The table cannot be read; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One promise: what must hold, and how we would know."""

    id: str
    kind: str
    """The section it stands in: `invariants`, `faults`, ..."""
    holds: str
    detected: str
    reaction: str
    bound: str
    left_open: str | None = None
    """The part of the row that its tests do not reach."""
    not_shown: str | None = None
    """Why no test can show it here, or what will bring one; None: tests must show it."""
    met: str | None = None
    """What people met in the field."""
    reference: str | None = None
    """Where they told it."""
    fault: str | None = None
    """The faults that bring it about, by name."""


Table = dict[str, Row]


def read(path: Path = TABLE) -> Table:
    """Return all rows by id, in the order of the file. Raises `BadTable`."""
    try:
        sections = YAML(typ="safe").load(path.read_text("utf-8"))
    except YAMLError as error:  # a key given twice is one
        raise BadTable(f"{path}: {error}") from error
    table: Table = {}
    for kind, rows in sections.items():
        for id_, fields in rows.items():
            if id_ in table:
                raise BadTable(f"{path}: {id_} stands in {table[id_].kind} and in {kind}")
            table[id_] = _row(id_, kind, fields, path)
    return table


def _row(id_: str, kind: str, fields: dict[str, Any], path: Path) -> Row:
    missing = [name for name in _NEEDED if not fields.get(name)]
    unknown = [name for name in fields if name not in (*_NEEDED, *_MAY_HAVE)]
    if missing or unknown:
        raise BadTable(f"{path}: {id_} lacks {missing} and has unknown {unknown}")
    return Row(id=id_, kind=kind, **{name: " ".join(text.split()) for name, text in fields.items()})
