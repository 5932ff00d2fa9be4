"""Motor and program, without any protocol."""

import pytest

from simulators.faults import Faults
from simulators.fluidics import NS_PER_S
from simulators.pump_model import Event, Motion, PumpModel

ML = 1_000_000
HOUR_NS = 3_600 * NS_PER_S


def pump(rate_ml_h: int = 25, target_ml: int = 0, battery_ns: int | None = None) -> PumpModel:
    """A running pump."""
    model = PumpModel(1, Faults(), battery_ns)
    model.rate_nl_h, model.target_nl = rate_ml_h * ML, target_ml * ML
    model.start()
    return model


def test_an_hour_at_25_ml_h_counts_25_ml() -> None:
    """In one step or in many odd ones."""
    whole, sliced = pump(), pump()
    whole.step(HOUR_NS)
    left_ns = HOUR_NS
    while left_ns:
        left_ns -= sliced.step(min(left_ns, 777_777_777))[0]
    assert whole.infused_nl == sliced.infused_nl == 25 * ML
    assert whole.fluid.true_nl == sliced.fluid.true_nl


def test_the_target_is_met_exactly_in_the_middle_of_a_step() -> None:
    """The step ends there and says so."""
    model = pump(target_ml=7)
    used_ns, event = model.step(HOUR_NS)
    assert event is Event.TARGET_REACHED
    assert used_ns == 7 * HOUR_NS // 25
    assert model.infused_nl == model.phase_nl == 7 * ML
    assert model.motion is Motion.STOPPED


def test_a_target_between_two_nanoseconds_is_not_passed() -> None:
    """The last nanosecond counts only what is missing."""
    model = pump(rate_ml_h=999, target_ml=7)
    assert model.step(HOUR_NS)[1] is Event.TARGET_REACHED
    assert model.infused_nl == 7 * ML


def test_a_stall_stops_the_motor_and_the_counter() -> None:
    """Nothing is counted that was not turned."""
    model = pump()
    model._faults.stall = True
    assert model.step(HOUR_NS) == (0, Event.STALL)
    assert model.infused_nl == 0


@pytest.mark.parametrize("mains", [True, False])
def test_a_battery_lasts_as_long_as_it_lasts(mains: bool) -> None:
    """Without mains the run ends with the battery, to the nanosecond."""
    model = pump(battery_ns=HOUR_NS)
    model.mains = mains
    used_ns, event = model.step(2 * HOUR_NS)
    assert event is (None if mains else Event.POWER_LOST)
    assert model.infused_nl == (50 if mains else 25) * ML
    assert used_ns == (2 if mains else 1) * HOUR_NS
    assert model.powered is mains


def test_an_acting_rate_ends_with_the_run() -> None:
    """Stopping brings the stored rate back."""
    model = pump(rate_ml_h=60)
    model.set_rate(120 * ML)
    model.pause()
    assert model.motor_rate_nl_h == 0
    model.resume()
    assert model.motor_rate_nl_h == 120 * ML
    model.stop()
    assert model.run_rate_nl_h == 60 * ML
