"""The accept level: is this message one that a gateway may store? No word yet on what it asks.

CR: not a message for us (type, version, profile); CE: one with something missing or malformed.
Strict on purpose: what a driver forgets is said here. ERR-3 is of HL7 table 0357.
"""

from dataclasses import dataclass

from simulators.ihe_pcd_codes import ORDERED_VMD
from simulators.ihe_pcd_er7 import Message, Segment, moment

PROFILES = ("1.3.6.1.4.1.19376.1.6.1.3.1", "1.3.6.1.4.1.19376.1.6.4.3")
"""MSH-21.3 of PCD-03: the framework's, and the family that is seen in the field."""

VERBS = ("RE", "XO", "CH")
SEGMENTS = frozenset(("MSH", "PID", "PV1", "ORC", "RXG", "TQ1", "RXR", "OBX"))


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """Why a message is not stored.

    Attributes:
        level: CE or CR.
        code: ERR-3, number and text.
        where: which field, in words.
    """

    level: str
    code: str
    where: str


_MOST_DIGITS = 4
_TYPE = "200^Unsupported message type"
_PROCESSING = "202^Unsupported processing id"
_VERSION = "203^Unsupported version id"
_SEQUENCE = "100^Segment sequence error"
_MISSING = "101^Required field missing"
_DATA_TYPE = "102^Data type error"
_VALUE = "103^Table value not found"


def not_accepted(message: Message) -> NotAccepted | None:
    """Return why an order cannot be stored; None when it can."""
    msh = message.header
    if message.kind != "RGV^O15" or msh.part(9, 3) not in ("", "RGV_O15"):
        return NotAccepted("CR", _TYPE, "MSH-9")
    if msh.part(12) not in ("2.5", "2.6"):
        return NotAccepted("CR", _VERSION, "MSH-12")
    if msh.part(11) not in ("P", "D", "T"):
        return NotAccepted("CR", _PROCESSING, "MSH-11")
    if msh.part(21, 3) not in PROFILES:
        return NotAccepted("CR", _VALUE, "MSH-21.3")
    required = (3, 5, 7, 10, 15, 16)
    if lacking := [number for number in required if not msh.raw(number)]:
        return NotAccepted("CE", _MISSING, f"MSH-{lacking[0]}")
    if moment(msh.part(7)) is None:
        return NotAccepted("CE", _DATA_TYPE, "MSH-7")
    return _body(message)


def _body(message: Message) -> NotAccepted | None:
    names = [segment.name for segment in message.segments]
    if unknown := [name for name in names if name not in SEGMENTS and not name.startswith("Z")]:
        return NotAccepted("CE", _SEQUENCE, f"{unknown[0]} has no place here")
    for name in ("PID", "ORC", "RXG", "RXR", "OBX"):
        if name not in names:
            return NotAccepted("CE", _SEQUENCE, f"no {name}")
    known = [name for name in names if name in SEGMENTS]
    if names.count("ORC") > 1 or not _in_order(known):
        return NotAccepted("CE", _SEQUENCE, "segments out of order")
    for segment in message.segments:
        if (why := _segment(segment)) is not None:
            return why
    return None


def _in_order(names: list[str]) -> bool:
    """MSH PID [PV1] ORC { RXG [TQ1] RXR {OBX} }."""
    start = names.index("ORC")
    if names[:start] not in (["MSH", "PID"], ["MSH", "PID", "PV1"]):
        return False
    return _gives(names[start + 1 :])


def _gives(names: list[str]) -> bool:
    """Whether what follows the ORC is one or more of RXG [TQ1] RXR {OBX}."""
    place = 0
    while place < len(names):
        want = ["RXG", "TQ1", "RXR"] if names[place + 1 : place + 2] == ["TQ1"] else ["RXG", "RXR"]
        if names[place : place + len(want)] != want:
            return False
        place += len(want)
        first = place
        while names[place : place + 1] == ["OBX"]:
            place += 1
        if place == first:
            return False
    return bool(names)


def _segment(segment: Segment) -> NotAccepted | None:
    if segment.name == "ORC":
        if segment.part(1) not in VERBS:
            return NotAccepted("CE", _VALUE, "ORC-1")
        for number in (2, 9, 19):
            if not segment.part(number):
                return NotAccepted("CE", _MISSING, f"ORC-{number}")
        if moment(segment.part(9)) is None:
            return NotAccepted("CE", _DATA_TYPE, "ORC-9")
    elif segment.name == "RXG":
        if not segment.part(1).isdecimal() or len(segment.part(1)) > _MOST_DIGITS:
            return NotAccepted("CE", _DATA_TYPE, "RXG-1")
        if not segment.part(4, 1) or not segment.part(4, 2):
            return NotAccepted("CE", _MISSING, "RXG-4 wants id and text")
    elif segment.name == "RXR" and not segment.part(1, 1) and not segment.part(1, 2):
        return NotAccepted("CE", _MISSING, "RXR-1")
    elif (
        segment.name == "OBX"
        and segment.part(3) == str(ORDERED_VMD.number)
        and not pump_named(segment)
    ):
        return NotAccepted("CE", _MISSING, "OBX-18 names no pump")
    return None


def pump_named(segment: Segment) -> str:
    """Which pump OBX-18 names: its EUI-64, or the name in the old form `^^A0001^VENDOR`."""
    return segment.part(18, 3).upper()
