"""RFC 9457 problems: how they are raised, written and made of every fault."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from service.api.problem_kinds import KINDS
from service.core.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "/problems/"
_FIELD_MAX = 80
_ERRORS_MAX = 20
_BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-not-allowed"}


class Problem(Exception):
    """A request that is answered with a problem.

    Args:
        kind: An id of `KINDS`.
        detail: The sentence for a nurse; the kind's explanation where nothing more is known.
        errors: Pairs of field and reason.
        reasons: Pairs of id and sentence.
        headers: Headers of the answer.
        beside: More fields of the answer, as `ProblemView` has them.
    """

    def __init__(
        self,
        kind: str,
        detail: str | None = None,
        *,
        errors: Sequence[tuple[str, str]] = (),
        reasons: Sequence[tuple[str, str]] = (),
        headers: dict[str, str] | None = None,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = KINDS[kind].status
        self.headers = headers
        self.detail = detail or KINDS[kind].explanation
        self._errors = errors
        self._reasons = reasons
        self._beside = dict(beside or {})

    def body(self) -> str:
        """Return the problem as JSON, ASCII only: it can always be encoded."""
        content: dict[str, Any] = {
            "type": TYPE_PREFIX + self.kind,
            "title": KINDS[self.kind].title,
            "status": self.status,
            "detail": self.detail,
        }
        if self._reasons:
            content["reasons"] = [{"id": key, "sentence": text} for key, text in self._reasons]
        if self._errors:
            content["errors"] = [{"field": key, "reason": text} for key, text in self._errors]
        return json.dumps({**content, **self._beside}, allow_nan=False)

    def response(self) -> Response:
        """Return the problem as an answer."""
        return Response(self.body(), self.status, self.headers, MEDIA_TYPE)


def refused(refusal: Refusal) -> Problem:
    """Return the problem for a command that core or ward refused."""
    reasons = [(each.id.value, each.sentence) for each in refusal.reasons]
    return Problem(refusal.id.value, refusal.sentence, reasons=reasons, errors=refusal.faults)


def bad_input(field: str, reason: str) -> Problem:
    """Return the problem for one wrong field."""
    return Problem("bad-input", f"{field}: {reason}.", errors=[(field, reason)])


def handle_problems(app: FastAPI) -> None:
    """Let every fault below `app` be answered with a problem."""

    async def problem(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, Problem)  # noqa: S101 - registered for it alone
        return fault.response()

    async def invalid(_: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)  # noqa: S101
        return _invalid(fault).response()

    async def http(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)  # noqa: S101
        kind = _BY_STATUS.get(fault.status_code, "bad-request")
        headers = dict(fault.headers or {})
        if "Allow" in headers:
            headers["Allow"] = _methods_at(app, request.scope["path"])
        return Problem(kind, headers=headers).response()

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def _methods_at(app: FastAPI, path: str) -> str:
    """Return all methods that an address takes; the fault knows those of one route alone."""
    routes = [each for each in iter_route_contexts(app.routes) if each.methods]
    found = [each.methods or () for each in routes if each.path_regex.match(path)]
    return ", ".join(sorted(set().union(*found)))


def _invalid(fault: RequestValidationError) -> Problem:
    """Name fields and reasons; never repeat a value, which may be impossible to encode."""
    errors = []
    for each in fault.errors()[:_ERRORS_MAX]:
        field = ".".join(str(part) for part in each["loc"][1:])
        reason = str(each["msg"]).removeprefix("Value error, ")
        errors.append((field[:_FIELD_MAX], reason))
    said = "; ".join(f"{field or 'body'}: {reason}" for field, reason in errors)
    return Problem("bad-input", f"{said}.", errors=errors)
