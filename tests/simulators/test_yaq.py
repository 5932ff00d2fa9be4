"""A second client somebody else wrote drives the simulated NE-1000 over a real pty.

The yaq daemon speaks basic mode under the address `*`, asks for the phase to learn what the pump
does, and throws its first command away: a third reading beside NESP-Lib's and ours.
"""

import json
from pathlib import Path

from tests.simulators.process import session, simulator, truth


def test_the_yaq_daemon_runs_changes_the_rate_of_and_pauses_the_ne_1000(tmp_path: Path) -> None:
    link = str(tmp_path / "pump")
    options = ["--profile", "ne1000", "--pty", link, "--control", "0"]
    preset = json.dumps({"rate_ml_h": "30"})
    with simulator("new_era", *options, "--preset", preset) as ready:
        read = session("yaq_session.py", link, XDG_DATA_HOME=str(tmp_path))
        after = truth(ready)
    assert {"rate": 30.0, "running": "pumping", "paused": "paused", "new_rate": 60.0} == read
    assert "paused" == after["motion"]
    assert after["counter_nl"] > 0
    assert 0 == after["frames_bad"]
