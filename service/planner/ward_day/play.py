"""A simulated day: events on a heap, nurses shared out by urgency, chairs as the policy binds them.

Every nurse starts one patient at a time (12 parts of 12); a waiting or running patient takes a
third or a quarter of one (`NURSE_PARTS // ratio`). Nothing happens before it was promised.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush

from service.core.booking.shape import NURSE_PARTS
from service.planner.ward_day.fate import MINUTE_S, Fate
from service.planner.ward_day.kinds import GAP_MIN, TRANSPORT
from service.planner.ward_day.placing import Promise
from service.planner.ward_day.pools import Pool, Pools
from service.planner.ward_day.stay import Stay
from service.planner.ward_day.tasks import Task, Work
from service.planner.ward_day.ward import BREAK_MIN, CLOSE, OPEN, PHARMACY_OPEN, Ward, break_starts

AT_REACTION_MIN = 15
"""A nurse stays at the chair for so long; local."""

BAG_EARLY_MIN = 30
"""So much before it must leave the pharmacy a bag is begun, where the drug allows it; local."""

TRANSFER_AFTER_MIN = 120
"""Who is not well again is watched for so long, or until closing, then moved to a bed; local."""


@dataclass(slots=True)
class Tally:
    """Areas under the curves of use, in seconds × units."""

    chairs: int = 0
    """Between opening and closing."""
    nurse_parts: int = 0
    """Between opening and closing."""
    nurses_after: int = 0
    """Nurse-seconds after closing: whole nurses, as long as a patient is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A day that is over."""

    ward: Ward
    present: int
    """Nurses who came."""
    stays: tuple[Stay, ...]
    tally: Tally
    reaction_waits: tuple[int, ...]
    """Seconds until a nurse's hands were free for a reaction."""
    transferred: int


Watcher = Callable[[int, Pools], None]
"""Hears after every event how late it is and what is in use."""


def play(
    ward: Ward,
    promises: Sequence[Promise],
    fates: Sequence[Fate],
    present: int,
    *,
    bound: bool,
    watch: Watcher | None = None,
) -> Played:
    """Return the day; `fates` belong to `promises`, `present` nurses have come."""
    stays = tuple(
        Stay(promise=promise, fate=fate) for promise, fate in zip(promises, fates, strict=True)
    )
    pools = Pools(
        nurses=Pool(name="parts of a nurse", there=NURSE_PARTS * present),
        pumps=Pool(name="pumps", there=ward.pumps),
        hoods=Pool(name="hoods", there=ward.hoods),
        chairs=ward.chairs,
    )
    day = _Day(pools=pools, bound=bound)
    for start in break_starts(present):
        due = start * MINUTE_S
        day.at(due, partial(day.ask, Work.BREAK, due, None))
    for stay in stays:
        day.expect(stay)
    day.run(watch)
    return Played(
        ward=ward,
        present=present,
        stays=stays,
        tally=day.tally,
        reaction_waits=tuple(day.reaction_waits),
        transferred=day.transferred,
    )


@dataclass(slots=True, kw_only=True)
class _Day:
    pools: Pools
    bound: bool
    now: int = 0
    events: list[tuple[int, int, Callable[[], None]]] = field(default_factory=list)
    count: int = 0
    waiting: list[Task] = field(default_factory=list)
    bags: list[tuple[int, int, Stay]] = field(default_factory=list)
    inside: int = 0
    """Patients who have not left."""
    tally: Tally = field(default_factory=Tally)
    reaction_waits: list[int] = field(default_factory=list)
    transferred: int = 0

    # ------------------------------------------------------------------------------- the machine

    def at(self, time: int, then: Callable[[], None]) -> None:
        """Let something happen at a time, after what was asked for that time before."""
        self.count += 1
        heappush(self.events, (max(time, self.now), self.count, then))

    def after(self, minutes: int, then: Callable[[], None]) -> None:
        self.at(self.now + minutes * MINUTE_S, then)

    def ask(self, work: Work, due: int, stay: Stay | None) -> None:
        self.count += 1
        self.waiting.append(Task.of(work, due, self.count, stay))

    def run(self, watch: Watcher | None) -> None:
        while self.events:
            time, _, then = heappop(self.events)
            self._count_until(time)
            self.now = time
            then()
            # Whoever is due at the same moment is asked for before anybody is served.
            if not self.events or self.events[0][0] > self.now:
                self._share_out()
            if watch:
                watch(self.now, self.pools)
        if self.waiting or self.bags:
            raise AssertionError("the day is over, and somebody still waits")

    def _count_until(self, time: int) -> None:
        inside_hours = min(time, CLOSE * MINUTE_S) - max(self.now, OPEN * MINUTE_S)
        if inside_hours > 0:
            self.tally.chairs += len(self.pools.taken) * inside_hours
            self.tally.nurse_parts += self.pools.nurses.used * inside_hours
        after = time - max(self.now, CLOSE * MINUTE_S)
        if after > 0 and self.inside:
            self.tally.nurses_after += max(1, self.pools.nurses_busy()) * after

    # ------------------------------------------------------------------------- nurses and bags

    def _share_out(self) -> None:
        """Serve in order; what waits for a chair or a pump lets others pass, never for a nurse."""
        self.waiting.sort()
        left: list[Task] = []
        for place, task in enumerate(self.waiting):
            if not self._could(task):
                left.append(task)
                continue
            if self.pools.nurses.free < NURSE_PARTS:
                left += self.waiting[place:]
                break
            self._serve(task)
        self.waiting = left
        self._compound()

    def _could(self, task: Task) -> bool:
        if task.work is Work.HANG and task.stay is not None and task.stay.fate.pump:
            return self.pools.pumps.free > 0
        if task.work is Work.SEAT and task.stay is not None:
            return self.pools.chair_for(task.stay.promise.chair, bound=self.bound) is not None
        return True

    def _serve(self, task: Task) -> None:
        stay = task.stay
        if stay is None:
            self._busy_for(BREAK_MIN)
            return
        match task.work:
            case Work.REACTION:
                if stay.was.left is None:
                    self.reaction_waits.append(self.now - task.due)
                    self._busy_for(AT_REACTION_MIN)
            case Work.SEAT:
                self._seat(stay)
            case Work.HANG:
                self._hang(stay)
            case Work.DISCONNECT:
                self._hold(stay, NURSE_PARTS)
                self.after(stay.kind.disconnect, partial(self._leave, stay))
            case Work.BREAK:
                raise AssertionError("a break is nobody's")

    def _busy_for(self, minutes: int) -> None:
        self.pools.nurses.take(NURSE_PARTS)
        self.after(minutes, partial(self.pools.nurses.give, NURSE_PARTS))

    def _hold(self, stay: Stay, parts: int) -> None:
        if parts > stay.parts:
            self.pools.nurses.take(parts - stay.parts)
        else:
            self.pools.nurses.give(stay.parts - parts)
        stay.parts = parts

    def _watch_over(self, stay: Stay) -> None:
        self._hold(stay, NURSE_PARTS // stay.kind.ratio)

    def _compound(self) -> None:
        self.bags.sort(key=lambda each: each[:2])
        while self.bags and self.pools.hoods.free:
            stay = self.bags.pop(0)[2]
            self.pools.hoods.take(1)
            self.after(stay.kind.compound, partial(self._bag_done, stay))

    def _bag_done(self, stay: Stay) -> None:
        self.pools.hoods.give(1)
        stay.was.bag_done = self.now
        there = self.now + TRANSPORT * MINUTE_S + stay.fate.bag_late
        self.at(there, partial(self._bag_arrives, stay))

    def _bag_arrives(self, stay: Stay) -> None:
        stay.bag_there = True
        self._perhaps_hang(stay)

    # ---------------------------------------------------------------------- the way of a patient

    def expect(self, stay: Stay) -> None:
        """Order the bag where it may be made before, and let the patient come or stay away."""
        if stay.kind.compound and not stay.kind.to_order:
            early = (stay.kind.compound + TRANSPORT + BAG_EARLY_MIN) * MINUTE_S
            begin = max(PHARMACY_OPEN * MINUTE_S, stay.hang_planned - early)
            self.at(begin, partial(self._order_bag, stay))
        if stay.fate.comes:
            stay.was.came = stay.promised + stay.fate.late
            self.at(stay.due, partial(self.ask, Work.SEAT, stay.due, stay))

    def _order_bag(self, stay: Stay) -> None:
        self.bags.append((stay.hang_planned, stay.id, stay))

    def _seat(self, stay: Stay) -> None:
        chair = self.pools.chair_for(stay.promise.chair, bound=self.bound)
        if chair is None:
            raise AssertionError("nobody is seated without a chair")
        self.pools.occupy(chair, stay.id)
        stay.chair, stay.was.seated = chair, self.now
        self.inside += 1
        self._hold(stay, NURSE_PARTS)
        arrive = stay.kind.arrive * MINUTE_S
        if stay.kind.to_order:
            ordered = self.now + arrive - stay.kind.compound * MINUTE_S // 2
            self.at(ordered, partial(self._order_bag, stay))
        self.at(self.now + arrive, partial(self._premedicated, stay))

    def _premedicated(self, stay: Stay) -> None:
        """A gap may be shorter than booked, down to the label's, to make up for a late seat."""
        stay.was.premedicated = self.now
        self._watch_over(stay)
        least = GAP_MIN * MINUTE_S if stay.kind.premedicated else 0
        over = self.now + least
        if stay.kind.premedicated:
            over = max(over, stay.hang_planned)
        self.at(over, partial(self._gap_ends, stay))

    def _gap_ends(self, stay: Stay) -> None:
        stay.was.may_hang = self.now
        self._perhaps_hang(stay)

    def _perhaps_hang(self, stay: Stay) -> None:
        if stay.was.may_hang is None or (stay.kind.compound and not stay.bag_there):
            return
        if not stay.kind.hang:
            self._start(stay)
            return
        # Between two phases nobody is held: what waits for hands must not keep them busy.
        self._hold(stay, 0)
        self.ask(Work.HANG, self.now, stay)

    def _hang(self, stay: Stay) -> None:
        if stay.fate.pump:
            self.pools.pumps.take(1)
            stay.has_pump = True
        stay.was.hung = self.now
        self._hold(stay, NURSE_PARTS)
        self.after(stay.kind.hang, partial(self._start, stay))

    def _start(self, stay: Stay) -> None:
        stay.was.started = self.now
        self._watch_over(stay)
        if stay.fate.struck:
            self.at(self.now + stay.fate.struck.at, partial(self._strike, stay))
        self.at(self.now + stay.fate.pump, partial(self._drained, stay))

    def _strike(self, stay: Stay) -> None:
        stay.was.struck = self.now
        self.ask(Work.REACTION, self.now, stay)

    def _drained(self, stay: Stay) -> None:
        stay.was.drained = self.now
        self.after(stay.kind.flush, partial(self._flushed, stay))

    def _flushed(self, stay: Stay) -> None:
        if stay.has_pump:
            self.pools.pumps.give(1)
            stay.has_pump = False
        self.at(self.now + stay.fate.observe, partial(self._observed, stay))

    def _observed(self, stay: Stay) -> None:
        struck = stay.fate.struck
        if struck is None or struck.over_same_day:
            self._ready_to_go(stay)
            return
        self.transferred += 1
        until = min(self.now + TRANSFER_AFTER_MIN * MINUTE_S, CLOSE * MINUTE_S)
        self.at(until, partial(self._ready_to_go, stay))

    def _ready_to_go(self, stay: Stay) -> None:
        stay.was.may_leave = self.now
        self._hold(stay, 0)
        if stay.kind.disconnect:
            self.ask(Work.DISCONNECT, self.now, stay)
        else:
            self._leave(stay)

    def _leave(self, stay: Stay) -> None:
        self._hold(stay, 0)
        stay.was.left = self.now
        self.inside -= 1
        self.after(stay.kind.clean, partial(self._cleaned, stay))

    def _cleaned(self, stay: Stay) -> None:
        stay.was.clean = self.now
        if stay.chair is not None:
            self.pools.leave(stay.chair)
