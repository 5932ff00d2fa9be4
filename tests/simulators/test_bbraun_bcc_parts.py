"""Answers in parts, and what becomes of them when an ACK is missing."""

import pytest

from simulators.bbraun_bcc_parts import ACK_WAIT_S, SENDINGS
from tests.simulators.bcc_host import ACK, NAK, BccHost, Part, unpack


def parts(data: bytes) -> list[Part]:
    """The parts in what came, after an ACK or without one."""
    return unpack(data.removeprefix(ACK))


def places(some: list[Part]) -> list[list[str]]:
    """The slots each part tells of."""
    return [sorted({record[0] for record in part.told}) for part in some]


def test_each_pump_has_a_part_and_the_first_has_the_rack_too() -> None:
    answer = BccHost().ask("MEM:GET")
    assert [["50100", "50111"], ["50113"], ["50121"]] == places(answer)
    assert [False, False, True] == [part.last for part in answer]


def test_pumps_are_told_pillar_by_pillar_from_the_bottom_up() -> None:
    answer = BccHost(slots=("2A", "19", "31", "1A")).ask("MEM:GET")
    assert [["50100", "50119"], ["5011A"], ["5012A"], ["50131"]] == places(answer)


def test_the_next_part_comes_after_the_ack_and_not_before() -> None:
    host = BccHost()
    (first,) = parts(host.send("MEM:GET", 2.9))
    (second,) = parts(host.give(ACK, 2.9))
    (third,) = parts(host.give(ACK, 2.9))
    assert b"" == host.give(ACK, 60.0)
    assert [["50100", "50111"], ["50113"], ["50121"]] == places([first, second, third])


def test_each_part_has_the_time_at_which_it_was_sent() -> None:
    host = BccHost()
    host.line.advance(10.0)
    (first,) = parts(host.send("MEM:GET", 2.0))
    (second,) = parts(host.give(ACK))
    assert [{10}, {12}] == [first.seconds, second.seconds]


def test_all_parts_may_come_at_once() -> None:
    host = BccHost(next_part="at_once")
    answer = parts(host.send("MEM:GET", 0.5))
    assert [False, False, True] == [part.last for part in answer]
    assert b"" == host.give(ACK * 3, 60.0)


def test_a_part_may_have_no_more_than_sixteen_records() -> None:
    whole = BccHost(slots=("13",)).ask("MEM:GETSLOT#13")
    cut = BccHost(slots=("13",), parts="by_sixteen").ask("MEM:GETSLOT#13")
    assert [True] == [part.last for part in whole]
    assert [16, 16, 16, 4] == [len(part.told) for part in cut]
    assert [False, False, False, True] == [part.last for part in cut]
    assert whole[0].told == [record for part in cut for record in part.told]


def test_a_part_without_ack_is_sent_three_times_and_then_the_answer_is_over() -> None:
    host = BccHost()
    (first,) = parts(host.send("MEM:GET", ACK_WAIT_S - 0.1))
    for _ in range(SENDINGS - 1):
        assert [first] == parts(host.line.advance(ACK_WAIT_S))
    assert b"" == host.line.advance(10 * ACK_WAIT_S)
    assert b"" == host.give(ACK, 60.0)


def test_a_part_that_is_acknowledged_late_is_followed_by_the_next() -> None:
    host = BccHost()
    (first,) = parts(host.send("MEM:GET", ACK_WAIT_S - 0.1))
    assert [first] == parts(host.line.advance(ACK_WAIT_S))
    assert [["50113"]] == places(parts(host.give(ACK)))


def test_the_last_part_is_sent_again_too_without_its_ack() -> None:
    host = BccHost()
    heard = parts(host.send("ADMIN:ALIVE", 2.5 * ACK_WAIT_S))
    assert SENDINGS == len(heard)
    assert 1 == len({part.wire for part in heard})


def test_a_refused_part_is_sent_again_at_once() -> None:
    host = BccHost()
    (first,) = parts(host.send("MEM:GET"))
    assert [first] == parts(host.give(NAK))
    assert [["50113"]] == places(parts(host.give(ACK)))
    for _ in range(SENDINGS - 1):
        assert [["50113"]] == places(parts(host.give(NAK)))
    assert b"" == host.give(NAK, 60.0)


@pytest.mark.parametrize("missing", [b"", NAK])
def test_a_part_without_ack_may_end_the_answer(missing: bytes) -> None:
    host = BccHost(no_ack="give_up")
    assert 1 == len(parts(host.send("MEM:GET")))
    assert b"" == host.give(missing, 10 * ACK_WAIT_S)
    assert b"" == host.give(ACK, 60.0)


def test_of_parts_sent_at_once_the_first_without_ack_is_sent_again() -> None:
    host = BccHost(next_part="at_once")
    answer = parts(host.send("MEM:GET", 1.0))
    host.give(ACK)
    assert [answer[1]] == parts(host.line.advance(ACK_WAIT_S))


def test_an_ack_that_nothing_waits_for_means_nothing() -> None:
    host = BccHost()
    assert b"" == host.give(ACK + NAK + ACK)
    assert 3 == len(host.ask("MEM:GET"))


def test_a_request_over_an_unfinished_answer_begins_anew() -> None:
    host = BccHost()
    host.send("MEM:GET")
    assert [["50113"]] == places(parts(host.send("MEM:GETSLOT#13")))
    assert b"" == host.give(ACK, 60.0)


def test_a_request_over_an_unfinished_answer_may_not_be_heard() -> None:
    host = BccHost(overlap="ignored")
    host.send("MEM:GET")
    assert b"" == host.send("MEM:GETSLOT#21")
    assert [["50113"]] == places(parts(host.give(ACK)))
    host.give(ACK + ACK)
    assert [["50121"]] == places(parts(host.send("MEM:GETSLOT#21")))


def test_what_changes_between_two_parts_is_not_in_the_second() -> None:
    host = BccHost(unchanged="left_out")
    host.send("MEM:GET")
    host.preset(slot="13", rate_ml_h="40", running=True)
    (second,) = parts(host.give(ACK))
    assert "0" == second.value("INRT")
    host.give(ACK)
    host.give(ACK)
    assert "40.00" == host.one("MEM:GETSLOT#13").value("INRT")
