"""The shipped configuration: YAML files of four kinds, and one way to find them.

Nothing is read here; `service.catalog` reads and refuses. Works from a checkout and from a wheel,
because the files lie beside this module.
"""

import re
from pathlib import Path
from typing import Literal

Kind = Literal["protocols", "regimens", "pumps", "wards"]
"""What a file describes, and the folder it lies in."""

KINDS: tuple[Kind, ...] = ("protocols", "regimens", "pumps", "wards")

_FOLDER = Path(__file__).resolve().parent
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)


class UnknownName(LookupError):
    """No file of this kind has this name; the message lists the names there are."""


def names(kind: Kind) -> tuple[str, ...]:
    """Return the names of all shipped files of one kind, in alphabetical order."""
    return tuple(sorted(path.stem for path in (_FOLDER / kind).glob("*.yaml")))


def find(kind: Kind, name: str) -> Path:
    """Return the file of a name such as `isatuximab`; `UnknownName` when there is none.

    A name is no path: anything but lower-case letters, digits, `-` and `_` is unknown, so that a
    name from outside can never lead out of the folder.
    """
    path = _FOLDER / kind / f"{name}.yaml"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(names(kind)) or "none"
        raise UnknownName(f"no {kind[:-1]} is called {name[:70]!r} (there are: {known})")
    return path
