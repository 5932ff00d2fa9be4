"""What a VTBI bounds, for every program and every manner in which a pump may tell it."""

from hypothesis import assume, given
from hypothesis import strategies as st

from drivers.alaris.limit import Held, Manner, Programmed, judge, volume_for
from drivers.quantities import Volume

ORDER = Volume(50_000)
LAST_PLACE = Volume(1)
UL = st.integers(0, 50_000).map(Volume)


@given(UL, st.sampled_from([1, 10, 100]).map(Volume), st.booleans())
def test_a_start_ends_at_or_before_the_total_in_both_meanings(
    true: Volume, hidden: Volume, absolute: bool
) -> None:
    shown = true.rounded_down(hidden)
    assume(shown.ul or not true.ul)  # a counter that shows zero has counted nothing
    vtbi = volume_for(ORDER, shown, hidden)
    end = vtbi if absolute else true + vtbi

    assert vtbi.ul <= 0 or end <= ORDER


@given(UL, UL, st.booleans(), UL, st.integers(0, 1))
def test_under_our_own_program_the_true_answer_is_never_refused(
    start: Volume, run: Volume, left: bool, before: Volume, off: int
) -> None:
    volume = volume_for(ORDER, start, LAST_PLACE)
    assume(volume.ul > 0)
    done = min(run, volume)
    known = Programmed(volume, start, ORDER)
    less = done + Volume(off if done < volume else 0)
    vtbi = volume - less if left else volume
    held = Held(
        vtbi=vtbi,
        before=max(start, start + done - before),
        after=start + done,
        hidden=LAST_PLACE,
    )
    problem, _ = judge(held, ORDER, known, Manner.UNKNOWN)

    assert problem is None


@given(UL, UL, UL, st.sampled_from(Manner))
def test_what_would_go_on_beyond_the_total_is_refused(
    start: Volume, done: Volume, vtbi: Volume, manner: Manner
) -> None:
    """Where the manner is known the end is known, and it is never after the order."""
    volume = volume_for(ORDER, start, LAST_PLACE)
    assume(volume.ul > 0 and done <= volume)
    now = start + done
    known = Programmed(volume, start, ORDER)
    held = Held(vtbi=vtbi, before=now, after=now, hidden=LAST_PLACE)
    problem, seen = judge(held, ORDER, known, manner)
    if problem is None and seen is not Manner.UNKNOWN:
        end = start + vtbi if seen is Manner.AS_SET else now + vtbi
        assert end <= ORDER + LAST_PLACE + LAST_PLACE


@given(UL, UL)
def test_without_knowledge_of_the_start_it_is_bounded_as_what_is_left(
    now: Volume, vtbi: Volume
) -> None:
    held = Held(vtbi=vtbi, before=now, after=now, hidden=LAST_PLACE)
    problem, _ = judge(held, ORDER, None, Manner.UNKNOWN)

    assert (now + vtbi <= ORDER + LAST_PLACE) == (problem is None)


def test_the_manner_is_learned_only_where_the_two_can_be_told_apart() -> None:
    def seen(done: int, vtbi: int) -> Manner:
        known = Programmed(Volume(50_000), Volume(0), ORDER)
        held = Held(vtbi=Volume(vtbi), before=Volume(done), after=Volume(done), hidden=LAST_PLACE)
        return judge(held, ORDER, known, Manner.UNKNOWN)[1]

    assert Manner.UNKNOWN is seen(1, 50_000)
    assert Manner.AS_SET is seen(1_000, 50_000)
    assert Manner.LEFT is seen(1_000, 49_000)
