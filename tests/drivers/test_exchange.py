"""One exchange at a time, STOP first, and nothing late taken for something new."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.link.exchange import Answered, Exchange, Fit, NotSent, Question, Result, Silent, Timing
from drivers.link.in_process import InProcessLink
from drivers.new_era.frames import Mode, Packet, PacketCutter
from tests.drivers.virtual import run
from tests.drivers.wires import Delayed, Echo, Wire

TIMING = Timing(answer_s=0.5, drain_s=0.5, inter_byte_s=0.5)


def packet(body: str) -> Packet:
    return Packet(Mode.SAFE, body.encode())


class Parrot:
    """Answers `x` with `00Sx`, when it feels like it."""

    def __init__(self) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None
        self.heard: list[str] = []
        self.takes_s = 0.1

    def write(self, data: bytes) -> None:
        for found in PacketCutter().feed(data):
            body = found.body.decode()
            self.heard.append(body)
            loop = asyncio.get_running_loop()
            loop.call_later(self.takes_s, self.answer, packet(f"00S{body}").raw)

    def answer(self, data: bytes) -> None:
        self.receive(data)


def question(body: str, **more: object) -> Question[Packet]:
    def fits(found: Packet) -> Fit:
        if found.body.startswith(b"00A?"):
            return Fit.INSTEAD
        return Fit.ANSWER if found.body == f"00S{body}".encode() else Fit.NOT

    return Question(frame=packet(body).raw, fits=fits, **more)  # type: ignore[arg-type]


def anything(body: str) -> Question[Packet]:
    """A question to which every answer fits: what a protocol without numbers comes down to."""
    return Question(frame=packet(body).raw, fits=lambda found: Fit.ANSWER)


def said(result: Result[Packet]) -> str:
    assert isinstance(result, Answered), result
    return result.frame.body.decode()


def line(far: object) -> tuple[Exchange[Packet], InProcessLink]:
    link = InProcessLink(far)  # type: ignore[arg-type]
    return Exchange(link, PacketCutter(), TIMING), link


def test_an_answer_and_the_time_of_the_last_byte_out() -> None:
    async def story() -> None:
        exchange, link = line(Parrot())
        sent: list[float] = []
        await asyncio.sleep(3)
        result = await exchange.ask(question("a", on_sent=sent.append))

        assert said(result) == "00Sa"
        assert sent == [3] == [link.last_write_at]
        assert asyncio.get_running_loop().time() == 3.1

    run(story())


@pytest.mark.shows("COM-03")
@pytest.mark.shows("C-03")
@pytest.mark.shows("FIELD-16")
def test_a_late_answer_is_never_taken_for_the_next_one() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        parrot.takes_s = 0.8
        assert isinstance(await exchange.ask(anything("a")), Silent)
        parrot.takes_s = 0.1

        assert said(await exchange.ask(anything("b"))) == "00Sb"
        assert exchange.counters.late == 1

    run(story())


@pytest.mark.shows("COM-03")
@pytest.mark.shows("F-04")
def test_what_arrived_while_the_process_stood_still_answers_no_later_question() -> None:
    async def story() -> None:
        parrot, loop = Parrot(), asyncio.get_running_loop()
        exchange, _ = line(parrot)
        parrot.takes_s = 3_600
        assert isinstance(await exchange.ask(anything("a")), Silent)
        await asyncio.sleep(1)  # long after any answer could still come
        parrot.takes_s = 0.1
        # It lies in the buffer; the loop sees it when it next looks at its lines, a round later.
        loop.call_soon(loop.call_soon, parrot.answer, packet("00Sa").raw)

        assert said(await exchange.ask(anything("b"))) == "00Sb"

    run(story())


def test_stop_goes_out_while_the_line_is_drained_and_its_answer_is_marked() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        parrot.takes_s = 0.8
        await exchange.ask(anything("a"))
        asked = asyncio.get_running_loop().time()
        result = await exchange.stop(anything("stop"))

        assert parrot.heard == ["a", "stop"]
        assert said(result) == "00Sa"  # the late one: this is why the mark is needed
        assert isinstance(result, Answered)
        assert not result.clean
        assert asyncio.get_running_loop().time() - asked < 0.5

    run(story())


@pytest.mark.shows("INV-06")
def test_stop_overtakes_everything_that_waits_and_stops_keep_their_order() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        polls = [asyncio.ensure_future(exchange.ask(question(f"poll{n}"))) for n in range(3)]
        await asyncio.sleep(0.05)
        stops = [asyncio.ensure_future(exchange.stop(question(f"stop{n}"))) for n in range(3)]
        await asyncio.gather(*polls, *stops)

        assert parrot.heard == ["poll0", "stop0", "stop1", "stop2", "poll1", "poll2"]

    run(story())


def test_an_answer_in_parts_is_not_interrupted_but_by_stop() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)

        async def whole(*bodies: str) -> None:
            async with exchange.whole:
                for body in bodies:
                    assert said(await exchange.ask(question(body))) == f"00S{body}"

        both = [asyncio.ensure_future(whole("a1", "a2")), asyncio.ensure_future(whole("b1", "b2"))]
        await asyncio.sleep(0.05)
        assert said(await exchange.stop(question("stop"))) == "00Sstop"
        await asyncio.gather(*both)

        assert parrot.heard == ["a1", "stop", "a2", "b1", "b2"]

    run(story())


@pytest.mark.shows("COM-05")
def test_stop_waits_only_for_the_exchange_in_flight_on_a_dead_line() -> None:
    async def story() -> None:
        class Deaf(Parrot):
            def write(self, data: bytes) -> None:
                self.heard.append(data[2:-3].decode())

        deaf = Deaf()
        exchange, _ = line(deaf)
        polls = [asyncio.ensure_future(exchange.ask(question(f"poll{n}"))) for n in range(3)]
        await asyncio.sleep(0.1)
        sent: list[float] = []
        await exchange.stop(question("stop", on_sent=sent.append))
        await asyncio.gather(*polls)

        assert sent == [0.5]
        assert deaf.heard[:2] == ["poll0", "stop"]

    run(story())


def test_a_cancelled_caller_cancels_nothing_that_has_begun() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        first = asyncio.ensure_future(exchange.ask(anything("a")))
        await asyncio.sleep(0.01)
        second = asyncio.ensure_future(exchange.ask(anything("b")))
        stop = asyncio.ensure_future(exchange.stop(anything("stop")))
        await asyncio.sleep(0.01)
        for caller in (first, second, stop):
            caller.cancel()

        # The answer to the first is read to its end, the second takes itself back, STOP still goes.
        assert said(await exchange.ask(anything("c"))) == "00Sc"
        assert parrot.heard == ["a", "stop", "c"]

    run(story())


@pytest.mark.shows("COM-05")
def test_a_frame_that_is_hindered_at_the_last_moment_does_not_leave() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        allowed = True
        first = asyncio.ensure_future(exchange.ask(question("a")))
        second = asyncio.ensure_future(
            exchange.ask(question("b", hindered=lambda: None if allowed else "no more"))
        )
        await asyncio.sleep(0.05)
        allowed = False

        assert said(await first) == "00Sa"
        assert await second == NotSent("no more")
        assert parrot.heard == ["a"]

    run(story())


@pytest.mark.shows("BYTE-09")
@pytest.mark.shows("BYTE-10")
def test_a_frame_sent_by_itself_reaches_the_listener_and_not_the_asker() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        heard: list[tuple[bytes, Fit]] = []
        end = exchange.listen(lambda found, fit: heard.append((found.body, fit)))
        asking = asyncio.ensure_future(exchange.ask(question("a")))
        await asyncio.sleep(0.05)
        parrot.receive(packet("00A?T").raw)

        assert said(await asking) == "00Sa"
        assert heard == [(b"00A?T", Fit.INSTEAD), (b"00Sa", Fit.ANSWER)]
        parrot.receive(packet("00A?S").raw)
        await asyncio.sleep(0)
        assert heard[-1] == (b"00A?S", Fit.NOT)
        end()

    run(story())


def test_an_alarm_is_the_answer_when_nothing_else_comes_or_it_comes_twice() -> None:
    async def story() -> None:
        class Alarmed(Parrot):
            times = 1

            def write(self, data: bytes) -> None:
                for _ in range(self.times):
                    self.receive(packet("00A?S").raw)

        far = Alarmed()
        exchange, _ = line(far)
        loop = asyncio.get_running_loop()

        assert said(await exchange.ask(question("a"))) == "00A?S"
        assert loop.time() == TIMING.answer_s
        await asyncio.sleep(TIMING.drain_s)
        far.times, began = 2, loop.time()
        assert said(await exchange.ask(question("b"))) == "00A?S"
        assert loop.time() == began
        far.times = 1
        assert said(await exchange.stop(question("stop"))) == "00A?S"  # STOP does not wait and see
        assert loop.time() == began

    run(story())


def test_an_echo_is_recognised_and_said() -> None:
    async def story() -> None:
        exchange, _ = line(Echo())
        result = await exchange.ask(anything("0VER"))

        assert isinstance(result, Silent)
        assert "jack" in result.reason
        assert exchange.counters.echoes == 1

    run(story())


@pytest.mark.shows("COM-06")
@pytest.mark.shows("BYTE-01")
def test_a_packet_that_pauses_inside_is_dropped() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        half = packet("00Sold").raw[:5]
        parrot.receive(half)
        await asyncio.sleep(0.6)

        assert said(await exchange.ask(question("a"))) == "00Sa"
        assert exchange.garbage == len(half)

    run(story())


def test_a_lost_line_ends_what_is_in_flight_and_what_waits() -> None:
    async def story() -> None:
        exchange, link = line(Delayed(Wire(Parrot())))
        flying = asyncio.ensure_future(exchange.ask(question("a")))
        waiting = asyncio.ensure_future(exchange.ask(question("b")))
        await asyncio.sleep(0.05)
        link.hang_up("pulled out")

        assert await flying == Silent("pulled out")
        assert await waiting == NotSent("pulled out", lost=True)
        assert await exchange.stop(question("stop")) == NotSent("pulled out", lost=True)

    run(story())


def test_a_line_far_behind_says_so_but_never_to_stop() -> None:
    async def story() -> None:
        parrot = Parrot()
        exchange, _ = line(parrot)
        asking = [asyncio.ensure_future(exchange.ask(question(f"{n}"))) for n in range(70)]
        await asyncio.sleep(0)
        assert said(await exchange.stop(question("stop"))) == "00Sstop"
        results = await asyncio.gather(*asking)

        assert sum(isinstance(result, NotSent) for result in results) == 70 - 64

    run(story())


def test_a_fault_in_a_callback_reaches_its_caller_and_nobody_else() -> None:
    async def story() -> None:
        exchange, _ = line(Parrot())
        broken = question("a", hindered=lambda: 1 / 0)
        try:
            await exchange.ask(broken)
        except ZeroDivisionError:
            pass
        else:
            raise AssertionError("the fault was swallowed")

        assert said(await exchange.ask(question("b"))) == "00Sb"

    run(story())
