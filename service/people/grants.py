"""What a PIN was given for: one action, for a minute, at one tablet. Kept in memory alone.

A grant is for one tap (its Idempotency-Key) and one address. A tap has one effect, whatever is
repeated, so a grant cannot be used twice either; and a page that repeats a tap after a broken
connection needs no second PIN.
"""

from dataclasses import dataclass

from service.core.times import Instant
from service.people.roll import Member
from service.people.secret import new_token, token_hash

OPEN_MAX = 256
"""More than a ward's taps of a minute; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a PIN is asked for."""

    asked: str
    """Method and path of the command."""
    tap: str
    tablet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody's word for one action."""

    action: Action
    member: Member
    until: Instant


class Grants:
    """The grants that are open, by the hash of their token."""

    def __init__(self) -> None:
        self._open: dict[str, Grant] = {}

    def give(self, grant: Grant, now: Instant) -> str:
        """Return the token of a new grant."""
        self._open = {key: each for key, each in self._open.items() if each.until > now}
        while len(self._open) >= OPEN_MAX:
            del self._open[next(iter(self._open))]
        token = new_token()
        self._open[token_hash(token)] = grant
        return token

    def of(self, token: str, action: Action, now: Instant) -> Grant | None:
        """Return the grant of a token, if it is for this action and still counts."""
        grant = self._open.get(token_hash(token))
        if grant is None or grant.action != action or now >= grant.until:
            return None
        return grant
