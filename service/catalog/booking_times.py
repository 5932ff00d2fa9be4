"""Reads how long a ward's hands need, and what it promises: first values or the ward's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from service.catalog.block import Block
from service.catalog.ladders import check_unique
from service.catalog.wards import FirstBooking
from service.core.booking.resources import (
    WEEKDAYS,
    BagTimes,
    LocalTimes,
    OtherKind,
    Promises,
)

T = TypeVar("T")

HANDS_MAX_MIN = 240
STABLE_MAX_MIN = 7 * 24 * 60
HORIZON_MAX_DAYS = 400
WEEKDAY = {name: number for number, name in enumerate(WEEKDAYS)}
NO_BAG = BagTimes(compound_min=1, transport_min=0, stable_min=1, to_order=False)
NO_PROMISES = Promises(hold_min=5, no_show_min=1, horizon_days=1)
NO_TIMES = LocalTimes(
    arrive_first_min=0,
    arrive_min=0,
    wait_least_min=0,
    wait_most_min=0,
    hang_min=0,
    flush_min=0,
    disconnect_min=0,
    clean_min=0,
    running_per_nurse=3,
    running_per_nurse_close=3,
    close_infusions=0,
    overrun_first_min=0,
    overrun_min=0,
)
FIRST = FirstBooking(times=NO_TIMES, bag=NO_BAG, promises=NO_PROMISES)
"""Stands in for values that could not be read."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """The two places in which a block of values may stand."""

    own: Block
    """`booking` of the ward's file."""
    first: Block
    """`booking` of `default.yaml`, complete."""

    def block(self, key: str, read: Callable[[Block], T], instead: T) -> T:
        """Return what `read` makes of the ward's own block, or else of the first values."""
        first = self.first.block(key, read, instead)
        return self.own.block(key, read, instead) if self.own.has(key) else first


def read_first(block: Block) -> FirstBooking:
    """Return the `booking` block of the first values."""
    return FirstBooking(
        times=block.block("local_times", _times, NO_TIMES),
        bag=block.block("bag", read_bag_times, NO_BAG),
        promises=block.block("promises", _promises, NO_PROMISES),
    )


def read_whole_first(mixed: Mixed) -> FirstBooking:
    """Return the first values, each block replaced by the ward's own where it has one."""
    return FirstBooking(
        times=mixed.block("local_times", _times, NO_TIMES),
        bag=mixed.block("bag", read_bag_times, NO_BAG),
        promises=mixed.block("promises", _promises, NO_PROMISES),
    )


def read_kinds(block: Block) -> tuple[OtherKind, ...]:
    """Return the kinds of visits for which there is no protocol."""
    kinds = block.blocks("other_visits", _kind)
    check_unique(block, "other_visits", [kind.id for kind in kinds])
    return kinds


def read_bag_times(block: Block) -> BagTimes:
    """Return how a bag comes to the chair."""
    block.source()
    return BagTimes(
        compound_min=block.whole("compound_min", 1, HANDS_MAX_MIN),
        transport_min=block.whole("transport_min", 0, HANDS_MAX_MIN),
        stable_min=block.whole("stable_min", 1, STABLE_MAX_MIN),
        to_order=block.flag("to_order"),
    )


def read_weekdays(block: Block) -> frozenset[int]:
    """Return the days of the week under `days`."""
    days = block.words("days", WEEKDAY)
    if len(set(days)) < len(days):
        block.refuse("days", "a day is named twice")
    return frozenset(days)


def _times(block: Block) -> LocalTimes:
    block.source()
    least, most = _wait(block)
    return LocalTimes(
        arrive_first_min=_hands(block, "arrive_first_min", 1),
        arrive_min=_hands(block, "arrive_min", 1),
        wait_least_min=least,
        wait_most_min=most,
        hang_min=_hands(block, "hang_min", 1),
        flush_min=_hands(block, "flush_min"),
        disconnect_min=_hands(block, "disconnect_min", 1),
        clean_min=_hands(block, "clean_min"),
        running_per_nurse=_ratio(block, "running_per_nurse"),
        running_per_nurse_close=_ratio(block, "running_per_nurse_close"),
        close_infusions=block.whole("close_infusions", 0, 99),
        overrun_first_min=_hands(block, "overrun_first_min"),
        overrun_min=_hands(block, "overrun_min"),
    )


def _kind(block: Block) -> OtherKind:
    block.source()
    least, most = _wait(block) if block.has("wait_least_min") else (0, 0)
    return OtherKind(
        id=block.text("id"),
        name=block.text("name"),
        arrive_min=_hands(block, "arrive_min", 1),
        wait_least_min=least,
        wait_most_min=most,
        hang_min=_hands(block, "hang_min"),
        infuse_min=block.whole("infuse_min", 0, 24 * 60),
        flush_min=_hands(block, "flush_min"),
        observe_min=_hands(block, "observe_min"),
        disconnect_min=_hands(block, "disconnect_min"),
        clean_min=_hands(block, "clean_min"),
        running_per_nurse=_ratio(block, "running_per_nurse"),
        overrun_min=_hands(block, "overrun_min"),
        bag=block.block_or("bag", "none", read_bag_times),
    )


def _wait(block: Block) -> tuple[int, int]:
    least, most = _hands(block, "wait_least_min"), _hands(block, "wait_most_min")
    if block.sound("wait_least_min", "wait_most_min") and most < least:
        block.refuse("wait_most_min", "is shorter than the shortest wait")
    return least, most


def _promises(block: Block) -> Promises:
    block.source()
    return Promises(
        hold_min=block.whole("hold_min", 5, 10),
        no_show_min=block.whole("no_show_min", 1, HANDS_MAX_MIN),
        horizon_days=block.whole("horizon_days", 1, HORIZON_MAX_DAYS),
    )


def _hands(block: Block, key: str, low: int = 0) -> int:
    return block.whole(key, low, HANDS_MAX_MIN)


def _ratio(block: Block, key: str) -> int:
    """Return running patients for one nurse; only what twelfths of a nurse can say exactly."""
    ratios = {str(each): each for each in (1, 2, 3, 4, 6, 12)}
    return block.word(key, ratios)
