"""The staircase: the label's own numbers, and what a reaction at any moment makes of them.

Expected values are worked out by hand from Table 2 of the EU SmPC; none comes from the code.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.catalog import load_protocol
from service.core.plan import (
    Reaction,
    Segment,
    duration,
    infused_at,
    rounded,
    staircase,
    tail,
    volume_of,
)
from service.core.protocol import Protocol, RateStep, ReactionAction
from service.core.resuming import resumed
from service.core.times import MINUTE_MS, Span, minutes

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
BAG = Volume.from_ml("250")

# infusion: (mL/h, from min, to min, mL)
TABLE: dict[int, list[tuple[str, float, float, str]]] = {
    1: [
        ("25", 0, 60, "25"),
        ("50", 60, 90, "25"),
        ("75", 90, 120, "37.5"),
        ("100", 120, 150, "50"),
        ("125", 150, 180, "62.5"),
        ("150", 180, 200, "50"),
    ],
    2: [("50", 0, 30, "25"), ("100", 30, 60, "50"), ("200", 60, 112.5, "175")],
    3: [("200", 0, 75, "250")],
}

# infusion: {minute: mL in}
CUMULATIVE: dict[int, dict[float, str]] = {
    1: {
        **{0: "0", 15: "6.25", 30: "12.5", 45: "18.75", 60: "25", 75: "37.5", 90: "50"},
        **{105: "68.75", 120: "87.5", 135: "112.5", 150: "137.5", 165: "168.75", 180: "200"},
        **{195: "237.5", 200: "250"},
    },
    2: {15: "12.5", 30: "25", 45: "50", 60: "75", 75: "125", 90: "175", 105: "225", 112.5: "250"},
    3: {15: "50", 30: "100", 45: "150", 60: "200", 75: "250"},
}


def total_min(
    infusion_no: int, *reactions: tuple[float, int, float], of: Protocol = ISATUXIMAB
) -> float:
    """Return the length in minutes after reactions of (minute, grade, hold in minutes)."""
    return duration(staircase(of, infusion_no, [reaction(*each) for each in reactions])) / MINUTE_MS


def reaction(at_min: float, grade: int, hold_min: float) -> Reaction:
    return Reaction(at=minutes(at_min), grade=grade, hold=minutes(hold_min))


def with_steps(infusion_no: int, *steps: tuple[str, float | None]) -> Protocol:
    """Return the protocol with other steps, as a wrong reading of the table would have them."""
    ladder = tuple(
        RateStep(rate=Rate.from_ml_per_h(rate), serve=None if serve is None else minutes(serve))
        for rate, serve in steps
    )
    profiles = tuple(
        replace(each, steps=ladder) if each is ISATUXIMAB.profile(infusion_no) else each
        for each in ISATUXIMAB.profiles
    )
    return replace(ISATUXIMAB, profiles=profiles)


@pytest.mark.parametrize("infusion_no", [1, 2, 3, 4, 27])
def test_the_steps_are_those_of_the_label(infusion_no: int) -> None:
    expected = [
        Segment(
            start=minutes(start),
            end=minutes(end),
            rate=Rate.from_ml_per_h(rate),
            volume=Volume.from_ml(volume),
        )
        for rate, start, end, volume in TABLE[min(infusion_no, 3)]
    ]

    assert list(staircase(ISATUXIMAB, infusion_no)) == expected


@pytest.mark.parametrize(("infusion_no", "total"), [(1, 200.0), (2, 112.5), (3, 75.0), (9, 75.0)])
def test_the_totals_are_those_of_the_label(infusion_no: int, total: float) -> None:
    assert total_min(infusion_no) == total


@pytest.mark.parametrize(
    ("infusion_no", "at_min", "volume"),
    [(number, at, volume) for number, row in CUMULATIVE.items() for at, volume in row.items()],
)
def test_the_volume_in_at_every_quarter_of_an_hour(
    infusion_no: int, at_min: float, volume: str
) -> None:
    assert infused_at(staircase(ISATUXIMAB, infusion_no), minutes(at_min)).ml == volume


@pytest.mark.parametrize(
    ("infusion_no", "steps", "total"),
    [
        # first: a hold of 30 min at 25, or an increment every 60 min
        (1, [(str(rate), 30) for rate in (25, 50, 75, 100, 125)] + [("150", None)], 175),
        (1, [(str(rate), 60) for rate in (25, 50, 75, 100, 125)] + [("150", None)], 240),
        # second: 50-100-150-200, or a hold of 60 min at 50
        (2, [("50", 30), ("100", 30), ("150", 30), ("200", None)], 120),
        (2, [("50", 60), ("100", 30), ("200", None)], 135),
    ],
)
def test_other_readings_of_the_table_give_other_totals(
    infusion_no: int, steps: list[tuple[str, float | None]], total: float
) -> None:
    """Only the reading in the protocol file gives the printed 3 h 20 min, 1 h 53 min, 75 min."""
    assert total_min(infusion_no, of=with_steps(infusion_no, *steps)) == total


def test_the_median_reaction_at_minute_55() -> None:
    stairs = staircase(ISATUXIMAB, 1, [reaction(55, 2, 30)])

    assert [segment.rate.ml_per_h for segment in stairs] == [
        *("25", "0", "12.5", "25", "50", "75", "100", "125", "150"),
    ]
    assert [round(segment.end / MINUTE_MS, 1) for segment in stairs] == [
        *(55, 85, 115, 175, 205, 235, 265, 295, 303.3),
    ]
    assert infused_at(stairs, minutes(55)) == Volume(22_916)


def test_a_shorter_dwell_at_the_initial_rate_is_a_value_of_the_protocol() -> None:
    shorter = replace(
        ISATUXIMAB,
        profiles=tuple(
            replace(each, resume_initial_dwell=minutes(30)) if each.id == "first" else each
            for each in ISATUXIMAB.profiles
        ),
    )

    assert round(total_min(1, (55, 2, 30), of=shorter), 1) == 278.3


def test_a_reaction_comes_before_a_step_due_at_the_same_minute() -> None:
    stairs = staircase(ISATUXIMAB, 1, [reaction(60, 1, 10)])

    assert [segment.rate.ml_per_h for segment in stairs[:4]] == ["25", "0", "25", "50"]
    assert stairs[2].end - stairs[2].start == minutes(60)


def test_after_grade_1_the_same_step_is_served_again_from_its_start() -> None:
    stairs = staircase(ISATUXIMAB, 1, [reaction(70, 1, 5)])

    assert [segment.rate.ml_per_h for segment in stairs[:4]] == ["25", "50", "0", "50"]
    assert stairs[3].end - stairs[3].start == minutes(30)


def test_a_hold_of_no_length_is_no_segment() -> None:
    stairs = staircase(ISATUXIMAB, 2, [reaction(90, 1, 0)])

    assert all(segment.end > segment.start for segment in stairs)
    assert duration(stairs) == minutes(112.5)


def test_the_second_reaction_that_interrupts_ends_the_infusion() -> None:
    stairs = staircase(ISATUXIMAB, 1, [reaction(55, 2, 30), reaction(120, 2, 30)])

    assert duration(stairs) == minutes(120)
    assert volume_of(stairs) < BAG


@pytest.mark.parametrize("grade", [3, 4, 5])
def test_from_grade_3_on_the_infusion_ends_at_once(grade: int) -> None:
    stairs = staircase(ISATUXIMAB, 3, [reaction(30, grade, 30)])

    assert duration(stairs) == minutes(30)
    assert volume_of(stairs).ml == "100"


def test_a_reaction_during_a_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="stands still"):
        staircase(ISATUXIMAB, 1, [reaction(55, 2, 30), reaction(60, 2, 30)])


def test_an_infusion_before_the_first_is_refused() -> None:
    with pytest.raises(ValueError, match="no profile for infusion 0"):
        staircase(ISATUXIMAB, 0)


@pytest.mark.parametrize(("hold_min", "worst"), [(30, 341.25), (60, 371.25)])
def test_the_longest_first_infusion_with_one_interruption(hold_min: float, worst: float) -> None:
    """Chair time is planned against it: the total is longest for a reaction at 131 to 150 min.

    There 106.25 to 137.5 mL are in; going on at the rate at which the resumed ladder will end
    costs as much time as it saves.
    """
    totals = [total_min(1, (at, 2, hold_min)) for at in range(200)]

    assert max(totals) == pytest.approx(worst, abs=0.001)
    assert max(range(200), key=totals.__getitem__) in range(131, 151)


@given(at_ms=st.integers(0, 60 * MINUTE_MS))
def test_a_later_infusion_takes_120_minutes_wherever_the_reaction_strikes(at_ms: int) -> None:
    """75 + 30 hold + 15, because half an hour at half the rate costs a quarter of an hour."""
    stairs = staircase(ISATUXIMAB, 3, [Reaction(at=Span(at_ms), grade=2, hold=minutes(30))])

    # A microlitre takes 18 ms at 200 mL/h and 36 at 100; volumes are rounded down to whole ones.
    assert 0 <= duration(stairs) - minutes(120) <= 18 + 36


@st.composite
def reactions(draw: st.DrawFn) -> list[Reaction]:
    found, now = [], 0
    for _ in range(draw(st.integers(0, 4))):
        at = now + draw(st.integers(0, 200 * MINUTE_MS))
        hold = draw(st.integers(0, 90 * MINUTE_MS))
        found.append(Reaction(at=Span(at), grade=draw(st.integers(1, 5)), hold=Span(hold)))
        now = at + hold
    return found


@given(infusion_no=st.integers(1, 40), assumed=reactions())
def test_whatever_happens_the_bag_is_delivered_exactly_or_the_infusion_has_ended(
    infusion_no: int, assumed: list[Reaction]
) -> None:
    stairs = staircase(ISATUXIMAB, infusion_no, assumed)

    ends = [each for each in assumed if each.grade >= 3 or each.grade == 2]
    assert volume_of(stairs) <= BAG
    assert volume_of(stairs) == BAG or ends
    if sum(each.grade == 2 for each in assumed) <= 1 and all(each.grade < 3 for each in assumed):
        assert volume_of(stairs) == BAG


@pytest.mark.shows("GIP-01")
@given(infusion_no=st.integers(1, 40), assumed=reactions())
def test_whatever_happens_the_segments_join_and_stay_under_the_ceiling(
    infusion_no: int, assumed: list[Reaction]
) -> None:
    stairs = staircase(ISATUXIMAB, infusion_no, assumed)

    ends = [Span(0), *(segment.end for segment in stairs)]
    assert [segment.start for segment in stairs] == ends[:-1]
    for segment in stairs:
        assert segment.end > segment.start
        assert segment.rate <= ISATUXIMAB.rate_max
        exact = Fraction(segment.rate.ul_per_h * (segment.end - segment.start), 60 * MINUTE_MS)
        # The last segment also carries the microlitre that rounding down left behind.
        assert abs(segment.volume.ul - exact) <= 1 + len(stairs) + Fraction(
            segment.rate.ul_per_h, 60 * MINUTE_MS
        )


@given(infusion_no=st.integers(1, 3), assumed=reactions())
def test_a_reaction_never_raises_the_rate(infusion_no: int, assumed: list[Reaction]) -> None:
    stairs = staircase(ISATUXIMAB, infusion_no, assumed)

    before = ISATUXIMAB.profile(infusion_no).initial_rate
    for hold, following in pairwise(stairs):
        if hold.rate == NO_RATE:
            assert following.rate <= before
        else:
            before = hold.rate


@pytest.mark.shows("INV-09")
@pytest.mark.shows("C-12")
@given(
    infusion_no=st.integers(1, 3),
    at_ms=st.integers(0, 200 * MINUTE_MS),
    hold_ms=st.integers(0, 120 * MINUTE_MS),
)
def test_a_resume_is_at_most_half_of_the_rate_at_the_stop(
    infusion_no: int, at_ms: int, hold_ms: int
) -> None:
    stairs = staircase(
        ISATUXIMAB, infusion_no, [Reaction(at=Span(at_ms), grade=2, hold=Span(hold_ms))]
    )

    at_stop = [each for each in stairs if each.end <= at_ms and each.rate > NO_RATE]
    after = [each for each in stairs if each.start >= at_ms + hold_ms and each.rate > NO_RATE]
    if at_stop and after:
        assert after[0].rate.ul_per_h * 2 <= at_stop[-1].rate.ul_per_h
        assert after[0].rate == ISATUXIMAB.profile(infusion_no).initial_rate.half()


@pytest.mark.shows("224-01")
@given(
    infusion_no=st.integers(1, 3),
    assumed=reactions(),
    increment=st.sampled_from([1, 10, 100, 1_000]),
)
def test_volumes_rounded_to_a_pumps_increment_never_exceed_the_bag(
    infusion_no: int, assumed: list[Reaction], increment: int
) -> None:
    stairs = staircase(ISATUXIMAB, infusion_no, assumed)

    limits = [segment.volume.rounded_down(Volume(increment)) for segment in stairs]
    assert sum(limit.ul for limit in limits) <= BAG.ul


@pytest.mark.shows("224-01")
@given(increment=st.integers(1, 12_500), infusion_no=st.integers(1, 3))
def test_rates_rounded_to_a_pumps_increment_are_never_higher(
    increment: int, infusion_no: int
) -> None:
    ladder = ISATUXIMAB.profile(infusion_no).steps

    for step, exact in zip(rounded(ladder, Rate(increment)), ladder, strict=True):
        assert 0 <= exact.rate.ul_per_h - step.rate.ul_per_h < increment
        assert step.rate.ul_per_h % increment == 0
        assert step.serve == exact.serve


@given(
    infusion_no=st.integers(1, 3),
    served_ms=st.integers(0, 30 * MINUTE_MS),
    left_ul=st.integers(1, 250_000),
)
def test_a_tail_delivers_what_is_left(infusion_no: int, served_ms: int, left_ul: int) -> None:
    ladder = ISATUXIMAB.profile(infusion_no).steps

    assert volume_of(tail(ladder, Span(served_ms), Volume(left_ul))) == Volume(left_ul)


def test_a_tail_of_nothing_is_empty() -> None:
    assert tail(ISATUXIMAB.profile(1).steps, Span(0), NO_VOLUME) == ()
    assert duration(()) == 0


@pytest.mark.parametrize(
    ("infusion_no", "step", "expected"),
    [(1, 0, "12.5"), (1, 4, "12.5"), (2, 0, "25"), (2, 2, "25"), (3, 0, "100")],
)
def test_the_resume_rate_is_half_of_the_initial_rate_from_any_step(
    infusion_no: int, step: int, expected: str
) -> None:
    profile = ISATUXIMAB.profile(infusion_no)

    ladder = resumed(profile, ISATUXIMAB.reaction, profile.steps[step:], ReactionAction.RESUME)

    assert ladder[0].rate.ml_per_h == expected
    assert ladder[0].serve == minutes(30)
    assert ladder[1].rate == profile.initial_rate
    assert ladder[1].serve == profile.resume_initial_dwell
    assert ladder[2:] == profile.steps[1:]


def test_a_resume_during_a_resume_halves_again() -> None:
    """A protocol that allows it still never resumes above half of the rate at the stop."""
    profile = ISATUXIMAB.profile(1)
    once = resumed(profile, ISATUXIMAB.reaction, profile.steps, ReactionAction.RESUME)

    twice = resumed(profile, ISATUXIMAB.reaction, once, ReactionAction.RESUME)

    assert twice[0].rate.ml_per_h == "6.25"


@pytest.mark.parametrize(("infusion_no", "observe"), [(1, 30), (2, 30), (3, 0), (40, 0)])
def test_the_observation_after_the_end(infusion_no: int, observe: float) -> None:
    assert ISATUXIMAB.observe(infusion_no) == minutes(observe)
