"""The web server around a running ward: one process, one loop, a clean end at Ctrl-C."""

import gc
import logging
import signal
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

import uvicorn

from service.wiring import Service

GRACE_S = 3
"""How long open requests may take to end; event streams end at once."""

PROXY_AT = "127.0.0.1"
"""Where a proxy may stand that says over what, and for whom, a request came."""


class PortTaken(Exception):
    """Another process listens on the address; nothing was started."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # a bound address alone can still be shared with a second process
    except OSError as error:
        bound.close()
        raise PortTaken(f"{host}:{port} cannot be listened on: {error.strerror}") from error
    return bound


@dataclass(frozen=True, slots=True)
class Tls:
    """A certificate with its chain, and its key: files in PEM."""

    cert: Path
    key: Path

    @classmethod
    def read(cls, cert: Path, key: Path) -> Self:
        """Return them once they have been read; `OSError`, `ssl.SSLError` where that fails."""
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
        return cls(cert, key)


async def serve_on(service: Service, bound: socket.socket, tls: Tls | None = None) -> None:
    """Serve until SIGINT or SIGTERM."""
    # A full collection of everything imported would hold up the loop, and STOP with it, for a
    # tenth of a second: take it out of the collector's sight.
    gc.collect()
    gc.freeze()
    config = uvicorn.Config(
        service.app,
        lifespan="off",
        log_level=logging.WARNING,
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        # Said here, because an environment variable would be asked otherwise.
        proxy_headers=True,
        forwarded_allow_ips=PROXY_AT,
        ssl_certfile=None if tls is None else tls.cert,
        ssl_keyfile=None if tls is None else tls.key,
    )
    await _Server(config, service).serve(sockets=[bound])


class _Server(uvicorn.Server):
    """Ends the event streams first: a connected tablet must not keep the process alive."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take SIGINT or SIGTERM once; uvicorn would raise it again after shutting down."""
        self._service.ward.feed.close()
        self.should_exit = True
        self.force_exit = self.force_exit or sig == signal.SIGQUIT
