"""What people may do about alarms, and tablets as places where they can be heard.

There is nothing here that switches an alarm off, and nothing that pauses one for good.
"""

from collections.abc import Callable

from fastapi import APIRouter, Response

from service.api.bodies import AcknowledgementBody, Body, HeartbeatBody, Nothing
from service.api.bodies_in import StrictRoute
from service.api.problems import Problem, refused
from service.api.reception import (
    AtDoor,
    AtReception,
    KnownSpeaker,
    Reception,
    SaidFields,
    Speaker,
    command_headers,
)
from service.api.routes.described import COMMAND, problems
from service.api.schemas.answers import AlarmAnswer, CommandAnswer
from service.api.taps import Answered
from service.api.telling import fingerprint_of, tell
from service.api.views.ward import ward_part
from service.core.refusals import Refusal
from service.core.session import commands as c

router = APIRouter(route_class=StrictRoute, tags=["alarms"], responses=problems(*COMMAND))
HEADERS = command_headers(required=True)
TABLET = {"parameters": [each for each in HEADERS["parameters"] if each["name"] == "X-Tablet"]}

Act = Callable[[SaidFields], Refusal | None]


@router.post(
    "/sessions/{session_id}/alarms/acknowledgement",
    response_model=CommandAnswer,
    openapi_extra=HEADERS,
)
async def acknowledge_alarm(
    session_id: str, body: AcknowledgementBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take an alarm of an infusion in hand, by name. It is shown as long as its cause holds."""
    return await tell(
        here,
        speaker,
        session_id,
        body,
        lambda said: c.AcknowledgeAlarm(**said, alarm=body.alarm),
    )


@router.post(
    "/sessions/{session_id}/alarms/audio-pause",
    response_model=CommandAnswer,
    openapi_extra=HEADERS,
)
async def pause_audio(
    session_id: str, body: Nothing, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Pause the sound of an infusion's alarms for at most 120 s. A new alarm sounds at once."""
    return await tell(here, speaker, session_id, body, lambda said: c.PauseAudio(**said))


@router.post("/alarms/acknowledgement", response_model=AlarmAnswer, openapi_extra=HEADERS)
async def acknowledge_ward_alarm(
    body: AcknowledgementBody, speaker: KnownSpeaker, here: AtReception
) -> Response:
    """Take an alarm of the ward itself in hand, by name."""

    def act(said: SaidFields) -> Refusal | None:
        return here.ward.answer_alarm(c.AcknowledgeAlarm(**said, alarm=body.alarm))

    return _once(here, speaker, body, act)


@router.post("/alarms/audio-pause", response_model=AlarmAnswer, openapi_extra=HEADERS)
async def pause_ward_audio(body: Nothing, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Pause the sound of the ward's own alarms for at most 120 s."""

    def act(said: SaidFields) -> Refusal | None:
        return here.ward.answer_alarm(c.PauseAudio(**said))

    return _once(here, speaker, body, act)


@router.post("/stations/heard", response_model=AlarmAnswer, openapi_extra=HEADERS)
async def hear_station(body: Nothing, speaker: KnownSpeaker, here: AtReception) -> Response:
    """Say "I hear it": this person has just heard this tablet's sound."""

    def act(said: SaidFields) -> Refusal | None:
        here.ward.station_heard(said["tablet"], said["by"])
        return None

    return _once(here, speaker, body, act)


@router.post("/stations/heartbeat", openapi_extra=TABLET)
async def beat_station(body: HeartbeatBody, here: AtReception, caller: AtDoor) -> AlarmAnswer:
    """Give a sign of life of this tablet, every 2 s, with what it knows about its own sound."""
    if caller.tablet is None:
        raise Problem("unknown-tablet")
    here.ward.station_beats(caller.tablet.id, sounds=body.sounds)
    return _answer(here)


def _once(here: Reception, speaker: Speaker, body: Body, act: Act) -> Response:
    """Do something once for each tap. It is kept in memory and in the log, so nothing waits."""
    print_ = fingerprint_of(speaker, body)
    known = here.taps.repeated(speaker.tap, print_)
    if known is not None:
        return known.response()
    now = here.ward.now()
    refusal = act(speaker.said(now))
    if refusal is not None:
        raise refused(refusal)
    answered = Answered(
        fingerprint=print_, status=200, body=_answer(here).model_dump_json(), at=now
    )
    here.taps.keep(speaker.tap, answered)
    return answered.response()


def _answer(here: Reception) -> AlarmAnswer:
    part = ward_part(here.ward, here.who.shown())
    return AlarmAnswer(alarms=part.alarms, stations=part.stations)


ROUTERS = (router,)
