"""From a request to the book: who asks for which visit, and what a tap does to it."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from fastapi import Response

from service.api.bodies import Body
from service.api.bodies_book import VisitBody
from service.api.book_desk import BookDesk
from service.api.problems import Problem, bad_input
from service.api.reception import Reception, Speaker
from service.api.schemas.book import ChangeAnswer
from service.api.telling import fingerprint_of
from service.api.views.book import visit_view
from service.book.asks import Refused, Wanted
from service.book.clocks import SLOT_MS, slot_at
from service.book.verbs import Intent, NoSuchVisit, Verbs
from service.book.writing import By, Step
from service.core.booking.grid import Slot
from service.core.booking.refusals import BookRefusalId
from service.core.booking.shapes import UnknownVisit
from service.core.booking.visits import Visit
from service.core.label_rates import Mass
from service.core.refusals import RefusalId
from service.core.session.history import history_of
from service.core.times import Instant

Do = Callable[[Verbs, By, Visit], Step]
"""What a verb makes of a visit."""


def desk_of(here: Reception) -> BookDesk:
    """Return where the book is asked; `booking-off` in a ward that books nothing."""
    if here.book is None:
        raise Problem("booking-off")
    return here.book


def by_of(here: Reception, speaker: Speaker) -> By:
    """Return who changes the book, and when."""
    return By(at=here.ward.now(), person=speaker.by.id, tablet=speaker.tablet, tap=speaker.tap)


def check_not_stopped(here: Reception, patient: str, what: str) -> bool:
    """Refuse a drug that a reaction has ended for a patient; return whether there was a reaction.

    By the ward's own record, under the reference by which the book knows the patient too.
    """
    infused = here.protocols.get(what)
    if infused is None:
        return False
    known = {name: each.session for name, each in here.ward.runners.items()}
    past = history_of(known, patient, infused.drug)
    if past.stopped_in is not None:
        said = f"A reaction ended {infused.drug} for this patient (session {past.stopped_in})."
        raise Problem(RefusalId.DRUG_STOPPED.value, f"{said} Call the prescriber.")
    return past.reacted


def wanted_by(
    here: Reception, patient: str | None, body: VisitBody, field: str = "visit"
) -> Wanted:
    """Return what a body asks for; `bad-input` for a visit that the ward does not have.

    `patient` is None where somebody only asks, for nobody in particular. `drug-stopped` where a
    reaction has ended the drug for the patient.
    """
    reacted = patient is not None and check_not_stopped(here, patient, body.what)
    try:
        shape = desk_of(here).shapes.of(
            body.what,
            body.infusion_no,
            profile=body.profile,
            dose=None if body.dose_mg is None else Mass(body.dose_mg),
            volume=body.volume_ml,
            reacted=reacted or body.reacted,
        )
    except UnknownVisit as unknown:
        raise bad_input(f"{field}.{unknown.field}", unknown.reason) from None
    return Wanted(
        patient=patient or "",
        what=body.what,
        infusion_no=body.infusion_no,
        place=body.place_class(),
        shape=shape,
    )


def slot_of(moment: Instant, field: str) -> Slot:
    """Return a moment as a slot; `bad-input` for one that is none."""
    if moment % SLOT_MS:
        raise bad_input(field, "must be a whole number of 5 minutes")
    return slot_at(moment)


def day_of(text: str) -> date:
    """Return the day of a path; `bad-input` for the thirteenth month."""
    try:
        found = date.fromisoformat(text) if len(text) == len("2026-11-23") else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != text or found.year not in range(2000, 2101):
        raise bad_input("day", "is not a date in the calendar, such as 2026-11-23")
    return found


def check_zone(desk: BookDesk, zone: str | None) -> None:
    """Refuse days and times of other clocks than the ward's."""
    own = desk.book.calendar.clocks.zone
    if zone is None or zone == own:
        return
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        raise bad_input("zone", "is not a time zone such as Europe/Berlin") from None
    raise Refused(BookRefusalId.OTHER_ZONE, f"The ward's clocks are those of {own}.")


async def do(
    here: Reception,
    speaker: Speaker,
    visit_id: str,
    body: Body,
    verb: Do,
    version: int | None = None,
) -> Response:
    """Do something with one visit, once for each tap."""
    desk = desk_of(here)

    def decide(by: By) -> Intent:
        verbs = desk.book.verbs
        try:
            visit = verbs.visit(visit_id)
        except NoSuchVisit:
            raise Problem("unknown-visit") from None
        if version is not None and version != visit.version:
            said = f"It is version {visit.version} now, not {version}. Look at it again."
            raise Refused(BookRefusalId.VISIT_CHANGED, said)
        return Intent(steps=(verb(verbs, by, visit),))

    return await change(here, speaker, body, decide, status=200)


async def change(
    here: Reception, speaker: Speaker, body: Body, decide: Callable[[By], Intent], *, status: int
) -> Response:
    """Change the book, once for each tap."""
    desk = desk_of(here)

    def show(intent: Intent) -> str:
        clocks = desk.book.calendar.clocks
        return ChangeAnswer(
            visits=[visit_view(each, clocks) for each in intent.visits],
            series=None if intent.series is None else intent.series["id"],
            about=next((each.after["id"] for each in intent.beside), None),
        ).model_dump_json()

    return await desk.change(
        by_of(here, speaker), fingerprint_of(speaker, body), decide, show, status=status
    )
