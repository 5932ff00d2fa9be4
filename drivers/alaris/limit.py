"""What the pump's VTBI bounds, whichever of two things it means. Pure.

The page does not say whether VTBI counts from a start or ends at a reading of the counter, nor
whether a running pump tells the volume that was set or what is left of it. So:

- A start sets VTBI to `until_total` less the counter. Counted from the start it ends at the total;
  as a reading of the counter it ends at or before it. It never ends after it.
- While the pump runs, what it tells must agree with one of the two: the volume that we set, or that
  less what has been delivered since. Once a pump has been seen to do the one, the other is refused.
"""

from dataclasses import dataclass
from enum import Enum

from drivers.quantities import NO_VOLUME, Volume


class Manner(Enum):
    """What a running pump tells as its VTBI."""

    UNKNOWN = "unknown"
    AS_SET = "as set"
    LEFT = "what is left"


@dataclass(frozen=True, slots=True)
class Programmed:
    """The program that we have started."""

    volume: Volume
    """Its VTBI as set and read back."""
    counter: Volume
    """The counter's reading at the start."""
    until: Volume
    """The `until_total` it was made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The VTBI of a running pump, and the counter just before and after it was asked."""

    vtbi: Volume
    before: Volume
    after: Volume
    hidden: Volume
    """What the last place of any of these can hide."""


def volume_for(until: Volume, counter: Volume, hidden: Volume) -> Volume:
    """Return the VTBI of a start; zero or less: nothing is left.

    A counter that has counted is cut off and may hide one increment; at zero it hides nothing.
    """
    return until - counter - (hidden if counter > NO_VOLUME else NO_VOLUME)


def judge(
    held: Held, until: Volume, known: Programmed | None, manner: Manner
) -> tuple[str | None, Manner]:
    """Return why the running program does not bound `until`, or None; and the manner seen.

    Without knowledge of the start the VTBI may be the volume set or what is left of it; it bounds
    the total only if it does so as what is left.
    """
    if known is None:
        beyond = held.after + held.vtbi > until + held.hidden
        said = f"it may go on for {held.vtbi.ml} mL from {held.after.ml} mL, {until.ml} wanted"
        return (said if beyond else None), manner
    if known.until != until:
        return f"it was made for {known.until.ml} mL, {until.ml} wanted", manner
    seen = _seen(held, known)
    if not seen:
        return f"it holds {held.vtbi.ml} mL where {known.volume.ml} were set", manner
    if manner is not Manner.UNKNOWN and manner not in seen:
        return f"it holds {held.vtbi.ml} mL: its VTBI has been changed", manner
    if len(seen) == 1 and manner is Manner.UNKNOWN:
        manner = seen[0]
    return None, manner


def _seen(held: Held, known: Programmed) -> list[Manner]:
    """Return the manners that explain what the pump tells."""
    fits: list[Manner] = []
    if held.vtbi == known.volume:
        fits.append(Manner.AS_SET)
    slack = held.hidden + held.hidden
    least = known.volume - (held.after - known.counter) - slack
    most = known.volume - (held.before - known.counter) + slack
    if least <= held.vtbi <= most:
        fits.append(Manner.LEFT)
    return fits
