"""`chairside qualify` with simulated pumps that only a person at them starts and stops."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.core.qualification import PARTS
from tests.drivers.test_mllp_sockets import free_port, url
from tests.service.cli.test_qualify import ANSWERS, Hand, operate
from tests.simulators.process import control, simulator

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def press(pump: str, key: str, **values: str) -> Hand:
    return lambda ready: pressed(control(ready, do="press", pump=pump, key=key, **values))


def taken(answer: dict[str, Any]) -> None:
    assert answer["ok"], answer


def pressed(answer: dict[str, Any]) -> None:
    taken(answer)
    assert not answer["refused"], answer


def outcomes(out: Path) -> dict[str, str]:
    parts = json.loads(out.read_text("ascii"))["record"]["parts"]
    return {part["name"]: part["outcome"] for part in parts}


def test_a_pump_behind_a_gateway_passes_what_a_person_at_it_can_do(tmp_path: Path) -> None:
    ours, out = free_port(), tmp_path / "q.json"
    options = ["--listen", "0", "--report-to", f"127.0.0.1:{ours}", "--report-every", "8"]
    hands: dict[str, Hand] = {
        "Write WATER": lambda ready: taken(
            control(ready, do="nurse", pump="A0001", plan=[{"then": "walk_away"}])
        ),
        "Confirm": press("A0001", "confirm"),
        "Stop the pump at its keys": press("A0001", "stop"),
        "What did you do": lambda ready: taken(
            control(ready, do="alarm", pump="A0001", name="occlusion")
        ),
    }
    with simulator("ihe_pcd", *options, "--control", "0") as ready:
        words = [url("mllp", ready["listen"], ours, None), "--family", "ihe_pcd", "--out", str(out)]

        ended, shown = operate(words, ready, hands, {**ANSWERS, "plate": "A0001"})

    assert 0 == ended, shown
    assert dict.fromkeys(PARTS["proposes"], "passed") == outcomes(out)
    assert "the pump has not reported yet (waiting)" in shown
    assert "An IHE PCD pump answers on mllp://" in shown


def started_at_25(ready: dict[str, Any]) -> None:
    pressed(control(ready, do="press", key="rate@11", rate_ml_h="25"))
    pressed(control(ready, do="press", key="start@11"))


def test_a_pump_behind_a_station_passes_what_can_be_seen_of_it(tmp_path: Path) -> None:
    out = tmp_path / "q.json"
    hands: dict[str, Hand] = {
        "Start the pump at its keys": started_at_25,
        "Stop the pump at its keys": lambda ready: pressed(
            control(ready, do="press", key="stop@11")
        ),
    }
    said = {**ANSWERS, "What did you do": "none", "Which rate": "25"}
    with simulator("bbraun_bcc", "--tcp", "0", "--control", "0") as ready:
        words = [f"socket://127.0.0.1:{ready['tcp']}", "--family", "bbraun_bcc"]

        ended, shown = operate([*words, "--address", "1", "--out", str(out)], ready, hands, said)

    assert 0 == ended, shown
    assert "The pump says: stopped." in shown  # and no volume, of which nothing is told
    passed = dict.fromkeys(PARTS["monitor"], "passed")
    assert {**passed, "alarm": "skipped"} == outcomes(out)
