"""The outer edge of every answer: headers, other sites' pages, and the last resort."""

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Problem

_log = logging.getLogger(__name__)

API_PREFIX = "/api/"
_OWN_SITE = frozenset({"same-origin", "none"})
"""Our page, or an address that a person typed. Programs send nothing at all."""
_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
"""A browser that has been here over TLS comes back over TLS."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Edge:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless another site's page asks for data or gives a command."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope)
        site = Headers(scope=scope).get("sec-fetch-site")
        if answer.of_api and site is not None and site not in _OWN_SITE:
            await Problem("cross-site").response()(scope, receive, answer.send)
            return
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            _log.exception("%s %r failed", scope["method"], scope["path"])
            if answer.begun:
                raise  # half an answer must not look like a whole one
            await Problem("internal").response()(scope, receive, answer.send)


class _Answer:
    """Adds the headers to one answer, and knows whether it has begun."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self.begun = False
        self.of_api = scope["path"].startswith(API_PREFIX)
        self._headers = _HEADERS | (_OVER_TLS if scope["scheme"] == "https" else {})
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers.update(self._headers)
            if self.of_api:
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)
