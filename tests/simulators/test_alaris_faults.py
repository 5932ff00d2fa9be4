"""Alarms and their causes, hands at the keypad, power, and lines that lose things."""

import json
from typing import Any

import pytest

from simulators.alaris import Alaris
from simulators.alaris_alarms import ALARMS
from simulators.control import handle_line
from simulators.faults import Faults
from simulators.line import Line
from tests.simulators.alaris_host import AlarisHost, running

ML = 1_000_000
PAGE_CODES = [
    "AL_ACDIS",
    "AL_CALLB",
    "AL_COMTO",
    "AL_LDSCN",
    "AL_DRDIS",
    "AL_EMBAT",
    "AL_EOIKV",
    "AL_EOIST",
    "AL_FAULT",
    "AL_LBTAC",
    "AL_LWBAT",
    "AL_OCCLU",
    "AL_NEOIN",
    "AL_PRDSC",
    "AL_RHIGH",
    "AL_SYRCO",
    "AL_TCITG",
    "AL_TITCA",
    "AL_TITNC",
    "AL_VTBIC",
    "AL_VTBIK",
    "AL_VTBIS",
]


def pass_time(host: AlarisHost, seconds: float) -> None:
    """Let time pass while the host keeps the watchdog quiet."""
    while seconds > 0:
        host.listen(min(10.0, seconds))
        host.send("INF")
        seconds -= 10.0


def test_every_alarm_of_the_page_is_known() -> None:
    assert sorted(PAGE_CODES) == sorted(ALARMS)


@pytest.mark.parametrize("code", PAGE_CODES)
def test_an_alarm_is_shown_and_stops_the_pump_if_it_is_one_that_stops(code: str) -> None:
    host = running(AlarisHost())
    host.pump.raise_alarm(code)
    assert [code, "A"] == [host.alarm, host.inf()[1]]
    assert ("stopped" if ALARMS[code].stops else "running") == host.truth.motion
    assert bool(host.send("INF_START")) is not ALARMS[code].stops
    host.pump.press("acknowledge")
    assert "AL_NOALM" == host.alarm


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("drive_disengaged", "AL_DRDIS"),
        ("syringe_out", "AL_SYRCO"),
        ("pressure_disc_out", "AL_PRDSC"),
        ("stall", "AL_FAULT"),
    ],
)
def test_a_touched_pump_stops_at_once_and_until_it_is_put_right(fault: str, code: str) -> None:
    host = running(AlarisHost())
    host.faults.change({fault: True})
    assert code == host.alarm
    assert "stopped" == host.truth.motion
    counted_nl = host.truth.counter_nl
    host.pump.press("acknowledge")
    if fault != "stall":
        assert code == host.alarm
    host.faults.change({fault: False})
    host.pump.press("confirm")
    host.pump.press("acknowledge")
    assert counted_nl == host.truth.counter_nl
    host.say("INF_START")
    assert "running" == host.truth.motion


def test_a_syringe_that_was_out_is_confirmed_before_its_alarm_is_cleared() -> None:
    host = running(AlarisHost())
    host.faults.syringe_out = True
    assert "AL_SYRCO" == host.alarm
    host.pump.press("confirm")
    assert "SYRINGE_STATUS^^^NCONF" == host.ask("SYRINGE_STATUS")
    host.faults.syringe_out = False
    host.pump.press("acknowledge")
    assert "AL_SYRCO" == host.alarm
    host.pump.press("confirm")
    host.pump.press("acknowledge")
    assert "AL_NOALM" == host.alarm


def test_a_syringe_that_was_out_is_not_forgotten_without_power() -> None:
    host = running(AlarisHost())
    host.faults.syringe_out = True
    host.listen(1.0)
    host.line.power_off()
    host.faults.syringe_out = False
    host.line.power_on()
    host.listen(1.0)
    host.take_control()
    assert "AL_NOALM" == host.alarm
    assert [] == host.send("INF_START")
    assert "no syringe" == host.pump.press("start")


def test_a_touched_pump_is_due_at_once() -> None:
    """A world that sleeps until something is due would miss the alarm otherwise."""
    host = AlarisHost(unsolicited="always")
    assert host.line.due_s() is None
    host.faults.drive_disengaged = True
    due_s = host.line.due_s()
    assert due_s is not None
    assert due_s < 0.001
    assert ["ALARM^AL_DRDIS^DRIVE DISENGAGED^"] == host.listen(due_s + 0.1)
    assert host.line.due_s() is None


def test_an_occlusion_stops_the_pump_when_the_pressure_is_there() -> None:
    host = running(AlarisHost())
    host.faults.occluded = True
    pass_time(host, 10.0)
    assert "AL_NOALM" == host.alarm
    pass_time(host, 60.0)
    assert "ALARM^AL_OCCLU^OCCLUSION^" == host.ask("ALARM")
    assert ("stopped", ["A", "HLD", "0.00"]) == (host.truth.motion, host.inf()[1:4])
    assert float(host.inf()[8]) > 500.0
    assert host.truth.counter_nl > host.truth.true_nl + 500_000


def test_without_mains_the_battery_warns_then_stops_then_dies() -> None:
    host = running(AlarisHost(), "10")
    host.faults.change({"mains_lost": True, "battery_s": 2_400.0})
    assert "AL_ACDIS" == host.alarm
    pass_time(host, 620.0)
    assert ("AL_LWBAT", "running") == (host.alarm, host.truth.motion)
    pass_time(host, 1_620.0)
    assert ("AL_EMBAT", "stopped") == (host.alarm, host.truth.motion)
    host.listen(200.0)
    assert not host.truth.powered
    assert [] == host.send("INF")


def test_mains_that_return_end_their_alarms() -> None:
    host = running(AlarisHost(), "10")
    host.faults.change({"mains_lost": True, "battery_s": 600.0})
    assert "AL_LWBAT" == host.alarm
    host.faults.mains_lost = False
    assert "AL_NOALM" == host.alarm
    host.faults.mains_lost = True
    assert "AL_LWBAT" == host.alarm
    assert "running" == host.truth.motion


def test_a_pump_that_died_stays_dark_without_mains() -> None:
    host = running(AlarisHost(), "10")
    host.faults.change({"mains_lost": True, "battery_s": 100.0})
    host.listen(200.0)
    host.line.power_on()
    assert [] == host.send("INF")
    host.faults.mains_lost = False
    host.line.power_on()
    host.listen(1.0)
    assert "AL_NOALM" == host.alarm


def test_an_alarm_that_stops_is_shown_before_a_newer_warning() -> None:
    host = running(AlarisHost())
    host.pump.raise_alarm("AL_OCCLU")
    host.pump.raise_alarm("AL_NEOIN")
    assert "AL_OCCLU" == host.alarm
    host.pump.raise_alarm("AL_FAULT")
    assert "AL_FAULT" == host.alarm


@pytest.mark.parametrize(
    ("reading", "before", "after"),
    [("never", False, False), ("until_deact", True, False), ("always", True, True)],
)
def test_new_alarms_are_sent_by_the_pump_or_not(reading: str, before: bool, after: bool) -> None:
    host = running(AlarisHost(unsolicited=reading))
    sent = ["ALARM^AL_OCCLU^OCCLUSION^"]
    host.pump.raise_alarm("AL_OCCLU")
    assert (sent if before else []) == host.listen(5.0)
    host.pump.press("acknowledge")
    host.say("REMQUERY^DEACT")
    host.pump.raise_alarm("AL_OCCLU")
    assert (sent if after else []) == host.listen(5.0)


def test_an_alarm_may_come_between_a_message_and_its_answer() -> None:
    host = running(AlarisHost(unsolicited="always"))
    host.faults.change({"alarm_before_reply": "AL_OCCLU"})
    assert ["ALARM^AL_OCCLU^OCCLUSION^", "INF_RATE^90.00^ml/h"] == host.send("INF_RATE^90^ml/h")
    assert 90 * ML == host.truth.stored_rate_nl_h
    host = running(AlarisHost(unsolicited="always"))
    host.faults.change({"alarm_on_request": "AL_OCCLU"})
    assert ["ALARM^AL_OCCLU^OCCLUSION^"] == host.send("INF_START")


# ------------------------------------------------------------------------------- hands


def test_hands_start_stop_and_change_the_rate_whatever_the_host_says() -> None:
    host = AlarisHost().preset(rate_ml_h="100", remote=True)
    assert "" == host.pump.press("start")
    assert "SET" == host.inf()[2]
    assert "" == host.pump.press("rate", "40")
    assert "40.00" == host.inf()[3]
    assert "no such rate" == host.pump.press("rate", "1300")
    assert "pumping" == host.pump.press("clear_volume")
    assert "" == host.pump.press("stop")
    assert "" == host.pump.press("clear_volume")
    assert ["HLD", "0.00", "ml/h", "", "0.000"] == host.inf()[2:7]


def test_hands_take_remote_control_away() -> None:
    host = running(AlarisHost())
    host.pump.press("local")
    assert [] == host.send("INF_STOP")
    assert ("local", "running") == (host.truth.mode, host.truth.motion)
    host.take_control()
    host.say("INF_STOP")


@pytest.mark.parametrize(("reading", "mode"), [("leave", "remote"), ("release", "local")])
def test_any_key_ends_remote_control_or_none_does(reading: str, mode: str) -> None:
    host = running(AlarisHost(keys=reading))
    host.pump.press("rate", "40")
    assert mode == host.truth.mode


def test_with_a_stopping_alarm_a_key_only_acknowledges_it() -> None:
    host = running(AlarisHost())
    host.pump.raise_alarm("AL_OCCLU")
    assert "alarm acknowledged" == host.pump.press("start")
    assert "stopped" == host.truth.motion
    assert "" == host.pump.press("start")
    assert "running" == host.truth.motion


def test_a_key_nobody_knows_is_an_error_and_a_pump_that_is_off_has_none() -> None:
    host = AlarisHost()
    with pytest.raises(ValueError, match="a key is one of"):
        host.pump.press("purge")
    host.line.power_off()
    assert "off" == host.pump.press("start")


# ------------------------------------------------------------------------------- power


def cycled(**faults: object) -> AlarisHost:
    """A pump that lost its power in the middle of a run, and is up again."""
    host = running(AlarisHost(), infused_ml="5", target_ml="9")
    host.faults.change({"boot_s": 2.0, **faults})
    host.listen(10.0)
    host.line.power_cycle(1.0)
    host.listen(2.8)
    assert [] == host.send("INF", wait_s=0.1)
    host.listen(0.2)
    return host


def test_a_power_cycle_stops_the_run_and_takes_control_and_counter() -> None:
    host = cycled()
    assert ("stopped", "local", 0) == (host.truth.motion, host.truth.mode, host.truth.counter_nl)
    assert "INF_RATE^100.00^ml/h" == host.ask("INF_RATE")
    assert "ACTIV" == host.ask("INF_VTBI").split("^")[1]
    assert [] == host.send("INF_START")


def test_the_counter_may_survive_and_the_vtbi_may_not() -> None:
    host = cycled(keep_counter=True, keep_target=False)
    assert host.truth.counter_nl > 5 * ML
    assert "INF_VTBI^DEACT" == host.ask("INF_VTBI")


def test_a_run_may_go_on_by_itself_and_is_then_not_watched() -> None:
    host = cycled(resume_after_power=True)
    assert ("running", 0) == (host.truth.motion, host.truth.watchdog_s)
    host.listen(60.0)
    assert "running" == host.truth.motion


def test_the_first_message_after_power_up_may_be_ignored() -> None:
    host = cycled(ignore_first_command=True)
    assert [] == host.send("INF")
    assert 13 == len(host.inf())


@pytest.mark.parametrize("babble", ["echo", "noise"])
def test_a_booting_pump_may_babble(babble: str) -> None:
    host = running(AlarisHost())
    host.faults.change({"boot_s": 5.0, "boot_babble": babble})
    host.line.power_cycle()
    host.line.feed(b"!INF|4961\r")
    assert (b"!INF|4961\r" == host.line.advance(1.0)) is (babble == "echo")
    host.listen(5.0)
    assert 13 == len(host.inf())


# -------------------------------------------------------------------- line and control


def test_a_reply_may_be_lost_after_the_command_was_obeyed() -> None:
    host = running(AlarisHost())
    host.faults.change({"lose_replies": 1})
    assert [] == host.send("INF_STOP")
    assert "stopped" == host.truth.motion


def test_a_request_may_be_lost_before_it_is_obeyed() -> None:
    host = running(AlarisHost())
    host.faults.change({"lose_requests": 1})
    assert [] == host.send("INF_STOP")
    assert "running" == host.truth.motion
    host.say("INF_STOP")


def test_the_adapter_may_vanish_after_the_command_was_obeyed() -> None:
    host = running(AlarisHost())
    host.faults.change({"unplug_on_request": 1, "unplug_s": 2.0})
    assert [] == host.send("INF_STOP")
    assert ("stopped", 2.0) == (host.truth.motion, host.line.unplug_s)


def test_the_control_channel_knows_the_family() -> None:
    host = AlarisHost()

    def ask(**request: object) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(handle_line(host.line, json.dumps(request).encode()))
        return answer

    assert ask(do="preset", rate_ml_h="10", running=True, watchdog_s=15, remote=True)["ok"]
    assert ask(set={"syringe_out": True, "answer_s": 4})["ok"]
    assert 4.0 == ask(get="faults")["faults"]["answer_s"]
    host.listen(0.1)
    assert "AL_SYRCO" == ask(get="truth")["truth"]["alarm"]
    assert ask(do="clear_faults")["ok"]
    assert ask(get="faults")["faults"]["syringe_out"] is False
    assert ask(do="alarm", code="AL_OCCLU")["ok"]
    assert ask(do="bag", ml="20")["ok"]
    assert 20 * ML == ask(get="truth")["truth"]["bag_nl"]
    assert {"ok": True, "refused": "alarm acknowledged"} == ask(do="press", key="start")
    assert ask(set={"alarm_on_request": "AL_COMTO"})["ok"]


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "alarm", "code": "S"},
        {"do": "bag", "ml": "51"},
        {"do": "preset", "watchdog_s": 30},
        {"do": "preset", "rate_ml_h": "1201"},
        {"do": "preset", "running": True},
        {"do": "preset", "serial": "8002^51740"},
        {"do": "preset", "serial": "8" * 21},
        {"do": "preset", "colour": "blue"},
        {"do": "press", "key": "purge"},
        {"set": {"refuse_next": "?NA"}},
        {"set": {"alarm_on_request": "S"}},
    ],
    ids=str,
)
def test_a_wrong_request_is_answered_with_the_reason(request_: dict[str, object]) -> None:
    host = AlarisHost()
    answer = json.loads(handle_line(host.line, json.dumps(request_).encode()))
    assert answer["ok"] is False
    assert answer["error"]


def test_the_faults_of_one_family_are_not_those_of_the_other() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Faults().change({"syringe_out": True})
    with pytest.raises(ValueError, match="alarm_on_request"):
        Faults().change({"alarm_on_request": "AL_OCCLU"})


def test_a_pump_is_made_with_what_it_can_be() -> None:
    with pytest.raises(ValueError, match="profile"):
        Alaris("ne9000")
    with pytest.raises(ValueError, match="speed"):
        Alaris(speed=0.0)
    assert Line(Alaris()).advance(10.0) == b""
