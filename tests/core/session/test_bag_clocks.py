"""The bag's two clocks, at the start and at every resume, against the time still needed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.quantities import NO_RATE, Rate
from service.core.plan import duration, staircase
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.session import commands as c
from service.core.session.bag_gates import time_needed
from service.core.session.next_start import next_start_rate
from service.core.session.state import Phase
from service.core.times import Instant, Span, minutes
from tests.core.session.stages import happened, refused
from tests.core.session.story import RULES, SECOND, T0, Story, interrupted, rate
from tests.orders import HOUR, bag_of


def warm_for(story: Story, minutes_left: float) -> None:
    """Let the bag have so many minutes left at the present moment."""
    out = Instant(story.now - 8 * HOUR + minutes(minutes_left))
    bag = bag_of(story.now, prepared_at=Instant(out - HOUR), out_of_fridge_at=out)
    story.state = replace(story.s, ready=replace(story.s.ready, bag=bag))


def closed(answer: object) -> bool:
    if not isinstance(answer, Refusal):
        return False
    return Id.BAG_WARM_TOO_LONG in [each.id for each in answer.reasons]


@pytest.mark.parametrize(
    ("infusion_no", "left", "shut"),
    [
        (1, 200, False),
        (1, 199.99, True),
        (2, 112.5, False),
        (2, 112.49, True),
        (3, 75, False),
        (3, 74.99, True),
        (3, -60, True),
    ],
)
def test_a_start_needs_room_for_the_whole_infusion(
    infusion_no: int, left: float, shut: bool
) -> None:
    story = Story(infusion_no).prepared()
    warm_for(story, left)

    assert shut == closed(story.say(c.Start))


@pytest.mark.parametrize(("left", "shut"), [(160.01, False), (159.9, True)])
def test_a_resume_after_a_pause_needs_room_for_the_rest(left: float, shut: bool) -> None:
    story = Story().started()
    story.run(minutes(40))
    story.say(c.Pause)
    story.report(NO_RATE)
    warm_for(story, left)

    answer = story.say(c.Resume)

    assert shut == closed(answer)
    assert shut == (story.s.phase is Phase.PAUSED)


@pytest.mark.parametrize("short", [False, True])
def test_a_resume_after_a_reaction_needs_room_for_the_slower_ladder(short: bool) -> None:
    """Half of the initial rate, the initial rate again, then the table: much longer than before."""
    story = interrupted(2)
    story.say(c.CheckSecond, SECOND, rate=rate("12.5"))
    needs = time_needed(story.s, RULES)
    paused = time_needed(replace(story.s, phase=Phase.PAUSED, reaction=None), RULES)
    assert needs > paused + minutes(60)
    warm_for(story, (needs - short) / minutes(1))

    answer = story.say(c.Resume, improved_to=0, prescriber="prescriber-a")

    assert short == closed(answer)


@pytest.mark.parametrize("short", [False, True])
def test_a_late_attestation_lets_nothing_go_on_that_the_bag_does_not_outlast(short: bool) -> None:
    story = Story().started()
    story.run(minutes(91))
    story.report(NO_RATE)
    assert story.s.phase is Phase.PAUSED
    warm_for(story, (time_needed(story.s, RULES) - short) / minutes(1))

    assert short == closed(story.attest())


def test_nobody_overrides_a_bag_at_a_resume() -> None:
    story = Story(3).started()
    story.run(minutes(10))
    story.say(c.Pause)
    story.report(NO_RATE)
    warm_for(story, 10)

    answer = refused(story.say(c.AskOverride, gate=Id.BAG_WARM_TOO_LONG, reason="nearly done"))

    assert Id.NO_OVERRIDE is answer.id


@pytest.mark.parametrize(
    ("kept_h", "validated", "gate"),
    [
        (24, False, []),
        (24.01, False, [Id.BAG_COLD_TOO_LONG]),
        (48, True, []),
        (48.01, True, [Id.BAG_COLD_TOO_LONG]),
    ],
)
def test_the_cold_clock_is_the_shorter_one_unless_the_pharmacy_is_validated(
    kept_h: float, validated: bool, gate: list[Id]
) -> None:
    rules = replace(RULES, readiness=replace(RULES.readiness, cold_validated=validated))
    story = Story(rules=rules).prepared()
    prepared_at = Instant(T0 - round(kept_h * HOUR))
    story.say(c.RecordBag, bag=bag_of(story.now, prepared_at=prepared_at))
    story.say(c.CheckSecond, SECOND, rate=rate("25"))

    answer = story.say(c.Start)

    found = [each.id for each in answer.reasons] if isinstance(answer, Refusal) else []
    assert gate == found


@settings(max_examples=20)
@given(minute=st.integers(1, 110))
def test_what_is_still_needed_is_the_plan_without_what_was_served(minute: int) -> None:
    """The visit's own arithmetic: the whole staircase less the minutes that ran."""
    story = Story(2).started()
    while story.s.served + sum_before(story) < minutes(minute) and story.s.phase is Phase.INFUSING:
        story.attest()
        story.run(minutes(0.5))
        story.report(story.s.target.rate)
    ran = story.s.served + sum_before(story)
    story.say(c.Pause)
    story.report(NO_RATE)

    whole = duration(staircase(story.s.protocol, 2))

    assert abs(time_needed(story.s, RULES) - (whole - ran)) <= minutes(1)


def sum_before(story: Story) -> int:
    """What the steps before the one in force took."""
    return sum(step.serve or 0 for step in story.s.ladder[: story.s.step])


def test_a_simulation_at_speed_needs_less_of_the_wards_time() -> None:
    story = Story(rules=replace(RULES, speed=60)).prepared()

    assert Span(minutes(200) // 60) == time_needed(story.s, story.rules)


def test_after_the_start_another_bag_is_not_entered() -> None:
    story = Story().started()

    assert Id.WRONG_PHASE is refused(story.say(c.RecordBag, bag=bag_of(story.now))).id


def test_where_an_older_record_knows_no_bag_it_is_entered_for_the_resume() -> None:
    story = Story().started()
    story.run(minutes(10))
    story.state = replace(story.s, ready=replace(story.s.ready, bag=None))
    story.say(c.Pause)
    story.report(NO_RATE)
    assert [Id.BAG_MISSING] == [each.id for each in refused(story.say(c.Resume)).reasons]

    happened(story.say(c.RecordBag, bag=bag_of(story.now)))

    happened(story.say(c.Resume))


def test_a_resume_whose_rate_rounds_to_nothing_is_refused_by_its_rate() -> None:
    """A hand at the pump had turned it down to next to nothing when the reaction came."""
    story = interrupted(2)
    assert story.s.reaction is not None
    story.state = replace(story.s, reaction=replace(story.s.reaction, rate=Rate(1)))
    assert next_start_rate(story.s) == NO_RATE
    story.say(c.CheckSecond, SECOND, rate=NO_RATE)

    answer = refused(story.say(c.Resume, improved_to=0, prescriber="Prescriber A"))

    assert answer.id is Id.RESUME_NOT_ALLOWED
    assert time_needed(story.s, story.rules) >= 0
