"""Every misbehaviour of the gateway, by its name, as the ward meets it."""

import asyncio
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from simulators.ihe_pcd_er7 import NotReadableError, moment, read
from simulators.ihe_pcd_faults import Misbehaviour
from tests.simulators.pcd_faults import running, with_faults
from tests.simulators.pcd_ward import PUMP, START, Heard, Ward, order


def places(heard: Heard) -> list[str]:
    return [line[4] if len(line) > 4 else "" for line in heard.lines if line[0] == "OBX"]


def test_offline_buffers_events_and_tells_when_they_happened() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.press("stop")
        await asyncio.sleep(60)
        there.press("start")
        await asyncio.sleep(60)
        assert [] == there.events
        there.control(set={"offline": False})
        await asyncio.sleep(2)
        assert ["START", "STOP", "START"] == [line.split()[0] for line in there.story]
        times = [moment(event.field("OBR", 7)) for event in there.events]
        assert [5, 9, 69] == [round((at - START).total_seconds()) for at in times if at]

    with_faults(offline=True)(story)


def test_a_ward_that_is_away_is_tried_until_it_is_back() -> None:
    async def story(there: Ward) -> None:
        there.reachable = False
        await running(there)
        await asyncio.sleep(600)
        there.reachable = True
        await asyncio.sleep(5)
        assert ["START delivering 25"] == there.story

    with_faults()(story)


@pytest.mark.parametrize(
    ("data", "level"),
    [(order(), "AA"), (order().replace(b"|P|2.6|", b"|P|2.1|"), "AR")],
    ids=["taken", "refused"],
)
def test_original_mode_says_a_where_c_is_due(data: bytes, level: str) -> None:
    async def story(there: Ward) -> None:
        ack = await there.order(data)
        assert ack is not None
        assert ("ACK^O15", level) == (ack.kind, ack.field("MSA", 1))

    with_faults(original_mode=True)(story)


def test_the_application_answer_may_come_on_the_orders_connection() -> None:
    async def story(there: Ward) -> None:
        line = there.line()
        await line.send(order())
        ack, answer = await line.answer(), await line.answer()
        assert ack is not None
        assert answer is not None
        assert ["ACK^O15", "RRG^O16"] == [ack.kind, answer.kind]
        await asyncio.sleep(2)
        assert [] == there.kinds("RRG^O16")

    with_faults(rrg_on_same_connection=True)(story)


def test_a_lost_acknowledgement_is_of_an_order_that_was_taken() -> None:
    async def story(there: Ward) -> None:
        assert await there.order(order(), patience_s=4.0) is None
        assert await there.order(order()) is not None
        await asyncio.sleep(9)
        assert (["AA"], ["START delivering 25"]) == (there.answers, there.story)

    with_faults(lose_acks=1)(story)


def test_an_acknowledgement_may_come_late() -> None:
    async def story(there: Ward) -> None:
        line = there.line()
        await line.send(order())
        assert await line.answer(6.0) is None
        assert await line.answer(2.0) is not None
        assert ["AA"] == there.answers

    with_faults(delay_acks=1, delay_s=7.0)(story)


def test_an_acknowledgement_may_be_of_somebody_elses_order() -> None:
    async def story(there: Ward) -> None:
        ack = await there.order(order(id="M1"))
        assert ack is not None
        assert "M1" != ack.field("MSA", 2)

    with_faults(wrong_ack_ids=1)(story)


def test_a_connection_dropped_before_acceptance_leaves_nothing() -> None:
    async def story(there: Ward) -> None:
        line = there.line()
        await line.send(order())
        assert await line.answer() is None
        assert line.ended
        await asyncio.sleep(60)
        assert [] == there.heard

    with_faults(drop_before_accept=1)(story)


def test_a_connection_dropped_after_acceptance_leaves_an_order() -> None:
    async def story(there: Ward) -> None:
        line = there.line()
        await line.send(order())
        assert await line.answer() is None
        assert line.ended
        await asyncio.sleep(9)
        assert (["AA"], ["START delivering 25"]) == (there.answers, there.story)

    with_faults(drop_after_accept=1)(story)


def test_the_application_answer_may_never_come_though_the_pump_runs() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        assert ([], ["START delivering 25"]) == (there.answers, there.story)

    with_faults(lose_rrgs=1)(story)


def test_the_application_answer_may_come_after_the_start() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        await asyncio.sleep(30)
        assert ["ORU^R42", "RRG^O16"] == [heard.kind for heard in there.heard]

    with_faults(delay_rrgs=1, delay_s=20.0)(story)


@pytest.mark.parametrize("how", ["wrong", "doubled", "absent"])
def test_containment_numbers_may_be_of_no_use(how: str) -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.control(set={"containment": "right"})
        there.press("stop")
        await asyncio.sleep(1)
        start, stop = there.events
        assert "25" == start.value("MDC_FLOW_FLUID_PUMP")
        assert len(places(stop)) == len(set(places(stop)))
        assert "1.0.0.0" not in places(start)
        assert {"wrong": len(places(start))}.get(how, 1) == len(set(places(start)))

    with_faults(containment=how)(story)


def test_codes_may_be_of_no_table() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.control(do="alarm", pump=PUMP, name="occlusion")
        await asyncio.sleep(1)
        (alarm,) = there.kinds("ORU^R40")
        told = [there.events[0].value("MDC_ATTR_EVT_COND"), alarm.value("MDC_EVT_ALARM")]
        assert ["999001^VENDOR_EVT_WITHOUT_A_TABLE^MDC"] * 2 == [t.split("^^^")[0] for t in told]
        assert "PH" == alarm.value("MDC_ATTR_ALARM_PRIORITY")

    with_faults(unknown_codes=True)(story)


def test_names_may_be_spelt_as_a_maker_does() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        names = there.events[0].data.decode()
        assert "158005^MDC_PUMP_CURRENT_DELIVERY_STATUS^MDC" in names
        assert "70067^MDC_DEV_PUMP_DELIVERY_INFO^MDC" in names

    with_faults(maker_spelling=True)(story)


def test_a_report_may_lack_its_visit() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        assert "PV1" not in [line[0] for line in there.events[0].lines]

    with_faults(omit_pv1=True)(story)


def test_half_a_frame_is_followed_by_the_whole_on_another_connection() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        assert (["START delivering 25"], 2) == (there.story, there.events[0].connection - 1)

    with_faults(half_frames=1)(story)


def test_a_message_of_ten_million_bytes_is_sent_and_then_the_right_one() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        assert (1, ["START delivering 25"]) == (there.broken, there.story)

    with_faults(huge_frames=1)(story)


def test_a_message_may_be_no_utf8() -> None:
    async def story(there: Ward) -> None:
        there.acknowledge = lambda heard: None
        await running(there)
        await asyncio.sleep(10)
        bad, good = [heard.data for heard in there.heard if b"ORU^R42" in heard.data][:2]
        with pytest.raises(NotReadableError, match="UTF-8"):
            read(bad)
        assert good == read(good).data

    with_faults(not_utf8=1)(story)


def test_a_control_id_may_come_twice_on_different_messages() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.press("stop")
        await asyncio.sleep(1)
        start, stop = there.events
        assert start.id == stop.id
        assert start.data != stop.data

    with_faults(duplicate_control_ids=1)(story)


def test_a_message_may_come_twice_though_acknowledged() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.press("stop")
        await asyncio.sleep(1)
        first, second, third = there.events
        assert first.data == second.data
        assert "STOP" in third.summary

    with_faults(send_twice=1)(story)


def test_events_may_come_in_the_wrong_order() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        there.press("stop")
        assert [] == there.events
        await asyncio.sleep(1)
        there.press("start")
        await asyncio.sleep(1)
        assert ["START", "STOP", "START"] == [line.split()[0] for line in there.story]
        times = [event.field("OBR", 7) for event in there.events]
        assert sorted(times, reverse=True) == times

    with_faults(hold_events=3)(story)


def test_reports_may_name_a_pump_that_is_not_ours() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        assert "A0001^^080019FFFEFFFFFF^EUI-64" == there.events[0].field("OBX", 18)

    with_faults(wrong_eui=True)(story)


def test_reports_may_be_about_somebody_else() -> None:
    async def story(there: Ward) -> None:
        await running(there)
        start = there.events[0]
        assert "SOMEBODY-ELSE^^^WARD^PI" == start.field("PID", 3)
        assert start.field("OBR", 2).startswith("ORD1^")

    with_faults(wrong_patient=True)(story)


@pytest.mark.parametrize(
    ("faults", "stamps"),
    [
        ({"clock_zone": "none"}, ("20260102080005", "20260102080005")),
        ({"clock_zone": "unknown"}, ("20260102080005-0000", "20260102080005-0000")),
        ({"clock_offset_s": -3_600}, ("20260102070005+0000", "20260102080005+0000")),
        ({"clock_drift": 1.0}, ("20260102080010+0000", "20260102080005+0000")),
    ],
)
def test_clocks_may_be_wrong(faults: dict[str, object], stamps: tuple[str, str]) -> None:
    async def story(there: Ward) -> None:
        await running(there)
        start = there.events[0]
        assert stamps == (start.field("OBR", 7), start.field("MSH", 7))

    with_faults(**faults)(story)


def test_refuse_next_refuses_one_order() -> None:
    async def story(there: Ward) -> None:
        await there.order(order(id="M1"))
        await there.order(order(id="M2"))
        await asyncio.sleep(2)
        assert ["AR 9016", "AA"] == there.answers

    with_faults(refuse_next=9016)(story)


@pytest.mark.parametrize("keep", [True, False])
def test_a_gateway_that_restarts_keeps_its_orders_or_forgets_them(keep: bool) -> None:
    async def story(there: Ward) -> None:
        await running(there)
        line = there.line()
        there.control(do="restart", keep=keep, outage_s=30.0)
        assert await line.answer() is None
        assert line.ended
        await asyncio.sleep(10)
        there.press("stop")
        await asyncio.sleep(30)
        stop = there.events[-1]
        assert "STOP" in stop.summary
        placer = "ORD1^WARDSVC^080019FFFE3ED02E^EUI-64"
        assert (placer if keep else "") == stop.field("OBR", 2)
        ids = [heard.id for heard in there.heard]
        assert len(ids) == len(set(ids))
        # The same order again: known, or taken anew.
        await there.order(order())
        await asyncio.sleep(2)
        assert (["AA"] if keep else ["AA", "AA"]) == there.answers

    with_faults()(story)


@pytest.mark.parametrize(("keep", "answers"), [(True, ["AA"]), (False, [])])
def test_an_order_stored_before_a_restart_is_worked_on_after_it_or_lost(
    keep: bool, answers: list[str]
) -> None:
    async def story(there: Ward) -> None:
        assert await there.order(order()) is not None
        there.control(do="restart", keep=keep, outage_s=30.0)
        await asyncio.sleep(29)
        assert [] == there.answers
        truth: Any = there.control(get="truth")
        assert ("", "not-delivering") == (
            truth["truth"][PUMP]["offer"],
            truth["truth"][PUMP]["delivery"],
        )
        await asyncio.sleep(11)
        assert answers == there.answers

    with_faults()(story)


def test_faults_are_checked_before_any_is_set() -> None:
    faults = Misbehaviour()
    for bad in (
        {"lose_acks": 1, "no_such": 1},
        {"lose_acks": 1, "delay_s": -1.0},
        {"lose_acks": 1, "containment": "upside down"},
        {"lose_acks": 1, "refuse_next": 9045},
        {"lose_acks": "1"},
        {"offline": 1},
        {"lose_acks": 1, "clock_drift": float("nan")},
    ):
        with pytest.raises(ValueError, match=r"."):
            faults.change(bad)
    assert Misbehaviour() == faults
    faults.change({"clock_offset_s": -5, "lose_acks": 2})
    assert (True, True, False) == tuple(faults.use("lose_acks") for _ in range(3))
    faults.clear()
    assert asdict(Misbehaviour()) == asdict(faults)


def test_every_fault_is_met_in_this_file() -> None:
    text = Path(__file__).read_text()
    met = [
        name for name in asdict(Misbehaviour()) if re.search(f'[( ]{name}=|{name}": [-0-9"]', text)
    ]
    missing = asdict(Misbehaviour()).keys() - met
    assert set() == missing
