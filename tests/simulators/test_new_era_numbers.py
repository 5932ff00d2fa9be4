"""Numbers of the New Era pump."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.new_era_numbers import (
    RATE_UNITS,
    VOLUME_UNITS,
    TooLongNumberError,
    UnreadableNumberError,
    read,
    shown,
)
from simulators.volumes import nl_from_ml

ML = VOLUME_UNITS["ML"]


@pytest.mark.parametrize(
    ("volume_nl", "text"),
    [
        (0, "0.000"),
        (999, "0.000"),
        (1_234_999, "1.234"),
        (12_349_999, "12.34"),
        (125_000_000, "125.0"),
        (1_234_900_000, "1234."),
        (99_999_000_000, "9999."),
    ],
)
def test_four_digits_are_shown_and_the_rest_is_cut(volume_nl: int, text: str) -> None:
    """The display never shows more than was counted."""
    assert shown(volume_nl, ML) == text


@pytest.mark.parametrize("text", ["33.333", "12345", "0.0001", "1234.5"])
def test_a_number_the_format_cannot_carry_is_too_long(text: str) -> None:
    """Four digits, three of them decimals, and no more."""
    with pytest.raises(TooLongNumberError):
        read(text, ML)


@pytest.mark.parametrize("text", ["", ".", "-1", "1e3", "1,5", "1.2.3", "NAN"])
def test_what_is_not_a_number_is_unreadable(text: str) -> None:
    """Signs, exponents and commas are no numbers here."""
    with pytest.raises(UnreadableNumberError):
        read(text, ML)


@given(
    st.integers(0, 9_999),
    st.integers(0, 3),
    st.sampled_from([*RATE_UNITS.values(), ML, 29_573_530]),
)
def test_what_was_read_is_shown_unchanged(digits: int, decimals: int, unit: int) -> None:
    """Writing a number and reading it back gives the number, in every unit."""
    text = f"{digits / 10**decimals:.{decimals}f}"
    assert float(shown(read(text, unit), unit)) == float(text)


def test_a_decimal_text_in_ml_is_read_exactly() -> None:
    """Control texts go down to the nL."""
    assert nl_from_ml("62.5") == 62_500_000
    assert nl_from_ml("0.000001") == 1
