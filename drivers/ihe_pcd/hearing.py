"""What comes in from one gateway: who said it, to whom it belongs, and what is not believed.

Every message is acknowledged once, on the connection on which it came. Whatever is not believed
(another certificate, another pump, an answer to no question, a clock that is ahead) is refused
there and recorded in `refused`; one that came before is acknowledged again and not taken again.
"""

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol

from drivers.ihe_pcd import messages
from drivers.ihe_pcd.er7 import Er7Error, Message, parse
from drivers.ihe_pcd.heard import Answer, Report, read_answer, read_reports
from drivers.ihe_pcd.messages import Fault, Letterhead
from drivers.ihe_pcd.place import Ends, PumpId

_log = logging.getLogger(__name__)

SEEN_FOR = timedelta(hours=24)
SEEN_MAX = 20_000
"""Message ids remembered: a pump that reports every minute sends 1,440 a day."""
REFUSED_KEPT = 200
WAITING_MAX = 256
"""Messages of ours whose answers are still understood."""
CLOCK_AHEAD = timedelta(seconds=30)
"""How far a pump's clock may be ahead of ours: more would make old reports look like new ones."""

Asker = Callable[[Answer], str | None]
"""Takes an answer; returns why it counts for nothing, or None."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A message that was taken."""

    at: datetime
    digest: bytes
    """Of all but its MSH."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One message that was not believed."""

    at: datetime
    control_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message is answered with."""

    acknowledgement: bytes | None
    """For the connection on which the message came."""
    thanks: tuple[str, bytes] | None = None
    """Control id and body of an `ORA^R41`, for our own connection to the gateway."""


class Ear(Protocol):
    """A driver, as the gateway sees it."""

    @property
    def pump(self) -> PumpId:
        """Whose reports it wants."""
        ...

    def report(self, report: Report) -> None:
        """Take a report of its pump."""
        ...


class Hearing:
    """Everything that one gateway says, by whichever connection."""

    def __init__(self, ends: Ends, letterhead: Letterhead) -> None:
        self.ears: dict[PumpId, Ear] = {}
        self.refused: deque[Refused] = deque(maxlen=REFUSED_KEPT)
        self.strangers: dict[str, str] = {}
        """EUI-64 of pumps that bear the id of one of ours and are not it."""
        self._ends = ends
        self._letterhead = letterhead
        self._waiting: OrderedDict[str, Asker] = OrderedDict()
        self._seen: OrderedDict[tuple[str, str], _Taken] = OrderedDict()

    def expect(self, control_id: str, asker: Asker) -> None:
        """Hand answers to our message `control_id` to `asker`."""
        self._waiting[control_id] = asker
        self._waiting.move_to_end(control_id)
        while len(self._waiting) > WAITING_MAX:
            self._waiting.popitem(last=False)

    def take(self, body: bytes, names: frozenset[str] | None) -> Reply:
        """Take one message from a far side whose certificate has these names; return the answer."""
        try:
            message = parse(body)
            kind, trigger = message.msh.text(9), message.msh.text(9, 2)
            control_id, sender = message.msh.text(10), message.msh.text(3, 2).upper()
        except Er7Error as error:
            self._refuse("", str(error))
            return Reply(self._unreadable(body, Fault(messages.WRONG_TYPE, str(error))))
        if kind == "ACK":
            self._answered(message, control_id)
            return Reply(None)
        key, digest = (sender, control_id), _digest(body)
        before = self._seen_before(key)
        if before and before.digest == digest:
            self._refuse(control_id, "came before and was not taken again")
            return Reply(self._acknowledge(message, "CA", None))
        if before:
            fault: Fault | None = Fault(messages.DUPLICATE, "another message had this control id")
        else:
            fault = self._fault_of(message, kind, trigger, sender, names)
        code = "CA"
        if fault:
            self._refuse(control_id, fault.text)
            code = "CR" if fault.code in (messages.UNKNOWN_KEY, messages.UNSUPPORTED) else "CE"
        elif control_id:
            self._seen[key] = _Taken(self._letterhead.now(), digest)
        return Reply(
            self._acknowledge(message, code, fault), None if fault else self._thanks(message)
        )

    def _fault_of(
        self, message: Message, kind: str, trigger: str, sender: str, names: frozenset[str] | None
    ) -> Fault | None:
        """Take a message, or return why not."""
        if names is not None and sender not in names:
            return Fault(messages.UNKNOWN_KEY, f"the certificate is not of the sender {sender}")
        if not message.msh.text(10):
            return Fault(messages.WRONG_TYPE, "a message without MSH-10")
        try:
            if (kind, trigger) == ("RRG", "O16"):
                if sender != self._ends.gateway.eui:
                    return Fault(messages.UNKNOWN_KEY, f"{sender} is not the gateway")
                why = self._final(message)
                return Fault(messages.UNKNOWN_KEY, why) if why else None
            if kind == "ORU" and trigger in ("R01", "R40", "R42"):
                return self._reported(message, sender)
        except Er7Error as error:
            return Fault(messages.WRONG_TYPE, str(error))
        return Fault(messages.UNSUPPORTED, f"{kind}^{trigger} is not taken here")

    def _answered(self, message: Message, control_id: str) -> None:
        try:
            why = self._final(message)
        except Er7Error as error:
            why = str(error)
        if why:
            self._refuse(control_id, why)

    def _final(self, message: Message) -> str | None:
        """Hand an answer to who asked; return why it counts for nothing, or None."""
        answer = read_answer(message)
        asker = self._waiting.get(answer.of)
        return asker(answer) if asker else f"answers {answer.of[:40]}, which was not sent from here"

    def _reported(self, message: Message, sender: str) -> Fault | None:
        reports = read_reports(message)
        meant: list[tuple[Ear, Report]] = []
        for report in reports:
            if report.at > self._letterhead.now() + CLOCK_AHEAD:
                return Fault(messages.WRONG_TYPE, f"the pump's clock is ahead: {report.at}")
            meant += [(ear, report) for ear in self._meant(report, sender)]
        if not meant:
            said = ", ".join(f"{pump.id}^{pump.eui}" for each in reports for pump in each.pumps)
            return Fault(messages.UNKNOWN_KEY, f"{sender} reports no pump of ours: {said[:200]}")
        for ear, report in meant:
            ear.report(report)
        return None

    def _meant(self, report: Report, sender: str) -> list[Ear]:
        """Return whose pump it is about. Who is not the gateway may speak for itself alone."""
        meant: list[Ear] = []
        for ear in self.ears.values():
            for pump in report.pumps:
                if pump.id != ear.pump.id or sender not in (self._ends.gateway.eui, ear.pump.eui):
                    continue
                if pump.eui in ("", ear.pump.eui):
                    self.strangers.pop(pump.id, None)
                    meant = [ear]
                elif not meant:
                    self.strangers[pump.id] = pump.eui
        return meant

    def _thanks(self, message: Message) -> tuple[str, bytes] | None:
        """Return `ORA^R41` for an alarm whose sender asks for it (MSH-16 other than NE, CP-150)."""
        obr = message.first("OBR")
        if message.msh.text(9, 2) != "R40" or message.msh.text(16) in ("", "NE") or obr is None:
            return None
        header = self._letterhead.header(
            "ORA^R41^ORA_R41", "AL", "NE", messages.ALARM_STATUS_PROFILE
        )
        thanks = messages.alarm_received(header, message.msh.text(10), obr.raw(3))
        return header.control_id, thanks.encode()

    def _acknowledge(self, message: Message, code: str, fault: Fault | None) -> bytes | None:
        """Return the acknowledgement in the mode that the sender asks for (MSH-15, MSH-16)."""
        wanted, application = message.msh.text(15), message.msh.text(16)
        if wanted == "NE" or (wanted == "ER" and not fault) or (wanted == "SU" and fault):
            return None
        if not wanted and not application:
            code = "A" + code[1:]  # the original mode of HL7 v2.1
        header = self._letterhead.header(f"ACK^{message.msh.text(9, 2)}^ACK", "NE", "NE")
        return messages.acknowledgement(header, code, message.msh.text(10), fault).encode()

    def _unreadable(self, body: bytes, fault: Fault) -> bytes | None:
        """Refuse a message of which only the head can be read; None when not even that."""
        try:
            head = parse(body.partition(b"\r")[0][: messages.HEAD_MAX])
        except Er7Error:
            return None
        return self._acknowledge(head, "CE", fault)

    def _seen_before(self, key: tuple[str, str]) -> _Taken | None:
        """Return what was taken under this id in the last day, forgetting what is older."""
        oldest = self._letterhead.now() - SEEN_FOR
        while self._seen:
            first = next(iter(self._seen))
            if len(self._seen) <= SEEN_MAX and self._seen[first].at >= oldest:
                break
            del self._seen[first]
        return self._seen.get(key)

    def _refuse(self, control_id: str, reason: str) -> None:
        self.refused.append(Refused(self._letterhead.now(), control_id[:80], reason))
        gateway = self._ends.gateway.eui
        _log.warning("gateway %s: message %r refused: %s", gateway, control_id[:80], reason)


def _digest(body: bytes) -> bytes:
    """Return what tells one message from another with the same id; the head may differ."""
    return blake2b(body.partition(b"\r")[2], digest_size=16).digest()
