"""How long an infusion that has been begun still takes: from the pump and the protocol.

The plan that drives the pump says what is left (`to_come`). Only one thing no plan knows: how long
an infusion stands still after a reaction. There the distribution of such holds counts, given that
this one has lasted so long already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from service.core.booking.shaping import FIRST_STATISTICS
from service.core.booking.visits import Visit
from service.core.plan import duration, tail
from service.core.protocol import ReactionAction
from service.core.resuming import Reacted, action_after
from service.core.rules import Rules
from service.core.session.state import Phase, Session
from service.core.session.to_come import to_come
from service.core.times import MINUTE_MS, Instant, Span, after, since

HOLD_LEAST, HOLD_MOST = (Span(each * MINUTE_MS) for each in FIRST_STATISTICS.holds_min)
"""An interruption lasts evenly between: 30 to 60 min, planning values without a source."""
HOLD_BEYOND = Span(15 * MINUTE_MS)
"""One that has lasted longer than all that were planned with: so much more, again and again."""
ASSUMED_GRADE = FIRST_STATISTICS.grade
"""What an interruption is taken for until a person has graded it: nearly all are of grade 2."""
WATCHED = Span(60 * MINUTE_MS)
"""Observation after an infusion that a reaction has ended for good. Local, no source."""


class Why(Enum):
    """What a remaining time rests on."""

    NOT_STARTED = "not-started"
    """The whole profile is still to come."""
    RUNNING = "running"
    """By the pump's counter and the rate steps that are left."""
    STANDING = "standing"
    """Paused or held: as if it went on now."""
    REACTION = "reaction"
    """Interrupted, and resumed by the protocol's rule; how long the hold lasts is not known."""
    STOPPED = "stopped"
    """Ended for good."""
    FLUSHING = "flushing"
    OBSERVING = "observing"
    LEFT = "left"
    """Discharged; the patient is about to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What an infusion still takes from a moment on, in ward time."""

    expected: Span
    """Until the last drop; after a reaction with the median of the hold."""
    late: Span
    """The same in all but 5 % of such cases."""
    why: Why
    watched: Span | None = None
    """Observation that is left, where the session says it; None: as the visit was planned."""
    stood: Span = Span(0)
    """How long it has stood still for a reaction."""


def session_of(visit: Visit, of_patient: Iterable[Session]) -> Session | None:
    """Return the session of a seated visit among its patient's: on its chair, the newest one.

    A session that is on no chair yet belongs to its patient. None: nothing is known from a pump.
    """
    found = [s for s in of_patient if s.association is None or s.association.chair == visit.chair]
    return max(found, key=lambda s: (not s.closed, s.opened_at), default=None)


def remaining(s: Session, now: Instant, rules: Rules) -> Remaining:
    """Return how long an infusion still takes."""
    if s.closed:
        return _over(Why.LEFT, Span(0))
    match s.phase:
        case Phase.PREPARING:
            return _whole(s, rules)
        case Phase.INTERRUPTED if s.reaction is not None:
            return _after_reaction(s, now, rules)
        case Phase.INTERRUPTED | Phase.INFUSING | Phase.PAUSED | Phase.HELD:
            return _going_on(s, now, rules)
        case Phase.FLUSHING:
            return _over(Why.FLUSHING, s.protocol.observe(s.infusion_no))
        case Phase.DISCONTINUED:
            ended = s.ended_at if s.ended_at is not None else now
            watched = WATCHED if s.reactions else Span(0)
            return _over(Why.STOPPED, Span(max(0, since(after(ended, watched), now))))
        case _:
            until = s.observe_until if s.observe_until is not None else now
            return _over(Why.OBSERVING, Span(max(0, since(until, now))))


def hold(lasted: Span) -> tuple[Span, Span]:
    """Return how much longer a hold lasts that has lasted so long: the median, and the 95 % point.

    Evenly distributed between `HOLD_LEAST` and `HOLD_MOST`, of which the part behind us is gone.
    """
    if lasted >= HOLD_MOST:
        return HOLD_BEYOND, Span(2 * HOLD_BEYOND)
    least = max(HOLD_LEAST, lasted)
    wide = HOLD_MOST - least
    return Span(least + wide // 2 - lasted), Span(least + wide * 95 // 100 - lasted)


def _whole(s: Session, rules: Rules) -> Remaining:
    takes = _ward(duration(tail(s.ladder, Span(0), s.left)), rules)
    return Remaining(expected=takes, late=takes, why=Why.NOT_STARTED)


def _going_on(s: Session, now: Instant, rules: Rules) -> Remaining:
    segments = to_come(s, now, rules)
    if not segments and s.held_from in (Phase.FLUSHING, Phase.OBSERVING, Phase.DISCONTINUED):
        return _over(Why.STANDING, s.protocol.observe(s.infusion_no))
    if not segments and not s.begun:
        return _whole(s, rules)
    takes = _ward(duration(segments), rules)
    why = Why.RUNNING if s.phase is Phase.INFUSING else Why.STANDING
    return Remaining(expected=takes, late=takes, why=why)


def _after_reaction(s: Session, now: Instant, rules: Rules) -> Remaining:
    """Return what is left once it may go on: the hold, then the ladder of the protocol's rule."""
    if s.reaction is None:
        raise AssertionError("only asked for an open reaction")
    action = s.reaction.action
    if action is None:
        reacted = Reacted(resumes=s.resumes, severe=s.severe)
        action = action_after(s.protocol.reaction, ASSUMED_GRADE, reacted)
    if action is ReactionAction.DISCONTINUE:
        return _over(Why.STOPPED, WATCHED)
    runs = _ward(duration(to_come(s, now, rules, assumed=action)), rules)
    stood = Span(max(0, since(now, s.reaction.at)))
    median, late = hold(stood)
    return Remaining(
        expected=Span(median + runs), late=Span(late + runs), why=Why.REACTION, stood=stood
    )


def _over(why: Why, watched: Span) -> Remaining:
    return Remaining(expected=Span(0), late=Span(0), why=why, watched=watched)


def _ward(span: Span, rules: Rules) -> Span:
    """Return session time as ward time, rounded up."""
    return Span(-(-span // rules.speed))
