"""What no plan of a day can be better than, and the proof of it in whole numbers.

Put a price on each slot of each resource. A visit that pays for what it takes costs at least the
cheapest of all its ways; the ward's resources, all sold, earn at most what they are. So for any
prices that are not negative, the sum of the cheapest ways less what all resources are worth is a
lower bound (J. Lagrange's; A. Geoffrion 1974). Good prices come from `relaxation`; whether they are
good changes how high the bound is, never whether it holds.
"""

import numpy as np

from service.core.booking.grid import GRID_MIN
from service.planner.day.instance import Day
from service.planner.day.relaxation import PRICE_UNIT, Chain, chains, overtime, relaxed
from service.planner.day.tables import COMPOUND, HOODS, Tables, Whole, tables


def bound(day: Day) -> int:
    """Return a lower bound of the objective of every plan (min); 0 at least."""
    if not day.visits:
        return 0
    slots = tables(day)
    found = relaxed(slots)
    prices = np.zeros_like(slots.free) if found is None else found.prices
    early = sum(day.earliest(visit) - visit.ready for visit in day.visits)
    return early + GRID_MIN * max(0, by_prices(slots, prices))


def by_prices(day: Tables, prices: Whole) -> int:
    """Return the bound (slots) that these prices prove: whole, at least 0, `PRICE_UNIT` a slot."""
    if (prices < 0).any():
        raise ValueError("a price below 0 proves nothing")
    sums = np.zeros((prices.shape[0], prices.shape[1] + 1), np.int64)
    np.cumsum(prices, axis=1, out=sums[:, 1:])
    worth = int((prices * day.free).sum())
    least = sum(_cheapest_ways(day, sums, kind) for kind in range(len(day.names)))
    return -(-(least - worth) // PRICE_UNIT)


def _cheapest_ways(day: Tables, sums: Whole, kind: int) -> int:
    """Return the sum over the visits of a kind of the cheapest way of each, all paid."""
    ready = [int(each) for of, each in day.visits if of == kind]
    by_seat: dict[int, int] = {}
    for each in chains(day, kind, min(ready), day.free.shape[1]):
        price = PRICE_UNIT * (each.seat + overtime(day, each)) + _paid(day, sums, each)
        by_seat[each.seat] = min(price, by_seat.get(each.seat, price))
    least, total = None, 0
    cheapest_from: dict[int, int] = {}
    for seat in sorted(by_seat, reverse=True):
        least = by_seat[seat] if least is None else min(least, by_seat[seat])
        cheapest_from[seat] = least
    for each_ready in ready:
        total += cheapest_from[each_ready] - PRICE_UNIT * each_ready
    return total


def _paid(day: Tables, sums: Whole, each: Chain) -> int:
    """Return what a visit pays for all that it takes, with the cheapest place for its bag."""
    paid = sum(
        amount * int(sums[resource, end] - sums[resource, start])
        for resource, start, end, amount in each.takes
    )
    if each.bags is not None:
        compound = int(day.kinds[each.kind, COMPOUND])
        first, last = each.bags
        hood = sums[HOODS]
        paid += int((hood[first + compound : last + compound + 1] - hood[first : last + 1]).min())
    return paid
