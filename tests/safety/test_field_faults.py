"""The table of field faults, the faults of the simulators and the tests agree."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from simulators import control
from simulators.alaris_readings import AlarisFaults
from simulators.ihe_pcd_faults import NAMES as OF_THE_GATEWAY
from simulators.line import Line
from simulators.new_era import NewEra
from tests.safety.field_page import KINDS, PAGE, faults
from tests.safety.rows import ROOT, Row, read

OF_THE_PUMP = {field.name for field in fields(AlarisFaults)} | {"garbled"}
OUTSIDE = {"the wall clock": "EPOCH_MS", "the same serial number on two ports": "ListenedAlaris"}
"""What is no fault of one pump or its line, and the name by which its tests bring it about."""
CALLED = {"alarm": "raise_alarm", **OUTSIDE}
ROWS = [row for row in read().values() if row.kind in KINDS]
BY_ID = pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])


def modules() -> dict[Path, str]:
    """Every module of tests that shows a row of these, with its text."""
    texts = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    return {path: text for path, text in texts.items() if re.search(r'"(FIELD|BYTE)-\d', text)}


def names_in(text: str) -> set[str]:
    """Every name and every short text in a module: attributes, keywords, keys of a dict."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found.add(name)
            case ast.keyword(arg=str(name)):
                found.add(name)
    return found


NAMES = {path: names_in(text) for path, text in modules().items()}


@BY_ID
def test_a_row_says_what_was_met_where_and_by_which_fault_it_comes_about(row: Row) -> None:
    assert row.met
    assert row.reference
    assert row.fault


@BY_ID
def test_every_fault_named_is_one_that_a_simulator_has(row: Row) -> None:
    known = OF_THE_PUMP | OF_THE_GATEWAY | set(control._VERBS) | set(OUTSIDE)

    assert set() == set(faults(row.fault or "")) - known


@BY_ID
def test_every_fault_named_is_put_in_by_a_test_that_shows_the_row(row: Row) -> None:
    showing = [names for path, names in NAMES.items() if row.id in names]
    put_in = set().union(*showing)

    assert set() == {CALLED.get(name, name) for name in faults(row.fault or "")} - put_in


def test_what_is_set_on_the_line_itself_is_there() -> None:
    assert not Line(NewEra()).garbled


@BY_ID
def test_the_page_tells_every_row_with_a_test(row: Row) -> None:
    number = int(row.id.partition("-")[2])
    (line,) = (
        line
        for line in PAGE.read_text("utf-8").splitlines()
        if line.startswith(f"| {number} | {row.met}")
    )

    tests = re.findall(r"\[`(test_\w+)`\]\(\.\./\.\./(tests/[\w/]+\.py)\)", line)
    assert tests
    for name, file in tests:
        assert f"def {name}(" in (ROOT / file).read_text("utf-8")
        assert row.id in NAMES[ROOT / file]
