"""Loads what a ward needs, also what it would load at its start; for a process that is forked.

What is there before the fork is set aside, so that the collections of the new processes neither
walk it nor write to its pages.
"""

import gc
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import config
from service.api.app import all_routes
from service.catalog import load_ward
from service.people.file import people_path
from service.wiring import codec
from tests.people.staff import hired

for name in (
    "alembic.command",
    "alembic.runtime.environment",
    "apscheduler.executors.asyncio",
    "apscheduler.schedulers.asyncio",
    "apscheduler.triggers.date",
    "service.cli.demo",
    "service.cli.main",
    "service.cli.serve",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.auto",
    "tests.browser.born",
):
    import_module(name)
all_routes()
codec()
load_ward(config.find("wards", "demo"))
with TemporaryDirectory() as folder:
    hired(people_path(Path(folder) / "ward.sqlite"))

gc.collect()
gc.freeze()
