"""The New Era driver against a scripted pump: the paths on which something goes wrong."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from drivers.link.lines import Mount
from drivers.new_era.driver import NewEraDriver
from drivers.port import (
    Delivery,
    Done,
    NotDone,
    NotSafe,
    Outcome,
    PortUnavailable,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
    WrongPump,
)
from drivers.quantities import Rate, Volume
from tests.drivers.benches import NE1000, Station
from tests.drivers.far_pump import FarPump, packet
from tests.drivers.virtual import run
from tests.drivers.wires import BitFlip, Bus, ByteByByte, Delayed, Echo, Lossy, Wire

LOW, HIGH = Rate.from_ml_per_h("25"), Rate.from_ml_per_h("150")
TOTAL = Volume.from_ml("250")


class Ward:
    """One pump, one driver, and the reading in hand."""

    def __init__(self, wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
        self.pump = FarPump(**pump)
        self.wire = wire(self.pump)
        self.station = Station(self.wire)
        self.driver = self.station.driver()

    async def report(self) -> PumpReport:
        found = await self.driver.read()
        assert isinstance(found, PumpReport), found
        return found

    async def apply(self, rate: Rate = LOW, until: Volume = TOTAL) -> Outcome:
        seen = await self.report()
        return await self.driver.apply(Running(rate=rate, until_total=until), seen=seen)

    async def started(self) -> None:
        await self.driver.open()
        assert await self.apply() == Done()
        self.pump.log.clear()


def tell(story: Callable[[Ward], Any], wire: Callable[[FarPump], Any] = Wire, **pump: Any) -> None:
    async def whole() -> None:
        ward = Ward(wire, **pump)
        await story(ward)
        await ward.driver.close()

    run(whole())


# ------------------------------------------------------------------------------------------ open


def test_open_asks_who_is_there_and_arms_the_watchdog() -> None:
    async def story(ward: Ward) -> None:
        identity = await ward.driver.open()

        assert (identity.model, identity.firmware) == ("NE-1000", "3.923")
        assert identity.serial_number is None
        assert identity.port == "test://line"
        assert ward.pump.log == ["VER", "SAF30", "SAF"]

    tell(story)
    tell(story, safe=False)  # from basic mode the same frames lead into safe mode


def test_another_model_hears_the_identity_question_and_nothing_else() -> None:
    async def story(ward: Ward) -> None:
        with pytest.raises(WrongPump, match="NE-9000"):
            await ward.driver.open()

        assert ward.pump.log == ["VER"]
        assert isinstance(await ward.driver.stop(), NotDone)
        assert ward.pump.log == ["VER"]

    tell(story, model="NE9000V3.934")
    tell(story, model="NE9000V3.934", safe=False)


@pytest.mark.shows("COM-08")
def test_another_address_is_named() -> None:
    async def story() -> None:
        class Wrong(FarPump):
            def take(self, body: str) -> None:
                self.say("NE1000V3.923")

        station = Station(Wire(Wrong(address=3)))
        with pytest.raises(PortUnavailable, match="address 3"):
            await station.driver(0).open()

    run(story())


def test_the_wrong_jack_is_recognised() -> None:
    async def story() -> None:
        station = Station(Echo())
        for address in (0, 12):  # at 12 the echo of STP would read as "stopped"
            with pytest.raises(PortUnavailable, match="jack"):
                await station.driver(address).open()

    run(story())


def test_an_alarm_waiting_at_power_up_does_not_hinder_opening() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.raise_alarm("R", say=False)
        await ward.driver.open()

        assert (await ward.report()).alarms == {PumpAlarm.RESET}
        assert (await ward.report()).alarms == frozenset()

    tell(story)


def test_a_pump_that_keeps_another_watchdog_is_not_safe() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.on_saf = lambda value: None  # type: ignore[method-assign]
        with pytest.raises(NotSafe, match="watchdog"):
            await ward.driver.open()

    tell(story)


def test_no_watchdog_or_a_slow_line_means_no_driving() -> None:
    async def story() -> None:
        bare = replace(NE1000, watchdog_s=None)
        with pytest.raises(NotSafe, match="watchdog"):
            await NewEraDriver(Mount(url="test://", model="NE-1000", capabilities=bare)).open()
        slow = Mount(url="test://", model="NE-1000", capabilities=NE1000, baudrate=300)
        with pytest.raises(NotSafe, match="300 baud"):
            await NewEraDriver(slow).open()

    run(story())


# ---------------------------------------------------------------------------------------- apply


def test_a_start_reads_everything_back_before_run() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.log.clear()
        setting = Running(rate=LOW, until_total=TOTAL)
        assert await ward.driver.apply(setting, seen=seen) == Done()

        assert " ".join(ward.pump.log) == (
            "VER SAF30 SAF PHN2 FUN FUNSTP FUN PHN1 PHN FUN DIR DIRINF DIR DIS "
            "RAT25.00MH RAT VOL250.0 VOL RUN RAT"
        )

    tell(story)


@pytest.mark.parametrize("spoilt", ["SAF", "FUN", "DIR", "DIS", "RAT", "VOL", "PHN", "VER"])
def test_a_readback_that_differs_starts_nothing(spoilt: str) -> None:
    wrong = {
        "SAF": "60", "FUN": "LOP9", "DIR": "WDR", "DIS": "I9.999W0.000ML", "RAT": "250.0MH",
        "VOL": "999.0ML", "PHN": "9", "VER": "NE1000V3.900",
    }  # fmt: skip

    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        obey = ward.pump.obey
        ward.pump.obey = (  # type: ignore[method-assign]
            lambda name, value: wrong[name] if name == spoilt and not value else obey(name, value)
        )
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone), outcome
        assert "RUN" not in ward.pump.log

    tell(story)


@pytest.mark.shows("INV-33")
@pytest.mark.parametrize(
    "at", ["VER", "SAF30", "SAF", "PHN2", "PHN1", "DIS", "RAT25.00MH", "RAT", "VOL250.0", "VOL"]
)
@pytest.mark.parametrize("event", ["reset", "start pressed", "silence", "stop asked"])
def test_whatever_happens_before_run_nothing_starts(at: str, event: str) -> None:
    async def story(ward: Ward) -> None:
        stops: list[Any] = []

        def happen() -> None:
            pump = ward.pump
            if event == "reset":
                pump.power_cycle()
            elif event == "start pressed":
                pump.status = "I"
            elif event == "silence":
                pump.mute = True
            else:
                stops.append(asyncio.ensure_future(ward.driver.stop()))

        await ward.driver.open()
        seen = await ward.report()
        ward.pump.before[at] = happen
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone), outcome
        assert "RUN" not in ward.pump.log
        if stops:
            assert ward.pump.log.index("STP") > ward.pump.log.index(at)
            assert await stops[0] == Done()

    tell(story)


@pytest.mark.shows("INV-12")
def test_silence_after_run_may_have_been_obeyed() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.before["RUN"] = lambda: setattr(ward.pump, "mute", True)
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, Unanswered)
        assert ward.pump.status == "I"
        assert ward.pump.log.count("RUN") == 1

    tell(story)


def test_an_alarm_in_place_of_the_answer_to_run_is_not_a_certain_no() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.before["RUN"] = lambda: ward.pump.raise_alarm("S")
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, Unanswered)
        assert (await ward.report()).alarms == {PumpAlarm.STALL}

    tell(story)


@pytest.mark.shows("INV-04")
def test_the_volume_ends_at_the_total_and_assumes_what_the_counter_hides() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.infused = Decimal("125.09")  # shown as 125.0
        found = await ward.report()
        assert await ward.apply(HIGH) == Done()

        assert ward.pump.volume == Decimal("124.9")
        for _ in range(340):  # 125 mL at 150 mL/h are 3000 s; the watchdog wants its packets
            await asyncio.sleep(9)
            found = await ward.report()
        assert Decimal("249.9") <= ward.pump.infused <= 250
        assert found.delivery is Delivery.STOPPED
        assert found.infused <= TOTAL

    tell(story)


@pytest.mark.parametrize("infused", ["250", "249.95", "300"])
def test_nothing_left_is_never_said_as_a_volume_without_end(infused: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.infused = Decimal(infused)

        assert isinstance(await ward.apply(), NotDone)
        assert not [frame for frame in ward.pump.log if frame.startswith("VOL")]

    tell(story)


def test_a_running_pump_gets_a_bare_rate_and_is_never_stopped() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert await ward.apply(HIGH) == Done()

        assert "RAT150.0" in ward.pump.log
        assert not {"STP", "RUN", "VOL250.0"} & set(ward.pump.log)
        assert ward.pump.stored_rate == 25  # a rate set while pumping is not kept

    tell(story)


def test_a_new_start_sets_the_rate_again_since_the_raise_was_not_kept() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert await ward.apply(HIGH) == Done()
        assert await ward.driver.stop() == Done()
        assert await ward.apply(HIGH) == Done()

        assert ward.pump.rate == 150

    tell(story)


@pytest.mark.shows("INV-08")
def test_another_rate_than_the_one_seen_is_left_alone() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        seen = await ward.report()
        ward.pump.rate = Decimal(40)
        outcome = await ward.driver.apply(Running(rate=HIGH, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone)
        assert ward.pump.rate == 40

    tell(story)


def test_a_rate_in_another_unit_is_left_alone() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.unit = "MM"

        assert isinstance(await ward.apply(HIGH), NotDone)
        assert ward.pump.rate == 25

    tell(story)


def test_a_program_with_another_limit_is_not_raised() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()

        assert isinstance(await ward.apply(HIGH, Volume.from_ml("100")), NotDone)
        assert isinstance(await ward.apply(HIGH, Volume.from_ml("300")), NotDone)
        ward.pump.volume = Decimal(900)
        assert isinstance(await ward.apply(HIGH), NotDone)
        assert ward.pump.rate == 25

    tell(story)


def test_a_found_running_pump_can_be_raised_unless_its_volume_is_beyond_the_total() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await ward.driver.close()
        ward.driver = ward.station.driver()  # a controller that knows nothing of the start
        await ward.driver.open()

        assert await ward.apply(Rate.from_ml_per_h("50")) == Done()
        assert isinstance(await ward.apply(HIGH, Volume.from_ml("249")), NotDone)

    tell(story)


def test_a_rate_that_was_not_taken_is_certainly_not_done() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.on_rat = lambda value: ""  # type: ignore[method-assign]

        assert isinstance(await ward.apply(HIGH), NotDone)

    tell(story)


def test_two_sequences_at_once_are_refused() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        setting = Running(rate=LOW, until_total=TOTAL)
        outcomes = await asyncio.gather(
            ward.driver.apply(setting, seen=seen), ward.driver.apply(setting, seen=seen)
        )

        assert outcomes[0] == Done()
        assert isinstance(outcomes[1], NotDone)
        assert ward.pump.log.count("RUN") == 1

    tell(story)


@pytest.mark.shows("COM-07")
def test_a_swapped_pump_is_noticed_before_anything_is_set() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.model = "NE1000V3.928"
        ward.pump.log.clear()
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone)
        assert ward.pump.log == ["VER"]
        with pytest.raises(PortUnavailable):
            await ward.driver.read()
        assert await ward.driver.stop() == Done()  # STOP works on whatever is there

    tell(story)


# ----------------------------------------------------------------------------------------- stop


def test_stop_cancels_the_program_too() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert await ward.driver.stop() == Done()

        assert ward.pump.log == ["STP", "STP"]
        assert ward.pump.status == "S"

    tell(story)


def test_stop_on_a_stopped_pump_is_done_by_its_status() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.log.clear()

        assert await ward.driver.stop() == Done()
        assert ward.pump.log == ["STP", ""]

    tell(story)


def test_an_alarm_in_place_of_stop_is_said_at_once_and_the_next_stop_works() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.power_cycle(resume=True, say=False)
        began = asyncio.get_running_loop().time()
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone)
        assert "RESET" in outcome.reason
        assert ward.pump.status == "I"
        assert asyncio.get_running_loop().time() == began
        assert await ward.driver.stop() == Done()
        assert ward.pump.status == "S"

    tell(story)


@pytest.mark.shows("INV-05")
def test_a_late_stopped_is_never_taken_for_the_answer_to_stop() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        wire = ward.wire
        assert isinstance(wire, Delayed)
        wire.extra_s = 0.3  # a status "stopped" now comes only after the time-out
        assert isinstance(await ward.driver.read(), Unanswered)
        wire.extra_s = 0.0
        ward.pump.status, ward.pump.left = "I", Decimal(10)  # START pressed
        deaf, ward.pump.on_stp = ward.pump.on_stp, lambda value: ""  # type: ignore[method-assign]
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone), outcome
        ward.pump.on_stp = deaf  # type: ignore[method-assign]
        assert await ward.driver.stop() == Done()

    tell(story, Delayed)


def test_a_dead_line_answers_stop_with_unanswered_and_says_when_it_was_sent() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.mute = True
        await asyncio.sleep(1.25)
        began = asyncio.get_running_loop().time()
        assert isinstance(await ward.driver.stop(), Unanswered)

        assert ward.driver.stop_sent_at_ms == int(began * 1000)
        assert ward.pump.log == ["STP"]  # never repeated here

    tell(story)


# ----------------------------------------------------------------------------------------- read


@pytest.mark.shows("INV-10")
def test_a_pump_that_resumes_by_itself_is_reported_running_in_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.power_cycle(resume=True)
        await asyncio.sleep(0)
        found = await ward.report()

        assert found.delivery is Delivery.RUNNING
        assert found.epoch > before.epoch
        assert found.alarms == {PumpAlarm.RESET}

    tell(story)


def test_a_counter_that_goes_back_begins_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await asyncio.sleep(10)
        before = await ward.report()
        ward.pump.infused = Decimal(0)

        assert (await ward.report()).epoch > before.epoch

    tell(story)


def test_an_alarm_is_reported_once_even_if_the_first_asker_went_away() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.raise_alarm("S", say=False)
        reading = asyncio.ensure_future(ward.driver.read())
        await asyncio.sleep(0.01)
        reading.cancel()

        assert (await ward.report()).alarms == {PumpAlarm.STALL}
        assert (await ward.report()).alarms == frozenset()

    tell(story)


def test_an_unsolicited_alarm_between_question_and_answer_is_not_the_answer() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        # It comes just before the true answer; the pump then carries on as if acknowledged.
        ward.pump.before["RAT"] = lambda: ward.pump.receive(packet("00A?O"))
        found = await ward.report()

        assert found.alarms == {PumpAlarm.PROGRAM_ERROR}
        assert found.infused == seen.infused
        assert asyncio.get_running_loop().time() < 0.1

    tell(story)


def test_a_pump_fallen_back_into_basic_mode_is_brought_back_in_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        before = await ward.report()
        ward.pump.safe, ward.pump.watchdog = False, 0
        found = await ward.report()

        assert found.epoch > before.epoch
        assert ward.pump.safe
        assert ward.pump.watchdog == 30

    tell(story)


def test_a_pump_that_changes_under_the_reading_is_read_again() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.before["RAT"] = ward.pump.press_stop
        found = await ward.report()

        assert found.delivery is Delivery.PAUSED
        assert found.rate == Rate(0)
        assert ward.pump.log.count("RAT") == 2

    tell(story)


# --------------------------------------------------------------------------- lines and bad lines


@pytest.mark.parametrize("wire", [Wire, ByteByByte, Lossy, Delayed])
def test_one_story_over_four_lines(wire: type[Wire]) -> None:
    async def story(ward: Ward) -> None:
        async def until(attempt: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
            """What a keeper does: read, try, read again, for as long as it takes."""
            result = None
            for _ in range(200):
                try:
                    result = await attempt()
                except PortUnavailable:
                    result = None
                if good(result):
                    return result
                await asyncio.sleep(0.2)
            raise AssertionError(result)

        async def seen() -> PumpReport:
            found: PumpReport = await until(
                ward.driver.read, lambda found: isinstance(found, PumpReport)
            )
            return found

        async def at(rate: Rate) -> bool:
            found = await seen()
            if found.rate != rate:
                await ward.driver.apply(Running(rate=rate, until_total=TOTAL), seen=found)
            found = await seen()
            assert found.rate in (Rate(0), LOW, HIGH)
            return found.rate == rate

        await until(ward.driver.open, lambda identity: identity is not None)
        await until(lambda: at(LOW), bool)
        await until(lambda: at(HIGH), bool)
        assert ward.pump.rate == 150
        await until(ward.driver.stop, lambda outcome: outcome == Done())
        assert ward.pump.status == "S"
        assert (await seen()).delivery is Delivery.STOPPED

    tell(story, wire)


@pytest.mark.shows("COM-01")
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
        pumps = [FarPump(address) for address in range(3)]
        order: list[tuple[int, str]] = []
        for pump in pumps:
            take = pump.take

            def noting(body: str, pump: FarPump = pump, take: Any = take) -> None:
                if body.startswith(str(pump.address)):
                    order.append((pump.address, body[1:]))
                take(body)

            pump.take = noting  # type: ignore[method-assign]
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
