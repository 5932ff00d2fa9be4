"""What is due, what was told, plans and calendars, as answers."""

import json
from datetime import timedelta
from typing import Any

from service.api.schemas.clock import DueView, FeedView, MoveView, NoticeView, PlanView
from service.api.views.times import iso, iso_or_none
from service.book.book import Book
from service.book.clocks import begins, slot_at
from service.book.planned import moved
from service.book.rows import Row
from service.core.booking.due import Due, DueKind
from service.core.booking.grid import Slot
from service.core.times import Instant

SENTENCES = {
    DueKind.HOLD_OVER: "The place was held for a while and is free again.",
    DueKind.PREMEDICATION_DUE: "Premedication may be given for the planned start.",
    DueKind.PREMEDICATION_LATE: "Premedication given later is too young for the planned start.",
    DueKind.LATE: "The patient is late.",
    DueKind.NO_SHOW: "Nobody came: the visit may be called a no-show.",
    DueKind.WINDOW_OPENS: "Premedication with {item} is old enough for a start.",
    DueKind.WINDOW_CLOSES: "Premedication with {item} is too old for a start.",
    DueKind.OFFER_OVER: "The offer was not taken; the next one who waits is asked.",
    DueKind.HORIZON: "The days of the coming weeks are looked at.",
    DueKind.TOMORROW: "The day is planned.",
}


def due_view(due: Due, book: Book) -> DueView:
    """Return one thing that is due."""
    return DueView(
        kind=due.kind,
        subject=due.subject,
        sentence=_said(due, book),
        due=iso(due.at),
        local=_local(due.at, book),
        told=book.due.noted(due.key),
    )


def notice_view(row: Row, book: Book) -> NoticeView:
    """Return one notice."""
    kind, at = DueKind(row["kind"]), Instant(row["due_at_ms"])
    due = Due(kind=kind, subject=row["subject"], at=at)
    acknowledged = row["acknowledged_at_ms"]
    return NoticeView(
        id=row["id"],
        kind=kind,
        subject=due.subject,
        sentence=_said(due, book),
        due=iso(at),
        local=_local(at, book),
        told=iso(Instant(row["told_at_ms"])),
        stands=due in book.due.of(due.subject.split("/")[0]),
        acknowledged_by=row["acknowledged_by"],
        acknowledged_at=iso_or_none(None if acknowledged is None else Instant(acknowledged)),
    )


def _said(due: Due, book: Book) -> str:
    """Return what is due as a sentence that says of whom, or of which item of premedication."""
    subject, _, item = due.subject.partition("/")
    visit = book.shelf.visits.get(subject)
    whose = "" if visit is None else f"{visit.patient}: "
    return whose + SENTENCES[due.kind].format(item=item.replace("-", " "))


def feed_view(row: Row) -> FeedView:
    """Return one calendar, without its secret, which nobody has."""
    return FeedView(
        id=row["id"], name=row["name"], place=row["place"], made=iso(Instant(row["made_at_ms"]))
    )


def plan_view(row: Row, book: Book, *, whole: bool) -> PlanView:
    """Return one plan; with its moves where it is asked for alone."""
    body: dict[str, Any] = {} if row["body"] is None else json.loads(row["body"])
    made = row["made_at_ms"]
    moves = body.pop("moves", [])
    return PlanView(
        id=row["id"],
        kind=row["kind"],
        on=row["on_day"],
        status=row["status"],
        asked=iso(Instant(row["asked_at_ms"])),
        made=iso_or_none(None if made is None else Instant(made)),
        why=body.pop("why", None),
        terms=body,
        moves=[_move(move, book) for move in moves] if whole else [],
    )


def _move(move: dict[str, Any], book: Book) -> MoveView:
    seat = Slot(move["seat_slot"])
    visit = book.shelf.visits.get(move["visit"])
    place = (move["seat_slot"], move["wait_slots"], move["bag_slot"])
    return MoveView(
        visit=move["visit"],
        was=iso(begins(Slot(move["was_slot"]))),
        seat=iso(begins(seat)),
        local=book.calendar.clocks.at(seat).isoformat(),
        chair=move["chair"],
        moved=moved(move),
        tell=move["tell"],
        taken=visit is not None and place == (visit.seat, visit.wait, visit.bag),
    )


def _local(at: Instant, book: Book) -> str:
    slot = slot_at(at)
    moment = book.calendar.clocks.at(slot) + timedelta(milliseconds=at - begins(slot))
    return moment.isoformat(timespec="seconds")
