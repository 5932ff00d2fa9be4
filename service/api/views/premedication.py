"""The items of premedication of a session, for a tablet."""

from service.api.schemas.session import PremedicationView
from service.api.views.times import iso
from service.core.decimals import decimal_text
from service.core.protocol import PremedicationItem
from service.core.session.premedication import largest_dose_ug, open_question
from service.core.session.state import Session
from service.core.times import after


def premedication_views(s: Session) -> list[PremedicationView]:
    """Return every item of the protocol, and what has become of it."""
    return [_view(s, item) for item in s.protocol.premedication]


def _view(s: Session, item: PremedicationItem) -> PremedicationView:
    had = next((each for each in s.given if each.item == item.id), None)
    words = [each for each in s.ready.decided if each.item == item.id]
    last = words[-1] if words else None
    return PremedicationView(
        item=item.id,
        name=item.name,
        dose=item.dose,
        routes=list(item.routes),
        required=item.required,
        least_mg=_mg(item.dosing.least_ug or None),
        most_mg=_mg(largest_dose_ug(s, item) or None),
        given_at=iso(had.given_at) if had else None,
        route=had.route if had else None,
        dose_mg=_mg(had.dose_ug) if had else None,
        entry=had.entry if had else None,
        question=open_question(s, item),
        decision=last.decision.value if last else None,
        decided_by=last.prescriber if last else None,
        open_from=iso(after(had.given_at, item.not_before)) if had else None,
        open_until=iso(after(had.given_at, item.not_after)) if had else None,
    )


def _mg(ug: int | None) -> str | None:
    return None if ug is None else decimal_text(ug)
