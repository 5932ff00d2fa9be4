"""Which rate a start or a resume would run at: what the second person has to key."""

from drivers.quantities import Rate
from service.core.plan import Ladder, resumed, rounded
from service.core.protocol import ReactionAction
from service.core.session.state import Phase, Session


def next_start_rate(s: Session) -> Rate | None:
    """Return the rate of the next start that needs a second person; None: there is none."""
    if s.phase is Phase.PREPARING:
        return s.ladder[0].rate
    action = s.reaction.action if s.reaction else None
    if s.phase is not Phase.INTERRUPTED or action in (None, ReactionAction.DISCONTINUE):
        return None
    return ladder_after_reaction(s, action)[0].rate


def ladder_after_reaction(s: Session, action: ReactionAction) -> Ladder:
    """Return the ladder that a resume after the open reaction would bring into force."""
    ladder = resumed(
        s.protocol.profile(s.infusion_no), s.protocol.reaction, s.ladder[s.step :], action
    )
    if s.association is None:
        return ladder
    return rounded(ladder, s.association.capabilities.rate_increment)
