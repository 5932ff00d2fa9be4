"""What is a day, and what is refused, with the key and the reason."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.planner.day.reading import DayError, day_from, read_day
from tests.service.planner.day.days import GOLDEN

SMALL = json.loads((GOLDEN / "day_10_40_s1.json").read_text("utf-8"))


def changed(change: Callable[[Any], object]) -> Any:
    read = copy.deepcopy(SMALL)
    change(read)
    return read


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("day_*.json")), ids=lambda path: path.stem)
def test_the_golden_days_are_read(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    day = read_day(file)

    assert [each["id"] for each in said["appointments"]] == [visit.id for visit in day.visits]
    assert (said["chairs"], said["nurses"], said["pumps"]) == (day.chairs, day.nurses, day.pumps)
    assert said["types"]["ISA1"]["pump"] == next(
        visit.kind.pump for visit in day.visits if visit.kind.name == "ISA1"
    )


WRONG: list[tuple[str, Callable[[Any], object], str]] = [
    ("missing", lambda day: day.pop("chairs"), "the file: the key 'chairs' is missing"),
    ("unknown", lambda day: day.update(beds=3), "the file: there is no key 'beds' here"),
    ("no day", lambda day: day.update(kind="week"), "kind: 'week' is not 'day'"),
    ("grid", lambda day: day.update(grid=10), "grid: 10 min"),
    ("off the grid", lambda day: day.update(open=482), "open: 482 is not on the grid of 5 min"),
    ("closed", lambda day: day.update(close=480), "close: 480 is not between 485"),
    ("hard", lambda day: day.update(hard=1000), "hard: 1000 is not between 1080"),
    ("no nurses", lambda day: day.update(nurses=0), "nurses: 0 is not between 1"),
    ("no chairs", lambda day: day.update(chairs=0), "chairs: 0 is not between 1"),
    ("true chairs", lambda day: day.update(chairs=True), "chairs: True is not a whole number"),
    ("half a chair", lambda day: day.update(chairs=2.5), "chairs: 2.5 is not a whole number"),
    ("huge", lambda day: day.update(chairs=10**30), "chairs: the number is not between 1"),
    ("no pumps", lambda day: day.update(pumps=0), "pumps: 0, and"),
    ("no hoods", lambda day: day.update(hoods=0), "hoods: 0, and"),
    ("no gap", lambda day: day.update(premed=[]), "premed: no gap to choose from"),
    ("gap twice", lambda day: day.update(premed=[30, 30]), "premed: a gap is named twice"),
    ("all away", lambda day: day["nurse_breaks"].append([660, 690, 4]), "more than all 4 nurses"),
    ("break", lambda day: day["nurse_breaks"].append([660, 690]), "is not [from, to, nurses]"),
    ("backwards", lambda day: day["nurse_breaks"].append([690, 660, 1]), "nurse_breaks[6][1]"),
    ("types", lambda day: day.update(types=[]), "types: [] is not an object of kinds"),
    ("ratio", lambda day: day["types"]["SC"].update(ratio=5), "types.SC.ratio: 5 does not divide"),
    ("negative", lambda day: day["types"]["SC"].update(obs=-5), "types.SC.obs: -5 is not between"),
    ("stale", lambda day: day["types"]["ISA1"].update(stab=1), "leaves room for a bag of ISA1"),
    (
        "kind",
        lambda day: day["appointments"][2].update(type="ISA9"),
        "appointments[2].type: 'ISA9' is not one of: ISA1",
    ),
    ("list as kind", lambda day: day["appointments"][2].update(type=[1]), "appointments[2].type"),
    ("id twice", lambda day: day["appointments"][2].update(id=1), "appointments[2].id: 1 is there"),
    (
        "longer than the day",
        lambda day: day["types"]["ISA1"].update(pump=1200),
        "ISA1 takes at least 1300 min; from 570 it does not end by hard, 1560",
    ),
    ("too late", lambda day: day["appointments"][0].update(ready=1550), "appointments[0].ready"),
]


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG])
def test_what_is_no_day_is_refused_by_key_and_reason(
    change: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(DayError) as refused:
        day_from(changed(change))

    assert said in str(refused.value)


BROKEN = [
    (b"{", "line 1: not JSON"),
    (b"\xff", "not UTF-8"),
    (b"[" * 100_000, "nested too deeply"),
    (b'{"open": 480, "open": 485}', "open: the key is there twice"),
    (b'{"open": NaN}', "NaN is not a number"),
    (b"[]", "the file: [] is not an object"),
    (b'{"open": ' + b"9" * 5_000 + b"}", "digits"),
]


@pytest.mark.parametrize(("content", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_what_cannot_be_read_is_refused_by_file_and_reason(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "day.json"
    file.write_bytes(content)

    with pytest.raises(DayError) as refused:
        read_day(file)

    assert str(refused.value).startswith(str(file))
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DayError, match="No such file"):
        read_day(tmp_path / "none.json")
