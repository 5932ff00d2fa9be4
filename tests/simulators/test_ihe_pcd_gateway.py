"""Stories between a ward and the gateway, whole messages, in virtual time."""

import asyncio

import pytest

from simulators.ihe_pcd_codes import ERRORS
from simulators.ihe_pcd_gateway import Habits
from simulators.ihe_pcd_program import Setup
from tests.drivers.virtual import run
from tests.simulators.pcd_ward import bench, nurse, order, stamp


def test_an_order_is_stored_offered_confirmed_and_told() -> None:
    async def story() -> None:
        async with bench() as there:
            nurse(there, {"then": "confirm", "after_s": 20.4})
            ack = await there.order(order(id="M1"))
            assert ack is not None
            assert ("ACK^O15", "CA", "M1") == (ack.kind, ack.field("MSA", 1), ack.field("MSA", 2))
            await asyncio.sleep(15)
            assert ["AA"] == there.answers
            assert [] == there.events
            await asyncio.sleep(10)
            assert ["START delivering 25"] == there.story
            start = there.events[0]
            assert "ORD1^WARDSVC^080019FFFE3ED02E^EUI-64" == start.field("OBR", 2)
            assert stamp(20) == start.field("OBR", 7)
            assert 20.6 == pytest.approx(start.at_s, abs=0.01)
            assert "250" == start.value("MDC_VOL_FLUID_TBI")

    run(story())


def test_the_answer_comes_on_a_connection_of_its_own() -> None:
    async def story() -> None:
        async with bench() as there:
            nurse(there, {"then": "confirm", "after_s": 1})
            line = there.line()
            await line.send(order())
            assert await line.answer() is not None
            await asyncio.sleep(5)
            assert await line.answer() is None
            answer, start = there.heard
            assert ("RRG^O16", "ORU^R42") == (answer.kind, start.kind)
            assert answer.connection != start.connection
            assert ("AL", "NE") == (answer.field("MSH", 15), answer.field("MSH", 16))

    run(story())


def test_a_titration_goes_step_by_step_each_confirmed_at_the_pump() -> None:
    async def story() -> None:
        async with bench(speed=60.0) as there:
            await there.order(order(rate="25", volume="100"))
            await asyncio.sleep(30)
            await there.order(order("XO", id="M2", rate="50", at=stamp(30)))
            await asyncio.sleep(30)
            await there.order(order("XO", id="M3", rate="100", at=stamp(60)))
            await asyncio.sleep(120)
            assert ["AA", "AA", "AA"] == there.answers
            assert [
                "START delivering 25",
                "STOP transitioning 25",
                "START delivering 50",
                "STOP transitioning 50",
                "START delivering 100",
                "COMP transitioning 100",
                "START kvo 2",
            ] == there.story
            stops = [event for event in there.events if "STOP" in event.summary]
            told = [
                (e.value("MDC_VOL_FLUID_DELIV_SEGMENT"), e.value("MDC_VOL_FLUID_DELIV_TOTAL"))
                for e in stops
            ]
            # 30 s at 60 times the speed: half an hour at 25, half an hour at 50 mL/h.
            assert [("12.5", "12.5"), ("25", "37.5")] == told
            assert {"ORD1^WARDSVC^080019FFFE3ED02E^EUI-64"} == {
                event.field("OBR", 2) for event in there.events
            }

    run(story())


@pytest.mark.parametrize(
    ("answers", "told"),
    [("both", ["AA", "AE 9023"]), ("event", ["AA"]), ("decision", ["AE 9023"])],
)
def test_a_rejection_is_told_as_the_gateway_is_used_to(answers: str, told: list[str]) -> None:
    async def story() -> None:
        habits = Habits(report_every_s=3_600.0, answers=answers)
        async with bench(habits=habits) as there:
            nurse(there, {"then": "reject", "after_s": 20})
            await there.order(order())
            await asyncio.sleep(30)
            assert told == there.answers
            assert ["AUTO_PROG_CLEARED"] == [event.event for event in there.events]

    run(story())


def test_one_answer_after_the_decision_says_that_it_runs() -> None:
    async def story() -> None:
        habits = Habits(report_every_s=3_600.0, answers="decision")
        async with bench(habits=habits) as there:
            nurse(there, {"then": "confirm", "after_s": 20})
            await there.order(order())
            await asyncio.sleep(19)
            assert [] == there.answers
            await asyncio.sleep(5)
            assert ["AA"] == there.answers

    run(story())


def test_a_nurse_who_walks_away_lets_the_offer_time_out() -> None:
    async def story() -> None:
        habits = Habits(report_every_s=3_600.0, offer_s=60.0)
        async with bench(habits=habits) as there:
            nurse(there, {"then": "walk_away"}, {"then": "confirm", "after_s": 1})
            await there.order(order())
            await asyncio.sleep(90)
            assert ["AA", "AE 9015"] == there.answers
            await there.order(order(id="M2", at=stamp(90)))
            await asyncio.sleep(10)
            assert ["AUTO_PROG_CLEARED", "DELIV_START"] == [e.event for e in there.events]

    run(story())


def test_a_nurse_who_edits_first_is_told_by_the_start() -> None:
    async def story() -> None:
        async with bench() as there:
            nurse(there, {"then": "edit", "after_s": 2, "rate_ml_h": "20", "vtbi_ml": "200"})
            await there.order(order())
            await asyncio.sleep(10)
            assert ["AA"] == there.answers
            assert ["START delivering 20"] == there.story
            assert "200" == there.events[0].value("MDC_VOL_FLUID_TBI")

    run(story())


def test_keys_at_the_pump_are_told_at_once() -> None:
    async def story() -> None:
        async with bench() as there:
            await there.order(order())
            await asyncio.sleep(10)
            assert "" == there.press("rate", rate_ml_h="40")
            assert "" == there.press("stop")
            await asyncio.sleep(0.1)
            assert [
                "START delivering 25",
                "STOP transitioning 25",
                "START delivering 40",
                "STOP not-delivering 0",
            ] == there.story
            assert "^pump-stopped-by-clinician" == there.events[-1].value(
                "MDC_DEV_PUMP_NOT_DELIVERING_REASON"
            )
            assert "0^MDC_EVT_PUMP_DELIV_STOP^MDC" == there.events[-1].value("MDC_ATTR_EVT_COND")

    run(story())


def test_every_application_error_can_be_had() -> None:
    async def story() -> None:
        async with bench() as there:
            for error in ERRORS:
                there.control(set={"refuse_next": error})
                await there.order(order(id=f"M{error}", at=stamp(0)))
                await asyncio.sleep(1)
            levels = {9015: "AE", 9023: "AE"}
            assert [f"{levels.get(e, 'AR')} {e}" for e in ERRORS] == there.answers
            assert [] == there.events

    run(story())


def test_an_unreadable_order_leaves_the_gateway_as_it_was() -> None:
    async def story() -> None:
        async with bench() as there:
            for bad in (b"MSH|^~\\&|\xff\r", b"no message", b""):
                assert await there.order(bad) is None
            ack = await there.order(order())
            assert ack is not None
            assert "CA" == ack.field("MSA", 1)

    run(story())


def test_an_incomplete_order_is_not_accepted_and_not_answered() -> None:
    async def story() -> None:
        async with bench() as there:
            ack = await there.order(
                order().replace(
                    b"|||||||20260102080000+0000||||||||||N0001", b"|||||||||||||||||N0001"
                )
            )
            assert ack is not None
            assert ("CE", "ORC-9") == (ack.field("MSA", 1), ack.field("ERR", 8))
            await asyncio.sleep(5)
            assert [] == there.heard

    run(story())


def test_an_order_that_comes_again_is_acknowledged_again_and_shown_once() -> None:
    async def story() -> None:
        async with bench() as there:
            for _ in range(3):
                ack = await there.order(order(id="M1"))
                assert ack is not None
                assert "CA" == ack.field("MSA", 1)
            await asyncio.sleep(20)
            assert ["AA"] == there.answers
            assert ["START delivering 25"] == there.story

    run(story())


@pytest.mark.parametrize(
    ("condition", "ack", "answers"),
    [("AL|AL", True, ["AA"]), ("NE|AL", False, ["AA"]), ("AL|NE", True, []), ("AL|ER", True, [])],
)
def test_only_the_acknowledgements_asked_for_are_sent(
    condition: str, ack: bool, answers: list[str]
) -> None:
    async def story() -> None:
        async with bench() as there:
            data = order().replace(b"|AL|AL|", f"|{condition}|".encode())
            assert ack == (await there.order(data) is not None)
            await asyncio.sleep(5)
            assert answers == there.answers

    run(story())


def test_a_multistep_program_runs_through_its_steps() -> None:
    async def story() -> None:
        async with bench(speed=60.0, setup=Setup(multistep=True)) as there:
            text = order(volume="12.5").decode()
            steps = "OBX|3|NM|0^MDCX_INFUS_TOTAL_NUM_STEPS^MDC|1.1.0.3|2||||||R\r"
            first = text + steps
            second = first[first.index("RXG|1|") :].replace("RXG|1|", "RXG|2|")
            second = second.replace("||||||||25|265266", "||||||||50|265266")
            await there.order((first + second).encode())
            await asyncio.sleep(120)
            assert [
                "START delivering 25",
                "STOP transitioning 25",
                "START delivering 50",
                "COMP transitioning 50",
                "START kvo 2",
            ] == there.story
            assert ["1", "1", "2", "2"] == [
                event.value("MDCX_INFUS_ORDER_STEP_NUM") for event in there.events[:4]
            ]

    run(story())


def test_the_same_seed_gives_the_same_bytes() -> None:
    async def story() -> list[bytes]:
        async with bench(3, seed=7, speed=30.0, habits=Habits(report_every_s=20.0)) as there:
            nurse(there, {"then": "confirm", "after_s": [1, 30]})
            await there.order(order())
            await asyncio.sleep(120)
            return [heard.data for heard in there.heard]

    assert run(story()) == run(story())
