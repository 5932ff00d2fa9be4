"""Chance, named: the same words give the same draws, whatever else is simulated.

So a patient suffers the same day under every policy: what differs between two runs is the policy
(common random numbers).
"""

import random


def chance(*words: object) -> random.Random:
    """Return a generator for one question of one seed."""
    return random.Random(":".join(map(str, words)))  # noqa: S311 - repeatable, not secret
