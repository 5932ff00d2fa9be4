"""The visits of a course together; and those who wait, and what is missing on a day."""

from fastapi import APIRouter, Response

from service.api.bodies import Nothing
from service.api.bodies_book import CutBody, SeriesBody, WaitingBody
from service.api.bodies_in import StrictRoute
from service.api.book_desk import BookDesk
from service.api.booking import change, check_not_stopped, desk_of, slot_of, wanted_by
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, problems
from service.api.schemas.book import ChangeAnswer
from service.book.days import Cut
from service.book.verbs import Intent
from service.book.writing import Beside, By
from service.core.booking.resources import BookedChair
from service.core.booking.shape import NURSE_PARTS, Pool

router = APIRouter(route_class=StrictRoute, tags=["the book"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)


@router.post("/book/series", status_code=201, response_model=ChangeAnswer, openapi_extra=HEADERS)
async def hold_series(body: SeriesBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Keep the places of a course: all of them or none."""
    desk = desk_of(here)
    ids = [here.new_id() for _ in body.visits]
    series = here.new_id()

    def decide(by: By) -> Intent:
        steps, last = [], 0
        for count, (id_, each) in enumerate(zip(ids, body.visits, strict=True)):
            field = f"visits.{count}"
            seat = slot_of(each.seat, f"{field}.seat")
            if seat <= last:
                raise bad_input(f"{field}.seat", "must be later than the visit before")
            last = seat
            wanted = wanted_by(here, body.patient, each.visit, f"{field}.visit")
            steps.append(desk.book.verbs.hold(by, wanted, seat, id_, series))
        row = {
            "id": series,
            "patient": body.patient,
            "what": body.visits[0].visit.what,
            "made_at_ms": by.at,
        }
        return Intent(steps=tuple(steps), series=row)

    return await change(here, speaker, body, decide, status=201)


@router.post("/book/series/{series_id}/book", response_model=ChangeAnswer, openapi_extra=HEADERS)
async def book_series(
    series_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Make promises of all places of a course that are held."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        visits = [v for v in desk.book.shelf.visits.values() if v.series == series_id]
        if not visits:
            raise Problem("unknown-series")
        visits.sort(key=lambda visit: visit.seat)
        for visit in visits:
            check_not_stopped(here, visit.patient, visit.what)
        return Intent(steps=tuple(desk.book.verbs.book(by, visit) for visit in visits))

    return await change(here, speaker, body, decide, status=200)


@router.post(
    "/book/waiting-list", status_code=201, response_model=ChangeAnswer, openapi_extra=HEADERS
)
async def wait_for_place(body: WaitingBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Wait for a place between two days; offered when one becomes free."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        wanted = wanted_by(here, body.patient, body.visit)
        if body.last < body.first:
            raise bad_input("last", "lies before the first day")
        if body.last < desk.book.today:
            raise bad_input("last", "is past")
        row = desk.book.line.join(wanted, body.first, body.last, here.new_id(), by.at)
        return Intent(beside=(row,))

    return await change(here, speaker, body, decide, status=201)


@router.post(
    "/book/waiting-list/{waiting_id}/leave", response_model=ChangeAnswer, openapi_extra=HEADERS
)
async def leave_waiting_list(
    waiting_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Wait no more: there is a place, or no wish for one."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        row = desk.book.shelf.waiting.get(waiting_id)
        if row is None:
            raise Problem("unknown-waiting")
        return Intent(beside=(desk.book.line.leave(row),))

    return await change(here, speaker, body, decide, status=200)


@router.post("/book/cuts", status_code=201, response_model=ChangeAnswer, openapi_extra=HEADERS)
async def cut_capacity(body: CutBody, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Say that there is less of something. No visit is touched; the board shows the conflicts."""

    def decide(by: By) -> Intent:
        start, end = slot_of(body.start, "start"), slot_of(body.end, "end")
        if end <= start:
            raise bad_input("end", "must be later than the start")
        if end - start > DAY_SLOTS:
            raise bad_input("end", "is more than a day later; say it day by day")
        parts = NURSE_PARTS if body.of() is Pool.NURSE else 1
        chair = None if body.chair is None else _chair(desk_of(here), body)
        pools = (body.of(),) if chair is None else (body.of(), Pool.PUMP)
        cuts = tuple(
            Cut(
                id=here.new_id(),
                pool=pool,
                start=start,
                end=end,
                amount=body.count * parts,
                reason=body.reason,
                chair=None if chair is None else chair.id,
            )
            for pool in pools
        )
        if chair is not None:
            desk_of(here).book.verbs.breaks(chair, cuts)
        return Intent(
            cuts=cuts,
            beside=tuple(
                Beside(what="cut", table="cut", before=None, after=_row(cut)) for cut in cuts
            ),
        )

    return await change(here, speaker, body, decide, status=201)


DAY_SLOTS = 25 * 12
"""Slots of the longest day."""


def _chair(desk: BookDesk, body: CutBody) -> BookedChair:
    """Return the chair that is broken; `bad-input` where the rest does not speak of it."""
    chair = desk.book.verbs.chairs.get(body.chair or "")
    if chair is None:
        raise Problem("unknown-chair")
    if body.of() is not Pool(chair.place.value):
        raise bad_input("pool", f"is not that of {chair.id}, a {chair.place.value}")
    if body.count != 1:
        raise bad_input("count", "is 1 for one chair")
    return chair


def _row(cut: Cut) -> dict[str, str | int | None]:
    return {
        "id": cut.id,
        "pool": cut.pool.value,
        "from_slot": cut.start,
        "to_slot": cut.end,
        "amount": cut.amount,
        "reason": cut.reason,
        "chair": cut.chair,
    }


ROUTERS = (router,)
