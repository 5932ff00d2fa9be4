"""The web server around a running ward: one process, one loop, a clean end at Ctrl-C."""

import gc
import logging
import signal
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from service.wiring import Service

GRACE_S = 3
"""How long open requests may take to end; event streams end at once."""


class PortTaken(Exception):
    """Another process listens on the address; nothing was started."""


class CertificateRefused(Exception):
    """The certificate or its key cannot be used; nothing was started."""


@dataclass(frozen=True)
class Certificate:
    """The certificate chain (PEM) of this machine's name, and its key without a passphrase."""

    chain: Path
    key: Path

    def check(self) -> None:
        """Raise `CertificateRefused` unless TLS can be spoken with it."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.chain, self.key, _nothing)
        except OSError as error:  # ssl.SSLError is one
            files = f"--tls-cert {self.chain}, --tls-key {self.key}"
            raise CertificateRefused(f"{files}: {error.strerror or error}") from error


def _nothing() -> bytes:
    """Answer the question for a passphrase: nobody is there to type one."""
    return b""


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


async def serve_on(
    service: Service, bound: socket.socket, certificate: Certificate | None = None
) -> None:
    """Serve until SIGINT or SIGTERM; with a certificate in TLS alone."""
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
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=str(certificate.key) if certificate else None,
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
