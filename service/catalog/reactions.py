"""Reads the reaction rules of a protocol: what follows each grade, and how a resume begins."""

from dataclasses import dataclass

from service.catalog.block import Block
from service.catalog.units import ML_H, SHARE, Unit
from service.core.label_rates import LabelRate, amount
from service.core.monograph import LabelStep
from service.core.protocol import Ending, ReactionAction, ReactionRules, ResumeReference
from service.core.times import Span, minutes

GRADES = range(1, 6)
CTCAE_VERSIONS = {"4.03": "4.03", "5.0": "5.0", "6.0": "6.0"}
RESUME_RATES = {
    "half of the initial rate": ResumeReference.INITIAL,
    "half of the rate at the reaction": ResumeReference.CURRENT,
    "fixed floor": ResumeReference.FLOOR,
}
"""What labels mean by "half". Each meaning needs a word of its own here, and a rule in core."""
CAPS = {"none": False, "rate at the reaction": True}
RUNGS_MAX = 100

_ACTIONS = {action.value: action for action in ReactionAction}
_ENDINGS = {ending.value: ending for ending in Ending}
_SEVERITY = (ReactionAction.CONTINUE, ReactionAction.RESUME, ReactionAction.DISCONTINUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a file speaks of rates: its unit, and its ceiling where that is sound."""

    unit: Unit = ML_H
    rate_max: LabelRate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """What a file says about resuming."""

    reference: ResumeReference = ResumeReference.INITIAL
    improved_to: int = 0
    clear: Span = minutes(1)
    resumes_max: int = 0
    capped: bool = False
    rungs: tuple[LabelStep, ...] = ()


ForGood = tuple[int | None, tuple[Ending, ...]]
"""Which severe reaction ends an infusion, and what else does."""

Rules = tuple[ReactionRules, tuple[LabelStep, ...]]
"""The reaction rules of a file, and the rungs of its fixed floor."""

NO_REACTION = ReactionRules(
    ctcae="",
    actions=dict.fromkeys(GRADES, ReactionAction.DISCONTINUE),
    improved_to=0,
    resume_clear=minutes(1),
    resumes_max=0,
    reference=ResumeReference.INITIAL,
    rungs=(),
    capped=False,
    severe_ends_at=None,
    endings=(),
)
"""Stands in for rules that could not be read."""


def read_reaction(block: Block, speech: Speech) -> Rules:
    """Return the reaction rules of a file, and the rungs of its fixed floor, if it has one."""
    ctcae = block.block("grading", _grading, "")
    actions = block.block("actions", _actions, NO_REACTION.actions)
    resume = block.block("resume", lambda child: _resume(child, speech), Resume())
    for_good: ForGood = (None, ())
    severe_ends_at, endings = block.block("for_good", _for_good, for_good)
    if block.sound("actions", "resume") and ReactionAction.RESUME in actions.values():
        lowest = min(grade for grade in GRADES if actions[grade] is ReactionAction.RESUME)
        if resume.improved_to >= lowest:
            block.refuse(
                "resume", f"a reaction of grade {lowest} has not improved at {resume.improved_to}"
            )
    rules = ReactionRules(
        ctcae=ctcae,
        actions=actions,
        improved_to=resume.improved_to,
        resume_clear=resume.clear,
        resumes_max=resume.resumes_max,
        reference=resume.reference,
        rungs=(),
        capped=resume.capped,
        severe_ends_at=severe_ends_at,
        endings=endings,
    )
    return rules, resume.rungs


def _grading(block: Block) -> str:
    block.source()
    return block.word("ctcae_version", CTCAE_VERSIONS)


def _actions(block: Block) -> dict[int, ReactionAction]:
    block.source()
    actions = {grade: block.word(f"grade_{grade}", _ACTIONS) for grade in GRADES}
    if not block.sound():
        return actions
    for grade in GRADES[1:]:
        if _SEVERITY.index(actions[grade]) < _SEVERITY.index(actions[grade - 1]):
            block.refuse(f"grade_{grade}", f"is milder than what follows grade {grade - 1}")
    for grade in (4, 5):
        if actions[grade] is not ReactionAction.DISCONTINUE:
            block.refuse(f"grade_{grade}", "is life-threatening: it can only discontinue")
    return actions


def _resume(block: Block, speech: Speech) -> Resume:
    block.source()
    reference = block.word("rate", RESUME_RATES)
    return Resume(
        reference=reference,
        improved_to=block.whole("improved_to_grade", 0, 4),
        clear=block.minutes("clear_min"),
        resumes_max=block.whole("resumes_max", 0, 9),
        capped=block.word("cap", CAPS),
        rungs=_rungs(block, speech) if reference is ResumeReference.FLOOR else (),
    )


def _rungs(block: Block, speech: Speech) -> tuple[LabelStep, ...]:
    """Return the fixed floor and every increment above it, up to the ceiling."""
    if speech.unit is SHARE:
        block.refuse("rate", "a share of the bag has no fixed floor")
        return ()
    keys = (f"floor_{speech.unit.suffix}", f"increment_{speech.unit.suffix}")
    floor, increment = (block.milli(key) for key in keys)
    every = block.minutes("every_min")
    if not block.sound(*keys) or speech.rate_max is None:
        return ()
    if min(floor, increment) <= 0 or floor > amount(speech.rate_max):
        block.refuse(keys[0], "the floor and its increment must be above 0, and below the ceiling")
        return ()
    numbers = range(floor, amount(speech.rate_max) + 1, increment)
    if len(numbers) > RUNGS_MAX:
        block.refuse(keys[1], f"makes more than {RUNGS_MAX} steps")
        return ()
    served = [LabelStep(rate=speech.unit.of(number), serve=every) for number in numbers]
    return (*served[:-1], LabelStep(rate=served[-1].rate, serve=None))


def _for_good(block: Block) -> ForGood:
    block.source()
    return (
        block.whole_or("severe_reaction", "not counted", 1, 9),
        block.words("endings", _ENDINGS),
    )
