"""When time alone could change what a session wants or says."""

from service.core.rules import Rules
from service.core.session.bounds import wish_limit
from service.core.session.state import Phase, Session
from service.core.times import Instant, Span, after


def look_again(s: Session, rules: Rules) -> Instant | None:
    """Return the next instant at which to read the pump and decide again; None: nothing is due.

    Silence is not among them: the pump is polled anyway, and each missed answer brings a `Tick`.
    """
    due = [instant for instant in (_step_end(s, rules), _late_end(s, rules)) if instant]
    if s.phase is Phase.INFUSING and s.wished_at is not None:
        due.append(after(s.wished_at, wish_limit(s, rules)))
    if s.phase is Phase.OBSERVING and s.observe_until is not None:
        due.append(s.observe_until)
    return min(due) if due else None


def _step_end(s: Session, rules: Rules) -> Instant | None:
    """Return when the step in force will have been served, if the pump goes on as it reports."""
    serve = s.current.serve
    if s.phase is not Phase.INFUSING or s.unproven or serve is None or s.proof is None:
        return None
    if s.reached != s.current.rate or s.late_since is not None:
        return None
    left = max(0, serve - s.proof.served)
    return after(s.proof.at, Span(-(-left // rules.speed)))


def _late_end(s: Session, rules: Rules) -> Instant | None:
    if s.phase is not Phase.INFUSING or s.late_since is None:
        return None
    return after(s.late_since, rules.late_max)
