"""Reads the reaction rules of a protocol: what follows each grade, and how a resume begins."""

from service.catalog.block import Block
from service.core.protocol import ReactionAction, ReactionRules
from service.core.times import Span, minutes

GRADES = range(1, 6)
CTCAE_VERSIONS = {"4.03": "4.03", "5.0": "5.0", "6.0": "6.0"}
RESUME_RATES = {"half of the initial rate": True}
"""The one rule that core has. "Half" means other things for other drugs: each needs a word here."""

_ACTIONS = {action.value: action for action in ReactionAction}
_SEVERITY = (ReactionAction.CONTINUE, ReactionAction.RESUME, ReactionAction.DISCONTINUE)

NO_REACTION = ReactionRules(
    ctcae="",
    actions=dict.fromkeys(GRADES, ReactionAction.DISCONTINUE),
    improved_to=0,
    resume_clear=minutes(1),
    resumes_max=0,
)
"""Stands in for rules that could not be read."""


def read_reaction(block: Block) -> ReactionRules:
    """Return the reaction rules of a protocol."""
    ctcae = block.block("grading", _grading, "")
    actions = block.block("actions", _actions, NO_REACTION.actions)
    improved_to, clear, resumes_max = block.block("resume", _resume, (0, minutes(1), 0))
    if block.sound("actions", "resume") and ReactionAction.RESUME in actions.values():
        lowest = min(grade for grade in GRADES if actions[grade] is ReactionAction.RESUME)
        if improved_to >= lowest:
            block.refuse(
                "resume", f"a reaction of grade {lowest} has not improved at {improved_to}"
            )
    return ReactionRules(
        ctcae=ctcae,
        actions=actions,
        improved_to=improved_to,
        resume_clear=clear,
        resumes_max=resumes_max,
    )


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


def _resume(block: Block) -> tuple[int, Span, int]:
    block.source()
    block.word("rate", RESUME_RATES)
    return (
        block.whole("improved_to_grade", 0, 4),
        block.minutes("clear_min"),
        block.whole("resumes_max", 0, 9),
    )
