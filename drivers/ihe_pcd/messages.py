"""What we send: orders (`RGV^O15`), acknowledgements, and the answer to an alarm (`ORA^R41`).

Layouts by TF9 volume 2, 3.3 (PCD-03), appendices B and G, and CP-150; strict where we are tolerant
when we read. What stands in an order beside rate and volume (for whom, of what, by whom) is handed
in ready to send, as `Labels`: it is passed on and never looked at.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from drivers.ihe_pcd import codes
from drivers.ihe_pcd.er7 import Message, Segment, components, escape, segment
from drivers.ihe_pcd.place import Ends, Party, PumpId
from drivers.quantities import Rate, Volume

VERSION = "2.6"
CHARACTERS = "UNICODE UTF-8"
LANGUAGE = "en^English^ISO639"
ORDER_PROFILE = "IHE_PCD_003^IHE PCD^1.3.6.1.4.1.19376.1.6.1.3.1^ISO"
ALARM_STATUS_PROFILE = "IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.5.1^ISO"

_ML_PER_H = f"{codes.ML_PER_H.field}^mL/h^mL/h^UCUM"
_ML = f"{codes.ML.field}^mL^mL^UCUM"
_KG = "263875^MDC_DIM_KILO_G^MDC^kg^kg^UCUM"
_INTRAVENOUS, _LVP, _PRIMARY = "^IV^HL70162", "^IVP^HL70164", "^IV^HL70165"

NOBODY = segment("PID", "", "", "Unknown^^^^U", "", "^^^^^^U")
"""TF9's own form of a person who is not known."""


def stamp(at: datetime) -> str:
    """Return an instant as DTM in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")


def read_stamp(text: str) -> datetime:
    """Read a DTM down to the second, fractions cut off; `ValueError` without time zone.

    `-0000` is UTC whose local offset nobody knows (RFC 3339).
    """
    clock, sign, zone = text[:-5], text[-5:-4], text[-4:]
    whole, _, fraction = clock.partition(".")
    if sign not in ("+", "-") or not (whole + zone + fraction).isdecimal() or not text.isascii():
        raise ValueError(f"{text[:30]!r} is not a time with a zone")
    if len(whole) not in (12, 14):
        raise ValueError(f"{text[:30]!r} is not a time to the minute or second")
    offset = timedelta(hours=int(zone[:2]), minutes=int(zone[2:]))
    try:
        at = datetime.strptime(whole.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return at - offset if sign == "+" else at + offset
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:30]!r} is no time") from None


@dataclass(frozen=True, slots=True)
class OrderId:
    """The placer's order number, ORC-2 and OBR-2: what joins a report to our order."""

    id: str
    name: str
    eui: str

    @property
    def field(self) -> str:
        """As a field to send."""
        return components(self.id, self.name, self.eui, "EUI-64")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What an order carries for people and for the pump's own checks."""

    subject: Segment = NOBODY
    """`PID`, ready to send."""
    location: Segment | None = None
    """`PV1`, ready to send."""
    product: tuple[str, str, str] = ("999999", "Unknown medication", "")
    """RXG-4: code, text, coding system. The pump looks for one of the first two in its library."""
    author: str = "CHAIRSIDE"
    """ORC-19: who began this."""
    strength: tuple[str, str] | None = None
    """RXG-17 and RXG-18: amount, units (ready to send)."""
    diluent: Volume | None = None
    """RXG-23: volume in which the amount is."""
    body_mass_kg: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """MSH of what we send."""

    sender: Party
    receiver: Party
    at: datetime
    kind: str
    """Message type, trigger, structure."""
    control_id: str
    accept: "Mode"
    application: "Mode"
    profile: str = ""

    @property
    def segment(self) -> Segment:
        """As a segment to send."""
        return segment(
            "MSH", "|", "^~\\&",
            self.sender.field, escape(self.sender.facility),
            self.receiver.field, escape(self.receiver.facility),
            stamp(self.at), "", self.kind, escape(self.control_id), "P", VERSION, "", "",
            self.accept, self.application, "", CHARACTERS,
            LANGUAGE if self.profile else "", "", self.profile,
        )  # fmt: skip


Mode = Literal["AL", "NE"]
"""Whether an acknowledgement is wanted: always, never."""


class Letterhead:
    """Heads of our messages to one gateway, each with an id that nobody has used before."""

    def __init__(self, ends: Ends, now: Callable[[], datetime]) -> None:
        self.now = now
        self.owner = ends.own
        self._receiver = ends.gateway
        self._run, self._count = secrets.token_hex(6), 0

    def new_id(self) -> str:
        """Return an id that is unique among all that anybody sends, also after a restart."""
        self._count += 1
        return f"{self._run}{self._count:06d}"

    def header(self, kind: str, accept: Mode, application: Mode, profile: str = "") -> Header:
        """Return the header of a new message."""
        return Header(
            sender=self.owner,
            receiver=self._receiver,
            at=self.now(),
            kind=kind,
            control_id=self.new_id(),
            accept=accept,
            application=application,
            profile=profile,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One PCD-03: a new infusion (`RE`) with its whole volume, or a new rate (`XO`) without one."""

    header: Header
    control: Literal["RE", "XO"]
    order: OrderId
    begun: datetime
    """ORC-9: when a person began this; the far side refuses what is older than some minutes."""
    rate: Rate
    volume: Volume | None
    """To be infused from now on. None exactly for `XO`, which may carry none."""
    pump: PumpId
    labels: Labels

    def message(self) -> Message:
        """Return the message to send."""
        if (self.volume is None) != (self.control == "XO"):
            raise ValueError("a new infusion has a volume, a change of rate has none")
        labels = self.labels
        head = [self.header.segment, labels.subject]
        head += [labels.location] if labels.location else []
        pump = codes.PUMP_VMD.field
        tail = [
            segment("OBX", "1", "", pump, "1.1.0.0", *[""] * 6, "X", *[""] * 6, self.pump.field)
        ]
        if labels.body_mass_kg and self.control == "RE":
            mass = codes.BODY_MASS.field
            tail.append(
                segment("OBX", "2", "NM", mass, "1.1.0.1", labels.body_mass_kg, _KG, *[""] * 4, "R")
            )
        return Message((*head, self._orc(), self._rxg(), _ROUTE, *tail))

    def _orc(self) -> Segment:
        begun, author = stamp(self.begun), escape(self.labels.author)
        return segment(
            "ORC", self.control, self.order.field, *[""] * 6, begun, *[""] * 9, author
        )  # fmt: skip

    def _rxg(self) -> Segment:
        labels = self.labels
        volume = ("", "", "") if self.volume is None else (self.volume.ml, "", _ML)
        strength, diluent = ("", ""), ("", "")
        if self.control == "RE" and labels.strength and labels.diluent:
            strength, diluent = labels.strength, (labels.diluent.ml, _ML)
        return segment(
            "RXG", "1", "", "", components(*labels.product), *volume, *[""] * 7,
            self.rate.ml_per_h, _ML_PER_H, *strength, *[""] * 4, *diluent,
        )  # fmt: skip


_ROUTE = segment("RXR", _INTRAVENOUS, "", _LVP, _PRIMARY)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message is not taken: HL7 table 0357."""

    code: str
    text: str


HEAD_MAX = 4_096
"""Characters of an MSH that are looked at when the rest of a message cannot be read."""

UNKNOWN_KEY = "204^Unknown key identifier^HL70357"
DUPLICATE = "205^Duplicate key identifier^HL70357"
UNSUPPORTED = "200^Unsupported message type^HL70357"
WRONG_TYPE = "102^Data type error^HL70357"
INTERNAL = "207^Application internal error^HL70357"


def acknowledgement(header: Header, code: str, of: str, fault: Fault | None = None) -> Message:
    """Return the one answer to the message whose control id is `of`."""
    segments = [header.segment, segment("MSA", code, escape(of))]
    if fault:
        segments.append(segment("ERR", "", "", fault.code, "E", *[""] * 3, escape(fault.text)))
    return Message(tuple(segments))


def alarm_received(header: Header, of: str, alarm: str) -> Message:
    """Return `ORA^R41`: the alarm in message `of`, whose OBR-3 is `alarm`, was delivered here.

    After the one public example, with the MSA that CP-150 adds to it.
    """
    return Message(
        (
            header.segment,
            segment("MSA", "AA", escape(of)),
            segment("OBR", "1", "", alarm),
            segment("PRT", "", "", "Delivered"),
        )
    )
