"""Pumps that are only offered a setting: what the offer's fate means for a session (rule 11).

An offer is neither a command nor a report. The pump runs as offered when it *says* so; until then
a person at the pump may accept, change or refuse it.
"""

from drivers.quantities import NO_RATE
from service.core.session import events as e
from service.core.session.commands import HearOffer
from service.core.session.state import HoldReason, Phase, Session
from service.core.session.time_passes import settled


def hear_offer(s: Session, command: HearOffer) -> tuple[e.Event, ...]:
    """Return what has become of the offer; a refused one is not made again without a person."""
    if s.association is None or s.closed or command.offer == s.offer:
        return ()
    offer, at = command.offer, command.at
    moved = e.OfferMoved(at=at, offer=offer)
    if offer is None or offer.open or s.phase is not Phase.INFUSING:
        return (moved,)
    reported = s.heard.rate if s.heard and s.heard.moving else s.reached or NO_RATE
    held = e.Held(
        at=at,
        reason=HoldReason.OFFER_REFUSED,
        was=s.phase,
        stops=False,
        reported=reported,
        proof=settled(s, at),
    )
    return (moved, held)
