"""What is overheard of the pumps of a station is what the driver reported."""

import asyncio
from typing import Any

import pytest

from drivers.bbraun_bcc.overhear import BccListener
from drivers.bbraun_bcc.station import PARTS_MAX
from drivers.overheard import Overheard
from drivers.port import Delivery, PumpReport
from drivers.quantities import NO_VOLUME, Rate
from tests.drivers import bbraun_bcc_bench
from tests.drivers.bbraun_bcc_bench import ADDRESS
from tests.drivers.far_bcc import NAK, RS, frame
from tests.drivers.virtual import run
from tests.drivers.wires import Wire


def at(rate: str, address: int = ADDRESS) -> Overheard:
    found = Rate.from_ml_per_h(rate)
    delivery = Delivery.OTHER if found.ul_per_h else Delivery.STOPPED
    return Overheard(address=address, delivery=delivery, rate=found, infused=NO_VOLUME)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (frame("7,50113,INRT,125"), [at("125")]),
        (frame("7,50113,INRT,0"), [at("0")]),
        (frame("7,50113,INRT,1", end=b"\x17") + frame("7,50113,INSERNUM,36248"), [at("1")]),
        (frame(f"7,50113,INRT,1{RS}7,50122,INRT,2"), [at("1"), at("2", 26)]),
        (frame("7,5013O,INRT,3"), [at("3", 72)]),
        (frame("7,50113,INRT,1", end=b"\x17"), []),
        (frame("7,50113,INRT,1", end=b"\x17") * PARTS_MAX, []),
        (frame("7,50113,INRT,1", end=b"\x17") + NAK + frame("7,50113,INSERNUM,36248"), []),
        (frame(f"7,50113,INRT,1{RS}7,50113,GNERR,39"), []),
        (frame("7,50113,INRT,fast"), []),
        (frame("7,50113,INRT,_NV"), []),
        (frame("nothing of the kind"), []),
    ],
)
def test_a_whole_answer_that_tells_a_rate_is_a_reading(said: bytes, heard: list[Overheard]) -> None:
    assert heard == BccListener().heard(said)


@pytest.mark.parametrize(
    "bench_of", [bbraun_bcc_bench.scripted, lambda line: bbraun_bcc_bench.simulated(line, 1)]
)
def test_what_is_overheard_is_what_the_driver_reported(bench_of: Any) -> None:
    async def whole() -> None:
        bench, ears, heard = bench_of(Wire), BccListener(), list[Overheard]()
        await bench.driver.open()
        bench.far.station.links[-1].trace = lambda way, data, at: (
            heard.extend(ears.heard(data)) if way == "in" else None
        )
        reports = list[Overheard]()
        for rate in ("125", "50"):
            bench.far.run(Rate.from_ml_per_h(rate))
            found = await bench.driver.read()
            assert isinstance(found, PumpReport)
            reports.append(at(found.rate.ml_per_h))
            await asyncio.sleep(5.0)
        bench.far.press_stop()
        found = await bench.driver.read()
        assert isinstance(found, PumpReport)
        reports.append(at("0"))

        assert [Delivery.STOPPED, Rate(0)] == [found.delivery, found.rate]
        assert reports == [each for each in heard if each.address == ADDRESS]
        assert 0 == ears.garbage

    run(whole())
