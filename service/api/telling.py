"""From a request to the ward and back: one effect for each tap, saved before it is answered."""

from collections.abc import Callable

from fastapi import Response

from service.api.bodies import Body
from service.api.problems import Problem, refused
from service.api.reception import Reception, SaidFields, Speaker
from service.api.schemas.answers import CommandAnswer
from service.api.taps import Answered, Answering, fingerprint
from service.core.session.commands import PersonCommand

Make = Callable[[SaidFields], PersonCommand]
"""Makes a command from who, when and where; a `Problem` if it cannot be made now."""


async def tell(here: Reception, speaker: Speaker, session: str, body: Body, make: Make) -> Response:
    """Give a command to an open session, once, and answer when what it did is on the disk."""
    print_ = fingerprint_of(speaker, body)
    known = here.taps.repeated(speaker.tap, print_)
    if known is None:
        here.runner(session)
        known = _told(here, speaker, session, print_, make, status=200)
    return await known.once_saved()


async def tell_new(here: Reception, speaker: Speaker, body: Body, make: Make) -> Response:
    """Give the command that opens a session, once, and answer when the session is on the disk."""
    print_ = fingerprint_of(speaker, body)
    known = here.taps.repeated(speaker.tap, print_)
    if known is None:
        known = _told(here, speaker, here.new_id(), print_, make, status=201)
    return await known.once_saved()


def fingerprint_of(speaker: Speaker, body: Body) -> str:
    """Return what tells a repetition of this tap from another command under the same id."""
    return fingerprint(speaker.asked, speaker.by.id, body.model_dump_json())


def _told(
    here: Reception, speaker: Speaker, session: str, print_: str, make: Make, *, status: int
) -> Answered:
    """Hand the command to the ward. Nothing here waits, so a tap cannot overtake itself."""
    now = here.ward.now()

    def body(version: int, events: list[str]) -> str:
        said = CommandAnswer(session=session, version=version, events=events, recorded=True)
        return said.model_dump_json()

    answering = Answering(speaker.tap, print_, status, now, body)
    try:
        handled = here.ward.handle(session, make(speaker.said(now)), answering)
        if handled.refusal is not None:
            raise refused(handled.refusal)
    except Problem as problem:
        answer = Answered(fingerprint=print_, status=problem.status, body=problem.body(), at=now)
        here.taps.keep_refused(speaker.tap, answer)
        return answer
    answer = Answered.of(answering.tap, handled.saved)
    here.taps.keep(speaker.tap, answer)
    return answer
