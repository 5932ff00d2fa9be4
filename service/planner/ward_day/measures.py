"""What is read off a simulated day."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import ceil
from statistics import fmean

from service.core.booking.shape import NURSE_PARTS
from service.planner.ward_day.asked import Request
from service.planner.ward_day.fate import MINUTE_S, Outcome
from service.planner.ward_day.kinds import GAP_MAX
from service.planner.ward_day.play import Played
from service.planner.ward_day.stay import Stay
from service.planner.ward_day.ward import CLOSE, OPEN

TOLD_MIN = 10
"""A patient is told when the seat comes more than this after the promise (min)."""

LONG_MIN = 200
"""From this length on a visit counts as long (min in the chair)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """One day in numbers; minutes and shares in percent."""

    asked: float
    placed: float
    """Percent of the chair-minutes that were asked for."""
    placed_visits: float
    """Percent of the visits that were asked for."""
    away: float
    away_long: float
    came: float
    wait: float
    """Mean, from the promised time (or the later arrival) to the seat."""
    wait_p90: float
    held_up: float
    """Mean, in the chair: for a nurse, a bag or a pump, beyond what was booked."""
    told: float
    overtime: float
    """Nurse-minutes after closing."""
    last: float
    """Minutes after closing until the last patient has left; 0 if before."""
    chairs_used: float
    """Percent of the chair-minutes between opening and closing."""
    nurses_used: float
    """The same of the nurses who came, breaks included."""
    nurses_came: float
    reactions: float
    interrupted: float
    stopped: float
    reaction_wait: float
    """The longest that a reaction waited for a nurse's both hands."""
    premedication_old: float
    """Visits whose bag was hung later after the premedication than its window allows."""
    transferred: float


MEASURES = tuple(each.name for each in fields(Measures))


def measures(asked: Sequence[Request], played: Played) -> Measures:
    """Return the numbers of a day."""
    placed_ids = {stay.id for stay in played.stays}
    refused = [request for request in asked if request.id not in placed_ids]
    asked_time = sum(request.kind.length for request in asked)
    came = [stay for stay in played.stays if stay.was.seated is not None]
    waits = sorted(_wait(stay) for stay in came)
    outcomes = [stay.fate.struck.outcome for stay in came if stay.fate.struck]
    return Measures(
        asked=len(asked),
        placed=_percent(asked_time - sum(r.kind.length for r in refused), asked_time),
        placed_visits=_percent(len(asked) - len(refused), len(asked)),
        away=len(refused),
        away_long=sum(request.kind.length >= LONG_MIN for request in refused),
        came=len(came),
        wait=fmean(waits) if waits else 0.0,
        wait_p90=waits[ceil(len(waits) * 0.9) - 1] if waits else 0.0,
        held_up=fmean(map(_held_up, came)) if came else 0.0,
        told=sum(wait > TOLD_MIN for wait in waits),
        overtime=played.tally.nurses_after / MINUTE_S,
        last=max([0.0, *(_left(stay) / MINUTE_S - CLOSE for stay in came)]),
        chairs_used=_percent(played.tally.chairs, played.ward.open_minutes * MINUTE_S),
        nurses_used=_percent(
            played.tally.nurse_parts, played.present * NURSE_PARTS * (CLOSE - OPEN) * MINUTE_S
        ),
        nurses_came=played.present,
        reactions=len(outcomes),
        interrupted=sum(each is not Outcome.CONTINUED for each in outcomes),
        stopped=sum(each is Outcome.STOPPED for each in outcomes),
        reaction_wait=max(played.reaction_waits, default=0) / MINUTE_S,
        premedication_old=sum(map(_old, came)),
        transferred=played.transferred,
    )


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 100.0


def _wait(stay: Stay) -> float:
    return ((stay.was.seated or stay.due) - stay.due) / MINUTE_S


def _left(stay: Stay) -> int:
    return stay.was.left or 0


def _held_up(stay: Stay) -> float:
    """Return the minutes between the end of one phase and the hands or the bag of the next."""
    was = stay.was
    hang = was.hung - was.may_hang if was.hung is not None and was.may_hang is not None else 0
    away = 0
    if was.left is not None and was.may_leave is not None:
        away = was.left - was.may_leave - stay.kind.disconnect * MINUTE_S
    return (hang + away) / MINUTE_S


def _old(stay: Stay) -> bool:
    was = stay.was
    if not stay.kind.premedicated or was.hung is None or was.premedicated is None:
        return False
    return was.hung - was.premedicated > GAP_MAX * MINUTE_S
