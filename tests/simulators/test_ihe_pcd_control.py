"""The control channel of the gateway, and its script."""

import asyncio
from typing import Any

import pytest

from simulators.ihe_pcd_bedside import Answer, read_plan
from simulators.ihe_pcd_control import read_script
from simulators.ihe_pcd_faults import Misbehaviour
from tests.drivers.virtual import run
from tests.simulators.pcd_ward import PUMP, Ward, bench, order


def truth(there: Ward, pump: str = PUMP) -> dict[str, Any]:
    answer: Any = there.control(get="truth")
    return dict(answer["truth"][pump])


def test_the_truth_is_of_the_fluid_and_not_of_the_report() -> None:
    async def story() -> None:
        async with bench(2, speed=60.0) as there:
            await there.order(order(rate="100"))
            await asyncio.sleep(35)
            told = truth(there)
            assert told["order"].startswith("ORD1^")
            assert 100_000_000 == told["flow_nl_h"]
            assert 0.8 * told["total_nl"] < told["true_nl"] < 1.1 * told["total_nl"]
            assert told["true_nl"] != told["total_nl"]
            assert 0 == truth(there, "A0002")["total_nl"]

    run(story())


def test_an_order_on_offer_is_seen() -> None:
    async def story() -> None:
        async with bench() as there:
            await there.order(order())
            await asyncio.sleep(1)
            assert truth(there)["offer"].startswith("ORD1^")
            assert "" == there.press("confirm", rate_ml_h="12.5")
            assert 12_500_000 == truth(there)["rate_nl_h"]
            assert "" == truth(there)["offer"]

    run(story())


def test_faults_are_of_the_gateway_or_of_a_pump() -> None:
    async def story() -> None:
        async with bench(2) as there:
            there.control(set={"lose_acks": 2, "containment": "wrong"})
            there.control(set={"occluded": True}, pump="A0002")
            answer: Any = there.control(get="faults")
            assert (2, "wrong") == (answer["faults"]["lose_acks"], answer["faults"]["containment"])
            assert there.gateway is not None
            pumps = [b.pump.faults.occluded for b in there.gateway.bedsides.values()]
            assert [False, True] == pumps
            there.control(do="clear_faults")
            assert Misbehaviour() == there.gateway.faults

    run(story())


def test_every_pump_can_be_meant_at_once() -> None:
    async def story() -> None:
        async with bench(3) as there:
            there.control(do="press", pump="*", key="program", rate_ml_h="10", vtbi_ml="5")
            assert ["delivering"] * 3 == [truth(there, f"A000{n}")["delivery"] for n in (1, 2, 3)]

    run(story())


def test_bag_power_and_battery_are_in_our_hands() -> None:
    async def story() -> None:
        async with bench(speed=60.0) as there:
            there.control(do="bag", pump=PUMP, ml="3")
            there.press("program", rate_ml_h="600", vtbi_ml="100")
            await asyncio.sleep(5)
            assert ["empty"] == truth(there)["alarms"]
            there.control(do="bag", pump=PUMP, ml="")
            there.control(do="end_alarm", pump=PUMP, name="empty")
            assert "" == there.press("start")
            there.control(do="pump", pump=PUMP, mains=False, battery_s=60.0)
            await asyncio.sleep(0.5)
            assert ["battery_low"] == truth(there)["alarms"]
            await asyncio.sleep(2)
            assert truth(there)["powered"] is False

    run(story())


def test_setup_changes_what_a_pump_says_to_an_order() -> None:
    async def story() -> None:
        async with bench() as there:
            there.control(do="setup", pump=PUMP, care_area=None)
            await there.order(order(id="M1"))
            await asyncio.sleep(1)
            there.control(do="setup", pump=PUMP, care_area="ICU", busy=True)
            await there.order(order(id="M2"))
            await asyncio.sleep(1)
            there.control(do="setup", pump=PUMP, busy=False, patient="98765")
            await there.order(order(id="M3"))
            await asyncio.sleep(1)
            assert ["AR 9029", "AR 9017", "AA"] == there.answers

    run(story())


def test_any_event_can_be_sent() -> None:
    async def story() -> None:
        async with bench() as there:
            there.control(do="event", pump=PUMP, name="COMM_STATUS_CHANGE")
            await asyncio.sleep(1)
            assert ["0^MDC_EVT_COMM_STATUS_CHANGE^MDC"] == [
                event.value("MDC_ATTR_EVT_COND") for event in there.events
            ]

    run(story())


def test_counts_tell_what_the_gateway_has_done() -> None:
    async def story() -> None:
        async with bench() as there:
            await there.order(order())
            await there.order(order())
            await asyncio.sleep(10)
            answer: Any = there.control(get="counts")
            assert {"orders": 1, "orders again": 1, "answers": 1, "heard CA": 2, "waiting": 0} == {
                name: answer["counts"][name]
                for name in ("orders", "orders again", "answers", "heard CA", "waiting")
            }

    run(story())


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"do": "fly"},
        {"do": "press", "pump": PUMP, "key": "jump"},
        {"do": "press", "pump": "A9999", "key": "stop"},
        {"do": "press", "pump": PUMP, "key": "rate"},
        {"do": "press", "pump": PUMP, "key": "program", "rate_ml_h": "0", "vtbi_ml": "1"},
        {"do": "press", "pump": PUMP, "key": "rate", "rate_ml_h": "1e3"},
        {"do": "alarm", "pump": PUMP, "name": "thirst"},
        {"do": "event", "pump": PUMP, "name": "START_ALL"},
        {"do": "setup", "pump": PUMP, "colour": "red"},
        {"do": "setup", "pump": PUMP, "busy": 1},
        {"do": "pump", "pump": PUMP, "online": "no"},
        {"do": "pump", "pump": PUMP, "battery_s": -1},
        {"do": "restart", "outage_s": 1e9},
        {"do": "nurse", "pump": PUMP, "plan": []},
        {"set": [], "pump": PUMP},
        {"set": {"no_such": 1}},
        {"set": {"lose_acks": 1}, "pump": PUMP},
        {"get": "rich"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(request_: dict[str, object]) -> None:
    async def story() -> None:
        async with bench() as there:
            before = truth(there)
            with pytest.raises(ValueError, match=r"."):
                there.control(**request_)
            assert before == truth(there)
            assert there.gateway is not None
            assert Misbehaviour() == there.gateway.faults

    run(story())


@pytest.mark.parametrize(
    "plan",
    [
        "confirm",
        [],
        [{}],
        [{"then": "pray"}],
        [{"then": "confirm", "after_s": -1}],
        [{"then": "confirm", "after_s": [5, 1]}],
        [{"then": "confirm", "after_s": [1, 2, 3]}],
        [{"then": "confirm", "after_s": "5"}],
        [{"then": "confirm", "after_s": True}],
        [{"then": "edit", "rate_ml_h": "fast"}],
        [{"then": "confirm", "speed": 1}],
    ],
    ids=str,
)
def test_a_plan_that_cannot_be_followed_is_refused(plan: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plan(plan)


def test_a_plan_is_read() -> None:
    plan = read_plan(
        [
            {"then": "edit", "after_s": [1, 2.5], "rate_ml_h": "40", "vtbi_ml": "0.5"},
            {"then": "walk_away"},
        ]
    )
    assert (Answer("edit", (1.0, 2.5), 40_000_000, 500_000), Answer("walk_away")) == plan


def test_a_script_is_sorted_by_its_times() -> None:
    lines = ["# first", "", '{"at_s": 2, "do": "b"}', '  {"at_s": 0.5, "do": "a"}']
    assert [(0.5, {"do": "a"}), (2.0, {"do": "b"})] == read_script(lines)


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"at_s": -1}', '{"at_s": "now"}', "nonsense"])
def test_a_wrong_line_of_a_script_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_script(["", line])
