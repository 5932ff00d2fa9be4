"""Instances of the horizon, made from a seed: courses that began at different times.

Kinds of visits and their lengths are the planning table's (chair and nurse minutes of a visit with
its share of a nurse); their shares are invented. Nothing of it is clinical evidence.
"""

import random
from datetime import date, timedelta

from service.planner.horizon.instance import Horizon, OpenDay, Visit

MONDAY = date(2026, 3, 2)
KINDS = (
    # chair and nurse minutes, share, days between visits, visits of a course
    ("SC", 30, 14, 22, 7, 4),
    ("IV30", 70, 34, 18, 7, 4),
    ("IV60", 140, 55, 16, 14, 2),
    ("IV120", 200, 70, 12, 21, 2),
    ("IV240", 320, 100, 6, 28, 1),
    ("ISA", 155, 59, 18, 7, 4),
    ("SUP", 45, 25, 8, 7, 4),
)
FIRST = (315, 125)
SECOND = (210, 87)
FIRSTS_A_CHAIR = 8
"""One first infusion a day for so many chairs; half of that before a closed day."""


def horizon(
    visits: int, seed: int, *, load: float = 0.87, promised: float = 0.5, weeks: int = 4
) -> Horizon:
    """Return so many visits in four weeks of weekdays, with one day closed.

    `load` is the share of the ward's chair minutes that the visits take; of the courses that share
    which `promised` says has days already.
    """
    chance = random.Random(seed)
    open_ = [
        on
        for count in range(7 * weeks)
        if (on := MONDAY + timedelta(days=count)).weekday() < 5 and count != 11
    ]
    made: list[Visit] = []
    while len(made) < visits:
        made += _course(chance, len(made), promised, weeks)
    made = made[:visits]
    chair = int(sum(visit.chair_min for visit in made) / load / len(open_))
    nurse = int(sum(visit.nurse_min for visit in made) / load / len(open_))
    firsts = max(2, visits // 20 // 5 // FIRSTS_A_CHAIR)
    days = tuple(
        OpenDay(
            on=on,
            chair_min=chair,
            chair_used=0,
            nurse_min=nurse,
            nurse_used=0,
            firsts=firsts if on + timedelta(days=1) in open_ else firsts // 2,
        )
        for on in open_
    )
    return Horizon(days=days, visits=tuple(made), soft_percent=90)


def _course(chance: random.Random, number: int, promised: float, weeks: int) -> list[Visit]:
    kind = chance.choices(KINDS, [each[3] for each in KINDS])[0]
    name, chair, nurse, _, every, most = kind
    # People like Mondays and Tuesdays: due days are uneven.
    begins = chance.choices(range(-21, 7 * weeks), [5, 4, 3, 3, 2, 0, 0] * (weeks + 3))[0]
    has_days = chance.random() < promised
    fresh = name == "ISA" and chance.random() < 0.25
    found: list[Visit] = []
    for count in range(most):
        due = MONDAY + timedelta(days=begins + every * count)
        if not MONDAY <= due < MONDAY + timedelta(days=7 * weeks):
            continue
        takes = (FIRST, SECOND)[count] if fresh and count < 2 else (chair, nurse)
        tolerance = 2 if every == 7 else 3
        found.append(
            Visit(
                id=f"v-{number + len(found)}",
                series=f"s-{number}",
                due=due,
                early=tolerance,
                late=tolerance,
                gap=max(1, every - 2) if found else 0,
                chair_min=takes[0],
                nurse_min=takes[1],
                first=fresh and count == 0,
                now=due if has_days and chance.random() < 0.9 else None,
            )
        )
    return found
