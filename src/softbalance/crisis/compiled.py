"""The typed door to the compiler: functions decorated here run as machine code, cached beside the package.

Importing this module imports numba; only the kernels do so, and they are imported inside the functions that need
them. The code runs without Python's lock, so that threads share the work. Kernels assign element by element:
assigning whole slices would compile the texts of numpy's error messages into each of them.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])
ASSOCIATIVE = {"contract", "reassoc", "nsz", "arcp"}


def compiled(function: Function) -> Function:
    """Return the function as machine code; sums may be taken in any order."""
    decorate = numba.njit(cache=True, nogil=True, fastmath=ASSOCIATIVE, error_model="numpy")
    return cast(Function, decorate(function))
