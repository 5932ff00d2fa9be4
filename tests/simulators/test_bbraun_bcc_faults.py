"""Faults of a BCC station and its line, hands at its pumps, and the control channel."""

import json
from typing import Any

import pytest

from simulators.bbraun_bcc import BAUD, Station
from simulators.bbraun_bcc_frames import frame
from simulators.bbraun_bcc_readings import ALARMS, ERRORS, READINGS, Readings
from simulators.control import handle_line
from simulators.line import Line
from tests.simulators.bcc_host import ACK, NAK, BccHost, unpack

ML = 1_000_000


def running(**more: Any) -> BccHost:
    """A station whose first pump runs at 60 mL/h."""
    return BccHost(**more).preset(rate_ml_h="60", running=True)


@pytest.mark.parametrize("code", ERRORS)
def test_the_next_request_may_get_an_error_on_purpose(code: str) -> None:
    host = BccHost()
    host.faults.change({"refuse_next": code})
    assert [("50100", "GNERR", code)] == host.told("MEM:GETSLOT#11")
    assert None is host.one("MEM:GETSLOT#11").value("GNERR")


def test_a_good_request_may_be_refused_with_nak() -> None:
    host = BccHost()
    host.faults.refuse_requests = 2
    assert [NAK, NAK] == [host.send("ADMIN:ALIVE"), host.send("ADMIN:ALIVE")]
    assert 1 == len(host.told("ADMIN:ALIVE"))


def test_an_answer_may_have_a_wrong_check() -> None:
    host = BccHost()
    good = host.send("ADMIN:ALIVE")
    host.faults.wrong_checks = 1
    bad = host.send("ADMIN:ALIVE")
    assert (good[:-2], good[-1:]) == (bad[:-2], bad[-1:])
    assert good != bad
    assert good[1:] == host.give(NAK)


def test_an_answer_may_have_a_wrong_length_and_a_right_check() -> None:
    host = BccHost()
    good = host.send("ADMIN:ALIVE").removeprefix(ACK)
    host.faults.wrong_lengths = 1
    bad = host.send("ADMIN:ALIVE").removeprefix(ACK)
    assert int(bad[1:6]) != len(bad) == len(good)
    assert int(bad[-6:-1]) == sum(bad[:-6]) % 256
    assert good == host.give(NAK)


def test_a_late_answer_tells_what_was_when_its_request_came() -> None:
    host = running()
    host.faults.answer_s = 4.0
    assert ACK == host.send("MEM:GETSLOT#11", 3.9)
    host.station.press("stop")
    (part,) = unpack(host.line.advance(0.5))
    assert "60.00" == part.value("INRT")


def test_a_second_request_takes_the_place_of_one_whose_answer_is_late() -> None:
    host = BccHost()
    host.faults.answer_s = 4.0
    host.send("MEM:GETSLOT#11", 2.0)
    assert ACK == host.send("MEM:GETSLOT#13", 3.5)
    assert {"50113"} == {record[0] for record in unpack(host.line.advance(2.0))[0].told}


def test_an_answer_that_is_over_is_not_sent_again_while_the_next_is_late() -> None:
    host = BccHost()
    host.send("MEM:GET")
    host.faults.answer_s = 9.0
    assert ACK == host.send("ADMIN:ALIVE", 8.9)


def test_an_answer_on_time_takes_the_place_of_one_that_is_late() -> None:
    host = BccHost()
    host.faults.answer_s = 9.0
    host.send("MEM:GET")
    host.faults.answer_s = 0.0
    host.told("ADMIN:ALIVE")
    assert b"" == host.line.advance(60.0)


def test_an_answer_late_on_the_line_comes_to_the_next_request() -> None:
    host = BccHost(requests="answered")
    host.faults.change({"delay_replies": 1, "delay_s": 1.5})
    assert b"" == host.send("MEM:GETSLOT#11", 1.0)
    host.line.advance(1.0)
    heard = unpack(host.send("MEM:GETSLOT#13"))
    assert {"50113"} == {record[0] for record in heard[-1].told}


@pytest.mark.parametrize(
    ("fault", "answers", "asked"),
    [("lose_requests", 0, 0), ("lose_replies", 0, 1), ("duplicate_replies", 2, 1)],
)
def test_requests_and_answers_are_lost_and_doubled(fault: str, answers: int, asked: int) -> None:
    host = BccHost(requests="answered")
    host.faults.change({fault: 1})
    assert answers == len(unpack(host.send("ADMIN:ALIVE")))
    assert asked == sum(host.truth.executed.values())


def test_half_an_answer_is_half_an_answer() -> None:
    host = BccHost()
    whole = host.send("ADMIN:ALIVE")
    host.faults.half_replies = 1
    assert whole[: len(whole) // 2] == host.send("ADMIN:ALIVE")


def test_the_connection_may_vanish_instead_of_an_answer() -> None:
    host = BccHost()
    host.faults.change({"unplug_on_request": 1, "unplug_s": 2.0})
    assert b"" == host.send("ADMIN:ALIVE")
    assert 2.0 == host.line.unplug_s
    host.line.plug_in()
    assert 1 == len(host.told("ADMIN:ALIVE"))


def test_the_first_request_after_power_up_may_not_be_heard() -> None:
    host = BccHost()
    host.faults.ignore_first_command = True
    host.line.power_cycle()
    assert b"" == host.send("ADMIN:ALIVE")
    assert 1 == len(host.told("ADMIN:ALIVE"))


def test_the_power_takes_the_rest_of_an_answer_and_what_was_half_heard() -> None:
    host = BccHost()
    host.send("MEM:GET")
    host.line.feed(b"\x0100031\x02")
    host.line.advance(0.1)
    host.line.power_cycle(1.0)
    assert b"" == host.line.advance(60.0)
    assert b"" == host.give(ACK)
    assert 1 == len(host.told("ADMIN:ALIVE"))


@pytest.mark.parametrize("cut", [1, 9, 25])
def test_a_request_does_not_outlast_the_power(cut: int) -> None:
    host = BccHost()
    asked = frame("1/1/1>ADMIN:ALIVE")
    host.give(asked[:cut])
    host.line.power_cycle()
    assert b"" == host.give(asked[cut:])


def test_a_station_that_boots_is_deaf_until_it_is_up() -> None:
    host = BccHost()
    host.faults.boot_s = 20.0
    host.line.power_cycle(10.0)
    assert b"" == host.send("ADMIN:ALIVE", 29.0)
    assert not host.truth.powered
    host.line.advance(1.1)
    assert 1 == len(host.told("ADMIN:ALIVE"))


# ------------------------------------------------------------------------------- pumps


@pytest.mark.parametrize(
    ("fault", "alarm"), [({"occluded": True}, "occlusion"), ({"stall": True}, "drive")]
)
def test_a_pump_that_cannot_pump_stops_and_tells_no_rate(
    fault: dict[str, bool], alarm: str
) -> None:
    host = running()
    host.faults.change(dict(fault))
    host.line.advance(600.0)
    assert ("stopped", alarm) == (host.truth.motion, host.truth.alarm)
    assert "0" == host.one("MEM:GETSLOT#11").value("INRT")
    assert "alarm" == host.station.press("start")
    host.faults.clear()
    host.station.press("acknowledge")
    assert "" == host.station.press("start")
    assert "60.00" == host.one("MEM:GETSLOT#11").value("INRT")


def test_a_pump_stops_at_its_target() -> None:
    host = BccHost().preset(rate_ml_h="60", target_ml="1", infused_ml="5", running=True)
    host.line.advance(61.0)
    assert ("stopped", "end", 6 * ML) == (
        host.truth.motion,
        host.truth.alarm,
        host.truth.counter_nl,
    )


@pytest.mark.parametrize("code", ALARMS)
def test_any_alarm_stops_the_pump_in_hand_and_no_other(code: str) -> None:
    host = running().preset(slot="13", rate_ml_h="60", running=True)
    host.station.raise_alarm(code)
    motions = [host.station.truth_of(slot).motion for slot in ("11", "13")]
    assert ["running", "stopped"] == motions


@pytest.mark.parametrize(
    ("fault", "rate"), [("alarm_on_request", "0"), ("alarm_before_reply", "60.00")]
)
def test_an_alarm_may_come_just_before_or_just_after_the_look(fault: str, rate: str) -> None:
    host = running()
    host.faults.change({fault: "air"})
    assert rate == host.one("MEM:GETSLOT#11").value("INRT")
    assert ("stopped", "air") == (host.truth.motion, host.truth.alarm)


def test_keys_that_mean_nothing_now_say_why() -> None:
    host = BccHost()
    assert "no rate" == host.station.press("start")
    assert "no such rate" == host.station.press("rate", "1200.01")
    assert "" == host.station.press("rate", "1200")
    assert "" == host.station.press("start")
    assert "running" == host.station.press("standby", "5")
    assert "no pump was taken out" == host.station.press("put_back")
    assert "no pump" == host.station.press("take_out@12")
    assert "no pump" == host.station.press("start@12")
    host.station.press("stop@11")
    for key, value in [("whistle", ""), ("start@41", ""), ("standby", "0"), ("rate", "x")]:
        with pytest.raises(ValueError, match=r"key|slot|minutes|rate"):
            host.station.press(key, value)


def test_keys_turn_a_run_on_and_off_and_clear_its_volume() -> None:
    host = running()
    host.line.advance(60.0)
    host.station.press("clear_volume")
    assert 0 == host.truth.counter_nl
    host.station.press("stop")
    host.station.press("standby", "5")
    assert "standby" == host.truth.mode
    host.station.press("start")
    assert ("running", "rack") == (host.truth.motion, host.truth.mode)


def test_an_empty_bag_gives_nothing_more() -> None:
    host = running()
    host.station.hang_bag(float(ML))
    host.line.advance(600.0)
    assert 0 == host.truth.bag_nl
    assert ML == pytest.approx(host.truth.true_nl, abs=10)
    assert 0 < host.truth.air_nl


def test_pumps_of_one_station_have_errors_of_their_own() -> None:
    host = running().preset(slot="13", rate_ml_h="60", running=True)
    host.line.advance(1_200.0)
    first, second = (host.station.truth_of(slot) for slot in ("11", "13"))
    assert first.counter_nl == second.counter_nl
    assert first.true_nl != second.true_nl


# ------------------------------------------------------------------------ presets, control


@pytest.mark.parametrize(
    "values",
    [
        {"watchdog_s": 30},
        {"rate_ml_h": "1201"},
        {"rate_ml_h": "-1"},
        {"running": True},
        {"slots": "11"},
        {"slots": []},
        {"slots": ["11", "11"]},
        {"slots": ["41"]},
        {"slot": "1P"},
        {"serial": "AB"},
        {"serial": "1234567890"},
        {"standby_min": 1441},
    ],
)
def test_a_preset_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Station().preset(values)


@pytest.mark.parametrize(
    "more",
    [{"profile": "perfusor"}, {"pillars": 4}, {"pillars": 0}, {"bed": "a/b"}, {"slots": ()}],
)
def test_a_station_that_makes_no_sense_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Station(**more)


def test_a_preset_chooses_where_pumps_are_and_which_is_in_hand() -> None:
    host = BccHost().preset(slots=["1A", "22"], slot="22", serial="1815", rate_ml_h="40")
    assert "1815" == host.one("MEM:GETSLOT#22").value("INSERNUM")
    assert [("50111", "GNERR", "11")] == host.told("MEM:GETSLOT#11")
    assert 40 * ML == host.truth.stored_rate_nl_h
    assert 0 == host.station.truth_of("1A").stored_rate_nl_h


def test_a_preset_clears_an_alarm_and_what_a_run_had_given() -> None:
    host = BccHost().preset(rate_ml_h="60", target_ml="1", running=True)
    host.line.advance(61.0)
    host.preset(rate_ml_h="60", target_ml="1")
    assert ("", 0) == (host.truth.alarm, host.truth.phase_nl)


def test_the_control_channel_takes_a_pump_out_and_puts_another_in() -> None:
    host = running()

    def control(**request: object) -> dict[str, Any]:
        return dict(json.loads(handle_line(host.line, json.dumps(request).encode())))

    assert {"ok": True, "refused": ""} == control(do="press", key="take_out@13")
    assert "out" == control(get="truth")["truth"]["mode"]
    assert {"ok": True, "refused": ""} == control(do="press", key="put_in", rate_ml_h="77")
    assert "77" == host.one("MEM:GETSLOT#13").value("INSERNUM")
    assert {"ok": True} == control(set={"refuse_next": "811"})
    assert not control(set={"refuse_next": "12"})["ok"]
    assert not control(do="press", key="start@99")["ok"]
    assert not control(do="alarm", code="S")["ok"]


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_is_one_of_its_words(name: str) -> None:
    for word in READINGS[name]:
        assert word == getattr(Readings.of([f"{name}={word}"]), name)
    assert READINGS[name][0] == getattr(Readings(), name)
    with pytest.raises(ValueError, match=name):
        Readings.of([f"{name}=whatever"])


@pytest.mark.parametrize("words", [["parts"], ["colour=blue"], ["=resend"]])
def test_a_reading_nobody_knows_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="NAME=WORD"):
        Readings.of(words)


def test_a_station_alone_on_a_line_says_when_it_is_due() -> None:
    station = Station()
    line = Line(station, baud=BAUD)
    assert None is line.due_s()
    line.power_cycle(5.0)
    assert 5.0 == line.due_s()
