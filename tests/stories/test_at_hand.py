"""A pump that is only offered settings: what the nurse at it does, and what she is told."""

import asyncio

import pytest

from drivers.quantities import Rate, Volume
from service.core.session.state import HoldReason, Phase
from tests.stories.at_hand import AtHand, at_hand, in_hours

pytestmark = pytest.mark.shows("RULE-11")

PRESS_STOP = (
    "PRESS STOP AT THE PUMP: it cannot be stopped from here. The pump is infusing at 25 mL/h."
)
REJECTED = "The order was rejected by hand at the pump."


@in_hours
async def test_the_offer_stands_on_the_pump_until_it_is_confirmed_there() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        await asyncio.sleep(60)

        assert "Confirm 25 mL/h at the pump. The pump stands still." == await bed.asks_for(
            "confirm-at-pump"
        )
        assert 0 == bed.rate_ml_h()
        assert not bed.s.started

        bed.press("confirm")
        await bed.until(lambda: bed.s.started, 5)
        assert {} == await bed.alarms()
        assert 1 == bed.orders


@in_hours
async def test_after_a_reaction_press_stop_is_shown_until_the_pump_says_that_it_stands() -> None:
    async with at_hand() as bed:
        await bed.started()
        await asyncio.sleep(600)

        await bed.tap("reaction")
        assert PRESS_STOP == (await bed.alarms())["press-stop"]
        await bed.tap("alarms/acknowledgement", alarm="press-stop")
        for _ in range(30):
            await asyncio.sleep(10)
            assert PRESS_STOP == (await bed.alarms())["press-stop"]
        assert 25 == bed.rate_ml_h()
        assert "StopConfirmed" not in bed.kinds()

        bed.press("stop")
        await bed.until(lambda: bed.s.stop_asked_at is None, 5)
        assert "press-stop" not in await bed.alarms()
        assert Phase.INTERRUPTED is bed.s.phase


@in_hours
async def test_nowhere_is_it_said_that_stop_was_sent() -> None:
    async with at_hand() as bed:
        await bed.started()
        await bed.tap("pause")
        bed.press("stop")
        await bed.until(lambda: bed.s.stop_asked_at is None, 5)

        record = await bed.record()
        assert "Paused with 0 mL in; STOP was to be pressed at the pump." in record
        assert "STOP was sent" not in record


@pytest.mark.shows("RULE-6")
@in_hours
async def test_a_rate_edited_below_the_ceiling_is_told_and_left_to_a_person() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        bed.press("confirm", rate_ml_h="40")
        said = await bed.asks_for("raised-at-pump")
        await asyncio.sleep(300)

        assert "The pump is infusing at 40 mL/h." in said
        assert (Phase.HELD, False) == (bed.s.phase, bed.s.started)
        assert (1, 40.0) == (bed.orders, bed.rate_ml_h())
        told = "Changed at the pump: it runs at 40 mL/h, offered were 25."
        assert f"The offered 25 mL/h was refused: {told}" in await bed.record()


@pytest.mark.shows("RULE-6")
@in_hours
async def test_a_rate_edited_above_the_ceiling_asks_for_stop_at_the_pump() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        bed.press("confirm", rate_ml_h="250")
        said = await bed.asks_for("over-the-limit")
        await bed.asks_for("press-stop")
        bed.press("stop")
        await bed.until(lambda: bed.s.stop_asked_at is None, 5)

        told = "Faster or more than allowed; press STOP at the pump."
        assert f"{told} The pump is infusing at 250 mL/h." == said
        assert HoldReason.OVER_THE_LIMIT is bed.s.hold
        assert "press-stop" not in await bed.alarms()
        assert "STOP was sent" not in await bed.record()


@pytest.mark.shows("RULE-6")
@in_hours
async def test_a_volume_edited_at_the_pump_is_held_although_the_rate_is_the_one_offered() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        bed.press("confirm", vtbi_ml="300")
        said = await bed.asks_for("held")
        await asyncio.sleep(300)

        assert (
            "Changed at the pump; nothing is sent to it. The pump is infusing at 25 mL/h." == said
        )
        assert (Phase.HELD, False, 1) == (bed.s.phase, bed.s.started, bed.orders)
        told = "Changed at the pump: it runs at the rate offered, with another volume."
        assert f"The offered 25 mL/h was refused: {told}" in await bed.record()


@in_hours
async def test_what_was_rejected_is_offered_again_by_a_persons_new_word() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        bed.press("reject")
        said = await bed.asks_for("held")
        await asyncio.sleep(120)
        held = bed.orders, bed.s.phase

        await bed.second_check("25")
        await bed.tap("resume")
        await bed.offered(25)
        bed.press("confirm")
        await bed.until(lambda: bed.s.started, 5)

        assert f"The offered rate was refused: {REJECTED} The pump stands still." == said
        assert (1, Phase.HELD) == held
        assert (2, 25.0) == (bed.orders, bed.rate_ml_h())
        assert {} == await bed.alarms()


@in_hours
async def test_when_the_nurse_walks_away_the_offer_ends_and_nothing_runs() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        await bed.start_offered()
        said = await bed.asks_for("held", within_s=130)

        assert "Nobody confirmed at the pump in time" in said
        assert (Phase.HELD, 0.0, 1) == (bed.s.phase, bed.rate_ml_h(), bed.orders)


@pytest.mark.shows("RULE-10")
@in_hours
async def test_a_rejected_raise_leaves_the_rate_and_waits_for_a_person() -> None:
    async with at_hand() as bed:
        await bed.started()
        await bed.raise_offered()
        bed.press("reject")
        said = await bed.asks_for("held")
        await asyncio.sleep(300)

        assert REJECTED in said
        assert "The pump is infusing at 25 mL/h." in said
        assert (Phase.HELD, 25.0, 2) == (bed.s.phase, bed.rate_ml_h(), bed.orders)


@pytest.mark.shows("RULE-6")
@in_hours
async def test_a_raise_edited_at_the_pump_is_a_hand_at_the_pump() -> None:
    async with at_hand() as bed:
        await bed.started()
        await bed.raise_offered()
        bed.press("confirm", rate_ml_h="75")
        said = await bed.asks_for("raised-at-pump")

        assert "The pump is infusing at 75 mL/h." in said
        assert (Phase.HELD, "25") == (bed.s.phase, bed.s.current.rate.ml_per_h)


@in_hours
async def test_an_offer_that_a_reaction_overtook_must_not_be_confirmed() -> None:
    async with at_hand() as bed:
        await bed.started()
        await bed.raise_offered()
        await bed.tap("reaction")
        said = (await bed.alarms())["offer-not-wanted"]
        bed.press("confirm")  # all the same
        await bed.until(lambda: bed.s.heard is not None and bed.s.heard.rate == Rate(50_000), 5)
        alarms = await bed.alarms()

        assert "DO NOT CONFIRM the 50 mL/h that still lies at the pump." in said
        assert "The pump is infusing at 50 mL/h." in alarms["press-stop"]
        assert (Phase.INTERRUPTED, "25") == (bed.s.phase, bed.s.current.rate.ml_per_h)


@pytest.mark.parametrize(
    ("setup", "why"),
    [
        ({"patient": "somebody-else"}, "The pump is set up for another patient"),
        ({"tubing": False}, "There is no infusion set in the pump: install it."),
        ({"busy": True}, "The pump cannot take an order now: finish what is open on its screen."),
    ],
)
def test_a_refused_order_is_told_in_a_plain_sentence(setup: dict[str, object], why: str) -> None:
    @in_hours
    async def story() -> None:
        async with at_hand() as bed:
            await bed.prepare()
            bed.pump.ask(do="setup", **setup)
            await bed.tap("start")
            said = await bed.asks_for("held", within_s=20)

            assert why in said
            assert said.endswith("The pump stands still.")
            assert why in await bed.record()

    story()


@in_hours
async def test_an_order_says_for_whom_where_what_and_by_whom() -> None:
    async with at_hand() as bed:
        await bed.prepare()
        bed.pump.ask(do="setup", patient="patient-1")  # any other is refused: 9012
        await bed.start_offered()
        bed.press("confirm")
        await bed.until(lambda: bed.s.started, 5)

        order = bed.order
        assert order is not None
        assert order.visit is not None
        orc = next(order.message.all("ORC"))
        assert ("patient-1", "chair-1") == (order.patient.part(3), order.visit.part(3, 3))
        assert order.give_code.startswith("isatuximab^")
        assert "nurse-a" == orc.part(19)


async def _reacted_and_stopped(bed: AtHand) -> None:
    await bed.started()
    await asyncio.sleep(1_200)
    await bed.tap("reaction")
    bed.press("stop")
    await bed.until(lambda: bed.s.stop_asked_at is None, 5)
    await bed.tap("grade", grade=2)


async def _resumed(bed: AtHand) -> None:
    await bed.second_check("12.5")
    await bed.tap("resume", improved_to=0, prescriber="prescriber-a")
    await bed.offered(12.5)
    bed.press("confirm")
    await bed.until(lambda: bed.s.reached == Rate(12_500), 5)


@pytest.mark.shows("INV-04")
@in_hours
async def test_a_program_that_was_cleared_is_offered_anew_with_the_missing_volume() -> None:
    async with at_hand() as bed:
        await _reacted_and_stopped(bed)
        before = bed.s.infused
        bed.press("clear_program")
        await asyncio.sleep(2)
        await _resumed(bed)
        await asyncio.sleep(600)
        total, order = bed.s.until_total, bed.order

        assert "CounterRebased" in bed.kinds()
        assert Phase.INFUSING is bed.s.phase
        # The pump counts from zero again, the record goes on, and the order ends where it did.
        assert before + Volume(1_900) <= bed.s.infused <= before + Volume(2_200)
        assert abs((Volume.from_ml("250") - before).ul - total.ul) <= 100
        assert order is not None
        assert order.verb == "RE"
        assert abs(order.steps[0].volume_nl // 1_000 - total.ul) <= 100


@in_hours
async def test_after_a_stop_the_programmed_order_goes_on_at_another_rate() -> None:
    async with at_hand() as bed:
        await _reacted_and_stopped(bed)
        before = bed.s.infused
        await _resumed(bed)

        assert "CounterRebased" not in bed.kinds()
        assert before <= bed.s.infused <= before + Volume(200)
        assert 12.5 == bed.rate_ml_h()


@pytest.mark.shows("INV-04")
@in_hours
async def test_the_next_infusion_begins_at_nothing_although_the_pump_has_counted_before() -> None:
    async with at_hand() as bed:
        await bed.started()
        await asyncio.sleep(1_200)
        await bed.tap("discontinue", reason="ordered")
        bed.press("stop")
        await bed.until(lambda: bed.s.stop_asked_at is None, 5)
        await bed.tap("discharge")
        first = bed.s.infused

        await bed.prepare(2, patient="patient-2")
        await bed.start_offered(50)
        bed.press("confirm")
        await bed.until(lambda: bed.s.started, 5)
        await asyncio.sleep(300)

        assert Volume.from_ml("8") < first
        assert Phase.INFUSING is bed.s.phase
        assert Volume(3_000) <= bed.s.infused <= Volume(4_300)
        assert "patient-2" == (bed.order.patient.part(3) if bed.order else None)
