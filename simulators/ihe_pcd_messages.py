"""What the gateway writes around a message: who sends it to whom, its number, and the answers.

Every message has its own MSH-10. A report asks for one accept acknowledgement (AL, NE).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulators.ihe_pcd_accept import NotAccepted
from simulators.ihe_pcd_clock import Clock
from simulators.ihe_pcd_codes import AT_THE_PUMP, ERRORS
from simulators.ihe_pcd_er7 import Message, Segment, header, segment

EUI_64 = "EUI-64"
_LANGUAGE = "en^English^ISO639"
_CHARSET = "UNICODE UTF-8"
_OID = "1.3.6.1.4.1.19376.1.6"

SNAPSHOT = ("ORU^R01^ORU_R01", f"IHE_PCD_001^IHE PCD^{_OID}.1.1.1^ISO")
EVENT = ("ORU^R42^ORU_R01", f"IHE_PCD_010^IHE PCD^{_OID}.4.10^ISO")
ALERT = ("ORU^R40^ORU_R40", f"IHE_PCD_ACM_001^IHE PCD^{_OID}.1.4.1^ISO")
ANSWER = ("RRG^O16^RRG_O16", f"IHE_PCD_003^IHE PCD^{_OID}.1.3.2^ISO")
"""MSH-9 and MSH-21 of what the gateway sends."""

ORIGINAL = {"CA": "AA", "CE": "AE", "CR": "AR"}
"""Original-mode words for the accept level."""


@dataclass(frozen=True, slots=True)
class Party:
    """An application and its facility, as MSH writes them."""

    name: str
    eui: str
    facility: str = "WARD"

    @property
    def application(self) -> str:
        """MSH-3 or MSH-5."""
        return f"{self.name}^{self.eui}^{EUI_64}"

    def id(self, text: str) -> str:
        """An id that this party gives out, as an entity identifier."""
        return f"{text}^{self.application}"


class Letterhead:
    """Writes MSH for one gateway, and its answers. Moments are ns since the start."""

    def __init__(self, gateway: Party, ward: Party, clock: Clock, boot: str) -> None:
        """Begin counting; `boot` makes the numbers of this start unlike those of any other."""
        self.gateway, self.ward = gateway, ward
        self.clock = clock
        self._boot = boot
        self._starts = 0
        self._count = 0

    def start_again(self) -> None:
        """The gateway starts anew: numbers unlike all before."""
        self._starts += 1
        self._count = 0

    def control_id(self) -> str:
        """The next MSH-10."""
        self._count += 1
        return f"{self._boot}.{self._starts}.{self._count}"

    def report(self, kind: tuple[str, str], now_ns: int, body: Sequence[Segment]) -> Message:
        """A message of our own, to the ward."""
        gateway, ward = self.gateway, self.ward
        fields = [gateway.application, gateway.facility, ward.application, ward.facility]
        fields += [self.clock.sent(now_ns), "", kind[0], self.control_id(), "P", "2.6", "", ""]
        fields += ["AL", "NE", "", _CHARSET, _LANGUAGE, "", kind[1]]
        return Message((header(fields), *body))

    def acknowledgement(
        self, order: Message, now_ns: int, why: NotAccepted | None, *, level: str, answers: str
    ) -> Message:
        """The accept acknowledgement: to whoever sent the order, about MSH-10 `answers`."""
        msh = order.header
        gateway = self.gateway
        fields = [gateway.application, gateway.facility, msh.raw(3), msh.raw(4)]
        trigger = msh.raw(9).split("^")[1] if "^" in msh.raw(9) else ""
        kind = f"ACK^{trigger}^ACK" if trigger else "ACK"
        fields += [self.clock.sent(now_ns), "", kind, self.control_id(), "P", "2.6", "", ""]
        fields += ["NE", "NE", "", _CHARSET]
        body = [segment("MSA", {1: level, 2: answers})]
        if why is not None:
            body.append(segment("ERR", {3: f"{why.code}^HL70357", 4: "E", 8: why.where}))
        return Message((header(fields), *body))

    def answer(self, control_id: str, error: int, now_ns: int) -> Message:
        """The application answer to an order: AA, or AR or AE with the error."""
        level = "AA" if not error else "AE" if error in AT_THE_PUMP else "AR"
        body = [segment("MSA", {1: level, 2: control_id})]
        if error:
            internal = "207^Application internal error^HL70357"
            body.append(segment("ERR", {3: internal, 4: "E", 5: f"{error}^{ERRORS[error]}"}))
        return self.report(ANSWER, now_ns, body)
