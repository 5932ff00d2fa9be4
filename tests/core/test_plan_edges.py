"""The staircase at its edges: exactly at a step's end, exactly at the last drop, after a resume."""

from dataclasses import replace

import pytest

import config
from drivers.quantities import NO_VOLUME, Rate, Volume
from service.catalog import load_protocol
from service.core.plan import Reaction, Segment, infused_at, staircase, tail
from service.core.protocol import RateStep, ReactionAction
from service.core.resuming import resumed
from service.core.times import Span, minutes

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))


def ml(text: str) -> Volume:
    return Volume.from_ml(text)


def rate(text: str) -> Rate:
    return Rate.from_ml_per_h(text)


def step(text: str, serve: float | None) -> RateStep:
    return RateStep(rate=rate(text), serve=None if serve is None else minutes(serve))


def seen(segments: tuple[Segment, ...]) -> list[tuple[float, float, str, str]]:
    """From minute, to minute, mL/h, mL."""
    return [
        (each.start / 60_000, each.end / 60_000, each.rate.ml_per_h, each.volume.ml)
        for each in segments
    ]


def test_a_tail_begins_where_the_step_in_force_stands() -> None:
    ladder = (step("60", 30), step("120", None))

    assert [(5, 15, "60", "10"), (15, 35, "120", "40")] == seen(
        tail(ladder, minutes(20), ml("50"), start=minutes(5))
    )


def test_a_step_served_to_its_end_or_beyond_takes_no_time_at_all() -> None:
    ladder = (step("60", 30), step("120", None))

    for served in (30, 31, 45):
        assert [(0, 25, "120", "50")] == seen(tail(ladder, minutes(served), ml("50")))


def test_a_millisecond_is_a_segment() -> None:
    ladder = (step("60", 30), step("120", None))

    first, _ = tail(ladder, Span(minutes(30) - 1), ml("50"))

    assert (Span(0), Span(1)) == (first.start, first.end)


def test_the_last_segment_takes_what_is_left_to_the_last_microlitre() -> None:
    ladder = (step("7", None),)

    (last,) = tail(ladder, Span(0), Volume(1_001))

    assert Volume(1_001) == last.volume


def test_nothing_left_is_no_segment() -> None:
    assert () == tail((step("60", 30), step("120", None)), Span(0), NO_VOLUME)


def test_what_is_in_at_a_steps_very_end_is_the_whole_step() -> None:
    staircase_1 = staircase(ISATUXIMAB, 1)

    assert ml("25") == infused_at(staircase_1, minutes(60))
    assert ml("25") != infused_at(staircase_1, Span(minutes(60) - 60_000))


def test_a_reaction_with_the_last_drop_changes_nothing() -> None:
    whole = staircase(ISATUXIMAB, 3)

    after = staircase(ISATUXIMAB, 3, [Reaction(at=minutes(75), grade=2, hold=minutes(30))])

    assert whole == after


def test_the_resumes_of_a_day_add_up_over_reactions_that_do_not_interrupt() -> None:
    # Grade 2 uses the one resume; grade 1 uses none and gives none back; grade 2 again ends it.
    day = [
        Reaction(at=minutes(70), grade=2, hold=minutes(10)),
        Reaction(at=minutes(90), grade=1, hold=minutes(10)),
        Reaction(at=minutes(105), grade=2, hold=minutes(10)),
    ]

    assert minutes(105) == staircase(ISATUXIMAB, 1, day)[-1].end


@pytest.mark.parametrize(("at", "first"), [(60, "25"), (60.1, "50"), (90, "50"), (130, "100")])
def test_a_reaction_strikes_in_the_step_that_is_in_force(at: float, first: str) -> None:
    day = [Reaction(at=minutes(at), grade=1, hold=minutes(10))]

    segments = staircase(ISATUXIMAB, 1, day)
    again = next(each for each in segments if each.start == minutes(at + 10))

    assert first == again.rate.ml_per_h


def test_a_second_reaction_counts_from_the_resume() -> None:
    # Resumed at 12.5 for 30 min from minute 20, then 25 for 60: minute 60 is in the second.
    day = [
        Reaction(at=minutes(10), grade=2, hold=minutes(10)),
        Reaction(at=minutes(60), grade=1, hold=minutes(5)),
    ]

    segments = staircase(ISATUXIMAB, 1, day)
    again = next(each for each in segments if each.start == minutes(65))

    assert "25" == again.rate.ml_per_h
    assert 125 == again.end / 60_000


def test_the_last_step_with_a_dwell_runs_until_the_volume_is_in() -> None:
    short = replace(
        ISATUXIMAB,
        profiles=tuple(
            replace(each, steps=(step("100", 60), step("200", 30))) for each in ISATUXIMAB.profiles
        ),
    )
    day = [Reaction(at=minutes(95), grade=1, hold=minutes(10))]

    segments = staircase(short, 1, day)

    assert "200" == segments[-1].rate.ml_per_h


def test_a_reaction_while_the_infusion_stands_still_is_no_plan() -> None:
    day = [
        Reaction(at=minutes(10), grade=2, hold=minutes(30)),
        Reaction(at=minutes(20), grade=2, hold=minutes(30)),
    ]

    with pytest.raises(
        ValueError, match=r"^a reaction cannot begin while the infusion stands still after another$"
    ):
        staircase(ISATUXIMAB, 1, day)


def test_a_reaction_soon_after_a_resume_strikes_in_its_first_step() -> None:
    day = [
        Reaction(at=minutes(10), grade=2, hold=minutes(10)),
        Reaction(at=minutes(45), grade=1, hold=minutes(5)),
    ]

    again = next(each for each in staircase(ISATUXIMAB, 1, day) if each.start == minutes(50))

    assert "12.5" == again.rate.ml_per_h


@pytest.mark.parametrize("serve", [25, None])
def test_what_a_hand_had_lowered_is_served_again_as_long_as_its_step(serve: float | None) -> None:
    profile, rules = ISATUXIMAB.profile(1), ISATUXIMAB.reaction
    ladder = (step("100", serve), step("150", 5))

    lowered = resumed(profile, rules, ladder, ReactionAction.CONTINUE, rate("10"))

    expected = minutes(25) if serve else rules.resume_clear
    assert (RateStep(rate=rate("10"), serve=expected), *ladder) == lowered


def test_a_stop_at_the_rate_of_the_step_itself_changes_nothing() -> None:
    profile, rules = ISATUXIMAB.profile(1), ISATUXIMAB.reaction
    ladder = (step("100", 25), step("150", 5))

    assert ladder == resumed(profile, rules, ladder, ReactionAction.CONTINUE, rate("100"))
