"""How often isatuximab infusions meet a reaction: the two trials of the review.

Frampton 2021, section 5, with the EU SmPC and the Canadian monograph where they give more. A
reaction is a property of the patient: nearly all come at the first infusion, and who reacts later
has reacted before. So later infusions are not drawn independently of the first.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Reactions of one trial, in tenths of a percent of its patients where not said otherwise."""

    name: str
    patients: int
    any: int
    interrupted: int
    """Infusion interrupted, those that ended for good among them."""
    stopped: int
    """Ended for good."""
    first: int
    """Of 1,000 patients with a reaction, so many had it at the first infusion."""
    not_same_day: int
    """Of 1,000 patients with a reaction, so many were not well again the same day."""


ICARIA = Trial(
    name="Isa-Pd", patients=152, any=382, interrupted=289, stopped=26, first=1000, not_same_day=20
)
IKEMA = Trial(
    name="Isa-Kd", patients=177, any=458, interrupted=299, stopped=6, first=944, not_same_day=260
)
"""94.4 % is of the first cycle; the review says of the first infusion."""

TRIALS = (ICARIA, IKEMA)

AGAIN = {2: 52, 4: 34}
"""Of 1,000 patients who reacted at the first infusion, so many react at this one (ICARIA: 3 and 2
of 58; no other infusion, and none in patients who had not reacted before)."""

MEDIAN_MIN = 55
"""Median time from the start to the interruption (ICARIA)."""

SPREAD = 0.6
"""Standard deviation of the logarithm of that time; local, no source gives more than the median."""

STANDS_STILL_MIN = (30, 60)
"""How long an interrupted infusion stands still (min), evenly; local."""
