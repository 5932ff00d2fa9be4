"""`chairside qualify` as a process, with a simulator on a pty and a scripted operator."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.catalog.qualifications import QualificationRefused, read_qualification
from service.catalog.signing import make_key
from service.cli.main import app
from service.cli.qualify import Place, profiles_of, record_of
from service.cli.qualifying.bench import Bench
from service.cli.qualifying.operator import Terminal
from service.cli.qualifying.script import Part
from service.core.qualification import PARTS, Lacking, Wanted, refusal_of_control
from tests.drivers import paper_pump
from tests.drivers.virtual import run
from tests.simulators.process import ROOT, control, simulator, truth

Hand = Callable[[dict[str, Any]], object]

ANSWERS = {
    "Write WATER": "WATER",
    "Who are you": "Biomedical engineer",
    "plate": "8002-51740",
    "What did you do": "made an alarm",
    "What does the pump itself": "a red light",
    "write done": "done",
}


def operate(
    words: list[str],
    ready: dict[str, Any],
    hands: dict[str, Hand],
    said: Mapping[str, str] = ANSWERS,
) -> tuple[int, str]:
    """Answer every question of the process, doing first what is to be done at the pump."""
    command = [sys.executable, "-P", "-m", "service", "qualify", *words]
    shown = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            shown.append(line)
            if not line.startswith("? "):
                continue
            for words_of_question, hand in hands.items():
                if words_of_question in line:
                    hand(ready)
            found = [answer for question, answer in said.items() if question in line]
            process.stdin.write((found[0] if found else "yes") + "\n")
            process.stdin.flush()
        code = process.wait()
    return code, "".join(shown)


def alarm(code: str) -> Hand:
    return lambda ready: control(ready, do="alarm", code=code)


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("family", "profile", "code"),
    [("new_era", "ne9000", "S"), ("alaris", "alaris_50ml", "AL_OCCLU")],
)
def test_a_simulated_pump_passes_and_its_file_qualifies_no_real_one(
    family: str, profile: str, code: str, tmp_path: Path
) -> None:
    port, out = str(tmp_path / "pump"), tmp_path / "q.json"
    signer = make_key(tmp_path / "key.pem")
    hands: dict[str, Hand] = {
        "What did you do": alarm(code),
        "Silence the alarm": lambda ready: control(ready, do="press", key="acknowledge"),
    }
    with simulator(family, "--pty", port, "--control", "0") as ready:
        words = [port, "--family", family, "--out", str(out), "--key", str(tmp_path / "key.pem")]

        ended, shown = operate(words, ready, hands)

        assert 0 == ended, shown
        assert 0 == truth(ready)["motor_rate_nl_h"]
    assert "NEVER WITH A PATIENT" in shown
    assert "PASSED" in shown
    found = read_qualification(out, [signer.public])
    assert (family, profile) == (found.family, found.profile)
    assert found.passed
    wanted = Wanted(family=family, profile=profile, kind="control", model=found.model)
    refusal = refusal_of_control(wanted, [found])
    assert refusal is not None
    assert Lacking.REAL_PUMP is refusal.lacking


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("family", ["new_era", "alaris"])
def test_a_pump_that_is_deaf_to_stop_fails_with_exit_code_1_and_is_not_accepted(
    family: str, tmp_path: Path
) -> None:
    port, out = str(tmp_path / "pump"), tmp_path / "q.json"
    signer = make_key(tmp_path / "key.pem")
    deaf: dict[str, Hand] = {
        "run on without a stop": lambda ready: control(ready, set={"deaf": True})
    }
    with simulator(family, "--pty", port, "--control", "0") as ready:
        words = [port, "--family", family, "--out", str(out), "--key", str(tmp_path / "key.pem")]

        ended, shown = operate(words, ready, deaf)

    assert 1 == ended, shown
    assert "PRESS STOP ON THE PUMP NOW" in shown
    assert f"FAILED: {out}" in shown
    found = read_qualification(out, [signer.public])
    assert {"stop": "failed", "read_back": "not played"}.items() <= dict(found.parts).items()
    assert not found.passed
    raw = out.read_bytes()
    out.write_bytes(raw.replace(b'"failed"', b'"passed"'))
    with pytest.raises(QualificationRefused, match="changed after it was signed"):
        read_qualification(out, [signer.public])


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_ctrl_c_stops_the_pump_and_writes_what_was_played(tmp_path: Path) -> None:
    port, out = str(tmp_path / "pump"), tmp_path / "q.json"
    with simulator("new_era", "--pty", port, "--control", "0") as ready:
        command = [sys.executable, "-P", "-m", "service", "qualify", port, "--family", "new_era"]
        with subprocess.Popen(
            [*command, "--out", str(out)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for line in process.stdout:
                if "Does the pump run" in line:
                    assert 0 < truth(ready)["motor_rate_nl_h"]
                    process.send_signal(signal.SIGINT)
                elif line.startswith("? "):
                    found = [answer for words, answer in ANSWERS.items() if words in line]
                    process.stdin.write((found[0] if found else "yes") + "\n")
                    process.stdin.flush()
        assert 0 == truth(ready)["motor_rate_nl_h"]
    assert 1 == process.returncode
    record = json.loads(out.read_text("ascii"))["record"]
    assert not record["passed"]
    (start,) = [part for part in record["parts"] if part["name"] == "start"]
    assert ("failed", "broken off by the operator") == (start["outcome"], start["why"])


def chairside(*words: str, said: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["qualify", *words], input=said)
    return result.exit_code, result.output


def test_nothing_is_sent_unless_a_person_says_that_it_is_water(tmp_path: Path) -> None:
    port = str(tmp_path / "pump")
    with simulator("new_era", "--pty", port, "--control", "0") as ready:
        before = truth(ready)["frames_valid"]
        command = [sys.executable, "-P", "-m", "service", "qualify", port, "--family", "new_era"]
        ended = subprocess.run(
            command, input="yes\n", capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert before == truth(ready)["frames_valid"]
    assert 2 == ended.returncode
    assert "nothing was sent to the pump" in ended.stderr
    assert [] == list(tmp_path.glob("*.json"))


def test_a_key_is_made_once_and_printed_for_the_wards_file(tmp_path: Path) -> None:
    code, said = chairside("--make-key", str(tmp_path / "key.pem"))

    assert 0 == code
    assert said.startswith("ed25519-")
    code, said = chairside("--make-key", str(tmp_path / "key.pem"))
    assert 2 == code
    assert "never written over" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a port"),
        (["/dev/none"], "name a port"),
        (["/dev/none", "--family", "none"], "one of: alaris"),
        (["/dev/none", "--family", "alaris", "--profile", "none"], "there are: alaris_50ml"),
        (["/dev/none", "--family", "alaris", "--out", "."], ". exists"),
        (["/dev/none", "--family", "alaris", "--key", "none.pem"], "none.pem cannot be read"),
    ],
)
def test_a_wrong_call_ends_with_2_before_anybody_is_asked(words: list[str], said: str) -> None:
    code, shown = chairside(*words)

    assert 2 == code
    assert said in shown
    assert "WATER" not in shown


@pytest.mark.parametrize(
    ("part", "outcome", "passed"),
    [("alarm", "skipped", True), ("stop", "skipped", False), ("alarm", "not played", False)],
)
def test_what_the_screen_calls_passed_is_what_a_ward_accepts(
    part: str, outcome: str, passed: bool
) -> None:
    async def whole() -> dict[str, Any]:
        bench = Bench(paper_pump.bench(paper_pump.PROPOSES).driver, Terminal(0))
        parts = [Part(name, outcome if name == part else "passed") for name in PARTS["control"]]
        place = Place(port="/dev/none", address=0, baud=19_200)
        return record_of(place, profiles_of("new_era", "ne9000")[0], bench, parts)

    assert passed == run(whole())["passed"]
