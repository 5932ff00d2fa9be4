"""How much is free, slot by slot, as binary digits.

A count for every slot of a day is kept as a few whole numbers: digit `k` of the count of slot `t`
is bit `t` of `digits[k]`. So taking a window, comparing with an amount and looking for a run are a
few operations on whole numbers for the whole day at once, and a day is a value that is never
changed: nothing to copy, nothing to undo.
"""

from collections.abc import Sequence
from functools import lru_cache

Mask = int
"""One bit a slot of the day, the first slot lowest."""

Digits = tuple[Mask, ...]
"""The counts of a day, lowest digit first."""


EVERY: Mask = -1
"""Every slot there is."""


def digits(counts: Sequence[int]) -> Digits:
    """Return the counts as digits. `ValueError` for one below 0."""
    return _digits(tuple(counts))


@lru_cache(maxsize=1024)  # most days are like another one
def _digits(counts: tuple[int, ...]) -> Digits:
    if any(count < 0 for count in counts):
        raise ValueError("a count below 0")
    width = max(counts, default=0).bit_length()
    return tuple(
        sum(1 << slot for slot, count in enumerate(counts) if count >> digit & 1)
        for digit in range(width)
    )


def counts(of: Digits, length: int) -> tuple[int, ...]:
    """Return the counts of the first `length` slots."""
    return tuple(
        sum((plane >> slot & 1) << digit for digit, plane in enumerate(of))
        for slot in range(length)
    )


def span(start: int, length: int) -> Mask:
    """Return the slots from `start` on."""
    return ((1 << length) - 1) << start


@lru_cache(maxsize=4096)
def at_least(of: Digits, amount: int, length: int) -> Mask:
    """Return those of the first `length` slots whose count is `amount` or more."""
    everywhere = (1 << length) - 1
    if amount >> len(of):
        return 0
    short = 0
    for digit, plane in enumerate(of):
        short = everywhere ^ (plane & ~short) if amount >> digit & 1 else short & ~plane
    return everywhere & ~short


def less(of: Digits, window: Mask, amount: int) -> Digits:
    """Return the counts with `amount` taken in `window`. `ValueError` where there is not enough."""
    left, borrowed = list[Mask](), 0
    for digit, plane in enumerate(of):
        if not borrowed and not amount >> digit:
            return (*left, *of[digit:])
        wanted = window if amount >> digit & 1 else 0
        left.append(plane ^ wanted ^ borrowed)
        borrowed = (~plane & (wanted | borrowed)) | (wanted & borrowed)
    if borrowed or (window and amount >> len(of)):
        raise ValueError("more than is free")
    return tuple(left)


def more(of: Digits, window: Mask, amount: int) -> Digits:
    """Return the counts with `amount` given back in `window`."""
    sums, carried = [], 0
    for digit in range(max(len(of), amount.bit_length())):
        plane = of[digit] if digit < len(of) else 0
        given = window if amount >> digit & 1 else 0
        sums.append(plane ^ given ^ carried)
        carried = (plane & (given | carried)) | (given & carried)
    return (*sums, carried) if carried else tuple(sums)


def exceeds(one: Digits, other: Digits) -> Mask:
    """Return the slots in which the count of `one` is above that of `other` (equal widths)."""
    above = 0
    for mine, theirs in zip(one, other, strict=True):
        above = (mine & ~theirs) | (above & ~(mine ^ theirs))
    return above


def runs(mask: Mask, length: int) -> Mask:
    """Return the slots from which on `length` slots in a row are in `mask`."""
    done = 1
    while done < length:
        step = min(done, length - done)
        mask &= mask >> step
        done += step
    return mask if length else EVERY


def within(mask: Mask, first: int, last: int) -> Mask:
    """Return the slots `t` for which `mask` has one of `t + first` to `t + last`."""
    if last < first:
        return 0
    found = mask >> first if first >= 0 else mask << -first
    done, wanted = 1, last - first + 1
    while done < wanted:
        step = min(done, wanted - done)
        found |= found >> step
        done += step
    return found


def members(mask: Mask) -> list[int]:
    """Return the slots of a mask, first to last."""
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
