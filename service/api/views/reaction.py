"""The reactions of a session, with everything that was told about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from service.api.schemas.reaction import OfReactionView, ReportedReactionView
from service.api.views.reaction_words import stay_words, told_words
from service.api.views.record import corrections
from service.api.views.times import iso
from service.api.views.vitals import in_one_line
from service.core.session import events as e
from service.core.session.events import TOLD_OF_REACTION
from service.core.session.state import Session

_About = Literal["vital-signs", "grade", "symptoms", "drug", "call", "outcome"]
_ABOUT: dict[type[e.Event], _About] = {
    e.SymptomsNoted: "symptoms",
    e.RescueDrugGiven: "drug",
    e.HelpCalled: "call",
    e.OutcomeRecorded: "outcome",
}


@dataclass
class _Found:
    """One reaction while the record is read."""

    grade: int | None = None
    over: bool = False
    entries: list[OfReactionView] = field(default_factory=list)


def reaction_views(s: Session, happened: Sequence[e.Event]) -> list[ReportedReactionView]:
    """Return every reaction of a session; `happened` is its whole record."""
    if not s.reported:
        return []
    found = _read(happened)
    return [
        ReportedReactionView(
            no=no,
            at=iso(reported.at),
            grade=found[no - 1].grade,
            outcome=reported.outcome.value if reported.outcome else None,
            over=s.closed or reported.over,
            entries=sorted(found[no - 1].entries, key=lambda each: (each.happened_at, each.entry)),
        )
        for no, reported in enumerate(s.reported, start=1)
    ]


def _read(happened: Iterable[e.Event]) -> list[_Found]:
    """Sort the record by reaction. Vital signs belong to the latest one until it is over.

    A grade belongs to the one that interrupted the infusion: of a late one none is asked.
    """
    events = [*happened]
    corrected, found, graded = corrections(events), list[_Found](), -1
    for no, event in enumerate(events, start=1):
        if isinstance(event, e.ReactionReported | e.LateReactionReported):
            found.append(_Found())
            if isinstance(event, e.ReactionReported):
                graded = len(found) - 1
        elif isinstance(event, TOLD_OF_REACTION):
            of = found[event.reaction - 1]
            if isinstance(event, e.OutcomeRecorded):
                of.over = event.outcome.value in ("resolved", "transferred")
            of.entries.append(_told(no, event, corrected.get(no, [])))
        elif not found:
            continue
        elif isinstance(event, e.ReactionGraded):
            found[graded].grade = event.grade
            text = f"{event.grade}{stay_words(event.hospitalised)}"
            found[graded].entries.append(_seen(no, event, "grade", text, corrected.get(no, [])))
        elif isinstance(event, e.VitalsTaken) and not found[-1].over:
            text = in_one_line(event.signs)
            found[-1].entries.append(_seen(no, event, "vital-signs", text, corrected.get(no, [])))
    return found


def _told(no: int, event: e.ReactionEntry, corrected_by: list[int]) -> OfReactionView:
    return OfReactionView(
        entry=no,
        about=_ABOUT[type(event)],
        text=told_words(event),
        happened_at=iso(event.happened_at),
        at=iso(event.at),
        by=event.by.id,
        back_dated=event.happened_at < event.at,
        late=event.late,
        amends=event.amends,
        corrected_by=corrected_by,
    )


def _seen(
    no: int, event: e.Told, about: _About, text: str, corrected_by: list[int]
) -> OfReactionView:
    """Return what is recorded for its own sake, and was just so when it was entered."""
    return OfReactionView(
        entry=no,
        about=about,
        text=text,
        happened_at=iso(event.at),
        at=iso(event.at),
        by=event.by.id,
        back_dated=False,
        late=False,
        amends=None,
        corrected_by=corrected_by,
    )
