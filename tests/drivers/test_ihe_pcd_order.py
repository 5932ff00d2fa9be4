"""What an order says, when it leaves, when again, and when not at all."""

import asyncio
from dataclasses import replace

import pytest

from drivers.port import NotDone, Running, Unanswered
from drivers.quantities import Rate, Volume
from tests.drivers.ihe_pcd_ward import (
    AT_25,
    AT_50,
    CONFIRM_25,
    LABEL,
    TOTAL,
    Ward,
    field,
    tick,
    told,
)


def test_a_new_infusion_carries_the_whole_volume_and_a_rate_change_none() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        await ward.apply(AT_50)

        assert ("RE", "250") == (field(ward, "ORC", 1, 0), field(ward, "RXG", 5, 0))
        assert ("XO", "", "") == (
            field(ward, "ORC", 1),
            field(ward, "RXG", 5),
            field(ward, "RXG", 7),
        )
        assert ("25", "50") == (field(ward, "RXG", 15, 0), field(ward, "RXG", 15))
        assert field(ward, "ORC", 2, 0) == field(ward, "ORC", 2)

    told(story)


def test_the_same_setting_again_sends_nothing_while_its_offer_is_open() -> None:
    async def story(ward: Ward) -> None:
        for _ in range(5):
            assert CONFIRM_25 == await ward.apply(AT_25)
            await tick()

        assert 1 == len(ward.far.orders)

    told(story)


@pytest.mark.shows("COM-04")
def test_without_an_acknowledgement_the_same_message_goes_out_again() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept = None
        first = await ward.apply(AT_25)
        second = await ward.apply(AT_25)
        ward.far.accept = "CA"
        third = await ward.apply(AT_25)

        assert isinstance(first, Unanswered)
        assert isinstance(second, Unanswered)
        assert CONFIRM_25 == third
        assert 1 == len({tuple(order) for order in ward.far.orders})
        assert 3 == len(ward.far.orders)

    told(story)


def test_a_repetition_that_would_be_stale_is_a_new_message_of_the_same_order() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept = None
        await ward.apply(AT_25)
        await asyncio.sleep(300)
        ward.far.accept = "CA"

        assert CONFIRM_25 == await ward.apply(AT_25)
        assert field(ward, "ORC", 2, 0) == field(ward, "ORC", 2)
        assert field(ward, "MSH", 10, 0) != field(ward, "MSH", 10)
        assert field(ward, "ORC", 9, 0) < field(ward, "ORC", 9)

    told(story)


def test_one_order_at_a_time() -> None:
    async def story(ward: Ward) -> None:
        ward.far.final = None
        await ward.apply(AT_25)
        outcome = await ward.apply(AT_50)

        assert NotDone("the pump has not answered the order before this one yet") == outcome
        assert 1 == len(ward.far.orders)

    told(story)


def test_a_pump_that_runs_somebody_elses_order_gets_none_of_ours() -> None:
    async def story(ward: Ward) -> None:
        ward.pump.order, ward.pump.limit = "SOMEBODY-ELSE", ward.pump.limit + 100
        ward.pump.start(40)
        text = ward.pump.oru("R01").replace("SOMEBODY-ELSE^WARDSVC^080019FFFE3ED02E", "X^Y^Z")
        ward.far.say(text)
        await tick()

        outcome = await ward.apply(AT_25)
        assert NotDone("the pump runs an order that is not ours: a person must stop it") == outcome
        assert [] == ward.far.orders

    told(story)


def test_another_end_is_not_offered_as_a_rate_change() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        other = Running(rate=AT_50.rate, until_total=TOTAL - Volume.from_ml("100"))
        outcome = await ward.apply(other)

        assert isinstance(outcome, NotDone)
        assert 1 == len(ward.far.orders)

    told(story)


def test_a_setting_outside_the_limits_is_refused_unsent() -> None:
    async def story(ward: Ward) -> None:
        for rate in ("0", "1000", "25.05"):
            setting = Running(rate=Rate.from_ml_per_h(rate), until_total=TOTAL)
            assert isinstance(await ward.apply(setting), NotDone), rate
        beyond = Running(rate=AT_25.rate, until_total=Volume.from_ml("9999.9"))
        assert isinstance(await ward.apply(beyond), NotDone)
        assert [] == ward.far.orders

    told(story)


def test_nothing_is_sent_once_the_caller_has_a_reason_not_to() -> None:
    async def story(ward: Ward) -> None:
        assert NotDone("stood still") == await ward.apply(AT_25, lambda: "stood still")
        assert [] == ward.far.orders
        assert (await ward.report()).offer is None

    told(story)


def test_a_second_apply_waits_for_the_first() -> None:
    async def story(ward: Ward) -> None:
        seen = await ward.report()
        first = asyncio.ensure_future(ward.driver.apply(AT_25, seen=seen))
        await asyncio.sleep(0)

        second = await ward.driver.apply(AT_50, seen=seen)
        assert NotDone("another order is under way") == second
        assert CONFIRM_25 == await first

    told(story)


def test_no_connection_means_that_nothing_was_sent() -> None:
    async def story(ward: Ward) -> None:
        seen = await ward.report()
        ward.net.down = True
        ward.net.cut()
        await tick()
        outcome = await ward.driver.apply(AT_25, seen=seen)

        assert isinstance(outcome, NotDone)
        assert [] == ward.far.orders
        ward.net.down = False
        await ward.reopen()
        assert (await ward.report()).offer is None

    told(story)


def test_a_label_is_printed_on_the_orders_and_the_rate_change_says_the_same() -> None:
    async def story(ward: Ward) -> None:
        ward.driver.label(LABEL)
        await ward.started()
        await ward.apply(AT_50)

        assert ["P1^^^WARD^PI"] * 2 == [field(ward, "PID", 3, order) for order in (0, 1)]
        assert ["^^bay-1"] * 2 == [field(ward, "PV1", 3, order) for order in (0, 1)]
        assert ["ISA^Isatuximab^LOCAL"] * 2 == [field(ward, "RXG", 4, order) for order in (0, 1)]
        assert ["nurse-a"] * 2 == [field(ward, "ORC", 19, order) for order in (0, 1)]

    told(story)


def test_what_a_label_says_cannot_become_another_field() -> None:
    async def story(ward: Ward) -> None:
        ward.driver.label(replace(LABEL, subject="P1|x^y", product=("I&A", "a~b"), author=""))
        await ward.apply(AT_25)

        assert "P1\\F\\x\\S\\y^^^WARD^PI" == field(ward, "PID", 3)
        assert "I\\T\\A^a\\R\\b^LOCAL" == field(ward, "RXG", 4)
        assert "CHAIRSIDE" == field(ward, "ORC", 19)

    told(story)
