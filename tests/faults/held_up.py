"""`python -m tests.faults.held_up FILE STORE`: serves a ward whose event loop can be held up.

Its pumps' watchdogs are set to 10 s. A line on standard input says for how many seconds: `2` now,
`2 raise` just after the pump has answered the reading that would bring the next raise. Answers
`held up` before it begins.
"""

import asyncio
import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.port import PumpReport, Running, Unanswered
from service.catalog import PumpPlace, load_ward
from service.cli.web import listen, serve_on
from service.shell.keeper import Keeper, Wish
from service.shell.ward import Ward
from service.wiring import running

WATCHDOG_S = 10


def hold_up(seconds: float) -> None:
    """Do what no code on the loop may do."""
    print("held up", flush=True)
    time.sleep(seconds)


def hold_up_at_raise(seconds: float, ward: Ward, keeper: Keeper) -> None:
    """Hold up once, between the answer of the pump and what is made of it."""
    driver: Any = keeper.driver
    read = driver.read

    async def held() -> PumpReport | Unanswered:
        report: PumpReport | Unanswered = await read()
        match report, ward.wish(keeper.pump):
            case PumpReport(rate=rate), Wish(Running(rate=wanted), recorded=True) if wanted > rate:
                driver.read = read
                hold_up(seconds)
        return report

    driver.read = held


def obey(ward: Ward) -> None:
    """Take one line."""
    seconds, *when = sys.stdin.readline().split()
    if when == ["raise"]:
        for keeper in ward.keepers.values():
            hold_up_at_raise(float(seconds), ward, keeper)
    else:
        hold_up(float(seconds))


def impatient(pump: PumpPlace) -> PumpPlace:
    """Return a pump whose watchdog does not wait for 30 s."""
    capabilities = replace(pump.profile.capabilities, watchdog_s=WATCHDOG_S)
    return replace(pump, profile=replace(pump.profile, capabilities=capabilities))


async def main(file: Path, store: Path) -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    with listen("127.0.0.1", 0) as bound:
        ward = load_ward(file)
        ward = replace(ward, pumps=tuple(impatient(pump) for pump in ward.pumps))
        async with running(ward, store) as service:
            asyncio.get_running_loop().add_reader(sys.stdin, obey, service.ward)
            print(f"http://127.0.0.1:{bound.getsockname()[1]}", flush=True)
            await serve_on(service, bound)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
