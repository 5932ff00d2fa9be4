"""How the gateway can misbehave, each fault by name and settable while it runs.

The defaults are a gateway that keeps the standard. Times are real seconds; counts are used up one
by one (-1 = for ever). Faults of the fluid are the pump's own (`occluded`, `air_fraction`, `stall`
of `simulators.faults`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from simulators.ihe_pcd_codes import ERRORS

NO_FAULT = 0

_CHOICES = {
    "containment": ("right", "wrong", "doubled", "absent"),
    "clock_zone": ("right", "none", "unknown"),
}
_SIGNED = frozenset(("clock_offset_s", "clock_drift"))


@dataclass(slots=True)
class Misbehaviour:
    """What the gateway does wrong.

    Attributes:
        offline: the ward cannot be reached; events and alarms wait, with the time they happened.
        original_mode: AA, AE or AR where the accept acknowledgement is CA, CE or CR.
        rrg_on_same_connection: the RRG follows the acknowledgement on the order's connection.
        lose_acks: accept acknowledgements never sent, though the order is taken.
        delay_acks: accept acknowledgements that come late by `delay_s`.
        delay_s: the lateness.
        wrong_ack_ids: acknowledgements with somebody else's MSA-2.
        drop_before_accept: orders at which the connection is dropped and nothing is taken.
        drop_after_accept: orders taken, at which the connection is dropped without a word.
        lose_rrgs: application answers never sent.
        delay_rrgs: application answers that come late by `delay_s`.
        refuse_next: the next order is answered with this application error (9001 to 9044).
        containment: OBX-4 numbers: "wrong" ones, all alike ("doubled"), or none ("absent").
        unknown_codes: events and alarms under a number and name that no table has.
        maker_spelling: `MDC_PUMP_...` where the framework has `MDC_DEV_PUMP_...`.
        omit_pv1: reports without PV1.
        half_frames: messages of which the first half is sent before the connection is dropped.
        huge_frames: messages blown up to ten million bytes.
        not_utf8: messages with bytes that are no UTF-8.
        duplicate_control_ids: messages that bear the MSH-10 of the one before.
        send_twice: messages sent twice, byte for byte, though acknowledged.
        hold_events: events and alarms held back until that many wait, then sent last first.
        wrong_eui: reports name a pump that is not ours.
        clock_zone: time stamps without a zone ("none") or with -0000 ("unknown").
        clock_offset_s: the clock of the pumps is ahead by this.
        clock_drift: the clock of the pumps gains this share of the time.
    """

    offline: bool = False
    original_mode: bool = False
    rrg_on_same_connection: bool = False
    lose_acks: int = 0
    delay_acks: int = 0
    delay_s: float = 0.0
    wrong_ack_ids: int = 0
    drop_before_accept: int = 0
    drop_after_accept: int = 0
    lose_rrgs: int = 0
    delay_rrgs: int = 0
    refuse_next: int = NO_FAULT
    containment: str = "right"
    unknown_codes: bool = False
    maker_spelling: bool = False
    omit_pv1: bool = False
    half_frames: int = 0
    huge_frames: int = 0
    not_utf8: int = 0
    duplicate_control_ids: int = 0
    send_twice: int = 0
    hold_events: int = 0
    wrong_eui: bool = False
    clock_zone: str = "right"
    clock_offset_s: float = 0.0
    clock_drift: float = 0.0

    def change(self, values: Mapping[str, object]) -> None:
        """Set several faults; on the first bad name or value nothing is changed."""
        checked = {name: _checked(name, value) for name, value in values.items()}
        for name, value in checked.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """Keep the standard again."""
        self.change(asdict(Misbehaviour()))

    def use(self, name: str) -> bool:
        """Take one from a counted fault; true when there was one to take."""
        left = int(getattr(self, name))
        if left > 0:
            setattr(self, name, left - 1)
        return left != 0


NAMES = frozenset(field.name for field in fields(Misbehaviour))
_KINDS: dict[str, type] = {field.name: type(field.default) for field in fields(Misbehaviour)}


def _checked(name: str, value: object) -> object:
    """Return the value in the fault's own type, or say what is wrong with it."""
    kind = _KINDS.get(name)
    if kind is None:
        raise ValueError(f"no such fault: {name}")
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ValueError(f"{name} takes {kind.__name__}")
    if isinstance(value, float):
        lowest = -1e9 if name in _SIGNED else 0.0
        if not lowest <= value <= 1e9:
            raise ValueError(f"{name} is out of reach")
    if name == "refuse_next" and value not in (NO_FAULT, *ERRORS):
        raise ValueError("refuse_next is 9001 to 9044, or 0")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ValueError(f"{name} is one of {', '.join(_CHOICES[name])}")
    return value
