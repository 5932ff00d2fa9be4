"""Each order of the service, judged when it goes on the line, by what was allowed at that moment.

A judgement is a row of the safety table and what was wrong, or two empty texts. It counts once the
motor turns faster because of the order.
"""

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.torture.facts import INCREMENT_NL, OLD_S, WORD_SLACK_S
from tests.torture.label import NL_PER_ML

if TYPE_CHECKING:
    from tests.torture.ghost import Ghost

Judgement = tuple[str, str]
RIGHT: Judgement = ("", "")
_GOES = ("StartOrdered", "Resumed", "ResumedAfterReaction", "StepServed")
_STOPS = ("ReactionReported", "Paused", "PausedByPerson", "Discontinued", "Held", "HoldLifted")
_ENDS = ("VolumeIn", "StopAsked", "LateReactionReported")
_ROWS = {
    "a hand at the pump": "INV-08",
    "a power cycle": "INV-10",
    "found by another service": "INV-32",
    "a reaction": "INV-07",
    "a pause": "INV-07",
    "an end for good": "INV-07",
}
"""Why a pump stands still, and the row that says that it stays so."""


def judge_go(ghost: "Ghost", rate: int, now_s: float) -> Judgement:
    """Judge a start at a rate."""
    go = ghost.go
    if ghost.stays:
        return "INV-35", f"started at {rate} nL/h after a stay in hospital was told"
    if go is None:
        row = _ROWS.get(ghost.why_still, "INV-02")
        return row, f"started at {rate} nL/h; it stood because of: {ghost.why_still}"
    if go.process is not ghost.facts.process:
        return "INV-32", "started by another service than the one that was told to"
    if now_s - go.at_s > ghost.limits.gap_s + OLD_S:
        return "INV-12", f"started {now_s - go.at_s:.0f} s after it was asked for"
    if rate > go.rate_nl_h:
        row = "INV-09" if go.kind == "reaction" else "INV-01"
        return row, f"started at {rate} nL/h, {go.kind} allows {go.rate_nl_h}"
    return _unrecorded(ghost) or RIGHT


def judge_raise(ghost: "Ghost", rate: int, now_s: float) -> Judgement:
    """Judge a higher rate for a pump that runs."""
    climb, go = ghost.climb, ghost.go
    if ghost.stays:
        return "INV-35", f"raised to {rate} nL/h after a stay in hospital was told"
    if go is not None and rate <= go.rate_nl_h:
        return _unrecorded(ghost) or RIGHT
    if climb is None:
        return "INV-02", f"raised to {rate} nL/h without a session"
    if rate != climb.next_nl_h:
        return "INV-01", f"raised to {rate} nL/h, the next step is {climb.next_nl_h}"
    if ghost.absent_s:
        return "INV-19", f"raised after nobody served for {ghost.absent_s:.0f} s, unasked"
    words = [word for word in ghost.words if word.step_no == climb.no]
    if not words:
        return "INV-02", f"raised from step {climb.no} without a word for it"
    if now_s - max(word.at_s for word in words) > ghost.limits.word_s + WORD_SLACK_S:
        return "INV-02", "raised on an old word"
    slack_s = 3.0 * ghost.limits.speed
    if climb.serve_s is not None and climb.served_s < climb.serve_s - slack_s:
        served = f"{climb.served_s:.0f} of {climb.serve_s:.0f} s"
        return "RULE-4", f"raised after {served} at the rate"
    return _unrecorded(ghost) or RIGHT


def judge_limit(ghost: "Ghost") -> Judgement:
    """Rule 7: what the pump was told to deliver ends no later than the order."""
    target_nl = ghost.pump.device.model.target_nl
    whole = ghost.volumes.session_nl + target_nl
    if target_nl and whole <= ghost.limits.bag_nl + ghost.volumes.blurred_nl + INCREMENT_NL:
        return RIGHT
    return "INV-03", f"the pump would go on to {whole / NL_PER_ML:.1f} mL, more than the order"


def _unrecorded(ghost: "Ghost") -> Judgement | None:
    """Rule 2: everything but STOP is on the disk before its first byte leaves."""
    kinds = {*_GOES, *_STOPS, *_ENDS}
    latest_first = "SELECT kind FROM journal WHERE stream = ? ORDER BY version DESC"
    with closing(sqlite3.connect(ghost.facts.store)) as connection:
        rows = connection.execute(latest_first, (ghost.session,))
        last = next((kind for (kind,) in rows if kind in kinds), None)
    if last not in _GOES:
        return "INV-11", f"started or raised; the last such row on the disk is {last}"
    return None
