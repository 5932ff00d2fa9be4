"""Stopping an Alaris pump, which may take four seconds to answer anything."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from drivers.port import (
    Delivery,
    Done,
    NotDone,
    PumpAlarm,
    PumpError,
    PumpReport,
    Running,
    Unanswered,
)
from tests.drivers.alaris_ward import HIGH, LOW, TOTAL, Ward, tell
from tests.drivers.wires import Delayed, Lossy


def now() -> float:
    return asyncio.get_running_loop().time()


def stopped_at(ward: Ward) -> list[float]:
    """Times at which an INF_STOP has come to the pump."""
    return [at for at, text in ward.pump.came if text == "INF_STOP"]


async def polled_by(ward: Ward) -> "asyncio.Task[PumpReport | Unanswered]":
    """Let a poll be on its way to a pump that takes its time."""
    ward.pump.takes_s = 3.9
    poll = asyncio.ensure_future(ward.driver.read())
    await asyncio.sleep(1)
    return poll


@pytest.mark.shows("INV-05")
@pytest.mark.shows("C-11")
def test_stop_is_done_when_the_state_says_so() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert Done() == await ward.driver.stop()

        assert ["INF_STOP", "INF"] == ward.pump.log
        assert not ward.pump.running

    tell(story)


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("hears", [True, False])
def test_stop_does_not_wait_for_the_answer_to_a_poll(hears: bool) -> None:
    """Whether a busy pump hears is unknown: it leaves at once, and again when that is over."""

    async def story(ward: Ward) -> None:
        await ward.started()
        poll = await polled_by(ward)
        ward.pump.hears_while_busy = hears
        began = now()
        stopping = asyncio.ensure_future(ward.driver.stop())
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        sent_at = ward.driver.stop_sent_at_ms
        outcome = await stopping

        assert int(began * 1_000) == sent_at
        assert Done() == outcome
        assert not ward.pump.running
        assert isinstance(await poll, Unanswered)
        heard = stopped_at(ward)
        assert began == heard[0]  # on the wire at once
        if not hears:
            assert pytest.approx(began + 2.9) == heard[1]  # the moment the poll was answered
        assert now() - began < 12.1

    tell(story)


@pytest.mark.shows("INV-05")
def test_the_answer_to_the_overtaken_poll_is_not_believed() -> None:
    """It may say "stopped" of a pump that a hand has started since."""

    async def story(ward: Ward) -> None:
        ward.pump.tells_remote, ward.pump.rate = False, Decimal(25)
        await ward.driver.open()
        await ward.report()
        poll = await polled_by(ward)  # its answer will say: stopped
        ward.pump.press_start()
        ward.pump.stops = False
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone)
        assert ward.pump.running
        assert isinstance(await poll, Unanswered)

    tell(story)


@pytest.mark.shows("INV-05")
def test_the_overtaken_answer_is_not_taken_for_the_state_after_the_stop() -> None:
    """STOP is answered at once; the old state comes before the new one, and says "stopped"."""

    async def story(ward: Ward) -> None:
        ward.pump.tells_remote, ward.pump.rate = False, Decimal(25)
        await ward.driver.open()
        await ward.report()
        poll = await polled_by(ward)
        ward.pump.press_start()
        ward.pump.stops = False
        ward.pump.before["INF_STOP"] = lambda: setattr(ward.pump, "takes_s", 0.0)
        ward.pump.before["INF"] = lambda: setattr(ward.pump, "takes_s", 3.9)
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone)
        assert isinstance(await poll, Unanswered)

    tell(story)


def test_the_state_after_a_stop_is_asked_for_once_the_overtaken_answer_cannot_come() -> None:
    """It was lost: what comes next is then the new answer, and taken for that."""

    async def story(ward: Ward) -> None:
        ward.pump.tells_remote = False
        await ward.started()
        ward.pump.instead["INF"] = None
        poll = asyncio.ensure_future(ward.driver.read())
        await asyncio.sleep(1)
        ward.pump.before["INF_STOP"] = ward.pump.instead.clear
        began = now()

        assert Done() == await ward.driver.stop()
        assert pytest.approx(began + 4) == now()
        assert isinstance(await poll, Unanswered)

    tell(story)


@pytest.mark.shows("INV-12")
def test_a_start_that_stop_has_overtaken_is_neither_done_nor_not_done() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        stops: list[Any] = []

        def tap() -> None:
            ward.pump.takes_s = 2
            stops.append(asyncio.ensure_future(ward.driver.stop()))

        ward.pump.before["INF_START"] = tap
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, Unanswered)
        assert Done() == await stops[0]
        assert not ward.pump.running
        assert ward.pump.log.index("INF_START") < ward.pump.log.index("INF_STOP")

    tell(story)


def test_nothing_but_stop_leaves_until_the_overtaken_answer_has_come() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        poll = await polled_by(ward)
        stopping = asyncio.ensure_future(ward.driver.stop())
        again = asyncio.ensure_future(ward.driver.read())
        await asyncio.sleep(2.8)

        assert ["REMOTE_CTRL", "INF_STOP"] == ward.pump.log
        await asyncio.gather(stopping, again, poll)
        assert Done() == stopping.result()

    tell(story)


@pytest.mark.shows("INV-12")
def test_an_overtaken_answer_that_never_comes_is_waited_for_no_longer_than_it_may_take() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_remote = False
        await ward.started()
        poll = await polled_by(ward)
        ward.pump.mute = True
        began = now()
        assert isinstance(await ward.driver.stop(), Unanswered)
        assert pytest.approx(began + 4) == now()
        ward.pump.mute, ward.pump.takes_s = False, 0.0
        assert Done() == await ward.driver.stop()

        assert pytest.approx([began, began + 4]) == stopped_at(ward)[:2]
        assert isinstance(await poll, Unanswered)

    tell(story)


@pytest.mark.parametrize("needs", [True, False])
def test_stop_works_when_control_was_lost(needs: bool) -> None:
    async def story(ward: Ward) -> None:
        ward.pump.stop_needs_remote = needs
        await ward.started()
        ward.pump.remote = False
        assert Done() == await ward.driver.stop()

        first = ["INF_STOP", "INF"]
        again = ["REMOTE_CTRL^ENABLED^3CC1", "INF_STOP", "INF_STOP", "INF"]
        assert (first + again if needs else first) == ward.pump.log
        assert not ward.pump.running

    tell(story)


@pytest.mark.shows("INV-05")
@pytest.mark.parametrize("hears", [True, False])
def test_without_control_stop_leaves_right_behind_the_question_for_it(hears: bool) -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.remote = False
        await ward.report()  # it says so
        ward.pump.hears_while_busy, ward.pump.takes_s = hears, 1.0
        ward.pump.log.clear()
        began = now()
        assert Done() == await ward.driver.stop()

        assert "REMOTE_CTRL^ENABLED^3CC1" == ward.pump.log[0]
        assert pytest.approx([began] if hears else [began, began + 1]) == stopped_at(ward)
        assert not ward.pump.running

    tell(story)


@pytest.mark.shows("INV-05")
def test_a_pump_that_is_silent_to_who_has_no_control_is_stopped_by_the_second_try() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.remote, ward.pump.refuses_silently = False, True
        assert isinstance(await ward.driver.stop(), Unanswered)
        assert Done() == await ward.driver.stop()

        assert not ward.pump.running

    tell(story)


def test_a_pump_that_does_not_let_itself_be_stopped_is_said_to_go_on() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.remote = ward.pump.permits = False
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone)
        assert "running" in outcome.reason
        assert 3 == ward.pump.log.count("INF_STOP")

    tell(story)


@pytest.mark.shows("INV-05")
def test_a_late_stopped_is_never_taken_for_the_answer_to_stop() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_remote, ward.pump.rate = False, Decimal(25)
        await ward.driver.open()
        ward.pump.late_s = 5.0  # a state "stopped" comes one second after the time-out
        assert isinstance(await ward.driver.read(), Unanswered)
        ward.pump.press_start()
        ward.pump.stops = False
        outcome = await ward.driver.stop()

        assert isinstance(outcome, NotDone), outcome
        ward.pump.stops = True
        assert Done() == await ward.driver.stop()

    tell(story)


@pytest.mark.shows("INV-10")
def test_a_counter_that_goes_back_begins_a_new_epoch() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await asyncio.sleep(10)
        before = await ward.report()
        ward.pump.infused *= 0

        assert (await ward.report()).epoch > before.epoch

    tell(story)


def test_a_pump_that_changes_under_the_reading_is_read_again() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.alarm = "AL_ACDIS"
        ward.pump.before["ALARM"] = ward.pump.press_stop
        found = await ward.report()

        assert Delivery.STOPPED is found.delivery
        assert frozenset() == found.alarms

    tell(story)


def test_the_alarm_told_is_the_one_of_the_state_told() -> None:
    async def story(ward: Ward) -> None:
        def between() -> None:
            ward.pump.before["INF"] = lambda: ward.pump.halt("AL_OCCLU")

        await ward.started()
        ward.pump.alarm = "AL_ACDIS"
        ward.pump.before["ALARM"] = between
        found = await ward.report()

        assert Delivery.STOPPED is found.delivery
        assert {PumpAlarm.OCCLUSION} == found.alarms

    tell(story)


def test_polls_keep_the_pump_running_and_silence_stops_it() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        for _ in range(10):
            await asyncio.sleep(14)
            assert Delivery.RUNNING is (await ward.report()).delivery
        await asyncio.sleep(16)

        assert Delivery.STOPPED is (await ward.report()).delivery

    tell(story)


@pytest.mark.parametrize("wire", [Delayed, Lossy])
def test_on_a_bad_line_a_poll_and_a_stop_at_any_moment_end_in_a_stop(wire: Any) -> None:
    async def one(ward: Ward) -> None:
        for _ in range(30):
            try:
                await ward.driver.open()
                if await ward.apply(HIGH) == Done():
                    break
            except (PumpError, AssertionError):  # the line again
                await asyncio.sleep(1)
        poll = asyncio.ensure_future(ward.driver.read())
        await asyncio.sleep(moments.pop())
        for _ in range(30):
            if await ward.driver.stop() == Done():
                break
        assert not ward.pump.running
        await poll

    moments = [step / 10 for step in range(12)]
    while moments:
        tell(one, wire)
