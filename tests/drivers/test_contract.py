"""Every family in the registry keeps the contract, on a virtual clock."""

import pytest

from drivers.registry import FAMILIES
from tests.drivers.benches import BENCHES
from tests.drivers.contract import CHECKS, Check
from tests.drivers.virtual import run


def test_every_family_has_a_bench() -> None:
    assert BENCHES.keys() == FAMILIES.keys()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_contract(family: str, check: Check) -> None:
    async def story() -> None:
        bench = BENCHES[family]()
        await check(bench)
        await bench.driver.close()

    run(story())
