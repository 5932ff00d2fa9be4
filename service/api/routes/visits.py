"""What people do with visits: hold, book, move, cancel, and the day itself."""

from fastapi import APIRouter, Response

from service.api.bodies import Nothing
from service.api.bodies_book import (
    BookingBody,
    CancelBody,
    HoldBody,
    LateBody,
    MoveBody,
    SeatBody,
)
from service.api.bodies_in import StrictRoute
from service.api.booking import change, check_not_stopped, desk_of, do, slot_of, wanted_by
from service.api.problems import Problem
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.book import ChangeAnswer
from service.book.verbs import Intent, Verbs
from service.book.writing import By, Step
from service.core.booking.visits import Visit

router = APIRouter(route_class=StrictRoute, tags=["the book"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post("/book/holds", status_code=201, response_model=ChangeAnswer, openapi_extra=HEADERS)
async def hold_place(body: HoldBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Keep a place for some minutes, for somebody who is being asked."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        wanted = wanted_by(here, body.patient, body.visit)
        seat = slot_of(body.seat, "seat")
        return Intent(steps=(desk.book.verbs.hold(by, wanted, seat, here.new_id()),))

    return await change(here, speaker, body, decide, status=201)


@router.post("/book/visits", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def book_visit(body: BookingBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Make a promise of a place that is held."""

    def book(verbs: Verbs, by: By, visit: Visit) -> Step:
        check_not_stopped(here, visit.patient, visit.what)
        return verbs.book(by, visit)

    return await do(here, speaker, body.hold, body, book)


@router.post("/book/visits/{visit_id}/move", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def move_visit(
    visit_id: str, body: MoveBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Move a visit that has not begun to another time."""

    def move(verbs: Verbs, by: By, visit: Visit) -> Step:
        return verbs.move(by, visit, slot_of(body.seat, "seat"), body.reason)

    return await do(here, speaker, visit_id, body, move, body.version)


@router.post("/book/visits/{visit_id}/cancel", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def cancel_visit(
    visit_id: str, body: CancelBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Cancel a visit that has not begun; its place is offered to somebody who waits."""
    return await do(
        here,
        speaker,
        visit_id,
        body,
        lambda verbs, _, visit: verbs.cancel(visit, body.reason),
        body.version,
    )


@router.post("/book/visits/{visit_id}/arrive", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def take_arrival(
    visit_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Say that the patient is here."""
    return await do(here, speaker, visit_id, body, lambda verbs, by, visit: verbs.arrive(by, visit))


@router.post("/book/visits/{visit_id}/late", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def expect_late(
    visit_id: str, body: LateBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Say when a late patient is expected. The promise is not moved by that."""

    def late(verbs: Verbs, by: By, visit: Visit) -> Step:
        return verbs.late(by, visit, slot_of(body.expected, "expected"))

    return await do(here, speaker, visit_id, body, late)


@router.post("/book/visits/{visit_id}/no-show", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def miss_visit(
    visit_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Say that nobody came; the place is free again."""
    return await do(
        here, speaker, visit_id, body, lambda verbs, by, visit: verbs.no_show(by, visit)
    )


@router.post("/book/visits/{visit_id}/seat", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def seat_patient(
    visit_id: str, body: SeatBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Seat the patient: the chair is bound from now on."""

    def sit(verbs: Verbs, by: By, visit: Visit) -> Step:
        chair = verbs.chairs.get(body.chair)
        if chair is None:
            raise Problem("unknown-chair")
        return verbs.seat(by, visit, chair)

    return await do(here, speaker, visit_id, body, sit)


@router.post("/book/visits/{visit_id}/done", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def end_visit(
    visit_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Say that the patient has left; the place is free once it is clean."""
    return await do(here, speaker, visit_id, body, lambda verbs, by, visit: verbs.done(by, visit))


ROUTERS = (router,)
