"""Several pumps on one line: each gets its turn, STOP goes first, and a dead pump silences none."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.link.exchange import Answered, Exchange, Fit, NotSent, Question, Silent, Timing
from drivers.link.in_process import InProcessLink
from drivers.new_era.driver import NewEraDriver
from drivers.new_era.frames import Mode, Packet, PacketCutter
from drivers.port import Done, PumpReport, Running, Unanswered
from tests.drivers.far_pump import FarPump
from tests.drivers.new_era_bench import Station
from tests.drivers.new_era_ward import LOW, TOTAL
from tests.drivers.virtual import run
from tests.drivers.wires import Bus, ByteByByte

TIMING = Timing(answer_s=0.5, drain_s=0.5, inter_byte_s=0.5)
TAKES_S = 0.1
"""One exchange."""
PUMPS = 8


class Row:
    """Pumps in a row; each echoes what it is asked, but for those that are dead."""

    def __init__(self, dead: frozenset[int] = frozenset()) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.heard: list[str] = []
        self.dead = dead

    def write(self, data: bytes) -> None:
        for found in PacketCutter().feed(data):
            body = found.body.decode()
            self.heard.append(body)
            if int(body[0]) not in self.dead:
                answer = Packet(Mode.SAFE, f"0{body[0]}S{body[1:]}".encode()).raw
                asyncio.get_running_loop().call_later(TAKES_S, self.receive, answer)


def question(pump: int, text: str) -> Question[Packet]:
    body = f"{pump}{text}".encode()
    answer = f"0{pump}S{text}".encode()
    return Question(
        frame=Packet(Mode.SAFE, body).raw,
        fits=lambda found: Fit.ANSWER if found.body == answer else Fit.NOT,
        of=pump,
    )


def line(row: Row) -> Exchange[Packet]:
    return Exchange(InProcessLink(row), PacketCutter(), TIMING)


async def polled(exchange: Exchange[Packet], pump: int, until_s: float) -> list[float]:
    """Ask one pump again and again; return how long each question took."""
    loop, took = asyncio.get_running_loop(), list[float]()
    while loop.time() < until_s:
        asked_s = loop.time()
        await exchange.ask(question(pump, "poll"))
        took.append(loop.time() - asked_s)
    return took


async def stopped_again_and_again(exchange: Exchange[Packet], pump: int, until_s: float) -> None:
    """Send STOP to a pump that does not hear it, as its keeper does."""
    loop = asyncio.get_running_loop()
    while loop.time() < until_s:
        assert isinstance(await exchange.stop(question(pump, "STP")), Silent)
        await asyncio.sleep(0.05)


def test_no_pump_waits_longer_than_each_exchange_of_its_line_once() -> None:
    async def story() -> None:
        exchange = line(Row())
        every = await asyncio.gather(*(polled(exchange, pump, 60.0) for pump in range(PUMPS)))

        assert max(max(took) for took in every) <= PUMPS * TAKES_S + 1e-9
        assert {75, 76} >= {len(took) for took in every}

    run(story())


def test_a_dead_neighbour_costs_its_own_time_out_and_no_more_than_once_a_round() -> None:
    async def story() -> None:
        exchange = line(Row(dead=frozenset({0})))
        every = await asyncio.gather(*(polled(exchange, pump, 60.0) for pump in range(PUMPS)))

        dead_s = TIMING.answer_s + TIMING.drain_s
        assert max(max(took) for took in every[1:]) <= dead_s + (PUMPS - 1) * TAKES_S + 1e-9

    run(story())


@pytest.mark.shows("INV-06")
def test_stop_of_any_address_goes_before_everything_that_the_others_wait_for() -> None:
    async def story() -> None:
        row = Row()
        exchange = line(row)
        polls = [asyncio.ensure_future(exchange.ask(question(n, "poll"))) for n in range(PUMPS)]
        await asyncio.sleep(TAKES_S / 2)
        stops = [asyncio.ensure_future(exchange.stop(question(n, "STP"))) for n in (5, 7)]
        await asyncio.gather(*polls, *stops)

        assert ["0poll", "5STP", "7STP", "1poll"] == row.heard[:4]

    run(story())


def test_a_pump_that_hears_no_stop_does_not_silence_its_neighbours() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        exchange = line(row)
        stopping = asyncio.ensure_future(stopped_again_and_again(exchange, 0, 60.0))
        every = await asyncio.gather(*(polled(exchange, pump, 60.0) for pump in range(1, PUMPS)))
        await stopping

        # Two STOPs at once, then between two of them the drain and each neighbour's exchange.
        first_s = 2 * TIMING.answer_s + 0.1
        cycle_s = TIMING.answer_s + TIMING.drain_s + (PUMPS - 1) * TAKES_S
        assert ["0STP", "0STP", "1poll"] == row.heard[:3]
        assert max(max(took) for took in every) <= first_s + cycle_s
        assert len(every[0]) >= 60 / cycle_s - 2
        assert row.heard.count("0STP") >= 60 / (cycle_s + 0.05) - 2

    run(story())


@pytest.mark.shows("INV-06")
def test_the_first_stop_of_a_neighbour_waits_for_no_turn() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        exchange = line(row)
        stopping = asyncio.ensure_future(stopped_again_and_again(exchange, 0, 10.0))
        polls = [asyncio.ensure_future(polled(exchange, pump, 10.0)) for pump in range(1, PUMPS)]
        for wait_s in (3.03, 0.81, 0.37, 1.23):  # in a drain, within turns, behind a STOP
            await asyncio.sleep(wait_s)
            asked, asked_s = len(row.heard), asyncio.get_running_loop().time()
            result = await exchange.stop(question(3, "STP"))
            took_s = asyncio.get_running_loop().time() - asked_s

            assert isinstance(result, Answered)
            assert "3STP" == row.heard[asked]
            assert took_s <= TIMING.answer_s + TAKES_S + 1e-9
        await asyncio.gather(stopping, *polls)

    run(story())


@pytest.mark.shows("INV-06")
def test_unanswered_questions_take_nothing_from_the_first_stop() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        exchange = line(row)
        polls = [asyncio.ensure_future(polled(exchange, pump, 10.0)) for pump in range(PUMPS)]
        await asyncio.sleep(6)  # three of its questions have been left unanswered
        asked = len(row.heard)
        stopping = asyncio.ensure_future(exchange.stop(question(0, "STP")))
        await asyncio.gather(stopping, *polls)

        assert 3 <= row.heard[:asked].count("0poll")
        assert "0STP" == row.heard[asked]

    run(story())


def test_the_own_question_of_a_pump_that_hears_no_stop_does_not_go_before_it() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        exchange = line(row)
        asking = asyncio.ensure_future(exchange.ask(question(0, "poll")))
        await asyncio.sleep(0)
        await stopped_again_and_again(exchange, 0, 5.0)
        await asking

        assert ["0STP"] * 9 == row.heard[:9]

    run(story())


def test_a_pump_that_hears_stop_again_is_first_again() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        exchange = line(row)
        await stopped_again_and_again(exchange, 0, 3.0)
        row.dead = frozenset()
        assert isinstance(await exchange.stop(question(0, "STP")), Answered)
        row.dead = frozenset({0})
        row.heard.clear()
        stopping = asyncio.ensure_future(stopped_again_and_again(exchange, 0, 8.0))
        await asyncio.sleep(0.01)
        await exchange.ask(question(1, "poll"))
        await stopping

        assert ["0STP", "0STP", "1poll"] == row.heard[:3]

    run(story())


@pytest.mark.shows("COM-03")
def test_what_arrived_during_a_standstill_answers_no_question_that_has_its_turn_before_stop() -> (
    None
):
    async def story() -> None:
        row, loop = Row(dead=frozenset({0})), asyncio.get_running_loop()
        exchange = line(row)
        polls = replace(question(1, "poll"), fits=lambda found: Fit.ANSWER)
        asking = asyncio.ensure_future(exchange.ask(polls, ahead=True))
        stops = [asyncio.ensure_future(exchange.stop(question(0, "STP"))) for _ in range(3)]
        await stops[1]
        old = Packet(Mode.SAFE, b"01Sold").raw
        # It lies in the buffer when the drain ends; the loop sees it a round later.
        turn_s = loop.time() + TIMING.drain_s
        loop.call_at(turn_s, loop.call_soon, row.receive, old)

        result = await asking
        assert ["0STP", "0STP", "1poll"] == row.heard[:3]
        assert isinstance(result, Answered)
        assert b"01Spoll" == result.frame.body
        await asyncio.gather(*stops)

    run(story())


def test_a_lost_line_ends_every_turn() -> None:
    async def story() -> None:
        row = Row(dead=frozenset({0}))
        link = InProcessLink(row)
        exchange = Exchange(link, PacketCutter(), TIMING)
        stopping = asyncio.ensure_future(exchange.stop(question(0, "STP")))
        polls = [asyncio.ensure_future(exchange.ask(question(n, "poll"))) for n in range(1, 4)]
        await stopping
        again = asyncio.ensure_future(exchange.stop(question(0, "STP")))
        await again
        last = asyncio.ensure_future(exchange.stop(question(0, "STP")))
        await asyncio.sleep(0.05)
        link.hang_up()

        assert [NotSent("the far side hung up", lost=True)] * 4 == list(
            await asyncio.gather(*polls, last)
        )

    run(story())


@pytest.mark.shows("INV-06")
def test_new_era_pumps_go_on_being_read_while_one_of_their_line_hears_no_stop() -> None:
    async def story() -> None:
        pumps = [FarPump(address) for address in range(4)]
        station = Station(ByteByByte(Bus(*pumps)))
        drivers = [station.driver(address) for address in range(4)]
        for driver in drivers:
            await driver.open()
            seen = await driver.read()
            assert isinstance(seen, PumpReport)
            assert Done() == await driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)
        pumps[0].deaf = True
        loop, gaps = asyncio.get_running_loop(), list[float]()
        end_s = loop.time() + 60

        async def keep_stopping() -> None:
            while loop.time() < end_s:
                assert isinstance(await drivers[0].stop(), Unanswered)
                await asyncio.sleep(0.05)

        async def keep_reading(number: int) -> None:
            while loop.time() < end_s:
                asked_s = loop.time()
                assert isinstance(await drivers[number].read(), PumpReport)
                gaps.append(loop.time() - asked_s)

        await asyncio.gather(keep_stopping(), *map(keep_reading, range(1, 4)))

        assert max(gaps) < 5.0  # the ward's limit of silence
        assert ["I"] * 3 == [pump.status for pump in pumps[1:]]
        for driver in drivers:
            await driver.close()

    run(story())


@pytest.mark.parametrize("phase_s", [0.0, 0.1, 0.23, 0.4])
def test_a_start_is_not_held_up_by_a_reading_of_each_neighbour_at_each_of_its_questions(
    phase_s: float,
) -> None:
    """Some twenty questions, on a line that is never free."""

    async def story() -> None:
        loop = asyncio.get_running_loop()
        station = Station(ByteByByte(Bus(*(FarPump(address) for address in range(PUMPS)))))
        drivers = [station.driver(address) for address in range(PUMPS)]
        for each in drivers:
            await each.open()
        readers = [asyncio.ensure_future(read_always(each)) for each in drivers[1:]]
        await asyncio.sleep(3 + phase_s)
        seen = await drivers[0].read()
        assert isinstance(seen, PumpReport)
        began = loop.time()
        setting = Running(rate=LOW, until_total=TOTAL)

        assert Done() == await drivers[0].apply(setting, seen=seen)
        assert loop.time() - began < 1.5
        for reader in readers:
            reader.cancel()

    async def read_always(driver: NewEraDriver) -> None:
        while True:
            assert isinstance(await driver.read(), PumpReport)

    run(story())
