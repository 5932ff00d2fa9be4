"""Every family in the registry keeps the contract of its kind, on a virtual clock.

Against the scripted pump of its bench, and against its simulator: a second reading of the manual.
"""

from collections.abc import Callable

import pytest

from drivers.link.in_process import FarSide
from drivers.registry import FAMILIES
from service.catalog.pumps import load_pump
from service.shell.virtual_loop import run_virtual
from tests.drivers.benches import BENCHES, CHECKS, OVER_ANY_LINE
from tests.drivers.contract import Bench, Check, Line
from tests.drivers.contract_control import SHOWS
from tests.drivers.wires import ByteByByte, Delayed, Lossy, Wire

SEEDS = (1, 2)

Make = Callable[[Line], Bench]


def pumps() -> list[tuple[str, Make]]:
    """Every pump that a family can be tried on, with its name."""
    found: list[tuple[str, Make]] = []
    for name, family in BENCHES.items():
        found.append((f"{name}, scripted", family.scripted))
        if family.simulated:
            for seed in SEEDS:
                found.append((f"{name}, simulated, seed {seed}", seeded(family.simulated, seed)))
    return found


def seeded(make: Callable[[Line, int], Bench], seed: int) -> Make:
    return lambda line: make(line, seed)


def cases() -> list[object]:
    """Every check for every pump, by what the pump can do."""
    return [
        pytest.param(
            make,
            check,
            id=f"{name}-{check.__name__}",
            marks=[pytest.mark.shows(row) for row in SHOWS.get(check, ())],
        )
        for name, make in pumps()
        for check in CHECKS[BENCHES[name.partition(",")[0]].capabilities.kind]
    ]


def play(make: Make, check: Check, line: Line) -> None:
    async def story() -> None:
        bench = make(line)
        try:
            await check(bench)
        finally:
            await bench.driver.close()

    run_virtual(story())


def test_every_family_has_a_bench() -> None:
    assert FAMILIES.keys() == BENCHES.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_capabilities_are_those_of_the_profile(family: str) -> None:
    bench = BENCHES[family]
    profile = load_pump(bench.profile)

    async def story() -> None:
        assert bench.capabilities == bench.scripted(Wire).driver.capabilities

    assert family == profile.family
    assert bench.capabilities == profile.capabilities
    run_virtual(story())


@pytest.mark.shows("RULE-8")
@pytest.mark.parametrize(("make", "check"), cases())
def test_the_contract(make: Make, check: Check) -> None:
    play(make, check, Wire)


@pytest.mark.shows("BYTE-08")
@pytest.mark.parametrize("line", [Wire, ByteByByte, Lossy, Delayed])
@pytest.mark.parametrize(("name", "make"), pumps(), ids=[name for name, _ in pumps()])
def test_the_contract_over_four_lines(
    name: str, make: Make, line: Callable[[FarSide], FarSide]
) -> None:
    family = BENCHES[name.partition(",")[0]]
    play(make, OVER_ANY_LINE[family.capabilities.kind], line)
