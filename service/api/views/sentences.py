"""One sentence for a person about each event of the record."""

from typing import assert_never

from drivers.quantities import NO_RATE
from service.api.views.reaction_words import stay_words, told_sentence
from service.api.views.ready_sentences import ready_sentence
from service.api.views.times import iso, minutes_of
from service.api.views.vitals import in_one_line
from service.core.protocol import ReactionAction
from service.core.session import events as e
from service.core.session.events import TOLD_OF_REACTION
from service.core.session.ready_events import READY_EVENTS
from service.core.session.state import Phase
from service.core.times import Instant

_HELD = {
    "stopped-at-pump": "the pump was stopped at the pump",
    "changed-at-pump": "the pump was changed at the pump",
    "pump-alarm": "the pump has an alarm",
    "pump-reset": "the pump lost its power",
    "found-stopped": "the pump was found stopped with volume left",
    "long-gap": "the pump was not watched for too long",
    "counter-went-back": "the pump's volume counter was cleared while it ran",
    "not-reached": "the pump did not come to the ordered rate in time",
    "offer-refused": "the offered setting was refused at the pump",
    "over-the-limit": "the pump was above the limit of the protocol or of the order",
}

_MADE_OF_IT = {
    ReactionAction.CONTINUE: "the same step is served again",
    ReactionAction.RESUME: "it may be resumed slowly",
    ReactionAction.DISCONTINUE: "the infusion ends for good",
}

_OFFERS = {
    "queued": "An order of {rate} mL/h is on its way to the pump.",
    "accepted": "The pump's gateway took the order of {rate} mL/h.",
    "offered": "The pump was offered {rate} mL/h and waits for a person there.",
    "refused": "The offered {rate} mL/h was refused: {why}",
}


def sentence(event: e.Event, *, by_hand: bool = False, ended_at: Instant | None = None) -> str:
    """Return what happened, in a sentence; who said it stands beside it.

    `by_hand`: only a person at the pump could stop it; nothing was sent to it.
    `ended_at`: when the infusion ended, where it has.
    """
    stop = "STOP was to be pressed at the pump" if by_hand else "STOP was sent"
    match event:
        case (
            e.AlarmRaised()
            | e.AlarmEscalated()
            | e.AlarmAcknowledged()
            | e.AudioPaused()
            | e.AlarmResolved()
        ):
            return _alarming(event)
        case e.ReactionGraded() if ended_at is not None and event.at > ended_at:
            return f"{_grade(event)}, given after the infusion had ended."  # by a person, not by it
        case e.Told():
            return _told(event, stop)
        case e.Sampled():
            return f"The pump was read: {event.report.delivery.value}."
        case _:
            return _happened(event, stop)


def _told(event: e.Told, stop: str) -> str:
    match event:
        case e.CheckedIn():
            why = f" {event.profile_reason}" if event.profile_reason else ""
            return f"Checked in for infusion {event.infusion_no} of {event.protocol.drug}.{why}"
        case e.Associated():
            return f"Bag {event.bag} hangs on {event.pump} at {event.chair}."
        case e.SecondPersonChecked():
            return f"A second person checked and keyed {event.rate.ml_per_h} mL/h."
        case e.VitalsTaken():
            return f"Vital signs: {in_one_line(event.signs)}."
        case e.StartOrdered():
            return f"The start was ordered; the pump's counter read {event.counter.ml} mL."
        case e.NoReactionAttested():
            return f"No reaction, vital signs taken: step {event.step_no} may be followed."
        case e.AttestationWithdrawn():
            return f"The attestation of step {event.step_no} was taken back."
        case e.Flushed():
            until = iso(event.observe_until)
            return f"The line was flushed with {event.volume.ml} mL; observed until {until}."
        case e.Discharged():
            return (
                "Discharged." if event.completed else "Discharged; the infusion was not completed."
            )
        case e.ChairTakenOver():
            before = f" from {event.handed_over_by.name}" if event.handed_over_by else ""
            what = "; ".join(each.removesuffix(".") for each in event.open_items) or "nothing"
            return f"Taken over at {event.chair}{before}; open then: {what}."
        case _ if isinstance(event, READY_EVENTS):
            return ready_sentence(event)
        case _ if isinstance(event, TOLD_OF_REACTION):
            return told_sentence(event)
        case _:
            return _decided(event, stop)


def _grade(event: e.ReactionGraded) -> str:
    return f"Grade {event.grade}{stay_words(event.hospitalised)}"


def _decided(event: e.Told, stop: str) -> str:
    """Stops and what follows them."""
    match event:
        case e.ReactionReported():
            return f"A reaction was reported with {event.proof.infused.ml} mL in; {stop}."
        case e.LateReactionReported():
            return f"A reaction was reported while nothing was being infused; {stop}."
        case e.StopAsked():
            return f"A stop was asked for although nothing was being infused; {stop}."
        case e.ReactionGraded():
            return f"{_grade(event)}: by the protocol {_MADE_OF_IT[event.action]}."
        case e.PausedByPerson():
            return f"Paused with {event.proof.infused.ml} mL in; {stop}."
        case e.Resumed() if event.reported == NO_RATE:
            return "Resumed: the same step goes on."
        case e.Resumed():
            return f"Resumed; the pump was running at {event.reported.ml_per_h} mL/h."
        case e.ResumedAfterReaction():
            ordered = f", ordered by {event.prescriber}" if event.prescriber else ""
            rate = event.ladder[0].rate.ml_per_h
            return f"Resumed at {rate} mL/h after improving to grade {event.improved_to}{ordered}."
        case e.HoldLifted():
            under = "interrupted" if event.to is Phase.INTERRUPTED else "ended"
            return f"The hold was lifted; the infusion stays {under}, and {stop}."
        case e.Discontinued():
            return f"Ended for good with {event.proof.infused.ml} mL in: {event.reason}."
        case _:
            raise TypeError(f"no sentence for {type(event).__name__}")


def _alarming(event: e.AlarmEvent) -> str:
    """What became of an alarm."""
    match event:
        case e.AlarmRaised():
            return f"Alarm, {event.priority.value} priority ({event.alarm.value}): {event.sentence}"
        case e.AlarmEscalated(all_stations=True):
            return f"Nobody has answered the alarm {event.alarm.value}: it goes to all stations."
        case e.AlarmEscalated():
            priority = event.priority.value
            return f"Nobody has answered the alarm {event.alarm.value}: now of {priority} priority."
        case e.AlarmAcknowledged():
            return f"The alarm {event.alarm.value} was acknowledged."
        case e.AudioPaused():
            names = ", ".join(each.value for each in event.alarms)
            return f"The sound was paused until {iso(event.until)}: {names}."
        case e.AlarmResolved(stays=True):
            name, ended = event.alarm.value, iso(event.ended_at)
            return f"The cause of the alarm {name} ended at {ended}; it waits for a person."
        case e.AlarmResolved():
            return f"The alarm {event.alarm.value} is over since {iso(event.ended_at)}."
        case _:
            assert_never(event)


def _happened(
    event: e.RateReached
    | e.AttestationDue
    | e.StepServed
    | e.OfferMoved
    | e.RaiseGivenUp
    | e.Paused
    | e.StopConfirmed
    | e.VolumeIn
    | e.Held
    | e.PumpFellSilent
    | e.PumpHeard
    | e.PumpAlarmed
    | e.CounterRebased
    | e.VolumeMismatched
    | e.ControllerStarted,
    stop: str,
) -> str:
    """What pumps and time did."""
    match event:
        case e.RateReached():
            return f"The pump reports {event.rate.ml_per_h} mL/h."
        case e.AttestationDue():
            return f"Step {event.step_no} was served without an attestation; the rate stays."
        case e.StepServed():
            served = minutes_of(event.proof.served)
            rate = event.rate.ml_per_h
            return f"Step {event.step_no} was served ({served:g} min); next {rate} mL/h."
        case e.OfferMoved(offer=offer):
            if offer is None:
                return "Nothing lies at the pump for confirmation any more."
            return _OFFERS[offer.state].format(rate=offer.setting.rate.ml_per_h, why=offer.reason)
        case e.RaiseGivenUp():
            return f"The step after step {event.step_no} was not reached in time; attest again."
        case e.Paused():
            return f"Paused by the service because nobody attested; {stop}."
        case e.StopConfirmed():
            return f"The pump says that it stopped, with {event.proof.infused.ml} mL in."
        case e.VolumeIn():
            return f"The volume is in: {event.proof.infused.ml} mL by the pump's counter."
        case e.Held():
            stops = f"; {stop}" if event.stops else ""
            return f"Held: {_HELD[event.reason.value]}{stops}."
        case e.PumpFellSilent():
            return f"The pump has not answered since {iso(event.since)}."
        case e.PumpHeard():
            return "The pump answers again, and what it says agrees with the record."
        case e.PumpAlarmed():
            names = ", ".join(sorted(alarm.value.replace("_", " ") for alarm in event.alarms))
            return f"The pump reports an alarm: {names}."
        case e.CounterRebased():
            return f"The pump forgot its counter; {event.infused.ml} mL are kept as infused."
        case e.VolumeMismatched():
            counted, due = event.by_counter.ml, event.by_time.ml
            return f"The pump counted {counted} mL where the time served gives {due} mL."
        case e.ControllerStarted():
            return "The service was started; the pump is read before anything is done."
        case _:
            assert_never(event)
