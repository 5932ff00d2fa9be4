"""The book as answers: offers with their reasons, visits, the board of a day."""

import json
from collections.abc import Callable, Sequence

from service.api.schemas.book import (
    BoardChairView,
    BoardView,
    BookChangeView,
    BookedVisitView,
    BookView,
    BoundView,
    DayShortView,
    KindView,
    LoadView,
    OfferView,
    PhasesView,
    ProposalMark,
    WaitingView,
    WhyView,
)
from service.api.views.times import iso, iso_or_none
from service.book.asks import DayShort, Found
from service.book.book import Book
from service.book.calendar import ClosedDay
from service.book.clocks import Clocks, begins, slot_at
from service.book.proposed import Proposed
from service.book.rows import Row
from service.book.shelf import DayLoad
from service.core.booking.grid import GRID_MIN, Slot
from service.core.booking.offers import Term, TermKind
from service.core.booking.shape import PlaceClass, Pool
from service.core.booking.shapes import Shapes
from service.core.booking.visits import GONE, Visit
from service.core.monograph import Monograph
from service.core.times import Instant

_SENTENCES: dict[TermKind, Callable[[int], str]] = {
    TermKind.WISH: lambda n: f"{n} minutes from the wished time.",
    TermKind.DAY: lambda n: f"{n} day{'' if n == 1 else 's'} from the day that was asked for.",
    TermKind.DISPLACED: lambda n: f"Takes {n} minutes of room that other visits will need.",
    TermKind.GAP: lambda n: f"Leaves {n} minutes that are too short to be of use.",
    TermKind.LATE_FIRST: lambda n: f"A first infusion, {n} minutes after the ward's morning.",
}


def offer_view(found: Found, clocks: Clocks) -> OfferView:
    """Return one place for a visit."""
    zero = found.seat - found.fit.seat
    bag = None if found.fit.bag is None else Slot(zero + found.fit.bag)
    return OfferView(
        on=found.on.isoformat(),
        seat=slot_iso(found.seat),
        local=clocks.at(found.seat).isoformat(),
        end=slot_iso(Slot(found.seat + found.length)),
        minutes=found.length * GRID_MIN,
        wait_min=found.fit.wait * GRID_MIN,
        bag_at=slot_iso_or_none(bag),
        why=[_why(term) for term in found.terms],
    )


def day_short_view(short: DayShort) -> DayShortView:
    """Return what is short on one day."""
    said = short.shortage
    return DayShortView(on=short.on.isoformat(), of=said.of, sentence=said.sentence)


def visit_view(visit: Visit, clocks: Clocks) -> BookedVisitView:
    """Return one visit."""
    return BookedVisitView(
        id=visit.id,
        patient=visit.patient,
        what=visit.what,
        infusion_no=visit.infusion_no,
        place=visit.place,
        status=visit.status,
        version=visit.version,
        on=clocks.date(visit.seat).isoformat(),
        seat=slot_iso(visit.seat),
        local=clocks.at(visit.seat).isoformat(),
        end=slot_iso(visit.end),
        zone=visit.zone,
        minutes=visit.shape.length(visit.wait) * GRID_MIN,
        wait_min=visit.wait * GRID_MIN,
        phases=_phases(visit),
        bag_at=slot_iso_or_none(visit.bag),
        held_until=iso_or_none(visit.held_until),
        reason=visit.reason,
        expected=slot_iso_or_none(visit.expected),
        chair=visit.chair,
        seated=slot_iso_or_none(visit.seated),
        left=slot_iso_or_none(visit.left),
        series=visit.series,
    )


def _phases(visit: Visit) -> PhasesView:
    shape = visit.shape
    return PhasesView(
        arrive=shape.arrive * GRID_MIN,
        wait=visit.wait * GRID_MIN,
        hang=shape.hang * GRID_MIN,
        infuse=shape.infuse * GRID_MIN,
        flush=shape.flush * GRID_MIN,
        observe=shape.observe * GRID_MIN,
        disconnect=shape.disconnect * GRID_MIN,
        clean=shape.clean * GRID_MIN,
    )


def waiting_view(row: Row) -> WaitingView:
    """Return somebody who waits."""
    offered = row["offered_slot"]
    return WaitingView(
        id=row["id"],
        patient=row["patient"],
        what=row["what"],
        infusion_no=row["infusion_no"],
        place=row["place"],
        first=row["first_day"],
        last=row["last_day"],
        status=row["status"],
        since=iso(Instant(row["made_at_ms"])),
        offered=None if offered is None else slot_iso(Slot(offered)),
    )


def change_view(row: Row) -> BookChangeView:
    """Return one line of the journal of changes."""
    return BookChangeView(
        seq=row["seq"],
        at=iso(Instant(row["at_ms"])),
        by=row["by"],
        tablet=row["tablet"],
        tap=row["tap"],
        what=row["what"],
        about=row["about"],
        before=None if row["before"] is None else json.loads(row["before"]),
        after=json.loads(row["after"]),
    )


def book_view(book: Book, shapes: Shapes) -> BookView:
    """Return what can be booked, and for when."""
    resources = book.calendar.resources
    return BookView(
        zone=book.calendar.clocks.zone,
        today=book.today.isoformat(),
        last=book.finder.last_day.isoformat(),
        hold_min=resources.promises.hold_min,
        kinds=[
            *(
                KindView(
                    id=each.id, name=each.drug, numbered=True, by_order=isinstance(each, Monograph)
                )
                for each in shapes.infused
            ),
            *(
                KindView(id=each.id, name=each.name, numbered=False, by_order=False)
                for each in resources.kinds
            ),
        ],
        places=[place for place in PlaceClass if any(c.place is place for c in resources.chairs)],
    )


def board_view(
    book: Book, on_: "DayLoad | ClosedDay", proposed: Proposed | None = None
) -> BoardView:
    """Return the board of one day; `proposed` is what nobody has accepted yet."""
    load = on_ if isinstance(on_, DayLoad) else None
    closed = book.calendar.day(on_.on)
    visits = [each for each in book.shelf.on(on_.on) if each.status not in GONE]
    blocked = book.finder.out_of_use(on_.on, slot_at(book.now()))
    before = max((day for day in book.shelf.days if day < on_.on), default=None)
    after = min((day for day in book.shelf.days if day > on_.on), default=None)
    return BoardView(
        on=on_.on.isoformat(),
        zone=book.calendar.clocks.zone,
        closed=closed.reason if isinstance(closed, ClosedDay) else None,
        before=None if before is None else before.isoformat(),
        after=None if after is None else after.isoformat(),
        opens=slot_iso(Slot(load.zero + load.opens)) if load and load.closes else None,
        closes=slot_iso(Slot(load.zero + load.closes)) if load and load.closes else None,
        first=None if load is None else slot_iso(load.zero),
        slot_min=GRID_MIN,
        chairs=[
            BoardChairView(
                id=chair.id,
                place=chair.place,
                blocked=blocked.get(chair.id),
                visits=[_bound(each) for each in visits if each.chair == chair.id],
            )
            for chair in book.calendar.resources.chairs
        ],
        visits=[visit_view(each, book.calendar.clocks) for each in visits],
        unbound=[each.id for each in visits if each.chair is None],
        conflicts=conflicts(book, load, visits),
        loads=[] if load is None else _loads(load),
        proposal=None if proposed is None else proposal_mark(proposed),
    )


def proposal_mark(proposed: Proposed) -> ProposalMark:
    """Return that there is a proposal, for the board."""
    return ProposalMark(
        id=proposed.id,
        on=proposed.on.isoformat(),
        version=proposed.version,
        made=iso(proposed.made_at),
        why=[each.sentence for each in proposed.causes],
        moves=len(proposed.open),
        told=sum(move.tell for move in proposed.open),
        unplaced=len(proposed.best.unplaced),
    )


def conflicts(book: Book, load: DayLoad | None, visits: Sequence[Visit]) -> list[str]:
    """Return the visits for which a day has less than they take."""
    if load is None:
        return []
    return [
        each.id
        for each in visits
        if any(load.overdrawn(taken) for taken in book.shelf.taken(each.id))
    ]


def _loads(load: DayLoad) -> list[LoadView]:
    return [
        LoadView(pool=pool.value, capacity=list(load.capacity[pool]), used=list(load.used[pool]))
        for pool in Pool
    ]


def _bound(visit: Visit) -> BoundView:
    start = visit.seat if visit.seated is None else visit.seated
    end = start + visit.shape.length(visit.wait) if visit.left is None else visit.left
    return BoundView(visit=visit.id, start=slot_iso(start), end=slot_iso(Slot(end)))


def _why(term: Term) -> WhyView:
    return WhyView(
        kind=term.kind.value, amount=term.amount, sentence=_SENTENCES[term.kind](term.amount)
    )


def slot_iso(slot: Slot) -> str:
    """Return when a slot begins, as text."""
    return iso(begins(slot))


def slot_iso_or_none(slot: Slot | None) -> str | None:
    """Return the same, or None."""
    return None if slot is None else slot_iso(slot)
