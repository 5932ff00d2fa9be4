"""Signing in and out, a PIN for one command, and tablets that enrol themselves.

Cookies: HttpOnly, SameSite=Strict, and over TLS `__Host-` and Secure. Bodies are JSON alone and
other sites' pages are refused at the edge, so no page but ours can do any of this (CSRF).
"""

import ipaddress
from typing import NoReturn

from fastapi import APIRouter, Request, Response

from service.api.bodies import Nothing
from service.api.bodies_in import StrictRoute
from service.api.bodies_people import EnrolmentBody, SecondBody, SignInBody, StepUpBody
from service.api.problems import Problem
from service.api.reception import AtDoor, AtReception, Reception
from service.api.rights import RIGHTS, may
from service.api.routes.described import PERSON, READ, problems
from service.api.schemas.parts import PersonView, TabletView
from service.api.schemas.people import EnrolledView, GrantView, SignInView, UnlockedView
from service.api.views.times import iso
from service.api.who import SIGN_IN_COOKIE, TABLET_COOKIE, Caller, cookie_name, secure
from service.core.session.state import Person
from service.core.times import SECOND_MS, after
from service.people.acts import From
from service.people.grants import Action
from service.people.people import NotWritten, People
from service.people.proving import Asked, Locked, Wrong

router = APIRouter(tags=["people"])
reads = APIRouter(responses=problems(*READ))
asks = APIRouter(route_class=StrictRoute, responses=problems(*PERSON))

NO_BODY = {"requestBody": {"required": False}}
"""An empty body stands for an empty object."""
TABLET_COOKIE_S = 400 * 24 * 60 * 60
"""As long as a browser keeps any cookie; enrol again once a year."""


@reads.get("/sign-in")
async def read_sign_in(here: AtReception, caller: AtDoor) -> SignInView:
    """Say who holds this tablet, and what that person may do."""
    return _view(here, caller)


@asks.post("/sign-in", response_model=SignInView)
async def sign_in(
    body: SignInBody, here: AtReception, caller: AtDoor, request: Request
) -> Response:
    """Sign in by badge and PIN. Whoever was signed in at this tablet is not any more."""
    people, tablet = _people(here, request), _tablet(caller)
    badge, pin = body.badge.get_secret_value(), body.pin.get_secret_value()
    try:
        found = await people.sign_in(tablet, badge, pin)
    except NotWritten:
        raise Problem("people-not-saved") from None
    if isinstance(found, Wrong | Locked):
        _refuse(people, found)
    token, member = found
    now_signed_in = people.signed_in(token, people.tablet_by_id(tablet))
    view = _view(here, Caller(person=member.person, tablet=caller.tablet, sign_in=now_signed_in))
    response = Response(view.model_dump_json(), media_type="application/json")
    longest_s = people.rules.longest // SECOND_MS
    _set_cookie(request, response, SIGN_IN_COOKIE, token, longest_s)
    return response


@asks.post("/sign-in/end", response_model=SignInView, openapi_extra=NO_BODY)
async def sign_out(body: Nothing, here: AtReception, caller: AtDoor, request: Request) -> Response:
    """End the sign-in of this tablet; no fault where there is none."""
    people = _people(here, request)
    if caller.sign_in is not None:
        try:
            await people.sign_out(caller.sign_in)
        except NotWritten:
            raise Problem("people-not-saved") from None
    view = _view(here, Caller(tablet=caller.tablet))
    response = Response(view.model_dump_json(), media_type="application/json")
    _set_cookie(request, response, SIGN_IN_COOKIE, "", 0)
    return response


@asks.post("/sign-in/step-up")
async def step_up(
    body: StepUpBody, here: AtReception, caller: AtDoor, request: Request
) -> GrantView:
    """Give the PIN again, for one command: its answer is for the header `X-Grant`."""
    _people(here, request)
    if caller.sign_in is None:
        raise Problem("not-signed-in")
    person = caller.sign_in.member.person.id
    asked = Asked(tablet=_tablet(caller), person=person, pin=body.pin.get_secret_value())
    return await _granted(here, asked, body, "stepped-up")


@asks.post("/sign-in/second")
async def give_second(
    body: SecondBody, here: AtReception, caller: AtDoor, request: Request
) -> GrantView:
    """Let somebody else do one command, by badge and PIN; who is signed in stays signed in."""
    _people(here, request)
    badge, pin = body.badge.get_secret_value(), body.pin.get_secret_value()
    asked = Asked(tablet=_tablet(caller), badge=badge, pin=pin)
    first = None if caller.sign_in is None else caller.sign_in.member.person.id
    return await _granted(here, asked, body, "second-person", not_by=first)


@asks.post("/tablets/enrolment", response_model=EnrolledView)
async def enrol_tablet(body: EnrolmentBody, here: AtReception, request: Request) -> Response:
    """Enrol this tablet with the code that `chairside enrol` has printed."""
    people = _people(here, request)
    try:
        found = await people.enrol(body.code.get_secret_value())
    except NotWritten:
        raise Problem("people-not-saved") from None
    if found is None:
        raise Problem("code-not-valid")
    if isinstance(found, Locked):
        _refuse(people, found)
    secret, tablet = found
    view = EnrolledView(tablet=TabletView(id=tablet.id, name=tablet.name))
    response = Response(view.model_dump_json(), media_type="application/json")
    _set_cookie(request, response, TABLET_COOKIE, secret, TABLET_COOKIE_S)
    return response


@asks.post("/people/{person_id}/unlock", openapi_extra=NO_BODY)
async def unlock_person(
    person_id: str, body: Nothing, here: AtReception, caller: AtDoor, request: Request
) -> UnlockedView:
    """Forget somebody's wrong PINs: she may try again at once."""
    people = _people(here, request)
    by = From(at=people.now(), person=_person(caller).id, tablet=_tablet(caller))
    try:
        found = await people.unlock(by, person_id)
    except NotWritten:
        raise Problem("people-not-saved") from None
    if not found:
        raise Problem("no-such-person")
    return UnlockedView(person=person_id)


router.include_router(reads)
router.include_router(asks)


async def _granted(
    here: Reception,
    asked: Asked,
    body: StepUpBody | SecondBody,
    what: str,
    not_by: str | None = None,
) -> GrantView:
    people = here.who.people
    assert people is not None  # noqa: S101 - asked before
    action = Action(asked=body.action, tap=body.tap, tablet=asked.tablet)
    try:
        found = await people.give(asked, action, what, not_by=not_by)
    except NotWritten:
        raise Problem("people-not-saved") from None
    if found is None:
        raise Problem("second-person-same")
    if isinstance(found, Wrong | Locked):
        _refuse(people, found)
    token, member = found
    until = after(people.now(), people.rules.fresh)
    return GrantView(grant=token, person=_person_view(member.person), until=iso(until))


def _people(here: Reception, request: Request) -> People:
    """Return who can sign in; refuse where nobody does, and where a PIN could be overheard."""
    if here.who.people is None:
        raise Problem("people-trusted")
    if not secure(request) and not _at_this_machine(request):
        raise Problem("tls-missing")
    return here.who.people


def _at_this_machine(request: Request) -> bool:
    if request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _refuse(people: People, found: Wrong | Locked) -> NoReturn:
    if isinstance(found, Wrong):
        raise Problem("wrong-badge-or-pin")
    wait_s = max(1, -(-(found.until - people.now()) // SECOND_MS))
    said = f"Too many wrong ones. Try again in {-(-wait_s // 60)} min. STOP works all the same."
    raise Problem("locked-out", said, headers={"Retry-After": str(wait_s)})


def _tablet(caller: Caller) -> str:
    if caller.tablet is None:
        raise Problem("tablet-not-enrolled")
    return caller.tablet.id


def _person(caller: Caller) -> Person:
    if caller.person is None:
        raise Problem("not-signed-in")
    return caller.person


def _person_view(person: Person) -> PersonView:
    return PersonView(id=person.id, name=person.name, role=person.role)


def _view(here: Reception, caller: Caller) -> SignInView:
    shown = here.who.shown()
    people, signed_in = here.who.people, caller.sign_in
    if people is None:  # whoever is named may do everything, and nobody is asked for a PIN
        every = sorted(name for name, right in RIGHTS.items() if right.roles)
        return SignInView(
            people_are=shown.acting.value,
            tablet=None,
            person=None,
            may=every,
            with_pin=[],
            idle_ends_at=None,
            ends_at=None,
        )
    allowed = [] if signed_in is None else may(signed_in.member.roles)
    idle, ends = None, None
    if signed_in is not None:
        idle = iso(after(people.last_used(signed_in), people.rules.idle))
        ends = iso(after(signed_in.began_at, people.rules.longest))
    tablet = caller.tablet
    return SignInView(
        people_are=shown.acting.value,
        tablet=None if tablet is None else TabletView(id=tablet.id, name=tablet.name),
        person=None if signed_in is None else _person_view(signed_in.member.person),
        may=allowed,
        with_pin=[name for name in allowed if RIGHTS[name].pin],
        idle_ends_at=idle,
        ends_at=ends,
    )


def _set_cookie(request: Request, response: Response, name: str, value: str, age_s: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=age_s,
        path="/",
        secure=secure(request),
        httponly=True,
        samesite="strict",
    )
