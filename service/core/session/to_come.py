"""What is left of an infusion, as it would run from now on without interruption."""

from drivers.quantities import NO_VOLUME, Volume
from service.core.plan import Segment, tail
from service.core.protocol import ReactionAction
from service.core.rules import Rules
from service.core.session.next_start import ladder_after_reaction
from service.core.session.state import Phase, Session
from service.core.times import Instant, Span, since

_GOES_ON = (Phase.INFUSING, Phase.PAUSED, Phase.HELD)


def running_for(s: Session, now: Instant, rules: Rules) -> Span:
    """Return the session time that has passed since the last reading, if the step is running."""
    running = s.phase is Phase.INFUSING and s.reached == s.current.rate and not s.unproven
    if s.proof is None or not running:
        return Span(0)
    return Span(max(0, since(now, s.proof.at)) * rules.speed)


def left_now(s: Session, now: Instant, rules: Rules) -> Volume:
    """Return the volume still to be infused, by the last reading and the rate since."""
    return max(NO_VOLUME, s.left - s.current.rate.over(running_for(s, now, rules)))


def to_come(
    s: Session,
    now: Instant,
    rules: Rules,
    *,
    start: Span = Span(0),
    assumed: ReactionAction | None = None,
) -> tuple[Segment, ...]:
    """Return the stretches of constant rate that are left; `start` is where the first one begins.

    Session time: `rules.speed` times as fast as the ward's. Nothing where nothing is to come, or
    where an interrupted session waits for a grade; `assumed` is then what its grade will say.
    """
    left = left_now(s, now, rules)
    if s.phase in _GOES_ON and s.held_from in (None, *_GOES_ON):
        served = Span(s.served + running_for(s, now, rules))
        return tail(s.ladder[s.step :], served, left, start=start)
    if s.phase is Phase.INTERRUPTED and s.reaction:
        action = s.reaction.action or assumed
        if action not in (None, ReactionAction.DISCONTINUE):
            return tail(ladder_after_reaction(s, action), Span(0), left, start=start)
    return ()
