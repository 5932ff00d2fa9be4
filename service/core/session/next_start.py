"""Which rate a start or a resume would run at: what the second person has to key."""

from drivers.quantities import Rate
from service.core.plan import rounded
from service.core.protocol import ReactionAction
from service.core.resuming import Ladder, resumed
from service.core.session.state import Phase, Session


def next_start_rate(s: Session) -> Rate | None:
    """Return the rate of the next start that needs a second person; None: there is none."""
    if before_first_drop(s):
        return s.ladder[0].rate
    action = s.reaction.action if s.reaction else None
    if s.phase is not Phase.INTERRUPTED or action in (None, ReactionAction.DISCONTINUE):
        return None
    return ladder_after_reaction(s, action)[0].rate


def before_first_drop(s: Session) -> bool:
    """Whether nothing has been infused yet and nobody has reacted: the next start is the first."""
    return nothing_in(s) and s.phase is not Phase.INTERRUPTED and not s.only_lifted


def nothing_in(s: Session) -> bool:
    """Whether nothing has been infused yet, so that every gate of a start applies.

    Also under a reaction: one that was told before the pump had begun must not let the first drop
    in by the gates of a resume alone.
    """
    if s.phase is Phase.PREPARING:
        return True
    return not s.begun and s.phase in (Phase.PAUSED, Phase.HELD, Phase.INTERRUPTED)


def ladder_after_reaction(s: Session, action: ReactionAction) -> Ladder:
    """Return the ladder that a resume after the open reaction would bring into force."""
    profile, rules = s.protocol.profile(s.infusion_no), s.protocol.reaction
    stopped_at = s.reaction.rate if s.reaction else None
    ladder = resumed(profile, rules, s.ladder[s.step :], action, stopped_at)
    if s.association is None:
        return ladder
    return rounded(ladder, s.association.capabilities.rate_increment)
