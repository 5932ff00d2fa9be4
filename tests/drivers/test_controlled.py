"""What every driver of a controlled pump does, shown with a family that is nothing but that."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from drivers.link.asking import Fit, Timing
from drivers.link.controlled import ControlledDriver
from drivers.link.lines import Lines, Mount, Wire
from drivers.link.permit import Permit
from drivers.link.sequence import Sequence
from drivers.link.talk import Talk
from drivers.link.unfinished import Hindered, NoAnswer, NotAsAgreed, OtherPump, Refused
from drivers.new_era.frames import Packet, PacketCutter
from drivers.port import (
    Delivery,
    Done,
    Identity,
    NotDone,
    NotSafe,
    PortUnavailable,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import NO_RATE, NO_VOLUME, QuantityError, Rate, Volume
from tests.drivers.new_era_bench import NE1000
from tests.drivers.stations import Station
from tests.drivers.virtual import run

MOUNT = Mount(url="test://line", model="X", capabilities=NE1000)
SETTING = Running(rate=Rate.from_ml_per_h("25"), until_total=Volume.from_ml("250"))
STANDS = PumpReport(
    delivery=Delivery.STOPPED,
    rate=NO_RATE,
    infused=NO_VOLUME,
    increment=Volume.from_ml("0.1"),
    alarms=frozenset(),
    epoch=1,
)
RUNS = replace(STANDS, delivery=Delivery.RUNNING, rate=SETTING.rate)


class Nothing:
    """A far side that hears and never answers."""

    def __init__(self) -> None:
        self.receive: Callable[[bytes], None] = lambda data: None

    def write(self, data: bytes) -> None: ...


class PlainTalk(Talk[Packet]):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[bytes] = []

    def _hear(self, frame: Packet, fit: Fit) -> None:
        self.heard.append(frame.raw)


class PlainSequence(Sequence[str]):
    """Does what its driver's script says instead of sending frames."""

    def __init__(self, driver: "PlainDriver", permit: Permit, setting: Running) -> None:
        super().__init__(permit, setting)
        self._driver = driver

    async def _start(self, seen: PumpReport) -> None:
        self._driver.sent.append("start")
        await self._driver.script(self)
        self.programmed = "the program"

    async def _change(self, seen: PumpReport, known: str | None) -> None:
        self._driver.sent.append(f"change, {known}")
        await self._driver.script(self)


async def _as_wished(sequence: PlainSequence) -> None:
    await asyncio.sleep(0)


class PlainDriver(ControlledDriver[Packet, PlainTalk, str]):
    exchange_bits = 600

    def __init__(self, mount: Mount = MOUNT, lines: Lines | None = None) -> None:
        super().__init__(mount, lines or Station(Nothing()).lines, PlainTalk())
        self.sent: list[str] = []
        self.script: Callable[[PlainSequence], Any] = _as_wished

    @property
    def talk(self) -> PlainTalk:
        return self._pump

    async def open(self) -> None:
        await self._attach()
        self._identity = Identity("X", "1", None, MOUNT.url)

    async def read(self) -> Unanswered:
        return Unanswered("nobody reads it")

    def reads(self, found: PumpReport) -> None:
        self._forget_program(found)

    def must_be_open(self) -> None:
        self._must_be_open()

    async def _stop(self) -> Done:
        return Done()

    def _sequence(self, permit: Permit, setting: Running) -> PlainSequence:
        return PlainSequence(self, permit, setting)

    def _wire(self) -> Wire[Packet]:
        timing = Timing(answer_s=0.5, drain_s=0.5, inter_byte_s=0.5)
        return Wire(family="plain", deframer=PacketCutter, timing=timing)

    def _told(self, rate: Rate) -> str:
        if rate == Rate.from_ml_per_h("77"):
            raise QuantityError("77 cannot be said")
        return rate.ml_per_h


async def opened() -> PlainDriver:
    driver = PlainDriver()
    await driver.open()
    return driver


@pytest.mark.parametrize("delivery", [Delivery.PAUSED, Delivery.KVO, Delivery.OTHER])
def test_a_pump_that_neither_stands_nor_runs_is_sent_nothing(delivery: Delivery) -> None:
    async def story() -> None:
        driver = await opened()

        outcome = await driver.apply(SETTING, seen=replace(STANDS, delivery=delivery))

        assert NotDone(f"the pump is {delivery.value}: stop it first") == outcome
        assert [] == driver.sent

    run(story())


REFUSED = [
    ({"rate": Rate.from_ml_per_h("1000")}, "1000 mL/h is outside this pump's limits"),
    ({"rate": NO_RATE}, "0 mL/h is outside this pump's limits"),
    ({"rate": Rate.from_ml_per_h("25.05")}, "25.05 mL/h is not a multiple of the pump's increment"),
    ({"rate": Rate.from_ml_per_h("77")}, "77 cannot be said"),
    (
        {"until_total": Volume.from_ml("1000")},
        "1000 mL is beyond the 999.9 mL that this pump counts",
    ),
]


@pytest.mark.shows("RULE-6")
@pytest.mark.parametrize(("wrong", "reason"), REFUSED)
@pytest.mark.parametrize("seen", [STANDS, RUNS], ids=["standing", "running"])
def test_what_the_pump_cannot_take_is_sent_nothing(
    wrong: dict[str, Any], reason: str, seen: PumpReport
) -> None:
    async def story() -> None:
        driver = await opened()

        assert NotDone(reason) == await driver.apply(replace(SETTING, **wrong), seen=seen)
        assert [] == driver.sent

    run(story())


def test_a_rate_of_nothing_is_outside_even_where_a_profile_allows_it() -> None:
    can = replace(NE1000, rate_min=NO_RATE)

    assert can.beyond(replace(SETTING, rate=NO_RATE)) is not None
    assert can.beyond(SETTING) is None


def test_a_closed_port_is_sent_nothing_and_read_by_nobody() -> None:
    async def story() -> None:
        driver = await opened()
        await driver.close()

        assert NotDone("the port is not open") == await driver.apply(SETTING, seen=STANDS)
        assert [] == driver.sent
        with pytest.raises(PortUnavailable, match="is not open"):
            driver.must_be_open()

    run(story())


def test_where_another_pump_has_answered_nothing_more_is_set() -> None:
    async def another(sequence: PlainSequence) -> None:
        raise OtherPump("pump 2 answers where pump 1 was opened")

    async def story() -> None:
        driver = await opened()
        driver.script = another

        assert isinstance(await driver.apply(SETTING, seen=STANDS), NotDone)
        assert NotDone("the port is not open") == await driver.apply(SETTING, seen=STANDS)
        assert ["start"] == driver.sent

    run(story())


def test_one_sequence_at_a_time() -> None:
    async def slow(sequence: PlainSequence) -> None:
        await asyncio.sleep(1)

    async def story() -> None:
        driver = await opened()
        driver.script = slow
        first = asyncio.create_task(driver.apply(SETTING, seen=STANDS))
        await asyncio.sleep(0.5)

        assert NotDone("another sequence is under way") == await driver.apply(SETTING, seen=RUNS)
        assert Done() == await first
        assert Done() == await driver.apply(SETTING, seen=RUNS)

    run(story())


def test_a_line_too_slow_to_tell_silence_from_slowness_is_not_opened() -> None:
    async def story() -> None:
        slowest = 2 * 600 * 1_000 // 550
        fast_enough = PlainDriver(replace(MOUNT, baudrate=slowest + 1))
        await fast_enough.open()

        with pytest.raises(NotSafe, match="too slow to control a pump"):
            await PlainDriver(replace(MOUNT, baudrate=slowest)).open()

    run(story())


def test_a_closed_driver_gives_its_line_back() -> None:
    async def story() -> None:
        station = Station(Nothing())
        driver = PlainDriver(lines=station.lines)
        await driver.open()
        await driver.close()
        await driver.open()

        assert 2 == len(station.links)

    run(story())


@pytest.mark.parametrize(
    ("what_happens", "known"),
    [
        (lambda driver: None, "the program"),
        (lambda driver: driver.reads(RUNS), "the program"),
        (lambda driver: driver.reads(STANDS), None),
    ],
    ids=["nothing", "it is seen to run", "it is seen to stand"],
)
def test_our_program_is_known_until_it_has_ended(
    what_happens: Callable[[PlainDriver], None], known: str | None
) -> None:
    async def story() -> None:
        driver = await opened()
        await driver.apply(SETTING, seen=STANDS)
        what_happens(driver)

        await driver.apply(SETTING, seen=RUNS)

        assert ["start", f"change, {known}"] == driver.sent

    run(story())


@pytest.mark.shows("INV-10")
def test_a_pump_that_was_reset_runs_no_program_of_ours() -> None:
    async def story() -> None:
        driver = await opened()
        await driver.apply(SETTING, seen=STANDS)
        driver.talk.note_reset()
        driver.reads(RUNS)

        await driver.apply(SETTING, seen=RUNS)

        assert ["start", "change, None"] == driver.sent

    run(story())


# ------------------------------------------------------------------------------- how it ended

BEFORE = [
    Hindered("h"),
    Refused("r"),
    NoAnswer("n"),
    NotAsAgreed("a"),
    QuantityError("q"),
    OtherPump("o"),
]


@pytest.mark.shows("RULE-8")
@pytest.mark.parametrize("fault", BEFORE, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("decided", [False, True])
def test_only_before_the_frame_that_decides_is_it_certainly_not_done(
    fault: Exception, decided: bool
) -> None:
    async def ends(sequence: PlainSequence) -> None:
        sequence._decided = decided
        raise fault

    async def story() -> None:
        driver = await opened()
        driver.script = ends

        expected = Unanswered(str(fault)) if decided else NotDone(str(fault))
        assert expected == await driver.apply(SETTING, seen=STANDS)

    run(story())


def test_what_stop_has_overtaken_is_not_done() -> None:
    """STOP has left behind it: whether it was obeyed no longer matters."""

    async def story() -> None:
        driver = await opened()

        async def overtaken(sequence: PlainSequence) -> None:
            sequence._decided = True
            await driver.stop()
            raise Hindered("overtaken by STOP")

        driver.script = overtaken
        assert NotDone("overtaken by STOP") == await driver.apply(SETTING, seen=STANDS)

    run(story())


# --------------------------------------------------------------------------------------- epochs


@pytest.mark.shows("INV-33")
def test_epochs_rise_with_every_line_every_reset_and_a_counter_that_goes_back() -> None:
    async def story() -> None:
        driver = await opened()
        talk, seen = driver.talk, [driver.talk.epoch]
        talk.note_counter(Volume.from_ml("1"))
        talk.note_counter(Volume.from_ml("1"))
        seen.append(talk.epoch)
        talk.note_counter(Volume.from_ml("0.9"))
        seen.append(talk.epoch)
        await driver.close()
        await driver.open()
        seen.append(talk.epoch)

        assert [1, 1, 2, 3] == seen
        assert 1 == talk.resets  # another line is no reset of the pump

    run(story())


def test_a_line_that_was_let_go_is_heard_no_longer() -> None:
    async def story() -> None:
        station = Station(Nothing())
        talk = PlainTalk()
        exchange = await station.lines.acquire(
            "test://line", PlainDriver()._wire(), baudrate=19_200
        )
        talk.attach(exchange)
        talk.detach()
        station.links[0].on_bytes(b"\x0200S\x03")

        assert [] == talk.heard
        talk.attach(exchange)
        station.links[0].on_bytes(b"\x0200S\x03")
        assert [b"\x0200S\x03"] == talk.heard

    run(story())
