"""A pump on a virtual line."""

import pytest

from simulators.line import Line
from simulators.new_era import NewEra
from tests.simulators.virtual_host import Host, MakeHost


@pytest.fixture
def make_host() -> MakeHost:
    """Make a host and a pump; keywords are presets, after profile, seed, speed and baud."""

    def make(
        profile: str = "ne9000",
        seed: int = 1,
        speed: float = 1.0,
        baud: int = 19_200,
        **preset: object,
    ) -> Host:
        pump = NewEra(profile, seed=seed, speed=speed)
        pump.preset({"watchdog_s": 0, **preset})
        return Host(Line(pump, baud=baud, seed=seed))

    return make
