"""The cardinalities of IHE PIV (TF9 volume 2, 3.3) as a profile for hl7apy, a second reader.

Base HL7 v2.6 asks for `TQ1` in each GIVE group and for RXG-5 and RXG-7; PIV makes them conditional,
requires ORC-9, ORC-19, RXG-15, RXG-16 and one OBX with the pump, and takes much away.
"""

from typing import Any

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hl7apy.v2_6 import MESSAGES

NOT_SUPPORTED = frozenset(
    ("SFT", "UAC", "NTE", "AL1", "PV2", "RXC", "TQ2", "RGV_O15_TIMING", "RGV_O15_ORDER_DETAIL")
) | {"RGV_O15_ENCODING", "ORC_3", "RXG_3", "RXG_27", "RXG_28", "RXG_29", "RXG_30"}
REQUIRED = frozenset(
    ("MSH_3", "MSH_5", "MSH_7", "MSH_15", "MSH_16", "MSH_18", "MSH_21", "PID_3", "RXR_1")
) | {"ORC_1", "ORC_2", "ORC_9", "ORC_19", "RXG_4", "RXG_15", "RXG_16", "RGV_O15_PATIENT"}
OPTIONAL = frozenset(("RXG_5", "RXG_7", "RGV_O15_TIMING_GIVE"))
ONCE = frozenset(("RGV_O15_GIVE", "RXR", "OBX"))


def _changed(reference: Any) -> Any:
    kind, children, *rest = reference
    made = []
    for name, what, bounds, sort, *more in children:
        if name in NOT_SUPPORTED:
            continue
        now = bounds
        if name in REQUIRED or name in ONCE:
            now = (1, 1)
        elif name in OPTIONAL:
            now = (0, 1)
        inner = _changed(what) if sort in ("SEG", "GRP") else what
        made.append((name, inner, now, sort, *more))
    return (kind, tuple(made), *rest)


PIV = {"RGV_O15": _changed(MESSAGES["RGV_O15"])}


def read(body: str, profile: dict[str, Any] | None = None) -> Any:
    """Have hl7apy read a message strictly; `hl7apy.exceptions.HL7apyException` when it will not."""
    return parse_message(
        body,
        validation_level=VALIDATION_LEVEL.STRICT,
        message_profile=profile,
        force_validation=True,
    )
