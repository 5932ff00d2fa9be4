"""Counting a day in binary digits says the same as counting slot by slot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.booking.counts import (
    EVERY,
    at_least,
    counts,
    digits,
    exceeds,
    less,
    members,
    more,
    runs,
    span,
    within,
)

ROWS = st.lists(st.integers(0, 700), min_size=1, max_size=60)
AMOUNTS = st.integers(0, 800)
MASKS = st.integers(0, 2**40 - 1)


@given(ROWS)
def test_digits_keep_every_count(row: list[int]) -> None:
    assert counts(digits(row), len(row)) == tuple(row)


@given(ROWS, AMOUNTS)
def test_the_slots_with_enough_are_those_whose_count_is_enough(row: list[int], amount: int) -> None:
    enough = [slot for slot, count in enumerate(row) if count >= amount]

    assert members(at_least(digits(row), amount, len(row))) == enough


@given(ROWS, st.integers(0, 60), st.integers(0, 60), AMOUNTS)
def test_what_is_taken_is_missing_where_it_was_taken(
    row: list[int], start: int, length: int, amount: int
) -> None:
    left = [count - amount * (start <= slot < start + length) for slot, count in enumerate(row)]
    beyond = amount > 0 and length > 0 and start + length > len(row)

    if beyond or min(left) < 0:
        with pytest.raises(ValueError, match="more than is free"):
            less(digits(row), span(start, length), amount)
    else:
        assert counts(less(digits(row), span(start, length), amount), len(row)) == tuple(left)


@given(ROWS, st.integers(0, 40), st.integers(0, 20), AMOUNTS)
def test_what_is_given_back_is_there_again(
    row: list[int], start: int, length: int, amount: int
) -> None:
    window = span(start, length) & span(0, len(row))
    given_back = [count + amount * (window >> slot & 1) for slot, count in enumerate(row)]

    assert counts(more(digits(row), window, amount), len(row)) == tuple(given_back)


@given(MASKS, st.integers(1, 45))
def test_a_run_begins_where_all_of_the_next_slots_are_free(mask: int, length: int) -> None:
    naive = [t for t in range(41) if all(mask >> (t + n) & 1 for n in range(length))]

    assert members(runs(mask, length)) == naive


def test_a_run_of_no_length_is_everywhere() -> None:
    assert runs(0, 0) == EVERY


@given(MASKS, st.integers(-20, 20), st.integers(-20, 20))
def test_a_window_holds_a_slot_wherever_one_of_its_slots_does(
    mask: int, first: int, last: int
) -> None:
    naive = [
        t
        for t in range(61)
        if any(t + n >= 0 and mask >> (t + n) & 1 for n in range(first, last + 1))
    ]

    assert members(within(mask, first, last)) == naive


@given(st.lists(st.tuples(st.integers(0, 63), st.integers(0, 63)), min_size=1, max_size=40))
def test_one_count_exceeds_another_slot_by_slot(pairs: list[tuple[int, int]]) -> None:
    wide = [*pairs, (63, 63)]
    one, other = digits([a for a, _ in wide]), digits([b for _, b in wide])

    assert members(exceeds(one, other)) == [t for t, (a, b) in enumerate(wide) if a > b]


def test_a_count_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        digits([1, -1])
