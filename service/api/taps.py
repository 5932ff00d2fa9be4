"""What was answered to each tap: a repetition gets the same answer and does nothing twice."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Response

from service.api.problems import MEDIA_TYPE, Problem
from service.core.session.events import Event
from service.core.times import Instant
from service.store.batch import Tap

KEPT_MS = 24 * 60 * 60 * 1_000
"""As long as the store keeps them."""
REFUSED_MAX = 4_096
"""Refused taps that are remembered. A forgotten one is judged again, as the first time."""
SAVE_WAIT_S = 2.5
"""How long an answer waits for the record before it says `record-not-saved`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one tap was answered, or will be once it is saved."""

    fingerprint: str
    status: int
    body: str
    at: Instant
    saved: asyncio.Future[None] | None = None
    """None: nothing of it has to be recorded, or it has been."""

    @classmethod
    def of(cls, tap: Tap, saved: asyncio.Future[None] | None = None) -> "Answered":
        """Return the answer that is stored with a tap."""
        return cls(
            fingerprint=tap.body_hash,
            status=tap.status,
            body=tap.response,
            at=tap.at_ms,
            saved=saved,
        )

    def response(self) -> Response:
        """Return the answer at once, recorded or not."""
        media_type = MEDIA_TYPE if self.status >= 400 else "application/json"
        return Response(self.body, self.status, media_type=media_type)

    async def once_saved(self) -> Response:
        """Return the answer when the record is on the disk; `record-not-saved` if it is not soon.

        Neither giving up nor a lost client takes anything back: the batch stays queued.
        """
        if self.saved is not None:
            await asyncio.wait({self.saved}, timeout=SAVE_WAIT_S)
            failed = not self.saved.done() or self.saved.cancelled()
            if failed or self.saved.exception() is not None:
                raise Problem("record-not-saved", headers={"Retry-After": "1"})
        return self.response()


class Answering:
    """Makes the stored answer to one tap once the ward has decided; a `TapFor` of the runner."""

    def __init__(
        self,
        key: str,
        fingerprint: str,
        status: int,
        at: Instant,
        body: Callable[[int, list[str]], str],
    ) -> None:
        """`body` makes the answer from the session's version and the kinds of its new events."""
        self._key = key
        self._fingerprint = fingerprint
        self._status = status
        self._at = at
        self._body = body
        self._tap: Tap | None = None

    def __call__(self, version: int, events: tuple[Event, ...]) -> Tap:
        """Return what is stored with the events."""
        body = self._body(version, [type(event).__name__ for event in events])
        self._tap = Tap(
            key=self._key,
            body_hash=self._fingerprint,
            status=self._status,
            response=body,
            at_ms=self._at,
        )
        return self._tap

    @property
    def tap(self) -> Tap:
        """What is stored; only after the ward has accepted the command."""
        if self._tap is None:
            raise LookupError("the command has not been accepted")
        return self._tap


class Taps:
    """The answers of the last day, by tap id."""

    def __init__(self, stored: Mapping[str, Tap]) -> None:
        """Begin with what the record holds."""
        ordered = sorted(stored.values(), key=lambda tap: tap.at_ms)
        self._done = OrderedDict((tap.key, Answered.of(tap)) for tap in ordered)
        self._refused: OrderedDict[str, Answered] = OrderedDict()

    def get(self, key: str) -> Answered | None:
        """Return what a tap was answered; None for a new one."""
        return self._done.get(key) or self._refused.get(key)

    def repeated(self, key: str, fingerprint: str) -> Answered | None:
        """Return what a tap was answered; `tap-reused` when it now asks for something else."""
        known = self.get(key)
        if known is not None and known.fingerprint != fingerprint:
            raise Problem("tap-reused")
        return known

    def keep(self, key: str, answered: Answered) -> None:
        """Remember an accepted tap, and let go of those of yesterday."""
        self._done[key] = answered
        while next(iter(self._done.values())).at < answered.at - KEPT_MS:
            self._done.popitem(last=False)

    def keep_refused(self, key: str, answered: Answered) -> None:
        """Remember a refused tap, and let go of the oldest ones."""
        self._refused[key] = answered
        while len(self._refused) > REFUSED_MAX:
            self._refused.popitem(last=False)


def fingerprint(*parts: str) -> str:
    """Return what tells a repetition from another request under the same tap id."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
