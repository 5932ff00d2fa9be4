"""Reactions: stop first, ask afterwards; resume only by the protocol's rule."""

from collections.abc import Iterator

from drivers.port import Delivery
from drivers.quantities import Rate
from service.core.protocol import Ending, ReactionAction
from service.core.refusals import Refusal, RefusalId
from service.core.resuming import Reacted, action_after
from service.core.rules import Rules
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer, gates_closed, told, wrong_phase
from service.core.session.gates import second_check_gate, start_gates
from service.core.session.next_start import ladder_after_reaction, nothing_in
from service.core.session.state import Phase, Session
from service.core.session.time_passes import settled
from service.core.session.titrate import resume_gates


def report_reaction(s: Session, command: c.ReportReaction) -> Answer:
    """Interrupt. Works in every phase with a running or runnable pump, held ones included.

    Once a hand has let the drug run after a reaction, the next word is of another one.
    """
    if s.phase is Phase.INTERRUPTED and not (s.reaction and s.reaction.ran_again):
        return ()  # a second tap: already stopping
    if s.phase in (Phase.INFUSING, Phase.INTERRUPTED, Phase.PAUSED, Phase.HELD):
        if s.phase is Phase.HELD and s.held_from is Phase.DISCONTINUED:
            late = told(e.LateReactionReported, command)
            return (late, told(e.HoldLifted, command, to=Phase.DISCONTINUED))
        proof = settled(s, command.at)
        return (told(e.ReactionReported, command, rate=_rate_now(s), proof=proof),)
    if not s.closed:
        return (told(e.LateReactionReported, command),)
    sent = "press STOP at the pump" if s.by_hand else "STOP has been sent to the pump"
    return wrong_phase(s, f"No infusion to interrupt; {sent}")


def _rate_now(s: Session) -> Rate:
    """Return the rate at the stop: the reported one, never above the step in force.

    Nor above the rate at which a hand had it run when it was held, though it has been stopped since
    or nobody has read it yet.
    """
    rates = [s.current.rate]
    if s.ran_at is not None:
        rates.append(s.ran_at)
    if s.heard is not None and s.heard.delivery is Delivery.RUNNING:
        rates.append(s.heard.rate)
    return min(rates)


def grade(s: Session, command: c.GradeReaction) -> Answer:
    """Record a person's grade, and end the infusion where the protocol says so.

    Somebody who has ended it in the reaction grades afterwards, once: the end stays the end.
    """
    if s.reaction is not None and s.reaction.grade is None and s.phase is Phase.DISCONTINUED:
        return (_graded(command, ReactionAction.DISCONTINUE),)
    if s.phase is not Phase.INTERRUPTED or s.reaction is None:
        return wrong_phase(s, "There is no reaction to grade")
    rules, action = s.protocol.reaction, _allowed(s, command.grade)
    in_hospital = command.hospitalised is True and Ending.HOSPITALISATION in rules.endings
    if in_hospital:
        action = ReactionAction.DISCONTINUE
    graded = _graded(command, action)
    if action is not ReactionAction.DISCONTINUE:
        return (graded,)
    reason = f"reaction of grade {command.grade}"
    if in_hospital:
        reason += " with hospitalisation"
    elif s.resumes >= rules.resumes_max:
        reason += " after a resume"
    proof = settled(s, command.at)
    return (graded, told(e.Discontinued, command, reason=reason, proof=proof))


def _allowed(s: Session, grade: int) -> ReactionAction:
    """Return what the protocol does after a reaction of `grade`, after those that went before."""
    return action_after(s.protocol.reaction, grade, Reacted(resumes=s.resumes, severe=s.severe))


def _graded(command: c.GradeReaction, action: ReactionAction) -> e.ReactionGraded:
    grade, stays = command.grade, command.hospitalised
    return told(e.ReactionGraded, command, grade=grade, hospitalised=stays, action=action)


def used_up(s: Session) -> Iterator[Refusal]:
    """Yield why no resume is left, though the grade's action says so: an older record's may."""
    grade = s.reaction.grade if s.reaction else None
    if grade is not None and _allowed(s, grade) is ReactionAction.DISCONTINUE:
        yield Refusal(
            RefusalId.RESUME_NOT_ALLOWED,
            "The protocol allows no further resume of this infusion. Discontinue it, "
            "or ask the prescriber.",
        )


def resume_after_reaction(s: Session, command: c.Resume, rules: Rules) -> Answer:
    """Go on by the protocol's rule: graded, improved, ordered, checked by two, the pump stopped."""
    if s.reaction is None or s.reaction.grade is None or s.reaction.action is None:
        return Refusal(RefusalId.NOT_GRADED, "Grade the reaction first.")
    action = s.reaction.action
    reasons = (*used_up(s), *_clinical(s, command, action), *resume_gates(s, command.at, rules))
    if nothing_in(s):
        reasons += start_gates(s, command.at, command.by, rules)
    else:
        reasons += tuple(second_check_gate(s, command.at, command.by, rules))
    reasons = tuple(dict.fromkeys(reasons))
    if reasons:
        return gates_closed(reasons)
    ladder = ladder_after_reaction(s, action)
    if s.association and ladder[0].rate < s.association.capabilities.rate_min:
        return Refusal(
            RefusalId.RESUME_NOT_ALLOWED,
            "The resume rate is slower than this pump can run. Ask the prescriber.",
        )
    if s.heard and s.protocol.bag_volume - s.counted <= s.heard.increment:
        return (e.VolumeIn(at=command.at, proof=settled(s, command.at)),)
    return (
        told(
            e.ResumedAfterReaction,
            command,
            ladder=ladder,
            action=action,
            resumes=s.resumes + (action is ReactionAction.RESUME),
            improved_to=command.improved_to,
            prescriber=command.prescriber,
        ),
    )


def discontinue(s: Session, command: c.Discontinue) -> Answer:
    """End for good, from anywhere before the volume is in."""
    if s.phase is Phase.DISCONTINUED:
        return ()
    if s.phase is Phase.HELD and s.held_from is Phase.DISCONTINUED:
        return (told(e.HoldLifted, command, to=Phase.DISCONTINUED),)
    if s.phase in (Phase.FLUSHING, Phase.OBSERVING, Phase.COMPLETED):
        return wrong_phase(s, "The infusion has already ended")
    proof = settled(s, command.at)
    return (told(e.Discontinued, command, reason=command.reason, proof=proof),)


def _clinical(s: Session, command: c.Resume, action: ReactionAction) -> Iterator[Refusal]:
    limit = s.protocol.reaction.improved_to
    if command.improved_to is None or command.improved_to > limit:
        yield Refusal(
            RefusalId.NOT_IMPROVED,
            f"Resume only when the symptoms have improved to grade {limit} or less.",
        )
    if action is ReactionAction.RESUME and not command.prescriber:
        yield Refusal(RefusalId.PRESCRIBER_MISSING, "Name the prescriber who ordered the resume.")
