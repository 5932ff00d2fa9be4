"""Reads bodies: strictly for commands, and in passing for stops, which wait for no body."""

import asyncio
from collections.abc import Callable, Coroutine
from email.message import Message
from functools import lru_cache
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import JsonValue
from starlette.requests import ClientDisconnect

from service.api.problems import Problem
from service.api.strict_json import NotStrictJson, read_json

BODY_MAX = 64 * 1024
STOP_BODY_WAIT_S = 0.25
"""How long the answer to a stop waits for the rest of its body. The stop itself does not wait."""
_UTF_8 = frozenset({"", "utf-8", "utf8"})


class StrictRoute(APIRoute):
    """A route whose body has been read strictly before anything else looks at it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's own handler behind a strict reader."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(await _strictly(request))

        return handle_strictly


class _ReadRequest(Request):
    """A request whose body is a JSON object that has been read."""

    def __init__(self, request: Request, value: dict[str, JsonValue]) -> None:
        super().__init__(request.scope, request.receive)
        self._value = value

    async def body(self) -> bytes:
        """Return something: FastAPI takes an empty body for none at all."""
        return b"{}"

    async def json(self) -> dict[str, JsonValue]:
        """Return the object as it was read."""
        return self._value


async def _strictly(request: Request) -> Request:
    """Return the request with its body read; an empty body stands for an empty object."""
    try:
        body = await limited(request)
    except ClientDisconnect:
        raise Problem("bad-request", "The body did not arrive.") from None
    if not body:
        request.scope["headers"] = [
            *((name, value) for name, value in request.scope["headers"] if name != b"content-type"),
            (b"content-type", b"application/json"),
        ]
        return _ReadRequest(request, {})
    _check_media_type(request.headers.get("content-type", ""))
    try:
        value = read_json(body)
    except NotStrictJson as fault:
        said = f"{fault.field or 'The body'} {fault.reason}."
        raise Problem("bad-json", said, errors=[(fault.field, fault.reason)]) from None
    if not isinstance(value, dict):
        raise Problem("bad-input", errors=[("", "the body must be an object")])
    return _ReadRequest(request, value)


async def limited(request: Request) -> bytes:
    """Return the body; `body-too-large` as soon as that is known."""
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 9 or int(length) > BODY_MAX):
        raise Problem("body-too-large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise Problem("body-too-large")
    return bytes(body)


async def in_passing(request: Request) -> tuple[JsonValue, str | None]:
    """Return what a stop's body says, if it is there and readable, and a note about it if not."""
    try:
        async with asyncio.timeout(STOP_BODY_WAIT_S):
            body = await limited(request)
        if not body.strip():
            return None, None
        return read_json(body), None
    except (TimeoutError, ClientDisconnect):
        return None, "The body did not arrive and was ignored."
    except (Problem, NotStrictJson):
        return None, "The body was not readable and was ignored."


def _check_media_type(content_type: str) -> None:
    if not _is_json(content_type):
        raise Problem("not-json")


@lru_cache(maxsize=16)
def _is_json(content_type: str) -> bool:
    """Whether that is what it says; all tablets say it in the same words."""
    header = Message()
    header["content-type"] = content_type
    charset = header.get_content_charset("")
    return header.get_content_type() == "application/json" and charset in _UTF_8
