"""From a protocol to the shape of a visit.

The infusion's length is `plan.duration` of the profile that will be used, the very function that
drives the pump. What a label does not say (arriving, hanging, cleaning) is the ward's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.core.booking.grid import slots
from service.core.booking.shape import BagNeed, Shape
from service.core.plan import Reaction, duration, staircase
from service.core.protocol import PremedicationItem, Protocol
from service.core.times import MINUTE_MS, Span, minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTimes:
    """What a ward takes for what no label gives, in minutes."""

    arrive_first: int
    """Seat, cannulate, give the premedication: at a patient's first infusion."""
    arrive: int
    """The same later on."""
    hang: int
    """Hang, check by two, start."""
    flush: int
    disconnect: int
    clean: int
    compound: int
    """At an isolator of the pharmacy."""
    transport: int
    """From the isolator to the chair."""
    to_order: bool
    """The bag is compounded only for a patient who is there."""
    close_infusions: int
    """So many first infusions of a patient are watched closely."""
    ratio_close: int
    """Running patients for one nurse, of those watched closely."""
    ratio: int
    """Of all others."""


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

NO_MORE_THAN = 50
"""Of 1,000 visits so many may take longer than planned and `Shape.overrun`: the 95 % point."""

CASE_STEP_MIN = 5
"""Reactions are looked at every so many minutes."""


def shape_of(
    protocol: Protocol,
    infusion_no: int,
    times: LocalTimes,
    statistics: ReactionStatistics = FIRST_STATISTICS,
    *,
    reacted: bool = False,
) -> Shape:
    """Return the shape of the visit for one infusion of a protocol that is ready for its bag.

    Where another profile than the number's will be used (`next_profile`), bring
    `protocol.only(profile)`. `reacted`: whether the patient has reacted to an earlier one.
    """
    arrive = times.arrive_first if infusion_no == 1 else times.arrive
    close = infusion_no <= times.close_infusions
    takes = duration(staircase(protocol, infusion_no))
    wait_min, wait_max = wait_window(protocol.premedication, times.hang)
    return Shape(
        arrive=slots(arrive),
        wait_min=wait_min,
        wait_max=wait_max,
        hang=slots(times.hang),
        infuse=_slots(takes),
        flush=slots(times.flush),
        observe=_slots(protocol.observe(infusion_no)),
        disconnect=slots(times.disconnect),
        clean=slots(times.clean),
        ratio=times.ratio_close if close else times.ratio,
        overrun=_slots(overrun(protocol, infusion_no, statistics, reacted=reacted)),
        bag=_bag(protocol, times),
    )


def wait_window(items: tuple[PremedicationItem, ...], hang_min: int) -> tuple[int, int]:
    """Return the shortest and the longest gap between premedication and hanging, in slots.

    Everything is given by the end of the arrival; the pump starts at the end of the hanging, and is
    still in the window then. Where items have windows of their own the one that must be given
    earliest decides: the others are given within the gap. Both 0 where nothing is required.
    """
    required = [item for item in items if item.required]
    if not required:
        return 0, 0
    shortest = max(item.not_before for item in required)
    longest = min(item.not_after for item in required if item.not_before == shortest)
    most = longest // minutes(1) - hang_min
    fewest = _slots(shortest)
    return fewest, max(fewest, (most - most % 5) // 5)


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


def _bag(protocol: Protocol, times: LocalTimes) -> BagNeed:
    """Return the bag; a protocol that does not know its hours leaves them to a day's length."""
    stable = 24 * 60 if protocol.product is None else protocol.product.room // MINUTE_MS
    return BagNeed(
        compound=slots(times.compound),
        transport=slots(times.transport),
        stable=stable // 5,
        to_order=times.to_order,
    )


def _slots(span: Span) -> int:
    return slots(-(-span // MINUTE_MS))


def _plain(
    minutes_: tuple[int, int, int, int, int, int, int, int], wait: int, bag: BagNeed | None
) -> Shape:
    arrive, hang, infuse, flush, observe, disconnect, clean, ratio = minutes_
    return Shape(
        arrive=slots(arrive),
        wait_min=slots(15) if wait else 0,
        wait_max=slots(60 - hang) if wait else 0,
        hang=slots(hang),
        infuse=slots(infuse),
        flush=slots(flush),
        observe=slots(observe),
        disconnect=slots(disconnect),
        clean=slots(clean),
        ratio=ratio,
        overrun=0,
        bag=bag,
    )


_BAG = BagNeed(compound=slots(15), transport=slots(15), stable=slots(6 * 60), to_order=False)
_LONG_BAG = BagNeed(compound=slots(20), transport=slots(15), stable=slots(8 * 60), to_order=False)

PLAIN_VISITS: Mapping[str, Shape] = MappingProxyType(
    {
        "sc": _plain((10, 0, 0, 0, 15, 0, 5, 4), 0, None),
        "iv-30": _plain((10, 10, 30, 5, 0, 5, 10, 4), 0, _BAG),
        "iv-60": _plain((15, 10, 60, 10, 0, 5, 10, 4), 1, _BAG),
        "iv-120": _plain((15, 10, 120, 10, 0, 5, 10, 4), 1, _BAG),
        "iv-240": _plain((15, 10, 240, 10, 0, 5, 10, 4), 1, _LONG_BAG),
        "support": _plain((10, 5, 15, 5, 0, 5, 5, 4), 0, None),
    }
)
"""Visits that no protocol of ours describes. Planning numbers of a ward, not clinical ones: a ward
replaces them by its own."""
