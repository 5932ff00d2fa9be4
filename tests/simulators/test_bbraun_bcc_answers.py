"""What a BCC station answers."""

import pytest

from tests.simulators.bcc_host import ACK, BccHost, Told, unpack

RACK = "50100"


def framed(text: str) -> bytes:
    """A frame, written by hand."""
    body = b"\x01%05d\x02%b\x03" % (len(text) + 14, text.encode())
    return body + b"%05d\x04" % (sum(body) % 256)


def test_alive_is_answered_with_gnack() -> None:
    assert [(RACK, "GNACK", "_NV")] == BccHost().told("ADMIN:ALIVE")


def test_the_version_is_the_name_of_the_one_record() -> None:
    assert [(RACK, "V3.30", "_NV")] == BccHost().told("ADMIN:VERSION")


@pytest.mark.parametrize("bed", ["1", "ComSystem", "elsewhere", ""])
def test_any_bed_is_answered_and_the_answer_names_the_own(bed: str) -> None:
    host = BccHost()
    (part,) = unpack(host.give(framed(f"{bed}/1/1>ADMIN:ALIVE")).removeprefix(ACK))
    assert "ComSystem" == part.bed


@pytest.mark.parametrize(("bed", "answers"), [("1", 1), ("Bay 4", 1), ("ComSystem", 0), ("", 0)])
def test_a_station_may_answer_for_its_own_bed_alone(bed: str, answers: int) -> None:
    host = BccHost(bed="Bay 4", beds="own")
    heard = host.give(framed(f"{bed}/1/1>ADMIN:ALIVE"))
    assert answers == len(unpack(heard.removeprefix(ACK)))
    assert 1 - answers == host.truth.frames_foreign


def test_a_request_gets_an_ack_and_then_its_answer_or_its_answer_alone() -> None:
    assert BccHost().send("ADMIN:ALIVE").startswith(ACK + b"\x01")
    assert BccHost(requests="answered").send("ADMIN:ALIVE").startswith(b"\x01")


# ---------------------------------------------------------------------------- the rate


def test_a_running_pump_tells_its_rate_with_two_decimals() -> None:
    host = BccHost().preset(slot="13", rate_ml_h="0.3", running=True)
    assert ("50113", "INRT", "0.30") in host.told("MEM:GETSLOT#13")
    host.station.press("rate", "125")
    assert ("50113", "INRT", "125.00") in host.told("MEM:GETSLOT#13")


@pytest.mark.parametrize(("reading", "told"), [("zero", "0"), ("rate", "40.00")])
def test_a_stopped_pump_tells_zero_or_the_rate_that_is_set(reading: str, told: str) -> None:
    host = BccHost(stopped=reading).preset(rate_ml_h="40", running=True)
    host.station.press("stop")
    assert told == host.one("MEM:GETSLOT#11").value("INRT")


def test_a_pump_that_stands_by_tells_a_rate_above_zero_while_its_time_counts_down() -> None:
    host = BccHost().preset(rate_ml_h="0.1", standby_min=1434)
    part = host.one("MEM:GETSLOT#11")
    assert ("0.10", "1434") == (part.value("INRT"), part.value("INSTBY"))
    assert ("stopped", "standby") == (host.truth.motion, host.truth.mode)
    host.line.advance(3_600.0)
    part = host.one("MEM:GETSLOT#11")
    assert ("0.10", "1374") == (part.value("INRT"), part.value("INSTBY"))
    host.line.advance(1_374 * 60.0)
    part = host.one("MEM:GETSLOT#11")
    assert ("0", "0") == (part.value("INRT"), part.value("INSTBY"))
    assert 0 == host.truth.true_nl


def test_a_pump_that_stands_by_may_tell_zero() -> None:
    host = BccHost(standby="zero").preset(rate_ml_h="0.1", standby_min=10)
    assert "0" == host.one("MEM:GETSLOT#11").value("INRT")


@pytest.mark.parametrize(
    ("reading", "invi", "actual"), [("invi_in", "2.5", "4.00"), ("invi_left", "4.0", "2.50")]
)
def test_which_volume_is_what_is_chosen(reading: str, invi: str, actual: str) -> None:
    host = BccHost(volumes=reading).preset(rate_ml_h="60", infused_ml="2.5", target_ml="4")
    part = host.one("MEM:GETSLOT#11")
    values = [part.value(name) for name in ("INVI", "INVOLACT", "INTIME")]
    assert [invi, actual, "4"] == values


def test_two_pumps_run_side_by_side_each_with_its_own_rate() -> None:
    host = BccHost()
    host.preset(slot="11", rate_ml_h="60", running=True)
    host.preset(slot="21", rate_ml_h="120", running=True)
    host.line.advance(60.0)
    counted = [host.station.truth_of(slot).counter_nl for slot in ("11", "13", "21")]
    assert [1_000_000, 0, 2_000_000] == counted
    told = host.told("MEM:GET")
    rates = [record for record in told if record[1] == "INRT"]
    assert [
        ("50111", "INRT", "60.00"),
        ("50113", "INRT", "0"),
        ("50121", "INRT", "120.00"),
    ] == rates


# ---------------------------------------------------------------------------- the slots


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("MEM:GETSLOT#12", ("50112", "GNERR", "11")),
        ("MEM:GETSLOT#1O", ("5011O", "GNERR", "11")),
        ("MEM:GETSLOT#1P", ("5011P", "GNERR", "811")),
        ("MEM:GETSLOT#10", ("50110", "GNERR", "811")),
        ("MEM:GETSLOT#41", ("50141", "GNERR", "811")),
        ("MEM:GETSLOT#01", ("50101", "GNERR", "811")),
        ("MEM:GETSLOT#1a", ("5011a", "GNERR", "811")),
        ("MEM:GETSLOT#1", (RACK, "GNERR", "68")),
        ("MEM:GETSLOT#111", (RACK, "GNERR", "68")),
        ("MEM:GETSLOT", (RACK, "GNERR", "68")),
        ("MEM:GETSLOT#1²", (RACK, "GNERR", "68")),
        ("MEM:SET", (RACK, "GNERR", "68")),
        ("mem:get", (RACK, "GNERR", "68")),
        ("", (RACK, "GNERR", "68")),
    ],
)
def test_what_is_not_there_is_told_by_its_number(request_: str, told: Told) -> None:
    host = BccHost()
    assert [told] == host.told(request_)
    assert ({} if told[2] in ("68", "811") else {"MEM:GETSLOT": 1}) == host.truth.executed


@pytest.mark.parametrize("text", ["ADMIN:ALIVE", "1/1>ADMIN:ALIVE", "1/2/1>ADMIN:ALIVE", ""])
def test_a_frame_without_its_bed_is_a_wrong_request(text: str) -> None:
    (part,) = unpack(BccHost().give(framed(text)).removeprefix(ACK))
    assert [(RACK, "GNERR", "68")] == part.told


def test_a_request_of_which_more_would_follow_is_a_wrong_request() -> None:
    wire = bytes.fromhex("01303030333102312F312F313E41444D494E3A414C49564517303030383104")
    (part,) = unpack(BccHost().give(wire).removeprefix(ACK))
    assert [(RACK, "GNERR", "68")] == part.told


def test_a_station_with_fewer_pillars_has_fewer_slots() -> None:
    host = BccHost(slots=("11",), pillars=1)
    assert [("50121", "GNERR", "811")] == host.told("MEM:GETSLOT#21")
    assert (RACK, "FMNOR", "1") in host.told("MEM:GET")


@pytest.mark.parametrize(
    ("reading", "slot", "told"),
    [
        ("letter", "19", "50119"),
        ("letter", "1A", "5011A"),
        ("letter", "3O", "5013O"),
        ("digits", "19", "50119"),
        ("digits", "1A", "501110"),
        ("digits", "3O", "501324"),
    ],
)
def test_a_slot_from_ten_up_is_told_as_a_letter_or_in_two_digits(
    reading: str, slot: str, told: str
) -> None:
    host = BccHost(slots=(slot,), slot_names=reading)
    assert {told} == {record[0] for record in host.told(f"MEM:GETSLOT#{slot}")}


def test_nothing_is_told_of_empty_slots_unasked() -> None:
    places = {record[0] for record in BccHost().told("MEM:GET")}
    assert {RACK, "50111", "50113", "50121"} == places


# --------------------------------------------------------------------------- new pumps


def test_a_pump_is_new_until_it_was_told_once() -> None:
    host = BccHost()
    first = host.told("MEM:GETSLOT#11")
    assert ("50111", "GNNEW", "688F030006") == first[0]
    assert first[1:] == host.told("MEM:GETSLOT#11")
    assert "688F030006" == host.one("MEM:GETSLOT#13").value("GNNEW")


def test_a_pump_may_be_called_new_every_time() -> None:
    host = BccHost(new="always", unchanged="left_out")
    assert "688F030006" == host.one("MEM:GETSLOT#11").value("GNNEW")
    assert [("50111", "GNNEW", "688F030006")] == host.told("MEM:GETSLOT#11")


def test_a_pump_may_tell_its_model_once_it_is_not_new() -> None:
    host = BccHost(model="later")
    assert None is host.one("MEM:GETSLOT#11").value("GNMODEL")
    part = host.one("MEM:GETSLOT#11")
    assert (None, "688F030006") == (part.value("GNNEW"), part.value("GNMODEL"))


def test_a_pump_is_still_new_when_its_first_part_was_never_acknowledged() -> None:
    host = BccHost()
    host.send("MEM:GETSLOT#11")
    assert "688F030006" == host.one("MEM:GETSLOT#11").value("GNNEW")
    host = BccHost(told="sent")
    host.send("MEM:GETSLOT#11")
    assert None is host.one("MEM:GETSLOT#11").value("GNNEW")


def test_a_pump_that_is_taken_out_is_told_once_and_then_its_slot_is_empty() -> None:
    host = BccHost()
    assert "" == host.station.press("take_out@13")
    assert [("50113", "GNERR", "39")] == host.told("MEM:GETSLOT#13")
    assert [("50113", "GNERR", "11")] == host.told("MEM:GETSLOT#13")
    assert "50113" not in {record[0] for record in host.told("MEM:GET")}


def test_the_whole_rack_tells_of_a_pump_that_was_taken_out_too() -> None:
    host = BccHost()
    host.station.press("take_out@11")
    assert ("50111", "GNERR", "39") in host.told("MEM:GET")
    assert [("50111", "GNERR", "11")] == host.told("MEM:GETSLOT#11")


def test_a_slot_may_be_told_as_taken_out_for_as_long_as_it_is_empty() -> None:
    host = BccHost(removed="stays")
    host.station.press("take_out@13")
    for _ in range(3):
        assert [("50113", "GNERR", "39")] == host.told("MEM:GETSLOT#13")
    host.station.press("put_back")
    assert "688F030006" == host.one("MEM:GETSLOT#13").value("GNNEW")


def test_a_pump_that_is_put_back_went_on_and_is_new() -> None:
    host = BccHost().preset(slot="13", rate_ml_h="60", running=True)
    first = host.one("MEM:GETSLOT#13")
    host.station.press("take_out")
    host.line.advance(60.0)
    assert ("out", "running") == (host.truth.mode, host.truth.motion)
    assert 1_000_000 < host.truth.counter_nl
    assert "" == host.station.press("put_back")
    again = host.one("MEM:GETSLOT#13")
    assert "688F030006" == again.value("GNNEW")
    assert first.value("INSERNUM") == again.value("INSERNUM")


def test_another_pump_in_the_slot_is_new_and_has_its_own_number() -> None:
    host = BccHost().preset(slot="13", rate_ml_h="60", running=True, infused_ml="7")
    first = host.one("MEM:GETSLOT#13")
    host.station.press("take_out")
    host.station.press("put_in", "1815")
    again = host.one("MEM:GETSLOT#13")
    assert ["688F030006", "0", "0", "1815"] == [
        again.value(name) for name in ("GNNEW", "INRT", "INVI", "INSERNUM")
    ]
    assert "1815" != first.value("INSERNUM")
    assert "no pump was taken out" == host.station.press("put_back")
    host.station.press("put_in")
    assert host.one("MEM:GETSLOT#13").value("INSERNUM") not in ("1815", first.value("INSERNUM"))


def test_a_pump_that_is_put_in_later_begins_then() -> None:
    host = BccHost()
    host.line.advance(600.0)
    host.preset(slot="2A", rate_ml_h="60", running=True)
    host.line.advance(60.0)
    assert 1_000_000 == host.truth.counter_nl


def test_an_ack_for_the_pump_that_was_there_tells_nothing_of_the_next() -> None:
    host = BccHost()
    host.send("MEM:GETSLOT#13")
    host.station.press("put_in@13")
    host.give(ACK)
    assert "688F030006" == host.one("MEM:GETSLOT#13").value("GNNEW")


# -------------------------------------------------------------------- unchanged values


def test_values_may_be_left_out_that_have_not_changed() -> None:
    host = BccHost(unchanged="left_out")
    whole = host.told("MEM:GETSLOT#11")
    assert ("50111", "INRT", "0") in whole
    assert [] == host.told("MEM:GETSLOT#11")
    host.preset(rate_ml_h="40", running=True)
    changed = host.told("MEM:GETSLOT#11")
    assert ("50111", "INRT", "40.00") in changed
    assert {"INRT", "INVI", "INM1", "INM3", "INM5"} == {record[1] for record in changed}
    host.station.press("put_in@11")
    assert len(whole) == len(host.told("MEM:GETSLOT#11"))


def test_a_value_is_told_again_when_its_part_was_not_acknowledged() -> None:
    host = BccHost(unchanged="left_out")
    host.send("MEM:GETSLOT#11")
    assert "0" == host.one("MEM:GETSLOT#11").value("INRT")
    host = BccHost(unchanged="left_out", told="sent")
    host.send("MEM:GETSLOT#11")
    assert [] == host.told("MEM:GETSLOT#11")


def test_an_answer_with_nothing_in_it_is_one_empty_part() -> None:
    host = BccHost(unchanged="left_out")
    host.told("MEM:GET")
    (part,) = host.ask("MEM:GET")
    assert (True, []) == (part.last, part.told)


# ------------------------------------------------------------------------ the station


def test_the_seconds_begin_again_with_the_station_and_its_pumps_go_on() -> None:
    host = BccHost().preset(rate_ml_h="60", running=True)
    host.line.advance(99.0)
    host.told("MEM:GET")
    assert 99 <= min(host.one("MEM:GETSLOT#11").seconds) <= 102
    host.station.press("take_out@13")
    host.line.power_cycle(8.0)
    assert b"" == host.send("ADMIN:ALIVE", 8.0)
    assert not min(host.one("ADMIN:ALIVE").seconds)
    part = host.one("MEM:GETSLOT#11")
    assert ("688F030006", "60.00") == (part.value("GNNEW"), part.value("INRT"))
    assert [("50113", "GNERR", "11")] == host.told("MEM:GETSLOT#13")
    assert 1_780_000 < host.station.truth_of("11").counter_nl
    assert max(part.seconds) < 5
