"""Functions compiled to machine code, each for one signature, and kept on disk where that can be.

One signature only: numba would otherwise compile a function anew for each mixture of constants and
variables with which it is called, which doubles the time until the first plan.
"""

from collections.abc import Callable, Sequence
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


def compiled(
    result: Any, parameters: Sequence[Any]
) -> Callable[[Callable[_In, _Out]], Callable[_In, _Out]]:
    """Return a decorator that compiles for these types and keeps those that mypy sees.

    The machine code is kept beside the module or in the user's cache. In an installation where
    neither can be written it is made afresh in each process.
    """
    signature = result(*parameters)

    def decorate(function: Callable[_In, _Out]) -> Callable[_In, _Out]:
        try:
            made = numba.njit(signature, cache=True)(function)
        except RuntimeError:  # numba found no place for its files
            made = numba.njit(signature)(function)
        return cast("Callable[_In, _Out]", made)

    return decorate
