"""The three curves of a session: as planned, as delivered, as still to come."""

from collections.abc import Iterable
from functools import lru_cache

from drivers.quantities import NO_RATE, Rate, Volume
from service.api.schemas.parts import PointView, SegmentView
from service.api.views.times import Axis, minutes_of
from service.core.label_rates import text
from service.core.plan import Segment, rounded, tail
from service.core.resuming import Ladder
from service.core.rules import Rules
from service.core.session import events as e
from service.core.session.state import Session
from service.core.session.to_come import to_come as upcoming
from service.core.times import Instant, Span


def planned(s: Session) -> list[SegmentView]:
    """Return the protocol's staircase for this infusion, in rates the pump can be set to."""
    ladder = s.protocol.profile(s.infusion_no).steps
    increment = None if s.association is None else s.association.capabilities.rate_increment
    return list(_planned(ladder, increment, s.protocol.bag_volume))


@lru_cache(maxsize=256)
def _planned(ladder: Ladder, increment: Rate | None, bag: Volume) -> tuple[SegmentView, ...]:
    """Return it for one profile on one kind of pump: the same for as long as the ward runs."""
    if increment is not None:
        ladder = rounded(ladder, increment)
    return tuple(_segments(tail(ladder, Span(0), bag)))


def delivered(happened: Iterable[e.Event], axis: Axis) -> list[PointView]:
    """Return the rates that the pump reported, each from when on."""
    points: list[PointView] = []
    for event in happened:
        rate = _reported(event)
        if rate is None or axis.start is None:
            continue
        point = PointView(at_min=axis.minutes(event.at), rate_ml_h=rate.ml_per_h)
        if not points or points[-1].rate_ml_h != point.rate_ml_h:
            points.append(point)
    return points


def to_come(s: Session, now: Instant, axis: Axis, rules: Rules) -> list[SegmentView]:
    """Return what is left, as it would run from now on without interruption."""
    return _segments(upcoming(s, now, rules, start=Span(axis.span(now))))


def _reported(event: e.Event) -> Rate | None:
    """Return the rate that the pump is known to have had from this event on."""
    match event:
        case e.RateReached(rate=rate):
            return rate
        case e.Held(reported=rate) | e.Resumed(reported=rate):
            return rate
        case e.StopConfirmed() | e.VolumeIn():
            return NO_RATE
        case _:
            return None


def _segments(segments: Iterable[Segment]) -> list[SegmentView]:
    return [
        SegmentView(
            from_min=minutes_of(each.start),
            to_min=minutes_of(each.end),
            rate_ml_h=each.rate.ml_per_h,
            label_rate=text(each.label) if each.label else None,
        )
        for each in segments
    ]
