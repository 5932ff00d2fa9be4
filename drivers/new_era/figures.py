"""The pump's numbers: at most four digits and a point, at most three decimals.

Manual NE-9000 12.2.1 and NE-1000 10.2.1, <float>.

125 mL/h is `125.0`, 33.333 mL/h cannot be said. A value goes to the pump exactly or not at all;
rounding down to what the pump can take is a step of its own that the caller sees.
"""

import re

from drivers.quantities import QuantityError, Rate, Volume

_FLOAT = re.compile(r"([0-9]{0,4})(?:\.([0-9]{0,3}))?", re.ASCII)
_VOLUME = re.compile(r"([0-9.]+)(ML|UL)", re.ASCII)
_RATE = re.compile(r"([0-9.]+)(MH|MM|UH|UM)", re.ASCII)
_DISPENSED = re.compile(r"I([0-9.]+)W([0-9.]+)(ML|UL)", re.ASCII)

_UL_PER_H = {"MH": (1, 1), "MM": (60, 1), "UH": (1, 1_000), "UM": (60, 1_000)}
"""Factor from thousandths of the unit to µL/h: mL/h, mL/min, µL/h, µL/min."""

MILLI_MAX = 9_999_000
"""9999, the largest number that four digits can say."""


def increment(milli: int) -> int:
    """Return the worth of the last of four digits at this value: 1, 10, 100 or 1000 thousandths."""
    for bound, step in ((10_000, 1), (100_000, 10), (1_000_000, 100)):
        if milli < bound:
            return step
    return 1_000


def rounded_down(milli: int) -> int:
    """Return the largest number that the pump can take and that is not above `milli`."""
    milli = min(milli, MILLI_MAX)
    return milli // increment(milli) * increment(milli)


def to_text(milli: int) -> str:
    """Return thousandths in the pump's format, exactly; `QuantityError` if it has none for them.

    Zero is refused: a volume of zero means "without end" to the pump (manual, VOL), a rate of zero
    is not a rate.
    """
    if not 0 < milli <= MILLI_MAX or milli % increment(milli):
        raise QuantityError(f"{milli} thousandths cannot be said in the pump's four digits")
    whole, fraction = divmod(milli, 1_000)
    decimals = {1: 3, 10: 2, 100: 1, 1_000: 0}[increment(milli)]
    return f"{whole}.{fraction:03d}"[: len(str(whole)) + 1 + decimals].removesuffix(".")


def from_text(text: str) -> int:
    """Return the pump's number in thousandths; `QuantityError` if it is not one."""
    found = _FLOAT.fullmatch(text)
    whole, fraction = found.groups(default="") if found else ("", "")
    if not 0 < len(whole + fraction) <= 4:
        raise QuantityError(f"{text[:20]!r} is not one of the pump's numbers")
    return int(whole or "0") * 1_000 + int(fraction.ljust(3, "0"))


def rate_to_text(rate: Rate) -> str:
    """Return a rate in mL/h for `RAT`, exactly; `QuantityError` if the pump cannot take it."""
    return to_text(rate.ul_per_h)


def volume_to_text(volume: Volume) -> str:
    """Return a volume in mL for `VOL`, exactly; `QuantityError` if the pump cannot take it."""
    return to_text(volume.ul)


def rate_from_text(text: str) -> tuple[Rate, str]:
    """Return the rate and the unit it was said in, from an answer such as `125.0MH`.

    In another unit than mL/h the rate may not be whole in µL/h; it is then rounded up, since this
    is what the pump does and not what we ask for.
    """
    found = _RATE.fullmatch(text)
    if not found:
        raise QuantityError(f"{text[:20]!r} is not a rate")
    times, per = _UL_PER_H[found[2]]
    return Rate(-(-from_text(found[1]) * times // per)), found[2]


def volume_from_text(text: str) -> Volume:
    """Return the volume of an answer such as `250.0ML`, rounded down to a whole µL."""
    found = _VOLUME.fullmatch(text)
    if not found:
        raise QuantityError(f"{text[:20]!r} is not a volume")
    return Volume(_to_ul(found[1], found[2]))


def dispensed_from_text(text: str) -> tuple[Volume, Volume]:
    """Return the infused volume of an answer to `DIS` and what its last digit can hide.

    What was withdrawn is counted apart (`W`) and takes nothing off.
    """
    found = _DISPENSED.fullmatch(text)
    if not found:
        raise QuantityError(f"{text[:30]!r} is not an answer to DIS")
    number, _, unit = found.groups()
    from_text(found[2])
    decimals = len(number.partition(".")[2])
    milli = from_text(number)
    hidden = max(increment(milli), 10 ** (3 - decimals))
    if unit == "UL":
        hidden = -(-hidden // 1_000)
    return Volume(_to_ul(number, unit)), Volume(hidden)


def _to_ul(number: str, unit: str) -> int:
    return from_text(number) // (1_000 if unit == "UL" else 1)
