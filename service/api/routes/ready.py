"""Order, blood, temperature, bag, premedication, gates; and corrections of the record."""

from fastapi import APIRouter, Response

from service.api.bodies_in import StrictRoute
from service.api.bodies_ready import (
    AgreementBody,
    AmendmentBody,
    BagBody,
    BloodGroupBody,
    DecisionBody,
    LabsBody,
    OrderBody,
    OverrideBody,
    PremedicationBody,
    TemperatureBody,
)
from service.api.reception import AtReception, KnownSpeaker, SaidFields, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import CommandAnswer
from service.api.telling import tell
from service.core.session import commands as c
from service.core.session.ready_state import Decision

router = APIRouter(route_class=StrictRoute, tags=["before the start"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post("/sessions/{session_id}/order", response_model=CommandAnswer, openapi_extra=HEADERS)
async def correct_order(
    session_id: str, body: OrderBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Put another order in the place of the one before, which stays in the record."""
    return await tell(
        here, speaker, session_id, body, lambda said: c.CorrectOrder(**said, order=body.order())
    )


@router.post("/sessions/{session_id}/labs", response_model=CommandAnswer, openapi_extra=HEADERS)
async def record_labs(
    session_id: str, body: LabsBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record a neutrophil count, in 10⁹/L, or correct one that was entered wrong."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordLabs(**said, labs=body.labs(), amends=body.amends),
    )


@router.post(
    "/sessions/{session_id}/blood-group", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def record_blood_group(
    session_id: str, body: BloodGroupBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record that blood group and antibody screen are known."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordBloodGroup(**said, blood_group=body.blood_group()),
    )


@router.post(
    "/sessions/{session_id}/temperature", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def record_temperature(
    session_id: str, body: TemperatureBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record the temperature that was taken just now."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.RecordTemperature(**said, milli_c=body.temperature_c),
    )


@router.post("/sessions/{session_id}/bag", response_model=CommandAnswer, openapi_extra=HEADERS)
async def record_bag(
    session_id: str, body: BagBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record the bag, the batch in it and its two clocks."""
    return await tell(
        here, speaker, session_id, body, lambda said: c.RecordBag(**said, bag=body.as_bag())
    )


@router.post(
    "/sessions/{session_id}/premedication", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def give_premedication(
    session_id: str, body: PremedicationBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record one premedication item with dose, route and the time it was given."""

    def make(said: SaidFields) -> c.GivePremedication:
        given_at = said["at"] if body.given_at is None else body.given_at
        return c.GivePremedication(
            **said,
            item=body.item,
            route=body.route,
            given_at=given_at,
            dose_ug=body.dose_mg,
            amends=body.amends,
        )

    return await tell(here, speaker, session_id, body, make)


@router.post(
    "/sessions/{session_id}/premedication/decision",
    response_model=CommandAnswer,
    openapi_extra=HEADERS,
)
async def decide_premedication(
    session_id: str, body: DecisionBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Record what a prescriber orders about one item; nothing is given by that."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.DecidePremedication(
            **said,
            item=body.item,
            decision=Decision(body.decision),
            prescriber=body.prescriber,
        ),
    )


@router.post(
    "/sessions/{session_id}/overrides", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def ask_override(
    session_id: str, body: OverrideBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Ask for a closed gate to be opened, with a reason. It stays closed."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.AskOverride(**said, gate=body.gate, reason=body.reason),
    )


@router.post(
    "/sessions/{session_id}/overrides/agreement",
    response_model=CommandAnswer,
    openapi_extra=HEADERS,
)
async def give_override(
    session_id: str, body: AgreementBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Agree as the second person: the gate is open for a while."""
    return await tell(
        here, speaker, session_id, body, lambda said: c.GiveOverride(**said, gate=body.gate)
    )


@router.post(
    "/sessions/{session_id}/amendments", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def amend(
    session_id: str, body: AmendmentBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Correct an entry of the record in words; the entry stays. Taken after the end as well."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.Amend(**said, amends=body.entry, text=body.text),
    )


ROUTERS = (router,)
