"""Commands while an infusion is in hand, and after it: attest, grade, resume, flush, discharge."""

from fastapi import APIRouter, Response

from service.api.bodies import (
    AttestationBody,
    FlushBody,
    GradeBody,
    Nothing,
    ResumeBody,
    VitalSignsBody,
)
from service.api.bodies_in import StrictRoute
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import CommandAnswer
from service.api.telling import tell
from service.core.session import commands as c
from service.core.vitals import VitalSigns

router = APIRouter(route_class=StrictRoute, tags=["during and after"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post(
    "/sessions/{session_id}/vital-signs", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def take_vitals(
    session_id: str, body: VitalSignsBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record a complete set of vital signs, just taken."""
    signs = VitalSigns(
        systolic_mmhg=body.systolic_mmhg,
        diastolic_mmhg=body.diastolic_mmhg,
        pulse_per_min=body.pulse_per_min,
        breaths_per_min=body.breaths_per_min,
        temperature_tenths_c=body.temperature_c,
        saturation_percent=body.saturation_percent,
    )
    return await tell(
        here, speaker, session_id, body, lambda said: c.TakeVitals(**said, signs=signs)
    )


@router.post(
    "/sessions/{session_id}/attestation", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def attest(
    session_id: str, body: AttestationBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Say that there is no reaction and vital signs were taken, for exactly one step."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.AttestNoReaction(**said, step_no=body.step),
    )


@router.post(
    "/sessions/{session_id}/attestation/withdrawal",
    response_model=CommandAnswer,
    openapi_extra=HEADERS,
)
async def withdraw_attestation(
    session_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take an attestation back before it has raised anything."""
    return await tell(here, speaker, session_id, body, lambda said: c.WithdrawAttestation(**said))


@router.post("/sessions/{session_id}/grade", response_model=CommandAnswer, openapi_extra=HEADERS)
async def grade_reaction(
    session_id: str, body: GradeBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record a person's CTCAE grade for the reaction."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.GradeReaction(**said, grade=body.grade, hospitalised=body.hospitalised),
    )


@router.post("/sessions/{session_id}/resume", response_model=CommandAnswer, openapi_extra=HEADERS)
async def resume(
    session_id: str, body: ResumeBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Go on: after a reaction by the protocol's rule, otherwise with the same step."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.Resume(**said, improved_to=body.improved_to, prescriber=body.prescriber),
    )


@router.post("/sessions/{session_id}/flush", response_model=CommandAnswer, openapi_extra=HEADERS)
async def record_flush(
    session_id: str, body: FlushBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record that the line was flushed by hand; the observation begins."""
    return await tell(
        here, speaker, session_id, body, lambda said: c.RecordFlush(**said, volume=body.volume_ml)
    )


@router.post(
    "/sessions/{session_id}/discharge", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def discharge(
    session_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Close the session; the pump belongs to nobody."""
    return await tell(here, speaker, session_id, body, lambda said: c.Discharge(**said))


ROUTERS = (router,)
