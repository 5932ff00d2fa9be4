"""Who asks: by the cookies of an enrolled tablet, or, in a ward that trusts its pages, as they say.

Answered from memory, and never with an exception: a stop must not fail for want of a name.
"""

import logging
from dataclasses import dataclass, replace
from typing import Protocol

from fastapi import Request

from service.catalog.wards import Acting, Tablet, WardConfig
from service.core.roles import Role, roles_in
from service.core.session.state import Person
from service.people.grants import Action
from service.people.people import People
from service.people.roll import Roll, SignIn

_log = logging.getLogger(__name__)

TABLET_COOKIE = "chairside-tablet"
SIGN_IN_COOKIE = "chairside-sign-in"
_SECURE = "__Host-"
"""Browsers take such a cookie over TLS alone, and for this very host."""
GRANT_HEADER = "X-Grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, as far as that is known."""

    person: Person | None = None
    tablet: Tablet | None = None
    sign_in: SignIn | None = None
    """Whoever is signed in at the tablet; with somebody's grant, `person` may be somebody else."""
    pin: bool = False
    """Whether a PIN was given for this action."""
    fault: str | None = None
    """The problem that any command of this caller is refused with."""

    @property
    def roles(self) -> frozenset[Role]:
        """What the person is."""
        return frozenset() if self.person is None else roles_in(self.person.role)


NOBODY = Caller()


class Who(Protocol):
    """How a ward knows who asks."""

    @property
    def people(self) -> People | None:
        """Who can sign in; None where pages are believed."""

    def caller(self, request: Request) -> Caller:
        """Return who asks; never raises."""

    def shown(self) -> WardConfig:
        """Return the ward with the people and tablets that it really has."""


class Believed:
    """Pages say who taps, out of the ward file's lists (`people: trusted`)."""

    people = None

    def __init__(self, config: WardConfig) -> None:
        self._config = config
        self._people = {person.id: person for person in config.people}
        self._tablets = {tablet.id: tablet for tablet in config.tablets}

    def caller(self, request: Request) -> Caller:
        """Return whom the page names."""
        headers = request.headers
        return Caller(
            person=self._people.get(headers.get("x-person", "")),
            tablet=self._tablets.get(headers.get("x-tablet", "")),
        )

    def shown(self) -> WardConfig:
        """Return the ward as its file has it."""
        return self._config


class SignedIn:
    """A tablet's cookie says which tablet, a person's cookie who has signed in there."""

    def __init__(self, config: WardConfig, people: People) -> None:
        self._config = config
        self._seen: Roll | None = None
        self.people = people

    def caller(self, request: Request) -> Caller:
        """Return whom the cookies name."""
        try:
            return self._caller(request)
        except Exception:
            _log.exception("it could not be told who asks")
            return NOBODY

    def _caller(self, request: Request) -> Caller:
        enrolled = self.people.tablet(cookie(request, TABLET_COOKIE))
        if enrolled is None:
            return NOBODY
        self.people.see(enrolled)
        signed_in = self.people.signed_in(cookie(request, SIGN_IN_COOKIE), enrolled)
        found = Caller(
            person=None if signed_in is None else signed_in.member.person,
            tablet=Tablet(id=enrolled.id, name=enrolled.name),
            sign_in=signed_in,
        )
        grant = request.headers.get(GRANT_HEADER.lower())
        if grant is not None:
            return self._with_grant(found, grant, request)
        said = request.headers.get("x-person")
        if found.person is not None and said is not None and said != found.person.id:
            return replace(found, fault="other-person")
        return found

    def _with_grant(self, caller: Caller, token: str, request: Request) -> Caller:
        tap, tablet = request.headers.get("idempotency-key", ""), caller.tablet
        action = Action(asked=asked_of(request), tap=tap, tablet=tablet.id if tablet else "")
        grant = self.people.grant(token, action)
        if grant is None:
            return replace(caller, fault="grant-not-valid")
        return replace(caller, person=grant.member.person, pin=True)

    def shown(self) -> WardConfig:
        """Return the ward with whoever is on the roll."""
        roll = self.people.roll
        if roll is not self._seen:
            tablets = sorted(roll.tablets.values(), key=lambda each: each.id)
            self._config = replace(
                self._config,
                people=roll.people,
                tablets=tuple(Tablet(id=each.id, name=each.name) for each in tablets),
            )
            self._seen = roll
        return self._config


def who_of(config: WardConfig, people: People | None) -> Who:
    """Return how a ward knows who asks; `ValueError` where its file and the parts disagree."""
    if (config.acting is Acting.SIGNED_IN) != (people is not None):
        raise ValueError(f"{config.id}: people are {config.acting.value}, and that is not so here")
    return Believed(config) if people is None else SignedIn(config, people)


def asked_of(request: Request) -> str:
    """Return method and path."""
    # Not `request.url`: that is made from the Host header as well, which says nothing.
    return f"{request.method} {request.scope['path']}"


def secure(request: Request) -> bool:
    """Whether the request came over TLS, to us or to the proxy in front."""
    return bool(request.scope["scheme"] == "https")


def cookie_name(request: Request, name: str) -> str:
    """Return what a cookie is called on this connection."""
    return _SECURE + name if secure(request) else name


def cookie(request: Request, name: str) -> str | None:
    """Return a cookie; over TLS only one that was set over TLS."""
    return request.cookies.get(cookie_name(request, name))
