"""The one place where it is decided who may do what: at the edge, before anything else is asked."""

from collections.abc import Iterator, Sequence

from fastapi import Depends, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from service.api.problems import Problem
from service.api.reception import at_door, at_reception
from service.api.rights import RIGHTS, Door
from service.api.who import Caller, asked_of
from service.people.acts import From

_CHALLENGE = {"WWW-Authenticate": 'Badge realm="ward"'}


async def _admit(request: Request) -> None:
    """Refuse whoever may not; stops are let through before anything is looked at."""
    here, caller = at_reception(request), at_door(request)
    right = RIGHTS[request.scope["route"].name]
    if right.door in (Door.STOP, Door.OPEN) or here.who.people is None:
        return
    if caller.tablet is None:
        raise Problem("tablet-not-enrolled")
    if right.door is Door.TABLET:
        return
    _check(caller)
    if not right.roles & caller.roles:
        people = here.who.people
        by = From(at=people.now(), person=_id(caller), tablet=caller.tablet.id)
        people.note(by.act("role-refused", asked_of(request)))
        raise Problem("role-not-allowed")
    if right.pin and not caller.pin:
        raise Problem("pin-needed")
    if caller.sign_in is not None:
        here.who.people.use(caller.sign_in)


Admitted = Depends(_admit)
"""Stands on every router of the application."""


def check_rights(routes: Sequence[BaseRoute]) -> None:
    """Raise `LookupError` for an operation without a row, and for a row without an operation."""
    names = set(_names(routes))
    if names != set(RIGHTS):
        raise LookupError(f"operations and rights differ: {sorted(names ^ set(RIGHTS))}")


def _names(routes: Sequence[BaseRoute]) -> Iterator[str]:
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            yield route.name


def _check(caller: Caller) -> None:
    """Refuse a caller of whom it is not known who it is."""
    if caller.fault is not None:
        raise Problem(caller.fault)
    if caller.person is None:
        raise Problem("not-signed-in", headers=_CHALLENGE)


def _id(caller: Caller) -> str:
    return "" if caller.person is None else caller.person.id
