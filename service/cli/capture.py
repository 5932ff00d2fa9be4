"""`chairside capture`: reads one pump once a second, and keeps every byte of its line."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from drivers.link.capture import Capture
from drivers.port import Identity, PortUnavailable, PumpDriver, PumpError, PumpReport, Unanswered
from drivers.registry import BAUD, GATEWAY_LISTENERS, LISTENERS
from service.catalog import PumpProfile
from service.cli import refuse
from service.cli.capturing import captured_lines, capturing
from service.cli.qualify import Place, driver_at, profiles_of
from service.cli.qualifying.bench import text_of

POLL_S = 1.0


def command(
    port: Annotated[str, typer.Argument(help="As in a ward's file; `chairside ports`.")],
    out: Annotated[Path, typer.Option(help="File to write; it must not exist.")],
    family: Annotated[str, typer.Option(help="Family of the pump.")],
    profile: Annotated[str | None, typer.Option(help="If its family has several.")] = None,
    address: Annotated[int, typer.Option(min=0, max=99, help="On a shared line.")] = 0,
    baud: Annotated[int | None, typer.Option(help="If not the family's own.")] = None,
    seconds: Annotated[
        float | None, typer.Option("--for", min=0, help="End after so many seconds.")
    ] = None,
) -> None:
    """Ask a pump once a second what it is doing, and keep every byte both ways. Ctrl-C ends it.

    One port has one user, so this cannot listen to another program. A ward keeps its own lines:
    `chairside serve --capture FILE`. Nothing is started, stopped or set.
    """
    if family not in (known := LISTENERS.keys() | GATEWAY_LISTENERS.keys()):
        refuse(f"--family is one of: {', '.join(sorted(known))}")
    place = Place(port=port, address=address, baud=baud or BAUD.get(family, 19_200))
    profiles = profiles_of(family, profile)
    if len(profiles) > 1:
        refuse(f"name a --profile: {', '.join(each.profile for each in profiles)}")
    with capturing(out, family=family, port=port) as capture:
        try:
            asyncio.run(_read(place, profiles[0], capture, seconds))
        except KeyboardInterrupt:
            pass
        except PumpError as error:
            refuse(str(error))


async def _read(
    place: Place, profile: PumpProfile, capture: Capture, seconds: float | None
) -> None:
    driver = driver_at(place, profile, captured_lines(capture))
    loop, said = asyncio.get_running_loop(), ""
    ends_s = None if seconds is None else loop.time() + seconds
    try:
        found = await _opened(driver, ends_s, by_itself=profile.family in GATEWAY_LISTENERS)
        firmware = f", firmware {found.firmware}" if found.firmware else ""
        typer.echo(f"{found.model}{firmware} (Ctrl-C ends it)")
        while ends_s is None or loop.time() < ends_s:
            report: PumpReport | Unanswered = await driver.read()
            if (text := text_of(report)) != said:
                said = text
                typer.echo(text)
            await asyncio.sleep(POLL_S)
    finally:
        await driver.close()


async def _opened(driver: PumpDriver, ends_s: float | None, *, by_itself: bool) -> Identity:
    """Open; a pump that speaks `by_itself` may do so only once a minute, so it is waited for."""
    loop, said = asyncio.get_running_loop(), ""
    while True:
        try:
            return await driver.open()
        except PortUnavailable as error:
            if not by_itself or (ends_s is not None and loop.time() >= ends_s):
                raise
            if (text := str(error)) != said:
                said = text
                typer.echo(f"{text} (waiting; Ctrl-C ends it)")
            await asyncio.sleep(POLL_S)
