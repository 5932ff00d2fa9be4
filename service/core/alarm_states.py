"""How alarms age: raised, escalated, over. A pure function of what stands and what is found now.

Level-triggered like everything else: an event that was lost with a crash is made again at the next
look. What flaps is bounded: a condition that comes back before it has been gone for a while is the
same alarm, and one that had been answered is raised again, once for each answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drivers.quantities import NO_RATE, Rate, Volume
from service.core.alarm_table import TABLE, AlarmId, Priority
from service.core.alarms import Alarm, alarms, may_infuse
from service.core.rules import AlarmRules, Rules
from service.core.session import events as e
from service.core.session.standing import Standings
from service.core.session.state import Session, Standing
from service.core.times import Instant, after, since

Gone = Mapping[AlarmId, Instant]
"""Since when the conditions of standing alarms are gone. Kept in memory alone: after a restart it
is counted anew."""
NEVER_GONE: Gone = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What there is to see at one instant."""

    at: Instant
    found: tuple[Alarm, ...]
    infusing: bool
    """Something may be infusing: only then does an unanswered alarm rise."""
    told: bool = False
    """A person's act has just been taken: what it ended needs no other answer."""
    closed: bool = False
    rate: Rate | None = None
    infused: Volume | None = None


def attend_session(
    s: Session, gone: Gone, at: Instant, rules: Rules, *, told: bool
) -> tuple[tuple[e.AlarmEvent, ...], Gone]:
    """Return what has become of a session's alarms by `at`."""
    known = s.heard is not None and s.silent_since is None
    reported = (s.heard.rate if s.heard.moving else NO_RATE) if s.heard is not None else None
    scene = Scene(
        at=at,
        found=alarms(s, at, rules),
        infusing=may_infuse(s),
        told=told,
        closed=s.closed,
        rate=reported if known else None,
        infused=s.infused,
    )
    return attend(s.standing, gone, scene, rules.alarms)


def attend(
    standing: Standings, gone: Gone, scene: Scene, rules: AlarmRules
) -> tuple[tuple[e.AlarmEvent, ...], Gone]:
    """Return what has become of the alarms that stood, and which conditions are gone since when."""
    found = {alarm.id: alarm for alarm in reversed(scene.found)}
    stood = {each.alarm: each for each in standing}
    events: list[e.AlarmEvent] = []
    still_gone: dict[AlarmId, Instant] = {}
    for alarm in reversed(found.values()):
        known = stood.get(alarm.id)
        if known is None or _comes_again(known, gone, scene.at, rules):
            events.append(_raised(alarm, scene))
        else:
            events += _escalated(known, scene, rules)
    for known in standing:
        if known.alarm in found or known.ended_at is not None:
            continue
        left = gone.get(known.alarm, scene.at)
        by_a_person = scene.told and known.alarm not in gone and not TABLE[known.alarm].latching
        if by_a_person or scene.closed or since(scene.at, left) >= rules.over_after:
            stays = latches(known) and known.acknowledged_at is None
            stays = stays and not by_a_person and not scene.closed
            events.append(
                e.AlarmResolved(at=scene.at, alarm=known.alarm, ended_at=left, stays=stays)
            )
        else:
            still_gone[known.alarm] = left
    return tuple(events), still_gone


def attend_again(
    standing: Standings, gone: Gone, now: Instant, rules: AlarmRules
) -> Instant | None:
    """Return the next instant after `now` at which time alone could change an alarm."""
    due = (instant for known in standing for instant in _due(known, gone, rules) if instant > now)
    return min(due, default=None)


def latches(known: Standing) -> bool:
    """Whether an alarm stays after its cause until somebody acknowledges it."""
    return TABLE[known.alarm].latching or known.priority is Priority.HIGH


def audio_paused(known: Standing, at: Instant) -> bool:
    """Whether the sound of an alarm is paused at `at`."""
    return known.paused_until is not None and at < known.paused_until


def _due(known: Standing, gone: Gone, rules: AlarmRules) -> Iterator[Instant]:
    if known.alarm in gone:
        yield after(gone[known.alarm], rules.over_after)
    if known.acknowledged_at is not None:
        yield after(known.acknowledged_at, rules.again_after)
        return
    yield after(known.risen_at, rules.medium_rises_after)
    yield after(known.risen_at, rules.high_spreads_after)
    if known.paused_until is not None:
        yield known.paused_until


def _comes_again(known: Standing, gone: Gone, at: Instant, rules: AlarmRules) -> bool:
    """Whether a condition that holds is a new alarm although one of its kind stands."""
    if known.ended_at is not None:
        return True
    answered = known.acknowledged_at is not None
    if known.alarm in gone:  # it had gone and is back: a new one is never silent
        return answered or audio_paused(known, at)
    long = answered and since(at, known.acknowledged_at or at) >= rules.again_after
    return long and known.priority is not Priority.LOW


def _raised(alarm: Alarm, scene: Scene) -> e.AlarmRaised:
    return e.AlarmRaised(
        at=scene.at,
        alarm=alarm.id,
        priority=TABLE[alarm.id].priority,
        sentence=alarm.sentence,
        rate=scene.rate,
        infused=scene.infused,
    )


def _escalated(known: Standing, scene: Scene, rules: AlarmRules) -> Iterator[e.AlarmEscalated]:
    """An audio pause says that somebody is there: it puts the rise off, and starts nothing anew."""
    if known.acknowledged_at is not None or audio_paused(known, scene.at):
        return
    age, medium = since(scene.at, known.risen_at), known.priority is Priority.MEDIUM
    rises = medium and scene.infusing and age >= rules.medium_rises_after
    high = known.priority is Priority.HIGH and not known.all_stations
    spreads = high and age >= rules.high_spreads_after
    if rises or spreads:
        yield e.AlarmEscalated(
            at=scene.at, alarm=known.alarm, priority=Priority.HIGH, all_stations=spreads
        )
