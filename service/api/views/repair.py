"""Proposals as answers: who moves, who is told, what is missing, what it costs."""

from collections.abc import Callable

from service.api.schemas.repair import (
    BagView,
    CauseView,
    CostView,
    MoveView,
    ProposalView,
    ShortView,
    StayView,
    SwapView,
)
from service.api.views.book import slot_iso, slot_iso_or_none
from service.api.views.times import iso
from service.book.clocks import Clocks
from service.book.proposals import Proposals
from service.book.proposed import Proposed
from service.core.booking.grid import GRID_MIN
from service.core.booking.repair.bags import BagChange, BagNote
from service.core.booking.repair.proposal import Move, Term, TermKind
from service.core.booking.repair.remaining import Why
from service.core.booking.repair.situation import Short
from service.core.booking.repair.stay import Stay

_COSTS: dict[TermKind, Callable[[int], str]] = {
    TermKind.OVERTIME: lambda n: f"{n} minutes after the close, of all visits together.",
    TermKind.TOLD: lambda n: f"{n} to be told, an hour before or earlier.",
    TermKind.TOLD_SHORT: lambda n: f"{n} to be told with less than an hour of notice.",
    TermKind.SHIFT: lambda n: f"{n} minutes of waiting, of all visits together.",
    TermKind.BEYOND_LIMIT: lambda n: f"{n} moved by more than an hour.",
    TermKind.BAG_AGAIN: lambda n: f"{n} bags to be compounded once more.",
    TermKind.UNPLACED: lambda n: f"{n} without a place on this day.",
}
_WHY: dict[Why | None, str] = {
    None: "No session is known: as it was planned.",
    Why.NOT_STARTED: "Not started: the whole profile is still to come.",
    Why.RUNNING: "By the pump and the rate steps that are left.",
    Why.STANDING: "Stands still: as if it went on now.",
    Why.REACTION: "Interrupted by a reaction: nobody knows yet when it may go on.",
    Why.STOPPED: "Ended for good: watched for a while.",
    Why.FLUSHING: "The volume is in: to be flushed.",
    Why.OBSERVING: "Observed.",
    Why.LEFT: "Discharged.",
}
_BAGS = {
    BagChange.OTHER_TIME: "To be compounded at another time.",
    BagChange.AGAIN: "Begun, and it would not last: to be compounded once more.",
    BagChange.PASSES: "Will not last until the infusion has ended.",
}


def proposal_view(proposed: Proposed, proposals: Proposals, clocks: Clocks) -> ProposalView:
    """Return a proposal, whole."""
    best, shift = proposed.best, proposed.right_shift
    longer = {each.visit.id for each in proposed.longer}
    return ProposalView(
        id=proposed.id,
        on=proposed.on.isoformat(),
        version=proposed.version,
        made=iso(proposed.made_at),
        why=[
            CauseView(kind=each.kind.value, about=each.about, sentence=each.sentence)
            for each in proposed.causes
        ],
        open=proposals.open(proposed),
        engine=best.engine.value,
        solver=proposed.solver.value,
        basis=proposed.changes.basis.value,
        told=best.told,
        cost=best.cost,
        terms=[_cost(term) for term in best.terms],
        right_shift_cost=shift.cost,
        right_shift_told=shift.told,
        moves=[_move(move, proposed, clocks) for move in best.moves],
        unplaced=[visit.id for visit in best.unplaced],
        stays=[_stay(each, proposed, each.visit.id in longer) for each in proposed.situation.stays],
        swaps=[SwapView(visit=each.visit.id, chair=each.chair, to=each.to) for each in best.swaps],
        shortages=[_short(each) for each in best.shortages],
        bags=[_bag(each) for each in best.bags],
    )


def _cost(term: Term) -> CostView:
    return CostView(
        kind=term.kind.value,
        amount=term.amount,
        cost=term.cost,
        sentence=_COSTS[term.kind](term.amount),
    )


def _move(move: Move, proposed: Proposed, clocks: Clocks) -> MoveView:
    return MoveView(
        visit=move.visit.id,
        patient=move.visit.patient,
        what=move.visit.what,
        seat=slot_iso(move.visit.seat),
        to=slot_iso(move.seat),
        to_local=clocks.at(move.seat).isoformat(),
        minutes=move.minutes,
        waits_min=move.waits_min,
        tell=move.tell,
        notice_min=move.notice_min,
        short_notice=move.short_notice,
        beyond_limit=move.beyond_limit,
        place=move.place,
        chair=move.chair,
        chair_before=move.chair_before,
        wait_min=move.wait * GRID_MIN,
        bag_at=slot_iso_or_none(move.bag),
        done=move.visit.id in proposed.done,
    )


def _stay(each: Stay, proposed: Proposed, longer: bool) -> StayView:
    return StayView(
        visit=each.visit.id,
        patient=each.visit.patient,
        chair=each.visit.chair,
        planned=slot_iso(each.visit.end),
        expected=slot_iso(each.end),
        late=slot_iso(each.late_end),
        infused=slot_iso_or_none(each.infused),
        why=None if each.why is None else each.why.value,
        sentence=_WHY[each.why],
        longer=longer,
        done=each.visit.id in proposed.done,
    )


def _short(each: Short) -> ShortView:
    return ShortView(
        pool=each.pool.value,
        start=slot_iso(each.start),
        end=slot_iso(each.end),
        count=each.whole,
        sentence=f"{each.whole} more of {each.pool.value} needed by those who sit.",
    )


def _bag(note: BagNote) -> BagView:
    return BagView(
        visit=note.visit.id,
        change=note.change.value,
        planned=slot_iso(note.planned),
        begins=slot_iso(note.begins),
        good_until=slot_iso(note.good_until),
        needed_until=slot_iso(note.needed_until),
        sentence=_BAGS[note.change],
    )
