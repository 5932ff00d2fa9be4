"""What an Alaris pump pumps: rate, VTBI, start, stop, counter, syringe."""

from typing import Any

import pytest

from tests.simulators.alaris_host import AlarisHost, running

HOUR_S = 3_600.0
ML = 1_000_000


def ready(**readings: Any) -> AlarisHost:
    """A stopped pump under remote control with an endless syringe."""
    host = AlarisHost(**readings).preset(remote=True)
    host.pump.hang_bag(None)
    return host


def pass_time(host: AlarisHost, seconds: float) -> None:
    """Let time pass while the host keeps the watchdog quiet."""
    while seconds > 0:
        host.listen(min(10.0, seconds))
        host.send("INF")
        seconds -= 10.0


def test_a_rate_a_vtbi_and_a_start_give_the_vtbi_and_stop() -> None:
    host = ready()
    host.say("INF_RATE^120.00^ml/h", "INF_VTBI^ACTIV^2.000^ml^STOP", "INF_START")
    assert ("running", 120 * ML) == (host.truth.motion, host.truth.motor_rate_nl_h)
    pass_time(host, 70.0)
    assert ("stopped", 2 * ML) == (host.truth.motion, host.truth.counter_nl)
    assert "AL_VTBIS" == host.alarm
    assert "INF_VI^2.000^ml" == host.ask("INF_VI")


def test_inf_has_its_thirteen_fields() -> None:
    host = ready()
    host.say("INF_RATE^100.00^ml/h", "INF_VTBI^ACTIV^50.000^ml^STOP")
    before = ["8002-51740", "-", "HLD", "0.00", "ml/h", "", "0.000", "ml"]
    assert [*before, "0.00", "mmHg", "00:30:00", "", ""] == host.inf()
    host.say("INF_START")
    pass_time(host, 900.0)
    fields = host.inf()
    assert ("SET", "100.00") == (fields[2], fields[3])
    assert 25.0 <= float(fields[6]) < 25.5
    assert "00:14:" == fields[10][:6]


@pytest.mark.parametrize(
    ("reading", "value", "place", "text"),
    [
        ("mode", "infuse_hold", 2, "INFUSE"),
        ("mode", "set", 2, "SET"),
        ("mode", "blank", 2, ""),
        ("no_alarm", "code", 1, "AL_NOALM"),
        ("no_alarm", "dash", 1, "-"),
    ],
)
def test_words_of_inf_that_the_page_does_not_name_are_switched(
    reading: str, value: str, place: int, text: str
) -> None:
    readings: dict[str, Any] = {reading: value}
    host = running(AlarisHost(**readings))
    fields = host.inf()
    assert (13, text) == (len(fields), fields[place])


@pytest.mark.parametrize(
    "text",
    [
        "INF_RATE^0.09^ml/h",
        "INF_RATE^1200.01^ml/h",
        "INF_RATE^33.333^ml/h",
        "INF_RATE^0^ml/h",
        "INF_RATE^10^ml/min",
        "INF_RATE^10",
        "INF_RATE^ten^ml/h",
        "INF_RATE^^ml/h",
        "INF_RATE^10^ml/h^",
    ],
)
def test_a_rate_the_pump_cannot_run_at_changes_nothing(text: str) -> None:
    host = ready()
    host.say("INF_RATE^10.00^ml/h")
    assert [] == host.send(text)
    assert "INF_RATE^10.00^ml/h" == host.ask("INF_RATE")


@pytest.mark.parametrize("text", ["0.1", "1200", "1200.00"])
def test_the_slowest_and_the_fastest_rate_are_taken(text: str) -> None:
    assert f"INF_RATE^{float(text):.2f}^ml/h" == ready().ask(f"INF_RATE^{text}^ml/h")


@pytest.mark.parametrize(
    "text",
    [
        "INF_VTBI^ACTIV^0.000^ml^STOP",
        "INF_VTBI^ACTIV^1.0^ml^KVO",
        "INF_VTBI^ACTIV^1.0^l^STOP",
        "INF_VTBI^ACTIV^1.0^ml",
        "INF_VTBI^ACTIV^1.0001^ml^STOP",
        "INF_VTBI^DEACT^",
        "INF_VTBI^OFF",
    ],
)
def test_a_vtbi_the_pump_does_not_know_changes_nothing(text: str) -> None:
    host = ready()
    host.say("INF_VTBI^ACTIV^11.000^ml^STOP")
    assert [] == host.send(text)
    assert "INF_VTBI^ACTIV^11.000^ml^STOP" == host.ask("INF_VTBI")


def test_a_rate_acts_at_once_on_a_running_pump_and_is_kept_after_a_stop() -> None:
    host = running(AlarisHost())
    host.say("INF_RATE^150.00^ml/h")
    assert ("running", 150 * ML) == (host.truth.motion, host.truth.motor_rate_nl_h)
    host.say("INF_STOP")
    assert ("stopped", 0, "INF_RATE^150.00^ml/h") == (
        host.truth.motion,
        host.truth.motor_rate_nl_h,
        host.ask("INF_RATE"),
    )


def test_a_stop_keeps_what_is_left_of_the_vtbi() -> None:
    host = ready()
    host.say("INF_RATE^360.00^ml/h", "INF_VTBI^ACTIV^3.000^ml^STOP", "INF_START")
    host.listen(10.0)
    host.say("INF_STOP", "INF_STOP", "INF_START")
    host.listen(13.0)
    host.send("INF")
    pass_time(host, 20.0)
    assert ("stopped", 3 * ML) == (host.truth.motion, host.truth.counter_nl)


def test_a_pump_without_a_vtbi_runs_on() -> None:
    host = running(ready(), target_ml="1")
    host.say("INF_VTBI^DEACT")
    pass_time(host, 600.0)
    assert "running" == host.truth.motion
    assert host.truth.counter_nl > 16 * ML


def test_the_two_readings_of_a_vtbi_part_when_something_is_in() -> None:
    ends = {}
    for reading in ("from_now", "from_vi"):
        host = ready(vtbi=reading).preset(rate_ml_h="360", infused_ml="2", remote=True)
        host.say("INF_VTBI^ACTIV^3.000^ml^STOP", "INF_START")
        pass_time(host, 60.0)
        ends[reading] = host.truth.counter_nl
    assert {"from_now": 5 * ML, "from_vi": 3 * ML} == ends


@pytest.mark.parametrize(
    ("vtbi", "answer", "text"),
    [
        ("from_now", "set", "3.000"),
        ("from_now", "left", "2.000"),
        ("from_vi", "set", "3.000"),
        ("from_vi", "left", "2.000"),
    ],
)
def test_the_vtbi_is_answered_as_set_or_as_left(vtbi: str, answer: str, text: str) -> None:
    host = running(AlarisHost(vtbi=vtbi, vtbi_answer=answer), "360", target_ml="3")
    host.listen(10.0)
    host.pump.press("stop")
    assert f"INF_VTBI^ACTIV^{text}^ml^STOP" == host.ask("INF_VTBI")


def test_a_cleared_counter_leaves_a_vtbi_from_now_and_lengthens_one_from_vi() -> None:
    lefts = {}
    for reading in ("from_now", "from_vi"):
        host = ready(vtbi=reading, vtbi_answer="left").preset(
            rate_ml_h="360", infused_ml="2", target_ml="1", remote=True
        )
        host.say("INF_VI_CLEAR")
        lefts[reading] = (host.ask("INF_VI"), host.ask("INF_VTBI").split("^")[2])
    assert {"from_now": ("INF_VI^0.000^ml", "1.000"), "from_vi": ("INF_VI^0.000^ml", "3.000")} == (
        lefts
    )


def test_the_counter_of_a_running_pump_is_not_cleared() -> None:
    host = running(AlarisHost(), infused_ml="5")
    assert [] == host.send("INF_VI_CLEAR")
    assert host.truth.counter_nl >= 5 * ML


@pytest.mark.parametrize(("reading", "starts"), [("spent", False), ("off", True)])
def test_after_its_vtbi_a_pump_starts_without_a_limit_or_not_at_all(
    reading: str, starts: bool
) -> None:
    host = running(ready(vtbi_after=reading), "360", target_ml="1")
    pass_time(host, 20.0)
    assert "AL_VTBIS" == host.alarm
    assert [] == host.send("INF_START")
    host.pump.press("acknowledge")
    assert starts == bool(host.send("INF_START"))
    assert starts == (host.truth.motion == "running")


@pytest.mark.parametrize(("reading", "taken"), [("taken", True), ("refused", False)])
def test_the_vtbi_of_a_running_pump_can_be_set_or_not(reading: str, taken: bool) -> None:
    host = running(AlarisHost(vtbi_running=reading), target_ml="3")
    assert taken == bool(host.send("INF_VTBI^ACTIV^9.000^ml^STOP"))
    assert "running" == host.truth.motion
    assert (9 if taken else 3) * ML == host.truth.target_nl


@pytest.mark.parametrize(("reading", "text"), [("short", "DEACT"), ("long", "DEACT^^^")])
def test_no_vtbi_is_answered_short_or_long(reading: str, text: str) -> None:
    assert f"INF_VTBI^{text}" == AlarisHost(vtbi_off=reading).ask("INF_VTBI")


def test_a_start_needs_a_rate_and_a_syringe() -> None:
    host = ready()
    assert [] == host.send("INF_START")
    host.say("INF_RATE^10.00^ml/h")
    host.faults.syringe_out = True
    assert [] == host.send("INF_START")
    host.faults.syringe_out = False
    assert [] == host.send("INF_START")
    assert "SYRINGE_STATUS^^^NCONF" == host.ask("SYRINGE_STATUS")
    host.pump.press("confirm")
    host.pump.press("acknowledge")
    host.say("INF_START")
    assert "running" == host.truth.motion


def test_a_start_or_stop_may_be_repeated_and_takes_no_argument() -> None:
    host = running(AlarisHost(), target_ml="9")
    host.listen(5.0)
    before = host.truth.phase_nl
    host.say("INF_START")
    assert host.truth.phase_nl >= before > 0
    assert [] == host.send("INF_STOP^NOW")
    assert "running" == host.truth.motion
    host.say("INF_STOP", "INF_STOP")
    assert "stopped" == host.truth.motion


def test_a_syringe_warns_near_its_end_and_stops_at_it() -> None:
    """50 mL at 600 mL/h: the last tenth begins after 4.5 minutes."""
    host = running(AlarisHost(), "600")
    pass_time(host, 260.0)
    assert "AL_NOALM" == host.alarm
    pass_time(host, 20.0)
    assert ("AL_NEOIN", "running") == (host.alarm, host.truth.motion)
    assert host.truth.bag_nl is not None
    assert 0 < host.truth.bag_nl < 5 * ML
    pass_time(host, 40.0)
    assert ("AL_EOIST", "stopped", 0.0) == (host.alarm, host.truth.motion, host.truth.bag_nl)
    assert 50 * ML == host.truth.counter_nl
    assert [] == host.send("INF_START")
    host.pump.press("acknowledge")
    assert "AL_EOIST" == host.alarm
    host.pump.hang_bag(30.0 * ML)
    host.pump.press("acknowledge")
    host.say("INF_START")
    assert "running" == host.truth.motion


def test_at_a_slow_rate_near_the_end_is_the_last_five_minutes() -> None:
    host = running(AlarisHost(), "12")
    host.pump.hang_bag(1.2 * ML)
    pass_time(host, 50.0)
    assert "AL_NOALM" == host.alarm
    pass_time(host, 20.0)
    assert "AL_NEOIN" == host.alarm


def test_the_time_left_is_that_of_the_syringe_where_it_ends_first() -> None:
    host = AlarisHost().preset(rate_ml_h="100", target_ml="60")
    assert "00:30:00" == host.inf()[10]
    host.preset(rate_ml_h="100", target_ml="10")
    assert "00:06:00" == host.inf()[10]
    host.pump.hang_bag(None)
    host.preset(rate_ml_h="100")
    assert "24+" == host.inf()[10]


def test_a_syringe_holds_fifty_millilitres() -> None:
    with pytest.raises(ValueError, match="50 mL"):
        AlarisHost().pump.hang_bag(50.1 * ML)


def test_what_reaches_the_patient_is_not_what_is_counted() -> None:
    host = running(AlarisHost(seed=3), target_ml="20")
    pass_time(host, 720.0)
    assert 20 * ML == host.truth.counter_nl
    assert 20 * ML != host.truth.true_nl
    assert 18.5 * ML < host.truth.true_nl < 21.5 * ML


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("INF_RATE_MAX_SYRINGE", "1200.00"),
        ("INF_CAP_RATE", "1200.00"),
        ("INF_BOLUS_CAP_RATE", "500.00"),
        ("INF_PURGE_RATE", "200.00"),
    ],
)
def test_the_caps_are_questions_only(name: str, rate: str) -> None:
    host = ready()
    assert f"{name}^{rate}^ml/h" == host.ask(name)
    assert [] == host.send(f"{name}^10.00^ml/h")


def test_a_bolus_is_allowed_and_never_given() -> None:
    host = ready()
    assert "INF_BOLUS^DISABLED" == host.ask("INF_BOLUS")
    assert "INF_BOLUS^ENABLED" == host.ask("INF_BOLUS^ENABLED")
    assert [] == host.send("INF_BOLUS^5.0^ml")
    host.listen(60.0)
    assert 0 == host.truth.counter_nl
