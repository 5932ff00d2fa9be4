"""What a reaction was: symptoms, drugs given for it, who was called, how it came out.

Asked for after the stop, and never in its way: each of them is taken in every phase, also late.
"""

from typing import TypedDict

from fastapi import APIRouter, Response

from service.api.bodies_in import StrictRoute
from service.api.bodies_reaction import (
    CallBody,
    OfReactionBody,
    OutcomeBody,
    RescueDrugBody,
    SymptomsBody,
)
from service.api.reception import AtReception, KnownSpeaker, SaidFields, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import CommandAnswer
from service.api.telling import tell
from service.core.session import commands as c
from service.core.session.person import Person
from service.core.times import Instant

router = APIRouter(route_class=StrictRoute, tags=["during and after"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


class _Of(TypedDict):
    """The fields that every command about a reaction has."""

    at: Instant
    by: Person
    tablet: str
    tap: str
    reaction: int
    happened_at: Instant
    amends: int | None


def _of(said: SaidFields, body: OfReactionBody) -> _Of:
    """Return who, where and about which reaction; what has no time of its own is now."""
    happened_at = said["at"] if body.happened_at is None else body.happened_at
    return {**said, "reaction": body.reaction, "happened_at": happened_at, "amends": body.amends}


@router.post(
    "/sessions/{session_id}/reaction/symptoms", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def note_symptoms(
    session_id: str, body: SymptomsBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record which symptoms were seen or told."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.NoteSymptoms(
            **_of(said, body), symptoms=frozenset(body.symptoms), words=body.words
        ),
    )


@router.post(
    "/sessions/{session_id}/reaction/drugs", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def record_rescue_drug(
    session_id: str, body: RescueDrugBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record a drug that was given for the reaction, with dose, unit, route and time."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordRescueDrug(
            **_of(said, body),
            name=body.name,
            dose_milli=body.dose,
            unit=body.unit,
            route=body.route,
        ),
    )


@router.post(
    "/sessions/{session_id}/reaction/calls", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def record_call(
    session_id: str, body: CallBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record who was called to the patient, or told, and when."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordCall(**_of(said, body), whom=body.whom),
    )


@router.post(
    "/sessions/{session_id}/reaction/outcome", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def record_outcome(
    session_id: str, body: OutcomeBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record how the reaction came out, as far as it is known."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordOutcome(**_of(said, body), outcome=body.outcome, words=body.words),
    )


ROUTERS = (router,)
