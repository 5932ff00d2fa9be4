"""`chairside check-config`: reads configuration as the service would, and says all it finds."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

import config
from service.catalog import (
    ConfigError,
    Loaded,
    Problem,
    ProtocolFile,
    PumpProfile,
    RegimenFile,
    WardConfig,
    load_any,
)
from service.cli import refuse
from service.cli.drawing import minutes_text
from service.core.bags import NotPrepared
from service.core.label_rates import text
from service.core.monograph import LabelProfile, Monograph
from service.core.plan import duration, staircase


def command(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Files, or names of shipped ones. Without any: everything shipped."),
    ] = None,
) -> None:
    """Check protocols, pumps and wards; print what each protocol says and where it comes from.

    Problems are printed as `file:line: reason`. Exit code 1 if there is any.
    """
    problems: set[Problem] = set()
    for path in dict.fromkeys(_paths(what or ())):
        try:
            loaded = load_any(path)
        except ConfigError as error:
            problems.update(error.problems)
            continue
        for line in (f"{_short(path)}: {_kind(loaded)}, no problem", *_details(loaded)):
            typer.echo(line)
    for problem in sorted(problems):
        typer.echo(f"{_short(problem.file)}:{problem.line}: {problem.reason}")
    if problems:
        raise typer.Exit(1)


def _paths(what: Sequence[str]) -> Iterator[Path]:
    """Return the files that are meant, everything shipped if nothing is named."""
    shipped = [(kind, name) for kind in config.KINDS for name in config.names(kind)]
    if not what:
        yield from (config.find(kind, name) for kind, name in shipped)
    for each in what:
        named = [config.find(kind, name) for kind, name in shipped if name == each]
        if not named and not Path(each).is_file():
            refuse(f"{each}: neither a file nor the name of a shipped one")
        yield from named or [Path(each)]


def _short(path: Path) -> str:
    """Return a path relative to the current folder where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _kind(loaded: Loaded) -> str:
    if isinstance(loaded, ProtocolFile):
        return "protocol"
    if isinstance(loaded, WardConfig):
        return f"ward ({loaded.mode.value}, {len(loaded.chairs)} chairs)"
    if isinstance(loaded, RegimenFile):
        return "regimen"
    return "pump" if isinstance(loaded, PumpProfile) else "first values"


def _details(loaded: Loaded) -> Iterator[str]:
    """Return what a pharmacist wants to see of a protocol or regimen; nothing of other files."""
    if isinstance(loaded, RegimenFile):
        yield from _of_regimen(loaded)
    if not isinstance(loaded, ProtocolFile):
        return
    found = loaded.monograph
    yield f"  drug: {found.drug}, version {found.version}"
    yield f"  label: {found.label}"
    yield f"  status: {loaded.status.value}" + (
        f" ({loaded.signed_by})" if loaded.signed_by else ""
    )
    for profile in (*found.profiles, *found.alternatives):
        upto = "on" if profile.infusion_to is None else f"to {profile.infusion_to}"
        instead = f" (alternative {profile.id})" if profile in found.alternatives else ""
        yield f"  infusion {profile.infusion_from} {upto}{instead}: {_takes(found, profile)}"
    yield "  sources:"
    for block, source in loaded.sources:
        yield f"    {block}: {source}"


def _takes(found: Monograph, profile: LabelProfile) -> str:
    """Return volume and length where the label fixes the bag; otherwise what the order must say."""
    bag = profile.bag.filled(None, None)
    ready = bag if isinstance(bag, NotPrepared) else found.prepared(bag, profile.id)
    if isinstance(ready, NotPrepared):
        return f"{', '.join(text(step.rate) for step in profile.steps)}. {ready.sentence}"
    total = minutes_text(duration(staircase(ready, profile.infusion_from)))
    return f"{ready.bag_volume.ml} mL in {total} min"


def _of_regimen(loaded: RegimenFile) -> Iterator[str]:
    regimen = loaded.regimen
    yield f"  {regimen.name}, version {regimen.version}, by the protocol {regimen.protocol}"
    yield f"  status: {loaded.status.value}" + (
        f" ({loaded.signed_by})" if loaded.signed_by else ""
    )
    for row in regimen.cycles:
        upto = "on" if row.cycles.last is None else f"to {row.cycles.last}"
        days = ", ".join(map(str, row.days))
        yield f"  cycle {row.cycles.first} {upto}: {row.length_days} days, infusion on day {days}"
    yield "  sources:"
    for block, source in loaded.sources:
        yield f"    {block}: {source}"
