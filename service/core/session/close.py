"""Flush, observation, discharge: after the last drop."""

from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, told, wrong_phase
from service.core.session.state import Phase, Session
from service.core.times import MINUTE_MS, after


def flush(s: Session, command: c.RecordFlush) -> Answer:
    """Record the flush; the observation time begins."""
    if s.phase is not Phase.FLUSHING:
        return wrong_phase(s, "The flush is recorded once the volume is in")
    if s.stop_asked_at is not None:
        return _unconfirmed()
    until = after(command.at, s.protocol.observe(s.infusion_no))
    return (told(e.Flushed, command, volume=command.volume, observe_until=until),)


def discharge(s: Session, command: c.Discharge) -> Answer:
    """Close the session: after the observation, or once an ended infusion stands still."""
    if s.phase is Phase.DISCONTINUED and not s.closed:
        if s.stop_asked_at is not None and s.association is not None:
            return _unconfirmed()
        return (told(e.Discharged, command, completed=False),)
    if s.phase is not Phase.OBSERVING or s.observe_until is None:
        return wrong_phase(s, "The patient cannot be discharged yet")
    if s.stop_asked_at is not None:
        return _unconfirmed()
    if command.at < s.observe_until:
        wait = -(-(s.observe_until - command.at) // MINUTE_MS)
        return Refusal(
            RefusalId.OBSERVATION_RUNNING, f"The patient is observed for {wait} more min."
        )
    return (told(e.Discharged, command, completed=True),)


def _unconfirmed() -> Refusal:
    return Refusal(
        RefusalId.STOP_NOT_CONFIRMED,
        "The pump has not said yet that it stopped. Look at the pump; press STOP there.",
    )
