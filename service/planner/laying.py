"""`python -P -m service.planner.laying`: lays an expected day out better than the plain way.

Reads the question of `service.book.laying` as JSON from its input and prints `{"kept": [[number,
seat, gap, bag], …]}`: the number of each visit that has a place, and where.
"""

import json
import sys
from collections import defaultdict
from datetime import date
from typing import Any

from service.core.booking.day import Fit, empty_day
from service.core.booking.grid import Slot
from service.core.booking.outlook import Expected
from service.core.booking.shape import BagNeed, PlaceClass, Pool, Shape
from service.planner.template import ROUNDS, better_template

SEED = 1
"""The same day gets the same layout, tonight and tomorrow."""


def laid(question: dict[str, Any], rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the answer to a question."""
    capacity = {Pool(pool): row for pool, row in question["capacity"].items()}
    day = empty_day(
        date.fromisoformat(question["on"]),
        Slot(question["zero"]),
        question["opens"],
        question["closes"],
        capacity,
    )
    asked = [_expected(each) for each in question["asked"]]
    numbers = defaultdict[tuple[str, PlaceClass, Shape], list[int]](list)
    for number, each in reversed(list(enumerate(asked))):
        numbers[each.kind, each.place, each.shape].append(number)
    kept = better_template(day, asked, seed=SEED, rounds=rounds)
    return {
        "kept": [
            [
                numbers[each.kind, each.place, each.shape].pop(),
                each.fit.seat,
                each.fit.wait,
                each.fit.bag,
            ]
            for each in kept
        ]
    }


def _expected(row: dict[str, Any]) -> Expected:
    bag = row["shape"]["bag"]
    shape = Shape(**{**row["shape"], "bag": None if bag is None else BagNeed(**bag)})
    fit = Fit(seat=row["seat"], wait=row["wait"], bag=None)
    return Expected(kind=row["kind"], shape=shape, place=PlaceClass(row["place"]), fit=fit)


if __name__ == "__main__":
    print(json.dumps(laid(json.load(sys.stdin))))
