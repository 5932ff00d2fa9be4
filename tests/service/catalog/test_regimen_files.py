"""Every way in which a regimen file must not be written, and what the writer is told."""

from pathlib import Path

import pytest

import config
from service.catalog import Status, read_regimen
from tests.service.catalog.edits import edited, problems_of, shipped

ISA_KD = shipped("regimens", "isa-kd")
DEXAMETHASONE = "days: [1, 2, 8, 9, 15, 16, 22, 23]"
SEQUENCE = "sequence: [dexamethasone, isatuximab, carfilzomib]"

# (what is changed, into what, line of the reason further down, part of the reason)
WRITTEN_WRONGLY = [
    ("id: isa-kd", "id: isa-pd", "must be the name of the file"),
    ("days: [1, 8, 15, 22]", "days: [1, 8, 8, 22]", "must rise, each day once"),
    ("days: [1, 8, 15, 22]", "days: [1, 8, 15, 29]", "a day beyond the 28 days of the cycle"),
    ("days: [1, 8, 15, 22]", "days: [0, 8]", "0 is not within 1 to 90"),
    ("days: [1, 8, 15, 22]", 'days: ["1"]', "must be a plain whole number without quotes"),
    ("days: [1, 8, 15, 22]", "days: []", "must be a list with at least one entry"),
    ("cycle_to: 1", "cycle_to: 0", "0 is not within 1 to 999"),
    ("cycle_from: 2", "cycle_from: 3", "cycle 3 does not follow the entry before it"),
    ("length_days: 28", "length_days: 91", "91 is not within 1 to 90"),
    ("length_days: 28", "length_min: 28", "unknown key"),
    (DEXAMETHASONE, "days: [1, 29]", "dexamethasone: a day beyond the end of cycle 1"),
    ("days: [8, 9, 15, 16]", "days: [2, 8]", "carfilzomib: two doses on one day of cycle 1"),
    ("route_with_infusion: intravenous", "route_with_infusion: nasal", "nasal"),
    ("id: carfilzomib", "id: dexamethasone", "is given twice"),
    (SEQUENCE, "sequence: [dexamethasone, isatuximab]", "must name each of"),
    ("then: carfilzomib", "then: pomalidomide", "pomalidomide is no drug of this regimen"),
    ("not_before_min: 30", "not_before_min: 300", "closes before it opens"),
    ("tolerance_days: 1", "tolerance_days: 8", "8 is not within 0 to 7"),
    ("rule: as soon as possible, interval kept", "rule: skip it", "is not one of"),
    ("    source: EU SmPC, posology; Frampton 2021, section 6\n", "", "source is missing"),
    ("  source: EU SmPC, missed dose", "  sauce: EU SmPC, missed dose", "source is missing"),
]


@pytest.mark.parametrize(("old", "new", "reason"), WRITTEN_WRONGLY)
def test_what_is_written_wrongly_is_refused_with_its_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    text, _ = edited(ISA_KD, old, new)

    said = [said for _, said in problems_of(tmp_path, "isa-kd", text)]

    assert any(reason in each for each in said), said


@pytest.mark.parametrize("name", config.names("regimens"))
def test_every_shipped_regimen_is_a_draft_and_names_its_sources(name: str) -> None:
    file = read_regimen(config.find("regimens", name))

    assert name == file.regimen.id
    assert file.regimen.protocol in config.names("protocols")
    assert (Status.DRAFT, None) == (file.status, file.signed_by)
    assert len(file.sources) >= len(file.regimen.cycles) + 1


def test_a_signed_regimen_says_by_whom(tmp_path: Path) -> None:
    signed, _ = edited(
        ISA_KD,
        "status: draft, not signed for clinical use",
        "status: signed\n  signed_by: a pharmacist\n  signed_on: the day it was",
    )
    path = tmp_path / "isa-kd.yaml"
    path.write_text(signed, encoding="utf-8")

    file = read_regimen(path)

    assert (Status.SIGNED, "a pharmacist, the day it was") == (file.status, file.signed_by)
