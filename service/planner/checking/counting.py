"""What all visits take together, counted minute by minute: chairs, nurses, pumps and hoods."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from service.planner.checking.broken import Broken, Rule
from service.planner.checking.phases import Placed
from service.planner.checking.reading import Day

NURSE = 12
"""Parts of one nurse: a third and a quarter of one are whole numbers of them."""


@dataclass(slots=True)
class Minutes:
    """How much of a resource is taken in every minute, and by whom."""

    taken: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    by: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def take(self, visit: int, start: int, end: int, amount: int) -> None:
        """Take `amount` in every minute from `start` until before `end`."""
        for minute in range(start, end):
            self.taken[minute] += amount
            self.by[minute].append(visit)


def broken_together(day: Day, visits: Iterable[Placed]) -> Iterator[Broken]:
    """Return every stretch in which more is taken than there is."""
    chairs, nurses, pumps, hoods = Minutes(), Minutes(), Minutes(), Minutes()
    for visit in visits:
        chairs.take(visit.id, visit.seat, visit.end, 1)
        _take_nurses(nurses, visit)
        pumps.take(visit.id, visit.hang, visit.observe, 1)
        if visit.bag is not None and visit.bag_done is not None:
            hoods.take(visit.id, visit.bag, visit.bag_done, 1)
    yield from _over(Rule.CHAIRS, chairs, lambda minute: day.chairs, "chairs")
    yield from _over(
        Rule.NURSES, nurses, lambda minute: _nurses_at(day, minute), "twelfths of a nurse"
    )
    yield from _over(Rule.PUMPS, pumps, lambda minute: day.pumps, "pumps")
    yield from _over(Rule.HOODS, hoods, lambda minute: day.hoods, "hoods")


def _take_nurses(nurses: Minutes, visit: Placed) -> None:
    """All of a nurse to arrive, hang and disconnect; a share while it waits and runs."""
    share = NURSE // visit.kind.ratio
    nurses.take(visit.id, visit.seat, visit.wait, NURSE)
    nurses.take(visit.id, visit.wait, visit.hang, share)
    nurses.take(visit.id, visit.hang, visit.pump, NURSE)
    nurses.take(visit.id, visit.pump, visit.disconnect, share)
    nurses.take(visit.id, visit.disconnect, visit.turn, NURSE)


def _nurses_at(day: Day, minute: int) -> int:
    away = sum(each.nurses for each in day.breaks if each.start <= minute < each.end)
    return NURSE * (day.nurses - away)


def _over(rule: Rule, minutes: Minutes, there: Callable[[int], int], what: str) -> Iterator[Broken]:
    """Return one breach for every stretch of minutes with the same visits and the same excess."""
    stretch: Broken | None = None
    for minute in sorted(minutes.taken):
        taken, capacity = minutes.taken[minute], there(minute)
        if taken <= capacity:
            continue
        visits, why = tuple(sorted(minutes.by[minute])), f"{taken} of {capacity} {what}"
        if stretch and (stretch.visits, stretch.why, stretch.end) == (visits, why, minute):
            stretch = _until(stretch, minute + 1)
            continue
        if stretch:
            yield stretch
        stretch = Broken(rule=rule, visits=visits, start=minute, end=minute + 1, why=why)
    if stretch:
        yield stretch


def _until(stretch: Broken, end: int) -> Broken:
    return Broken(
        rule=stretch.rule, visits=stretch.visits, start=stretch.start, end=end, why=stretch.why
    )
