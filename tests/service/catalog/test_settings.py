"""What a ward's files say, value by value: the values that count, where they stand, and why."""

from hashlib import sha256
from pathlib import Path

import pytest

import config
from service.catalog import load_ward
from service.catalog.settings import LOCAL, SettingBlock, read_settings
from service.catalog.wards import WardConfig
from service.core.times import SECOND_MS

FIRST = config.find("wards", "default")


def block(ward: WardConfig, name: str) -> SettingBlock:
    (found,) = [each for each in ward.settings if each.name == name]
    return found


def value(found: SettingBlock, name: str) -> tuple[str, str, int]:
    (each,) = [each for each in found.settings if each.name == name]
    return each.value, each.unit, each.line


def line(path: Path, count: int) -> str:
    return path.read_text("utf-8").splitlines()[count - 1]


@pytest.fixture
def bench() -> WardConfig:
    return load_ward(config.find("wards", "bench"))


def test_a_block_of_the_wards_own_is_shown_from_its_own_file(bench: WardConfig) -> None:
    found = block(bench, "rules.silence")

    assert (found.own, found.file, found.local) == (True, "bench.yaml", True)
    said, unit, at = value(found, "silent_after")
    assert (said, unit) == ("8", "s")
    assert int(said) * SECOND_MS == bench.rules.silent_after, "what is shown is what counts"
    assert line(config.find("wards", "bench"), at).strip() == "silent_after_s: 8"
    assert line(config.find("wards", "bench"), found.line).strip() == "silence:"


def test_what_a_ward_leaves_out_is_shown_as_a_default(bench: WardConfig) -> None:
    found = block(bench, "rules.stop")

    assert (found.own, found.file) == (False, "default.yaml")
    said, unit, at = value(found, "unconfirmed_after")
    assert int(said) * SECOND_MS == bench.rules.stop_unconfirmed_after
    assert (unit, line(FIRST, at).strip()) == ("s", "unconfirmed_after_s: 5")


@pytest.mark.parametrize("ward", config.names("wards"))
def test_every_value_that_is_shown_stands_on_its_line(ward: str) -> None:
    path = config.find("wards", ward)
    if path == FIRST:
        return
    blocks = load_ward(path).settings
    assert {"ward", "rules.sign_in", "rules.alarms"} <= {each.name for each in blocks}
    for each in blocks:
        file = path if each.own else FIRST
        assert each.file == file.name
        for setting in each.settings:
            last = setting.value.split(", ")[-1]
            there = "\n".join(line(file, n) for n in range(setting.line, setting.line + 1))
            assert last in there, (each.name, setting)


def test_every_rule_of_the_first_values_is_shown_with_its_source(bench: WardConfig) -> None:
    blocks = {each.name: each for each in bench.settings}
    first = [name for name, _ in bench.sources if name.startswith("rules.")]

    assert set(first) == {name for name in blocks if name.startswith("rules.")}
    assert all(blocks[name].settings and blocks[name].source for name in first)


def test_units_are_said_and_not_left_in_names() -> None:
    demo = load_ward(config.find("wards", "demo"))
    assert value(block(demo, "rules.usual_vital_signs"), "systolic.low")[:2] == ("90", "mmHg")
    assert value(block(demo, "rules.usual_vital_signs"), "pulse.high")[:2] == ("120", "/min")
    assert value(block(demo, "rules.readiness"), "febrile_from")[:2] == ("38.0", "°C")
    assert value(block(demo, "booking.promises"), "horizon")[:2] == ("42", "days")
    assert value(block(demo, "booking.nurses"), "[1].days")[0].startswith("monday, tuesday")
    assert block(demo, "booking.nurses").source.startswith(LOCAL)


def test_what_no_document_says_is_local(tmp_path: Path) -> None:
    text = config.find("wards", "bench").read_text("utf-8")
    said = "source: local, example of a ward's own value"
    assert said in text
    own = tmp_path / "ward.yaml"
    own.write_text(text.replace(said, "source: IEC 60601-1-8, table 4"), "utf-8")
    found = {each.name: each for each in read_settings(own, FIRST)}
    assert (found["rules.silence"].local, found["rules.silence"].source) == (
        False,
        "IEC 60601-1-8, table 4",
    )
    assert found["rules.stop"].local


def test_a_ward_that_books_nothing_shows_no_booking(bench: WardConfig) -> None:
    assert [each.name for each in bench.settings if each.name.startswith("booking")] == []


def test_no_port_and_no_path_of_the_machine_is_shown(bench: WardConfig) -> None:
    shown = [each.value for found in bench.settings for each in found.settings]
    assert not [each for each in shown if "127.0.0.1" in each or ".sqlite" in each]


def test_a_protocol_is_named_by_its_version_and_its_very_text(bench: WardConfig) -> None:
    (found,) = bench.protocol_files
    text = config.find("protocols", "isatuximab").read_bytes()
    assert (found.id, found.sha256) == ("isatuximab", sha256(text).hexdigest())
    assert found.version
    assert found.label
