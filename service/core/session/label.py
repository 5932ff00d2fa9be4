"""What an order for the pump says beside its numbers: for whom, where, of what, by whom."""

from drivers.port import Label
from service.core.session.state import Session


def label(s: Session) -> Label | None:
    """Return the label of this session's orders; None before a pump belongs to it.

    The same after a restart: a pump compares it with the label of the infusion that it runs.
    """
    if s.association is None:
        return None
    return Label(
        subject=s.patient,
        place=s.association.chair,
        product=(s.protocol.id, s.protocol.drug),
        author=s.asked_by.id if s.asked_by else "",
        word=s.wished_at or 0,
    )
