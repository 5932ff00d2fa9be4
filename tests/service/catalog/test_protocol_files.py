"""Every way in which a protocol file must not be written, and what the writer is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from service.catalog import ConfigError, load_protocol, read_protocol
from tests.service.catalog.edits import edited, problems_of, shipped

ISATUXIMAB = shipped("protocols", "isatuximab")
FIRST = '{rate_ml_h: "25", serve_min: 60}'
RATE = 'rate_ml_h: "25"'
SERVE = "serve_min: 60"
PLAIN = "must be a plain whole number without quotes"
DECIMAL = "must be decimal text in quotes"
NOT_DECIMAL = "is not a plain decimal number"


# (what is changed, into what, lines further down, part of the reason)
WRITTEN_WRONGLY = [
    # quantities
    (RATE, "rate_ml_h: 25", 0, f"profiles[first].steps[1].rate_ml_h: 25 {DECIMAL}"),
    (RATE, "rate_ml_h: 2_5", 0, DECIMAL),
    (RATE, 'rate_ml_h: "2_5"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "12,5"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "+25"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "-25"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "2.5e1"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: " 25"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "٢٥"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "25.1234"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "25 mL/h"', 0, NOT_DECIMAL),
    (RATE, "rate_ml_h: .inf", 0, DECIMAL),
    (RATE, "rate_ml_h: .nan", 0, DECIMAL),
    (RATE, 'rate_ml_h: ".inf"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: "nan"', 0, NOT_DECIMAL),
    (RATE, 'rate_ml_h: ""', 0, NOT_DECIMAL),
    (RATE, "rate_ml_h: 1:30", 0, DECIMAL),
    (RATE, "rate_ml_h: 0x19", 0, DECIMAL),
    (RATE, "rate_ml_h: no", 0, DECIMAL),
    (RATE, "rate_ml_h: ~", 0, "has no value"),
    (RATE, 'rate_ml_h: ["25"]', 0, "must be a single value"),
    # whole numbers
    (SERVE, 'serve_min: "60"', 0, PLAIN),
    (SERVE, "serve_min: 60.0", 0, PLAIN),
    (SERVE, "serve_min: 1:00", 0, PLAIN),
    (SERVE, "serve_min: 060", 0, PLAIN),
    (SERVE, "serve_min: 6_0", 0, PLAIN),
    (SERVE, "serve_min: -60", 0, PLAIN),
    (SERVE, "serve_min: +60", 0, PLAIN),
    (SERVE, "serve_min: 6e1", 0, PLAIN),
    (SERVE, "serve_min: yes", 0, PLAIN),
    (SERVE, "serve_min: 0", 0, "0 is not within 1 to 1440"),
    (SERVE, "serve_min: 1441", 0, "1441 is not within 1 to 1440"),
    # truth values and words
    ("required: true", "required: yes", 0, "must be true or false"),
    ("required: true", 'required: "true"', 0, "must be true or false"),
    ("required: true", "required: True", 0, "must be true or false"),
    ("required: true", "required: on", 0, "must be true or false"),
    ("routes: [oral]", "routes: [by mouth]", 0, "'by mouth' is not one of: oral, intravenous"),
    ("routes: [oral]", "routes: []", 0, "a list with at least one entry"),
    ("routes: [oral]", "routes: oral", 0, "a list with at least one entry"),
    ("routes: [oral]", "routes: [{a: b}]", 0, "must be a list of single values"),
    ("grade_2: resume", "grade_2: wait", 0, "'wait' is not one of: continue, resume, discontinue"),
    ('ctcae_version: "5.0"', 'ctcae_version: "5"', 0, "'5' is not one of: 4.03, 5.0, 6.0"),
    ("rate: half of the initial rate", "rate: half", 0, "'half' is not one of"),
    # texts that YAML readers disagree about
    ("drug: isatuximab", "drug: no", 0, "'no' can be read in several ways"),
    ("drug: isatuximab", "drug: Off", 0, "'Off' can be read in several ways"),
    ("drug: isatuximab", "drug: 22:22", 0, "can be read in several ways"),
    ("drug: isatuximab", "drug: 2026-01-01", 0, "can be read in several ways"),
    ("drug: isatuximab", "drug: 0o17", 0, "can be read in several ways"),
    ("drug: isatuximab", "drug:", 0, "has no value"),
    ("drug: isatuximab", 'drug: " "', 0, "is empty"),
    ("drug: isatuximab", 'drug: "a\\u202eb"', 0, "must be printable"),
    ("drug: isatuximab", f"drug: {'a' * 601}", 0, "at most 600 characters"),
    ('version: "1"', "version: 1", 0, "can be read in several ways"),
    # names
    (RATE, 'rate_ml_min: "25"', 0, "the name must carry the unit: rate_ml_h"),
    (RATE, 'rate: "25"', 0, "the name must carry the unit: rate_ml_h"),
    (SERVE, "serve_h: 1", 0, "the name must carry the unit: serve_min"),
    ("improved_to_grade: 1", "improved_too_grade: 1", 0, "did you mean improved_to_grade?"),
    ("drug: isatuximab", "drug: isatuximab\nconcentration: high", 1, "concentration: unknown key"),
    ("drug: isatuximab", "Drug: isatuximab", 0, "a key must be lower-case letters"),
    ("drug: isatuximab", "1: isatuximab", 0, "a key must be lower-case letters"),
    ("drug: isatuximab", "<<: {drug: isatuximab}", 0, "a key must be lower-case letters"),
    ("drug: isatuximab", "drug: isatuximab\ndrug: x", 1, "drug is given twice (first on line"),
    (FIRST, '{rate_ml_h: "25", serve_min: 60, serve_min: 6}', 0, "serve_min is given twice"),
    ("id: isatuximab", "id: daratumumab", 0, "is not the name of the file, 'isatuximab'"),
    # shapes
    ("drug: isatuximab", "drug: &name isatuximab", 0, "an anchor (&name)"),
    ("drug: isatuximab", "drug: !text isatuximab", 0, "a tag (!text)"),
    ("drug: isatuximab", "drug:\tisatuximab", 0, "a tab"),
    ("drug: isatuximab", "drug: isatuximab # \t", 0, "a tab"),
    ("drug: isatuximab", "drug: [isatuximab", 1, "not readable as YAML"),
    ("drug: isatuximab", "drug: isa: tuximab", 0, "not readable as YAML"),
    ("drug: isatuximab", "drug: isatuximab\n---\na: b", 1, "not readable as YAML"),
    ('bag:\n  volume_ml: "250"', 'bag: ["250"]\nold:\n  a: "250"', 0, "must be a block of"),
    (FIRST, '["25", 60]', -1, "must be a list of blocks"),
]


@pytest.mark.parametrize(("old", "new", "below", "reason"), WRITTEN_WRONGLY)
def test_what_is_written_wrongly_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, below: int, reason: str
) -> None:
    text, line = edited(ISATUXIMAB, old, new)

    found = problems_of(tmp_path, "isatuximab", text)

    assert any(at == line + below and reason in said for at, said in found), found


STEPS_OF_FIRST = ISATUXIMAB[ISATUXIMAB.index(f"      - {FIRST}") :]
STEPS_OF_FIRST = STEPS_OF_FIRST[: STEPS_OF_FIRST.index("    source:")]


def steps(*rows: tuple[str, str]) -> str:
    return "".join(f'      - {{rate_ml_h: "{rate}", serve_min: {serve}}}\n' for rate, serve in rows)


# (what is changed, into what, the line that is blamed: as it is written there, the whole reason)
MEANT_WRONGLY = [
    (
        'rate_ml_h: "150"',
        'rate_ml_h: "200.1"',
        "    steps:",
        "profiles[first].steps: step 6 (200.1 mL/h) is above the ceiling of 150 mL/h",
    ),
    (
        'rate_max_ml_h: "200"',
        'rate_max_ml_h: "0"',
        '  rate_max_ml_h: "0"',
        "ceiling.rate_max_ml_h: the ceiling cannot be 0",
    ),
    (RATE, 'rate_ml_h: "0"', "    steps:", "profiles[first].steps: step 1 has the rate 0"),
    (
        RATE,
        'rate_ml_h: "0.001"',
        "    steps:",
        "profiles[first].steps: half of the initial rate is nothing: no resume is possible",
    ),
    (
        'rate_ml_h: "75"',
        'rate_ml_h: "45"',
        "    steps:",
        "profiles[first].steps: step 3 (45 mL/h) does not rise above the step before it (50 mL/h)",
    ),
    (
        'rate_ml_h: "75"',
        'rate_ml_h: "50"',
        "    steps:",
        "profiles[first].steps: step 3 (50 mL/h) does not rise above the step before it (50 mL/h)",
    ),
    (
        SERVE,
        "serve_min: rest",
        "    steps:",
        "profiles[first].steps: step 1 runs until the bag is empty, yet a step follows it",
    ),
    (
        STEPS_OF_FIRST,
        steps(("25", "60"), ("150", "89")),
        "    steps:",
        "profiles[first].steps: these steps deliver 247.5 mL of 250 mL;"
        " let the last one serve until the rest is in (rest)",
    ),
    (
        "initial_dwell_min: rest",
        "initial_dwell_min: 30",
        "    resume:",
        "profiles[later].resume: these steps deliver 150 mL of 250 mL;"
        " let the last one serve until the rest is in (rest)",
    ),
    (
        'volume_ml: "250"',
        'volume_ml: "0"',
        '  volume_ml: "0"',
        "bag.volume_ml: a bag cannot be empty",
    ),
    (
        "not_before_min: 15",
        "not_before_min: 61",
        "    not_after_min: 60",
        "premedication[dexamethasone].not_after_min: the window is upside down:"
        " it closes before it opens",
    ),
    (
        "id: paracetamol",
        "id: dexamethasone",
        "premedication:",
        "premedication: the id 'dexamethasone' is given twice",
    ),
    ("id: second", "id: first", "profiles:", "profiles: the id 'first' is given twice"),
    (
        "infusion_from: 2",
        "infusion_from: 1",
        "profiles:",
        "profiles: infusion 1 is covered twice",
    ),
    (
        "infusion_from: 3",
        "infusion_from: 4",
        "profiles:",
        "profiles: infusion 3 is covered by nothing",
    ),
    (
        "infusion_to: 2",
        "infusion_to: 1",
        "profiles:",
        "profiles: infusions 2 to 1 are the wrong way round",
    ),
    (
        "infusion_to: 2",
        "infusion_to: later",
        "profiles:",
        "profiles: infusion 3 comes after an entry for all later infusions",
    ),
    (
        "infusion_to: later",
        "infusion_to: 9",
        "profiles:",
        "profiles: infusion 10 is covered by nothing; end with infusion_to: later",
    ),
    (
        "  - infusion_from: 1\n    infusion_to: 2\n    observe_min: 30",
        "  - infusion_from: 1\n    infusion_to: 3\n    observe_min: 30",
        "observation:",
        "observation: infusion 3 is covered twice",
    ),
    (
        "grade_3: discontinue",
        "grade_3: continue",
        "    grade_3: continue",
        "reaction.actions.grade_3: is milder than what follows grade 2",
    ),
    (
        "grade_3: discontinue\n    grade_4: discontinue",
        "grade_3: resume\n    grade_4: resume",
        "    grade_4: resume",
        "reaction.actions.grade_4: is life-threatening: it can only discontinue",
    ),
    (
        "improved_to_grade: 1",
        "improved_to_grade: 2",
        "  resume:",
        "reaction.resume: a reaction of grade 2 has not improved at 2",
    ),
]


@pytest.mark.parametrize(("old", "new", "blamed", "reason"), MEANT_WRONGLY)
def test_what_is_meant_wrongly_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, blamed: str, reason: str
) -> None:
    text, _ = edited(ISATUXIMAB, old, new)

    found = problems_of(tmp_path, "isatuximab", text)

    assert [said for _, said in found] == [reason]
    assert text.splitlines()[found[0][0] - 1] == blamed


def test_a_plan_longer_than_a_day_is_refused(tmp_path: Path) -> None:
    text, _ = edited(ISATUXIMAB, STEPS_OF_FIRST, steps(("1", "rest")))

    found = problems_of(tmp_path, "isatuximab", text)

    assert "profiles[first].steps: the bag would take 250 hours" in [said for _, said in found]


def blocks_of_lines() -> list[str]:
    """Return every line of the protocol that gives one value of its own."""
    lines = [line for line in ISATUXIMAB.splitlines() if ": " in line and "#" not in line]
    return sorted({line for line in lines if not line.lstrip().startswith("-")})


@pytest.mark.parametrize("line", blocks_of_lines())
def test_no_line_may_be_left_out(tmp_path: Path, line: str) -> None:
    key = line.split(":")[0].strip()
    text = ISATUXIMAB.replace(f"\n{line}\n", "\n", 1)
    assert text != ISATUXIMAB

    found = problems_of(tmp_path, "isatuximab", text)

    # A block whose only line is gone is no block any more.
    reasons = (f"{key} is missing", "signature: must be a block")
    assert any(reason in said for _, said in found for reason in reasons), found


def test_every_block_must_name_its_source(tmp_path: Path) -> None:
    sources = ISATUXIMAB.count(" source: ")
    text = ISATUXIMAB.replace(" source: ", " from: ")

    found = problems_of(tmp_path, "isatuximab", text)

    assert sources == len(read_protocol(config.find("protocols", "isatuximab")).sources)
    assert sum("source is missing" in said for _, said in found) == sources


def test_all_problems_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    text, first = edited(ISATUXIMAB, "drug: isatuximab", "drug: no")
    text, second = edited(text, RATE, "rate_ml_h: 25")
    text, third = edited(text, "not_before_min: 15", "not_before_min: 90")

    found = problems_of(tmp_path, "isatuximab", text)

    assert [line for line, _ in found] == [first, second, third + 1]


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"", 1, "the file must be a list of `key: value` lines"),
        (b"- a\n", 1, "the file must be a list of `key: value` lines"),
        (b"a: b\n", 1, "describes neither a protocol, a regimen, a pump nor a ward"),
        (b"drug: x\n\xff\n", 2, "not UTF-8 text"),
        (b"a: " + b"[" * 5_000, 1, "nested too deeply"),
        (b"# " + b"x" * 200_000, 1, "larger than 200000 bytes"),
        (b'a: "\x07"\n', 1, "not readable as YAML"),
    ],
)
def test_what_is_no_configuration_is_refused(
    tmp_path: Path, raw: bytes, line: int, reason: str
) -> None:
    from service.catalog import load_any

    path = tmp_path / "isatuximab.yaml"
    path.write_bytes(raw)

    with pytest.raises(ConfigError) as refused:
        load_any(path)

    assert refused.value.problems[0].line == line
    assert reason in refused.value.problems[0].reason


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.yaml:1: cannot be read: No such file"):
        load_protocol(tmp_path / "gone.yaml")


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_but_never_breaks_the_loader(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "isatuximab.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    with pytest.raises(ConfigError):
        load_protocol(path)


@pytest.mark.shows("GIP-01")
@pytest.mark.shows("INV-31")
@given(
    line=st.integers(0, ISATUXIMAB.count("\n") - 1),
    put=st.text(st.sampled_from('abz019:"-_,.[]{}#&*!|>\n %~'), max_size=6),
    column=st.integers(0, 40),
)
def test_a_damaged_protocol_is_refused_or_still_keeps_its_ceiling(
    tmp_path_factory: pytest.TempPathFactory, line: int, put: str, column: int
) -> None:
    lines = ISATUXIMAB.splitlines()
    lines[line] = lines[line][:column] + put + lines[line][column:]
    path = tmp_path_factory.getbasetemp() / "isatuximab.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")

    try:
        protocol = load_protocol(path)
    except ConfigError:
        return
    for profile in protocol.profiles:
        assert all(step.rate <= protocol.rate_max for step in profile.steps)
