"""Every family in the registry keeps the contract of its kind, on a virtual clock."""

import pytest

from drivers.registry import FAMILIES
from tests.drivers import contract, contract_proposes
from tests.drivers.benches import BENCHES
from tests.drivers.contract import Check
from tests.drivers.virtual import run

CHECKS: dict[str, tuple[Check, ...]] = {
    "new_era": contract.CHECKS,
    "ihe_pcd": contract_proposes.CHECKS,
}


def test_every_family_has_a_bench() -> None:
    assert BENCHES.keys() == CHECKS.keys() == FAMILIES.keys()


@pytest.mark.parametrize(
    ("family", "check"),
    [(family, check) for family, checks in CHECKS.items() for check in checks],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_the_contract(family: str, check: Check) -> None:
    async def story() -> None:
        bench = BENCHES[family]()
        await check(bench)
        await bench.driver.close()

    run(story())
