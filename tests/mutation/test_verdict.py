"""The judge of `make mutants` complains when, and only when, it should."""

import pytest

from tests.mutation.verdict import Change, change, complaints, listed, statuses

MUTANT = "service.core.plan.x_tail__mutmut_7"
OTHER = "service.core.plan.x_tail__mutmut_8"
SHOWN = """# service.core.plan.x_tail__mutmut_7: survived
--- service/core/plan.py
+++ service/core/plan.py
@@ -1,3 +1,3 @@
     for step in ladder:
-        if left <= NO_VOLUME:
+        if left < NO_VOLUME:
             break
"""
CHANGE = Change("service.core.plan.x_tail", "if left <= NO_VOLUME:", "if left < NO_VOLUME:")
LIST = """
- function: service.core.plan.x_tail
  was: "if left <= NO_VOLUME:"
  becomes: "if left < NO_VOLUME:"
  why: nothing left makes an empty segment, which is left out
"""


def test_a_mutant_is_known_by_its_function_and_its_line() -> None:
    assert CHANGE == change(MUTANT, SHOWN)


def test_the_results_are_read_as_mutmut_prints_them() -> None:
    assert {MUTANT: "survived", OTHER: "no tests"} == statuses(
        f"    {MUTANT}: survived\n    {OTHER}: no tests\nsomething else: 3\n"
    )


def test_listed_survivors_and_killed_mutants_are_well() -> None:
    found = {MUTANT: "survived", OTHER: "killed"}

    assert [] == complaints(found, {MUTANT: CHANGE}, listed(LIST))


@pytest.mark.parametrize(
    ("found", "survivors", "text", "says"),
    [
        ({MUTANT: "survived"}, {MUTANT: CHANGE}, "", "survived, and not listed"),
        ({MUTANT: "killed"}, {}, LIST, "does not survive"),
        ({MUTANT: "no tests"}, {}, "", "no tests"),
        ({MUTANT: "not checked"}, {}, "", "not checked"),
        ({}, {}, "", "is the run complete"),
    ],
)
def test_everything_else_is_said(
    found: dict[str, str], survivors: dict[str, Change], text: str, says: str
) -> None:
    (line,) = complaints(found, survivors, listed(text))

    assert says in line


def test_a_row_without_its_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="without its reason"):
        listed(LIST.replace("nothing left makes an empty segment, which is left out", "' '"))


def test_a_row_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        listed(LIST + LIST)
