"""What has happened, given what was said: the one door to a session's rules."""

from typing import assert_never

from service.core.refusals import Refusal, RefusalId
from service.core.rules import Rules
from service.core.session import (
    close,
    hand_over,
    observe,
    overrides,
    premedication,
    prepare,
    react,
    ready,
    standing,
    titrate,
)
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, wrong_phase
from service.core.session.gates import fact_gates
from service.core.session.hear import hear
from service.core.session.next_start import nothing_in
from service.core.session.offers import hear_offer
from service.core.session.ready_commands import ReadyCommand
from service.core.session.state import Phase, Proof, Session
from service.core.session.tell_of_reaction import tell_of_reaction
from service.core.session.time_passes import time_passes
from service.core.times import Instant

_COUNTING = (Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD)


def decide(s: Session | None, command: c.Command, rules: Rules) -> Answer:
    """Return the events that `command` makes of session `s`, or why it is refused.

    No events means: accepted, and nothing new has happened. Never raises for what people, pumps or
    time may say.
    """
    if isinstance(command, c.CheckIn):
        if s is not None:
            return Refusal(RefusalId.ALREADY_CHECKED_IN, "This session has already been opened.")
        return prepare.check_in(command, rules)
    if s is None:
        return Refusal(RefusalId.WRONG_PHASE, "This session does not exist.")
    match command:
        case c.HearPump():
            return hear(s, command, rules)
        case c.HearOffer():
            return hear_offer(s, command)
        case c.Tick(at=at):
            return time_passes(s, at, rules)
        case c.TakeOver():
            return _take_over(s, command)
        case c.ReportReaction():
            return react.report_reaction(s, command)
        case c.Amend():
            return ready.amend(s, command)
        case c.NoteSymptoms() | c.RecordRescueDrug() | c.RecordCall() | c.RecordOutcome():
            return tell_of_reaction(s, command)
        case _:
            return (
                wrong_phase(s, "Nothing can be changed") if s.closed else _person(s, command, rules)
            )


def _person(s: Session, command: c.LaterCommand, rules: Rules) -> Answer:
    """Everything a person may say to an open session, except a reaction and the check-in."""
    match command:
        case c.Associate():
            return prepare.associate(s, command)
        case c.CheckSecond():
            return prepare.check_second(s, command)
        case c.Start():
            return prepare.start(s, command, rules)
        case c.TakeVitals():
            return observe.take_vitals(command)
        case c.AttestNoReaction():
            return titrate.attest(s, command, rules)
        case c.WithdrawAttestation():
            return titrate.withdraw(s, command)
        case c.GradeReaction():
            return react.grade(s, command)
        case c.Pause():
            return titrate.pause(s, command)
        case c.Resume():
            return _resume(s, command, rules)
        case c.Discontinue():
            return react.discontinue(s, command)
        case c.RecordFlush():
            return close.flush(s, command)
        case c.Discharge():
            return close.discharge(s, command)
        case c.TakeChairOver():
            return hand_over.take_chair_over(s, command)
        case c.AcknowledgeAlarm():
            return standing.acknowledge(s.standing, command)
        case c.PauseAudio():
            return standing.pause_audio(s.standing, command, rules)
        case _:
            return _ready(s, command, rules)


def _ready(s: Session, command: ReadyCommand, rules: Rules) -> Answer:
    """Order, patient, bag, premedication, and gates that two persons answer for."""
    match command:
        case c.CorrectOrder():
            return ready.correct_order(s, command, rules)
        case c.RecordLabs():
            return ready.record_labs(s, command)
        case c.RecordBloodGroup():
            return ready.record_blood_group(s, command)
        case c.RecordTemperature():
            return ready.record_temperature(s, command)
        case c.RecordBag():
            return ready.record_bag(s, command)
        case c.GivePremedication():
            return premedication.give_premedication(s, command)
        case c.DecidePremedication():
            return premedication.decide_premedication(s, command)
        case c.AskOverride():
            return overrides.ask(s, command, lambda s, at: _fact_gates(s, at, rules))
        case c.GiveOverride():
            return overrides.give(s, command, rules, lambda s, at: _fact_gates(s, at, rules))
        case _:
            assert_never(command)


def _fact_gates(s: Session, at: Instant, rules: Rules) -> tuple[Refusal, ...]:
    """Return the facts that stand in the way before the first drop.

    After it the bag's alone are asked for, and nobody may open those.
    """
    return tuple(fact_gates(s, at, rules)) if nothing_in(s) else ()


def _resume(s: Session, command: c.Resume, rules: Rules) -> Answer:
    if s.phase is Phase.INTERRUPTED:
        return react.resume_after_reaction(s, command, rules)
    if s.phase in (Phase.PAUSED, Phase.HELD):
        return titrate.resume_same_step(s, command, rules)
    return wrong_phase(s, "There is nothing to resume")


def _take_over(s: Session, command: c.TakeOver) -> tuple[e.Event, ...]:
    """A new controller: nothing is raised or started before the pump has been read."""
    if s.closed or s.association is None:
        return ()
    proof, heard_at = s.proof, command.heard_at
    last = proof.at if proof else None
    if heard_at is None or command.served is None or command.infused is None:
        return (e.ControllerStarted(at=command.at, heard_at=last, proof=proof),)
    if last is None or heard_at > last:
        last = heard_at
        if s.phase in _COUNTING:  # afterwards the counter may show the flush, or be cleared
            infused = max(s.infused, command.infused)
            proof = Proof(at=heard_at, infused=infused, served=command.served)
    return (e.ControllerStarted(at=command.at, heard_at=last, proof=proof),)
