"""`chairside check-config` and the command line as a whole."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import config
from service.cli import main as cli


def chairside(*words: str) -> Result:
    return CliRunner().invoke(cli.app, words, catch_exceptions=False)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A protocol with two problems, on lines 3 and 4."""
    text = config.find("protocols", "isatuximab").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    lines[1:2] = ["drug: no", "dose: high"]
    path = tmp_path / "isatuximab.yaml"
    path.write_text("\n".join(["# broken", *lines]), encoding="utf-8")
    return path


def test_everything_shipped_is_without_problem() -> None:
    result = chairside("check-config")

    assert result.exit_code == 0, result.stdout
    heads = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert len(heads) == sum(len(config.names(kind)) for kind in config.KINDS)
    assert all(line.endswith("no problem") for line in heads)


def test_a_protocol_is_shown_with_its_totals_and_the_source_of_every_block() -> None:
    lines = [line.strip() for line in chairside("check-config", "isatuximab").stdout.splitlines()]

    assert "drug: isatuximab, version 1" in lines
    assert any(line.startswith("label: EU SmPC") for line in lines)
    assert "status: draft, not signed for clinical use" in lines
    assert "infusion 1 to 1: 250 mL in 200 min" in lines
    assert "infusion 2 to 2: 250 mL in 112.5 min" in lines
    assert "infusion 3 on: 250 mL in 75 min" in lines
    sources = lines[lines.index("sources:") + 1 :]
    assert [line.split(":")[0] for line in sources] == [
        "label",
        "bag",
        "ceiling",
        *("profiles[first]", "profiles[first].ceiling", "profiles[first].resume"),
        *("profiles[second]", "profiles[second].resume"),
        *("profiles[later]", "profiles[later].resume"),
        *("reaction.grading", "reaction.actions", "reaction.resume", "reaction.for_good"),
        "next_profile",
        *("premedication[dexamethasone]", "premedication[dexamethasone].dosing"),
        *("premedication[paracetamol]", "premedication[paracetamol].dosing"),
        *("premedication[antihistamine]", "premedication[antihistamine].dosing"),
        *("observation[1]", "observation[2]"),
        "flush",
        *("product", "product.hours", "product.neutrophils"),
        *("product.neutrophils.versions[1]", "product.neutrophils.versions[2]"),
        *("product.notes[indirect-coombs]", "product.notes[igg-kappa]"),
    ]


def test_every_problem_has_its_file_line_and_reason(broken: Path) -> None:
    result = chairside("check-config", str(broken), "isatuximab")

    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith(str(broken))] == [
        f"{broken}:3: drug: 'no' can be read in several ways; write it in quotes",
        f"{broken}:4: dose: unknown key",
    ]
    assert "isatuximab.yaml: protocol, no problem" in result.stdout


def test_what_is_not_there_is_refused() -> None:
    result = chairside("check-config", "nothing")

    assert result.exit_code == 2
    assert result.stderr == "chairside: nothing: neither a file nor the name of a shipped one\n"


def commands() -> list[str]:
    """Return the commands that the help lists."""
    text = chairside("--help").stdout
    return re.findall(r"^  ([a-z][a-z-]*)  ", text[text.index("Commands:") :], re.MULTILINE)


@pytest.mark.parametrize("name", ["plan", "check-config"])
def test_a_command_has_a_help(name: str) -> None:
    result = chairside(name, "--help")

    assert result.exit_code == 0
    assert re.match(rf"Usage: \S+ {name} ", result.stdout)


def test_the_help_lists_every_command() -> None:
    result = chairside("--help")

    assert result.exit_code == 0
    assert {"plan", "check-config"} <= set(commands()) <= set(cli.COMMANDS)
    assert "Not a medical device" in result.stdout


@pytest.mark.parametrize("words", [["bogus"], ["--bogus"], ["plan", "--bogus"]])
def test_an_unknown_word_is_refused(words: list[str]) -> None:
    result = chairside(*words)

    assert result.exit_code == 2
    assert words[-1] in result.stderr


def test_a_file_that_cannot_be_reached_ends_with_2_and_a_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "/dev/ttyS0")

    monkeypatch.setattr(cli, "app", fail)

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    assert capsys.readouterr().err == "chairside: Permission denied: /dev/ttyS0\n"
