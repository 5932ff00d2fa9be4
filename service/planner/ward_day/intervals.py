"""Means over days, with their 95 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, stdev

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A mean and half of its 95 % interval; None where one day gives no interval."""

    mean: float
    half: float | None

    @property
    def clear(self) -> bool:
        """Whether the interval does not contain zero."""
        return self.half is not None and abs(self.mean) > self.half


def mean(values: Sequence[float]) -> Mean:
    """Return the mean of at least one value, with Student's interval."""
    if len(values) < 2:
        return Mean(mean=fmean(values), half=None)
    return Mean(
        mean=fmean(values), half=_student(len(values) - 1) * stdev(values) / sqrt(len(values))
    )


def _student(degrees: int) -> float:
    """Return the 97.5 % point of Student's t: Hill's expansion around the normal, exact below 3."""
    if degrees == 1:
        return 12.706
    if degrees == 2:
        return 4.303
    z, n = _Z, degrees
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / n + second / n**2 + third / n**3
