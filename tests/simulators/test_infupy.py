"""A client somebody else wrote drives the simulated Alaris pump over a real pty.

infupy is an independent reading of the protocol, by people who had the pump: where it works, two
readings agree. It knows the serial number and its code, remote control, rate, volume, start and
stop; it neither reads INF nor sets a VTBI.
"""

import time
from pathlib import Path

import pytest

from tests.simulators.process import PATIENCE_S, session, simulator, truth


def test_infupy_takes_control_starts_changes_the_rate_and_stops(tmp_path: Path) -> None:
    link = str(tmp_path / "pump")
    with simulator("alaris", "--pty", link, "--control", "0", "--speed", "60") as ready:
        read = session("infupy_session.py", link)
        after = truth(ready)
    assert {
        "set": "125.00 ml/h",
        "rate": "125.00 ml/h",
        "changed": "3.50 ml/h",
        "code": "3CC1",
    } == {name: read[name] for name in ("set", "rate", "changed", "code")}
    assert ("stopped", "", 3_500_000) == (
        after["motion"],
        after["alarm"],
        after["stored_rate_nl_h"],
    )
    assert read["volume"] == f"{after['counter_nl'] // 1_000 / 1_000:.3f} ml"
    assert 0 == after["frames_bad"]


@pytest.mark.slow
def test_a_pump_that_infupy_started_stops_when_infupy_is_gone(tmp_path: Path) -> None:
    link = str(tmp_path / "pump")
    with simulator("alaris", "--pty", link, "--control", "0", "--speed", "60") as ready:
        session("infupy_session.py", link, LEAVE_RUNNING="1")
        assert "running" == truth(ready)["motion"]
        deadline_s = time.monotonic() + PATIENCE_S + 15.0
        while truth(ready)["motion"] == "running" and time.monotonic() < deadline_s:
            time.sleep(0.2)
        after = truth(ready)
    assert ("stopped", "AL_COMTO") == (after["motion"], after["alarm"])
    assert after["since_packet_s"] >= 15.0
