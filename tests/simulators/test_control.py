"""The control channel, without sockets."""

import json
from typing import Any

import pytest

from simulators.control import handle_line
from simulators.new_era_frames import safe_packet
from tests.simulators.virtual_host import Host, MakeHost


@pytest.fixture
def host(make_host: MakeHost) -> Host:
    """A pump fresh from the maker, its reset acknowledged."""
    return make_host()


def ask(host: Host, **request: object) -> dict[str, Any]:
    """Send one request and return what was answered."""
    answer: dict[str, Any] = json.loads(handle_line(host.line, json.dumps(request).encode()))
    return answer


def test_a_preset_is_a_pump_a_controller_had_been_driving(host: Host) -> None:
    """Running, in safe mode, with its counter and what is left to give."""
    answer = ask(
        host,
        do="preset",
        rate_ml_h="100",
        infused_ml="62.5",
        target_ml="187.5",
        running=True,
        watchdog_s=30,
    )
    assert answer == {"ok": True}
    assert host.ask("0DIS") == "00II62.50W0.000ML"
    truth = ask(host, get="truth")["truth"]
    assert (truth["motion"], truth["mode"], truth["watchdog_s"]) == ("running", "safe", 30)
    assert truth["target_nl"] == 187_500_000


def test_faults_are_set_read_and_cleared(host: Host) -> None:
    """By the names of the fault set."""
    assert ask(host, set={"occluded": True, "lose_replies": 2}) == {"ok": True}
    assert ask(host, get="faults")["faults"]["lose_replies"] == 2
    assert ask(host, do="clear_faults") == {"ok": True}
    assert ask(host, get="faults")["faults"]["occluded"] is False


def test_keys_alarm_bag_and_power(host: Host) -> None:
    """Each verb does what it says."""
    assert ask(host, do="press", key="rate", rate_ml_h="40") == {"ok": True, "refused": ""}
    assert ask(host, do="press", key="start")["refused"] == ""
    assert ask(host, do="press", key="start")["refused"] == "?NA"
    assert ask(host, do="bag", ml="100")["ok"]
    assert ask(host, get="truth")["truth"]["bag_nl"] == 100_000_000
    assert ask(host, do="bag")["ok"]
    assert ask(host, do="alarm", code="S")["ok"]
    assert host.ask_basic("0") == "00A?S"
    assert ask(host, do="power_cycle", outage_s=0.5)["ok"]
    host.line.advance(1.0)
    assert host.ask_basic("0") == "00A?R"
    assert ask(host, do="power_off")["ok"]
    assert ask(host, do="press", key="start")["refused"] == "off"
    assert ask(host, do="power_on")["ok"]


def test_bytes_can_be_injected_and_the_adapter_pulled(host: Host) -> None:
    """To either side."""
    assert ask(host, do="inject", to="host", hex="ff 02")["ok"]
    assert host.line.advance(0.1) == b"\xff\x02"
    assert ask(host, do="inject", to="pump", hex=safe_packet("0RUN").hex())["ok"]
    assert host.line.advance(0.1) == b"\x0200S?NA\x03"
    assert ask(host, do="unplug", outage_s=0.2)["ok"]
    assert host.line.unplug_s == 0.2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"do": "dance"}',
        b'{"get": "rich"}',
        b'{"set": 1}',
        b'{"set": {"nothing": 1}}',
        b'{"do": "press", "key": "any"}',
        b'{"do": "alarm", "code": ""}',
        b'{"do": "bag", "ml": "much"}',
        b'{"do": "inject", "to": "moon"}',
        b'{"do": "inject", "hex": "x"}',
        b'{"do": "unplug", "outage_s": "long"}',
        b'{"do": "preset", "colour": "blue"}',
        b'{"do": "preset", "running": true}',
        b'{"do": "preset", "watchdog_s": 256}',
        b'{"do": "preset", "rate_ml_h": "-1"}',
    ],
)
def test_a_wrong_request_is_answered_with_the_reason(host: Host, text: bytes) -> None:
    """Nothing a client sends ends the simulator."""
    answer = json.loads(handle_line(host.line, text))
    assert answer["ok"] is False
    assert answer["error"]
