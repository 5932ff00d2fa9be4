"""The ward's tablets: listed, made by a code, taken away. A tablet that was taken away still stops.

What `chairside enrol` does at the ward's machine, by the same writes.
"""

from fastapi import APIRouter, Request, Response

from service.api.bodies import Nothing
from service.api.bodies_in import StrictRoute
from service.api.bodies_people import TabletBody
from service.api.people_desk import believed_or_people, change, written
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ_PEOPLE, problems
from service.api.schemas.people import CodeAnswer, TabletAnswer, TabletsView
from service.api.views.people import tablets_view
from service.api.views.qr import qr_view
from service.api.views.times import iso
from service.people.accounts import Accounts
from service.people.acts import From
from service.people.roll import Enrolled

reads = APIRouter(tags=["people"], responses=problems(*READ_PEOPLE))
asks = APIRouter(tags=["people"], route_class=StrictRoute, responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@reads.get("/tablets")
async def list_tablets(here: AtReception) -> TabletsView:
    """List the ward's tablets: since when, by whom, last seen, whether they can be heard."""
    people = believed_or_people(here)
    return tablets_view(await written(Accounts(people).tablets()), people, here.ward)


@asks.post("/tablets", status_code=201, response_model=CodeAnswer, openapi_extra=HEADERS)
async def offer_enrolment(
    body: TabletBody, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Make a code that enrols a tablet once. It is told in this answer and nowhere else.

    The tablet of this id has a new secret once the code is used: the old one counts no more.
    """

    async def do(accounts: Accounts, by: From) -> CodeAnswer:
        code, until = await accounts.offer(by, Enrolled(id=body.id, name=body.name))
        link = f"{body.address}/#enrol={code}"
        return CodeAnswer(tablet=body.id, code=code, link=link, qr=qr_view(link), until=iso(until))

    return await change(here, request, speaker, body, do, status=201)


@asks.post("/tablets/{tablet_id}/revoke", response_model=TabletAnswer, openapi_extra=HEADERS)
async def revoke_tablet(
    tablet_id: str, body: Nothing, here: AtReception, speaker: KnownSpeaker, request: Request
) -> Response:
    """Let a tablet be the ward's no more: it sees nothing from now on. STOP works on it."""

    async def do(accounts: Accounts, by: From) -> TabletAnswer:
        await accounts.revoke(by, tablet_id)
        return TabletAnswer(tablet=tablet_id)

    return await change(here, request, speaker, body, do, unknown="no-such-tablet")


ROUTERS = (reads, asks)
