"""Premedication: windows to the second, routes, doses, and what only a prescriber may decide."""

from dataclasses import replace

import pytest

from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.ready_state import Decision, History
from service.core.times import Span, minutes, seconds
from tests.core.session.closed_gates import given
from tests.core.session.stages import happened, refused
from tests.core.session.story import ISATUXIMAB, Story, kinds

ITEMS = [item.id for item in ISATUXIMAB.premedication]


def reasons(story: Story) -> list[Id]:
    answer = story.say(c.Start)
    return [each.id for each in answer.reasons] if isinstance(answer, Refusal) else []


def sentences(story: Story) -> str:
    return " ".join(each.sentence for each in refused(story.say(c.Start)).reasons)


def entry(story: Story, name: str) -> int:
    return next(each.entry for each in story.s.given if each.item == name)


@pytest.mark.shows("INV-23")
@pytest.mark.parametrize("name", ITEMS)
@pytest.mark.parametrize(
    ("age", "missing"),
    [
        (minutes(14) + 59_000, [Id.PREMEDICATION_TOO_YOUNG]),
        (minutes(15), []),
        (minutes(60), []),
        (minutes(60) + 1_000, [Id.PREMEDICATION_TOO_OLD]),
        (None, [Id.PREMEDICATION_MISSING]),
    ],
)
def test_each_premedication_item_has_its_window(
    name: str, age: int | None, missing: list[Id]
) -> None:
    story = Story().prepared()
    if age is None:
        story.state = replace(story.s, given=tuple(x for x in story.s.given if x.item != name))
    else:
        happened(story.give(name, Span(age), amends=entry(story, name)))

    assert missing == reasons(story)


@pytest.mark.parametrize(("no", "closed"), [(1, True), (4, True), (5, False)])
def test_the_antihistamine_goes_into_a_vein_for_the_first_four(no: int, closed: bool) -> None:
    story = Story(no).prepared()
    story.give("antihistamine", minutes(30), route="oral", amends=entry(story, "antihistamine"))

    assert closed == (Id.PREMEDICATION_NOT_INTRAVENOUS in reasons(story))


@pytest.mark.parametrize(
    ("name", "dose_mg", "fits"),
    [
        ("dexamethasone", 20, True),
        ("dexamethasone", 40, True),
        ("dexamethasone", 19, False),
        ("dexamethasone", 400, False),
        ("paracetamol", 1_000, True),
        ("paracetamol", 10_000, False),
        ("antihistamine", 51, False),
    ],
)
def test_a_dose_outside_its_range_is_a_slip_of_the_pen(name: str, dose_mg: int, fits: bool) -> None:
    answer = Story().give(name, minutes(20), dose_ug=dose_mg * 1_000)

    if fits:
        assert ["PremedicationGiven"] == kinds(answer)
    else:
        refusal = refused(answer)
        assert Id.NOT_PLAUSIBLE is refusal.id
        ((field, reason),) = refusal.faults
        assert field == "dose_mg"
        assert "is not within" in reason
        assert " mg of " in reason


@pytest.mark.parametrize(
    ("age", "name", "dose_mg", "fits"),
    [
        (74, "dexamethasone", 40, True),
        (75, "dexamethasone", 20, True),
        (75, "dexamethasone", 21, False),
        (80, "dexamethasone", 40, False),
        (80, "paracetamol", 1_000, True),
    ],
)
def test_from_an_age_on_the_largest_dose_is_smaller(
    age: int, name: str, dose_mg: int, fits: bool
) -> None:
    answer = Story(order={"age_years": age}).give(name, minutes(20), dose_ug=dose_mg * 1_000)

    if fits:
        assert ["PremedicationGiven"] == kinds(answer)
    else:
        refusal = refused(answer)
        assert Id.NOT_PLAUSIBLE is refusal.id
        said = f"{dose_mg} is not within 20 to 20 mg of dexamethasone from age 75"
        assert (("dose_mg", said),) == refusal.faults


# ----------------------------------------------------------------- nothing is given again unordered


def too_old() -> Story:
    return given("paracetamol", 70)()


def test_an_item_that_is_too_old_is_not_given_again_by_itself() -> None:
    story = too_old()

    answer = refused(story.give("paracetamol", minutes(0)))

    assert Id.PREMEDICATION_GIVEN is answer.id
    assert "needs a prescriber's order" in answer.sentence
    assert [Id.PREMEDICATION_TOO_OLD] == reasons(story)


def decide(story: Story, decision: Decision, item: str = "paracetamol") -> object:
    return story.say(c.DecidePremedication, item=item, decision=decision, prescriber="Prescriber A")


def test_an_order_to_give_again_gives_nothing_and_allows_one_more_dose() -> None:
    story = too_old()

    assert ["PremedicationDecided"] == kinds(decide(story, Decision.GIVE_AGAIN))
    assert [Id.PREMEDICATION_TOO_OLD] == reasons(story)
    happened(story.give("paracetamol", minutes(0)))

    assert Id.PREMEDICATION_GIVEN is refused(story.give("paracetamol", minutes(0))).id
    assert [Id.PREMEDICATION_TOO_YOUNG] == reasons(story)


def test_an_order_to_go_on_opens_the_window_of_this_dose_alone() -> None:
    story = too_old()

    decide(story, Decision.GO_ON)

    assert ["StartOrdered"] == kinds(story.say(c.Start))


def test_an_order_to_give_again_is_used_up_by_a_dose_of_the_same_minute() -> None:
    """The order was about the dose before, not about the time at which that was given."""
    story = too_old()
    decide(story, Decision.GIVE_AGAIN)
    happened(story.give("paracetamol", minutes(70)))

    assert Id.PREMEDICATION_GIVEN is refused(story.give("paracetamol", minutes(70))).id


@pytest.mark.shows("INV-23")
@pytest.mark.parametrize(("waited", "open_"), [(120, True), (121, False)])
def test_an_order_to_go_on_lasts_as_long_as_an_override(waited: int, open_: bool) -> None:
    story = too_old()
    decide(story, Decision.GO_ON)
    story.wait(minutes(waited))

    assert open_ == ("paracetamol was given" not in sentences(story))

    decide(story, Decision.GO_ON)
    assert "paracetamol was given" not in sentences(story), "he may say it again"


def test_an_order_to_go_on_is_about_the_dose_it_named() -> None:
    story = too_old()
    decide(story, Decision.GO_ON)
    story.give("paracetamol", minutes(80), amends=entry(story, "paracetamol"))

    assert [Id.PREMEDICATION_TOO_OLD] == reasons(story)


@pytest.mark.parametrize("decision", Decision)
def test_what_is_not_asked_is_not_decided(decision: Decision) -> None:
    """Nothing was given, the question is not open: no order about it makes sense."""
    story = Story()

    assert Id.NOTHING_TO_DECIDE is refused(decide(story, decision)).id


def test_a_window_that_is_open_is_not_waived() -> None:
    story = Story().prepared()

    assert Id.NOTHING_TO_DECIDE is refused(decide(story, Decision.GO_ON)).id


# ------------------------------------------------------------------------------ is it still needed?


@pytest.mark.parametrize(
    ("no", "item", "history", "open_"),
    [
        (5, "paracetamol", History(), True),
        (5, "antihistamine", History(), True),
        (5, "dexamethasone", History(), False),
        (4, "paracetamol", History(), False),
        (5, "paracetamol", History(reacted=True), False),
    ],
)
def test_after_four_without_a_reaction_the_prescriber_is_asked(
    no: int, item: str, history: History, open_: bool
) -> None:
    story = Story(no, history=history)

    answer = decide(story, Decision.OMIT, item)

    assert open_ == (not isinstance(answer, Refusal))


def test_an_unanswered_question_changes_nothing() -> None:
    story = Story(5).prepared()
    story.state = replace(story.s, given=tuple(x for x in story.s.given if x.item != "paracetamol"))

    assert [Id.PREMEDICATION_MISSING] == reasons(story)
    decide(story, Decision.KEEP)
    assert [Id.PREMEDICATION_MISSING] == reasons(story)
    decide(story, Decision.OMIT)
    assert [] == reasons(story)


def test_a_correction_names_the_entry_that_it_corrects() -> None:
    story = Story().prepared()

    wrong = story.give("paracetamol", minutes(20), amends=entry(story, "antihistamine"))
    assert Id.NO_SUCH_ENTRY is refused(wrong).id
    right = story.give("paracetamol", minutes(20), amends=entry(story, "paracetamol"))

    assert ["PremedicationGiven"] == kinds(right)
    assert 2 == sum(getattr(each, "item", "") == "paracetamol" for each in story.events)


def test_it_cannot_be_given_after_the_start() -> None:
    story = Story().started()
    story.wait(seconds(1))

    assert Id.WRONG_PHASE is refused(story.give("paracetamol", minutes(1))).id
