"""A day that does not go as planned: what could become of it, and what somebody accepts of that."""

from fastapi import APIRouter, Response

from service.api.bodies_in import StrictRoute
from service.api.bodies_repair import AcceptBody, AskBody, BrokenBody, MissingBody
from service.api.book_desk import BookDesk, refused_by_book
from service.api.booking import by_of, day_of, desk_of, slot_of
from service.api.problems import Problem, bad_input
from service.api.reception import AtReception, KnownSpeaker, command_headers
from service.api.routes.described import COMMAND, READ_BOOK, problems
from service.api.schemas.answers import ProblemView
from service.api.schemas.repair import AcceptAnswer, OutcomeView, ProposalAnswer, ProposalView
from service.api.taps import Answered
from service.api.telling import fingerprint_of
from service.api.views.book import visit_view
from service.api.views.repair import proposal_view
from service.book.asks import Refused
from service.book.clocks import slot_at
from service.book.proposed import Changes, Outcome, Proposed
from service.book.shelf import DayLoad
from service.book.verbs import Intent
from service.book.writer import NotSaved
from service.core.booking.grid import Slot
from service.core.booking.repair.situation import Lost
from service.core.booking.shape import NURSE_PARTS, Pool
from service.store.batch import Tap

asks = APIRouter(tags=["the book"], route_class=StrictRoute, responses=problems(*COMMAND))
reads = APIRouter(tags=["the book"], responses=problems(*READ_BOOK))
HEADERS = command_headers(required=True)


@asks.post("/book/days/{day}/proposals", status_code=201)
async def ask_for_proposal(day: str, body: AskBody, here: AtReception) -> ProposalView:
    """Return what could become of a day as it is now. Nothing is changed by asking."""
    desk, on = desk_of(here), day_of(day)
    try:
        load = desk.book.finder.load(on, desk.book.today)
        proposed = await desk.proposals.ask(on, _changes(body, desk, load))
    except Refused as refused:
        raise refused_by_book(refused, desk.book) from None
    return _view(desk, proposed)


@reads.get("/book/days/{day}/proposals")
async def read_proposals(day: str, here: AtReception) -> ProposalAnswer:
    """Return the newest proposal for a day."""
    desk = desk_of(here)
    found = desk.proposals.newest(day_of(day))
    return ProposalAnswer(proposal=None if found is None else _view(desk, found))


@reads.get("/book/days/{day}/proposals/{proposal_id}")
async def read_proposal(day: str, proposal_id: str, here: AtReception) -> ProposalView:
    """Return one proposal as it stands."""
    desk = desk_of(here)
    return _view(desk, _known(desk, day, proposal_id))


@asks.post(
    "/book/days/{day}/proposals/{proposal_id}/accept",
    response_model=AcceptAnswer,
    openapi_extra=HEADERS,
)
async def accept_proposal(
    day: str, proposal_id: str, body: AcceptBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Accept a proposal, whole or in part: each visit for itself, the rest stands."""
    desk, by, print_ = desk_of(here), by_of(here, speaker), fingerprint_of(speaker, body)

    async def work() -> Answered:
        proposed = _known(desk, day, proposal_id)
        if body.version != proposed.version:
            raise Problem("proposal-changed")
        wanted = _wanted(body, proposed)
        try:
            outcomes = await desk.proposals.accept(by, proposed, wanted)
            answer = _answer(desk, proposed, outcomes).model_dump_json()
            tap = Tap(key=by.tap, body_hash=print_, status=200, response=answer, at_ms=by.at)
            await desk.book.commit(by, Intent(), tap)
        except NotSaved:
            raise Problem("record-not-saved", headers={"Retry-After": "1"}) from None
        return Answered.of(tap)

    return await desk.once(by, print_, work)


def _known(desk: BookDesk, day: str, proposal_id: str) -> Proposed:
    found = desk.proposals.get(proposal_id)
    if found is None or found.on != day_of(day):
        raise Problem("unknown-proposal")
    return found


def _view(desk: BookDesk, proposed: Proposed) -> ProposalView:
    return proposal_view(proposed, desk.proposals, desk.book.calendar.clocks)


def _wanted(body: AcceptBody, proposed: Proposed) -> list[str]:
    """Return the visits that are accepted; `bad-input` for one that is not in it."""
    moves = [move.visit.id for move in proposed.best.moves]
    every = [*moves, *(each.visit.id for each in proposed.longer), *proposed.done]
    if body.visits is None:
        return every
    for count, visit in enumerate(body.visits):
        if visit not in every:
            raise bad_input(f"visits.{count}", "is not changed by this proposal")
    return body.visits


def _answer(desk: BookDesk, proposed: Proposed, outcomes: list[Outcome]) -> AcceptAnswer:
    clocks, visits = desk.book.calendar.clocks, desk.book.shelf.visits
    return AcceptAnswer(
        proposal=proposed.id,
        outcomes=[
            OutcomeView(visit=each.visit, done=each.refused is None, problem=_problem(desk, each))
            for each in outcomes
        ],
        visits=[
            visit_view(visits[each.visit], clocks) for each in outcomes if each.refused is None
        ],
    )


def _problem(desk: BookDesk, outcome: Outcome) -> ProblemView | None:
    if outcome.refused is None:
        return None
    return ProblemView.model_validate_json(refused_by_book(outcome.refused, desk.book).body())


def _changes(body: AskBody, desk: BookDesk, load: DayLoad) -> Changes:
    places = {chair.id: chair.place for chair in desk.book.calendar.resources.chairs}
    missing, broken = body.missing or [], dict[str, Slot]()
    lost = [_missing(each, f"missing.{number}", load) for number, each in enumerate(missing)]
    for number, each in enumerate(body.broken or []):
        if each.chair not in places:
            raise Problem("unknown-chair")
        first, end = _span(each, f"broken.{number}", load)
        broken[each.chair] = first
        pools = (Pool(places[each.chair].value), Pool.PUMP)
        lost += [Lost(pool=pool, start=first, end=end, amount=1) for pool in pools]
    return Changes(lost=tuple(lost), broken=broken, basis=body.by())


def _missing(each: MissingBody, field: str, load: DayLoad) -> Lost:
    first, end = _span(each, field, load)
    parts = NURSE_PARTS if each.of() is Pool.NURSE else 1
    return Lost(pool=each.of(), start=first, end=end, amount=each.count * parts)


def _span(each: MissingBody | BrokenBody, field: str, load: DayLoad) -> tuple[Slot, Slot]:
    """Return from when to when, inside of the day; any minute will do."""
    whole = Slot(load.zero), Slot(load.zero + load.length)
    first, end = slot_at(each.start), whole[1] if each.end is None else slot_of(each.end, field)
    if end <= first:
        raise bad_input(f"{field}.end", "must be later than the start")
    if end <= whole[0] or first >= whole[1]:
        raise bad_input(f"{field}.start", "is on another day")
    return max(first, whole[0]), min(end, whole[1])


ROUTERS = (asks, reads)
