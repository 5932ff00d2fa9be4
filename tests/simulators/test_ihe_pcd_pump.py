"""The pump behind the gateway: what it notes of each thing that happens to it, and when."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.ihe_pcd_er7 import read
from simulators.ihe_pcd_program import Alarm, Decided, Event, Order, Setup, Step
from simulators.ihe_pcd_pump import BATTERY_LOW_NS, NS_PER_S, Pump
from simulators.volumes import ML_NL
from tests.simulators.pcd_ward import golden

MINUTE = 60 * NS_PER_S
RGV = read(golden("rgv_re"))


def an_order(verb: str = "RE", rate: int = 60, volume: int = 30, *more: Step) -> Order:
    return Order(
        message=RGV,
        verb=verb,
        placer="ORD1",
        give_code="RTX^Rituximab^LOCAL",
        concentration="",
        pump="080019FFFE3E0001",
        patient=RGV.segments[1],
        visit=None,
        steps=(Step(rate * ML_NL, volume * ML_NL if verb == "RE" else 0), *more),
    )


def pump(setup: Setup | None = None, speed: float = 1.0) -> Pump:
    return Pump("A0001", "080019FFFE3E0001", seed=1, setup=setup, speed=speed)


def started(setup: Setup | None = None, *more: Step, speed: float = 1.0) -> Pump:
    there = pump(setup, speed)
    there.show(an_order("RE", 60, 30, *more), 60.0)
    there.confirm()
    return there


def told(there: Pump) -> list[str]:
    """What was noted since the last call: minute, what, flow, segment, total, left (mL)."""
    lines = []
    for one in there.happened:
        minute = f"{one.at_ns / MINUTE:g}"
        if isinstance(one, Event):
            s = one.status
            flow, segment, total, left = (
                f"{value / ML_NL:g}"
                for value in (s.flow_nl_h, s.segment_nl, s.total_nl, s.remaining_nl)
            )
            why = f" {s.reason.value}" if s.reason.value else ""
            status = f"{s.delivery.value}{why}"
            lines.append(f"{minute} {one.name} {status} at {flow}: {segment} {total} {left}")
        elif isinstance(one, Alarm):
            lines.append(f"{minute} {one.name} {one.phase} {one.state}")
        else:
            lines.append(f"{minute} decided {one.error}")
    there.happened.clear()
    return lines


def test_an_order_is_shown_and_starts_nothing() -> None:
    there = pump()
    there.show(an_order(), 60.0)
    there.run_to(59 * NS_PER_S)
    assert ([], False) == (told(there), there.infusing)
    assert 0 == there.model.infused_nl


def test_confirming_starts_it() -> None:
    there = started()
    assert ["0 decided 0", "0 START delivering at 60: 0 0 30"] == told(there)


def test_a_rate_change_ends_a_segment_and_begins_one() -> None:
    there = started()
    there.run_to(10 * MINUTE)
    told(there)
    there.show(an_order("XO", 120), 60.0)
    assert "" == there.confirm()
    assert [
        "10 decided 0",
        "10 STOP transitioning at 60: 10 10 20",
        "10 START delivering at 120: 0 10 20",
    ] == told(there)
    there.run_to(15 * MINUTE)
    assert (10 * ML_NL, 20 * ML_NL) == (there.status().segment_nl, there.status().total_nl)


def test_the_volume_in_leads_to_keeping_the_vein_open() -> None:
    there = started()
    there.run_to(60 * MINUTE)
    told_now = told(there)[2:]
    assert [
        "30 COMP transitioning at 60: 30 30 0",
        "30 START kvo at 2: 0 30 0",
    ] == told_now
    there.run_to(90 * MINUTE)
    there.stop()
    assert ["90 STOP not-delivering pump-stopped-by-clinician at 0: 2 32 0"] == told(there)
    assert "nothing to start" == there.start()


def test_a_pump_without_kvo_stops_when_the_volume_is_in() -> None:
    there = started(Setup(kvo_nl_h=0))
    there.run_to(60 * MINUTE)
    why = "not-delivering pump-stopped-not-specified"
    assert [f"30 COMP {why} at 0: 30 30 0"] == told(there)[2:]


def test_steps_follow_each_other_with_volumes_of_their_own() -> None:
    there = started(None, Step(120 * ML_NL, 60 * ML_NL))
    there.run_to(45 * MINUTE)
    assert [
        "30 STOP transitioning at 60: 30 30 0",
        "30 START delivering at 120: 0 30 60",
    ] == told(there)[2:]
    assert (2, 2, 60 * ML_NL) == (
        there.status().step,
        there.status().steps,
        there.status().vtbi_nl,
    )
    there.run_to(61 * MINUTE)
    assert "60 COMP transitioning at 120: 60 90 0" == told(there)[0]


def test_stop_and_start_at_the_keypad_go_on_with_the_volume() -> None:
    there = started()
    there.run_to(10 * MINUTE)
    there.stop()
    there.run_to(20 * MINUTE)
    there.start()
    assert [
        "10 STOP not-delivering pump-stopped-by-clinician at 0: 10 10 20",
        "20 START delivering at 60: 0 10 20",
    ] == told(there)[2:]
    there.run_to(41 * MINUTE)
    assert "40 COMP transitioning at 60: 20 30 0" == told(there)[0]


def test_a_new_order_begins_its_own_total() -> None:
    there = started()
    there.run_to(10 * MINUTE)
    told(there)
    there.show(an_order("RE", 100, 50), 60.0)
    there.confirm()
    assert [
        "10 decided 0",
        "10 STOP not-delivering pump-stopped-by-clinician at 0: 10 10 20",
        "10 START delivering at 100: 0 0 50",
    ] == told(there)


def test_the_nurse_may_edit_before_starting() -> None:
    there = pump()
    there.show(an_order(), 60.0)
    there.confirm(40 * ML_NL, 20 * ML_NL)
    assert ["0 decided 0", "0 START delivering at 40: 0 0 20"] == told(there)
    assert "ORD1" == (there.status().order or an_order("XO")).placer


@pytest.mark.parametrize(("after_s", "error"), [(20, 9023), (None, 9015)])
def test_an_offer_that_is_not_taken_is_told_and_clears_it(after_s: int | None, error: int) -> None:
    there = pump()
    there.show(an_order(), 60.0)
    if after_s is not None:
        there.run_to(after_s * NS_PER_S)
        there.reject()
    there.run_to(5 * MINUTE)
    first, second = there.happened
    assert isinstance(first, Event)
    assert isinstance(second, Decided)
    at_s = 60 if after_s is None else after_s
    assert ("AUTO_PROG_CLEARED", at_s * NS_PER_S) == (first.name, first.at_ns)
    assert (error, at_s * NS_PER_S) == (second.error, second.at_ns)
    assert not there.infusing


def test_a_closed_line_stops_it_with_an_alarm() -> None:
    there = started()
    there.faults.occluded = True
    there.run_to(10 * MINUTE)
    lines = told(there)[2:]
    assert lines[0].endswith("occlusion start active")
    assert "STOP not-delivering pump-stopped-alarming at 0" in lines[1]
    assert "alarm" == there.start()
    there.faults.occluded = False
    there.acknowledge()
    assert "" == there.start()
    assert ["10 occlusion end inactive"] == told(there)[:1]
    assert there.infusing


def test_air_stops_it_with_an_alarm() -> None:
    there = started()
    there.faults.air_fraction = 0.5
    there.run_to(10 * MINUTE)
    assert any(line.endswith("air start active") for line in told(there))
    assert not there.infusing


def test_an_empty_bag_stops_it_with_an_alarm() -> None:
    there = started()
    there.model.fluid.bag_nl = 5.0 * ML_NL
    there.run_to(10 * MINUTE)
    lines = told(there)
    alarms = [line.split()[1] for line in lines if line.endswith("start active")]
    assert ["empty"] == alarms
    assert not there.infusing


def test_a_low_battery_warns_and_an_empty_one_is_the_end_without_a_word() -> None:
    there = started()
    there.model.mains = False
    there.model.battery_ns = BATTERY_LOW_NS + MINUTE
    there.run_to(2 * MINUTE)
    assert there.infusing
    assert any(line.endswith("battery_low start active") for line in told(there))
    there.run_to(20 * MINUTE)
    assert [] == told(there)
    powered = [there.powered]
    assert "pump-stopped-powered-off" == there.status().reason.value
    there.power_on()
    powered.append(there.powered)
    there.model.mains = True
    there.power_on()
    assert [False, False, True] == [*powered, there.powered]
    assert ["20 battery_low end inactive"] == told(there)


def test_after_power_returns_the_program_is_there_and_nothing_runs() -> None:
    there = started()
    there.run_to(10 * MINUTE)
    there.power_off()
    there.run_to(15 * MINUTE)
    there.power_on()
    assert (False, 20 * ML_NL) == (there.infusing, there.status().remaining_nl)
    told(there)
    assert "" == there.start()
    assert ["15 START delivering at 60: 0 10 20"] == told(there)


def test_keys_that_do_nothing_say_why() -> None:
    there = pump()
    for key in (there.start, there.stop, there.confirm, there.reject, there.clear_program):
        assert key()
    assert [] == there.happened
    there = started()
    assert "running" == there.clear_program()
    there.stop()
    assert "" == there.clear_program()
    assert "no program" == there.set_rate(ML_NL)


def test_a_program_of_the_keypad_belongs_to_no_order() -> None:
    there = pump()
    there.key_in(40 * ML_NL, 10 * ML_NL)
    assert ["0 START delivering at 40: 0 0 10"] == told(there)
    assert there.status().order is None


def test_a_gateway_that_forgets_leaves_the_pump_running() -> None:
    there = started()
    there.forget_orders()
    assert there.infusing
    assert there.status().order is None


@given(st.lists(st.integers(1, 2 * MINUTE), max_size=20))
def test_time_may_be_cut_in_any_way(cuts: list[int]) -> None:
    whole, cut = pump(speed=1.5), pump(speed=1.5)
    for there in (whole, cut):
        there.show(an_order("RE", 600, 20), 60.0)
        there.confirm()
    for at_ns in sorted(cuts):
        cut.run_to(at_ns)
    for there in (whole, cut):
        there.run_to(2 * MINUTE)
    assert told(whole) == told(cut)
    assert whole.model.fluid.true_nl == cut.model.fluid.true_nl


KEYS = ("start", "stop", "confirm", "reject", "clear_program", "clear_volume", "acknowledge")


@given(
    st.lists(
        st.tuples(st.integers(1, 5 * MINUTE), st.sampled_from((*KEYS, "show", "occlude", "door")))
    )
)
def test_whatever_is_pressed_the_story_can_be_followed(acts: list[tuple[int, str]]) -> None:
    """Every START has its STOP or COMP before the next, moments never go back."""
    there, now_ns = pump(), 0
    for after_ns, act in acts:
        now_ns += after_ns
        there.run_to(now_ns)
        if act == "show":
            there.show(an_order("XO" if there.can_go_on else "RE"), 90.0)
        elif act == "occlude":
            there.faults.occluded = not there.faults.occluded
        elif act == "door":
            there.raise_alarm("door")
        else:
            getattr(there, act)()
    moves = [e.name for e in there.happened if isinstance(e, Event)]
    moves = [name for name in moves if name in ("START", "STOP", "COMP")]
    assert all(("START" in pair) for pair in pairwise(moves)), moves
    assert moves[:1] in ([], ["START"])
    moments = [one.at_ns for one in there.happened]
    assert sorted(moments) == moments
    assert there.model.moving == (moves[-1:] == ["START"])
