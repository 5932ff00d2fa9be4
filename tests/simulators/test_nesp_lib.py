"""A client somebody else wrote drives the simulated NE-1000 over a real pty.

NESP-Lib is an independent reading of the manual: where it works, two readings agree.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nesp_lib
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[nesp_lib.Port]:
    """A serial port with an NE-1000 in basic mode behind it, 60 times as fast as life."""
    link = str(tmp_path / "pump")
    command = [sys.executable, "-m", "simulators", "new_era", "--profile", "ne1000"]
    command += ["--pty", link, "--speed", "60", "--preset", "{}", "--die-with-parent"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        with nesp_lib.Port(link, 19_200) as opened:
            yield opened
        process.communicate(timeout=10.0)


def test_nesp_lib_drives_the_ne_1000_in_safe_mode(port: nesp_lib.Port) -> None:
    """Connect, program, run to the target, read the volume, pause and cancel."""
    pump = nesp_lib.Pump(port, safe_mode_timeout_s=5)
    assert pump.model_number == 1_000
    assert pump.safe_mode_timeout_s == 5
    pump.syringe_diameter_mm = 20.0
    pump.pumping_direction = nesp_lib.PumpingDirection.INFUSE
    pump.pumping_volume_ml = 0.5
    pump.pumping_rate_ml_per_min = 2.0
    assert pump.syringe_diameter_mm == 20.0
    assert pump.pumping_volume_ml == 0.5
    assert pump.pumping_rate_ml_per_min == pytest.approx(2.0)
    pump.run()
    assert pump.volume_infused_ml == 0.5
    assert pump.status is nesp_lib.Status.STOPPED

    pump.pumping_volume_ml = 40.0
    pump.run(wait_while_running=False)
    assert pump.running
    time.sleep(0.1)
    pump.stop()
    assert pump.status is nesp_lib.Status.PAUSED
    assert 0.5 < pump.volume_infused_ml < 40.5
    pump.safe_mode_timeout_s = 0
    pump.stop()
    with pytest.raises(nesp_lib.StateException):
        pump.stop()


def test_nesp_lib_meets_the_errors_of_the_pump(port: nesp_lib.Port) -> None:
    """Out of range and not applicable reach the client as such."""
    pump = nesp_lib.Pump(port)
    with pytest.raises(ValueError, match="exceeds limit"):
        pump.pumping_rate_ml_per_min = 9_000.0
    with pytest.raises(nesp_lib.StateException):
        pump.stop()
