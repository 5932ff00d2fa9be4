"""The fluid behind a pump: what really reaches the patient when the motor moves.

The motor's own counter is not here; it counts turns and never sees any of this. Time advances
on a fixed grid of half a second, so cutting the same minutes into other slices changes nothing.
All numbers below are ours, chosen to be of the order a ward pump shows; none is from a manual.
"""

import math
import random

from simulators.faults import Faults

NS_PER_S = 1_000_000_000
NS_PER_H = 3_600 * NS_PER_S

QUANTUM_NS = NS_PER_S // 2
LONG_TERM_ERROR = 0.05
"""The disposable delivers up to this share more or less than counted, for the whole run."""

NOISE_SD = 0.02
"""Standard deviation of the short-term error, as a share of the flow."""

NOISE_TIME_S = 10.0
START_SLACK_NL = 30_000.0
"""Play in the mechanism taken up after every stop: counted, never delivered."""

SEGMENT_TIME_S = 4.0
"""The pumping segment gives a change of rate on with this lag."""

LINE_TIME_S = 1.0
"""The open line lets go of what it holds with this lag."""

COMPLIANCE_NL_PER_MMHG = 1_000.0
OCCLUSION_MMHG = 600.0
"""Alarm threshold; with the compliance it makes a post-occlusion bolus of about 0.6 mL."""

_SEGMENT_SHARE = 1.0 - math.exp(-QUANTUM_NS / NS_PER_S / SEGMENT_TIME_S)
_LINE_SHARE = 1.0 - math.exp(-QUANTUM_NS / NS_PER_S / LINE_TIME_S)
_NOISE_SHARE = 1.0 - math.exp(-QUANTUM_NS / NS_PER_S / NOISE_TIME_S)
_NOISE_KICK = NOISE_SD * math.sqrt(1.0 - (1.0 - _NOISE_SHARE) ** 2)
_SETTLED_NL = 0.5


class Fluidics:
    """Bag, pumping segment, line and patient. Volumes in nL, pressure in mmHg.

    Attributes:
        true_nl: liquid that reached the patient; never falls.
        air_nl: air that went the same way.
        bag_nl: liquid left in the bag; None = never empty.
        flow_nl_h: what reached the patient over the last grid step, as a rate.
        tripped: the last step ended because the pressure reached the threshold.
    """

    def __init__(self, seed: int, faults: Faults) -> None:
        """Make a fluid path whose errors are drawn from the seed."""
        self._random = random.Random(seed)
        self._faults = faults
        self._factor = 1.0 + self._random.uniform(-LONG_TERM_ERROR, LONG_TERM_ERROR)
        self._noise = 0.0
        self._slack_nl = START_SLACK_NL
        self._segment_nl = 0.0
        self._line_nl = 0.0
        self._grid_ns = 0
        self._moved = 0
        self.true_nl = 0.0
        self.air_nl = 0.0
        self.bag_nl: float | None = None
        self.flow_nl_h = 0.0
        self.tripped = False

    @property
    def pressure_mmhg(self) -> float:
        """Pressure in the line, over the patient's."""
        return self._line_nl / COMPLIANCE_NL_PER_MMHG

    @property
    def grid_left_ns(self) -> int:
        """Time to the next grid point, where pressure is looked at again."""
        return QUANTUM_NS - self._grid_ns

    def step(self, dt_ns: int, rate_nl_h: int) -> int:
        """Let the motor move at a steady rate for a time.

        Returns the time used, in ns: less than asked when the pressure reached the threshold
        while the motor pushed, since the pump stops it there.
        """
        self.tripped = False
        if rate_nl_h == 0 and self._moved == 0 and self._settled():
            self._grid_ns = (self._grid_ns + dt_ns) % QUANTUM_NS
            return dt_ns
        left = dt_ns
        while left:
            chunk = min(left, QUANTUM_NS - self._grid_ns)
            self._moved += rate_nl_h * chunk
            self._grid_ns += chunk
            left -= chunk
            if self._grid_ns == QUANTUM_NS:
                self._advance_grid()
                self.tripped = rate_nl_h > 0 and self.pressure_mmhg >= OCCLUSION_MMHG
                if self.tripped:
                    break
        return dt_ns - left

    def _settled(self) -> bool:
        held = self._line_nl == 0.0 or self._faults.occluded
        return self._segment_nl == 0.0 and held and self.flow_nl_h == 0.0

    def _advance_grid(self) -> None:
        """Pass what the motor moved in one grid step through the path."""
        self._grid_ns = 0
        liquid_nl = self._drawn(self._moved / NS_PER_H)
        self._moved = 0
        self._segment_nl += liquid_nl
        passed_nl = self._let_go(self._segment_nl, _SEGMENT_SHARE)
        self._segment_nl -= passed_nl
        self._line_nl += passed_nl
        out_nl = 0.0 if self._faults.occluded else self._let_go(self._line_nl, _LINE_SHARE)
        self._line_nl -= out_nl
        self.true_nl += out_nl
        self.flow_nl_h = out_nl * (NS_PER_H / QUANTUM_NS)

    @staticmethod
    def _let_go(held_nl: float, share: float) -> float:
        """A share of what is held; the last drop at once, so that rest is really rest."""
        return held_nl if held_nl < _SETTLED_NL else held_nl * share

    def _drawn(self, moved_nl: float) -> float:
        """Liquid drawn from the bag for a motor movement, after slack, noise and air."""
        if moved_nl == 0.0:
            self._slack_nl = START_SLACK_NL
            return 0.0
        self._noise += self._random.gauss(0.0, _NOISE_KICK) - self._noise * _NOISE_SHARE
        volume_nl = moved_nl * self._factor * max(0.0, 1.0 + self._noise)
        slack_nl = min(self._slack_nl, volume_nl)
        self._slack_nl -= slack_nl
        volume_nl -= slack_nl
        liquid_nl = volume_nl * (1.0 - min(1.0, self._faults.air_fraction))
        if self.bag_nl is not None:
            liquid_nl = min(liquid_nl, self.bag_nl)
            self.bag_nl -= liquid_nl
        self.air_nl += volume_nl - liquid_nl
        return liquid_nl
