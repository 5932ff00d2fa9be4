"""Starting and changing a New Era pump: what is read back, and what may not happen."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from drivers.port import (
    Delivery,
    Done,
    NotDone,
    PortUnavailable,
    PumpAlarm,
    Running,
    Unanswered,
)
from drivers.quantities import Rate, Volume
from tests.drivers.new_era_bench import driver
from tests.drivers.new_era_ward import HIGH, LOW, TOTAL, Ward, tell


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


@pytest.mark.shows("INV-03")
@pytest.mark.shows("C-22")
@pytest.mark.parametrize("spoilt", ["SAF", "FUN", "DIR", "DIS", "RAT", "VOL", "PHN", "VER"])
def test_a_readback_that_differs_starts_nothing(spoilt: str) -> None:
    wrong = {
        "SAF": "60", "FUN": "LOP9", "DIR": "WDR", "DIS": "I9.999W0.000ML", "RAT": "250.0MH",
        "VOL": "999.0ML", "PHN": "9", "VER": "NE1000V3.900",
    }  # fmt: skip

    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.instead[spoilt] = wrong[spoilt]
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone), outcome
        assert "RUN" not in ward.pump.log

    tell(story)


@pytest.mark.shows("INV-33")
@pytest.mark.shows("C-04")
@pytest.mark.parametrize(
    "at", ["VER", "SAF30", "SAF", "PHN2", "PHN1", "DIS", "RAT25.00MH", "RAT", "VOL250.0", "VOL"]
)
@pytest.mark.parametrize(
    "event", ["reset", "reset already answered", "start pressed", "silence", "stop asked"]
)
def test_whatever_happens_before_run_nothing_starts(at: str, event: str) -> None:
    async def story(ward: Ward) -> None:
        stops: list[Any] = []

        def happen() -> None:
            pump = ward.pump
            if event == "reset":
                pump.power_cycle()
            elif event == "reset already answered":
                pump.power_cycle()
                pump.alarm = ""  # somebody has pressed a key: only the announcement tells of it
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
@pytest.mark.shows("COM-04")
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
@pytest.mark.shows("INV-03")
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


@pytest.mark.shows("INV-03")
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


@pytest.mark.shows("C-25")
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
        ward.driver = driver(ward.station.lines)  # a controller that knows nothing of the start
        await ward.driver.open()

        assert await ward.apply(Rate.from_ml_per_h("50")) == Done()
        assert isinstance(await ward.apply(HIGH, Volume.from_ml("249")), NotDone)

    tell(story)


def test_a_rate_that_was_not_taken_is_certainly_not_done() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.passed_over.add("RAT")

        assert isinstance(await ward.apply(HIGH), NotDone)

    tell(story)


@pytest.mark.shows("COM-07")
def test_a_swapped_pump_is_noticed_before_anything_is_set() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen, seen_model = await ward.report(), ward.pump.model
        ward.pump.model = "NE1000V3.928"
        ward.pump.log.clear()
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone)
        assert ward.pump.log == ["VER"]
        with pytest.raises(PortUnavailable):
            await ward.driver.read()
        assert await ward.driver.stop() == Done()  # STOP works on whatever is there
        ward.pump.model = seen_model
        await ward.driver.open()
        assert (await ward.report()).epoch != seen.epoch  # what lay between is not known

    tell(story)
