"""Stops: sent first, judged afterwards, answered at once, and taken from everybody."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Request, Response

from service.api.bodies_in import in_passing
from service.api.problems import Problem
from service.api.reception import Reception, Speaker
from service.api.schemas.answers import StopAnswer
from service.api.taps import Answered, Answering, fingerprint
from service.api.telling import Make
from service.core.refusals import RefusalId
from service.core.session.commands import Pause
from service.core.session.state import Phase, Session
from service.shell.runner import Runner

_log = logging.getLogger(__name__)

ACCEPTED = 202
_MAY_RUN = (Phase.INFUSING, Phase.HELD)
"""Where a stop that was taken once may have been followed by a resume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """A stop that has been asked for, and its answer."""

    tap: str | None
    """Under which the answer is remembered; None: it changed no session, and is not."""
    answered: Answered
    first: bool
    """False: this tap was answered before, and the stop still stands."""


def stop_session(here: Reception, speaker: Speaker, session: str, make: Make) -> Stopping:
    """Give a stopping command. STOP is on its way to the pump before anything is judged.

    A repeated tap does nothing twice as long as its stop stands. Once the pump may run again it is
    a new stop: better one stop too many than one that was taken for a repetition.
    """
    runner = _open_session(here, session)
    print_ = fingerprint(speaker.asked)
    known = here.taps.get(speaker.tap)
    if known is not None:
        if known.fingerprint == print_ and runner.session.phase not in _MAY_RUN:
            return Stopping(tap=speaker.tap, answered=known, first=False)
        speaker = replace(speaker, tap=here.new_id())
    return _stopped(here, speaker, runner, print_, make)


def stop_first(here: Reception, session: str) -> None:
    """Put STOP on the wire of a session's pump, for a command that has yet to be read."""
    association = _open_session(here, session).session.association
    if association is not None:
        here.ward.stop_pump(association.pump)


def stop_pump(here: Reception, speaker: Speaker, pump: str) -> Stopping:
    """Put STOP on the wire of any pump; an infusion that runs on it is paused."""
    if pump not in here.pumps:
        raise Problem("unknown-pump")
    runner = here.ward.session_on(pump)
    if runner is None:
        return _stopped_alone(here, speaker, pump)
    try:
        return stop_session(here, speaker, runner.id, lambda said: Pause(**said))
    except Problem as problem:
        # There was nothing to pause, and STOP has been sent all the same.
        return _unrecorded(here, speaker, runner, problem.detail)


async def reply(here: Reception, stopping: Stopping, request: Request) -> Response:
    """Answer a stop whose body says nothing; a body that cannot be read is mentioned."""
    _, note = await in_passing(request)
    return reply_noting(here, stopping, note)


def reply_noting(here: Reception, stopping: Stopping, note: str | None) -> Response:
    """Answer a stop with a note; a repetition gets the first answer."""
    if note is None or not stopping.first:
        return stopping.answered.response()
    said = StopAnswer.model_validate_json(stopping.answered.body)
    notes = f"{said.note} {note}" if said.note else note
    body = said.model_copy(update={"note": notes}).model_dump_json()
    answered = replace(stopping.answered, body=body)
    if stopping.tap is not None:
        here.taps.keep(stopping.tap, answered)
    return answered.response()


def _open_session(here: Reception, session: str) -> Runner:
    runner = here.runner(session)
    if runner.session.closed:
        # Its pump may serve somebody else by now.
        raise Problem("wrong-phase", "This session is closed. Press STOP on the pump itself.")
    return runner


def _stopped(
    here: Reception, speaker: Speaker, runner: Runner, print_: str, make: Make
) -> Stopping:
    now = here.ward.now()
    answering = Answering(speaker.tap, print_, ACCEPTED, now, _body(runner.id))
    handled = here.ward.handle(runner.id, make(speaker.said(now)), answering)
    if handled.refusal is not None:
        if handled.refusal.id is RefusalId.READ_ONLY:
            return _unrecorded(here, speaker, runner, handled.refusal.sentence)
        raise Problem(handled.refusal.id.value, handled.refusal.sentence + _sent(runner.session))
    answered = Answered.of(answering.tap, handled.saved)
    here.taps.keep(speaker.tap, answered)
    return Stopping(tap=speaker.tap, answered=answered, first=True)


def _sent(s: Session) -> str:
    """Say what has become of a stop that no session took."""
    if s.association is None:
        return ""
    return " Press STOP at the pump." if s.by_hand else " STOP was sent to the pump."


def _stopped_alone(here: Reception, speaker: Speaker, pump: str) -> Stopping:
    """Stop a pump that no session uses: sent every time, and only logged."""
    if not here.ward.stop_pump(pump):
        raise Problem("pump-silent", "There is no line to this pump. Press STOP on the pump.")
    _log.warning(
        "STOP for pump %s, which no session uses: tap %s, person %s",
        pump,
        speaker.tap,
        speaker.by.id,
    )
    return _unrecorded(here, speaker, None, None)


def _unrecorded(
    here: Reception, speaker: Speaker, runner: Runner | None, note: str | None
) -> Stopping:
    """Return the answer to a stop that changed no session."""
    version = runner.version if runner else 0
    said = StopAnswer(
        session=runner.id if runner else None, version=version, events=[], recorded=False, note=note
    )
    answered = Answered(
        fingerprint=fingerprint(speaker.asked),
        status=ACCEPTED,
        body=said.model_dump_json(),
        at=here.ward.now(),
    )
    # Not remembered: it is sent every time, and what the same tap did before stands.
    return Stopping(tap=None, answered=answered, first=True)


def _body(session: str) -> Callable[[int, list[str]], str]:
    def body(version: int, events: list[str]) -> str:
        said = StopAnswer(
            session=session, version=version, events=events, recorded=False, note=None
        )
        return said.model_dump_json()

    return body
