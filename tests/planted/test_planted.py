"""Every planted bug of this list makes the test fail that is named for it."""

from pathlib import Path

import pytest

from tests.planted.bugs import FOUND_BY_TESTS
from tests.planted.finding import run
from tests.planted.page import PAGE, WITHOUT, page
from tests.planted.plugin import NONE
from tests.planted.spotted import Spotted
from tests.safety import rows
from tests.torture.bugs import BUGS

FAILED = 1
"""What pytest returns when tests failed; other codes are faults of the run itself."""


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "each",
    [
        pytest.param(each, id=name, marks=pytest.mark.shows(each.bug.breaks))
        for name, each in FOUND_BY_TESTS.items()
    ],
)
def test_the_test_that_is_named_for_a_bug_finds_it(each: Spotted, tmp_path: Path) -> None:
    code = run(each.bug.name, tmp_path / "said", each.finder)

    said = (tmp_path / "said").read_text("utf-8")
    assert FAILED == code, f"{each.bug.what}\n{said[-3_000:]}"
    assert each.finder.rpartition("::")[2] in said


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_without_a_bug_they_all_pass(tmp_path: Path) -> None:
    finders = {each.finder for each in FOUND_BY_TESTS.values()}

    code = run(NONE, tmp_path / "said", *sorted(finders))

    assert 0 == code, (tmp_path / "said").read_text("utf-8")[-3_000:]


def test_no_bug_has_the_name_of_another_one() -> None:
    assert not FOUND_BY_TESTS.keys() & BUGS.keys()


def test_every_invariant_has_its_bug_or_a_reason_to_have_none() -> None:
    broken = {bug.breaks for bug in BUGS.values()}
    broken |= {each.bug.breaks for each in FOUND_BY_TESTS.values()}

    assert {
        row.id for row in rows.read().values() if row.kind == "invariants"
    } - broken == WITHOUT.keys()


def test_the_page_is_what_the_lists_say() -> None:
    assert page() == PAGE.read_text("utf-8")
