"""Driver and simulator are two readings of one reference: here they meet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from drivers.ihe_pcd.errors import SENTENCES
from drivers.port import (
    AtThePump,
    Delivery,
    Done,
    NotDone,
    PumpAlarm,
    PumpReport,
    Running,
    Unanswered,
)
from drivers.quantities import Volume
from simulators.ihe_pcd_gateway import Habits
from tests.drivers.ihe_pcd_simulated import Simulated, simulated
from tests.drivers.ihe_pcd_ward import AT_25, AT_50
from tests.drivers.virtual import run

Story = Callable[[Simulated], Awaitable[None]]
CONFIRM_25 = AtThePump("confirm 25 mL/h at the pump")


def told(story: Story, habits: Habits | None = None) -> None:
    async def whole_story() -> None:
        made = await simulated(habits)
        await story(made)
        await made.close()

    run(whole_story())


async def started(made: Simulated) -> None:
    made.nurse({"then": "confirm", "after_s": 5})
    assert CONFIRM_25 == await made.apply(AT_25)
    await asyncio.sleep(6)
    assert (await made.report()).offer is None


@pytest.mark.parametrize("answers", ["both", "event", "decision"])
def test_an_infusion_with_a_raise_and_a_stop(answers: str) -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        await asyncio.sleep(3_600)
        assert AtThePump("confirm 50 mL/h at the pump") == await made.apply(AT_50)
        between = await made.report()
        await asyncio.sleep(6)
        raised = await made.report()
        assert AtThePump("press STOP on the pump") == await made.driver.stop()
        made.ask(do="press", key="stop")
        await asyncio.sleep(1)
        stopped = await made.report()

        assert (Delivery.RUNNING, AT_25.rate) == (between.delivery, between.rate)
        assert (Delivery.RUNNING, AT_50.rate, None) == (raised.delivery, raised.rate, raised.offer)
        assert Delivery.STOPPED is stopped.delivery
        assert Volume.from_ml("25") <= stopped.infused <= Volume.from_ml("25.2")
        assert Done() == await made.driver.stop()
        assert between.epoch == stopped.epoch
        assert [] == made.refused

    told(story, Habits(answers=answers))


def test_the_whole_order_then_kvo() -> None:
    async def story(made: Simulated) -> None:
        made.nurse({"then": "confirm", "after_s": 5})
        await made.apply(Running(rate=AT_50.rate, until_total=Volume.from_ml("2")))
        await asyncio.sleep(180)
        found = await made.report()

        assert (Delivery.KVO, PumpAlarm.RESET in found.alarms) == (found.delivery, False)
        assert isinstance(await made.apply(AT_50), NotDone)

    told(story)


def test_after_a_stop_the_lower_rate_is_confirmed_and_the_counter_goes_on() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        await asyncio.sleep(3_600)
        await made.apply(AT_50)
        await asyncio.sleep(600)
        made.ask(do="press", key="stop")
        await asyncio.sleep(1)
        assert Done() == await made.driver.stop()
        before = await made.report()
        assert CONFIRM_25 == await made.apply(AT_25)
        await asyncio.sleep(6)
        after = await made.report()

        assert (Delivery.RUNNING, AT_25.rate, None) == (after.delivery, after.rate, after.offer)
        assert before.infused <= after.infused
        assert before.epoch == after.epoch

    told(story)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_each_application_error_reaches_the_person_as_its_sentence(code: int) -> None:
    async def story(made: Simulated) -> None:
        made.fault(refuse_next=code)
        outcome = await made.apply(AT_25)

        assert isinstance(outcome, NotDone)
        assert outcome.reason.startswith(SENTENCES[code])
        offer = (await made.report()).offer
        assert offer is not None
        assert "refused" == offer.state

    told(story)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        ({"then": "reject", "after_s": 5}, SENTENCES[9023]),
        ({"then": "walk_away"}, SENTENCES[9015]),
        (
            {"then": "edit", "after_s": 5, "rate_ml_h": "40"},
            "Changed at the pump: it runs at 40 mL/h, offered were 25.",
        ),
        (
            {"then": "edit", "after_s": 5, "vtbi_ml": "100"},
            "Changed at the pump: it runs at the rate offered, with another volume.",
        ),
    ],
)
def test_what_the_person_at_the_pump_does_instead(plan: dict[str, Any], why: str) -> None:
    async def story(made: Simulated) -> None:
        made.nurse(plan)
        await made.apply(AT_25)
        await asyncio.sleep(150)

        offer = (await made.report()).offer
        assert offer is not None
        assert ("refused", why) == (offer.state, offer.reason)

    told(story)


def test_an_offer_that_nobody_took_back_keeps_the_next_one_out() -> None:
    async def story(made: Simulated) -> None:
        await made.apply(AT_25)
        await made.driver.stop()

        assert NotDone(SENTENCES[9017]) == await made.apply(AT_50)

    told(story)


@pytest.mark.parametrize(
    "faults",
    [
        {"original_mode": True},
        {"rrg_on_same_connection": True},
        {"containment": "wrong"},
        {"containment": "doubled"},
        {"containment": "absent"},
        {"maker_spelling": True},
        {"omit_pv1": True},
        {"unknown_codes": True},
        {"clock_zone": "unknown"},
        {"half_frames": 1},
        {"huge_frames": 1},
        {"not_utf8": 1},
        {"send_twice": 5},
        {"delay_acks": 1, "delay_s": 3.0},
        {"delay_rrgs": 1, "delay_s": 3.0},
    ],
    ids=str,
)
def test_an_infusion_starts_all_the_same(faults: dict[str, Any]) -> None:
    async def story(made: Simulated) -> None:
        made.fault(**faults)
        made.nurse({"then": "confirm", "after_s": 10})
        assert CONFIRM_25 == await made.apply(AT_25)
        await asyncio.sleep(60)
        found = await made.report()

        assert (Delivery.RUNNING, AT_25.rate, None) == (found.delivery, found.rate, found.offer)

    told(story)


@pytest.mark.parametrize(
    "faults",
    [{"lose_acks": 1}, {"wrong_ack_ids": 1}, {"drop_after_accept": 1}, {"drop_before_accept": 1}],
    ids=str,
)
def test_an_order_that_may_have_been_taken_is_sent_again_and_carried_out_once(
    faults: dict[str, int],
) -> None:
    async def story(made: Simulated) -> None:
        made.fault(**faults)
        made.nurse({"then": "confirm", "after_s": 20})
        first = await made.apply(AT_25)
        second = await made.apply(AT_25)
        await asyncio.sleep(30)

        assert isinstance(first, Unanswered | AtThePump)
        assert CONFIRM_25 == second
        assert (await made.report()).offer is None
        assert Done() == await made.apply(AT_25)
        assert 1 == made.gateway.counts["orders"]

    told(story)


def test_without_an_answer_of_the_application_the_report_is_enough() -> None:
    async def story(made: Simulated) -> None:
        made.fault(lose_rrgs=1)
        await started(made)

    told(story)


@pytest.mark.shows("FIELD-15")
@pytest.mark.parametrize(
    ("faults", "why"),
    [
        ({"clock_zone": "none"}, "says not when"),
        ({"clock_offset_s": 120.0}, "clock is ahead"),
        ({"wrong_eui": True}, "reports no pump of ours"),
    ],
)
def test_reports_that_are_not_believed_leave_the_pump_unanswered(
    faults: dict[str, Any], why: str
) -> None:
    async def story(made: Simulated) -> None:
        made.fault(**faults)
        await asyncio.sleep(200)

        assert isinstance(await made.driver.read(), Unanswered)
        assert any(why in reason for reason in made.refused)

    told(story)


@pytest.mark.shows("FIELD-15")
def test_a_clock_that_is_far_behind_makes_every_report_old() -> None:
    async def story(made: Simulated) -> None:
        made.fault(clock_offset_s=-200.0)
        await asyncio.sleep(200)

        assert isinstance(await made.driver.read(), Unanswered)

    told(story)


def test_events_of_an_outage_end_in_what_the_pump_does_now() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        made.fault(offline=True, hold_events=6)
        for key in ("stop", "start", "stop", "start", "stop"):
            await asyncio.sleep(40)
            made.ask(do="press", key=key)
        await asyncio.sleep(100)
        during = await made.driver.read()
        made.fault(offline=False, hold_events=0)
        await asyncio.sleep(70)
        found = await made.report()

        assert isinstance(during, Unanswered)
        assert Delivery.STOPPED is found.delivery
        assert Volume(made.truth()["total_nl"] // 1_000).rounded_down(found.increment) == (
            found.infused
        )

    told(story)


@pytest.mark.shows("FIELD-15")
def test_events_that_come_last_first_are_put_in_order() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        made.fault(hold_events=4)
        for key in ("stop", "start", "stop", "start"):
            await asyncio.sleep(5)
            made.ask(do="press", key=key)
        await asyncio.sleep(2)

        assert Delivery.RUNNING is (await made.report()).delivery

    told(story)


def test_an_alarm_stops_the_pump_and_ends_at_the_pump() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        made.ask(do="alarm", name="occlusion")
        await asyncio.sleep(1)
        alarming = await made.report()
        made.ask(do="press", key="acknowledge")
        await asyncio.sleep(1)
        after = await made.report()

        assert (Delivery.STOPPED, [PumpAlarm.OCCLUSION]) == (
            alarming.delivery,
            list(alarming.alarms),
        )
        assert (Delivery.STOPPED, []) == (after.delivery, list(after.alarms))

    told(story)


def test_a_gateway_that_forgot_everything_raises_the_epoch_and_gets_no_rate_change() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        before = await made.report()
        made.ask(do="restart", keep=False, outage_s=5)
        await asyncio.sleep(10)
        await made.open()
        made.tell()
        await asyncio.sleep(1)
        after = await made.report()

        assert after.epoch > before.epoch
        assert Delivery.RUNNING is after.delivery
        assert NotDone("the pump runs an order that is not ours: a person must stop it") == (
            await made.apply(AT_50)
        )

    told(story)


def test_a_gateway_that_remembers_goes_on_where_it_was() -> None:
    async def story(made: Simulated) -> None:
        await made.apply(AT_25)
        made.ask(do="restart", keep=True, outage_s=5)
        await asyncio.sleep(10)
        await made.open()
        made.nurse({"then": "confirm", "after_s": 1})
        made.ask(do="press", key="confirm")
        await asyncio.sleep(2)

        found = await made.report()
        assert (Delivery.RUNNING, AT_25.rate, None) == (found.delivery, found.rate, found.offer)

    told(story)


def test_a_program_cleared_at_the_pump_is_a_new_infusion_next_time() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        made.ask(do="press", key="stop")
        made.ask(do="press", key="clear_program")
        await asyncio.sleep(1)
        made.tell()
        await asyncio.sleep(1)
        assert CONFIRM_25 == await made.apply(AT_25)
        await asyncio.sleep(6)

        found = await made.report()
        assert (Delivery.RUNNING, None) == (found.delivery, found.offer)

    told(story)


def test_a_rate_changed_by_hand_shows_as_what_it_is() -> None:
    async def story(made: Simulated) -> None:
        await started(made)
        made.ask(do="press", key="rate", rate_ml_h="40")
        await asyncio.sleep(1)
        found = await made.report()

        assert isinstance(found, PumpReport)
        assert (Delivery.RUNNING, "40") == (found.delivery, found.rate.ml_per_h)

    told(story)
