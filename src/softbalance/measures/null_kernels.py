"""The compiled loop over random groupings; importing this module imports numba, so functions import it when needed."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def _compiled(function: Function) -> Function:
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))


@_compiled
def sum_by_grouping(steps: Any, member: Any, table: Any, sums: Any, counts: Any) -> None:
    """Add up each grouping's values over roll calls.

    ``steps`` (states, roll calls) says how far a state's vote moves the place in ``table``, whose entries are the value
    of each tally. Undefined values (NaN) are left out; ``sums`` and ``counts`` have shape (groupings,).
    """
    place = np.empty(steps.shape[1], np.int32)
    for grouping in range(member.shape[0]):
        place[:] = 0
        for state in range(member.shape[1]):
            if member[grouping, state]:
                for call in range(place.size):
                    place[call] += steps[state, call]
        for call in range(place.size):
            value = table[place[call]]
            if value == value:  # noqa: PLR0124
                sums[grouping] += value
                counts[grouping] += 1
