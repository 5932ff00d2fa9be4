"""The design's protocol of command, answer, crash and take-over, searched in full by Spin.

`pump.pml` holds as it is; each bent rule must give a counter-example, for the reason it was bent.
What the model says and leaves out: docs/safety/model.md.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

MODEL = Path(__file__).with_name("pump.pml")
NEEDED = ("spin", "gcc")
MISSING = [tool for tool in NEEDED if shutil.which(tool) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)} (Debian: spin, gcc)"
)

NO_HANDS = ("HANDS=0",)
ONE_STOP = ("HANDS=0", "RESUMES=0", "CRASHES=0")
HEALS = ("LINE_HEALS", "WITHOUT_WATCHDOG", "HANDS=0", "RESUMES=0")
ARRIVES = ("CHECK_STOP_ARRIVES", "CRASHES=0", *HEALS)
KEPT = ("CHECK_STOP_IS_KEPT", *HEALS)
LEAVES = ("CHECK_STOP_LEAVES", *ONE_STOP)
ALONE = ("CHECK_WATCHDOG", "STOPS=0", "RESUMES=0")


@dataclass(frozen=True)
class Search:
    """What Spin's verifier said."""

    complete: bool
    errors: int
    first: str
    """The first violation, in the verifier's words; empty without one."""
    states: int
    text: str


def search(folder: Path, *switches: str, optimise: str = "-O0") -> Search:
    """Compile the model with `switches` and search it; liveness where a CHECK_ is among them."""
    live = any(switch.startswith("CHECK_") for switch in switches)
    _run(folder, "spin", "-a", *(f"-D{switch}" for switch in switches), str(MODEL))
    kind = "-DNFAIR=3" if live else "-DSAFETY"
    _run(folder, "gcc", optimise, "-w", "-DCOLLAPSE", kind, "-o", "pan", "pan.c")
    found = _run(folder, "./pan", "-m20000", "-w22", *(("-a", "-f") if live else ()))
    errors = re.search(r"errors: (\d+)", found)
    states = re.search(r"(\d+) states, stored", found)
    first = re.search(r"^pan:1: (.*) \(at depth", found, re.MULTILINE)
    assert errors, found
    assert states, found
    return Search(
        complete="not completed" not in found and "max search depth too small" not in found,
        errors=int(errors[1]),
        first=first[1] if first else "",
        states=int(states[1]),
        text=found,
    )


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(  # the test's own time-out ends it
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


# ------------------------------------------------------------------------------ the design holds


@pytest.mark.timeout(300)  # a second or two of search on a free machine; servers are rarely free
@pytest.mark.shows("INV-01")
@pytest.mark.shows("INV-02")
@pytest.mark.shows("INV-05")
@pytest.mark.shows("INV-07")
@pytest.mark.shows("INV-08")
@pytest.mark.shows("INV-11")
@pytest.mark.shows("INV-18")
@pytest.mark.shows("INV-32")
def test_with_losses_a_crash_and_a_hand_no_rule_of_the_design_can_be_broken(
    tmp_path: Path,
) -> None:
    found = search(tmp_path, optimise="-O1")

    assert (True, 0, "") == (found.complete, found.errors, found.first), found.text
    assert 100_000 < found.states  # a model that can do nothing holds too


@pytest.mark.timeout(180)
@pytest.mark.shows("INV-06")
def test_a_stop_leaves_though_line_and_disk_are_dead(tmp_path: Path) -> None:
    found = search(tmp_path, "DISK_STICKS", *LEAVES)

    assert (True, 0, "") == (found.complete, found.errors, found.first), found.text


@pytest.mark.timeout(180)
@pytest.mark.shows("INV-05")
def test_a_stop_arrives_once_the_line_heals_without_the_watchdogs_help(tmp_path: Path) -> None:
    found = search(tmp_path, *ARRIVES)

    assert (True, 0, "") == (found.complete, found.errors, found.first), found.text


@pytest.mark.timeout(180)
@pytest.mark.shows("INV-07")
def test_a_recorded_stop_is_carried_out_by_the_successor(tmp_path: Path) -> None:
    found = search(tmp_path, *KEPT)

    assert (True, 0, "") == (found.complete, found.errors, found.first), found.text


@pytest.mark.timeout(180)
@pytest.mark.shows("INV-16")
def test_a_pump_whose_controller_is_gone_for_ever_comes_to_stand(tmp_path: Path) -> None:
    found = search(tmp_path, *ALONE)

    assert (True, 0, "") == (found.complete, found.errors, found.first), found.text


# ------------------------------------------------------------------- each bent rule must be found

ACCEPTANCE = "acceptance cycle"
DURABLE = "j_phase=="
BENT = [
    pytest.param("RAISED_UNATTESTED", NO_HANDS, "<=g_cap", marks=pytest.mark.shows("INV-01")),
    pytest.param("RAISED_WITHOUT_RECORD", NO_HANDS, DURABLE, marks=pytest.mark.shows("INV-11")),
    pytest.param(
        "TAKE_OVER_TRUSTS_THE_RECORD", NO_HANDS, "!(g_", marks=pytest.mark.shows("INV-32")
    ),
    pytest.param("FOUND_STOPPED_IS_STARTED", NO_HANDS, "!(g_", marks=pytest.mark.shows("INV-32")),
    pytest.param("HAND_OVERRULED", (), "!(g_seen_hand)", marks=pytest.mark.shows("INV-08")),
    pytest.param("LATE_ANSWER_TAKEN", (), "(p_rate==0)", marks=pytest.mark.shows("INV-05")),
    pytest.param("SHOWN_WHEN_ASKED", NO_HANDS, "!(m_shown)", marks=pytest.mark.shows("INV-05")),
    pytest.param("TWO_CONTROLLERS", NO_HANDS, "!(g_", marks=pytest.mark.shows("INV-18")),
    pytest.param(
        "STOP_ONLY_IN_MEMORY",
        NO_HANDS,
        "!((g_stop&&g_saved))",
        marks=pytest.mark.shows("INV-07"),
    ),
    pytest.param("STOP_ONLY_IN_MEMORY", KEPT, ACCEPTANCE, marks=pytest.mark.shows("INV-07")),
    pytest.param("STOP_BEHIND_COMMANDS", LEAVES, ACCEPTANCE, marks=pytest.mark.shows("INV-06")),
    pytest.param("STOP_SENT_ONCE", ARRIVES, ACCEPTANCE, marks=pytest.mark.shows("INV-05")),
    pytest.param("NO_WATCHDOG", ALONE, ACCEPTANCE, marks=pytest.mark.shows("INV-16")),
]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("rule", "switches", "reason"), BENT)
def test_a_bent_rule_is_found(
    tmp_path: Path, rule: str, switches: tuple[str, ...], reason: str
) -> None:
    assert f"BAD_{rule}" in MODEL.read_text(encoding="utf-8")

    found = search(tmp_path, f"BAD_{rule}", *switches)

    assert reason in found.first, found.text


@pytest.mark.timeout(180)
def test_what_the_design_does_not_promise_a_stop_that_left_no_trace(tmp_path: Path) -> None:
    """Neither byte nor record: the successor may raise. docs/safety/model.md says what bounds it.

    When this fails, the design has become better than its page: say so there.
    """
    found = search(tmp_path, "LIMIT_A_STOP_WITHOUT_A_TRACE", *NO_HANDS)

    assert "!(g_stop)" in found.first, found.text
