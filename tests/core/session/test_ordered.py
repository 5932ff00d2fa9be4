"""Which protocol a session runs: the label's, for the order's bag and profile, and the past."""

from dataclasses import replace

import pytest

from drivers.quantities import NO_RATE, Volume
from service.core.protocol import NextProfile, Protocol
from service.core.refusals import Refusal, RefusalId
from service.core.session import commands as c
from service.core.session.history import history_of
from service.core.session.ordered import Ordered, ordered
from service.core.session.ready_state import History, Order, Past
from service.core.times import minutes
from tests.core.labels import monograph
from tests.core.session.stages import closed, refused
from tests.core.session.story import ISATUXIMAB, T0, Story, interrupted
from tests.orders import order_of

RITUXIMAB = monograph("rituximab")


def order(**changes: object) -> Order:
    return order_of(ISATUXIMAB, T0, **changes)


def past(no: int, profile: str, grade: int | None = 0, *, completed: bool = True) -> Past:
    return Past(infusion_no=no, profile=profile, grade=grade, completed=completed)


def why(answer: object) -> set[RefusalId]:
    return {each.id for each in refused(answer).reasons}


def ready(found: Ordered | Refusal) -> Protocol:
    assert isinstance(found, Ordered), found
    return found.protocol


def test_without_a_past_the_number_decides_and_the_protocol_is_the_ward_s() -> None:
    assert ordered(ISATUXIMAB, 2, order(), None) == Ordered(ISATUXIMAB, None)


def test_after_a_reaction_the_profile_is_used_once_more_with_the_reason() -> None:
    found = ordered(ISATUXIMAB, 2, order(), past(1, "first", 2))

    assert isinstance(found, Ordered)
    assert found.protocol.profile(2).steps == ISATUXIMAB.profile(1).steps
    assert "grade 2 in infusion 1" in (found.profile_reason or "")


def test_the_prescriber_may_advance_and_hold_back() -> None:
    on = ready(ordered(ISATUXIMAB, 2, order(profile="second"), past(1, "first", 2)))
    back = ready(ordered(ISATUXIMAB, 3, order(profile="first"), past(2, "second")))

    assert on.profile(2).id == "second"
    assert back.profile(3).steps == ISATUXIMAB.profile(1).steps


@pytest.mark.parametrize("profile", ["later", "quick"])
def test_no_order_advances_beyond_the_number(profile: str) -> None:
    found = ordered(ISATUXIMAB, 2, order(profile=profile), None)

    assert isinstance(found, Refusal)
    assert found.id is RefusalId.PROFILE_NOT_ALLOWED


def test_where_the_label_speaks_in_mg_the_bag_of_the_order_makes_the_rates() -> None:
    bag = order(dose_ug=675_000, bag_volume=Volume(250_000))
    thin = order(dose_ug=675_000, bag_volume=Volume(500_000))

    assert ready(ordered(RITUXIMAB, 1, bag, None)).profile(1).initial_rate.ml_per_h == "18.518"
    assert ready(ordered(RITUXIMAB, 1, thin, None)).profile(1).initial_rate.ml_per_h == "37.037"


@pytest.mark.parametrize(
    "changes",
    [{"dose_ug": 0}, {"bag_volume": Volume(10_000)}, {"dose_ug": 9_000_000}],
)
def test_a_bag_that_the_label_does_not_allow_is_refused(changes: dict[str, object]) -> None:
    bag = order(**{"dose_ug": 675_000, "bag_volume": Volume(250_000), **changes})
    found = ordered(RITUXIMAB, 1, bag, None)

    assert isinstance(found, Refusal)
    assert found.id is RefusalId.BAG_NOT_ALLOWED


def test_the_record_tells_how_the_last_infusion_went() -> None:
    def last(story: Story) -> Past | None:
        return history_of({"s": story.s}, "p1", "isatuximab").last

    never_started = Story().prepared()
    never_started.say(c.Discontinue, reason="fever")
    never_started.say(c.Discharge)

    assert last(closed()) == past(3, "later")
    assert last(never_started) is None
    assert last(interrupted(2)) is None  # still open


def test_a_reaction_is_remembered_by_its_worst_grade_and_one_without_a_grade_as_such() -> None:
    def ended(story: Story) -> Past | None:
        story.say(c.Discontinue, reason="enough")
        story.report(NO_RATE)
        story.say(c.Discharge)
        return history_of({"s": story.s}, "p1", "isatuximab").last

    again = interrupted(2)
    again.say(c.GradeReaction, grade=1)

    assert ended(interrupted(2)) == past(1, "first", 2, completed=False)
    assert ended(again) == past(1, "first", 2, completed=False)
    assert ended(interrupted(None)) == past(1, "first", None, completed=False)


def test_a_session_after_a_reaction_begins_at_the_rates_that_were_tolerated_or_not_at_all() -> None:
    held_back = Story(2, history=History(last=past(1, "first", 2)))
    by_order = Story(2, history=History(last=past(1, "first", 2)), order={"profile": "second"})

    assert [held_back.s.ladder[0].rate.ml_per_h, by_order.s.ladder[0].rate.ml_per_h] == ["25", "50"]
    assert held_back.s.profile_reason is not None


def test_where_the_prescriber_has_to_name_the_profile_the_start_waits_for_it() -> None:
    asking = replace(ISATUXIMAB, next_profile=NextProfile.PRESCRIBER)
    last = History(last=past(1, "first", 1))

    waits = Story(2, protocol=asking, history=last).prepared()
    named = Story(2, protocol=asking, history=last, order={"profile": "first"}).prepared()

    assert RefusalId.PROFILE_NOT_ORDERED in why(waits.say(c.Start))
    assert not isinstance(named.say(c.Start), Refusal)


def test_an_order_that_was_corrected_to_another_profile_or_dose_is_not_run() -> None:
    story = Story(2).prepared()
    story.say(c.CorrectOrder, order=replace(order(), profile="first"))
    dosed = ready(ordered(RITUXIMAB, 1, order(dose_ug=675_000), None))
    rituximab = Story(1, protocol=dosed, order={"dose_ug": 675_000}).prepared()
    rituximab.say(c.CorrectOrder, order=replace(order(), protocol="rituximab", dose_ug=700_000))

    advanced = Story(2, history=History(last=past(1, "first", 2)), order={"profile": "second"})
    advanced.prepared().say(c.CorrectOrder, order=order())  # which names none

    assert RefusalId.ORDER_OTHER_PROFILE in why(story.say(c.Start))
    assert RefusalId.ORDER_OTHER_PROFILE in why(advanced.say(c.Start))
    assert RefusalId.ORDER_OTHER_DOSE in why(rituximab.say(c.Start))
    assert minutes(0) == story.s.served
