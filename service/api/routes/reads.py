"""What can be read: the ward, its sessions, their records, and whether the service is well."""

from typing import Annotated

from fastapi import APIRouter, Query

from service.api.problem_kinds import KINDS
from service.api.problems import TYPE_PREFIX, Problem, bad_input
from service.api.reception import AtReception, Reception
from service.api.routes.described import READ, READY, problems
from service.api.schemas.answers import LiveView, ProblemKindView, ReadyView
from service.api.schemas.record import RecordOfSession
from service.api.schemas.session import SessionList, SessionView
from service.api.schemas.ward import WardView
from service.api.views.chair import session_on_ward
from service.api.views.record import record_of_session
from service.api.views.ward import record_view, ward_view
from service.shell.runner import Runner

router = APIRouter(tags=["reading"], responses=problems(*READ))
problem_router = APIRouter(tags=["problems"], responses=problems(404, 405, 500))

PAGE_MAX = 100


@router.get("/ward")
async def read_ward(here: AtReception) -> WardView:
    """Return everything a tablet shows."""
    return ward_view(here.ward, here.who.shown(), here.proposal)


@router.get("/sessions")
async def list_sessions(
    here: AtReception,
    every: Annotated[bool, Query(alias="all", description="Closed ones too.")] = False,
    after: Annotated[
        str | None, Query(max_length=64, description="The id that `next` gave.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 50,
) -> SessionList:
    """Return sessions, newest first; the open ones unless `all` is asked."""
    found = [each for each in here.ward.runners.values() if every or not each.session.closed]
    found.sort(key=_age, reverse=True)
    if after is not None:
        last = here.ward.runners.get(after)
        if last is None:
            raise bad_input("after", "is not a session")
        found = [each for each in found if _age(each) < _age(last)]
    now, page = here.ward.now(), found[:limit]
    return SessionList(
        sessions=[session_on_ward(each, here.ward, now) for each in page],
        next=page[-1].id if len(found) > limit else None,
    )


@router.get("/sessions/{session_id}")
async def read_session(session_id: str, here: AtReception) -> SessionView:
    """Return one session."""
    return session_on_ward(here.runner(session_id), here.ward, here.ward.now())


@router.get("/sessions/{session_id}/record")
async def read_record(session_id: str, here: AtReception) -> RecordOfSession:
    """Return everything that happened in a session, first to last."""
    return record_of_session(here.runner(session_id), here.ward.desk.rules)


@router.get("/health/live")
async def live() -> LiveView:
    """Say that the process turns."""
    return LiveView(status="live")


@router.get("/health/ready", responses=problems(*READY))
async def ready(here: AtReception) -> ReadyView:
    """Say whether the ward can record, and so act. Single pumps are not looked at."""
    _check_record(here)
    return ReadyView(status="ready")


@problem_router.get(TYPE_PREFIX + "{problem_id}")
async def read_problem(problem_id: str) -> ProblemKindView:
    """Return what a type of problem means."""
    kind = KINDS.get(problem_id)
    if kind is None:
        raise Problem("not-found")
    return ProblemKindView(
        type=TYPE_PREFIX + problem_id,
        title=kind.title,
        status=kind.status,
        explanation=kind.explanation,
    )


def _age(runner: Runner) -> tuple[int, str]:
    return runner.session.opened_at, runner.id


def _check_record(here: Reception) -> None:
    record = record_view(here.ward)
    if record.state in ("not-saved", "damaged"):
        raise Problem("not-ready", f"The record is {record.state}: {record.reason}")


ROUTERS = (router,)
