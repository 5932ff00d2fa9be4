"""Two readers that others wrote, hl7 and hl7apy, accept everything the simulator sends.

hl7apy checks segments, fields, cardinalities and data types of HL7 2.6. It has no ORU_R40; a
PCD-04 is read as the ORU_R01 whose segments it shares.
"""

import asyncio
from pathlib import Path

import hl7
import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.exceptions import HL7apyException
from hl7apy.parser import parse_message
from hl7apy.validation import Validator

from simulators.ihe_pcd_codes import ALARMS, EVENTS
from simulators.ihe_pcd_gateway import Habits
from simulators.ihe_pcd_program import Setup
from tests.drivers.virtual import run
from tests.simulators.pcd_ward import PUMP, Heard, bench, golden, order


async def everything() -> list[Heard]:
    """One of each that a healthy gateway sends, with every alarm and event of the tables."""
    habits = Habits(report_every_s=30.0)
    async with bench(speed=60.0, habits=habits, setup=Setup(multistep=True)) as there:
        acks = [await there.order(order(id="M0").replace(b"|RE|", b"|NW|"))]
        acks.append(await there.order(order(id="M1", rate="")))
        await asyncio.sleep(40)
        acks.append(await there.order(order(id="M2", volume="20.5")))
        await asyncio.sleep(20)
        acks.append(await there.order(order("XO", id="M3", rate="100.5")))
        for name in ALARMS:
            there.control(do="alarm", pump=PUMP, name=name)
        await asyncio.sleep(10)
        there.press("acknowledge")
        there.press("start")
        for name in EVENTS:
            there.control(do="event", pump=PUMP, name=name)
        await asyncio.sleep(120)
        there.control(do="pump", pump=PUMP, powered=False)
        await asyncio.sleep(40)
        return [ack for ack in acks if ack is not None] + there.heard


def strictly(text: str, report: Path) -> bool:
    """Whether hl7apy, at its strictest, finds nothing to say."""
    message = parse_message(text, validation_level=VALIDATION_LEVEL.STRICT, find_groups=True)
    same = message.to_er7().rstrip("\r") == text.rstrip("\r")
    return bool(Validator.validate(message, report_file=str(report))) and same


def test_hl7apy_finds_nothing_wrong_with_what_the_simulator_sends(tmp_path: Path) -> None:
    heard = run(everything())
    assert {"ACK^O15", "RRG^O16", "ORU^R01", "ORU^R42", "ORU^R40"} == {one.kind for one in heard}
    assert len(ALARMS) < len([one for one in heard if one.kind == "ORU^R40"])
    for one in heard:
        text = one.data.decode().replace("ORU^R40^ORU_R40", "ORU^R01^ORU_R01")
        assert strictly(text, tmp_path / "report"), (one.data, (tmp_path / "report").read_text())


def test_hl7apy_does_find_what_is_wrong(tmp_path: Path) -> None:
    text = golden("r01_periodic").decode()
    bad = text.replace("PV1||O|DAYUNIT^CHAIR^07", "PV1|||DAYUNIT^CHAIR^07")
    assert bad != text
    with pytest.raises(HL7apyException):
        assert strictly(bad, tmp_path / "report")


def test_hl7_reads_the_same_fields() -> None:
    for one in run(everything()):
        text = one.data.decode()
        parsed = hl7.parse(text)
        assert text.rstrip("\r") == str(parsed).rstrip("\r")
        assert one.id == str(parsed["MSH.F10"])
        for mine, theirs in zip(one.lines, parsed, strict=True):
            assert mine == str(theirs).split("|")
        if one.kind.startswith("ORU"):
            assert one.field("OBR", 3).split("^")[2] == parsed.extract_field("OBR", 1, 3, 1, 3)
