"""What the gateway tells the ward unasked: snapshots, alarms, and what was lost and comes again."""

import asyncio

import pytest

from simulators.ihe_pcd_gateway import Habits
from tests.drivers.virtual import run
from tests.simulators.pcd_ward import PUMP, acknowledged, bench, order, stamp


def test_snapshots_come_at_their_interval_each_pump_in_turn() -> None:
    async def story() -> None:
        async with bench(2, habits=Habits(report_every_s=60.0)) as there:
            await there.order(order())
            await asyncio.sleep(130)
            snapshots = there.kinds("ORU^R01")
            assert [30, 60, 90, 120] == [round(heard.at_s) for heard in snapshots]
            names = [heard.field("OBX", 18)[:5] for heard in snapshots]
            assert ["A0001", "A0002", "A0001", "A0002"] == names
            assert "^pump-status-infusing" == snapshots[0].value("MDC_PUMP_INFUSING_STATUS")
            assert "999999^Unknown medication" == snapshots[1].field("OBR", 4)
            assert "Unknown^^^^U" == snapshots[1].field("PID", 3)

    run(story())


def test_a_report_without_an_acknowledgement_comes_again_under_its_number() -> None:
    async def story() -> None:
        async with bench(habits=Habits(report_every_s=3_600.0, patience_s=5.0)) as there:
            await there.order(order())
            await asyncio.sleep(2)
            kept, there.acknowledge = there.acknowledge, lambda heard: None
            await asyncio.sleep(20)
            there.acknowledge = kept
            await asyncio.sleep(10)
            assert 1 < len(there.events)
            assert 1 == len({event.data for event in there.events})
            assert 1 < len({event.connection for event in there.events})
            assert there.gateway is not None
            assert 0 == there.gateway.outbox.waiting

    run(story())


def test_an_acknowledgement_of_something_else_is_passed_over() -> None:
    async def story() -> None:
        async with bench(habits=Habits(report_every_s=3_600.0, patience_s=5.0)) as there:
            there.acknowledge = lambda heard: acknowledged(heard).replace(
                f"|{heard.id}\r".encode(), b"|another\r"
            )
            await there.order(order())
            await asyncio.sleep(30)
            assert 1 < len(there.events)
            there.acknowledge = acknowledged
            await asyncio.sleep(30)
            assert there.gateway is not None
            assert 0 == there.gateway.outbox.waiting

    run(story())


def test_only_the_newest_snapshot_waits_for_a_ward_that_is_away() -> None:
    async def story() -> None:
        async with bench(2, habits=Habits(report_every_s=10.0)) as there:
            there.reachable = False
            await asyncio.sleep(301)
            there.press("program", rate_ml_h="10", vtbi_ml="5")
            await asyncio.sleep(300)
            there.reachable = True
            await asyncio.sleep(3)
            came = [
                (heard.kind, heard.field("OBX", 18)[:5], heard.field("OBR", 7))
                for heard in there.heard
            ]
            # The first was under way already.
            assert [
                ("ORU^R01", "A0001", stamp(5)),
                ("ORU^R42", "A0001", stamp(301)),
                ("ORU^R01", "A0001", stamp(595)),
                ("ORU^R01", "A0002", stamp(600)),
            ] == came

    run(story())


@pytest.mark.parametrize("level", ["CA", "AA", "CE", "AE", "CR", "AR"])
def test_any_word_of_the_ward_ends_the_sending(level: str) -> None:
    async def story() -> None:
        async with bench() as there:
            there.acknowledge = lambda heard: acknowledged(heard, level)
            await there.order(order())
            await asyncio.sleep(60)
            assert 1 == len(there.events)

    run(story())


def test_a_stopping_alarm_is_told_in_seven_facets_and_ends() -> None:
    async def story() -> None:
        async with bench() as there:
            await there.order(order(rate="1000"))
            await asyncio.sleep(10)
            there.control(set={"occluded": True}, pump=PUMP)
            await asyncio.sleep(60)
            there.press("acknowledge")
            await asyncio.sleep(1)
            begin, end = there.kinds("ORU^R40")
            facets = [line for line in begin.lines if line[0] == "OBX" and line[4].count(".") == 4]
            assert [f"1.1.0.0.{n}" for n in range(1, 8)] == [line[4] for line in facets]
            assert "196940^MDC_EVT_FLUID_LINE_OCCL^MDC^^^^^^Downstream occlusion" == facets[0][5]
            assert ("start", "end") == tuple(
                heard.value("MDC_ATTR_EVENT_PHASE") for heard in (begin, end)
            )
            assert "" == begin.field("OBR", 29)
            first = begin.field("OBR", 3).replace("^", "&")
            assert f"^{first}" == end.field("OBR", 29)
            assert "^pump-stopped-alarming" == there.events[-1].value(
                "MDC_DEV_PUMP_NOT_DELIVERING_REASON"
            )

    run(story())


def test_the_status_of_an_alert_is_asked_for_and_acknowledged() -> None:
    async def story() -> None:
        habits = Habits(report_every_s=3_600.0, alert_status=True)
        async with bench(habits=habits) as there:
            there.control(do="alarm", pump=PUMP, name="door")
            await asyncio.sleep(1)
            (alarm,) = there.kinds("ORU^R40")
            assert ("AL", "AL") == (alarm.field("MSH", 15), alarm.field("MSH", 16))
            header = (
                order(id="S1").decode().split("\r")[0].replace("RGV^O15^RGV_O15", "ORA^R41^ORA_R41")
            )
            ack = await there.order(f"{header}\rMSA|AA|{alarm.id}\r".encode())
            assert ack is not None
            assert ("ACK^R41", "CA") == (ack.kind, ack.field("MSA", 1))
            assert there.gateway is not None
            assert 1 == there.gateway.counts["alert statuses"]

    run(story())


def test_a_frame_too_long_or_cut_off_ends_that_connection_and_no_other() -> None:
    async def story() -> None:
        async with bench() as there:
            other = there.line()
            line = there.line()
            await line.stream.write(b"\x0bMSH|" + b"x" * 2_000_000)
            assert await line.answer() is None
            assert line.ended
            line = there.line()
            await line.stream.write(b"\x0b" + order()[:200])
            line.stream.close()
            await other.send(order())
            ack = await other.answer()
            assert ack is not None
            assert "CA" == ack.field("MSA", 1)
            assert there.gateway is not None
            assert (1, 2) == (
                there.gateway.counts["broken connections"],
                there.gateway.counts["half frames"],
            )

    run(story())


def test_a_pump_off_the_network_tells_later_when_things_happened() -> None:
    async def story() -> None:
        async with bench(habits=Habits(report_every_s=10.0)) as there:
            await there.order(order())
            await asyncio.sleep(9)
            there.control(do="pump", pump=PUMP, online=False)
            await there.order(order("XO", id="M2"))
            await asyncio.sleep(21)
            there.press("stop")
            await asyncio.sleep(60)
            assert ["AA", "AR 9007"] == there.answers
            assert [] == there.kinds("ORU^R01")
            there.control(do="pump", pump=PUMP, online=True)
            await asyncio.sleep(1)
            stop = there.events[-1]
            assert (stamp(30), stamp(90)) == (stop.field("OBR", 7), stop.field("MSH", 7))
            assert 1 == len(there.kinds("ORU^R01"))

    run(story())
