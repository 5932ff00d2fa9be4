"""Pumps in their files, and whether they can do what a ward's protocols ask."""

from pathlib import Path

import pytest

import config
from drivers.quantities import Rate
from service.catalog import ConfigError, load_pump
from tests.service.catalog.edits import edited, problems_of
from tests.service.catalog.wards import BENCH, PUMP, refusals, ward

# (what is changed in the pump's file, what the ward is told about each of its pumps)
UNABLE = [
    (
        ('rate_increment_ml_h: "0.1"', 'rate_increment_ml_h: "1"'),
        [
            "ne9000 cannot run at 12.5 mL/h, a resume of isatuximab, profile first:"
            " it is set in steps of 1 mL/h",
        ],
    ),
    (
        ('rate_min_ml_h: "1"', 'rate_min_ml_h: "20"'),
        [
            "ne9000 cannot run at 12.5 mL/h, a resume of isatuximab, profile first:"
            " its lowest rate is 20 mL/h",
        ],
    ),
    (
        ('rate_max_ml_h: "999"', 'rate_max_ml_h: "150"'),
        [
            "ne9000 cannot run at 200 mL/h, a step of isatuximab, profile second:"
            " its highest rate is 150 mL/h",
        ],
    ),
    (
        ('counter_max_ml: "999.9"', 'counter_max_ml: "99.9"'),
        ["ne9000 cannot count 250 mL, isatuximab: its counter ends at 99.9 mL"],
    ),
    (
        ('volume_increment_ml: "0.1"', 'volume_increment_ml: "0.3"'),
        ["ne9000 cannot count 250 mL, isatuximab: it is set in steps of 0.3 mL"],
    ),
    (
        ("watchdog_s: 30", "watchdog_s: 3"),
        ["polled every 1 s; its watchdog of 3 s needs a poll in less than a third of that"],
    ),
    (("kind: control", "kind: monitor"), []),
]


def test_a_bag_that_is_several_syringes_is_refused_with_that_reason(folder: Path) -> None:
    text = BENCH.replace("family: new_era", "family: alaris").replace("ne9000", "alaris_50ml")

    said = (
        "alaris_50ml cannot count 250 mL, isatuximab: it is a syringe pump and takes 50 mL at most"
    )
    expected = [f"pumps[pump-{count}].profile: {said}" for count in (1, 2, 3)]
    assert expected == [reason for _, reason in refusals(folder, text)]


@pytest.mark.parametrize(("change", "told"), UNABLE)
def test_a_pump_must_be_able_to_do_what_the_protocols_ask(
    folder: Path, change: tuple[str, str], told: list[str]
) -> None:
    pump, _ = edited(PUMP, *change)
    if not told:
        # A pump that is only watched need not be able to do anything.
        pump = pump.replace('rate_max_ml_h: "999"', 'rate_max_ml_h: "10"')
    (folder / "pumps" / "ne9000.yaml").write_text(pump, encoding="utf-8")

    expected = [f"pumps[pump-{count}].profile: {each}" for count in (1, 2, 3) for each in told]
    if not expected:
        ward(folder, BENCH)
        return
    assert [reason for _, reason in refusals(folder, BENCH)] == expected


# (what is changed in the pump's file, reason)
PUMPS = [
    ("bench_only: true", "bench_only: yes", "must be true or false"),
    ("profile: ne9000", "profile: ne9000\nfeeds_from: hose", "'hose' is not one of: bag, syringe"),
    ("kind: control", "kind: remote", "'remote' is not one of: control, proposes, monitor"),
    ('rate_min_ml_h: "1"', 'rate_min_ml_h: "0"', "the range of rates is empty or begins at 0"),
    ('rate_max_ml_h: "999"', 'rate_max_ml_h: "0"', "the range of rates is empty or begins at 0"),
    ('rate_max_ml_h: "999"', 'rate_max_ml_h: "99.95"', "not a multiple of rate_increment_ml_h"),
    ('rate_increment_ml_h: "0.1"', 'rate_increment_ml_h: "0"', "an increment cannot be 0"),
    ('volume_increment_ml: "0.1"', 'volume_increment_ml: "0"', "an increment cannot be 0"),
    ('counter_max_ml: "999.9"', 'counter_max_ml: "0"', "is less than one increment"),
    ('answer_max_s: "0.5"', "answer_max_s: 0.5", "must be decimal text in quotes"),
    ('answer_max_s: "0.5"', 'answer_max_s: "0"', "is not within"),
    ("watchdog_s: 30", "watchdog_s: none", "neither a watchdog nor a limit that can be moved"),
    ("watchdog_s: 30", "watchdog_ms: 30", "the name must carry the unit: watchdog_s"),
    ("profile: ne9000", "profile: ne1000", "is not the name of the file, 'ne9000'"),
    ("  source: ", "  origin: ", "source is missing"),
]


@pytest.mark.parametrize(("old", "new", "reason"), PUMPS)
def test_a_pump_that_cannot_be_is_refused(folder: Path, old: str, new: str, reason: str) -> None:
    text, _ = edited(PUMP, old, new)

    found = problems_of(folder / "pumps", "ne9000", text)

    assert any(reason in said for _, said in found), found


def test_a_ward_says_what_is_wrong_with_the_files_it_names(folder: Path) -> None:
    pump = folder / "pumps" / "ne9000.yaml"
    pump.write_text(PUMP.replace("kind: control", "kind: remote"), encoding="utf-8")

    with pytest.raises(ConfigError) as refused:
        ward(folder, BENCH)

    assert [problem.file for problem in refused.value.problems] == [pump]


@pytest.mark.parametrize("name", config.names("pumps"))
def test_every_shipped_pump_can_be_used(name: str) -> None:
    found = load_pump(name)

    assert found.profile == name
    assert found.sources
    assert found.capabilities.rate_min > Rate(0)
