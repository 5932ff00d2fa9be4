"""Time bounds as they are for one pump: the ward's value plus what this pump may take to answer."""

from service.core.rules import Rules
from service.core.session.state import Session
from service.core.times import Span


def bound(s: Session) -> Span:
    """Return what this pump's answer time and reporting interval add to every stated bound."""
    if s.association is None:
        return Span(0)
    pump = s.association.capabilities
    return Span(pump.answer_max_ms + pump.report_every_ms)


def silent_limit(s: Session, rules: Rules) -> Span:
    """Return the silence after which this session's pump counts as silent."""
    if s.by_hand and s.association is not None:  # it speaks by itself: one report may be late
        pump = s.association.capabilities
        return Span(pump.answer_max_ms + pump.report_every_ms * 3 // 2)
    return Span(rules.silent_after + bound(s))


def wish_limit(s: Session, rules: Rules) -> Span:
    """Return how long a start, resume or raise may wait to be reached."""
    return rules.offer_max if s.by_hand else rules.gap_max
