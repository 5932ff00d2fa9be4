"""The demo's ward, but with people who sign in: a process of its own for a real browser.

The people are those of `tests/people/staff.py`, in the real file beside the store.
"""

import sys
from dataclasses import replace
from pathlib import Path

import config
from service.catalog import load_ward
from service.catalog.wards import Acting
from service.cli.demo import STAGES
from service.cli.fleet import simulators_for
from service.cli.prehistory import write
from service.cli.web import listen, serve_on
from service.core.times import SECOND_MS, Span
from service.people.file import people_path
from service.wiring import running
from tests.people.staff import hired


async def serve(folder: Path, idle_s: int, host: str) -> None:
    """Print the address and serve until told to end."""
    ward = load_ward(config.find("wards", "demo"))
    rules = replace(ward.timing.sign_in, idle=Span(idle_s * SECOND_MS))
    timing = replace(ward.timing, sign_in=rules, poll=Span(500))
    store = folder / "ward.sqlite"
    hired(people_path(store))
    presets = await write(ward, STAGES, store)  # their past was given by the demo's own nurses
    ward = replace(ward, acting=Acting.SIGNED_IN, timing=timing, people=(), tablets=())
    with listen(host, 0) as bound:
        async with simulators_for(ward, presets) as (placed, _), running(placed, store) as service:
            sys.stdout.write("http://{}:{}\n".format(*bound.getsockname()[:2]))
            sys.stdout.flush()
            await serve_on(service, bound)
