"""What every request needs: the ward, its configuration, and who is speaking."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypedDict

from fastapi import Depends, Header, Request

from service.api.book_desk import BookDesk
from service.api.people_taps import PeopleTaps
from service.api.problems import Problem, bad_input
from service.api.taps import Taps
from service.api.who import GRANT_HEADER, Caller, Who, asked_of
from service.catalog.wards import PumpPlace, WardConfig
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.session.state import Person
from service.core.times import Instant
from service.shell.runner import Runner
from service.shell.ward import Ward

UNIDENTIFIED = Person("unidentified", "unidentified", "unknown")
"""Author of a stop that came from somebody the ward does not know."""
UNIDENTIFIED_TABLET = "unidentified"
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
_INSTANT = re.compile(r"[0-9]{1,15}", re.ASCII)
TAP_AGE_MAX_MS = 3_000
"""The tablet gives a tap up after three seconds; a service that was frozen must not do it then."""
_TOO_LATE = "older than 3 s is refused, except for a stop."
OPTIONAL = ("X-Tapped-At", GRANT_HEADER)
NAMES_ITSELF = ("X-Person", "X-Tablet")
"""Needed where a ward believes its pages; elsewhere cookies say it."""
_CALLER = "chairside.caller"
_KEY_REASON = "must be 8 to 64 of A-Z, a-z, 0-9, _ and -"


class SaidFields(TypedDict):
    """The fields that every command of a person has."""

    at: Instant
    by: Person
    tablet: str
    tap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who gives a command, with which tap, and what for."""

    by: Person
    tablet: str
    tap: str
    asked: str
    """Method and path."""

    def said(self, at: Instant) -> SaidFields:
        """Return the fields of a command given at `at`."""
        return {"at": at, "by": self.by, "tablet": self.tablet, "tap": self.tap}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One ward's API."""

    ward: Ward
    config: WardConfig
    taps: Taps
    new_id: Callable[[], str]
    who: Who
    protocols: Mapping[str, Protocol | Monograph]
    pumps: Mapping[str, PumpPlace]
    book: BookDesk | None = None
    """None: this ward books nothing here."""
    people_taps: PeopleTaps = field(default_factory=PeopleTaps)
    """What commands about people were answered in the last minute."""

    @property
    def proposal(self) -> str | None:
        """Id of what is proposed for today and waits for a person."""
        found = None if self.book is None else self.book.proposals.current()
        return None if found is None else found.id

    def runner(self, session: str) -> Runner:
        """Return a session; `unknown-session` otherwise."""
        runner = self.ward.runners.get(session)
        if runner is None:
            raise Problem("unknown-session")
        return runner


def at_reception(request: Request) -> Reception:
    """Return what the application was made with."""
    found: Reception = request.app.state.reception
    return found


def at_door(request: Request) -> Caller:
    """Return who asks, as found out once for each request: by admission, before any route."""
    found: Caller | None = request.scope.get(_CALLER)
    if found is None:
        # In the scope itself: a server may hand the same `state` to several requests.
        found = request.scope[_CALLER] = at_reception(request).who.caller(request)
    return found


# FastAPI takes a chain of dependencies apart at every request: these have none of their own.
async def _reception(request: Request) -> Reception:
    return at_reception(request)


async def _caller(request: Request) -> Caller:
    return at_door(request)


AtReception = Annotated[Reception, Depends(_reception)]
AtDoor = Annotated[Caller, Depends(_caller)]
# Described by hand in COMMAND_HEADERS: what is missing has its own problems, not a plain 422.
TapHeader = Annotated[str | None, Header(alias="Idempotency-Key", include_in_schema=False)]
TappedHeader = Annotated[str | None, Header(alias="X-Tapped-At", include_in_schema=False)]


async def _speaker(request: Request, tap: TapHeader = None, tapped: TappedHeader = None) -> Speaker:
    """Return who gives a command, or refuse."""
    caller = at_door(request)
    if tap is None:
        raise Problem("tap-missing")
    if not KEY.fullmatch(tap):
        raise bad_input("Idempotency-Key", _KEY_REASON)
    # Where people sign in, who gets here has been admitted: both are known.
    if caller.person is None:
        raise Problem("unknown-person")
    if caller.tablet is None:
        raise Problem("unknown-tablet")
    if tapped is not None:
        _must_be_young(at_reception(request), tapped)
    return Speaker(by=caller.person, tablet=caller.tablet.id, tap=tap, asked=asked_of(request))


def _must_be_young(here: Reception, tapped: str) -> None:
    """Refuse a tap that the tablet has meanwhile called NOT SENT (stops are never refused so)."""
    if not _INSTANT.fullmatch(tapped):
        raise bad_input("X-Tapped-At", "must be ward time in whole milliseconds")
    if here.ward.now() - int(tapped) > TAP_AGE_MAX_MS:
        raise Problem("tap-too-late")


async def _anybody(request: Request, tap: TapHeader = None) -> Speaker:
    """Return who gives a stop, as far as that is known: a stop is taken from everybody."""
    caller = at_door(request)
    return Speaker(
        by=caller.person or UNIDENTIFIED,
        tablet=caller.tablet.id if caller.tablet else UNIDENTIFIED_TABLET,
        tap=tap if tap is not None and KEY.fullmatch(tap) else at_reception(request).new_id(),
        asked=asked_of(request),
    )


KnownSpeaker = Annotated[Speaker, Depends(_speaker)]
AnySpeaker = Annotated[Speaker, Depends(_anybody)]


def command_headers(*, required: bool) -> dict[str, Any]:
    """Return the OpenAPI description of the headers of a command."""
    told: list[tuple[str, str, re.Pattern[str] | None, str]] = [
        ("Idempotency-Key", "Made by the tablet, once per tap.", KEY, "tap-0001-f3a9"),
        ("X-Person", "Id of a person of the ward.", None, "nurse-a"),
        ("X-Tablet", "Id of a registered tablet.", None, "tablet-1"),
        ("X-Tapped-At", f"Ward time of the tap in ms; {_TOO_LATE}", _INSTANT, "1767225600000"),
    ]
    if required:
        told.append((GRANT_HEADER, "A PIN's word for this tap.", None, "from /sign-in/step-up"))
    return {
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": required and name not in OPTIONAL,
                "description": text,
                # A stop is taken with whatever stands there, or nothing.
                "schema": _text(pattern if required else None),
                "example": example,
            }
            for name, text, pattern, example in told
        ]
    }


def _text(pattern: re.Pattern[str] | None) -> dict[str, str]:
    return {"type": "string"} | ({"pattern": f"^{pattern.pattern}$"} if pattern else {})
