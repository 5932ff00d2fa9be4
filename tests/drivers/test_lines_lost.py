"""A line that is lost stays lost until somebody acquires it: nobody else opens a port."""

import asyncio

from drivers.link.exchange import NotSent
from drivers.link.lines import Wire
from drivers.new_era.frames import PacketCutter
from drivers.port import NotDone
from tests.drivers import new_era_ward
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import Station
from tests.drivers.test_shared_line import TIMING, question
from tests.drivers.virtual import run

URL = "test://line"
WIRE = Wire(family="new_era", deframer=PacketCutter, timing=TIMING)


def test_a_lost_line_is_opened_by_no_question_no_stop_and_no_time() -> None:
    async def story() -> None:
        station = Station(FarPump())
        first = await station.lines.acquire(URL, WIRE, baudrate=9_600)
        neighbour = await station.lines.acquire(URL, WIRE, baudrate=9_600)
        station.links[-1].hang_up()
        await asyncio.sleep(2 * TIMING.answer_s)

        assert first is neighbour
        for ask in (first.ask, neighbour.stop):
            said = await ask(question(0, "x"))
            assert isinstance(said, NotSent)
            assert said.lost
        await asyncio.sleep(60)
        station.lines.release(URL, first)
        await asyncio.sleep(60)
        assert 1 == len(station.links)

        again = await station.lines.acquire(URL, WIRE, baudrate=9_600)
        assert again is not first
        assert again.gone is None
        assert 2 == len(station.links)
        station.lines.release(URL, neighbour)  # of the line that was lost
        assert again is await station.lines.acquire(URL, WIRE, baudrate=9_600)

    run(story())


def test_a_driver_whose_line_is_lost_opens_none_by_reading_stopping_or_waiting() -> None:
    async def story(ward: new_era_ward.Ward) -> None:
        await ward.started()
        ward.station.links[-1].hang_up()
        await asyncio.sleep(60)

        assert isinstance(await ward.driver.stop(), NotDone)
        assert 1 == len(ward.station.links)

    new_era_ward.tell(story)
