"""The rules of a ward: its first values, and what a ward may replace of them."""

from dataclasses import replace
from pathlib import Path

import pytest

import config
from drivers.quantities import Volume
from service.catalog import load_defaults, load_ward
from service.core.rules import Attestation
from service.core.times import minutes, seconds
from tests.service.catalog.edits import edited, problems_of, shipped
from tests.service.catalog.wards import AUTOMATIC, BENCH, refusals, ward

DEFAULT = shipped("wards", "default")


# (what is changed in the first values, reason)
RULES = [
    ("open_min: 5", "open_min: 61", "rules.attestation.open_min: 61 is not within 1 to 60"),
    ("mode: required", "mode: never", "'never' is not one of: required, automatic"),
    ("high_after_s: 60", "high_after_s: 4", "comes before the pump counts as silent"),
    ("silent_after_s: 5", "silent_after_s: 121", "comes before the pump counts as silent"),
    ('mismatch_ml: "1"', 'mismatch_ml: "0"', "a tolerance of 0 would alarm at every reading"),
    ("audio_pause_s: 120", "audio_pause_s: 121", "audio_pause_s: 121 is not within 1 to 120"),
    ("poll_s: 1", 'poll_s: "1"', "must be a plain whole number"),
    ("gap_max_min: 2", "gap_max_s: 120", "the name must carry the unit: gap_max_min"),
    ("ends_after_s: 5", "ends_after_s: 1", "comes before the loop counts as stalled"),
    ("ends_after_s: 5", "ends_after_s: 31", "31 is not within 1 to 30"),
    ('weight_min_kg: "30"', 'weight_min_kg: "250"', "is not above the smallest weight"),
    ('febrile_from_c: "38.0"', 'febrile_from_c: "36.9"', "must be from 37 to 39 °C"),
    ("dose_tolerance_percent: 5", "dose_tolerance_percent: 11", "11 is not within 0 to 10"),
    ("cold_validated: false", "cold_validated: no", "must be true or false, without quotes"),
    ("infusion_number: checked", "infusion_number: never", "is not one of: checked, word"),
    ("role: nurse}", "role: friend}", "'friend' is not one of: viewer, nurse, charge"),
    ("id: nurse-b", "id: nurse-a", "people: the id 'nurse-a' is given twice"),
    ("id: tablet-2", "id: tablet-1", "tablets: the id 'tablet-1' is given twice"),
]


@pytest.mark.parametrize(("old", "new", "reason"), RULES)
def test_first_values_that_cannot_be_are_refused(
    folder: Path, old: str, new: str, reason: str
) -> None:
    text, _ = edited(DEFAULT, old, new)

    found = problems_of(folder / "wards", "default", text)

    assert any(reason in said for _, said in found), found


def test_the_first_values_are_those_of_the_design() -> None:
    defaults = load_defaults(config.find("wards", "default"))

    rules, timing = defaults.rules, defaults.timing
    assert rules.attestation is Attestation.REQUIRED
    assert (rules.attest_open, rules.attestation_max_age) == (minutes(5), minutes(5))
    assert rules.late_max == minutes(30)
    assert (rules.silent_after, rules.gap_max) == (seconds(5), minutes(2))
    assert (rules.mismatch_volume, rules.mismatch_percent) == (Volume.from_ml("1"), 5)
    assert rules.stop_unconfirmed_after == seconds(5)
    assert rules.speed == 1
    ready = rules.readiness
    assert (30_000, 250_000, 38_000) == (
        ready.weight_min_g,
        ready.weight_max_g,
        ready.febrile_from_milli_c,
    )
    assert (minutes(28 * 24 * 60), minutes(72 * 60)) == (
        ready.weight_max_age,
        ready.neutrophils_max_age,
    )
    assert (False, True, True, False) == (
        ready.cold_validated,
        ready.number_checked,
        ready.signed_only,
        ready.second_at_steps,
    )
    assert (timing.poll, timing.writer_stall) == (seconds(1), seconds(2))
    assert timing.telemetry_sample == minutes(1)
    assert (timing.loop_stalled, timing.loop_ends) == (seconds(1), seconds(5))


def test_a_demonstration_takes_the_infusions_number_as_a_word_and_nothing_else() -> None:
    first = load_defaults(config.find("wards", "default")).rules.readiness
    demo = load_ward(config.find("wards", "demo")).rules.readiness

    assert demo == replace(first, number_checked=False, signed_only=False)


def test_a_ward_replaces_single_blocks_of_the_first_values(folder: Path) -> None:
    found = ward(folder, BENCH)

    assert found.rules.silent_after == seconds(8)
    assert found.rules.late_max == minutes(30)
    assert found.sources[0] == ("rules.silence", "local, example of a ward's own value")
    assert [name for name, _ in found.sources].count("rules.silence") == 1


def test_a_ward_replaces_a_block_only_as_a_whole(folder: Path) -> None:
    text, _ = edited(BENCH, "    gap_max_min: 2\n", "")

    assert refusals(folder, text) == [("  silence:", "rules.silence: gap_max_min is missing")]


def test_a_rule_that_does_not_exist_is_refused(folder: Path) -> None:
    text, _ = edited(BENCH, "  silence:", "  silences:")

    assert refusals(folder, text) == [
        ("  silences:", "rules.silences: unknown key; did you mean silence?")
    ]


def test_a_ward_may_bring_its_own_people_and_tablets(folder: Path) -> None:
    own = BENCH + "people:\n  - {id: n1, name: Nurse D, role: nurse}\n"

    assert [person.id for person in ward(folder, own).people] == ["n1"]
    assert [tablet.id for tablet in ward(folder, own).tablets] == ["tablet-1", "tablet-2"]


def test_a_simulation_may_raise_without_attestation_and_run_fast(folder: Path) -> None:
    text = BENCH.replace("speed: 1", "speed: 60") + AUTOMATIC

    found = ward(folder, text)

    assert found.rules.attestation is Attestation.AUTOMATIC
    assert found.rules.speed == 60


def test_the_people_of_the_first_values_are_roles_and_nobody() -> None:
    for person in load_defaults(config.find("wards", "default")).people:
        assert person.name.split()[0] in {"Nurse", "Prescriber", "Pharmacist"}
