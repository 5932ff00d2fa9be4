"""Hand-over: the next nurse takes a chair over, with what was open on it."""

from fastapi import APIRouter, Response

from service.api.bodies_hand_over import HandOverBody
from service.api.bodies_in import StrictRoute
from service.api.reception import AtReception, KnownSpeaker, SaidFields, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import CommandAnswer
from service.api.telling import tell
from service.api.views.chair import session_on_ward
from service.core.session import commands as c

router = APIRouter(route_class=StrictRoute, tags=["during and after"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post(
    "/sessions/{session_id}/hand-over", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def take_chair_over(
    session_id: str, body: HandOverBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take the chair over, as it was shown; `hand-over-stale` where it has changed since."""

    def make(said: SaidFields) -> c.TakeChairOver:
        now = session_on_ward(here.runner(session_id), here.ward, said["at"])
        return c.TakeChairOver(
            **said,
            version=body.version,
            shown=tuple(body.open_items),
            open_items=tuple(now.open_items),
        )

    return await tell(here, speaker, session_id, body, make)


ROUTERS = (router,)
