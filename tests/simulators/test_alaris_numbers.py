"""Numbers and times of the Alaris pump."""

import pytest

from simulators.alaris_numbers import read, shown, time_left


@pytest.mark.parametrize(
    ("nl", "decimals", "text"),
    [
        (100_000, 2, "0.10"),
        (125_000_000, 2, "125.00"),
        (1_200_000_000, 2, "1200.00"),
        (11_000_000, 3, "11.000"),
        (12_345_999, 3, "12.345"),
        (0, 3, "0.000"),
    ],
)
def test_a_number_is_shown_with_its_decimals_and_truncated(
    nl: int, decimals: int, text: str
) -> None:
    assert text == shown(nl, decimals)


@pytest.mark.parametrize(
    ("text", "decimals", "nl"),
    [
        ("0.1", 2, 100_000),
        ("3.50", 2, 3_500_000),
        ("1200", 2, 1_200_000_000),
        ("11.000", 3, 11_000_000),
        ("33.333", 2, None),
        ("1.2345", 3, None),
        ("12345", 2, None),
        ("1.", 2, None),
        (".5", 2, None),
        ("-1", 2, None),
        ("+1", 2, None),
        ("1e2", 2, None),
        ("", 2, None),
        (" 1", 2, None),
        ("\u0661", 2, None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(text: str, decimals: int, nl: int | None) -> None:
    assert nl == read(text, decimals)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "00:00:00"),
        (3_661, "01:01:01"),
        (24 * 3_600 - 1, "23:59:59"),
        (24 * 3_600, "24+"),
        (None, "24+"),
    ],
)
def test_the_time_left_ends_at_24_hours(seconds: int | None, text: str) -> None:
    assert text == time_left(seconds)
