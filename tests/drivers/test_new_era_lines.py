"""New Era pumps on good, bad and shared lines."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest

from drivers.port import (
    Done,
    NotDone,
    NotSafe,
    PortUnavailable,
    PumpReport,
    Running,
)
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import Station
from tests.drivers.new_era_ward import HIGH, LOW, TOTAL, Ward, tell
from tests.drivers.virtual import run
from tests.drivers.wires import BitFlip, Bus, ByteByByte, Wire


@pytest.mark.shows("COM-01")
@pytest.mark.shows("FIELD-20")
@pytest.mark.parametrize("piece", range(5, 78))
def test_a_flipped_bit_never_puts_a_wrong_rate_in_force(piece: int) -> None:
    async def story(ward: Ward) -> None:
        try:
            await ward.driver.open()
        except (PortUnavailable, NotSafe):
            return
        for rate in (LOW, HIGH):
            found = await ward.driver.read()
            if not isinstance(found, PumpReport):
                return
            before = ward.pump.rate if ward.pump.status == "I" else Decimal(0)
            outcome = await ward.driver.apply(Running(rate=rate, until_total=TOTAL), seen=found)
            ward.pump.live()
            after = ward.pump.rate if ward.pump.status == "I" else Decimal(0)

            assert after in (before, Decimal(rate.ml_per_h))
            assert not after or ward.pump.volume == 250
            if outcome == Done():
                assert after == Decimal(rate.ml_per_h)
            if isinstance(outcome, NotDone):
                assert after == before

    for bit in range(0, 120, 11):
        tell(story, partial(BitFlip, piece=piece, bit=bit))


@pytest.mark.shows("COM-02")
def test_a_twice_delivered_frame_changes_nothing() -> None:
    class Twice(Wire):
        def carry(self, data: bytes, to: Callable[[bytes], None]) -> None:
            to(data)
            to(data)

    async def story(ward: Ward) -> None:
        await ward.driver.open()
        assert await ward.apply(LOW) == Done()
        assert await ward.apply(HIGH) == Done()
        assert ward.pump.rate == 150
        assert await ward.driver.stop() == Done()
        assert ward.pump.status == "S"

    tell(story, Twice)


@pytest.mark.shows("INV-06")
def test_on_a_shared_line_stop_overtakes_the_neighbours_and_keeps_tap_order() -> None:
    async def story() -> None:
        order: list[tuple[int, str]] = []

        class Noting(FarPump):
            def take(self, body: str) -> None:
                if body.startswith(str(self.address)):
                    order.append((self.address, body[1:]))
                super().take(body)

        pumps = [Noting(address) for address in range(3)]
        station = Station(ByteByByte(Bus(*pumps)))
        drivers = [station.driver(address) for address in range(3)]
        for driver in drivers:
            await driver.open()
            seen = await driver.read()
            assert isinstance(seen, PumpReport)
            assert await driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen) == Done()
        order.clear()
        polls = [asyncio.ensure_future(driver.read()) for driver in drivers]
        await asyncio.sleep(0.001)
        stops = [asyncio.ensure_future(drivers[number].stop()) for number in (2, 0, 1)]

        assert await asyncio.gather(*stops) == [Done()] * 3
        assert order[:4] == [(0, ""), (2, "STP"), (0, "STP"), (1, "STP")]
        assert len(station.links) == 1
        await asyncio.gather(*polls)
        for driver in drivers:
            await driver.close()

    run(story())


def test_closing_one_driver_leaves_its_neighbour_on_the_line() -> None:
    async def story() -> None:
        station = Station(Wire(Bus(FarPump(0), FarPump(1))))
        first, second = station.driver(0), station.driver(1)
        await first.open()
        await second.open()
        await first.close()

        assert isinstance(await second.read(), PumpReport)
        await second.close()
        assert len(station.links) == 1

    run(story())
