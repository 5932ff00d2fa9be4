"""What an offer goes through: from our wish to a pump that runs so, or to a sentence why not."""

import asyncio
from dataclasses import replace

import pytest

from drivers.port import AtThePump, Delivery, Done, NotDone, Unanswered
from drivers.quantities import Rate
from tests.drivers.ihe_pcd_net import Carry, byte_by_byte, delayed, whole
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, CONFIRM_25, LABEL, Ward, tick, told


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


def test_an_acknowledgement_is_not_a_running_pump() -> None:
    async def story(ward: Ward) -> None:
        await ward.apply(AT_25)
        await asyncio.sleep(600)
        found = await ward.report()

        assert found.delivery is Delivery.STOPPED
        assert found.offer is not None

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
