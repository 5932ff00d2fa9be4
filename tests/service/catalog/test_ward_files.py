"""Wards and pumps: what a ward may ask for, and which pumps can do it."""

import shutil
from pathlib import Path

import pytest

import config
from drivers.quantities import Rate, Volume
from service.catalog import (
    SIMULATOR,
    ConfigError,
    Mode,
    WardConfig,
    load_defaults,
    load_pump,
    load_ward,
)
from service.core.rules import Attestation
from service.core.times import minutes, seconds
from tests.service.catalog.edits import edited, problems_of, shipped

PUMP = """\
family: new_era
profile: ne9000
model: NE-9000
capabilities:
  kind: control
  bench_only: true
  rate_min_ml_h: "1"
  rate_max_ml_h: "999"
  rate_increment_ml_h: "0.1"
  volume_increment_ml: "0.1"
  counter_max_ml: "999.9"
  watchdog_s: 30
  moves_limit_while_running: false
  answer_max_s: "0.5"
  report_every_s: "1"
  source: made up for these tests
"""
AUTOMATIC = (
    "  attestation:\n    mode: automatic\n    open_min: 5\n    max_age_min: 5\n"
    "    source: local, made up for these tests\n"
)
BENCH = shipped("wards", "bench")
DEFAULT = shipped("wards", "default")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the configuration in which everything may be changed."""
    copy = tmp_path / "config"
    shutil.copytree(config.find("wards", "default").parent.parent, copy)
    (copy / "pumps" / "ne9000.yaml").write_text(PUMP, encoding="utf-8")
    return copy


def ward(folder: Path, text: str) -> WardConfig:
    """Load a ward of this text, every other file from the folder."""

    def find(kind: config.Kind, name: str) -> Path:
        return folder / kind / config.find(kind, name).name

    path = folder / "wards" / "bench.yaml"
    path.write_text(text, encoding="utf-8")
    return load_ward(path, find=find)


def refusals(folder: Path, text: str) -> list[tuple[str, str]]:
    """Return the line that is blamed, as it is written, and the reason."""
    with pytest.raises(ConfigError) as refused:
        ward(folder, text)
    lines = text.splitlines()
    return [(lines[problem.line - 1], problem.reason) for problem in refused.value.problems]


# (what is changed, into what, the line that is blamed: as it is written there, the whole reason)
WARD = [
    (
        "mode: simulation",
        "mode: test",
        "  mode: test",
        "ward.mode: 'test' is not one of: simulation, patient",
    ),
    (
        "zone: Europe/Berlin",
        "zone: Mars/Olympus",
        "  zone: Mars/Olympus",
        "ward.zone: 'Mars/Olympus' is not a time zone such as Europe/Berlin",
    ),
    (
        "zone: Europe/Berlin",
        'zone: "../../etc/passwd"',
        '  zone: "../../etc/passwd"',
        "ward.zone: '../../etc/passwd' is not a time zone such as Europe/Berlin",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "0.0.0.0"',
        '  bind: "0.0.0.0"',
        "ward.bind: 0.0.0.0 can be reached from other machines, and there are no logins;"
        " say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        'bind: "::"',
        '  bind: "::"',
        "ward.bind: :: can be reached from other machines, and there are no logins;"
        " say allow_lan: true if that is meant",
    ),
    (
        'bind: "127.0.0.1"',
        "bind: localhost",
        "  bind: localhost",
        "ward.bind: 'localhost' is not an IP address such as 127.0.0.1",
    ),
    ("port: 8000", "port: 0", "  port: 0", "ward.port: 0 is not within 1 to 65535"),
    ("speed: 1", "speed: 0", "  speed: 0", "ward.speed: 0 is not within 1 to 10000"),
    (
        "store: bench.sqlite",
        "store: postgresql://ward@db/ward",
        "  store: postgresql://ward@db/ward",
        "ward.store: must be the path of a file, not an address",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [aspirin]",
        "protocols: [aspirin]",
        "protocols: no protocol is called 'aspirin' (there are: isatuximab)",
    ),
    (
        "protocols: [isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: [isatuximab, isatuximab]",
        "protocols: the id 'isatuximab' is given twice",
    ),
    (
        "pump: pump-1",
        "pump: pump-9",
        "  - {id: chair-1, pump: pump-9}",
        "chairs[chair-1].pump: there is no pump 'pump-9' in this ward",
    ),
    (
        "pump: pump-2",
        "pump: pump-1",
        "chairs:",
        "chairs: chair-2 and chair-1 share the pump 'pump-1'",
    ),
    ("id: chair-2", "id: chair-1", "chairs:", "chairs: the id 'chair-1' is given twice"),
    (
        "address: 1",
        "address: 0",
        "pumps:",
        "pumps: pump-1 and pump-2 have one port and the same address",
    ),
    (
        "address: 1\n    baud: 19200",
        "address: 1\n    baud: 9600",
        "pumps:",
        "pumps: pump-2 shares the port /dev/serial/by-id/first-cable at another speed",
    ),
    (
        "address: 1",
        "address: 100",
        "    address: 100",
        "pumps[pump-2].address: 100 is not within 0 to 99",
    ),
    (
        "port: socket://127.0.0.1:4001",
        "port: COM4",
        "    port: COM4",
        "pumps[pump-3].port: must be simulator or begin with one of:"
        " /dev/, socket://, rfc2217://, mllp://, mllps://",
    ),
    (
        "family: new_era",
        "family: alaris",
        "    family: alaris",
        "pumps[pump-1].family: ne9000 is a pump of the family new_era",
    ),
]


@pytest.mark.parametrize(("old", "new", "blamed", "reason"), WARD)
def test_a_ward_that_cannot_be_is_refused_with_its_line(
    folder: Path, old: str, new: str, blamed: str, reason: str
) -> None:
    text, _ = edited(BENCH, old, new)

    assert refusals(folder, text) == [(blamed, reason)]


@pytest.mark.shows("INV-31")
def test_nobody_is_treated_before_there_are_logins(folder: Path) -> None:
    """And when there are: neither by a bench pump, nor faster, nor by a draft, nor unattested."""
    text = BENCH.replace("mode: simulation", "mode: patient").replace("speed: 1", "speed: 60")
    text = text.replace("socket://127.0.0.1:4001", SIMULATOR) + AUTOMATIC

    found = refusals(folder, text)

    bench = "ne9000 is for the bench only, never for a patient"
    assert found == [
        ("  mode: patient", "ward.mode: patient wards are refused until people can log in"),
        ("  speed: 60", "ward.speed: a patient ward runs as fast as the clock: 1"),
        (
            "protocols: [isatuximab]",
            "protocols: isatuximab is a draft, not signed for clinical use",
        ),
        *[("    profile: ne9000", f"pumps[pump-{n}].profile: {bench}") for n in (1, 2)],
        ("    profile: ne9000", f"pumps[pump-3].profile: {bench}"),
        ("    port: simulator", "pumps[pump-3].port: a patient ward has no simulated pumps"),
        ("rules:", "rules: a patient ward raises no rate without an attestation"),
    ]


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
    ("role: nurse}", "role: friend}", "'friend' is not one of: nurse, charge"),
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
    assert (timing.poll, timing.writer_stall) == (seconds(1), seconds(2))
    assert timing.telemetry_sample == minutes(1)
    assert (timing.loop_stalled, timing.loop_ends) == (seconds(1), seconds(5))


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


def test_a_ward_may_be_reached_from_other_machines_if_it_says_so(folder: Path) -> None:
    text = BENCH.replace('bind: "127.0.0.1"', 'bind: "0.0.0.0"')

    found = ward(folder, text.replace("allow_lan: false", "allow_lan: true"))

    assert (found.bind, found.allow_lan) == ("0.0.0.0", True)


@pytest.mark.parametrize("name", [name for name in config.names("wards") if name != "default"])
def test_every_shipped_ward_can_be_used(name: str) -> None:
    found = load_ward(config.find("wards", name))

    assert found.id == name
    assert found.mode is Mode.SIMULATION
    assert not found.allow_lan
    for chair in found.chairs:
        assert found.pump_of(chair.id).id == chair.pump


def test_the_people_of_the_first_values_are_roles_and_nobody() -> None:
    for person in load_defaults(config.find("wards", "default")).people:
        assert person.name.split()[0] in {"Nurse", "Prescriber", "Pharmacist"}


@pytest.mark.parametrize("name", config.names("pumps"))
def test_every_shipped_pump_can_be_used(name: str) -> None:
    found = load_pump(name)

    assert found.profile == name
    assert found.sources
    assert found.capabilities.rate_min > Rate(0)


@pytest.mark.parametrize("name", ["../wards/demo", "Demo", "demo.yaml", "", "demo\n", "nothing"])
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(config.UnknownName, match="no ward is called"):
        config.find("wards", name)


KEY = "ed25519-" + "0f" * 32


def test_a_ward_names_the_keys_it_trusts_and_where_its_qualifications_are(folder: Path) -> None:
    text = f"{BENCH}\nqualification:\n  keys: [{KEY}]\n  files: [done/ne9000.json]\n"

    trust = ward(folder, text).trust

    assert (KEY,) == trust.keys
    assert (folder / "wards" / "done" / "ne9000.json",) == trust.files
    assert () == ward(folder, BENCH).trust.keys


def test_what_is_no_key_cannot_be_trusted(folder: Path) -> None:
    line = f"  keys: [{KEY}, {KEY[:-1]}]"

    assert [
        (line, f"qualification.keys: {KEY[:20]!r} is not a key as `chairside qualify` prints it")
    ] == refusals(folder, f"{BENCH}\nqualification:\n{line}\n")
