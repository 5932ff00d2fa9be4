"""Functions compiled to machine code, each for one signature, and kept on disk where that can be.

One signature only: numba would otherwise compile a function anew for each mixture of constants and
variables with which it is called, which doubles the time until the first plan.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

_In = ParamSpec("_In")
_Out = TypeVar("_Out")

INT = numba.int64
REAL = numba.float64
FLAG = numba.boolean
NOTHING = numba.void
ROW = numba.int64[::1]
TABLE = numba.int64[:, ::1]
REALS = numba.float64[::1]
DICE = numba.uint64[::1]

_HERE = Path(__file__).parent
_NAME = "chairside-day-"


def compiled(
    result: Any, parameters: Sequence[Any]
) -> Callable[[Callable[_In, _Out]], Callable[_In, _Out]]:
    """Return a decorator that compiles for these types and keeps those that mypy sees."""
    signature = result(*parameters)

    def decorate(function: Callable[_In, _Out]) -> Callable[_In, _Out]:
        try:
            made = numba.njit(signature, cache=_KEPT is not None)(function)
        except (RuntimeError, OSError):  # the place for the files is gone, or full
            made = numba.njit(signature)(function)
        return cast("Callable[_In, _Out]", made)

    return decorate


def kept_in(places: Iterator[Path]) -> Path | None:
    """Return a folder for the machine code of just these sources; None if none can be written.

    numba looks whether a function's own module has changed, but not those that it calls: code kept
    from before would go on being used. So the folder is named after all of them, and older ones go.
    """
    sources = b"".join(each.read_bytes() for each in sorted(_HERE.glob("*.py")))
    name = _NAME + hashlib.sha256(sources).hexdigest()[:16]
    for place in places:
        folder = place / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        for other in place.glob(f"{_NAME}*"):
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        return folder
    return None


def _places() -> Iterator[Path]:
    """Beside the modules, as Python's own; else where the user keeps such things."""
    if "NUMBA_CACHE_DIR" in os.environ:
        yield Path(os.environ["NUMBA_CACHE_DIR"])
    yield _HERE / "__pycache__"
    yield Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))


_KEPT = kept_in(_places())
if _KEPT is not None:
    numba.config.CACHE_DIR = str(_KEPT)  # type: ignore[attr-defined]  # set from a table there
