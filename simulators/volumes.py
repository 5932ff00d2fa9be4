"""Volumes as the control channel writes them: decimal texts in mL, held as whole nL."""

import re

ML_NL = 1_000_000

_EXACT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?")


def nl_from_ml(text: str) -> int:
    """Read a decimal text in mL (or mL/h) exactly, to the nL (or nL/h)."""
    match = _EXACT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a volume or rate: {text!r}")
    return int(match[1]) * ML_NL + int((match[2] or "").ljust(6, "0"))
