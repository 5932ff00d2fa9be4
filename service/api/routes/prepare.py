"""Commands before the first drop: check-in, association, second check, start."""

from fastapi import APIRouter, Response

from service.api.bodies import AssociationBody, Nothing, SecondCheckBody
from service.api.bodies_in import StrictRoute
from service.api.bodies_ready import CheckInBody
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception, KnownSpeaker, Reception, SaidFields, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import CommandAnswer
from service.api.telling import tell, tell_new
from service.core.monograph import Monograph
from service.core.protocol import Protocol
from service.core.session import commands as c

router = APIRouter(route_class=StrictRoute, tags=["before the start"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post("/sessions", status_code=201, response_model=CommandAnswer, openapi_extra=HEADERS)
async def check_in(body: CheckInBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Open a session: the patient is here for an infusion."""

    def make(said: SaidFields) -> c.CheckIn:
        return c.CheckIn(
            **said,
            patient=body.patient,
            infusion_no=body.infusion_no,
            protocol=_protocol(here, body),
            order=body.order.order(),
        )

    return await tell_new(here, speaker, body, make)


@router.post(
    "/sessions/{session_id}/association", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def associate(
    session_id: str, body: AssociationBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Tie patient, bag, chair and pump together, as scanned."""

    def make(said: SaidFields) -> c.Associate:
        if body.chair not in {place.chair for place in here.ward.places}:
            raise Problem("unknown-chair")
        if body.pump not in here.pumps:
            raise Problem("unknown-pump")
        keeper = here.ward.keepers.get(body.pump)
        if keeper is None or keeper.identity is None:
            raise Problem("pump-silent", "The pump does not answer. Check its cable and power.")
        return c.Associate(
            **said,
            patient=body.patient,
            bag=body.bag,
            chair=body.chair,
            pump=body.pump,
            capabilities=keeper.driver.capabilities,
            identity=keeper.identity,
        )

    return await tell(here, speaker, session_id, body, make)


@router.post(
    "/sessions/{session_id}/second-check", response_model=CommandAnswer, openapi_extra=HEADERS
)
async def check_second(
    session_id: str, body: SecondCheckBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take a second person's check; she keys the rate herself."""
    return await tell(
        here, speaker, session_id, body, lambda said: c.CheckSecond(**said, rate=body.rate_ml_h)
    )


@router.post("/sessions/{session_id}/start", response_model=CommandAnswer, openapi_extra=HEADERS)
async def start(
    session_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Start the infusion at the first step, if every gate is open."""
    return await tell(here, speaker, session_id, body, lambda said: c.Start(**said))


def _protocol(here: Reception, body: CheckInBody) -> Protocol | Monograph:
    """Return the protocol asked for, if it has rates for this infusion."""
    protocol = here.protocols.get(body.protocol)
    if protocol is None:
        raise bad_input("protocol", "is not a protocol of this ward")
    if isinstance(protocol, Monograph):
        return protocol
    try:
        protocol.profile(body.infusion_no)
    except ValueError:
        raise bad_input("infusion_no", "the protocol has no rates for this infusion") from None
    return protocol


ROUTERS = (router,)
