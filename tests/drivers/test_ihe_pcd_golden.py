"""Golden messages: read, sent and understood byte for byte."""

from pathlib import Path

import hl7
import pytest

from drivers.ihe_pcd import codes, messages
from drivers.ihe_pcd.er7 import parse
from drivers.ihe_pcd.heard import read_answer, read_reports
from drivers.ihe_pcd.messages import Header, OrderId, read_stamp
from drivers.ihe_pcd.place import PumpId
from drivers.quantities import Rate, Volume
from tests.drivers.ihe_pcd_texts import OURS, THEIRS, order

GOLDEN = sorted((Path(__file__).parent.parent / "golden" / "hl7").glob("*.hl7"))


def golden(name: str) -> bytes:
    return next(path for path in GOLDEN if path.stem == name).read_bytes()


def test_there_are_golden_messages() -> None:
    assert 9 == len(GOLDEN)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_comes_back_byte_for_byte(path: Path) -> None:
    body = path.read_bytes()

    assert body == parse(body).encode()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_another_reader_finds_the_same_segments_and_fields(path: Path) -> None:
    body = path.read_bytes()
    theirs = hl7.parse(body.decode())
    ours = parse(body)

    assert [str(each[0]) for each in theirs] == [each.name for each in ours.segments]
    for their, our in zip(theirs, ours.segments, strict=True):
        assert [str(field) for field in their][1:] == list(our.fields)


def test_what_we_send_is_the_golden_bytes() -> None:
    assert golden("rgv_re") == order(
        "RE", "20260102080000+0000", "20260102075955+0000", "M1", "25", "250"
    )
    assert golden("rgv_xo") == order(
        "XO", "20260102083000+0000", "20260102082955+0000", "M3", "50", None
    )
    header = Header(
        sender=OURS,
        receiver=THEIRS,
        at=read_stamp("20260102080003+0000"),
        kind="ACK^O16^ACK",
        control_id="A2",
        accept="NE",
        application="NE",
    )
    assert golden("ack_o16_ca") == messages.acknowledgement(header, "CA", "R1").encode()


def test_a_rate_change_carries_no_volume_and_a_new_infusion_one() -> None:
    at = "20260102080000+0000"
    with pytest.raises(ValueError, match="of rate has none"):
        order("XO", at, at, "M1", "25", "250")
    with pytest.raises(ValueError, match="has a volume"):
        order("RE", at, at, "M1", "25", None)


def test_the_golden_answers_are_understood() -> None:
    taken, refused = (read_answer(parse(golden(name))) for name in ("rrg_aa", "rrg_ar_9010"))
    stored = read_answer(parse(golden("ack_o15_ca")))

    assert ("M1", "CA", False) == (stored.of, stored.code, stored.final)
    assert ("M1", "AA", True) == (taken.of, taken.code, taken.final)
    assert ("AR", "9010", "Unable to match medication to drug library") == (
        refused.code,
        refused.error,
        refused.text,
    )


def test_the_golden_reports_are_understood() -> None:
    (periodic,) = read_reports(parse(golden("r01_periodic")))
    (start,) = read_reports(parse(golden("r42_start_step1")))
    (occluded,) = read_reports(parse(golden("r40_occl_start")))

    assert (PumpId("A0001", "080019FFFE3E0001"),) == periodic.pumps
    assert OrderId("ORD2", "WARDSVC", "080019FFFE3ED02E") == periodic.order
    assert ("infusing", "delivering") == (periodic.infusing, periodic.delivery)
    assert (Rate(25_000), Volume(1_700), Volume(10_800), Volume(12_500)) == (
        periodic.flow_now,
        periodic.infused,
        periodic.volume_left,
        periodic.volume_set,
    )
    assert codes.START is start.event
    assert occluded.alarm is not None
    assert (codes.OCCLUSION_DOWN, "Downstream occlusion", True) == (
        occluded.alarm.code,
        occluded.alarm.text,
        occluded.alarm.on,
    )
