"""What OpenAPI says about problems, once for all endpoints."""

from typing import Any

from service.api.problem_kinds import KINDS
from service.api.problems import MEDIA_TYPE

_PROBLEM = {"$ref": "#/components/schemas/ProblemView"}

COMMAND = (400, 401, 403, 404, 405, 409, 413, 415, 422, 428, 500, 503)
STOP = (403, 404, 405, 409, 500)
READ = (400, 403, 404, 405, 422, 500)
AUDIT = (*READ, 401, 503)
READ_PEOPLE = (*READ, 401, 409, 503)
PERSON = (400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 503)
READ_BOOK = (*READ, 409)
READY = (*READ, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the declared problem answers of an endpoint."""
    return {status: _answer(status) for status in statuses}


def _answer(status: int) -> dict[str, Any]:
    ids = [f"`{key}`" for key, kind in KINDS.items() if kind.status == status]
    few = ids if len(ids) <= 8 else [*ids[:8], "and others"]
    return {
        "description": f"Refused: {', '.join(few)}.",
        "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
    }
