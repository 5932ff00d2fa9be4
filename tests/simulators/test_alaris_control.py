"""Remote control, communications watchdog, refusals, and answers that take their time."""

from typing import Any

import pytest

from simulators.alaris_frames import crc
from simulators.alaris_readings import READINGS, Readings
from tests.simulators.alaris_host import CODE, AlarisHost, running

GUARDED = [
    "INF_RATE^50.00^ml/h",
    "INF_VTBI^ACTIV^5.000^ml^STOP",
    "INF_VTBI^DEACT",
    "INF_START",
    "INF_STOP",
    "INF_VI_CLEAR",
    "INF_BOLUS^ENABLED",
]

QUESTIONS = [
    "INF",
    "ALARM",
    "INF_RATE",
    "INF_VTBI",
    "INF_VI",
    "INF_BOLUS",
    "INF_RATE_MAX_SYRINGE",
    "INF_CAP_RATE",
    "INF_BOLUS_CAP_RATE",
    "INF_PURGE_RATE",
    "INST_SERIALNO",
    "COMMS_PROTOCOL",
    "COMMS_RESPONSE_MAX",
    "SYRINGE_STATUS",
    "REMOTE_CTRL",
    "REMOTE_CFG",
]


def stopped(**readings: Any) -> AlarisHost:
    """A stopped pump with a rate, 3 mL in and a VTBI, whose host has no control."""
    return AlarisHost(**readings).preset(rate_ml_h="100", infused_ml="3", target_ml="9")


@pytest.mark.parametrize("text", GUARDED)
def test_nothing_changes_delivery_without_remote_control(text: str) -> None:
    host = stopped()
    before = host.truth
    assert [] == host.send(text)
    after = host.truth
    assert (before.motion, before.counter_nl, before.target_nl, before.stored_rate_nl_h) == (
        after.motion,
        after.counter_nl,
        after.target_nl,
        after.stored_rate_nl_h,
    )
    assert {} == after.executed


@pytest.mark.parametrize("text", GUARDED)
def test_with_remote_control_each_of_them_is_carried_out(text: str) -> None:
    host = stopped()
    host.take_control()
    host.say(text)
    assert 1 == host.truth.executed[text.partition("^")[0]]


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_question_is_answered_without_remote_control(text: str) -> None:
    assert host_name(stopped().ask(text)) == text


def host_name(answer: str) -> str:
    """The name an answer begins with."""
    return answer.partition("^")[0]


def test_without_remote_control_a_running_pump_is_not_stopped() -> None:
    host = running(AlarisHost(), remote=False)
    assert [] == host.send("INF_STOP")
    assert "running" == host.truth.motion


def test_a_pump_may_be_stoppable_without_remote_control() -> None:
    host = running(AlarisHost(stop="always"), remote=False)
    host.say("INF_STOP")
    assert "stopped" == host.truth.motion
    assert [] == host.send("INF_START")


@pytest.mark.parametrize(
    "text",
    [
        "REMOTE_CTRL^ENABLED^0000",
        "REMOTE_CTRL^ENABLED",
        "REMOTE_CTRL^ENABLED^",
        f"REMOTE_CTRL^ENABLED^{CODE.lower()}",
        f"REMOTE_CTRL^ENABLED^{CODE}^",
        f"REMOTE_CTRL^GRANTED^{CODE}",
        f"REMOTE_CFG^ENABLED^{CODE}",
    ],
)
def test_only_its_own_code_gives_remote_control(text: str) -> None:
    host = stopped()
    host.send(text)
    assert "local" == host.truth.mode
    assert [] == host.send("INF_START")


def test_the_code_never_comes_back() -> None:
    host = stopped(errors="word", unsolicited="always")
    said = []
    for text in [*QUESTIONS, *GUARDED, f"REMOTE_CTRL^ENABLED^{CODE}", f"REMOTE_CFG^ENABLED^{CODE}"]:
        said += host.send(text)
    said += [*host.send("REMOTE_CTRL"), *host.send("REMOTE_CFG^ENABLED^0000")]
    assert not [text for text in said if CODE in text]
    assert "REMOTE_CTRL^ENABLED^****^PERMIT^0^ms" in said


def test_another_pump_has_another_code() -> None:
    host = AlarisHost().preset(serial="8002-51733")
    assert "INST_SERIALNO^8002-51733" == host.ask("INST_SERIALNO")
    host.send(f"REMOTE_CTRL^ENABLED^{CODE}")
    assert "local" == host.truth.mode
    host.say(f"REMOTE_CTRL^ENABLED^{crc('8002-51733')}")
    assert "remote" == host.truth.mode


def test_control_given_back_is_gone_and_the_run_goes_on_watched() -> None:
    host = running(AlarisHost())
    assert "REMOTE_CTRL^DISABLED^****^PERMIT^0^ms" == host.ask("REMOTE_CTRL^DISABLED")
    assert [] == host.send("INF_RATE^50.00^ml/h")
    assert ("local", "running", 15) == (host.truth.mode, host.truth.motion, host.truth.watchdog_s)


def test_a_pump_whose_remote_control_is_locked_gives_none() -> None:
    host = stopped()
    host.faults.remote_locked = True
    assert [] == host.send(f"REMOTE_CTRL^ENABLED^{CODE}")
    assert [] == host.send("INF_START")
    assert "INF_RATE^100.00^ml/h" == host.ask("INF_RATE")


def test_configuration_is_an_authority_of_its_own() -> None:
    host = stopped()
    assert "REMOTE_CFG^ENABLED^****^PERMIT^0^ms" == host.ask(f"REMOTE_CFG^ENABLED^{CODE}")
    assert "REMOTE_CTRL^DISABLED^****^PERMIT^0^ms" == host.ask("REMOTE_CTRL")
    host.take_control()
    host.say("REMOTE_CFG^DISABLED", "INF_START")


# ----------------------------------------------------------------------------- watchdog


def test_the_watchdog_waits_14_9_seconds_and_not_15_1() -> None:
    host = running(AlarisHost())
    assert [] == host.listen(14.9)
    assert "running" == host.truth.motion
    host.listen(0.2)
    assert ("stopped", "AL_COMTO") == (host.truth.motion, host.truth.alarm)
    assert "ALARM^AL_COMTO^COMMUNICATIONS FAILURE^" == host.ask("ALARM")


@pytest.mark.parametrize("text", ["INF", "INF_STOP^NOW", "NO_SUCH_NAME"])
def test_any_intact_message_keeps_the_watchdog_quiet(text: str) -> None:
    host = running(AlarisHost())
    for _ in range(5):
        host.listen(14.0)
        host.send(text)
    assert "running" == host.truth.motion


def test_a_wrong_message_does_not_keep_the_watchdog_quiet() -> None:
    host = running(AlarisHost())
    host.listen(14.0)
    host.line.feed(b"!INF|4962\r")
    host.listen(2.0)
    assert "AL_COMTO" == host.truth.alarm


def test_a_pump_started_by_hand_needs_no_host() -> None:
    host = AlarisHost().preset(rate_ml_h="100", remote=True)
    assert "" == host.pump.press("start")
    host.listen(100.0)
    assert ("running", 0) == (host.truth.motion, host.truth.watchdog_s)
    host.say("INF_START")
    host.listen(100.0)
    assert "running" == host.truth.motion


def test_a_pump_stopped_and_started_by_hand_is_no_longer_watched() -> None:
    host = running(AlarisHost())
    host.pump.press("stop")
    host.pump.press("start")
    host.listen(100.0)
    assert "running" == host.truth.motion


def test_a_stopped_pump_needs_no_host() -> None:
    host = running(AlarisHost())
    host.say("INF_STOP")
    host.listen(100.0)
    assert "" == host.truth.alarm
    host.say("INF_START")
    host.listen(16.0)
    assert "AL_COMTO" == host.truth.alarm


def test_the_speed_of_the_fluid_is_not_the_speed_of_the_watchdog() -> None:
    host = running(AlarisHost(speed=60.0), "20")
    host.listen(14.9)
    assert 14_900_000 * 20 * 60 // 3_600 == host.truth.counter_nl
    host.listen(0.2)
    assert "AL_COMTO" == host.truth.alarm


@pytest.mark.parametrize(("reading", "mode"), [("releases", "local"), ("keeps", "remote")])
def test_the_communications_alarm_takes_remote_control_away_or_not(reading: str, mode: str) -> None:
    host = running(AlarisHost(time_out=reading))
    host.listen(16.0)
    assert mode == host.truth.mode


@pytest.mark.parametrize(("reading", "started"), [("key", []), ("start", ["INF_START"])])
def test_after_the_communications_alarm_a_start_needs_a_key_or_not(
    reading: str, started: list[str]
) -> None:
    host = running(AlarisHost(clear_alarm=reading, time_out="keeps"))
    host.listen(16.0)
    assert started == host.send("INF_START")
    host.pump.press("acknowledge")
    assert ["INF_START"] == host.send("INF_START")


# ----------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("reading", "rate", "start", "unknown"),
    [
        ("silent", [], [], []),
        ("state", ["INF_RATE^100.00^ml/h"], [], []),
        ("word", ["INF_RATE^ERROR"], ["INF_START^ERROR"], ["NO_SUCH_NAME^ERROR"]),
    ],
)
def test_a_refusal_is_answered_as_it_is_read(
    reading: str, rate: list[str], start: list[str], unknown: list[str]
) -> None:
    host = stopped(errors=reading)
    assert rate == host.send("INF_RATE^50.00^ml/h")
    assert start == host.send("INF_START")
    assert unknown == host.send("NO_SUCH_NAME^1")
    assert {} == host.truth.executed


def test_a_message_may_be_refused_on_purpose_once() -> None:
    host = stopped(errors="word")
    host.faults.change({"refuse_next": "refuse"})
    assert "INF^ERROR" == host.ask("INF")
    assert 14 == len(host.ask("INF").split("^"))


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_is_one_of_its_words(name: str) -> None:
    for word in READINGS[name]:
        assert word == getattr(Readings.of([f"{name}={word}"]), name)
    assert READINGS[name][0] == getattr(Readings(), name)
    with pytest.raises(ValueError, match=name):
        Readings.of([f"{name}=whatever"])


@pytest.mark.parametrize("words", [["vtbi"], ["colour=blue"], ["=from_vi"]])
def test_a_reading_nobody_knows_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="NAME=WORD"):
        Readings.of(words)


# ------------------------------------------------------------------------ slow answers


def slow(**more: Any) -> AlarisHost:
    """A stopped pump that takes 4 s for an answer, under remote control."""
    host = AlarisHost(**more).preset(rate_ml_h="100", remote=True)
    host.faults.answer_s = 4.0
    return host


def test_an_answer_may_take_four_seconds() -> None:
    host = slow()
    assert [] == host.send("INF_RATE", wait_s=3.9)
    assert ["INF_RATE^100.00^ml/h"] == host.listen(0.2)


def test_a_message_sent_twice_while_the_pump_takes_its_time_is_answered_twice() -> None:
    host = slow()
    host.send("INF_RATE", wait_s=0.6)
    assert ["INF_RATE^100.00^ml/h"] == host.send("INF_RATE", wait_s=4.0)
    assert ["INF_RATE^100.00^ml/h"] == host.listen(4.0)


@pytest.mark.parametrize(
    ("overlap", "stopped_s", "answers"),
    [
        ("queue", 4.0, ["INF_RATE", "INF_STOP"]),
        ("drop", None, ["INF_RATE"]),
        ("answer_both", 1.0, ["INF_RATE", "INF_STOP"]),
    ],
)
def test_a_stop_over_an_unanswered_question_waits_is_lost_or_acts_at_once(
    overlap: str, stopped_s: float | None, answers: list[str]
) -> None:
    host = running(AlarisHost(overlap=overlap))
    host.faults.answer_s = 4.0
    heard = host.send("INF_RATE", wait_s=1.0) + host.send("INF_STOP", wait_s=0.1)
    at_s, motion = 1.1, host.truth.motion
    while motion == "running" and at_s < 12.0:
        heard += host.listen(0.1)
        at_s, motion = at_s + 0.1, host.truth.motion
    assert (motion == "stopped") is (stopped_s is not None)
    if stopped_s is not None:
        assert stopped_s <= at_s < stopped_s + 0.3
    heard += host.listen(12.0)
    assert answers == [host_name(text) for text in heard]


def test_a_late_answer_comes_as_if_it_belonged_to_the_next_question() -> None:
    host = AlarisHost(overlap="answer_both").preset(rate_ml_h="100")
    host.faults.answer_s = 2.0
    assert [] == host.send("INF_RATE", wait_s=1.0)
    host.faults.answer_s = 1.5
    assert ["INF_RATE^100.00^ml/h"] == host.send("INF_VTBI", wait_s=1.2)
    assert ["INF_VTBI^DEACT"] == host.listen(1.0)


def test_no_more_than_sixteen_messages_wait() -> None:
    host = slow()
    for _ in range(40):
        host.send("INF_VTBI", wait_s=0.02)
    host.listen(400.0)
    assert 17 == host.truth.frames_sent


def test_the_power_takes_the_answers_that_were_to_come() -> None:
    host = slow()
    host.send("INF_RATE", wait_s=0.5)
    host.send("INF_VTBI", wait_s=0.5)
    host.line.power_cycle()
    assert [] == host.listen(60.0)
