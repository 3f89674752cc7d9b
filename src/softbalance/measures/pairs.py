"""How often two states voted each way together: the counts from which every dyadic measure follows."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from softbalance.terms.errors import BadInput

YES, ABSTAIN, NO, ABSENT = 1, 2, 3, 4
CODES = (YES, ABSTAIN, NO, ABSENT)


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Joint votes of every pair of states.

    Attributes
    ----------
    first, second
        Row numbers of the two states, ``first < second``; shape (pairs,).
    counts
        Roll calls on which the first state voted ``CODES[a]`` and the second ``CODES[b]``, both being members;
        shape (pairs, 4, 4), order yes, abstain, no, absent.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    counts: NDArray[np.int32]


def pair_counts(votes: NDArray[np.int8], weights: NDArray[np.bool_] | None = None) -> PairCounts:
    """Return the joint votes of every pair of states.

    Votes are packed into bit sets, 64 roll calls a word, and intersections are counted by population count; the cost
    is states squared times roll calls over 64.

    Parameters
    ----------
    votes
        Shape (states, roll calls): 1 yes, 2 abstain, 3 no, 4 absent, 0 not a member or not covered.
    weights
        Shape (roll calls,): which roll calls to count; all by default.

    Raises
    ------
    BadInput
        If a code is outside 0..4 or the shapes differ.

    Examples
    --------
    >>> votes = np.array([[1, 1, 3, 4], [1, 2, 3, 0]], dtype=np.int8)
    >>> pair_counts(votes).counts[0]
    array([[1, 1, 0, 0],
           [0, 0, 0, 0],
           [0, 0, 1, 0],
           [0, 0, 0, 0]], dtype=int32)
    """
    matrix = np.asarray(votes)
    if matrix.ndim != 2 or (matrix.size and (matrix.min() < 0 or matrix.max() > ABSENT)):
        raise BadInput("Votes must be a states x roll calls array of codes 0 to 4 (0 not a member, 1 yes ... 4 absent)")
    if weights is not None:
        matrix = matrix[:, np.asarray(weights, dtype=bool)]
    first, second = np.triu_indices(matrix.shape[0], k=1)
    counts = _kernel()(_bit_sets(matrix), first.astype(np.int32), second.astype(np.int32))
    return PairCounts(first.astype(np.int32), second.astype(np.int32), counts)


def _bit_sets(matrix: NDArray[np.int8]) -> NDArray[np.uint64]:
    """Return the bit sets of shape (states, 4, words)."""
    states, calls = matrix.shape
    words = max(1, -(-calls // 64))
    bits = np.zeros((states, len(CODES), words * 64), dtype=bool)
    for place, code in enumerate(CODES):
        bits[:, place, :calls] = matrix == code
    return np.packbits(bits, axis=-1, bitorder="little").view(np.uint64)


@cache
def _kernel() -> Any:
    """Compile the pair loop once; numba is imported only when pairs are counted."""
    from numba import njit, prange, types
    from numba.extending import intrinsic

    @intrinsic
    def population_count(_context: Any, word: Any) -> Any:
        def generate(_ctx: Any, builder: Any, _signature: Any, args: Any) -> Any:
            return builder.ctpop(args[0])

        return types.uint64(types.uint64), generate

    @njit(cache=False, parallel=True, nogil=True)
    def count(sets: Any, first: Any, second: Any) -> Any:
        out = np.zeros((first.size, 4, 4), dtype=np.int32)
        for pair in prange(first.size):
            left, right = sets[first[pair]], sets[second[pair]]
            for a in range(4):
                for b in range(4):
                    total = np.uint64(0)
                    for word in range(sets.shape[2]):
                        total += population_count(left[a, word] & right[b, word])
                    out[pair, a, b] = total
        return out

    return count
