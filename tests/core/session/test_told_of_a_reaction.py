"""What a reaction was: told after the stop, each with its own time, and in nobody's way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.quantities import NO_RATE
from service.core.refusals import RefusalId
from service.core.session import commands as c
from service.core.session import events as e
from service.core.session.answers import Answer
from service.core.session.reaction_state import DoseUnit, DrugRoute, Outcome, Symptom
from service.core.session.state import Phase, Session
from service.core.session.wanted import wanted
from service.core.times import Instant, Span, minutes
from tests.core.session.stages import ended, happened, refused, started, who
from tests.core.session.story import SECOND, Story, interrupted, kinds, ml, rate

SYMPTOMS: dict[str, Any] = {"symptoms": frozenset({Symptom.FEVER, Symptom.COUGH})}
DRUG: dict[str, Any] = {
    "name": "hydrocortisone",
    "dose_milli": 100_000,
    "unit": DoseUnit.MG,
    "route": DrugRoute.INTRAVENOUS,
}
CALL: dict[str, Any] = {"whom": "Prescriber A"}
RESOLVED: dict[str, Any] = {"outcome": Outcome.RESOLVED}
TOLD: list[tuple[type[c.Said], dict[str, Any]]] = [
    (c.NoteSymptoms, SYMPTOMS),
    (c.RecordRescueDrug, DRUG),
    (c.RecordCall, CALL),
    (c.RecordOutcome, RESOLVED),
]


def tell(
    story: Story, verb: type[c.Said], fields: dict[str, Any], *, ago: Span = Span(0), **more: Any
) -> Answer:
    """Say something of the story's first reaction, which was so `ago`."""
    at = Instant(story.now - ago)
    return story.say(verb, **{"reaction": 1, "happened_at": at, **fields, **more})


def entry(story: Story, answer: object) -> int:
    """Return the number of the one entry that was just made."""
    assert 1 == len(kinds(answer))
    return story.s.entries


def discharged() -> Story:
    story = interrupted(4)
    story.report(NO_RATE)
    story.say(c.Discharge)
    assert story.s.closed
    return story


def resumed() -> Story:
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))
    story.say(c.Resume, improved_to=1, prescriber="prescriber-a")
    assert Phase.INFUSING is story.s.phase
    return story


def after_the_end() -> Story:
    story = ended()
    story.say(c.ReportReaction)
    return story


def before_the_start() -> Story:
    story = Story()
    story.say(c.ReportReaction)
    return story


def held() -> Story:
    story = interrupted()
    story.report(rate("10"))
    assert Phase.HELD is story.s.phase
    return story


EVERYWHERE: list[Callable[[], Story]] = [
    interrupted,
    lambda: interrupted(2),
    lambda: interrupted(4),
    resumed,
    held,
    after_the_end,
    before_the_start,
    discharged,
]


@pytest.mark.parametrize(("verb", "fields"), TOLD)
@pytest.mark.parametrize("there", EVERYWHERE)
def test_it_is_taken_wherever_the_session_stands(
    there: Callable[[], Story], verb: type[c.Said], fields: dict[str, Any]
) -> None:
    story = there()

    assert 1 == len(kinds(tell(story, verb, fields)))


def test_symptoms_are_recorded_in_the_order_of_the_list_with_own_words() -> None:
    story = interrupted()

    answer = tell(story, c.NoteSymptoms, SYMPTOMS, words="back pain")

    expected = e.SymptomsNoted(
        **who(story),
        reaction=1,
        happened_at=story.now,
        late=False,
        amends=None,
        symptoms=(Symptom.COUGH, Symptom.FEVER),
        words="back pain",
    )
    assert (expected,) == answer


def test_a_drug_is_recorded_with_dose_unit_route_and_its_own_time() -> None:
    story = interrupted()
    story.run(minutes(10))

    answer = tell(story, c.RecordRescueDrug, DRUG, ago=minutes(4))

    expected = e.RescueDrugGiven(
        **who(story),
        reaction=1,
        happened_at=Instant(story.now - minutes(4)),
        late=False,
        amends=None,
        **DRUG,
    )
    assert (expected,) == answer


def test_a_call_and_an_outcome_are_recorded() -> None:
    story = interrupted()
    head: dict[str, Any] = {
        "reaction": 1,
        "happened_at": story.now,
        "late": False,
        "amends": None,
    }

    called = tell(story, c.RecordCall, CALL)
    assert (e.HelpCalled(**who(story), **head, whom="Prescriber A"),) == called
    came_out = tell(story, c.RecordOutcome, {"outcome": Outcome.TRANSFERRED, "words": "ward 7"})
    transferred = e.OutcomeRecorded(
        **who(story), **head, outcome=Outcome.TRANSFERRED, words="ward 7"
    )
    assert (transferred,) == came_out


def twice_at_ten_and_five() -> Story:
    """Two reactions: one over its resume, one five minutes ago."""
    story = resumed()
    story.report(rate("12.5"))
    story.run(minutes(5))
    story.say(c.ReportReaction)
    story.run(minutes(5))
    return story


REFUSED: list[tuple[str, Callable[[], object], RefusalId]] = [
    (
        "nobody reported a reaction",
        lambda: tell(started(), c.RecordCall, CALL),
        RefusalId.NO_SUCH_REACTION,
    ),
    (
        "a second one that there is not",
        lambda: tell(interrupted(), c.RecordCall, CALL, reaction=2),
        RefusalId.NO_SUCH_REACTION,
    ),
    (
        "a reaction with number 0",
        lambda: tell(interrupted(), c.RecordCall, CALL, reaction=0),
        RefusalId.NO_SUCH_REACTION,
    ),
    (
        "a time that lies ahead",
        lambda: tell(interrupted(), c.RecordRescueDrug, DRUG, ago=Span(-1)),
        RefusalId.IN_THE_FUTURE,
    ),
    (
        "a time before the reaction",
        lambda: tell(interrupted(), c.NoteSymptoms, SYMPTOMS, ago=Span(1)),
        RefusalId.BEFORE_REACTION,
    ),
    (
        "a time before its own reaction, though after the one before",
        lambda: tell(twice_at_ten_and_five(), c.RecordCall, CALL, ago=minutes(6), reaction=2),
        RefusalId.BEFORE_REACTION,
    ),
    (
        "no symptom and no words",
        lambda: tell(interrupted(), c.NoteSymptoms, {"symptoms": frozenset()}),
        RefusalId.SYMPTOMS_MISSING,
    ),
    (
        "a dose of nothing",
        lambda: tell(interrupted(), c.RecordRescueDrug, DRUG, dose_milli=0),
        RefusalId.NOT_PLAUSIBLE,
    ),
    (
        "a dose that no label has room for",
        lambda: tell(interrupted(), c.RecordRescueDrug, DRUG, dose_milli=10_000_000),
        RefusalId.NOT_PLAUSIBLE,
    ),
    (
        "a correction of an entry that there is not",
        lambda: tell(interrupted(), c.RecordCall, CALL, amends=9_999),
        RefusalId.NO_SUCH_ENTRY,
    ),
]


@pytest.mark.parametrize(
    ("answer", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_is_refused(answer: Callable[[], object], why: RefusalId) -> None:
    assert why is refused(answer()).id


def test_at_the_moment_of_the_reaction_itself_is_not_too_early() -> None:
    story = twice_at_ten_and_five()
    first, second = (each.at for each in story.s.reported)

    for reaction, at in ((1, first), (2, second)):
        answer = story.say(c.RecordCall, reaction=reaction, happened_at=at, **CALL)
        (event,) = happened(answer)
        assert isinstance(event, e.HelpCalled)
        assert (at, False) == (event.happened_at, event.late)


def lateness(story: Story, verb: type[c.Said], fields: dict[str, Any]) -> bool:
    (event,) = happened(tell(story, verb, fields))
    assert isinstance(event, e.ToldOfReaction)
    return event.late


@pytest.mark.parametrize(
    ("outcome", "late"),
    [
        (None, False),
        (Outcome.RESOLVING, False),
        (Outcome.NOT_RESOLVED, False),
        (Outcome.RESOLVED, True),
        (Outcome.TRANSFERRED, True),
    ],
)
def test_late_is_what_is_entered_after_the_reaction_was_over(
    outcome: Outcome | None, late: bool
) -> None:
    story = interrupted(2)
    if outcome is not None:
        tell(story, c.RecordOutcome, {"outcome": outcome})

    assert late is lateness(story, c.RecordRescueDrug, DRUG)
    assert not lateness(story, c.RecordOutcome, {"outcome": Outcome.NOT_RESOLVED})


def test_a_resume_ends_no_reaction_and_the_end_of_the_session_does() -> None:
    assert not lateness(resumed(), c.NoteSymptoms, SYMPTOMS)
    for verb, fields in TOLD:
        assert lateness(discharged(), verb, fields)


def test_a_reaction_that_comes_back_is_open_again() -> None:
    story = interrupted(2)
    tell(story, c.RecordOutcome, RESOLVED)
    story.run(minutes(5))

    tell(story, c.RecordOutcome, {"outcome": Outcome.NOT_RESOLVED})

    assert Outcome.NOT_RESOLVED is story.s.reported[0].outcome
    assert not lateness(story, c.NoteSymptoms, SYMPTOMS)


def test_an_outcome_of_an_earlier_moment_does_not_take_the_place_of_a_later_one() -> None:
    story = interrupted(2)
    story.run(minutes(10))
    tell(story, c.RecordOutcome, RESOLVED)

    tell(story, c.RecordOutcome, {"outcome": Outcome.RESOLVING}, ago=minutes(5))

    assert Outcome.RESOLVED is story.s.reported[0].outcome


def test_a_correction_stands_in_the_place_of_what_it_corrects() -> None:
    story = interrupted(2)
    wrong = entry(story, tell(story, c.RecordOutcome, RESOLVED))

    tell(story, c.RecordOutcome, {"outcome": Outcome.RESOLVING}, amends=wrong)

    assert Outcome.RESOLVING is story.s.reported[0].outcome
    assert 1 == len(story.s.reported[0].entered)
    again = refused(tell(story, c.RecordOutcome, RESOLVED, amends=wrong))
    assert RefusalId.NO_SUCH_ENTRY is again.id  # what corrects it is what stands now


def test_a_correction_is_of_the_same_thing_and_of_the_same_reaction() -> None:
    story = twice_at_ten_and_five()
    drug = entry(story, tell(story, c.RecordRescueDrug, DRUG))

    assert RefusalId.NO_SUCH_ENTRY is refused(tell(story, c.RecordCall, CALL, amends=drug)).id
    other = tell(story, c.RecordRescueDrug, DRUG, reaction=2, amends=drug)
    assert RefusalId.NO_SUCH_ENTRY is refused(other).id
    assert 1 == len(kinds(tell(story, c.RecordRescueDrug, DRUG, amends=drug)))


def without_words(s: Session) -> Session:
    """The session as far as a pump, a gate or a next step could depend on it."""
    silent = tuple(replace(each, entered=()) for each in s.reported)
    return replace(s, reported=silent, entries=0)


COURSE: list[tuple[type[c.Said], dict[str, Any]]] = [
    (c.GradeReaction, {"grade": 2}),
    (c.CheckSecond, {"rate": rate("12.5"), "by": SECOND}),
    (c.Resume, {"improved_to": 1, "prescriber": "prescriber-a"}),
    (c.ReportReaction, {}),
    (c.Discontinue, {"reason": "reaction"}),
]


@pytest.mark.shows("INV-24")
@given(
    told=st.lists(
        st.tuples(st.integers(0, len(COURSE)), st.sampled_from(TOLD), st.booleans()), max_size=8
    )
)
def test_no_word_about_a_reaction_changes_what_a_pump_does_or_what_comes_next(
    told: list[tuple[int, tuple[type[c.Said], dict[str, Any]], bool]],
) -> None:
    """Pause first, ask after: a stop, a grade, a resume and the end are the same with and without.

    The words lie anywhere between them, on any outcome.
    """
    silent, speaking = interrupted(), interrupted()
    for place in range(len(COURSE) + 1):
        for _, (verb, fields), at_the_reaction in (each for each in told if each[0] == place):
            first = speaking.s.reported[0].at
            ago = Span(speaking.now - first) if at_the_reaction else Span(0)
            assert 1 == len(kinds(tell(speaking, verb, fields, ago=ago)))
        assert without_words(silent.s) == without_words(speaking.s)
        assert wanted(silent.s) == wanted(speaking.s)
        if place < len(COURSE):
            verb, fields = COURSE[place]
            assert kinds(silent.say(verb, **fields)) == kinds(speaking.say(verb, **fields))


def test_nothing_of_it_is_needed_for_a_discharge() -> None:
    story = after_the_end()
    story.report(NO_RATE, counter=ml("250"))
    story.say(c.RecordFlush, volume=ml("20"))
    story.wait(minutes(600))

    assert ["Discharged"] == kinds(story.say(c.Discharge))
