"""How little is delivered: just enough for the pump's own counter to show it."""

from dataclasses import dataclass

from drivers.port import Capabilities, PumpReport
from drivers.quantities import MS_PER_HOUR, Rate, Volume

COUNTED_EVERY_MS = 5_000
"""The slow rate moves the counter by one increment in this time; the raised one in half of it."""
LASTS_MS = 600_000
"""What is ordered would last so long at the raised rate: time enough to look, and little."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Two rates and a limit."""

    slow: Rate
    raised: Rate
    limit: Volume
    """Of one start; the pump must stop by itself there."""


class NothingFits(Exception):
    """This pump has no rate at which its counter could be watched; the message says why."""


def amounts(can: Capabilities, seen: PumpReport) -> Amounts:
    """Return the smallest rate at which the counter visibly moves, twice that, and a small limit.

    Never below what the profile allows; `NothingFits` when it would be above, or the counter is too
    full for the limit.
    """
    counted = -(-seen.increment.ul * MS_PER_HOUR // COUNTED_EVERY_MS)
    slow = _up(max(counted, can.rate_min.ul_per_h), can.rate_increment.ul_per_h)
    raised = Rate(2 * slow)
    if raised > can.rate_max:
        raise NothingFits(
            f"the counter shows {seen.increment.ml} mL at a time: reset it at the pump first"
        )
    step = can.volume_increment.ul
    limit = Volume(_up(max(raised.over(LASTS_MS).ul, 2 * step, 2 * seen.increment.ul), step))
    if seen.infused + limit > can.counter_max:
        raise NothingFits(f"the counter reads {seen.infused.ml} mL: reset it at the pump first")
    return Amounts(Rate(slow), raised, limit)


def _up(number: int, step: int) -> int:
    return -(-number // step) * step
