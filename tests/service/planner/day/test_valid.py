"""Each rule of a day, broken by one plan."""

import pytest

from service.planner.day.plan import DayPlan, Placed, Terms, as_data
from service.planner.day.valid import faults
from tests.service.planner.day.days import day, kind

SHORT = kind("short")  # arrive 15, gap, hang 10, pump 30, flush 5, disconnect 5, clean 10
ORDER = kind("order", to_order=True)
NO_GAP = kind("no gap", premedicated=False, compound=0)


def plan(of: object, *places: tuple[int, int | None, int | None]) -> DayPlan:
    visits = of.visits  # type: ignore[attr-defined]
    return DayPlan(
        visits=tuple(
            Placed(visit=visit, seat=seat, gap=gap, bag=bag)
            for visit, (seat, gap, bag) in zip(visits, places, strict=True)
        )
    )


def test_a_plan_that_keeps_every_rule_has_no_fault() -> None:
    ward = day((SHORT, 480), (ORDER, 480), (NO_GAP, 500))
    good = plan(ward, (480, 15, 480), (570, 30, 585), (675, None, None))

    assert [] == faults(ward, good)
    # 570 - 480 and 675 - 500; the last ends at 750, after 720.
    assert Terms(deferral=90 + 175, overtime=30) == good.terms(ward)
    assert 265 + 20 * 30 == good.terms(ward).objective
    assert {"id": 2, "seat": 675, "wait": None, "bag": None} == as_data(ward, good)["visits"][2]  # type: ignore[index]


ALONE = [
    (SHORT, (475, 15, 450), "is seated at 475, before 480"),
    (SHORT, (482, 15, 465), "is off the grid"),
    (SHORT, (480, 20, 465), "has a premedication gap of 20"),
    (SHORT, (480, None, 460), "has a premedication gap of None"),
    (NO_GAP, (480, 15, None), "has a premedication gap of 15"),
    (NO_GAP, (480, 0, None), "has a premedication gap of 0"),
    (SHORT, (885, 15, 870), "ends at 975, after 960"),
    (SHORT, (480, 15, None), "has the bag None"),
    (NO_GAP, (480, None, 465), "has the bag 465"),
    (SHORT, (480, 15, 415), "the pharmacy is closed"),
    (SHORT, (480, 15, 485), "arrives after it is hung"),
    (kind("stale", stable_h=1), (480, 15, 475), ""),
    (kind("stale", stable_h=1), (480, 15, 470), "does not last"),
    (ORDER, (480, 30, 490), ""),
    (ORDER, (480, 30, 485), "is begun before the patient is there"),
]


@pytest.mark.parametrize(("of", "place", "said"), ALONE)
def test_a_visit_keeps_its_own_rules(
    of: object, place: tuple[int, int | None, int | None], said: str
) -> None:
    ward = day((of, 480))  # type: ignore[arg-type]
    found = faults(ward, plan(ward, place))

    assert (said in found[0]) if said else (found == [])
    assert len(found) == (1 if said else 0)


def test_a_visit_may_not_be_seated_before_opening_though_it_is_ready() -> None:
    ward = day((NO_GAP, 450))

    assert ["visit 0 is seated at 450, before 480"] == faults(ward, plan(ward, (450, None, None)))


TOGETHER = [
    ("chairs", {"chairs": 1}, "1 chairs too few at 500"),
    ("nurses", {"nurses": 1}, "nurse parts too few"),
    ("pumps", {"pumps": 1}, "1 pumps too few at 530"),
    ("hoods", {"hoods": 1}, "1 hoods too few at 490"),
]


@pytest.mark.parametrize(
    ("scarce", "said"), [row[1:] for row in TOGETHER], ids=[r[0] for r in TOGETHER]
)
def test_what_is_scarce_is_not_given_twice(scarce: dict[str, int], said: str) -> None:
    plenty = {"chairs": 9, "nurses": 9, "pumps": 9, "hoods": 9}
    visits = (SHORT, 480), (SHORT, 480)
    places = (480, 15, 480), (500, 15, 490)
    enough, few = day(*visits, **plenty), day(*visits, **(plenty | scarce))

    assert [] == [each for each in faults(enough, plan(enough, *places)) if "few" in each]
    assert any(said in each for each in faults(few, plan(few, *places)))


@pytest.mark.parametrize(("ratio", "share"), [(1, 12), (3, 4), (4, 3)])
@pytest.mark.parametrize("gap", [60, None], ids=["waiting", "running"])
def test_who_waits_or_runs_takes_a_share_of_a_nurse(
    ratio: int, share: int, gap: int | None
) -> None:
    quiet = kind("quiet", premedicated=bool(gap), arrive=5, hang=5, compound=0, ratio=ratio)
    ward = day((quiet, 480), (quiet, 500), chairs=2, gaps=(60,))

    found = faults(ward, plan(ward, (480, gap, None), (500, gap, None)))

    # The second one's arrival binds the only nurse, while the first is quiet.
    assert f"{share} nurse parts too few at 500" in found
    assert not [each for each in found if each.endswith("at 495")]


def test_a_visit_that_is_not_placed_or_twice_is_told() -> None:
    ward, other = day((NO_GAP, 480)), day((SHORT, 500))
    placed = plan(ward, (480, None, None)).visits

    assert ["visit 0 is placed 0 times"] == faults(ward, DayPlan(visits=()))
    assert "visit 0 is placed 2 times" in faults(ward, DayPlan(visits=placed * 2))
    foreign = plan(other, (500, 15, 485))
    assert "visit 0 is not of this day" in faults(ward, foreign)
