"""Which qualification covers which pump: the table."""

from dataclasses import replace
from typing import Any

import pytest

from service.core.qualification import (
    MAY_BE_SKIPPED,
    PARTS,
    SCRIPT_MIN,
    Lacking,
    Qualification,
    Wanted,
    refusal_of_control,
)

PUMP = Wanted(family="new_era", profile="ne9000", kind="control", model="NE-9000", firmware="3.92")
GOOD = Qualification(
    family="new_era",
    profile="ne9000",
    model="NE-9000",
    firmware="3.92",
    kind="control",
    script=SCRIPT_MIN,
    parts=tuple((name, "passed") for name in PARTS["control"]),
    simulated=False,
)


def parts(**changed: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, changed.get(name, "passed")) for name in PARTS["control"])


def lacking(wanted: Wanted, *found: Qualification) -> Lacking | None:
    refusal = refusal_of_control(wanted, found)
    return refusal.lacking if refusal else None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"family": "alaris"}, Lacking.FAMILY),
        ({"profile": "ne1000"}, Lacking.PROFILE),
        ({"model": "NE-9002"}, Lacking.MODEL),
        ({"simulated": True}, Lacking.REAL_PUMP),
        ({"kind": "monitor", "parts": ()}, Lacking.KIND),
        ({"script": SCRIPT_MIN - 1}, Lacking.SCRIPT),
        ({"firmware": "3.93"}, Lacking.FIRMWARE),
        ({"firmware": ""}, Lacking.FIRMWARE),
        ({"parts": parts(alarm="skipped")}, None),
        ({"parts": parts(stop="failed", read_back="not played")}, Lacking.SUCCESS),
        ({"parts": parts(watchdog="skipped")}, Lacking.SUCCESS),
        ({"parts": parts()[:-1]}, Lacking.SUCCESS),
        ({"parts": ()}, Lacking.SUCCESS),
        ({"parts": (*parts(), ("more", "passed"))}, Lacking.SUCCESS),
        ({"parts": parts()[::-1]}, Lacking.SUCCESS),
        ({"parts": parts(stop="Passed")}, Lacking.SUCCESS),
    ],
)
def test_control_needs_a_passed_script_with_this_very_make(
    changed: dict[str, Any], expected: Lacking | None
) -> None:
    assert expected == lacking(PUMP, replace(GOOD, **changed))


def test_without_any_qualification_control_is_refused() -> None:
    refusal = refusal_of_control(PUMP, [])

    assert refusal is not None
    assert Lacking.QUALIFICATION is refusal.lacking
    assert "NE-9000 (new_era, ne9000) with firmware 3.92 may not be controlled" in refusal.sentence


@pytest.mark.parametrize("kind", ["proposes", "monitor"])
def test_a_pump_that_is_not_commanded_needs_none(kind: str) -> None:
    assert lacking(replace(PUMP, kind=kind)) is None


def test_one_that_covers_is_enough_among_others() -> None:
    assert lacking(PUMP, replace(GOOD, family="alaris"), GOOD, replace(GOOD, script=0)) is None


def test_the_one_that_comes_nearest_says_what_is_missing() -> None:
    near, far = replace(GOOD, firmware="3.90"), replace(GOOD, family="alaris")

    assert Lacking.FIRMWARE is lacking(PUMP, far, near)
    assert Lacking.FIRMWARE is lacking(PUMP, near, far)


def test_before_the_pump_was_asked_any_firmware_will_do() -> None:
    unasked = replace(PUMP, firmware=None)

    assert lacking(unasked, replace(GOOD, firmware="3.90")) is None
    assert Lacking.MODEL is lacking(unasked, replace(GOOD, model="NE-1"))


def test_a_pump_that_does_not_tell_its_firmware_is_not_one_that_was_not_asked() -> None:
    assert Lacking.FIRMWARE is lacking(replace(PUMP, firmware=""), GOOD)


def test_only_what_cannot_always_be_made_may_be_skipped() -> None:
    assert frozenset({"alarm"}) == MAY_BE_SKIPPED
    assert all({"identity", "capabilities", "read"} <= set(names) for names in PARTS.values())


@pytest.mark.parametrize("reason", list(Lacking))
def test_every_reason_has_its_sentence(reason: Lacking) -> None:
    changes: dict[Lacking, dict[str, Any]] = {
        Lacking.FAMILY: {"family": "x"},
        Lacking.PROFILE: {"profile": "x"},
        Lacking.MODEL: {"model": "x"},
        Lacking.REAL_PUMP: {"simulated": True},
        Lacking.KIND: {"kind": "monitor"},
        Lacking.SCRIPT: {"script": 0},
        Lacking.SUCCESS: {"parts": ()},
        Lacking.FIRMWARE: {"firmware": "x"},
    }
    found = [replace(GOOD, **changes[reason])] if reason in changes else []

    refusal = refusal_of_control(PUMP, found)

    assert refusal is not None
    assert reason is refusal.lacking
    assert "chairside qualify" in refusal.sentence
