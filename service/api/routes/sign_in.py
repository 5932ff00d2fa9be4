"""Signing in and out, a PIN for one command, and tablets that enrol themselves.

Cookies: HttpOnly, SameSite=Strict, and over TLS `__Host-` and Secure. Bodies are JSON alone and
other sites' pages are refused at the edge, so no page but ours can do any of this (CSRF).
"""

from typing import NoReturn

from fastapi import APIRouter, Request, Response

from service.api.bodies import Nothing
from service.api.bodies_in import StrictRoute
from service.api.bodies_people import EnrolmentBody, SecondBody, SignInBody, StepUpBody
from service.api.people_desk import people_of, tablet_of, written
from service.api.problems import Problem
from service.api.reception import AtDoor, AtReception
from service.api.routes.described import PERSON, READ, problems
from service.api.schemas.parts import Model, TabletView
from service.api.schemas.people import EnrolledView, GrantView, SignInView
from service.api.views.people import BELIEVED, person_view, sign_in_view
from service.api.views.times import iso
from service.api.who import SIGN_IN_COOKIE, TABLET_COOKIE, cookie_name, secure
from service.core.times import SECOND_MS, after
from service.people.grants import Action
from service.people.people import People
from service.people.proving import Asked, Locked, Wrong

reads = APIRouter(tags=["people"], responses=problems(*READ))
asks = APIRouter(tags=["people"], route_class=StrictRoute, responses=problems(*PERSON))

NO_BODY = {"requestBody": {"required": False}}
"""An empty body stands for an empty object."""
TABLET_COOKIE_S = 400 * 24 * 60 * 60
"""As long as a browser keeps any cookie; enrol again once a year."""


@reads.get("/sign-in")
async def read_sign_in(here: AtReception, caller: AtDoor) -> SignInView:
    """Say who holds this tablet, and what that person may do."""
    people = here.who.people
    return BELIEVED if people is None else sign_in_view(people, caller.tablet, caller.sign_in)


@asks.post("/sign-in", response_model=SignInView)
async def sign_in(
    body: SignInBody, here: AtReception, caller: AtDoor, request: Request
) -> Response:
    """Sign in by badge and PIN. Whoever was signed in at this tablet is not any more."""
    people, tablet = people_of(here, request), tablet_of(caller)
    badge, pin = body.badge.get_secret_value(), body.pin.get_secret_value()
    found = await written(people.sign_in(tablet, badge, pin))
    if isinstance(found, Wrong | Locked):
        _refuse(people, found)
    token, _ = found
    signed_in = people.signed_in(token, people.tablet_by_id(tablet))
    view = sign_in_view(people, caller.tablet, signed_in)
    longest_s = people.rules.longest // SECOND_MS
    return _with_cookie(request, view, SIGN_IN_COOKIE, token, longest_s)


@asks.post("/sign-in/end", response_model=SignInView, openapi_extra=NO_BODY)
async def sign_out(body: Nothing, here: AtReception, caller: AtDoor, request: Request) -> Response:
    """End the sign-in of this tablet; no fault where there is none."""
    people = people_of(here, request)
    if caller.sign_in is not None:
        await written(people.sign_out(caller.sign_in))
    view = sign_in_view(people, caller.tablet, None)
    return _with_cookie(request, view, SIGN_IN_COOKIE, "", 0)


@asks.post("/sign-in/step-up")
async def step_up(
    body: StepUpBody, here: AtReception, caller: AtDoor, request: Request
) -> GrantView:
    """Give the PIN again, for one command: its answer is for the header `X-Grant`."""
    people = people_of(here, request)
    if caller.sign_in is None:
        raise Problem("not-signed-in")
    person = caller.sign_in.member.person.id
    asked = Asked(tablet=tablet_of(caller), person=person, pin=body.pin.get_secret_value())
    return await _granted(people, asked, body, "stepped-up")


@asks.post("/sign-in/second")
async def give_second(
    body: SecondBody, here: AtReception, caller: AtDoor, request: Request
) -> GrantView:
    """Let somebody else do one command, by badge and PIN; who is signed in stays signed in."""
    people = people_of(here, request)
    badge, pin = body.badge.get_secret_value(), body.pin.get_secret_value()
    asked = Asked(tablet=tablet_of(caller), badge=badge, pin=pin)
    first = None if caller.sign_in is None else caller.sign_in.member.person.id
    return await _granted(people, asked, body, "second-person", not_by=first)


@asks.post("/tablets/enrolment", response_model=EnrolledView)
async def enrol_tablet(body: EnrolmentBody, here: AtReception, request: Request) -> Response:
    """Enrol this tablet with the code that `chairside enrol` has printed."""
    people = people_of(here, request)
    found = await written(people.enrol(body.code.get_secret_value()))
    if found is None:
        raise Problem("code-not-valid")
    if isinstance(found, Locked):
        _refuse(people, found)
    secret, tablet = found
    view = EnrolledView(tablet=TabletView(id=tablet.id, name=tablet.name))
    return _with_cookie(request, view, TABLET_COOKIE, secret, TABLET_COOKIE_S)


async def _granted(
    people: People,
    asked: Asked,
    body: StepUpBody | SecondBody,
    what: str,
    not_by: str | None = None,
) -> GrantView:
    action = Action(asked=body.action, tap=body.tap, tablet=asked.tablet)
    found = await written(people.give(asked, action, what, not_by=not_by))
    if found is None:
        raise Problem("second-person-same")
    if isinstance(found, Wrong | Locked):
        _refuse(people, found)
    token, member = found
    until = after(people.now(), people.rules.fresh)
    return GrantView(grant=token, person=person_view(member.person), until=iso(until))


def _refuse(people: People, found: Wrong | Locked) -> NoReturn:
    if isinstance(found, Wrong):
        raise Problem("wrong-badge-or-pin")
    wait_s = max(1, -(-(found.until - people.now()) // SECOND_MS))
    said = f"Too many wrong ones. Try again in {-(-wait_s // 60)} min. STOP works all the same."
    raise Problem("locked-out", said, headers={"Retry-After": str(wait_s)})


def _with_cookie(request: Request, view: Model, name: str, value: str, age_s: int) -> Response:
    """Return an answer that sets a cookie, or with an age of 0 takes it back."""
    response = Response(view.model_dump_json(), media_type="application/json")
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=age_s,
        path="/",
        secure=secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


ROUTERS = (reads, asks)
