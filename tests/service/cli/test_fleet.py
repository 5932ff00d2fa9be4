"""A ward's simulated pumps: where they are, what they answer, and what is left of them."""

import pytest

from service.cli import fleet
from service.cli.fleet import SimulatorFailed, simulators_for
from tests.faults.places import ward_of


@pytest.mark.parametrize(("a_process", "processes"), [(64, 1), (2, 2)])
async def test_every_pump_is_found_whatever_process_it_is_in(
    a_process: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "PUMPS_A_PROCESS", a_process)
    ward = ward_of(3, speed=1)
    presets = {"pump-3": {"rate_ml_h": "75", "running": True}}

    async with simulators_for(ward, presets) as (placed, pumps):
        truths = {id_: (await pump.ask({"get": "truth"}))["truth"] for id_, pump in pumps.items()}

    assert processes == len({pump.process.pid for pump in pumps.values()})
    assert {"pump-1": 0, "pump-2": 0, "pump-3": 75_000_000} == {
        id_: truth["motor_rate_nl_h"] for id_, truth in truths.items()
    }
    assert [str(pumps[each.id].pty) for each in placed.pumps] == [
        each.port for each in placed.pumps
    ]
    assert all(pump.process.returncode is not None for pump in pumps.values())
    assert not any(pump.pty.parent.exists() for pump in pumps.values())


async def test_a_pump_that_cannot_be_is_an_error_and_no_process_is_left(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SimulatorFailed, match="did not start"):
        async with simulators_for(ward_of(2, speed=1), {"pump-2": {"rate_ml_h": "much"}}):
            pytest.fail("it started")
    assert "much" in capfd.readouterr().err


async def test_a_ward_without_simulated_pumps_starts_no_process() -> None:
    ward = ward_of(0, speed=1)
    async with simulators_for(ward) as (placed, pumps):
        assert (ward, {}) == (placed, pumps)
