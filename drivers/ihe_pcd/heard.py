"""What we receive, as frozen values: answers to our orders, and reports of pumps.

Values are found by their code, never by their place; the numbers in OBX-4 are not normative (TF9)
and count only where a code stands in a report more than once: then the value of the primary source
is meant, and where even that is not clear the value is unknown. So is one with an unknown unit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drivers.ihe_pcd import codes
from drivers.ihe_pcd.codes import Code
from drivers.ihe_pcd.er7 import Er7Error, Message, Segment
from drivers.ihe_pcd.messages import OrderId, read_stamp
from drivers.ihe_pcd.place import PumpId
from drivers.quantities import Rate, Volume

_NUMBER = re.compile(r"\+?([0-9]{1,6})(?:\.([0-9]{0,9}))?", re.ASCII)
_EUI_64 = re.compile(r"[0-9A-Fa-f]{16}", re.ASCII)
_PRIMARY_SOURCES = (
    "MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY",
    "MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY_CHAN",
)
_PRIMARY_NUMBER = "70071"
_ENDED_PHASES = frozenset(("end", "reset"))
_NOT_ALARMING = frozenset(("PN",))
"""Priority "not indicated": heartbeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An accept acknowledgement (`ACK`) or an application answer (`RRG`) to a message of ours."""

    of: str
    """MSA-2: control id of our message."""
    code: str
    """CA, CE, CR; AA, AE, AR."""
    error: str
    """ERR-5, else ERR-3."""
    text: str
    """What the far side says about it."""
    begun: str
    """ORC-9 as it came; empty when there is no ORC."""
    final: bool
    """Whether it is the application's answer. `AA` in a plain ACK only means: taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm with its state, as PCD-04 reports it."""

    term: str
    """What its code says, known or not."""
    first: str
    """Id of its first report (OBR-29, and in that report OBR-3)."""
    follows: bool
    """Whether this report says which one was the first."""
    code: Code | None
    """None where the code is not known: alarming all the same."""
    text: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one OBR says about one pump, at one instant of the pump's own clock."""

    trigger: str
    """R01, R42 or R40."""
    pumps: tuple[PumpId, ...]
    """Every id in OBX-18."""
    order: OrderId | None
    at: datetime
    event: Code | None = None
    infusing: str = ""
    delivery: str = ""
    reason: str = ""
    """Values of the enumerations without their common beginning, such as `not-delivering`."""
    old_status: str = ""
    flow_now: Rate | None = None
    flow_set: Rate | None = None
    volume_set: Volume | None = None
    volume_left: Volume | None = None
    infused: Volume | None = None
    """The cumulative counter; a segment's own volume is never taken for it."""
    model: str = ""
    alarm: Alarm | None = None


def read_answer(message: Message) -> Answer:
    """Read an ACK or RRG; `Er7Error` when it answers nothing."""
    msa, err, orc = message.first("MSA"), message.first("ERR"), message.first("ORC")
    if msa is None or not msa.raw(1) or not msa.raw(2):
        raise Er7Error("an answer without MSA-1 or MSA-2")
    error = text = ""
    if err:
        error = err.text(5) or err.text(3)
        text = err.text(5, 9) or err.text(8) or err.text(5, 2) or err.text(3, 2)
    return Answer(
        of=msa.text(2),
        code=msa.text(1),
        error=error,
        text=text,
        begun=orc.raw(9) if orc else "",
        final=message.msh.text(9) == "RRG",
    )


def read_reports(message: Message) -> list[Report]:
    """Read the reports of an ORU, one for each OBR; `Er7Error` when one has no time."""
    trigger = message.msh.text(9, 2)
    return [_report(trigger, obr, lines) for obr, lines in _groups(message)]


def _groups(message: Message) -> Iterator[tuple[Segment, list[Segment]]]:
    obr: Segment | None = None
    lines: list[Segment] = []
    for each in message.segments:
        if each.name == "OBR":
            if obr:
                yield obr, lines
            obr, lines = each, []
        elif each.name == "OBX":
            lines.append(each)
    if obr:
        yield obr, lines


def _report(trigger: str, obr: Segment, lines: list[Segment]) -> Report:
    by_code: dict[Code, list[Segment]] = {}
    for line in lines:
        parts = line.parts(3)
        code = codes.find(*[*parts, "", ""][:2])
        if code:
            by_code.setdefault(code, []).append(line)
    chosen = _Chosen(by_code, _primary(lines))
    event = chosen.coded(codes.EVENT)
    at = chosen.at(codes.EVENT) or chosen.at(codes.ALARM) or obr.raw(7)
    try:
        instant = read_stamp(at)
    except ValueError as error:
        raise Er7Error(f"the report says not when: {error}") from None
    total = chosen.volume(codes.DELIVERED_TOTAL)
    return Report(
        trigger=trigger,
        pumps=tuple(_pumps(lines)),
        order=_order(obr),
        at=instant,
        event=codes.find(*event) if event else None,
        infusing=chosen.word(codes.INFUSING_STATUS, "pump-status-"),
        delivery=chosen.word(codes.DELIVERY_STATUS, "pump-delivery-status-"),
        reason=chosen.word(codes.NOT_DELIVERING_REASON, "pump-stopped-"),
        old_status=chosen.word(codes.OLD_STATUS, "pump-status-"),
        flow_now=chosen.rate(codes.FLOW_NOW),
        flow_set=chosen.rate(codes.FLOW_SET),
        volume_set=chosen.volume(codes.VOLUME_SET),
        volume_left=chosen.volume(codes.VOLUME_LEFT),
        infused=total if total is not None else chosen.volume(codes.DELIVERED),
        model=chosen.text(codes.MODEL),
        alarm=_alarm(chosen, obr, lines) if trigger == "R40" else None,
    )


def _order(obr: Segment) -> OrderId | None:
    """Return OBR-2; a lone 0 means that there is no order (captures of a B. Braun gateway)."""
    ident, name, eui = (*obr.parts(2), "", "", "")[:3]
    return OrderId(ident, name, eui.upper()) if ident and ident != "0" else None


def _pumps(lines: list[Segment]) -> Iterator[PumpId]:
    for line in lines:
        for parts in line.repetitions(18):
            ident, _, eui, _ = (*parts, "", "", "", "")[:4]
            if not ident and eui and not _EUI_64.fullmatch(eui):
                ident, eui = eui, ""  # the form of TF9's own examples: ^^A0001^PUMPVENDOR
            if ident:
                yield PumpId(ident.strip(), eui.strip().upper())


def _primary(lines: list[Segment]) -> str | None:
    """Return what OBX-4 of the primary source's values begins with, if there is one such source."""
    found = {
        line.raw(4).rpartition(".")[0]
        for line in lines
        if line.text(3) == _PRIMARY_NUMBER or line.text(3, 2) in _PRIMARY_SOURCES
    }
    return found.pop() + "." if len(found) == 1 else None


class _Chosen:
    """The one line that is meant by each code."""

    def __init__(self, by_code: dict[Code, list[Segment]], primary: str | None) -> None:
        self._by_code = by_code
        self._primary = primary

    def line(self, code: Code) -> Segment | None:
        lines = self._by_code.get(code, [])
        if len({(line.raw(5), line.raw(6)) for line in lines}) > 1:
            prefix = self._primary
            lines = [line for line in lines if prefix and line.raw(4).startswith(prefix)]
            if len({(line.raw(5), line.raw(6)) for line in lines}) > 1:
                return None
        return lines[0] if lines else None

    def text(self, code: Code) -> str:
        line = self.line(code)
        return line.text(5) if line else ""

    def at(self, code: Code) -> str:
        line = self.line(code)
        return line.raw(14) if line else ""

    def coded(self, code: Code) -> tuple[str, str] | None:
        line = self.line(code)
        return (line.text(5), line.text(5, 2)) if line else None

    def word(self, code: Code, beginning: str) -> str:
        """Return the value of an enumeration, `^name` or `name`, without its beginning."""
        line = self.line(code)
        if line is None:
            return ""
        return (line.text(5, 2) or line.text(5)).strip().lower().removeprefix(beginning)

    def rate(self, code: Code) -> Rate | None:
        milli = self._milli(code, codes.ML_PER_H)
        return None if milli is None else Rate(milli)

    def volume(self, code: Code) -> Volume | None:
        milli = self._milli(code, codes.ML)
        return None if milli is None else Volume(milli)

    def _milli(self, code: Code, unit: Code) -> int | None:
        line = self.line(code)
        if line is None or not codes.is_unit(line.parts(6), unit):
            return None
        number = _NUMBER.fullmatch(line.text(5).strip())
        if not number:
            return None
        return int(number[1]) * 1_000 + int((number[2] or "")[:3].ljust(3, "0"))


def _alarm(chosen: _Chosen, obr: Segment, lines: list[Segment]) -> Alarm | None:
    """Return the alarm of a PCD-04, or None for a heartbeat.

    What is not clearly over is on: an alarm of unknown code, phase or state still alarms.
    """
    line = chosen.line(codes.ALARM) or (lines[0] if lines else None)
    if line is None:
        return None
    number, name = line.text(5), line.text(5, 2)
    if codes.find(line.text(3), line.text(3, 2)) is codes.HEARTBEAT:
        return None
    old = [part for parts in line.repetitions(8) for part in parts]  # L~PM~SP, deprecated
    if chosen.text(codes.ALARM_PRIORITY) in _NOT_ALARMING or _NOT_ALARMING & set(old):
        return None
    phase = chosen.text(codes.ALARM_PHASE).strip().lower()
    state = chosen.text(codes.ALARM_STATE).strip().lower()
    found = codes.find(number, name)
    first = "".join(obr.subcomponents(29, 2)[:1])
    return Alarm(
        term=found.name if found else name or number,
        first=first or obr.text(3),
        follows=bool(first),
        code=found,
        text=line.text(5, 9) or name,
        on=phase not in _ENDED_PHASES and state != "inactive",
    )
