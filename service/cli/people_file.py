"""The people of a ward, as the command line writes them: beside the running service, or without."""

import getpass
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from service.catalog.wards import Acting, WardConfig
from service.cli import refuse
from service.cli.serve import load
from service.core.times import Instant
from service.people.acts import From
from service.people.file import PeopleFile, people_path
from service.people.register import Taken, Unknown
from service.people.secret import Keeping, key_path, read_key
from service.shell.clock import wall_clock_ms
from service.store.errors import StoreError

R = TypeVar("R")

WardOption = Annotated[
    str, typer.Option("--config", metavar="WARD", help="A ward file, or the name of one.")
]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="The ward's SQLite file, instead of the file's.")
]
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtFile:
    """A ward's people, open."""

    ward: WardConfig
    file: PeopleFile
    keeping: Keeping

    def now(self) -> From:
        """Return who types here, and when."""
        return From(at=Instant(wall_clock_ms()), person="terminal", tablet=_user())

    def write(self, function: Callable[[Connection], R]) -> R:
        """Write; a clear refusal where it is not possible."""
        try:
            return self.file.write(function)
        except (Unknown, Taken) as error:
            refuse(str(error))
        except OperationalError as error:
            refuse(f"the people's file cannot be written now: {error.orig}")


@contextmanager
def at_file(ward: str, store: Path | None) -> Iterator[AtFile]:
    """Open the people of a ward; a clear refusal where nobody signs in."""
    found = load(ward)
    if found.acting is Acting.TRUSTED:
        refuse(f"{found.id} believes its pages (people: trusted): nobody signs in there")
    place = people_path(store or found.store)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        file = PeopleFile.open(place)
        keeping = Keeping(read_key(key_path(place)))
    except StoreError as error:
        refuse(str(error))
    try:
        yield AtFile(ward=found, file=file, keeping=keeping)
    finally:
        file.close()


def checked_id(text: str) -> str:
    """Return an id of a person or a tablet; a clear refusal otherwise."""
    if not _ID.fullmatch(text):
        refuse(f"{text!r} is no id: small letters, digits and hyphens, at most 40")
    return text


def checked_name(text: str) -> str:
    """Return a name that is shown; a clear refusal otherwise."""
    if not 1 <= len(text.strip()) <= 80 or not text.isprintable():
        refuse("a name is one line of 1 to 80 characters")
    return text.strip()


def _user() -> str:
    """Return who is logged in at the machine, for the audit."""
    try:
        return getpass.getuser()[:80]
    except OSError:  # a user that the machine has no name for
        return "unknown"
