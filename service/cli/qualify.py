"""`chairside qualify`: plays the script with one real pump, and writes down what came of it."""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import config
from drivers.link.lines import Lines, Mount
from drivers.link.plugged import is_pty
from drivers.port import Capabilities, PumpDriver, PumpError, WrongPump
from drivers.registry import BAUD, FAMILIES
from service.catalog import PumpProfile, load_pump
from service.catalog.qualifications import written
from service.catalog.signing import KeyRefused, Signer, load_key, make_key
from service.cli import refuse
from service.cli.qualifying.bench import Bench
from service.cli.qualifying.operator import Operator, OperatorLeft, Terminal
from service.cli.qualifying.script import Part, play
from service.core.qualification import SCRIPT, all_passed

AGREED = "WATER"
WARNING = (
    "NEVER WITH A PATIENT. The script starts and stops the pump. Its line must lead from water",
    "into a vessel, and to nobody. Stay beside the pump until the script has ended.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the pump is."""

    port: str
    address: int
    baud: int


def command(
    port: Annotated[
        str | None, typer.Argument(help="As in a ward's file; `chairside ports`.")
    ] = None,
    family: Annotated[str | None, typer.Option(help="Family of the pump.")] = None,
    profile: Annotated[str | None, typer.Option(help="If its family has several.")] = None,
    address: Annotated[int, typer.Option(min=0, max=99, help="On a shared line.")] = 0,
    baud: Annotated[int | None, typer.Option(help="If not the family's own.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; it must not exist.")] = None,
    key: Annotated[Path | None, typer.Option(help="Private key that signs the file.")] = None,
    make: Annotated[
        Path | None, typer.Option("--make-key", metavar="FILE", help="Make a key, and end.")
    ] = None,
) -> None:
    """Play the script with a pump that pumps water into a vessel. NEVER WITH A PATIENT.

    You are asked to press and to look. Exit code 0: passed. 1: failed. 2: nothing was played.
    """
    try:
        if make is not None:
            typer.echo(make_key(make).public)
            return
        signer = load_key(key) if key else None
    except KeyRefused as error:
        refuse(str(error))
    if port is None or family not in FAMILIES:
        refuse(f"name a port, and --family, one of: {', '.join(sorted(FAMILIES))}")
    profiles = profiles_of(family, profile)
    place = Place(port=port, address=address, baud=baud or BAUD.get(family, 19_200))
    began = datetime.now(UTC)
    out = out or Path(f"qualification-{family}-{began:%Y%m%d-%H%M%S}.json")
    if out.exists():
        refuse(f"{out} exists")
    if not asyncio.run(_whole(place, profiles, out, signer, began)):
        raise typer.Exit(1)


def profiles_of(family: str, name: str | None) -> list[PumpProfile]:
    """Return the profiles that may be meant."""
    shipped = [load_pump(each) for each in config.names("pumps")]
    found = [each for each in shipped if each.family == family and name in (None, each.profile)]
    if not found:
        known = ", ".join(each.profile for each in shipped if each.family == family)
        refuse(f"{family} has no profile {name} (there are: {known or 'none'})")
    return found


async def _whole(
    place: Place, profiles: list[PumpProfile], out: Path, signer: Signer | None, began: datetime
) -> bool:
    operator = Terminal()
    try:
        who = await agreed(operator)
    except OperatorLeft as error:
        refuse(str(error))
    profile, driver = await _driver(place, profiles)
    with out.open("xb") as file:  # before the script: its outcome must not be lost for want of room
        bench = Bench(driver, operator)
        parts = await play(bench)
        record = record_of(place, profile, bench, parts)
        record |= {"who": who, "began": _text(began), "ended": _text(datetime.now(UTC))}
        file.write(written(record, signer))
    passed = bool(record["passed"])
    operator.tell(f"{'PASSED' if passed else 'FAILED'}: {out}")
    if signer is None:
        operator.tell("It is not signed, so no ward accepts it: use --key.")
    if record["simulated"]:
        operator.tell("It was played with a simulator, so it qualifies no pump.")
    return passed


async def agreed(operator: Operator) -> str:
    """Return who plays, once they have said that nobody is at the other end of the line."""
    for line in WARNING:
        operator.tell(line)
    if await operator.ask(f"Write {AGREED} if that is so; anything else ends this") != AGREED:
        refuse("nothing was sent to the pump")
    while not (who := await operator.ask("Who are you?")):
        pass
    return who


def record_of(
    place: Place, profile: PumpProfile, bench: Bench, parts: list[Part]
) -> dict[str, Any]:
    """Return what the file says, but for who and when."""
    return {
        "script": SCRIPT,
        "family": profile.family,
        "profile": profile.profile,
        "kind": profile.capabilities.kind,
        "port": place.port,
        "address": place.address,
        "baud": place.baud,
        "simulated": is_pty(place.port),
        "identity": asdict(bench.identity) if bench.identity else None,
        "capabilities": _plain(profile.capabilities),
        "passed": all_passed(
            profile.capabilities.kind, [(part.name, part.outcome) for part in parts]
        ),
        "parts": [asdict(part) for part in parts],
    }


async def _driver(place: Place, profiles: list[PumpProfile]) -> tuple[PumpProfile, PumpDriver]:
    """Return the driver of the profile whose model answers; of the only one without asking."""
    *others, last = profiles
    for profile in others:
        driver = driver_at(place, profile)
        try:
            await driver.open()
        except WrongPump:
            continue
        except PumpError:
            pass  # the script's first part will say why
        finally:
            await driver.close()
        return profile, driver
    return last, driver_at(place, last)


def driver_at(place: Place, profile: PumpProfile, lines: Lines | None = None) -> PumpDriver:
    """Return a driver of its own for a pump at a place."""
    mount = Mount(
        url=place.port,
        model=profile.model,
        capabilities=profile.capabilities,
        address=place.address,
        baudrate=place.baud,
    )
    return FAMILIES[profile.family](mount, lines or Lines())


def _plain(can: Capabilities) -> dict[str, Any]:
    return {
        "kind": can.kind,
        "bench_only": can.bench_only,
        "rate_min_ml_h": can.rate_min.ml_per_h,
        "rate_max_ml_h": can.rate_max.ml_per_h,
        "rate_increment_ml_h": can.rate_increment.ml_per_h,
        "volume_increment_ml": can.volume_increment.ml,
        "counter_max_ml": can.counter_max.ml,
        "watchdog_s": can.watchdog_s,
        "answer_max_ms": can.answer_max_ms,
        "report_every_ms": can.report_every_ms,
    }


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
