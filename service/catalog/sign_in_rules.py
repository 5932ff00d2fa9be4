"""Reads the `sign_in` block of a ward's rules."""

from service.catalog.block import Block
from service.core.sign_in import LockRule, SignInRules
from service.core.times import Span

_ZERO = Span(0)
_NO_LOCK = LockRule(wrong_max=1, within=None, locked_for=_ZERO)
NO_SIGN_IN = SignInRules(
    idle=_ZERO, longest=_ZERO, fresh=_ZERO, enrolment=_ZERO, person=_NO_LOCK, tablet=_NO_LOCK
)
"""Stands in for a block that could not be read: nothing lasts."""


def read_sign_in(block: Block) -> SignInRules:
    """Return how long signing in lasts, and what wrong PINs lead to."""
    block.source()
    found = SignInRules(
        idle=block.minutes("idle_min", high=60),
        longest=block.minutes("longest_min"),
        fresh=block.seconds("fresh_s", high=300),
        enrolment=block.minutes("enrolment_min", high=60),
        person=LockRule(
            wrong_max=block.whole("wrong_pins", 3, 10),
            within=None,
            locked_for=block.minutes("locked_min", high=120),
        ),
        tablet=LockRule(
            wrong_max=block.whole("tablet_wrong_pins", 5, 50),
            within=block.minutes("tablet_within_min", high=60),
            locked_for=block.minutes("tablet_locked_min", high=120),
        ),
    )
    if block.sound() and found.longest < found.idle:
        block.refuse("longest_min", "comes before a sign-in is idle")
    return found
