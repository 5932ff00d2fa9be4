"""What the pump should be doing now. The keeper compares it with what the pump reports."""

from drivers.port import Running, Setting, Stopped
from service.core.session.state import Phase, Session

_STOPPED = Stopped()


def wanted(s: Session) -> Setting | None:
    """Return the setting this session wants its pump to have; None: hands off.

    The whole order is the limit of what runs without us (`until_total`): pumps that are driven have
    an armed watchdog, and a pump without one is refused.
    """
    match s.phase:
        case Phase.INFUSING:
            if s.unproven:
                return None  # after silence or a restart: read first
            return Running(rate=s.target.rate, until_total=s.until_total)
        case Phase.INTERRUPTED | Phase.PAUSED:
            return _STOPPED
        case _:
            return _STOPPED if s.stop_asked_at is not None else None
