"""A session of the yaq daemon for New Era pumps with the pump behind a port; prints JSON.

A process of its own: the daemon keeps its state in the user's folders and tasks that never end.
It polls by itself; each step waits until the daemon says that the pump has done it.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from yaqd_new_era._new_era_continuous_nextgen import NewEraContinuousNextGen

PATIENCE_S = 40.0


async def until(what: str, done: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(int(PATIENCE_S / 0.05)):
        if done():
            return
        await asyncio.sleep(0.05)
    raise SystemExit(f"not {what}")


async def main(port: str) -> None:
    """Read the rate, run, change the rate, pause."""
    config = {
        "serial_port": port,
        "baud_rate": 19_200,
        "port": 0,
        "identifiers": {"paused": 0, "pumping": 1},
    }
    daemon = NewEraContinuousNextGen("pump", config, Path("none"))
    await until("a rate", lambda: daemon.get_rate() is not None)
    read: dict[str, object] = {"rate": daemon.get_rate()}
    daemon.set_position(1.0)
    await until("pumping", lambda: daemon._cached_prompt == "I" and not daemon.busy())
    read["running"] = daemon.get_identifier()
    daemon.set_rate(60.0)
    await until("at the new rate", lambda: daemon.get_rate() == 60.0)
    daemon.set_position(0.0)
    await until("paused", lambda: daemon._cached_prompt == "P" and not daemon.busy())
    read |= {"paused": daemon.get_identifier(), "new_rate": daemon.get_rate()}
    print(json.dumps(read), flush=True)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
