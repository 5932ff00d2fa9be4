"""From a request to the people of a ward: who asks, over which line, and what is written."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request, Response

from service.api.bodies import Body
from service.api.people_taps import PeopleTaps
from service.api.problems import Problem
from service.api.reception import Reception, Speaker
from service.api.schemas.parts import Model
from service.api.telling import fingerprint_of
from service.api.who import Caller, secure
from service.core.times import after
from service.people.accounts import Accounts, Yourself
from service.people.acts import From
from service.people.people import NotWritten, People
from service.people.register import LastAdmin, NotDone, Taken, Unknown

R = TypeVar("R")

_REFUSALS: dict[type[NotDone], str] = {
    Taken: "person-taken",
    LastAdmin: "last-admin",
    Yourself: "not-yourself",
}


def people_of(here: Reception, request: Request) -> People:
    """Return who can sign in; refuse where nobody does, and where a PIN could be overheard."""
    people = believed_or_people(here)
    if not secure(request) and not _at_this_machine(request):
        raise Problem("tls-missing")
    return people


def believed_or_people(here: Reception) -> People:
    """Return who can sign in; `people-trusted` in a ward that believes its pages."""
    if here.who.people is None:
        raise Problem("people-trusted")
    return here.who.people


def tablet_of(caller: Caller) -> str:
    """Return the id of the tablet that asks."""
    if caller.tablet is None:
        raise Problem("tablet-not-enrolled")
    return caller.tablet.id


async def written(work: Awaitable[R], unknown: str = "no-such-person") -> R:
    """Return what was written; a `Problem` where it was refused, or the disk took too long.

    `unknown`: the problem where the one it is about does not exist.
    """
    try:
        return await work
    except Unknown:
        raise Problem(unknown) from None
    except NotDone as refusal:
        raise Problem(_REFUSALS[type(refusal)]) from None
    except NotWritten:
        raise Problem("people-not-saved") from None


async def change(
    here: Reception,
    request: Request,
    speaker: Speaker,
    body: Body,
    do: Callable[[Accounts, From], Awaitable[Model]],
    *,
    unknown: str = "no-such-person",
    status: int = 200,
) -> Response:
    """Change something about people or tablets, once for each tap."""
    people = people_of(here, request)
    taps: PeopleTaps = here.people_taps
    now = people.now()
    by = From(at=now, person=speaker.by.id, tablet=speaker.tablet, tap=speaker.tap)

    async def work() -> str:
        view = await written(do(Accounts(people), by), unknown)
        return view.model_dump_json()

    said = await taps.once(
        speaker.tap,
        fingerprint_of(speaker, body),
        work,
        now=now,
        until=after(now, people.rules.fresh),
    )
    return Response(said, status, media_type="application/json")


def _at_this_machine(request: Request) -> bool:
    if request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
