"""The record of a session for a person: every event with when, who and a sentence."""

from collections.abc import Iterable

from service.api.schemas.parts import PersonView
from service.api.schemas.record import EntryView, NoteView, RecordOfSession
from service.api.views import curve
from service.api.views.plain import plain_fields
from service.api.views.sentences import sentence
from service.api.views.times import Axis, iso
from service.core.protocol import Protocol
from service.core.rules import Rules
from service.core.session.events import (
    Amended,
    Event,
    LabsRecorded,
    PremedicationGiven,
    Told,
    ToldOfReaction,
)
from service.core.session.state import Session
from service.shell.runner import Runner

_CORRECTING = (Amended, PremedicationGiven, LabsRecorded, ToldOfReaction)


def record_of_session(runner: Runner, rules: Rules) -> RecordOfSession:
    """Return everything that happened in a session, first to last."""
    s, axis = runner.session, Axis.of(runner.happened, rules.speed)
    corrected = corrections(runner.happened)
    return RecordOfSession(
        session=runner.id,
        patient=s.patient,
        protocol=s.protocol.id,
        label=s.protocol.label,
        recorded=runner.recorded,
        speed=rules.speed,
        entries=[
            _entry(no, event, s, corrected_by=corrected.get(no, []))
            for no, event in enumerate(runner.happened, start=1)
        ],
        notes=_notes(s.protocol),
        planned=curve.planned(s),
        delivered=curve.delivered(runner.happened, axis),
    )


def corrections(happened: Iterable[Event]) -> dict[int, list[int]]:
    """Return which entries are corrected by which later ones."""
    found: dict[int, list[int]] = {}
    for no, event in enumerate(happened, start=1):
        if isinstance(event, _CORRECTING) and event.amends is not None:
            found.setdefault(event.amends, []).append(no)
    return found


def _notes(protocol: Protocol) -> list[NoteView]:
    return [
        NoteView(id=each.id, text=each.text, until_months=each.until_months, source=each.source)
        for each in (protocol.product.notes if protocol.product else ())
    ]


def _entry(version: int, event: Event, s: Session, *, corrected_by: list[int]) -> EntryView:
    said = event if isinstance(event, Told) else None
    by = PersonView(id=said.by.id, name=said.by.name, role=said.by.role) if said else None
    return EntryView(
        version=version,
        at=iso(event.at),
        ward_ms=event.at,
        kind=type(event).__name__,
        by=by,
        tablet=said.tablet if said else None,
        tap=said.tap if said else None,
        fields=plain_fields(event),
        sentence=sentence(event, by_hand=s.by_hand, ended_at=s.ended_at),
        corrected_by=corrected_by,
    )
