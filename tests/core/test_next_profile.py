"""What a reaction, or a bag that was not finished, makes of the next infusion: by every rule."""

from dataclasses import replace

import pytest

from service.core.next_profile import NotAllowed, Past, next_profile
from service.core.protocol import NextProfile
from tests.core.labels import monograph

ISATUXIMAB = monograph("isatuximab")
OBINUTUZUMAB = monograph("obinutuzumab")


def past(no: int, profile: str, grade: int | None = 0, *, completed: bool = True) -> Past:
    return Past(infusion_no=no, profile=profile, grade=grade, completed=completed)


@pytest.mark.parametrize(
    ("number", "last", "profile", "reason"),
    [
        (1, None, "first", None),
        (2, past(1, "first"), "second", None),
        (3, past(2, "second"), "later", None),
        (4, past(3, "later"), "later", None),
        # Any grade, and a reaction that nobody graded.
        (2, past(1, "first", 1), "first", "A reaction of grade 1 in infusion 1"),
        (2, past(1, "first", 2), "first", "A reaction of grade 2 in infusion 1"),
        (2, past(1, "first", None), "first", "A reaction in infusion 1 was not graded"),
        (3, past(2, "second", 2), "second", "A reaction of grade 2 in infusion 2"),
        (4, past(3, "later", 2), "later", "as its number has it; tell the prescriber"),
        # The number goes on, the profile does not.
        (2, past(1, "first", completed=False), "first", "Infusion 1 was not completed"),
        (3, past(2, "first", completed=False), "first", "Infusion 2 was not completed"),
        # An earlier hold-back that went well: no profile is skipped.
        (3, past(2, "first"), "second", "first was used in infusion 2: second follows"),
        (4, past(3, "second"), "later", None),
        # A new course after a reaction in the last one: never beyond the number.
        (1, past(6, "later", 2), "first", "A reaction of grade 2 in infusion 6"),
        (2, past(6, "later", completed=False), "second", "Infusion 6 was not completed"),
        # A profile of another label version, which this one does not know: the slowest.
        (3, past(2, "quick", 2), "first", "A reaction of grade 2 in infusion 2"),
        (3, past(2, "quick"), "first", "quick was used in infusion 2: first follows"),
    ],
)
def test_where_no_label_says_it_nothing_advances_by_itself(
    number: int, last: Past | None, profile: str, reason: str | None
) -> None:
    chosen = next_profile(ISATUXIMAB, number, last)

    assert (profile, False) == (chosen.profile, chosen.order_needed)
    if reason is None:
        assert chosen.reason is None
    else:
        assert reason in (chosen.reason or "")


def test_the_reason_names_what_the_prescriber_may_order() -> None:
    assert next_profile(ISATUXIMAB, 2, past(1, "first", 2)).reason == (
        "A reaction of grade 2 in infusion 1: first once more, unless the prescriber orders second."
    )


@pytest.mark.parametrize(
    ("number", "last", "ordered", "profile", "shown"),
    [
        (2, past(1, "first", 2), "second", "second", True),
        (2, past(1, "first", 2), "first", "first", True),
        (3, past(2, "second"), "first", "first", True),
        (2, past(1, "first"), "second", "second", False),
    ],
)
def test_a_prescriber_s_order_decides(
    number: int, last: Past, ordered: str, profile: str, shown: bool
) -> None:
    chosen = next_profile(ISATUXIMAB, number, last, ordered)

    assert (profile, False) == (chosen.profile, chosen.order_needed)
    assert shown == (chosen.reason is not None)


@pytest.mark.parametrize(("number", "ordered"), [(1, "second"), (2, "later"), (3, "fast")])
def test_no_order_goes_beyond_the_number(number: int, ordered: str) -> None:
    with pytest.raises(NotAllowed, match=ordered):
        next_profile(ISATUXIMAB, number, None, ordered)


def test_where_the_label_names_another_profile_it_is_used() -> None:
    after_second = next_profile(OBINUTUZUMAB, 2, past(1, "first", 1))
    after_later = next_profile(OBINUTUZUMAB, 5, past(4, "later", 2))
    unfinished = next_profile(OBINUTUZUMAB, 3, past(2, "second", completed=False))

    assert after_second.profile == "second-after-reaction"
    assert "by the label" in (after_second.reason or "")
    assert after_later.profile == "later-after-reaction"
    assert unfinished.profile == "second"


def test_a_label_that_repeats_repeats_without_an_order() -> None:
    chosen = next_profile(monograph("daratumumab"), 2, past(1, "first", 2))

    assert (chosen.profile, chosen.order_needed) == ("first", False)
    assert chosen.reason == "A reaction of grade 2 in infusion 1: first once more, by the label."


def test_where_the_prescriber_decides_nothing_begins_without_an_order() -> None:
    asking = replace(ISATUXIMAB, next_profile=NextProfile.PRESCRIBER)
    chosen = next_profile(asking, 2, past(1, "first", 1))

    assert (chosen.profile, chosen.order_needed) == ("first", True)
    assert not next_profile(asking, 2, past(1, "first", 1), "first").order_needed
    assert not next_profile(asking, 2, past(1, "first")).order_needed


def test_an_infusion_without_a_profile_is_an_error() -> None:
    only_first = replace(OBINUTUZUMAB, profiles=OBINUTUZUMAB.profiles[:1])
    with pytest.raises(ValueError, match="no profile for infusion 2"):
        next_profile(only_first, 2, None)
