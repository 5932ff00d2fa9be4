"""Who may sign in: listed, added, changed, unlocked, ended. All but the list by a PIN of its own.

What `chairside user` does at the ward's machine, by the same writes.
"""

from fastapi import APIRouter, Request, Response

from service.api.bodies import Nothing
from service.api.bodies_in import StrictRoute
from service.api.bodies_people import PersonBody, RolesBody
from service.api.people_desk import believed_or_people, change
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ_PEOPLE, problems
from service.api.schemas.people import MemberAnswer, MembersView, PinAnswer
from service.api.views.people import members_view
from service.people.accounts import Accounts, Newcomer
from service.people.acts import From
from service.people.register import Unknown

reads = APIRouter(tags=["people"], responses=problems(*READ_PEOPLE))
asks = APIRouter(tags=["people"], route_class=StrictRoute, responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@reads.get("/people")
async def list_people(here: AtReception) -> MembersView:
    """List who may sign in, with roles, locks, and where each is signed in."""
    return members_view(believed_or_people(here))


@asks.post("/people", status_code=201, response_model=PinAnswer, openapi_extra=HEADERS)
async def add_person(
    body: PersonBody, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Let somebody sign in. Her first PIN is told in this answer and nowhere else."""

    async def do(accounts: Accounts, by: From) -> PinAnswer:
        who = Newcomer(id=body.id, name=body.name, roles=frozenset(body.roles))
        pin = await accounts.add(by, who, body.badge.get_secret_value())
        return PinAnswer(person=body.id, pin=pin)

    return await change(here, request, speaker, body, do, status=201)


@asks.post("/people/{person_id}/roles", response_model=MemberAnswer, openapi_extra=HEADERS)
async def change_roles(
    person_id: str, body: RolesBody, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Give somebody these roles instead of those she has. The last admin stays one."""

    async def do(accounts: Accounts, by: From) -> MemberAnswer:
        await accounts.set_roles(by, person_id, body.roles)
        return MemberAnswer(person=person_id)

    return await change(here, request, speaker, body, do)


@asks.post("/people/{person_id}/pin", response_model=PinAnswer, openapi_extra=HEADERS)
async def change_pin(
    person_id: str, body: Nothing, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Give somebody another PIN, told in this answer alone; ends her sign-ins and her locks."""

    async def do(accounts: Accounts, by: From) -> PinAnswer:
        return PinAnswer(person=person_id, pin=await accounts.new_pin(by, person_id))

    return await change(here, request, speaker, body, do)


@asks.post("/people/{person_id}/unlock", response_model=MemberAnswer, openapi_extra=HEADERS)
async def unlock_person(
    person_id: str, body: Nothing, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Forget somebody's wrong PINs: she may try again at once."""
    people = believed_or_people(here)

    async def do(_: Accounts, by: From) -> MemberAnswer:
        if not await people.unlock(by, person_id):
            raise Unknown(person_id)
        return MemberAnswer(person=person_id)

    return await change(here, request, speaker, body, do)


@asks.post("/people/{person_id}/disable", response_model=MemberAnswer, openapi_extra=HEADERS)
async def disable_person(
    person_id: str, body: Nothing, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Let somebody sign in no more. Nobody is removed, and nobody disables herself."""

    async def do(accounts: Accounts, by: From) -> MemberAnswer:
        await accounts.disable(by, person_id)
        return MemberAnswer(person=person_id)

    return await change(here, request, speaker, body, do)


ROUTERS = (reads, asks)
