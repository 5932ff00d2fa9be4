"""Plans to begin with: first fit in several orders, and as the day in fractions seats them."""

from collections.abc import Iterator, Sequence

import numpy as np

from service.planner.day.chance import dice
from service.planner.day.placing import shortest
from service.planner.day.profiles import Ward, empty_ward
from service.planner.day.relaxation import Relaxed
from service.planner.day.search import fill
from service.planner.day.tables import Tables, Whole

_EARLIER = (0, 2, 8)
"""Slots before the moment of the relaxation from which on a visit may be seated."""
_SHAKEN = 6
"""Plans for each of these, each in an order a little different."""
_SHAKE = 2.0


def first_fit(day: Tables) -> Iterator[tuple[int, Whole]]:
    """Yield cost (slots) and plan: longest first, as they are ready, and shortest first."""
    ward, count = empty_ward(day), len(day.visits)
    ready = day.visits[:, 1]
    length = np.array([shortest(ward, visit) for visit in range(count)], np.int64)
    for keys in ((-length,), (ready,), (length, ready), (length,)):
        yield _filled(day, np.lexsort(keys), ready)


def guided(day: Tables, found: Relaxed, seed: int) -> Iterator[tuple[int, Whole]]:
    """Yield cost (slots) and plan, seated about when the day in fractions seats them."""
    moments = moments_of(day, found.seats)
    chance = np.random.default_rng(abs(seed))
    for earlier in _EARLIER:
        for shaken in range(_SHAKEN):
            shake = chance.random(len(moments)) * (_SHAKE if shaken else 0.0)
            order = np.argsort(moments + shake, kind="stable")
            yield _filled(day, order, moments - earlier)


def moments_of(day: Tables, seats: Sequence[Sequence[tuple[int, float]]]) -> Whole:
    """Return a slot for each visit: of its kind, who is ready first is seated first."""
    moments = day.visits[:, 1].copy()
    for kind, starts in enumerate(seats):
        of_kind = [visit for visit, row in enumerate(day.visits) if row[0] == kind]
        of_kind.sort(key=lambda visit: int(day.visits[visit, 1]))
        for rank, visit in enumerate(of_kind):
            seated = 0.0
            for slot, amount in starts:
                seated += amount
                moments[visit] = max(moments[visit], slot)
                if seated >= rank + 0.5:
                    break
    return moments


def _filled(day: Tables, order: Whole, earliest: Whole) -> tuple[int, Whole]:
    ward: Ward = empty_ward(day)
    solution = np.full((len(day.visits), 3), -1, np.int64)
    total = fill(
        ward, solution, order.astype(np.int64), np.ascontiguousarray(earliest, np.int64), dice(1)
    )
    return total, solution
