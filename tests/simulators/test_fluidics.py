"""What reaches the patient, against what the pump counted."""

import pytest

from simulators.faults import Faults
from simulators.fluidics import NS_PER_S, Fluidics
from simulators.pump_model import Event, Motion, PumpModel

MINUTE_NS = 60 * NS_PER_S
ML = 1_000_000


def pump(rate_ml_h: int = 100, seed: int = 1) -> PumpModel:
    """A running pump without a target."""
    model = PumpModel(seed, Faults())
    model.rate_nl_h = rate_ml_h * ML
    model.start()
    return model


@pytest.mark.parametrize("seed", range(8))
def test_an_hour_delivers_the_counted_volume_within_five_percent(seed: int) -> None:
    """The long-term error is the disposable's; start-up and lag cost a little more."""
    model = pump(seed=seed)
    model.step(60 * MINUTE_NS)
    assert model.infused_nl == 100 * ML
    assert model.fluid.true_nl == pytest.approx(100 * ML, rel=0.055)


def test_the_first_drop_comes_late_and_flow_rises_to_the_rate() -> None:
    """The slack of the mechanism is counted before anything flows."""
    model = pump(rate_ml_h=25)
    model.step(4 * NS_PER_S)
    assert model.infused_nl > 0
    assert model.fluid.true_nl == 0.0
    model.step(2 * MINUTE_NS)
    assert model.fluid.flow_nl_h == pytest.approx(25 * ML, rel=0.15)


def test_a_new_rate_comes_on_with_a_lag() -> None:
    """One second after a step from 50 to 200 mL/h the flow is in between."""
    model = pump(rate_ml_h=50)
    model.step(5 * MINUTE_NS)
    model.set_rate(200 * ML)
    model.step(NS_PER_S)
    assert 50 * ML < model.fluid.flow_nl_h < 180 * ML


def test_flow_is_never_quite_steady() -> None:
    """Short-term noise, the same for the same seed."""
    flows = []
    for _ in range(2):
        model = pump()
        model.step(MINUTE_NS)
        seconds = []
        for _ in range(10):
            model.step(NS_PER_S)
            seconds.append(model.fluid.flow_nl_h)
        flows.append(seconds)
    assert flows[0] == flows[1]
    assert len(set(flows[0])) == 10


def test_an_occlusion_builds_pressure_to_an_alarm_and_releases_a_bolus() -> None:
    """Nothing flows while closed; what was pressed into the line comes at once when opened."""
    model = pump(rate_ml_h=100)
    model.step(5 * MINUTE_NS)
    model._faults.occluded = True
    before_nl = model.fluid.true_nl
    used_ns, event = model.step(5 * MINUTE_NS)
    assert event is Event.OCCLUSION
    assert 10 * NS_PER_S < used_ns < 60 * NS_PER_S
    assert model.motion is Motion.STOPPED
    assert model.fluid.true_nl == before_nl
    counter_nl = model.infused_nl
    model._faults.occluded = False
    model.step(90 * NS_PER_S)
    assert 0.5 * ML < model.fluid.true_nl - before_nl < 0.9 * ML
    assert model.infused_nl == counter_nl
    assert model.fluid.pressure_mmhg == 0.0


def test_pressure_stays_while_the_line_stays_closed() -> None:
    """An occluded line keeps its bolus for hours and trips again when run."""
    model = pump()
    model._faults.occluded = True
    model.step(10 * MINUTE_NS)
    model.step(600 * MINUTE_NS)
    assert model.fluid.pressure_mmhg > 590.0
    model.start()
    assert model.step(MINUTE_NS)[1] is Event.OCCLUSION


def test_an_empty_bag_gives_air_and_the_counter_goes_on() -> None:
    """The pump counts turns, not liquid."""
    model = pump()
    model.fluid.bag_nl = 10.0 * ML
    model.step(30 * MINUTE_NS)
    assert model.infused_nl == 50 * ML
    assert model.fluid.bag_nl == 0.0
    assert model.fluid.true_nl == pytest.approx(10 * ML, rel=0.01)
    assert model.fluid.air_nl > 35 * ML


def test_air_in_the_line_takes_the_place_of_liquid() -> None:
    """Half air is half the dose."""
    model = pump()
    model._faults.air_fraction = 0.5
    model.step(60 * MINUTE_NS)
    assert model.fluid.true_nl == pytest.approx(50 * ML, rel=0.06)
    assert model.fluid.air_nl == pytest.approx(50 * ML, rel=0.06)


def test_a_path_at_rest_stays_at_rest() -> None:
    """Days of standing cost nothing and change nothing."""
    fluid = Fluidics(1, Faults())
    assert fluid.step(10**18, 0) == 10**18
    assert fluid.true_nl == 0.0
