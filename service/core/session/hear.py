"""What a pump's report means for a session: reached, served, held, volume in.

Believe reports, not commands; served time, not wall time; after silence read first; a hand at the
pump wins (design rules 3 to 6 and 9).
"""

from collections.abc import Iterator
from dataclasses import replace

from drivers.port import Delivery, PumpAlarm, PumpReport
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.core.rules import Rules
from service.core.session import events as e
from service.core.session.bounds import bound
from service.core.session.commands import HearPump
from service.core.session.evolve import evolve, evolve_all
from service.core.session.state import UNTOLD, HoldReason, Phase, Proof, Session
from service.core.session.time_passes import settled, time_passes
from service.core.times import Instant, Span, since

_IDLE = (Phase.PREPARING, Phase.OBSERVING, Phase.COMPLETED)
_STOPPED_PHASES = (Phase.INTERRUPTED, Phase.PAUSED, Phase.DISCONTINUED)
_ORDER_SLACK = Volume(100)
"""What the counter may read above the order before that counts as too much: 0.1 mL (INV-04)."""
READINGS_MISSED = 2
"""A gap between readings counts in full up to so many times this pump's own bound."""

Events = tuple[e.Event, ...]


def hear(s: Session, command: HearPump, rules: Rules) -> Events:
    """Return what the report shows to have happened."""
    if s.association is None or s.closed:
        return ()
    at, report = command.at, command.report
    if s.phase in _IDLE:
        return _hear_idle(s, at, report)
    events = [*_rebased(s, at, report), *_alarmed(s, at, report)]
    s = evolve_all(s, tuple(events))
    proof = settle(s, at, report, rules)
    for judged in _judge(s, at, report, proof, rules):
        events.append(judged)
        s = evolve(s, judged)
        if isinstance(judged, e.RateReached):
            proof = judged.proof  # a new step begins with nothing served
    sample = e.Sampled(at=at, report=report, proof=proof)
    s = evolve(s, sample)
    return (*events, sample, *_due(s, at, report, rules))


def _hear_idle(s: Session, at: Instant, report: PumpReport) -> Events:
    """Nothing of the order flows now, and nothing is counted; a stop that was asked for is kept."""
    sample = e.Sampled(at=at, report=report, proof=settled(s, at))
    if s.stop_asked_at is not None and report.delivery is Delivery.STOPPED:
        return (e.StopConfirmed(at=at, proof=settled(s, at)), sample)
    return (sample,)


def settle(s: Session, at: Instant, report: PumpReport, rules: Rules) -> Proof:
    """Return the volume by the pump's counter and the time that its report proves served."""
    if s.phase is Phase.FLUSHING and s.stop_asked_at is None:
        return settled(s, at)  # what a hand runs now is the flush, not the drug
    infused = max(s.infused, s.base_infused + (report.infused - s.base_counter))
    return Proof(
        at=at, infused=infused, served=Span(s.served + _credit(s, at, report, infused, rules))
    )


def _credit(s: Session, at: Instant, report: PumpReport, infused: Volume, rules: Rules) -> int:
    """Return the served milliseconds between the last proof and now.

    Between two readings at the usual distance the pump ran as it says. Where more than one is
    missing, or an alarm came between, it may have stood: then only what its counter has gained is
    proof.
    """
    if s.phase is not Phase.INFUSING or s.proof is None or s.reached != s.current.rate:
        return 0
    if report.delivery is not Delivery.RUNNING or report.rate != s.reached:
        return 0
    gap = max(0, since(at, s.proof.at)) * rules.speed
    watched = since(at, s.proof.at) <= READINGS_MISSED * bound(s) and not report.alarms
    if watched and not s.unproven:
        return gap
    gained = max(NO_VOLUME, infused - s.proof.infused)
    return min(gap, gained.time_at(s.reached))


def _rebased(s: Session, at: Instant, report: PumpReport) -> Iterator[e.Event]:
    """A counter that went back has forgotten: keep what was in, count on from zero.

    Less than its last digit is no going back: the pump may show fewer digits than before.
    """
    expected = s.base_counter + (s.infused - s.base_infused)
    if report.infused + report.increment < expected:
        yield e.CounterRebased(at=at, infused=s.infused, counter=NO_VOLUME)


def _alarmed(s: Session, at: Instant, report: PumpReport) -> Iterator[e.Event]:
    new = report.alarms - s.alarms
    if new:
        yield e.PumpAlarmed(at=at, alarms=new)


def _judge(
    s: Session, at: Instant, report: PumpReport, proof: Proof, rules: Rules
) -> Iterator[e.Event]:
    """Hold report against record: at most one event."""
    stopping = s.stop_asked_at is not None
    if not stopping and (reason := _limit_broken(s, report, proof)):
        yield _held(s, at, report, proof, reason, stops=report.moving)
    elif s.phase is Phase.INFUSING:
        yield from _judge_infusing(s, at, report, proof, rules)
    elif s.phase is Phase.HELD and not stopping and _reported(report) != s.reached:
        again = s.hold is HoldReason.PUMP_RESET and report.moving
        reason = HoldReason.PUMP_RESET if again else HoldReason.CHANGED_AT_PUMP
        yield _held(s, at, report, proof, reason, stops=again)
    elif stopping and report.delivery is Delivery.STOPPED:
        yield e.StopConfirmed(at=at, proof=proof)
    elif not stopping and report.moving and s.phase in _STOPPED_PHASES:
        yield _held(s, at, report, proof, HoldReason.CHANGED_AT_PUMP)
    elif s.silent_since is not None or s.unproven:
        yield e.PumpHeard(at=at, proof=proof)


def _limit_broken(s: Session, report: PumpReport, proof: Proof) -> HoldReason | None:
    """Return why the session is held in any phase (and the pump stopped, if it moves)."""
    if s.phase is Phase.FLUSHING:
        return None  # the order is in; what a hand runs now is not the drug
    if PumpAlarm.RESET in report.alarms and (report.moving or s.phase is Phase.INFUSING):
        return HoldReason.PUMP_RESET
    if report.delivery is Delivery.OTHER:
        return HoldReason.OVER_THE_LIMIT  # a purge, say: faster than anything that was ordered
    slack = max(_ORDER_SLACK, report.increment)
    too_much = proof.infused > s.protocol.bag_volume + slack
    over = too_much or report.rate > s.protocol.ceiling(s.infusion_no)
    return HoldReason.OVER_THE_LIMIT if over and report.moving else None


def _judge_infusing(
    s: Session, at: Instant, report: PumpReport, proof: Proof, rules: Rules
) -> Iterator[e.Event]:
    rate = report.rate if report.delivery is Delivery.RUNNING else NO_RATE
    if _volume_in(s, report, proof):
        yield e.VolumeIn(at=at, proof=proof)
    elif not report.moving:
        reason = _why_stopped(s, report, proof)
        if reason:
            yield _held(s, at, report, proof, reason)
    elif s.base_moved_at == at and not _new_program(s, report, rate):
        yield _held(s, at, report, proof, HoldReason.COUNTER_WENT_BACK)
    elif _changed(s, rate) or _stood_meanwhile(s, at, report, proof, rules):
        yield _held(s, at, report, proof, HoldReason.CHANGED_AT_PUMP)
    elif s.unproven and since(at, s.heard_at or s.opened_at) > rules.gap_max:
        yield _held(s, at, report, proof, HoldReason.LONG_GAP)
    elif rate == s.target.rate != s.reached and _still_offered(report):
        yield _held(s, at, report, proof, HoldReason.CHANGED_AT_PUMP)
    elif rate == s.target.rate != s.reached:
        yield _rate_reached(s, at, proof)
    elif s.unproven:
        yield e.PumpHeard(at=at, proof=proof)


def _still_offered(report: PumpReport) -> bool:
    """Whether a pump runs at our rate by somebody's own programming: our offer still lies there."""
    return report.offer is not None and report.offer.open


def _new_program(s: Session, report: PumpReport, rate: Rate) -> bool:
    """Whether the counter began anew with the infusion that was offered and has been confirmed.

    Many such pumps count each program from zero. Its volume is what was missing, as the pump has
    echoed, so it still ends where the order does.
    """
    if not s.by_hand or not s.stopped or _still_offered(report):
        return False
    return rate == s.target.rate


def _changed(s: Session, rate: Rate) -> bool:
    """Whether a pump that moves does so at a rate that is not ours."""
    return rate == NO_RATE or rate not in (s.current.rate, s.target.rate, s.reached)


def _stood_meanwhile(
    s: Session, at: Instant, report: PumpReport, proof: Proof, rules: Rules
) -> bool:
    """Whether a pump that runs as before cannot have done so for the whole of the gap.

    Its counter has gained less than its rate gives: it stood, and was set going again by somebody
    else, or its counter was cleared and has run past our last reading. The alarm that would have
    told us may have been heard by a controller that died of the same fault.
    """
    if not s.unproven or s.proof is None or s.reached is None or report.rate != s.reached:
        return False
    expected = s.reached.over(Span(max(0, since(at, s.proof.at)) * rules.speed))
    gained = proof.infused - s.proof.infused
    return expected.ul - gained.ul > _slack(s, expected, report, rules).ul


def _slack(s: Session, volume: Volume, report: PumpReport, rules: Rules) -> Volume:
    """Return by how much the two clocks may differ over `volume` (rule 9)."""
    share = Volume(volume.ul * rules.mismatch_percent // 100)
    least = max(rules.mismatch_volume, share, report.increment)
    return least + s.current.rate.over(Span(bound(s) * rules.speed))


def _rate_reached(s: Session, at: Instant, proof: Proof) -> e.RateReached:
    """The pump is at the wanted rate: the same step goes on, or the next one begins."""
    if s.raising:
        proof = replace(proof, served=Span(0))
    rate, step, step_no = s.target.rate, s.step + s.raising, s.step_no + s.raising
    return e.RateReached(at=at, rate=rate, step=step, step_no=step_no, proof=proof)


def _volume_in(s: Session, report: PumpReport, proof: Proof) -> bool:
    """All in but what the counter's last digit may hide, and no longer running at the rate."""
    if report.delivery is Delivery.RUNNING:
        return False
    return s.protocol.bag_volume - proof.infused <= report.increment


def _why_stopped(s: Session, report: PumpReport, proof: Proof) -> HoldReason | None:
    """Return why a pump that should run stands still; None while the start is still to come."""
    if report.alarms:
        return HoldReason.PUMP_ALARM
    if s.unproven:
        return HoldReason.FOUND_STOPPED
    if s.stopped and not _ran_meanwhile(s, report, proof):
        return None
    return HoldReason.STOPPED_AT_PUMP


def _ran_meanwhile(s: Session, report: PumpReport, proof: Proof) -> bool:
    """Whether the start has happened between two readings, and somebody has stopped the pump since.

    Our start begins at a full stop. A program that is paused now has run, and so has a pump whose
    counter has moved.
    """
    paused = report.delivery is Delivery.PAUSED
    was_paused = s.heard is None or s.heard.delivery is Delivery.PAUSED
    return (paused and not was_paused) or proof.infused > s.infused


def _due(s: Session, at: Instant, report: PumpReport, rules: Rules) -> Events:
    """What a proven reading makes due: the two clocks compared, the next step, time itself."""
    events = tuple(_mismatched(s, at, report, rules))
    return (*events, *time_passes(evolve_all(s, events), at, rules))


def _mismatched(s: Session, at: Instant, report: PumpReport, rules: Rules) -> Iterator[e.Event]:
    """Served time x rate against the pump's own volume, since the rate in force was reached."""
    if (
        s.mismatch
        or s.phase is not Phase.INFUSING
        or s.reach is None
        or s.reached != s.current.rate
    ):
        return
    served = Span(max(0, s.served - s.reach.served))
    by_time, by_counter = s.current.rate.over(served), s.infused - s.reach.infused
    step = s.current.rate.over(served if s.current.serve is None else s.current.serve)
    if abs(by_time.ul - by_counter.ul) > _slack(s, step, report, rules).ul:
        yield e.VolumeMismatched(at=at, by_time=by_time, by_counter=by_counter)


def _held(
    s: Session,
    at: Instant,
    report: PumpReport,
    proof: Proof,
    reason: HoldReason,
    *,
    stops: bool = False,
) -> e.Held:
    was = s.held_from or s.phase
    reported = _reported(report)
    return e.Held(at=at, reason=reason, was=was, stops=stops, reported=reported, proof=proof)


def _reported(report: PumpReport) -> Rate:
    """Return the reported rate; a pump that moves and does not tell how fast is never at zero."""
    return max(report.rate, UNTOLD) if report.moving else NO_RATE
