"""Numbers and times as Alaris pumps write and read them.

Rates have two decimals (0.1 is answered as 0.10), volumes three. Readings of ours where the page
is silent [U]: more decimals than that, or more than four digits before the point, are refused;
what is shown is truncated; the time left is `24+` from 24 h up and where it has no end.
"""

import re

from simulators.volumes import ML_NL

RATE_UNIT = "ml/h"
VOLUME_UNIT = "ml"
PRESSURE_UNIT = "mmHg"

RATE_DECIMALS = 2
VOLUME_DECIMALS = 3

_NUMBER = re.compile(r"([0-9]{1,4})(?:\.([0-9]{1,3}))?")
_DAY_S = 24 * 3_600


def shown(value: int, decimals: int) -> str:
    """Write a volume in nL, or a rate in nL/h, in mL or mL/h."""
    whole, rest = divmod(value, ML_NL)
    return f"{whole}.{rest * 10**decimals // ML_NL:0{decimals}d}"


def read(text: str, decimals: int) -> int | None:
    """Read a number in mL or mL/h as nL or nL/h; None when it is not one."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(match[2] or "") > decimals:
        return None
    return int(match[1]) * ML_NL + int((match[2] or "").ljust(6, "0"))


def time_left(seconds: int | None) -> str:
    """Write a time as hh:mm:ss; None = no end."""
    if seconds is None or seconds >= _DAY_S:
        return "24+"
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"
