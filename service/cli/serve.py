"""`chairside serve`: run a ward as its file describes it."""

import asyncio
import logging
import os
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated

import typer

import config
from drivers.link.lines import Lines
from service.catalog import ConfigError, WardConfig, load_ward
from service.cli import refuse
from service.cli.capturing import captured_lines, capturing
from service.cli.fleet import SimulatorFailed, simulators_for
from service.cli.web import Certificate, CertificateRefused, PortTaken, listen, serve_on
from service.shell.qualified_pumps import PumpsUnqualified
from service.shell.supervisor import Supervisor, supervisor_of
from service.store.errors import StoreError
from service.wiring import Parts, PatientModeRefused, running


def command(
    ward: Annotated[
        str, typer.Option("--config", metavar="WARD", help="A ward file, or the name of one.")
    ],
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Instead of the file's.")
    ] = None,
    store: Annotated[Path | None, typer.Option(help="SQLite file, instead of the file's.")] = None,
    capture: Annotated[
        Path | None, typer.Option(help="New file for every byte to and from the pumps.")
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate chain (PEM) of this machine's name.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key (PEM, no passphrase).")] = None,
) -> None:
    """Run a ward: its chairs, its pumps and their ports. Loopback unless its file allows more.

    Pumps whose port is `simulator` get a simulated pump of their own. A tablet keeps its page, and
    its screen on, only where it is served with TLS: give a certificate, or put a proxy in front.
    """
    if (tls_cert is None) != (tls_key is None):
        refuse("--tls-cert and --tls-key belong together")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    found = load(ward)
    try:
        with (
            closing(supervisor_of(os.environ)) as supervisor,
            capturing(capture, ward=found.id) if capture else nullcontext() as kept,
        ):
            lines = captured_lines(kept) if kept else Lines()
            parts = Parts(lines=lines, on_beat=supervisor.alive, solver=True)
            number = found.port if port is None else port
            certificate = Certificate(tls_cert, tls_key) if tls_cert and tls_key else None
            if certificate:
                certificate.check()
            kept_in = store or found.store
            asyncio.run(_serve(found, number, kept_in, parts, supervisor, certificate))
    except (
        PatientModeRefused,
        PumpsUnqualified,
        PortTaken,
        StoreError,
        SimulatorFailed,
        CertificateRefused,
    ) as error:
        refuse(str(error))


def load(name: str) -> WardConfig:
    """Return the ward of a file or a shipped name; a clear refusal otherwise."""
    path = Path(name)
    try:
        return load_ward(path if path.is_file() else config.find("wards", name))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


async def _serve(
    ward: WardConfig,
    port: int,
    store: Path,
    parts: Parts,
    supervisor: Supervisor,
    certificate: Certificate | None,
) -> None:
    bound = listen(ward.bind, port)
    with bound:
        store.parent.mkdir(parents=True, exist_ok=True)
        async with simulators_for(ward) as (placed, _), running(placed, store, parts) as service:
            status = f"{ward.name}: {len(ward.chairs)} chairs"
            if service.ward.damaged:
                status = f"READ-ONLY, nothing is driven from here: {service.ward.damaged}"
                typer.echo(status, err=True)
            host, number = bound.getsockname()[:2]
            scheme = "https" if certificate else "http"
            typer.echo(f"{ward.name}: {scheme}://{host}:{number}  (Ctrl-C ends it)")
            supervisor.ready(status)
            await serve_on(service, bound, certificate)
            supervisor.stopping()
