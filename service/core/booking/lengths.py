"""From a protocol to the shape of a visit: the pump's part by the plan that drives the pump.

The infusion lasts as long as `plan.duration` says, so that the calendar and the pump cannot
disagree; what the ward's hands need comes from its own times. Every phase is rounded up to whole
slots.
"""

from service.core.booking.grid import slots
from service.core.booking.resources import BagTimes, LocalTimes, OtherKind
from service.core.booking.shape import BagNeed, Shape
from service.core.plan import duration, staircase
from service.core.protocol import PremedicationItem, Protocol
from service.core.times import MINUTE_MS

ON_SITE_MAX_MIN = 60
"""A premedication item with a longer least wait than this is taken before the visit, or at home."""


def shape_of(
    protocol: Protocol, infusion_no: int, times: LocalTimes, bag: BagTimes | None
) -> Shape:
    """Return what the `infusion_no`-th infusion by a protocol takes.

    `ValueError` where it has no profile for that number. The protocol is one for a bag, of the
    profile that is wanted (`Protocol.only`); `bag` is None where nothing is compounded.
    """
    runs_ms = duration(staircase(protocol, infusion_no))
    flush_min = times.flush_min if protocol.flush.ul else 0
    close = infusion_no <= times.close_infusions
    least, most = _wait(protocol.premedication, times)
    return Shape(
        arrive=slots(times.arrive_first_min if infusion_no == 1 else times.arrive_min),
        wait_min=slots(least),
        wait_max=slots(most),
        hang=slots(times.hang_min),
        infuse=slots(_minutes(runs_ms)),
        flush=slots(flush_min),
        observe=slots(_minutes(protocol.observe(infusion_no))),
        disconnect=slots(times.disconnect_min),
        clean=slots(times.clean_min),
        ratio=times.running_per_nurse_close if close else times.running_per_nurse,
        overrun=slots(times.overrun_first_min if infusion_no == 1 else times.overrun_min),
        bag=None if bag is None else bag_need(bag),
    )


def shape_of_kind(kind: OtherKind) -> Shape:
    """Return what a visit without a protocol takes."""
    return Shape(
        arrive=slots(kind.arrive_min),
        wait_min=slots(kind.wait_least_min),
        wait_max=slots(kind.wait_most_min),
        hang=slots(kind.hang_min),
        infuse=slots(kind.infuse_min),
        flush=slots(kind.flush_min),
        observe=slots(kind.observe_min),
        disconnect=slots(kind.disconnect_min),
        clean=slots(kind.clean_min),
        ratio=kind.running_per_nurse,
        overrun=slots(kind.overrun_min),
        bag=None if kind.bag is None else bag_need(kind.bag),
    )


def bag_need(bag: BagTimes) -> BagNeed:
    """Return the way of a bag in slots; how long it lasts is rounded down."""
    return BagNeed(
        compound=slots(bag.compound_min),
        transport=slots(bag.transport_min),
        stable=slots(bag.stable_min + 1) - 1,
        to_order=bag.to_order,
    )


def _wait(items: tuple[PremedicationItem, ...], times: LocalTimes) -> tuple[int, int]:
    """Return the shortest and the longest gap between premedication and hanging, in minutes.

    The items' windows are counted to the start of the pump, so hanging belongs to them.
    """
    here = [
        each for each in items if each.required and each.not_before <= ON_SITE_MAX_MIN * MINUTE_MS
    ]
    if not here:
        return 0, 0
    earliest = max(_minutes(each.not_before) for each in here) - times.hang_min
    latest = min(each.not_after // MINUTE_MS for each in here) - times.hang_min
    least = max(times.wait_least_min, earliest)
    return least, max(least, min(times.wait_most_min, latest))


def _minutes(ms: int) -> int:
    """Return whole minutes, the last one perhaps in part."""
    return -(-ms // MINUTE_MS)
