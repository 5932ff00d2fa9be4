"""From a protocol to the shape of a visit.

The infusion's length is `plan.duration` of the profile that will be used, the very function that
drives the pump. What a label does not say (arriving, hanging, cleaning) is the ward's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.core.booking.grid import GRID_MIN, slots
from service.core.booking.resources import BagTimes, LocalTimes, OtherKind
from service.core.booking.shape import BagNeed, Shape
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import PremedicationItem, Protocol
from service.core.times import MINUTE_MS, Span, minutes

ON_SITE_MAX_MIN = 60
"""A premedication item with a longer least wait than this is taken before the visit, or at home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionCase:
    """One way in which a reaction may go, and how much it counts among all ways."""

    at_min: int
    """Minutes of infusion before it."""
    hold_min: int
    """Minutes until the infusion may go on."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionStatistics:
    """How often infusions are interrupted by a reaction, and when."""

    first: int
    """Of 1,000 first infusions."""
    later: int
    """Of 1,000 later infusions of patients who did not react before."""
    reacted_before: int
    """Of 1,000 later infusions of patients who did."""
    half_by_min: int
    """Half of them come before this minute of infusion, the other half until its end."""
    holds_min: tuple[int, ...]
    """How long an interruption lasts; each as often as the others."""
    grade: int
    """The grade of nearly all that interrupt."""

    def share(self, infusion_no: int, *, reacted: bool) -> int:
        """Return how many of 1,000 infusions of this number are interrupted."""
        if infusion_no == 1:
            return self.first
        return self.reacted_before if reacted else self.later


FIRST_STATISTICS = ReactionStatistics(
    first=300, later=20, reacted_before=52, half_by_min=55, holds_min=(30, 60), grade=2
)
"""Isatuximab. 28.9 % (ICARIA) and 29.9 % (IKEMA) interrupted, nearly all at the first infusion and
of grade 2; median time to interruption 55 min (ICARIA); 3 of the 58 who reacted did so again at the
second infusion, none of the others. Holds of 30 and 60 min are planning values: no source."""

STATISTICS: Mapping[str, ReactionStatistics] = MappingProxyType({"isatuximab": FIRST_STATISTICS})
"""By protocol. What has none is given the ward's own `LocalTimes.overrun_min`: how often one drug
interrupts says nothing about another."""

NO_MORE_THAN = 50
"""Of 1,000 visits so many may take longer than planned and `Shape.overrun`: the 95 % point."""

CASE_STEP_MIN = 5
"""Reactions are looked at every so many minutes."""


def shape_of(
    protocol: Protocol,
    infusion_no: int,
    times: LocalTimes,
    bag: BagTimes | None,
    *,
    reacted: bool = False,
) -> Shape:
    """Return the shape of the visit for one infusion of a protocol that is ready for its bag.

    Where another profile than the number's will be used (`next_profile`), bring
    `protocol.only(profile)`. `bag` is None where nothing is compounded. `reacted`: whether the
    patient has reacted to an earlier one. `ValueError` where there is no profile for the number.
    """
    first, close = infusion_no == 1, infusion_no <= times.close_infusions
    wait_min, wait_max = wait_window(protocol.premedication, times)
    return Shape(
        arrive=slots(times.arrive_first_min if first else times.arrive_min),
        wait_min=wait_min,
        wait_max=wait_max,
        hang=slots(times.hang_min),
        infuse=_slots(duration(staircase(protocol, infusion_no))),
        flush=slots(times.flush_min if protocol.flush.ul else 0),
        observe=_slots(protocol.observe(infusion_no)),
        disconnect=slots(times.disconnect_min),
        clean=slots(times.clean_min),
        ratio=times.running_per_nurse_close if close else times.running_per_nurse,
        overrun=_overrun(protocol, infusion_no, times, reacted=reacted),
        bag=None if bag is None else bag_need(bag, protocol),
    )


def shape_of_kind(kind: OtherKind) -> Shape:
    """Return what a visit without a protocol takes."""
    return Shape(
        arrive=slots(kind.arrive_min),
        wait_min=slots(kind.wait_least_min),
        wait_max=slots(kind.wait_most_min),
        hang=slots(kind.hang_min),
        infuse=slots(kind.infuse_min),
        flush=slots(kind.flush_min),
        observe=slots(kind.observe_min),
        disconnect=slots(kind.disconnect_min),
        clean=slots(kind.clean_min),
        ratio=kind.running_per_nurse,
        overrun=slots(kind.overrun_min),
        bag=None if kind.bag is None else bag_need(kind.bag),
    )


def bag_need(bag: BagTimes, protocol: Protocol | None = None) -> BagNeed:
    """Return the way of a bag; its hours are the protocol's, or the ward's where it has none.

    How long it lasts is rounded down.
    """
    product = None if protocol is None else protocol.product
    stable = bag.stable_min if product is None else product.room // MINUTE_MS
    return BagNeed(
        compound=slots(bag.compound_min),
        transport=slots(bag.transport_min),
        stable=_whole_slots(stable),
        to_order=bag.to_order,
    )


def wait_window(items: tuple[PremedicationItem, ...], times: LocalTimes) -> tuple[int, int]:
    """Return the shortest and the longest gap between premedication and hanging, in slots.

    Everything is given by the end of the arrival; the pump starts at the end of the hanging, and is
    still in the window then. Where items have windows of their own the one that must be given
    earliest decides: the others are given within the gap. The ward's own waits narrow it, as far as
    the windows leave room. Both 0 where nothing is given here.
    """
    here = [item for item in items if item.required and item.not_before <= minutes(ON_SITE_MAX_MIN)]
    if not here:
        return 0, 0
    shortest = max(item.not_before for item in here)
    longest = min(item.not_after for item in here if item.not_before == shortest)
    fewest = _slots(shortest)
    most = max(fewest, _whole_slots(longest // MINUTE_MS - times.hang_min))
    least = min(most, max(fewest, slots(times.wait_least_min)))
    return least, max(least, min(most, _whole_slots(times.wait_most_min)))


def _overrun(protocol: Protocol, infusion_no: int, times: LocalTimes, *, reacted: bool) -> int:
    """Return how much longer the visit may well take, in slots: as counted, or as the ward says."""
    statistics = STATISTICS.get(protocol.id)
    if statistics is None:
        return slots(times.overrun_first_min if infusion_no == 1 else times.overrun_min)
    return _slots(overrun(protocol, infusion_no, statistics, reacted=reacted))


def overrun(
    protocol: Protocol, infusion_no: int, statistics: ReactionStatistics, *, reacted: bool
) -> Span:
    """Return how much longer than planned the infusion is in all but 5 % of such visits.

    Every way in which it may be interrupted is planned anew by the protocol's own reaction rules
    (`plan.staircase`). 0 where fewer than 5 % are interrupted at all.
    """
    share = statistics.share(infusion_no, reacted=reacted)
    if share <= NO_MORE_THAN:
        return Span(0)
    planned = duration(staircase(protocol, infusion_no))
    rows = sorted(
        (duration(staircase(protocol, infusion_no, [_reaction(case, statistics)])), case.count)
        for case in cases(planned, statistics)
    )
    every = sum(count for _, count in rows)
    within = 0
    for takes, count in rows:
        within += count
        if (every - within) * share <= NO_MORE_THAN * every:
            return Span(max(0, takes - planned))
    raise AssertionError("the last row leaves nobody out")


def cases(planned: Span, statistics: ReactionStatistics) -> Iterator[ReactionCase]:
    """Yield the ways in which an infusion of this length may be interrupted.

    Evenly before and evenly after the median minute, as many before as after.
    """
    every = range(CASE_STEP_MIN, planned // MINUTE_MS, CASE_STEP_MIN)
    before = [at for at in every if at < statistics.half_by_min] or list(every)
    behind = [at for at in every if at >= statistics.half_by_min] or before
    for minutes_, others in ((before, behind), (behind, before)):
        for at in minutes_:
            for hold in statistics.holds_min:
                yield ReactionCase(at_min=at, hold_min=hold, count=len(others))


def _reaction(case: ReactionCase, statistics: ReactionStatistics) -> Reaction:
    return Reaction(
        at=Span(case.at_min * MINUTE_MS),
        grade=statistics.grade,
        hold=Span(case.hold_min * MINUTE_MS),
    )


def _slots(span: Span) -> int:
    return slots(-(-span // MINUTE_MS))


def _whole_slots(minutes_: int) -> int:
    """Return how many slots fit into `minutes_`."""
    return (minutes_ - minutes_ % GRID_MIN) // GRID_MIN
