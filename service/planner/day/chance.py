"""Chance from a seed, the same on every machine: xorshift64*.

S. Vigna, An experimental exploration of Marsaglia's xorshift generators, ACM TOMS 42(4), 2016.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from service.planner.day.compiled import DICE, INT, REAL, REALS, compiled

Dice = NDArray[np.uint64]
Shares = NDArray[np.float64]


def dice(seed: int) -> Dice:
    """Return the state for a seed (any whole number)."""
    mixed = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % 2**64
    return np.array([mixed or 1], np.uint64)


@compiled(numba.uint64, [DICE])
def _next(state: Dice) -> np.uint64:
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.uint64(x * np.uint64(0x2545F4914F6CDD1D))


@compiled(INT, [DICE, INT])
def below(state: Dice, bound: int) -> int:
    """Return a whole number from 0 to below `bound`."""
    return int((_next(state) >> np.uint64(33)) % np.uint64(bound))


@compiled(REAL, [DICE])
def share(state: Dice) -> float:
    """Return a number from above 0 to 1."""
    return (float(_next(state) >> np.uint64(11)) + 1.0) / 9007199254740992.0


@compiled(INT, [REALS, INT, INT, DICE])
def drawn(weights: Shares, start: int, end: int, state: Dice) -> int:
    """Return a number from 0 on, each as likely as its weight between `start` and `end`."""
    whole = 0.0
    for row in range(start, end):
        whole += weights[row]
    left = share(state) * whole
    for row in range(start, end):
        left -= weights[row]
        if left <= 0:
            return row - start
    return end - start - 1
