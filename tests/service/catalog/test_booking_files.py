"""The `booking` block of a ward: what it may say, and what it is told about a wrong line."""

from pathlib import Path

import pytest

from service.catalog import load_defaults
from tests.service.catalog.edits import edited, shipped
from tests.service.catalog.wards import BENCH, refusals, ward

BOOKING = """
booking:
  opening:
    monday: {from: "08:00", to: "18:00"}
    tuesday: {from: "08:00", to: "18:00"}
    wednesday: closed
    thursday: closed
    friday: closed
    saturday: closed
    sunday: closed
    source: local, made up for these tests
  public_holidays:
    country: DE
    subdivision: BE
    source: the library
  places:
    bed: [chair-3]
  nurses:
    - id: early
      count: 2
      days: [monday, tuesday]
      from: "07:30"
      to: "16:00"
      breaks:
        - {from: "12:00", to: "12:30", nurses: 1}
      source: local, made up for these tests
  pharmacy:
    isolators: 1
    days: [monday, tuesday]
    from: "07:00"
    to: "15:00"
    source: local, made up for these tests
  closures:
    - {first: "2026-12-24", last: "2026-12-31", reason: between the years}
  blockings:
    - {chair: chair-1, first: "2026-06-01", last: "2026-06-05", reason: motor}
  expected:
    - what: isatuximab
      infusion_no: 2
      days: [monday, tuesday]
      count: 4
      from: "08:00"
      to: "10:00"
      source: local, made up for these tests
"""
TEXT = BENCH + BOOKING

# (what is changed, into what, the line that is blamed: as it is written there, the whole reason)
REFUSED = [
    (
        "    - what: isatuximab",
        "    - what: isatuksimab",
        "    - what: isatuksimab",
        "booking.expected[1].what: is neither a protocol nor another visit of this ward",
    ),
    (
        "      infusion_no: 2\n",
        "",
        "    - what: isatuximab",
        "booking.expected[1].infusion_no: is needed: it decides how long the infusion takes",
    ),
    (
        "      count: 4",
        "      count: 0",
        "      count: 0",
        "booking.expected[1].count: 0 is not within 1 to 1000",
    ),
    (
        '      to: "10:00"',
        '      to: "07:55"',
        '      to: "07:55"',
        "booking.expected[1].to: is earlier than `from`",
    ),
    (
        '      to: "10:00"',
        '      to: "10:02"',
        '      to: "10:02"',
        "booking.expected[1].to: must be a multiple of 5 minutes",
    ),
    (
        "      days: [monday, tuesday]\n      count",
        "      days: [monday, monday]\n      count",
        "      days: [monday, monday]",
        "booking.expected[1].days: a day is named twice",
    ),
    (
        '    monday: {from: "08:00", to: "18:00"}',
        '    monday: {from: "18:00", to: "08:00"}',
        '    monday: {from: "18:00", to: "08:00"}',
        "booking.opening.monday.to: must be later than `from`",
    ),
    (
        '    monday: {from: "08:00", to: "18:00"}',
        '    monday: {from: "08:02", to: "18:00"}',
        '    monday: {from: "08:02", to: "18:00"}',
        "booking.opening.monday.from: must be a multiple of 5 minutes",
    ),
    (
        '    monday: {from: "08:00", to: "18:00"}',
        '    monday: {from: "8:00", to: "18:00"}',
        '    monday: {from: "8:00", to: "18:00"}',
        'booking.opening.monday.from: 8:00 must be a time of the day in quotes, such as "07:30"',
    ),
    (
        '    monday: {from: "08:00", to: "18:00"}',
        '    monday: {from: "08:00", to: "24:05"}',
        '    monday: {from: "08:00", to: "24:05"}',
        'booking.opening.monday.to: 24:05 must be a time of the day in quotes, such as "07:30"',
    ),
    (
        "    wednesday: closed\n",
        "",
        "  opening:",
        "booking.opening: wednesday is missing",
    ),
    (
        "    wednesday: closed",
        "    wednesday: shut",
        "    wednesday: shut",
        "booking.opening.wednesday: 'shut' is not one of: closed",
    ),
    (
        "    country: DE",
        "    country: Atlantis",
        "    country: Atlantis",
        "booking.public_holidays.country: 'Atlantis' is not a country of two letters, such as DE",
    ),
    (
        "    country: DE",
        "    country: ZZ",
        "    country: ZZ",
        "booking.public_holidays.country: no public holidays are known for ZZ",
    ),
    (
        "    subdivision: BE",
        "    subdivision: XX",
        "    subdivision: XX",
        "booking.public_holidays.subdivision: no public holidays are known for DE-XX",
    ),
    (
        "    bed: [chair-3]",
        "    bed: [chair-9]",
        "  places:",
        "booking.places: there is no chair 'chair-9' in this ward",
    ),
    (
        "    bed: [chair-3]",
        "    bed: [chair-3]\n    isolation: [chair-3]",
        "    isolation: [chair-3]",
        "booking.places.isolation: chair-3 is named twice",
    ),
    (
        "      count: 2",
        "      count: 0",
        "      count: 0",
        "booking.nurses[early].count: 0 is not within 1 to 200",
    ),
    (
        '        - {from: "12:00", to: "12:30", nurses: 1}',
        '        - {from: "12:00", to: "12:30", nurses: 3}',
        "      breaks:",
        "booking.nurses[early].breaks: 3 of 2 nurses would be away at once",
    ),
    (
        '        - {from: "12:00", to: "12:30", nurses: 1}',
        '        - {from: "16:00", to: "16:30", nurses: 1}',
        "      breaks:",
        "booking.nurses[early].breaks: a break lies outside of the shift",
    ),
    (
        "      days: [monday, tuesday]",
        "      days: [monday, monday]",
        "      days: [monday, monday]",
        "booking.nurses[early].days: a day is named twice",
    ),
    (
        "    isolators: 1",
        "    isolators: many",
        "    isolators: many",
        "booking.pharmacy.isolators: 'many' must be a plain whole number without quotes, such as"
        " 30",
    ),
    (
        'first: "2026-12-24"',
        'first: "2026-13-24"',
        '    - {first: "2026-13-24", last: "2026-12-31", reason: between the years}',
        "booking.closures[1].first: there is no 2026-13-24 in the calendar",
    ),
    (
        'last: "2026-12-31"',
        'last: "2026-12-01"',
        '    - {first: "2026-12-24", last: "2026-12-01", reason: between the years}',
        "booking.closures[1].last: lies before the first day",
    ),
    (
        "{chair: chair-1,",
        "{chair: chair-7,",
        '    - {chair: chair-7, first: "2026-06-01", last: "2026-06-05", reason: motor}',
        "booking.blockings[1].chair: there is no chair 'chair-7' in this ward",
    ),
    (
        "  closures:",
        "  promises: {hold_min: 60, no_show_min: 30, horizon_days: 84, source: local}\n  closures:",
        "  promises: {hold_min: 60, no_show_min: 30, horizon_days: 84, source: local}",
        "booking.promises.hold_min: 60 is not within 5 to 10",
    ),
    (
        "  closures:",
        "  closurs: none\n  closures:",
        "  closurs: none",
        "booking.closurs: unknown key; did you mean closures?",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), REFUSED)
def test_what_a_ward_may_not_say_about_booking(
    folder: Path, old: str, new: str, line: str, reason: str
) -> None:
    text, _ = edited(TEXT, old, new)

    assert (line, reason) in refusals(folder, text)


def test_a_ward_that_is_never_open_books_nothing(folder: Path) -> None:
    text = TEXT.replace('{from: "08:00", to: "18:00"}', "closed")

    (found,) = refusals(folder, text)
    assert "booking.opening: a ward that is never open books nothing" in found[1]


def test_a_ward_says_what_it_can_book(folder: Path) -> None:
    found = ward(folder, TEXT).booking

    assert found is not None
    assert {0, 1} == found.opening.keys()
    assert ["chair", "chair", "bed"] == [each.place.value for each in found.chairs]
    assert "Europe/Berlin" == found.zone


def test_a_ward_says_what_it_expects_and_the_wishes_are_spread(folder: Path) -> None:
    found = ward(folder, TEXT).booking

    assert found is not None
    (row,) = found.expected
    assert ("isatuximab", 2, frozenset({0, 1})) == (row.what, row.infusion_no, row.days)
    assert (495, 525, 555, 585) == row.wishes()


def test_a_ward_without_the_block_books_nothing(folder: Path) -> None:
    assert ward(folder, BENCH).booking is None


def test_a_ward_may_have_no_nurses_no_pharmacy_and_no_holidays(folder: Path) -> None:
    text = TEXT
    for key, end in (("public_holidays", "places"), ("nurses", "pharmacy"), ("pharmacy", "closur")):
        first, last = text.index(f"\n  {key}:"), text.index(f"\n  {end}")
        text = f"{text[:first]}\n  {key}: none{text[last:]}"

    found = ward(folder, text).booking

    assert found is not None
    assert (None, (), None) == (found.holidays, found.shifts, found.pharmacy)


def test_first_values_stand_in_until_the_ward_says_its_own(folder: Path) -> None:
    first = load_defaults(folder / "wards" / "default.yaml").booking
    own = "  promises: {hold_min: 5, no_show_min: 45, horizon_days: 28, source: local}\n"

    plain = ward(folder, TEXT).booking
    changed = ward(folder, TEXT.replace("  closures:", f"{own}  closures:")).booking

    assert plain is not None
    assert changed is not None
    assert (first.times, first.bag, first.promises) == (plain.times, plain.bag, plain.promises)
    assert (5, 45, 28) == (
        changed.promises.hold_min,
        changed.promises.no_show_min,
        changed.promises.horizon_days,
    )
    assert first.times == changed.times


def test_the_first_values_are_asked_as_strictly(folder: Path) -> None:
    text = shipped("wards", "default").replace("hold_min: 10", "hold_min: 4")
    (folder / "wards" / "default.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Exception, match=r"booking\.promises\.hold_min: 4 is not within 5 to 10"):
        ward(folder, TEXT)
