"""What the next nurse has to know of a chair: what waits for somebody, in sentences."""

from service.api.schemas.session import SessionView

_OUTCOMES = {
    None: "nobody has said yet how it came out",
    "resolving": "resolving",
    "not-resolved": "not resolved",
}


def open_items(view: SessionView) -> list[str]:
    """Return what is open in a session, as its view tells it; the most urgent alarm first."""
    if view.closed:
        return []
    return [
        *(f"Alarm: {each.sentence}" for each in view.alarms),
        *_reactions(view),
        *_step(view),
        *(f"Vital signs are due at {due}." for due in _known(view.vital_signs.due_at)),
        *(each.sentence for each in view.start_gates),
        *(each.sentence for each in view.resume_gates),
        *_bag(view),
        *(f"Observe until {until}." for until in _known(view.observe_until)),
    ]


def _reactions(view: SessionView) -> list[str]:
    ungraded = view.reaction is not None and view.reaction.grade is None
    told = [
        f"Reaction at {each.at}: {_OUTCOMES.get(each.outcome, each.outcome)}."
        for each in view.reactions
        if not each.over
    ]
    return [*(["The reaction is not graded."] if ungraded else []), *told]


def _step(view: SessionView) -> list[str]:
    step = view.step
    if step is None or not (step.attest.needed and step.attest.open):
        return []
    return [f"Step {step.no}: a word is asked for before the next rate."]


def _bag(view: SessionView) -> list[str]:
    bag = view.ready.bag
    warm = bag.warm_until if bag is not None and view.ended_at is None else None
    return [f"The bag has to be empty by {until}." for until in _known(warm)]


def _known(text: str | None) -> list[str]:
    return [] if text is None else [text]
