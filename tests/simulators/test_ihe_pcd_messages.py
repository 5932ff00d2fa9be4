"""What the simulator writes, against the golden messages: the same values give the same bytes."""

from dataclasses import replace

import pytest

from simulators.ihe_pcd import GATEWAY, WARD
from simulators.ihe_pcd_accept import NotAccepted
from simulators.ihe_pcd_clock import NS_PER_S, Clock
from simulators.ihe_pcd_codes import ALARMS, ERRORS, EVENTS
from simulators.ihe_pcd_er7 import Message, read
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_messages import Letterhead
from simulators.ihe_pcd_program import Alarm, Delivery, Event, Order, Reason, Status
from simulators.ihe_pcd_reports import Reporter, Sender, exact, shown
from simulators.volumes import ML_NL
from tests.simulators.pcd_ward import START, Heard, golden

PUMP = Sender("A0001", "080019FFFE3E0001", "DAYUNIT^CHAIR^07", "DL1")
RGV = read(golden("rgv_re"))
ORDER = Order(
    message=RGV,
    verb="RE",
    placer="ORD2^WARDSVC^080019FFFE3ED02E^EUI-64",
    give_code="RTX^Rituximab^LOCAL",
    concentration="",
    pump=PUMP.eui,
    patient=RGV.segments[1],
    visit=RGV.segments[2],
    steps=(),
)
STEP_ONE = Status(
    order=ORDER,
    program=77,
    infusing=True,
    flow_nl_h=25 * ML_NL,
    delivery=Delivery.DELIVERING,
    reason=Reason.NONE,
    rate_nl_h=25 * ML_NL,
    vtbi_nl=12_500_000,
    segment_nl=0,
    total_nl=0,
    remaining_nl=12_500_000,
    step=1,
    steps=4,
)


def letterhead() -> Letterhead:
    return Letterhead(GATEWAY, WARD, Clock(START, Misbehaviour()), boot="B")


def named(message: Message, **ids: str) -> bytes:
    """The message under the ids of a golden one, which everybody chooses for himself."""
    text = message.data
    for ours, theirs in ids.items():
        assert ours.encode() in text, (ours, text)
        text = text.replace(ours.encode(), theirs.encode())
    return text


@pytest.mark.parametrize(("error", "name"), [(0, "rrg_aa"), (9010, "rrg_ar_9010")])
def test_an_application_answer_has_the_golden_bytes(error: int, name: str) -> None:
    answer = letterhead().answer("M1", error, 3 * NS_PER_S)
    assert golden(name) == named(answer, **{"B.1": "R1" if not error else "R2"})


def test_an_accept_acknowledgement_has_the_golden_bytes() -> None:
    ack = letterhead().acknowledgement(RGV, 0, None, level="CA", answers="M1")
    assert golden("ack_o15_ca") == named(ack, **{"B.1": "A1"})


def test_a_refusal_to_accept_says_what_and_where() -> None:
    why = NotAccepted("CE", "101^Required field missing", "ORC-9")
    ack = letterhead().acknowledgement(RGV, 0, why, level="CE", answers="M1")
    assert "ERR|||101^Required field missing^HL70357|E||||ORC-9" == ack.segments[2].text


def test_a_start_has_the_golden_bytes() -> None:
    event = Event("START", 60 * NS_PER_S, STEP_ONE)
    message = Reporter(letterhead(), Misbehaviour()).event(PUMP, event, 60 * NS_PER_S)
    assert golden("r42_start_step1") == named(message, **{"B.1": "E1", "PRGA0001-77": "PRG77"})


def test_a_snapshot_has_the_golden_bytes() -> None:
    status = replace(
        STEP_ONE, segment_nl=1_766_667, total_nl=1_766_667, remaining_nl=12_500_000 - 1_766_667
    )
    message = Reporter(letterhead(), Misbehaviour()).snapshot(PUMP, status, 300 * NS_PER_S)
    assert golden("r01_periodic") == named(message, **{"B.1": "O1", "PRGA0001-77": "PRG77"})


def test_an_alarm_has_the_golden_bytes() -> None:
    at_ns = 45 * 60 * NS_PER_S
    alarm = Alarm("occlusion", 55, 0, "start", "active", "enabled", at_ns, ORDER)
    message = Reporter(letterhead(), Misbehaviour()).alarm(PUMP, alarm, at_ns)
    assert golden("r40_occl_start") == named(message, **{"B.1": "AL1", "ALA0001-55.0": "AL55.0"})


def test_the_end_of_an_alarm_names_its_first_report() -> None:
    alarm = Alarm("occlusion", 55, 1, "end", "inactive", "enabled", 0, ORDER)
    message = Reporter(letterhead(), Misbehaviour()).alarm(PUMP, alarm, 0)
    heard = Heard(message.data, 0.0, 0)
    assert "ALA0001-55.1^PUMPGW^080019FFFE3ED02D^EUI-64" == heard.field("OBR", 3)
    assert "^ALA0001-55.0&PUMPGW&080019FFFE3ED02D&EUI-64" == heard.field("OBR", 29)


def test_nothing_without_a_public_number_is_given_one() -> None:
    table = [*EVENTS.values(), *(entry.code for entry in ALARMS.values())]
    named_only = {code.refid for code in table if code.source.startswith("name")}
    assert named_only == {code.refid for code in table if code.number == 0}
    assert {"MDC_EVT_PUMP_DELIV_STOP", "MDC_EVT_FLUID_LINE_AIR"} < named_only


def test_every_application_error_of_the_profile_has_a_sentence() -> None:
    assert list(range(9001, 9045)) == sorted(ERRORS)


@pytest.mark.parametrize(
    ("value_nl", "setting", "counter"),
    [
        (0, "0", "0"),
        (100 * ML_NL, "100", "100"),
        (62_500_000, "62.5", "62.5"),
        (187_550_000, "187.55", "187.5"),
        (1, "0.000001", "0"),
        (99_999, "0.099999", "0"),
        (100_000, "0.1", "0.1"),
    ],
)
def test_settings_keep_their_digits_and_counters_are_cut_off(
    value_nl: int, setting: str, counter: str
) -> None:
    assert (setting, counter) == (exact(value_nl), shown(value_nl))
