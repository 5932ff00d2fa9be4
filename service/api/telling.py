"""From a request to the ward and back: one effect for each tap, saved before it is answered."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Response

from service.api.bodies import Body
from service.api.problems import Problem, refused
from service.api.reception import Reception, SaidFields, Speaker
from service.api.schemas.answers import CommandAnswer, StopAnswer
from service.api.taps import Answered, fingerprint
from service.core.refusals import RefusalId
from service.core.session.commands import PersonCommand
from service.core.session.events import Event
from service.core.session.state import Phase
from service.core.times import Instant
from service.shell.runner import Handled, TapFor
from service.store.batch import Tap

_log = logging.getLogger(__name__)

Make = Callable[[SaidFields], PersonCommand]
"""Makes a command from who, when and where; a `Problem` if it cannot be made now."""

_MAY_RUN = (Phase.INFUSING, Phase.HELD)
_ACCEPTED = 202


async def tell(
    here: Reception,
    speaker: Speaker,
    session: str,
    body: Body,
    make: Make,
    *,
    status: int = 200,
) -> Response:
    """Give a command, once, and answer when what it did is on the disk."""
    print_ = fingerprint(speaker.asked, speaker.by.id, body.model_dump_json())
    known = here.taps.repeated(speaker.tap, print_)
    if known is not None:
        return await known.once_saved()
    if status != 201:
        here.runner(session)
    now = here.ward.now()
    answer = _Answer(session, speaker.tap, print_, status, now)
    handled = here.ward.handle(session, make(speaker.said(now)), answer)
    if handled.refusal is not None:
        problem = refused(handled.refusal)
        refusal = Answered(
            fingerprint=print_, status=problem.status, body=problem.body(), at=now
        )
        here.taps.keep_refused(speaker.tap, refusal)
        raise problem
    answered = Answered.of(answer.tap(), handled.saved)
    here.taps.keep(speaker.tap, answered)
    return await answered.once_saved()
