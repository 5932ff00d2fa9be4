"""The bag's two clocks, looked at where a pump is about to run: at the start and every resume."""

from collections.abc import Iterator

from drivers.quantities import NO_RATE
from service.core.plan import Ladder, duration, tail
from service.core.refusals import Refusal
from service.core.refusals import RefusalId as Id
from service.core.rules import Rules
from service.core.session.gate_table import closed
from service.core.session.next_start import before_first_drop, ladder_after_reaction
from service.core.session.state import Phase, Session
from service.core.times import MINUTE_MS, Instant, Span, after, since

HOUR_MS = 60 * MINUTE_MS


def bag_gates(s: Session, at: Instant, rules: Rules) -> Iterator[Refusal]:
    """Yield why this bag may not run from `at` until it is empty."""
    product, bag = s.protocol.product, s.ready.bag
    if bag is None:
        yield closed(Id.BAG_MISSING)
        return
    if s.association is not None and s.association.bag != bag.bag:
        yield closed(Id.BAG_OTHER, entered=bag.bag, hangs=s.association.bag)
    if product is None:
        return  # its hours are not known: `order_gates` says so
    cold = product.cold_validated if rules.readiness.cold_validated else product.cold
    kept = since(bag.out_of_fridge_at or at, bag.prepared_at)
    if kept > cold:
        hours, limit = -(-kept // HOUR_MS), cold // HOUR_MS
        yield closed(Id.BAG_COLD_TOO_LONG, hours=hours, limit=limit)
    if bag.out_of_fridge_at is None:
        yield closed(Id.BAG_STILL_COLD)
        return
    needs = time_needed(s, rules)
    left = since(after(bag.out_of_fridge_at, product.room), at)
    if needs > left:
        limit, left_min = product.room // HOUR_MS, max(0, left) // MINUTE_MS
        needs_min = -(-needs // MINUTE_MS)
        yield closed(Id.BAG_WARM_TOO_LONG, limit=limit, left=left_min, needs=needs_min)


def time_needed(s: Session, rules: Rules) -> Span:
    """Return how long the pump would still run, in ward time, if it went on now.

    Every step is counted as raised when due: less time than it can take, never more.
    """
    ladder, served = _ahead(s)
    # Half of next to nothing may round to no rate at all: such a resume is refused by its rate.
    ladder = tuple(step for step in ladder if step.rate > NO_RATE)
    left = s.protocol.bag_volume - max(s.infused, s.counted if s.started else s.infused)
    return Span(-(-duration(tail(ladder, served, left)) // rules.speed))


def _ahead(s: Session) -> tuple[Ladder, Span]:
    """Return the rate steps that would come into force, and what is served of the first."""
    if before_first_drop(s):
        return s.ladder, Span(0)
    if s.phase is Phase.INTERRUPTED and s.reaction is not None and s.reaction.action is not None:
        return ladder_after_reaction(s, s.reaction.action), Span(0)
    return s.ladder[s.step :], s.served
