"""Starting and changing an Alaris pump: what is read back, and what may not happen."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from drivers.port import Delivery, Done, NotDone, PortUnavailable, PumpAlarm, Running, Unanswered
from drivers.quantities import Rate, Volume
from tests.drivers.alaris_bench import OTHER
from tests.drivers.alaris_ward import HIGH, LOW, TOTAL, Ward, tell

START = (
    "INST_SERIALNO REMOTE_CTRL^ENABLED^3CC1 SYRINGE_STATUS INF_RATE_MAX_SYRINGE INF INF_VI"
    " INF_RATE^25.00^ml/h INF_RATE INF_VTBI^ACTIV^50.000^ml^STOP INF_VTBI INF INF_START INF"
)


async def at_once(ward: Ward, rate: Rate = LOW) -> Any:
    seen = await ward.report()
    ward.pump.log.clear()
    return await ward.driver.apply(Running(rate=rate, until_total=TOTAL), seen=seen)


def test_a_start_reads_everything_back_before_start() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()

        assert Done() == await at_once(ward)
        assert START == " ".join(ward.pump.log)

    tell(story)


@pytest.mark.shows("INV-03")
@pytest.mark.shows("C-22")
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("INST_SERIALNO", f"INST_SERIALNO^{OTHER}"),
        ("SYRINGE_STATUS", "SYRINGE_STATUS^BD PLASTIPAK^ 50^CHECK"),
        ("SYRINGE_STATUS", "SYRINGE_STATUS^BD PLASTIPAK^ 20^CONF"),
        ("SYRINGE_STATUS", "SYRINGE_STATUS"),
        ("INF_RATE_MAX_SYRINGE", "INF_RATE_MAX_SYRINGE^24.90^ml/h"),
        ("INF_VI", "INF_VI^0.001^ml"),
        ("INF_RATE", "INF_RATE^250.00^ml/h"),
        ("INF_RATE", "INF_RATE^25.00^ml/min"),
        ("INF_VTBI", "INF_VTBI^ACTIV^50.001^ml^STOP"),
        ("INF_VTBI", "INF_VTBI^ACTIV^50.000^ml^KVO"),
        ("INF_VTBI", "INF_VTBI^ACTIV^50.000^ml^"),
        ("INF_VTBI", "INF_VTBI^DEACT^^^"),
        ("INF_RATE^25.00^ml/h", "INF_RATE^RANGE"),
        ("INF_VTBI^ACTIV^50.000^ml^STOP", "INF_VTBI^RANGE"),
        ("REMOTE_CTRL^ENABLED^3CC1", "REMOTE_CTRL^ENABLED^****^REFUSE^0^ms"),
        ("REMOTE_CTRL^ENABLED^3CC1", "REMOTE_CTRL^DISABLED^****^PERMIT^0^ms"),
    ],
)
def test_a_readback_that_differs_starts_nothing(question: str, answer: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.instead[question] = answer
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone), outcome
        assert "INF_START" not in ward.pump.log

    tell(story)


@pytest.mark.shows("INV-33")
@pytest.mark.shows("C-04")
@pytest.mark.parametrize("at", list(dict.fromkeys(START.split()))[:10])
@pytest.mark.parametrize(
    "event", ["power cycle", "control taken away", "start pressed", "silence", "stop asked"]
)
def test_whatever_happens_before_start_nothing_starts(at: str, event: str) -> None:
    async def story(ward: Ward) -> None:
        stops: list[Any] = []

        def happen() -> None:
            pump = ward.pump
            if event == "power cycle":
                pump.power_cycle()
                pump.infused = Decimal(1)
            elif event == "control taken away":
                pump.remote = pump.permits = False
            elif event == "start pressed":
                pump.press_start()
            elif event == "silence":
                pump.mute = True
            else:
                stops.append(asyncio.ensure_future(ward.driver.stop()))

        await ward.driver.open()
        seen = await ward.report()
        ward.pump.log.clear()
        ward.pump.before[at] = happen
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone), outcome
        if event == "control taken away" and at in ("INF_VTBI", "INF"):
            return  # the pump itself refuses the start
        assert "INF_START" not in ward.pump.log
        if stops:
            assert ward.pump.log.index("INF_STOP") > ward.pump.log.index(at)
            assert Done() == await stops[0]

    tell(story)


@pytest.mark.shows("INV-33")
def test_a_new_epoch_in_the_middle_of_a_start_ends_it() -> None:
    """All that is read back is right, but the pump has said that it no longer obeys us."""

    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        lost = ["REMOTE_CTRL^DISABLED^****^PERMIT^0^ms"]
        ward.pump.before["INF_VTBI"] = lambda: setattr(ward.pump, "unasked", lost)
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone)
        assert "INF_START" not in ward.pump.log

    tell(story)


@pytest.mark.shows("INV-12")
@pytest.mark.shows("COM-04")
def test_silence_after_start_may_have_been_obeyed() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.before["INF_START"] = lambda: setattr(ward.pump, "mute", True)
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, Unanswered)
        assert ward.pump.running
        assert 1 == ward.pump.log.count("INF_START")

    tell(story)


@pytest.mark.parametrize("answer", ["INF_START^DENIED", "INF_START^OK"])
def test_whatever_it_answers_to_start_what_it_then_does_decides(answer: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.instead["INF_START"] = answer
        setting = Running(rate=LOW, until_total=TOTAL)
        if "DENIED" in answer:
            ward.pump.starts = False
            outcome = await ward.driver.apply(setting, seen=seen)
            assert isinstance(outcome, NotDone)
            assert "DENIED" in outcome.reason
        else:
            assert Done() == await ward.driver.apply(setting, seen=seen)

    tell(story)


def test_a_pump_that_agrees_to_start_and_stands_is_not_a_certain_no() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.starts = False
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, Unanswered)

    tell(story)


@pytest.mark.shows("INV-04")
@pytest.mark.shows("INV-03")
@pytest.mark.parametrize("absolute", [False, True])
def test_whatever_vtbi_means_the_pump_never_ends_after_the_total(absolute: bool) -> None:
    async def story(ward: Ward) -> None:
        ward.pump.absolute = absolute
        await ward.driver.open()
        ward.pump.infused = Decimal("20.0009")  # shown as 20.000
        assert Done() == await ward.apply(HIGH)

        assert Decimal("29.999") == ward.pump.vtbi
        for _ in range(100):
            await asyncio.sleep(9)
            await ward.report()
        found = await ward.report()
        assert Delivery.STOPPED is found.delivery
        assert frozenset() == found.alarms  # it has done what it was told
        assert found.infused <= TOTAL
        if absolute:
            assert Volume(29_999) == found.infused
        else:
            assert Volume(49_999) == found.infused

    tell(story)


@pytest.mark.shows("INV-03")
@pytest.mark.parametrize("infused", ["50", "49.9999", "60"])
def test_nothing_left_is_never_said_as_a_volume(infused: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        ward.pump.infused = Decimal(infused)

        assert isinstance(await ward.apply(), NotDone)
        assert not [text for text in ward.pump.log if text.startswith("INF_VTBI^")]

    tell(story)


def test_an_order_of_several_syringes_is_refused_unsent_and_says_so() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.log.clear()
        bag = Running(rate=LOW, until_total=Volume.from_ml("250"))
        outcome = await ward.driver.apply(bag, seen=seen)

        assert isinstance(outcome, NotDone)
        assert "syringe pump" in outcome.reason
        assert [] == ward.pump.log

    tell(story)


@pytest.mark.parametrize("tells_left", [False, True])
def test_a_running_pump_gets_a_rate_and_nothing_else(tells_left: bool) -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_left = tells_left
        await ward.started()
        for rate in (HIGH, LOW, HIGH):
            for _ in range(20):
                await asyncio.sleep(3)
                await ward.report()
            assert Done() == await at_once(ward, rate)
            orders = [text for text in ward.pump.log if text.startswith("INF") and "^" in text]
            assert [f"INF_RATE^{rate.ml_per_h}.00^ml/h"] == orders
            assert not {"INF_STOP", "INF_START"} & set(ward.pump.log)

    tell(story)


@pytest.mark.shows("INV-03")
@pytest.mark.parametrize("tells_left", [False, True])
@pytest.mark.parametrize("typed", ["60", "49.5", None])
def test_a_vtbi_that_a_hand_has_changed_is_not_run_under(
    tells_left: bool, typed: str | None
) -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_left = tells_left
        await ward.started()
        for _ in range(40):
            await asyncio.sleep(3)
            await ward.report()
        assert Done() == await ward.apply(Rate.from_ml_per_h("50"))
        ward.pump.vtbi = Decimal(typed) if typed else None

        assert isinstance(await ward.apply(HIGH), NotDone)
        assert 50 == ward.pump.rate

    tell(story)


def test_a_vtbi_set_anew_to_what_it_was_is_noticed_where_the_pump_tells_what_is_left() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_left = True
        await ward.started()
        for _ in range(40):
            await asyncio.sleep(3)
            await ward.report()
        assert Done() == await ward.apply(Rate.from_ml_per_h("50"))
        ward.pump.live()
        ward.pump.begun_at = ward.pump.infused  # from here on it would be the whole order again

        assert isinstance(await ward.apply(HIGH), NotDone)

    tell(story)


def test_a_found_running_pump_is_raised_only_under_a_limit_that_is_proven() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.tells_left = True
        await ward.started()
        for _ in range(20):
            await asyncio.sleep(3)
            await ward.report()
        await ward.driver.close()
        ward.driver = type(ward.driver)(ward.driver._mount, ward.station.lines)  # knows no start
        await ward.driver.open()

        assert Done() == await ward.apply(Rate.from_ml_per_h("50"))
        assert isinstance(await ward.apply(HIGH, Volume.from_ml("49")), NotDone)
        ward.pump.tells_left = False  # then the volume set may be all still to come
        assert isinstance(await ward.apply(HIGH), NotDone)

    tell(story)


def test_a_port_opened_again_still_knows_the_program() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await asyncio.sleep(5)
        ward.station.links[-1].hang_up()
        await ward.driver.open()

        assert Done() == await ward.apply(HIGH)

    tell(story)


def test_a_rate_that_was_refused_is_certainly_not_done() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        asked = "INF_RATE^150.00^ml/h"
        ward.pump.before[asked] = lambda: setattr(ward.pump, "remote", False)

        assert isinstance(await ward.apply(HIGH), NotDone)
        assert 25 == ward.pump.rate

    tell(story)


@pytest.mark.shows("COM-07")
def test_a_swapped_pump_is_noticed_before_anything_is_set() -> None:
    async def story(ward: Ward) -> None:
        await ward.driver.open()
        seen = await ward.report()
        ward.pump.serial = OTHER
        ward.pump.log.clear()
        outcome = await ward.driver.apply(Running(rate=LOW, until_total=TOTAL), seen=seen)

        assert isinstance(outcome, NotDone)
        assert ["INST_SERIALNO"] == ward.pump.log
        with pytest.raises(PortUnavailable):
            await ward.driver.read()
        outcome = await ward.driver.stop()  # is sent to whatever is there, and proves nothing
        assert isinstance(outcome, NotDone)
        assert OTHER in outcome.reason
        assert "INF_STOP" in ward.pump.log

    tell(story)


@pytest.mark.parametrize(
    ("code", "alarms"),
    [
        ("AL_OCCLU", {PumpAlarm.OCCLUSION}),
        ("AL_COMTO", {PumpAlarm.COMMS_TIMEOUT}),
        ("AL_EOIST", {PumpAlarm.BAG_EMPTY}),
        ("AL_EMBAT", {PumpAlarm.BATTERY}),
        ("AL_FAULT", {PumpAlarm.OTHER}),
        ("AL_UNHEARD_OF", {PumpAlarm.OTHER}),
        ("AL_VTBIS", set()),
        ("AL_NOALM", {PumpAlarm.OTHER}),
    ],
)
def test_codes_become_alarms_and_none_is_lost(code: str, alarms: set[PumpAlarm]) -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.halt(code)

        assert alarms == (await ward.report()).alarms
        assert alarms == (await ward.report()).alarms  # as long as it stands
        ward.pump.alarm = ""
        assert frozenset() == (await ward.report()).alarms

    tell(story)


def test_a_pump_that_keeps_the_vein_open_is_not_stopped() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.alarm = "AL_VTBIK"
        found = await ward.report()

        assert Delivery.KVO is found.delivery
        assert found.moving

    tell(story)


def test_an_alarm_sent_by_itself_is_reported_once() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        ward.pump.unasked = ["ALARM^AL_OCCLU^OCCLUSION^"]

        assert {PumpAlarm.OCCLUSION} == (await ward.report()).alarms
        assert frozenset() == (await ward.report()).alarms

    tell(story)
