"""What an offer goes through: from our wish to a pump that runs so, or to a sentence why not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from drivers.port import AtThePump, Delivery, Done, Label, NotDone, Running, Unanswered
from drivers.quantities import Rate, Volume
from tests.drivers.ihe_pcd_net import Carry, byte_by_byte, delayed, whole
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, TOTAL, Ward, open_ward, tick
from tests.drivers.virtual import run

Story = Callable[[Ward], Awaitable[None]]

CONFIRM_25 = AtThePump("confirm 25 mL/h at the pump")


def told(story: Story, carry: Carry = whole) -> None:
    async def whole_story() -> None:
        ward = await open_ward(carry)
        await story(ward)
        await ward.close()

    run(whole_story())


def field(ward: Ward, segment: str, number: int, order: int = -1) -> str:
    line = next(line for line in ward.far.orders[order] if line.startswith(segment))
    fields = line.split("|")
    number -= segment == "MSH"
    return fields[number] if number < len(fields) else ""


@pytest.mark.parametrize("carry", [whole, byte_by_byte, delayed])
def test_an_infusion_from_the_offer_to_the_running_pump(carry: Carry) -> None:
    async def story(ward: Ward) -> None:
        assert CONFIRM_25 == await ward.apply(AT_25)
        offered = await ward.report()
        ward.pump.run()
        await asyncio.sleep(3)
        running = await ward.report()

        assert offered.delivery is Delivery.STOPPED
        assert offered.offer is not None
        assert (AT_25, "offered") == (offered.offer.setting, offered.offer.state)
        assert (Delivery.RUNNING, AT_25.rate, None) == (
            running.delivery,
            running.rate,
            running.offer,
        )
        assert await ward.apply(AT_25) == Done()
        assert len(ward.far.orders) == 1

    told(story, carry)


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


def test_an_acknowledgement_is_not_a_running_pump() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        await asyncio.sleep(600)
        found = await ward.report()

        assert found.delivery is Delivery.STOPPED
        assert found.offer is not None

    told(story)


def test_the_same_setting_again_sends_nothing_while_its_offer_is_open() -> None:
    async def story(ward: Ward) -> None:
        for _ in range(5):
            assert CONFIRM_25 == await ward.apply(AT_25)
            await tick()

        assert 1 == len(ward.far.orders)

    told(story)


def test_a_raise_is_confirmed_at_the_pump_and_never_stops_it() -> None:
    async def story(ward: Ward) -> None:
        await ward.started()
        assert AtThePump("confirm 50 mL/h at the pump") == await ward.apply(AT_50)
        before = await ward.report()
        ward.pump.run()
        await tick()
        after = await ward.report()

        assert (Delivery.RUNNING, AT_25.rate) == (before.delivery, before.rate)
        assert (Delivery.RUNNING, AT_50.rate, None) == (after.delivery, after.rate, after.offer)
        assert before.epoch == after.epoch

    told(story)


@pytest.mark.parametrize(
    ("accept", "final"),
    [("CE", None), ("CR", None), ("AE", None), ("AR", None), ("CA", "AE"), ("CA", "AR")],
)
def test_a_refusal_is_certain_and_says_why(accept: str, final: str | None) -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept = accept
        ward.far.accept_error = "9017^Not now" if final is None else ""
        ward.far.final = (final, "9017^Not now") if final else None
        outcome = await ward.apply(AT_25)

        assert outcome == NotDone(
            "The pump cannot take an order now: finish what is open on its screen."
        )

    told(story)


def test_a_refused_offer_stays_with_its_sentence_until_another_setting_is_applied() -> None:
    async def story(ward: Ward) -> None:
        ward.far.final = ("AR", "9010^No such")
        why = "The drug is not in the pump's drug library."
        for _ in range(3):
            assert NotDone(why) == await ward.apply(AT_25)
            offer = (await ward.report()).offer
            assert offer is not None
            assert (AT_25, "refused", why) == (offer.setting, offer.state, offer.reason)
        assert 1 == len(ward.far.orders)

        ward.far.final = ("AA", "")
        assert AtThePump("confirm 50 mL/h at the pump") == await ward.apply(AT_50)

    told(story)


def test_after_a_stop_a_refused_setting_may_be_offered_again() -> None:
    async def story(ward: Ward) -> None:
        ward.far.final = ("AR", "9017^Not now")
        await ward.apply(AT_25)
        await ward.driver.stop()
        assert (await ward.report()).offer is None
        ward.far.final = ("AA", "")

        assert CONFIRM_25 == await ward.apply(AT_25)

    told(story)


def test_rejected_by_hand_at_the_pump() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        ward.pump.reject()
        await tick()

        offer = (await ward.report()).offer
        assert offer is not None
        assert ("refused", "The order was rejected by hand at the pump.") == (
            offer.state,
            offer.reason,
        )

    told(story)


@pytest.mark.parametrize("event", ["PROG_CLEARED", "AUTO_PROG_CLEARED"])
def test_an_offer_that_was_cleared_at_the_pump_is_refused(event: str) -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        ward.pump.event(event)
        await tick()

        offer = (await ward.report()).offer
        assert offer is not None
        assert ("refused", "The order was cleared at the pump.") == (offer.state, offer.reason)

    told(story)


def test_edited_at_the_pump_is_not_what_was_offered() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        ward.pump.start(30)
        await tick()
        found = await ward.report()

        assert (Delivery.RUNNING, Rate.from_ml_per_h("30")) == (found.delivery, found.rate)
        assert found.offer is not None
        assert ("refused", "Changed at the pump: it runs at 30 mL/h, offered were 25.") == (
            found.offer.state,
            found.offer.reason,
        )

    told(story)


def test_the_right_rate_with_another_volume_is_not_what_was_offered() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        ward.pump.program_volume = ward.pump.program_volume / 2
        ward.pump.run()
        await tick()
        found = await ward.report()

        assert found.offer is not None
        assert "refused" == found.offer.state

    told(story)


def test_a_start_by_another_order_does_not_take_ours() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        assert ward.pump.offered is not None
        ward.pump.offered.order = "SOMEBODY"
        ward.pump.run()
        await tick()
        found = await ward.report()

        assert (Delivery.RUNNING, AT_25.rate) == (found.delivery, found.rate)
        assert found.offer is not None
        assert "offered" == found.offer.state

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


@pytest.mark.shows("C-01")
def test_an_order_that_was_obeyed_and_not_acknowledged_is_known_by_its_report() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept = None
        assert isinstance(await ward.apply(AT_25), Unanswered)
        ward.pump.run()
        await tick()

        assert (await ward.report()).offer is None
        assert Done() == await ward.apply(AT_25)

    told(story)


@pytest.mark.shows("COM-03")
def test_a_late_acknowledgement_counts_for_the_order_that_it_names() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept_after_s = 7
        assert isinstance(await ward.apply(AT_25), Unanswered)
        await asyncio.sleep(3)

        offer = (await ward.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


def test_one_order_at_a_time() -> None:
    async def story(ward: Ward) -> None:
        ward.far.final = None
        await ward.apply(AT_25)
        outcome = await ward.apply(AT_50)

        assert NotDone("the pump has not answered the order before this one yet") == outcome
        assert 1 == len(ward.far.orders)

    told(story)


def test_peers_that_say_aa_for_ca_or_answer_on_the_same_connection_are_understood() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept, ward.far.same_connection = "AA", True

        assert CONFIRM_25 == await ward.apply(AT_25)
        offer = (await ward.report()).offer
        assert offer is not None
        assert "offered" == offer.state

    told(story)


def test_aa_in_a_plain_acknowledgement_is_no_word_of_the_pump() -> None:
    async def story(ward: Ward) -> None:
        ward.far.accept, ward.far.final = "AA", None
        await ward.apply(AT_25)

        offer = (await ward.report()).offer
        assert offer is not None
        assert "accepted" == offer.state

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


LABEL = Label(subject="P1", place="bay-1", product=("ISA", "Isatuximab"), author="nurse-a", word=1)


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


def test_only_a_new_word_lets_a_refused_setting_be_offered_again() -> None:
    async def story(ward: Ward) -> None:
        ward.driver.label(LABEL)
        ward.far.final = ("AE", "9023^No")
        refused = await ward.apply(AT_25)
        ward.driver.label(LABEL)
        again = await ward.apply(AT_25)
        once = len(ward.far.orders)
        ward.far.final = ("AA", "")
        ward.driver.label(replace(LABEL, word=2))
        anew = await ward.apply(AT_25)

        assert refused == again == NotDone("The order was rejected by hand at the pump.")
        assert (1, CONFIRM_25, 2) == (once, anew, len(ward.far.orders))

    told(story)
