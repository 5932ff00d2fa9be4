"""What follows a reaction: whether an infusion may resume, at which rate, and what it then climbs.

The rules are the protocol's. One is not: whatever a protocol says, a resume never runs above half
of the rate at the stop, or, where the protocol names a fixed floor, above the rate at the stop
(design rule 13).
"""

from dataclasses import dataclass, replace

from drivers.quantities import Rate
from service.core.protocol import (
    Profile,
    RateStep,
    ReactionAction,
    ReactionRules,
    ResumeReference,
)

Ladder = tuple[RateStep, ...]
"""The rate steps that are in force, first to last. A resume replaces the whole ladder."""

SEVERE = 3
"""The CTCAE grade from which a reaction is severe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """What the reactions of this infusion have used up so far."""

    resumes: int = 0
    """Resumes after an interruption."""
    severe: int = 0
    """Reactions of grade 3 or more."""

    def then(self, grade: int, action: ReactionAction) -> "Reacted":
        """Return the same after one more reaction."""
        return Reacted(
            resumes=self.resumes + (action is ReactionAction.RESUME),
            severe=self.severe + (grade >= SEVERE),
        )


def action_after(rules: ReactionRules, grade: int, reacted: Reacted) -> ReactionAction:
    """Return what the protocol does after a reaction of `grade`, `reacted` having gone before."""
    action = rules.actions[grade]
    ends_at = rules.severe_ends_at
    if grade >= SEVERE and ends_at is not None and reacted.severe + 1 >= ends_at:
        return ReactionAction.DISCONTINUE
    if action is ReactionAction.RESUME and reacted.resumes >= rules.resumes_max:
        return ReactionAction.DISCONTINUE
    return action


def resumed(
    profile: Profile,
    rules: ReactionRules,
    ladder: Ladder,
    action: ReactionAction,
    stopped_at: Rate | None = None,
) -> Ladder:
    """Return the ladder after a reaction that struck during the first step of `ladder`.

    CONTINUE: the same step again, from its start. RESUME: by the protocol's reference.
    `stopped_at` is the rate at the stop where it was lower than the step's (a hand at the pump):
    it counts in place of the step's.
    """
    at = ladder[0]
    if stopped_at is not None and stopped_at < at.rate:
        at = RateStep(rate=stopped_at, serve=at.serve)
    if action is ReactionAction.CONTINUE:
        if at is ladder[0]:
            return ladder
        return (replace(at, serve=at.serve or rules.resume_clear), *ladder)
    first, above = _climb(profile, rules, at)
    if rules.capped:
        above = tuple(step for step in above if step.rate < at.rate)
        if first.rate < at.rate:
            above = (*above, replace(at, serve=None))
    return (replace(first, serve=rules.resume_clear if above else None), *above)


def _climb(profile: Profile, rules: ReactionRules, at: RateStep) -> tuple[RateStep, Ladder]:
    """Return the step at which to resume after a reaction at `at`, and those that follow it."""
    match rules.reference:
        case ResumeReference.INITIAL:
            initial = replace(profile.steps[0], serve=profile.resume_initial_dwell)
            return _lower(_half(initial), _half(at)), (initial, *profile.steps[1:])
        case ResumeReference.CURRENT:
            half = _half(at)
            return half, tuple(step for step in profile.steps if step.rate > half.rate)
        case ResumeReference.FLOOR:
            floor, *rungs = rules.rungs
            return _lower(floor, at), tuple(rungs)


def _half(step: RateStep) -> RateStep:
    return replace(step, rate=step.rate.half(), label=step.label.half() if step.label else None)


def _lower(one: RateStep, other: RateStep) -> RateStep:
    return other if other.rate < one.rate else one
