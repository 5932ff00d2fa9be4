"""Everything that stops: accepted from everybody, with any body, before anything is checked."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import JsonValue, ValidationError

from service.api.bodies import DiscontinueBody
from service.api.bodies_in import in_passing
from service.api.reception import AnySpeaker, AtReception, SaidFields, command_headers
from service.api.routes.described import STOP, problems
from service.api.schemas.answers import StopAnswer
from service.api.stopping import (
    ACCEPTED,
    reply,
    reply_noting,
    stop_first,
    stop_pump,
    stop_session,
)
from service.core.session import commands as c

router = APIRouter(tags=["stops"], responses=problems(*STOP))
HEADERS = command_headers(required=False)
REASON: dict[str, Any] = {
    **HEADERS,
    "requestBody": {
        "description": "Read after the stop, which counts without a readable reason too.",
        "required": False,
        "content": {
            "application/json": {
                "schema": DiscontinueBody.model_json_schema(),
                "example": {"reason": "ordered by the physician"},
            }
        },
    },
}
NO_REASON = "no reason was given"


@router.post(
    "/sessions/{session_id}/reaction",
    status_code=ACCEPTED,
    response_model=StopAnswer,
    openapi_extra=HEADERS,
)
async def report_reaction(
    session_id: str, speaker: AnySpeaker, here: AtReception, request: Request
) -> Response:
    """Report a reaction: the pump is stopped, everything else is asked afterwards."""
    stopping = stop_session(here, speaker, session_id, lambda said: c.ReportReaction(**said))
    return await reply(here, stopping, request)


@router.post(
    "/sessions/{session_id}/pause",
    status_code=ACCEPTED,
    response_model=StopAnswer,
    openapi_extra=HEADERS,
)
async def pause(
    session_id: str, speaker: AnySpeaker, here: AtReception, request: Request
) -> Response:
    """Stop the pump for a reason that is not a reaction."""
    stopping = stop_session(here, speaker, session_id, lambda said: c.Pause(**said))
    return await reply(here, stopping, request)


@router.post(
    "/sessions/{session_id}/discontinue",
    status_code=ACCEPTED,
    response_model=StopAnswer,
    openapi_extra=REASON,
)
async def discontinue(
    session_id: str, speaker: AnySpeaker, here: AtReception, request: Request
) -> Response:
    """End this infusion for good. STOP is sent before the reason is read."""
    stop_first(here, session_id)
    body, note = await in_passing(request)
    reason, said_why = _reason(body)

    def make(said: SaidFields) -> c.Discontinue:
        return c.Discontinue(**said, reason=reason)

    stopping = stop_session(here, speaker, session_id, make)
    return reply_noting(here, stopping, note or said_why)


@router.post(
    "/pumps/{pump_id}/stop",
    status_code=ACCEPTED,
    response_model=StopAnswer,
    openapi_extra=HEADERS,
)
async def stop(pump_id: str, speaker: AnySpeaker, here: AtReception, request: Request) -> Response:
    """Stop any pump of the ward; an infusion that runs on it is paused."""
    return await reply(here, stop_pump(here, speaker, pump_id), request)


def _reason(body: JsonValue) -> tuple[str, str | None]:
    """Return the reason that a body gives, and a note where it gives none."""
    if body is None:
        return NO_REASON, None
    try:
        return DiscontinueBody.model_validate(body).reason, None
    except ValidationError:
        return NO_REASON, "The reason was not acceptable and was ignored."


ROUTERS = (router,)
