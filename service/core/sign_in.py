"""The rules of signing in: how long it lasts, which PIN is one, and what wrong PINs lead to.

None of this is ever asked before a STOP.
"""

import re
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from service.core.times import Instant, Span, after, since

_PIN = re.compile(r"[0-9]{6,12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRule:
    """When wrong PINs lock, and for how long."""

    wrong_max: int
    """So many wrong ones lock."""
    within: Span | None
    """Counted from the first wrong one; None: until a right one."""
    locked_for: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """What a ward asks of those who sign in."""

    idle: Span
    """Without a command for so long, a sign-in ends."""
    longest: Span
    """After so long it ends in any case."""
    fresh: Span
    """How long a PIN counts that was given for one action."""
    enrolment: Span
    """How long a code enrols a tablet."""
    person: LockRule
    """Wrong PINs of one person, wherever she gives them."""
    tablet: LockRule
    """Wrong badges and PINs on one tablet, whoever gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """The wrong PINs that count now."""

    wrong: int = 0
    first_at: Instant | None = None
    locked_until: Instant | None = None

    def locked(self, now: Instant) -> bool:
        """Whether nothing is tried at all now, right PIN or wrong."""
        return self.locked_until is not None and now < self.locked_until

    def after_wrong(self, now: Instant, rule: LockRule) -> "Tries":
        """Return what counts after one more wrong one."""
        over = self.locked_until is not None
        if self.first_at is not None and rule.within is not None:
            over = over or since(now, self.first_at) > rule.within
        wrong = 1 if over else self.wrong + 1
        first_at = now if over or self.first_at is None else self.first_at
        until = after(now, rule.locked_for) if wrong >= rule.wrong_max else None
        return Tries(wrong=wrong, first_at=first_at, locked_until=until)


NO_TRIES = Tries()


class Ended(Enum):
    """Why a sign-in is over."""

    OUT = "signed-out"
    IDLE = "idle"
    LONGEST = "longest"
    REPLACED = "replaced"
    """Somebody else has signed in on the tablet."""
    REVOKED = "revoked"
    """The person was disabled or got another PIN, or the tablet was revoked."""


def ended_by_time(
    began_at: Instant, used_at: Instant, now: Instant, rules: SignInRules
) -> Ended | None:
    """Return why time alone has ended a sign-in; None while it lasts."""
    if since(now, began_at) >= rules.longest:
        return Ended.LONGEST
    if since(now, used_at) >= rules.idle:
        return Ended.IDLE
    return None


def refusal_of_pin(pin: str) -> str | None:
    """Return why a text may not become a PIN; None where it may."""
    if not _PIN.fullmatch(pin):
        return "A PIN has 6 to 12 digits."
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        return "A PIN is not one digit repeated, and not digits in a row."
    return None
