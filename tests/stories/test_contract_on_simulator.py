"""The driver keeps the contract of its family against the independent simulator, too."""

import pytest

from drivers.link.in_process import InProcessLink
from drivers.link.lines import Lines, Mount
from drivers.new_era.driver import NewEraDriver
from drivers.quantities import Rate, Volume
from service.shell.virtual_loop import run_virtual
from tests.drivers.benches import NE1000
from tests.drivers.contract import CHECKS, Bench, Check
from tests.stories.bedside import NL_PER_ML, ListenedPump

NL_PER_UL = 1_000
UL_PER_ML = NL_PER_ML // NL_PER_UL
SEEDS = (1, 2)


class SimulatedFar:
    """A simulated pump as the contract's stories see it."""

    def __init__(self, seed: int) -> None:
        self.pump = ListenedPump(seed=seed)
        self.links: list[InProcessLink] = []
        self._before_reset_nl = 0

    async def open(self, url: str, *, baudrate: int) -> InProcessLink:
        self.links.append(InProcessLink(self.pump))
        return self.links[-1]

    def moving(self) -> bool:
        return self.pump.rate_ml_h() > 0

    def rate(self) -> Rate:
        return Rate(self.pump.truth().motor_rate_nl_h // NL_PER_UL)

    def delivered(self) -> Volume:
        """What the motor has moved: the fluid's own errors are not the driver's affair."""
        return Volume((self._before_reset_nl + self.pump.truth().counter_nl) // NL_PER_UL)

    def frames(self) -> int:
        return self.pump.truth().frames_valid

    def press_stop(self) -> None:
        self.pump.press("stop")

    def power_cycle(self) -> None:
        self._before_reset_nl += self.pump.truth().counter_nl
        self.pump.power_cycle(0.5)

    def mute(self, on: bool) -> None:
        self.pump.mute(on)

    def hang_up(self) -> None:
        self.links[-1].hang_up()


def bench(seed: int) -> Bench:
    far = SimulatedFar(seed)
    mount = Mount(url="sim:pump", model="NE-9000", capabilities=NE1000)
    return Bench(NewEraDriver(mount, Lines(far.open)), far)


@pytest.mark.shows("RULE-8")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_contract_on_the_simulator(check: Check, seed: int) -> None:
    async def story() -> None:
        found = bench(seed)
        await check(found)
        await found.driver.close()

    run_virtual(story())
