"""Titration plans: how long, how much, what next, and what a reaction makes of it.

The same functions draw the staircase on the tablet, give a visit its length and drive the pump, so
that the calendar and the pump cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from drivers.quantities import NO_RATE, NO_VOLUME, Rate, Volume
from service.core.label_rates import OtherRate
from service.core.protocol import Protocol, ReactionAction
from service.core.resuming import Ladder as Ladder
from service.core.resuming import Reacted, action_after, resumed
from service.core.times import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of constant rate in a staircase; a hold has rate zero."""

    start: Span
    """From the first RUN."""
    end: Span
    rate: Rate
    volume: Volume
    """Delivered within this segment."""
    label: OtherRate | None = None
    """The rate as the label says it, where it does not speak in mL/h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """A reaction that is assumed, to ask what the day would become."""

    at: Span
    """Time since the first RUN, holds included. It comes before a step due at the same moment."""
    grade: int
    hold: Span
    """How long the infusion stands still before it may go on."""


def staircase(
    protocol: Protocol, infusion_no: int, reactions: Iterable[Reaction] = ()
) -> tuple[Segment, ...]:
    """Return the whole infusion as it would run if every step were raised at once when due."""
    profile = protocol.profile(infusion_no)
    ladder, served, left, now = profile.steps, Span(0), protocol.bag_volume, Span(0)
    reacted = Reacted()
    done: list[Segment] = []
    for reaction in sorted(reactions, key=lambda each: each.at):
        if reaction.at < now:
            raise ValueError(
                "a reaction cannot begin while the infusion stands still after another"
            )
        stretch = _until(tail(ladder, served, left, start=now), reaction.at)
        done += stretch
        left -= volume_of(stretch)
        if left <= NO_VOLUME:
            return tuple(done)
        ladder, served = _climbed(ladder, served, Span(reaction.at - now))
        action = action_after(protocol.reaction, reaction.grade, reacted)
        if action is ReactionAction.DISCONTINUE:
            return tuple(done)
        reacted = reacted.then(reaction.grade, action)
        ladder, served = resumed(profile, protocol.reaction, ladder, action), Span(0)
        now = Span(reaction.at + reaction.hold)
        if reaction.hold > 0:
            done.append(Segment(start=reaction.at, end=now, rate=NO_RATE, volume=NO_VOLUME))
    return tuple(done) + tail(ladder, served, left, start=now)


def tail(
    ladder: Ladder, served: Span, left: Volume, *, start: Span = Span(0)
) -> tuple[Segment, ...]:
    """Return what is still to come: `left` to deliver, `served` of the first step already served.

    The last segment is shortened by volume; steps for which nothing is left do not appear.
    """
    segments = []
    for step in ladder:
        if left <= NO_VOLUME:
            break
        needs = Span(left.time_at(step.rate))
        takes = needs if step.serve is None else Span(min(needs, max(0, step.serve - served)))
        volume = left if takes == needs else step.rate.over(takes)
        if takes > 0:
            end = Span(start + takes)
            segments.append(
                Segment(start=start, end=end, rate=step.rate, volume=volume, label=step.label)
            )
        left, start, served = left - volume, Span(start + takes), Span(0)
    return tuple(segments)


def volume_of(segments: Iterable[Segment]) -> Volume:
    """Return the volume that `segments` deliver together."""
    return Volume(sum(segment.volume.ul for segment in segments))


def duration(segments: tuple[Segment, ...]) -> Span:
    """Return the time from the first RUN to the end of the last segment."""
    return segments[-1].end if segments else Span(0)


def infused_at(segments: Iterable[Segment], at: Span) -> Volume:
    """Return the cumulative volume `at` a time since the first RUN."""
    return volume_of(_until(segments, at))


def rounded(ladder: Ladder, increment: Rate) -> Ladder:
    """Return the ladder in steps a pump can be set to: every rate rounded down, never up."""
    return tuple(replace(step, rate=step.rate.rounded_down(increment)) for step in ladder)


def _until(segments: Iterable[Segment], at: Span) -> tuple[Segment, ...]:
    """Return the part of a staircase before `at`."""
    kept = []
    for segment in segments:
        if segment.start >= at:
            break
        if segment.end <= at:
            kept.append(segment)
            continue
        part = segment.rate.over(at - segment.start)
        kept.append(replace(segment, end=at, volume=part))
    return tuple(kept)


def _climbed(ladder: Ladder, served: Span, ran: Span) -> tuple[Ladder, Span]:
    """Return the ladder from the step that is in force after `ran` more time, and its served time.

    A step due at exactly this moment has not been taken: a reaction comes before it.
    """
    index = 0
    while (serve := ladder[index].serve) is not None and served + ran > serve:
        if index + 1 == len(ladder):
            break
        ran, served, index = Span(ran - (serve - served)), Span(0), index + 1
    return ladder[index:], Span(served + ran)
