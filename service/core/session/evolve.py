"""What is true after an event. Total: the only condition is which event it is."""

from dataclasses import replace
from functools import reduce
from typing import assert_never

from drivers.quantities import NO_RATE, NO_VOLUME, Volume
from service.core.protocol import ReactionAction
from service.core.resuming import Reacted
from service.core.session import events as e
from service.core.session.gate_table import About
from service.core.session.hand_over import after_hand_over
from service.core.session.overrides import voided
from service.core.session.reaction_state import Reported
from service.core.session.ready_evolve import after_ready
from service.core.session.ready_state import Readiness
from service.core.session.standing import after_alarm
from service.core.session.state import (
    UNTOLD,
    Association,
    Attested,
    OpenReaction,
    Person,
    Phase,
    Proof,
    SecondCheck,
    Session,
    Taken,
)
from service.core.session.tell_of_reaction import after_told
from service.core.times import Instant, Span


def open_session(event: e.CheckedIn) -> Session:
    """Return the session that a check-in begins."""
    return Session(
        phase=Phase.PREPARING,
        opened_at=event.at,
        patient=event.patient,
        infusion_no=event.infusion_no,
        protocol=event.protocol,
        ladder=event.protocol.profile(event.infusion_no).steps,
        ready=Readiness(order=event.order, history=event.history),
        profile_reason=event.profile_reason,
        ordered_profile=event.order.profile if event.order else None,
        entries=1,
    )


def evolve_all(session: Session, happened: tuple[e.Event, ...]) -> Session:
    """Apply events in order."""
    return reduce(evolve, happened, session)


def evolve(s: Session, event: e.Event) -> Session:
    """Return the session after `event`."""
    if isinstance(event, e.Sampled):
        return replace(
            s,
            heard=event.report,
            heard_at=event.at,
            proof=event.proof,
            silent_since=None,
            second_check=_counted(s.second_check, event.report.infused),
        )
    return replace(_evolved(s, event), entries=s.entries + 1)


def _counted(check: SecondCheck | None, counter: Volume) -> SecondCheck | None:
    """Let a check of a pump that had not been heard count from what it says first."""
    if check is None or check.counter is not None:
        return check
    return replace(check, counter=counter)


def _evolved(s: Session, event: e.JournalEvent) -> Session:
    match event:
        case e.CheckedIn():
            return open_session(event)
        case (
            e.AlarmRaised()
            | e.AlarmEscalated()
            | e.AlarmAcknowledged()
            | e.AudioPaused()
            | e.AlarmResolved()
        ):
            return replace(s, standing=after_alarm(s.standing, event))
        case e.OfferMoved(offer=offer):
            return replace(s, offer=offer)
        case (
            e.OrderCorrected()
            | e.LabsRecorded()
            | e.BloodGroupRecorded()
            | e.TemperatureRecorded()
            | e.BagRecorded()
            | e.PremedicationGiven()
            | e.PremedicationDecided()
            | e.OverrideAsked()
            | e.OverrideGiven()
            | e.Amended()
        ):
            return after_ready(s, event)
        case (
            e.Associated()
            | e.SecondPersonChecked()
            | e.VitalsTaken()
            | e.StartOrdered()
            | e.Flushed()
            | e.Discharged()
        ):
            return _around(s, event)
        case e.ChairTakenOver():
            return replace(s, taken_over=after_hand_over(event))
        case e.SymptomsNoted() | e.RescueDrugGiven() | e.HelpCalled() | e.OutcomeRecorded():
            return replace(s, reported=after_told(s, event))
        case (
            e.ReactionReported()
            | e.LateReactionReported()
            | e.StopAsked()
            | e.ReactionGraded()
            | e.ResumedAfterReaction()
            | e.Discontinued()
            | e.HoldLifted()
        ):
            return _reacting(s, event)
        case (
            e.PumpFellSilent()
            | e.PumpHeard()
            | e.PumpAlarmed()
            | e.CounterRebased()
            | e.VolumeMismatched()
            | e.ControllerStarted()
            | e.Held()
        ):
            return _disturbed(s, event)
        case _:
            return _titrating(s, event)


def _around(
    s: Session,
    event: e.Associated
    | e.SecondPersonChecked
    | e.VitalsTaken
    | e.StartOrdered
    | e.Flushed
    | e.Discharged,
) -> Session:
    """Before the start, beside the pump, and after the end."""
    match event:
        case e.Associated():
            association = Association(
                bag=event.bag,
                chair=event.chair,
                pump=event.pump,
                capabilities=event.capabilities,
                identity=event.identity,
            )
            fresh = replace(
                s, heard=None, heard_at=None, unproven=False, second_check=None, offer=None
            )
            return replace(fresh, association=association, ladder=event.ladder)
        case e.SecondPersonChecked(by=by, at=at, rate=rate, counter=counter):
            check = SecondCheck(by=by, at=at, rate=rate, counter=counter)
            return replace(s, second_check=check)
        case e.VitalsTaken(by=by, at=at, signs=signs):
            ready = voided(s.ready, About.TEMPERATURE)
            return replace(s, ready=ready, vitals=Taken(by=by, at=at, signs=signs))
        case e.StartOrdered(at=at, by=by, counter=counter):
            return replace(
                s,
                asked_by=by,
                phase=Phase.INFUSING,
                second_check=None,
                step=0,
                step_no=1,
                reached=NO_RATE,
                unproven=False,  # the gates have just read the pump
                stop_asked_at=None,
                wished_at=at,
                alarms=frozenset(),
                base_counter=counter,
                base_infused=NO_VOLUME,
                proof=Proof(at=at, infused=NO_VOLUME, served=Span(0)),
            )
        case e.Flushed(observe_until=observe_until):
            return replace(s, phase=Phase.OBSERVING, observe_until=observe_until)
        case e.Discharged(completed=completed):
            phase = Phase.COMPLETED if completed else Phase.DISCONTINUED
            return replace(s, phase=phase, closed=True)
        case _:
            assert_never(event)


def _titrating(
    s: Session,
    event: e.RateReached
    | e.NoReactionAttested
    | e.AttestationWithdrawn
    | e.AttestationDue
    | e.StepServed
    | e.RaiseGivenUp
    | e.Paused
    | e.PausedByPerson
    | e.StopConfirmed
    | e.Resumed
    | e.VolumeIn,
) -> Session:
    """The rate steps, and what stops and continues them."""
    match event:
        case e.RateReached(at=at, rate=rate, step=step, step_no=step_no, proof=proof):
            reached = replace(s, reached=rate, step=step, step_no=step_no, proof=proof, reach=proof)
            calm = replace(reached, attested=None, late_since=None, raising=False, wished_at=None)
            first = at if s.started_at is None else s.started_at
            begun = replace(calm, started=True, started_at=first, ran_at=None)
            return replace(begun, unproven=False, stop_asked_at=None)
        case e.NoReactionAttested(by=by, at=at, step_no=step_no):
            word = Attested(by=by, at=at, step_no=step_no, other=_other(s, by, step_no))
            return replace(s, attested=word, asked_by=by)
        case e.AttestationWithdrawn() | e.RaiseGivenUp():
            return replace(s, attested=None, raising=False, wished_at=None)
        case e.AttestationDue(at=at, proof=proof):
            return replace(s, late_since=at, proof=proof)
        case e.StepServed(at=at, proof=proof):
            return replace(s, raising=True, wished_at=at, late_since=None, proof=proof)
        case (
            e.Paused(at=at, reason=reason, proof=proof)
            | e.PausedByPerson(at=at, reason=reason, proof=proof)
        ):
            began = s.paused_at if s.phase is Phase.PAUSED else at
            stopping = _stopping(replace(s, phase=Phase.PAUSED, proof=proof), at)
            return replace(stopping, pause=reason, paused_at=began)
        case e.StopConfirmed(proof=proof):
            return replace(s, reached=NO_RATE, proof=proof, unproven=False, stop_asked_at=None)
        case e.Resumed(at=at, by=by, reported=reported):
            return replace(_going(s, at), reached=reported, asked_by=by)
        case e.VolumeIn(at=at, proof=proof):
            ended = replace(s, phase=Phase.FLUSHING, proof=proof, ended_at=at)
            return _stopping(ended, at)
        case _:
            assert_never(event)


def _reacting(
    s: Session,
    event: e.ReactionReported
    | e.LateReactionReported
    | e.StopAsked
    | e.ReactionGraded
    | e.ResumedAfterReaction
    | e.Discontinued
    | e.HoldLifted,
) -> Session:
    """A reaction, and what a person makes of it."""
    match event:
        case e.ReactionReported(at=at, rate=rate, proof=proof):
            reaction = OpenReaction(at=at, rate=rate)
            before = _gone_on(s, ReactionAction.RESUME) if _ran_again(s) else s
            interrupted = replace(before, phase=Phase.INTERRUPTED, reaction=reaction, proof=proof)
            return _stopping(_reacted(interrupted, at), at)
        case e.LateReactionReported(at=at):
            return _reacted(replace(s, stop_asked_at=at, reached=None), at)
        case e.StopAsked(at=at):
            return replace(s, stop_asked_at=at, reached=None)
        case e.ReactionGraded(at=at, grade=grade, hospitalised=stays, action=action):
            reaction = s.reaction or OpenReaction(at=at, rate=s.current.rate)
            graded = s.graded + (reaction.grade is None)
            known = replace(s, graded=graded, worst=max(s.worst, grade), second_check=None)
            regraded = replace(reaction, grade=grade, hospitalised=stays, action=action)
            return replace(known, reaction=regraded)
        case e.ResumedAfterReaction(at=at, by=by, ladder=ladder, action=action):
            # Not the event's own count: that of an older record left a hand's restarts out.
            going = replace(_going(_gone_on(s, action), at), ladder=ladder, step=0)
            proof = Proof(at=at, infused=s.infused, served=Span(0))
            return replace(going, step_no=s.step_no + 1, reaction=None, proof=proof, asked_by=by)
        case e.HoldLifted(at=at, to=phase):
            return _stopping(replace(s, phase=phase), at)
        case e.Discontinued(at=at, proof=proof):
            ended = replace(s, phase=Phase.DISCONTINUED, proof=proof, ended_at=at)
            return _stopping(ended, at)
        case _:
            assert_never(event)


def _reacted(s: Session, at: Instant) -> Session:
    """One more reaction stands in the record."""
    return replace(s, reactions=s.reactions + 1, reported=(*s.reported, Reported(at=at)))


def _ran_again(s: Session) -> bool:
    return s.reaction is not None and s.reaction.ran_again


def _gone_on(s: Session, otherwise: ReactionAction) -> Session:
    """The drug has run on after the open reaction: what that uses up of the protocol's limits.

    By a hand as by us: as the grade's action says. `otherwise` where nobody has graded it; whether
    it was severe nobody knows then.
    """
    grade, action = (s.reaction.grade, s.reaction.action) if s.reaction else (None, None)
    reacted = Reacted(resumes=s.resumes, severe=s.severe).then(grade or 0, action or otherwise)
    return replace(s, resumes=reacted.resumes, severe=reacted.severe)


def _disturbed(
    s: Session,
    event: e.PumpFellSilent
    | e.PumpHeard
    | e.PumpAlarmed
    | e.CounterRebased
    | e.VolumeMismatched
    | e.ControllerStarted
    | e.Held,
) -> Session:
    """Silence, restarts, alarms, hands at the pump."""
    match event:
        case e.PumpFellSilent(since=since):
            return replace(s, silent_since=since, unproven=True)
        case e.PumpHeard(proof=proof):
            return replace(s, unproven=False, silent_since=None, proof=proof, reach=proof)
        case e.PumpAlarmed(alarms=alarms):
            return replace(s, alarms=s.alarms | alarms)
        case e.CounterRebased(at=at, infused=infused, counter=counter):
            return replace(s, base_infused=infused, base_counter=counter, base_moved_at=at)
        case e.VolumeMismatched():
            return replace(s, mismatch=True)
        case e.ControllerStarted(heard_at=heard_at, proof=proof):
            fresh = replace(s, heard=None, heard_at=heard_at, unproven=True, offer=None)
            return replace(fresh, proof=proof, silent_since=None)
        case e.Held(at=at, reason=reason, was=was, stops=stops, reported=reported, proof=proof):
            held = replace(s, phase=Phase.HELD, hold=reason, held_from=was, proof=proof)
            held = replace(held, ran_at=reported if reported > UNTOLD else s.ran_at)
            if s.reaction is not None and reported > NO_RATE:
                held = replace(held, reaction=replace(s.reaction, ran_again=True))
            calm = replace(held, attested=None, late_since=None, unproven=False, wished_at=None)
            return replace(
                calm, raising=False, reached=reported, stop_asked_at=at if stops else None
            )
        case _:
            assert_never(event)


def _other(s: Session, by: Person, step_no: int) -> Attested | None:
    """Return the latest word of somebody else for the same step."""
    before = s.attested if s.attested and s.attested.step_no == step_no else None
    if before is None:
        return None
    return before.other if before.by.id == by.id else replace(before, other=None)


def _stopping(s: Session, at: Instant) -> Session:
    """A stop was asked for: attestations are void, the pump has to say that it stands still."""
    return replace(
        s,
        attested=None,
        late_since=None,
        hold=None,
        held_from=None,
        second_check=None,
        pause=None,
        wished_at=None,
        raising=False,
        reached=None,
        stop_asked_at=at,
    )


def _going(s: Session, at: Instant) -> Session:
    """The step in force goes on; everything that stood in the way is settled."""
    return replace(
        s,
        phase=Phase.INFUSING,
        pause=None,
        hold=None,
        held_from=None,
        attested=None,
        late_since=None,
        second_check=None,
        alarms=frozenset(),
        wished_at=at,
        mismatch=False,
    )
