"""`chairside serve`: run a ward as its file describes it."""

import asyncio
import logging
import os
import ssl
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
from service.cli.missing import missing
from service.cli.web import PortTaken, Tls, listen, serve_on
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
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate (PEM, with its chain): serve over TLS.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    capture: Annotated[
        Path | None, typer.Option(help="New file for every byte to and from the pumps.")
    ] = None,
) -> None:
    """Run a ward: its chairs, its pumps and their ports. Loopback unless its file allows more.

    Pumps whose port is `simulator` get a simulated pump of their own.
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    found, tls = load(ward), _tls(tls_cert, tls_key)
    try:
        with (
            closing(supervisor_of(os.environ)) as supervisor,
            capturing(capture, ward=found.id) if capture else nullcontext() as kept,
        ):
            lines = captured_lines(kept) if kept else Lines()
            parts = Parts(lines=lines, on_beat=supervisor.alive, solver=True)
            number = found.port if port is None else port
            asyncio.run(_serve(found, number, store or found.store, parts, supervisor, tls))
    except (PatientModeRefused, PumpsUnqualified, PortTaken, StoreError, SimulatorFailed) as error:
        refuse(str(error))


def load(name: str) -> WardConfig:
    """Return the ward of a file or a shipped name; a clear refusal otherwise."""
    path = Path(name)
    try:
        return load_ward(path if path.is_file() else config.find("wards", name))
    except (config.UnknownName, ConfigError) as error:
        refuse(str(error))


def _tls(cert: Path | None, key: Path | None) -> Tls | None:
    """Return certificate and key, tried; a clear refusal where they do not serve."""
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        refuse("--tls-cert and --tls-key belong together")
    try:
        return Tls.read(cert, key)
    except (OSError, ssl.SSLError) as error:
        refuse(f"{cert} and {key} do not serve for TLS: {error}")


async def _serve(
    ward: WardConfig,
    port: int,
    store: Path,
    parts: Parts,
    supervisor: Supervisor,
    tls: Tls | None,
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
            scheme = "http" if tls is None else "https"
            for note in missing(ward, service.people, tls=tls is not None):
                typer.echo(note, err=True)
            typer.echo(f"{ward.name}: {scheme}://{host}:{number}  (Ctrl-C ends it)")
            supervisor.ready(status)
            await serve_on(service, bound, tls)
            supervisor.stopping()
