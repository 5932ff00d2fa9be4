"""The pumps' own clock behind a gateway: drifting, and put forward or back while they infuse."""

import asyncio

import pytest

from drivers.port import AtThePump, PumpReport, Unanswered
from drivers.quantities import Volume
from tests.drivers.ihe_pcd_simulated import Simulated, simulated
from tests.drivers.ihe_pcd_ward import AT_25
from tests.drivers.virtual import run

HOUR_S = 3_600.0
DRIFT_A_DAY = 2 / 86_400
ROUND_S = 130
"""Two reports and some."""


async def infusing() -> Simulated:
    """A pump behind the gateway, which a nurse has started at 25 mL/h."""
    made = await simulated()
    made.nurse({"then": "confirm", "after_s": 5})
    assert isinstance(await made.apply(AT_25), AtThePump)
    await asyncio.sleep(ROUND_S)
    return made


def counted(made: Simulated, found: PumpReport) -> Volume:
    """What the pump has really given, as it would tell it."""
    return Volume(made.truth()["total_nl"] // 1_000).rounded_down(found.increment)


@pytest.mark.shows("FIELD-15")
@pytest.mark.parametrize("drift", [DRIFT_A_DAY, 30 * DRIFT_A_DAY])
def test_a_clock_that_gains_a_little_disturbs_nothing(drift: float) -> None:
    async def story() -> None:
        made = await infusing()
        made.fault(clock_drift=drift)
        await asyncio.sleep(HOUR_S)
        found = await made.report()

        assert AT_25.rate == found.rate
        assert found.infused <= counted(made, found)
        await made.close()

    run(story())


@pytest.mark.shows("FIELD-15")
@pytest.mark.parametrize("step_s", [HOUR_S, -HOUR_S])
def test_a_clock_put_by_an_hour_is_not_believed_and_counts_nothing_twice(step_s: float) -> None:
    async def story() -> None:
        made = await infusing()
        before = await made.report()
        made.fault(clock_offset_s=step_s)
        await asyncio.sleep(2 * ROUND_S)
        during = await made.driver.read()
        made.fault(clock_offset_s=0.0)
        await asyncio.sleep(ROUND_S)
        found = await made.report()

        assert isinstance(during, Unanswered)
        assert AT_25.rate == found.rate
        assert before.infused < found.infused <= counted(made, found)
        await made.close()

    run(story())
