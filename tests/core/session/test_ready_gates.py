"""Each gate before the start: open, closed with its own words, overridden, or never to be."""

import string

import pytest

from service.core.dose import NeutrophilRule
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.gate_table import GATES, About, Override
from service.core.session.order_gates import needed_neutrophils
from service.core.session.person import Person
from service.core.session.ready_state import BloodCount, History, Labs, Past
from service.core.session.state import Phase
from service.core.times import Instant, Span, minutes
from tests.core.gate_page import PAGE, page
from tests.core.session.closed_gates import CASES, ELSEWHERE, numbered, ordered
from tests.core.session.stages import refused
from tests.core.session.story import ISATUXIMAB, NURSE, SECOND, T0, Story, kinds
from tests.orders import DAY, HOUR, order_of

PRESCRIBER = Person("prescriber-a", "Prescriber A", "prescriber")
BY_WORD = {Override.TWO_PERSONS, Override.PRESCRIBER}


def reasons(story: Story) -> list[Id]:
    """Why a start is refused now; what is asked is not done."""
    answer = story.say(c.Start)
    if not isinstance(answer, Refusal):
        return []
    assert answer.id is Id.GATES_CLOSED
    return [each.id for each in answer.reasons]


def test_every_gate_of_the_table_has_a_case() -> None:
    assert set(GATES) == set(CASES) | ELSEWHERE
    assert not set(CASES) & ELSEWHERE


def test_the_page_is_what_the_table_says() -> None:
    assert page() == PAGE.read_text("utf-8")


@pytest.mark.parametrize("gate", GATES)
def test_what_may_be_overridden_never_looks_at_bag_route_pump_or_second_person(gate: Id) -> None:
    """A gate that two persons may open must be one that a prescriber could answer for."""
    named = {name for _, name, _, _ in string.Formatter().parse(GATES[gate].sentence) if name}

    assert all(name.isidentifier() for name in named)
    if GATES[gate].override in BY_WORD:
        assert not gate.value.startswith(("bag-", "pump-", "second-check-", "drug-already"))


@pytest.mark.shows("INV-23")
def test_when_everything_is_as_it_should_be_the_start_is_ordered() -> None:
    assert ["StartOrdered"] == kinds(Story().prepared().say(c.Start))


@pytest.mark.shows("INV-23")
@pytest.mark.parametrize("gate", CASES)
def test_a_closed_gate_is_the_only_reason_and_says_what_to_do(gate: Id) -> None:
    make, sentence = CASES[gate]
    story = make()

    answer = refused(story.say(c.Start))

    # Without a product, nothing of the bag can be looked at either: one reason, not two.
    assert [gate] == [each.id for each in answer.reasons]
    assert sentence == answer.sentence
    assert story.s.phase is Phase.PREPARING


@pytest.mark.parametrize("gate", [key for key in CASES if GATES[key].override in BY_WORD])
def test_two_persons_and_a_reason_open_what_may_be_opened(gate: Id) -> None:
    story = CASES[gate][0]()

    assert ["OverrideAsked"] == kinds(story.say(c.AskOverride, gate=gate, reason="discussed"))
    assert [gate] == reasons(story), "one person alone opens nothing"
    by = PRESCRIBER if GATES[gate].override is Override.PRESCRIBER else SECOND
    assert ["OverrideGiven"] == kinds(story.say(c.GiveOverride, by, gate=gate))

    assert ["StartOrdered"] == kinds(story.say(c.Start))


@pytest.mark.parametrize("gate", [key for key in GATES if GATES[key].override not in BY_WORD])
def test_nobody_opens_the_others(gate: Id) -> None:
    story = CASES[gate][0]() if gate in CASES else Story().prepared()
    before = story.s.ready

    asked = refused(story.say(c.AskOverride, gate=gate, reason="in a hurry"))
    agreed = refused(story.say(c.GiveOverride, PRESCRIBER, gate=gate))

    assert [Id.NO_OVERRIDE] * 2 == [asked.id, agreed.id]
    assert before == story.s.ready
    if gate in CASES:
        assert [gate] == reasons(story)


def test_nobody_may_open_a_gate_of_the_bag() -> None:
    """A resume asks for these and knows no overrides."""
    assert {Override.NOBODY} == {
        gate.override for gate in GATES.values() if gate.about is About.BAG
    }


# --------------------------------------------------------------------------------- who opens a gate


def asked(gate: Id = Id.FEBRILE) -> Story:
    story = CASES[gate][0]()
    story.say(c.AskOverride, gate=gate, reason="a cold, no infection")
    return story


def test_the_same_person_is_not_two() -> None:
    story = asked()

    answer = refused(story.say(c.GiveOverride, NURSE, gate=Id.FEBRILE))

    assert answer.id is Id.OVERRIDE_SAME_PERSON
    assert [Id.FEBRILE] == reasons(story)


def test_two_nurses_are_no_prescriber() -> None:
    story = asked()

    answer = refused(story.say(c.GiveOverride, SECOND, gate=Id.FEBRILE))

    assert answer.id is Id.OVERRIDE_NEEDS_PRESCRIBER
    assert [Id.FEBRILE] == reasons(story)


def test_nobody_agrees_to_what_nobody_asked_for() -> None:
    story = CASES[Id.FEBRILE][0]()

    assert Id.OVERRIDE_NOT_ASKED is refused(story.say(c.GiveOverride, gate=Id.FEBRILE)).id


def test_after_the_first_drop_nothing_of_the_patient_is_left_to_open() -> None:
    """The temperature that closed the gate still stands; it is asked for before the first drop."""
    story = asked()
    story.say(c.GiveOverride, PRESCRIBER, gate=Id.FEBRILE)
    story.say(c.Start)
    story.run(minutes(2))

    for verb, fields in ((c.AskOverride, {"reason": "as before"}), (c.GiveOverride, {})):
        answer = refused(story.say(verb, PRESCRIBER, gate=Id.FEBRILE, **fields))
        assert answer.id is Id.NOTHING_TO_OVERRIDE


def test_what_is_open_needs_no_override() -> None:
    story = Story().prepared()

    answer = refused(story.say(c.AskOverride, gate=Id.FEBRILE, reason="to be sure"))

    assert answer.id is Id.NOTHING_TO_OVERRIDE


@pytest.mark.parametrize(("minutes_", "open_"), [(119, True), (121, False)])
def test_two_persons_word_lasts_for_the_wards_limit(minutes_: int, open_: bool) -> None:
    story = asked(Id.WEIGHT_TOO_OLD)
    story.say(c.GiveOverride, SECOND, gate=Id.WEIGHT_TOO_OLD)
    story.wait(minutes(minutes_))

    assert open_ == (Id.WEIGHT_TOO_OLD not in reasons(story))


def test_a_new_fact_voids_the_word_about_the_old_one() -> None:
    story = asked(Id.NEUTROPHILS_LOW)
    story.say(c.GiveOverride, PRESCRIBER, gate=Id.NEUTROPHILS_LOW)

    story.say(c.RecordLabs, labs=Labs(neutrophils_ul=300, taken_at=story.now))

    assert [Id.NEUTROPHILS_LOW] == reasons(story)


def test_a_new_order_voids_no_word_about_a_fever() -> None:
    story = asked()
    story.say(c.GiveOverride, PRESCRIBER, gate=Id.FEBRILE)
    story.say(c.CorrectOrder, order=order_of(ISATUXIMAB, story.now))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)

    assert [] == reasons(story)


# ------------------------------------------------------------------------------------ single facts


@pytest.mark.parametrize(
    ("counts", "closed"),
    [
        ([1_000], False),
        ([999], True),
        ([400, 1_000], False),
        ([1_800, 900], True),
    ],
)
def test_neutrophils_are_counts_and_the_newest_one_counts(counts: list[int], closed: bool) -> None:
    story = Story().prepared()
    for number, cells in enumerate(counts):
        taken_at = Instant(story.now - (len(counts) - number) * minutes(10))
        story.say(c.RecordLabs, labs=Labs(neutrophils_ul=cells, taken_at=taken_at))

    assert closed == (Id.NEUTROPHILS_LOW in reasons(story))


@pytest.mark.parametrize(
    ("counts", "needs"),
    [([600], 0), ([499], 500), ([400, 700], 1_000), ([400, 1_000], 0), ([1_800, 600], 0)],
)
def test_by_the_older_label_a_dose_that_waited_needs_more(counts: list[int], needs: int) -> None:
    """Below 0.5 it waits, and until 1.0 it goes on waiting; 0.6 alone holds nothing back."""
    rule = NeutrophilRule(version="older", hold_below_ul=500, restart_from_ul=1_000)
    labs = tuple(
        BloodCount(neutrophils_ul=cells, taken_at=Instant(T0 + number), entry=number)
        for number, cells in enumerate(counts)
    )

    found = needed_neutrophils(rule, labs, labs[-1])

    assert needs == (found if counts[-1] < found else 0)


@pytest.mark.parametrize(("no", "closed"), [(1, True), (2, False)])
def test_the_blood_group_is_asked_for_before_the_first_dose(no: int, closed: bool) -> None:
    story = Story(no)

    assert closed == (Id.BLOOD_GROUP_MISSING in reasons(story))


@pytest.mark.parametrize("dose_ug", [665_000, 700_000, 735_000])
def test_a_rounded_dose_is_the_dose(dose_ug: int) -> None:
    assert [] == reasons(ordered(dose_ug=dose_ug)())


@pytest.mark.parametrize("dose_ug", [664_999, 735_001, 70_000, 1_000_000])
def test_any_other_dose_is_nobodys_to_override(dose_ug: int) -> None:
    assert [Id.DOSE_NOT_BY_WEIGHT] == reasons(ordered(dose_ug=dose_ug)())


@pytest.mark.parametrize(("days", "closed"), [(28, False), (29, True)])
def test_the_weight_is_of_this_cycle(days: int, closed: bool) -> None:
    story = ordered(weighed_at=Instant(T0 - days * DAY))()

    assert closed == (Id.WEIGHT_TOO_OLD in reasons(story))


def test_a_temperature_is_taken_again_after_four_hours() -> None:
    story = Story().prepared()
    story.wait(Span(4 * HOUR))
    assert Id.TEMPERATURE_MISSING not in reasons(story)

    story.wait(minutes(1))

    assert Id.TEMPERATURE_MISSING in reasons(story)


# ------------------------------------------------------------------------------- route and history


@pytest.mark.parametrize(
    ("number", "known", "closed"),
    [(1, None, False), (2, None, True), (2, 1, False), (3, 1, True), (1, 3, False), (4, 3, False)],
)
def test_the_number_is_at_most_the_next_one_of_the_wards_record(
    number: int, known: int | None, closed: bool
) -> None:
    last = known and Past(infusion_no=known, profile="later", grade=0, completed=True)

    assert closed == (Id.INFUSION_NUMBER in reasons(numbered(number, last or None)))


def test_a_ward_that_takes_the_number_as_a_word_does_not_look() -> None:
    assert [] == reasons(Story(5).prepared())


def test_a_subcutaneous_product_is_never_tied_to_a_pump() -> None:
    story = Story(order={"route": "subcutaneous"})
    story.prepared()

    assert story.s.association is None
    assert Id.ORDER_OTHER_ROUTE in reasons(story)


def test_an_order_that_becomes_subcutaneous_stops_the_start_too() -> None:
    story = Story().prepared()
    story.say(c.CorrectOrder, order=order_of(ISATUXIMAB, story.now, route="subcutaneous"))
    story.say(c.CheckSecond, SECOND, rate=story.s.ladder[0].rate)

    assert [Id.ORDER_OTHER_ROUTE] == reasons(story)


def test_the_same_drug_is_opened_once() -> None:
    with pytest.raises(AssertionError, match="drug-already-open"):
        Story(history=History(open_session="session-3"))


def test_what_was_checked_is_checked_again_after_another_order_or_bag() -> None:
    story = Story().prepared()
    story.say(c.CorrectOrder, order=order_of(ISATUXIMAB, story.now))

    assert [Id.SECOND_CHECK_MISSING] == reasons(story)
