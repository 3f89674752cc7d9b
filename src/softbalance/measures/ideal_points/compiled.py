"""The one way to compile a hot loop here: cached on disk, and free of the interpreter's lock.

Import this module, and those built on it, inside the function that needs them: it brings numba.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Indices = NDArray[np.int32]
Categories = NDArray[np.int8]
Function = TypeVar("Function", bound=Callable[..., object])

# Sums may be taken in the order that suits the processor's vectors; nothing else is loosened.
_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "reassoc", "nsz"},
}


def compiled(function: Function) -> Function:
    """Return the function compiled at its first call, so that chains can run on threads."""
    return njit(**_OPTIONS)(function)


def inlined(function: Function) -> Function:
    """Return the function compiled into its callers: a loop over it can then use the processor's vectors."""
    return njit(inline="always", **_OPTIONS)(function)
