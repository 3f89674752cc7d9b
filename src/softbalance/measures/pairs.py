"""How often two states voted each way together: the counts from which every dyadic measure follows."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

YES, ABSTAIN, NO, ABSENT = 1, 2, 3, 4
CODES = (YES, ABSTAIN, NO, ABSENT)
_THREADS = min(4, os.cpu_count() or 1)


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


@dataclass(frozen=True, slots=True)
class PairSimilarity:
    """Similarity of every pair of states that sat together, by period; absences are missing.

    Attributes
    ----------
    period
        Number of the period, in the order of ``labels``; shape (pairs,).
    first, second
        Row numbers of the two states, ``first < second``; shape (pairs,).
    joint
        Roll calls on which both voted; shape (pairs,).
    values
        Shape (measures, pairs), in the order of :data:`FUSED`; NaN where undefined.
    labels
        The periods, ascending; shape (periods,).
    """

    period: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    joint: NDArray[np.int32]
    values: NDArray[np.float64]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """Joint votes of every pair of states that sat in the same period.

    Attributes
    ----------
    period
        Number of the period, in the order of ``labels``; shape (pairs,).
    first, second
        Row numbers of the two states, ``first < second``; shape (pairs,).
    counts
        As in :class:`PairCounts`; shape (pairs, 4, 4).
    labels
        The periods, ascending; shape (periods,).
    """

    period: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    counts: NDArray[np.int32]
    labels: NDArray[np.int64]


FUSED = ("agreement", "identical", "kappa", "pi")


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

    Returns
    -------
    PairCounts
        All pairs, those that never sat together with zeros.

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
    from softbalance.measures import pair_kernels as kernels

    matrix = _checked(votes)
    columns = np.arange(matrix.shape[1]) if weights is None else np.flatnonzero(_fits(weights, matrix))
    packed = kernels.bit_sets(matrix, columns, np.array([0, columns.size]))
    held = np.empty((int(_pairs(packed[-1]).sum()), 4, 4), dtype=np.int32)
    kernels.count_pairs(packed, np.array([columns.size]), held)
    first, second = (places.astype(np.int32) for places in np.triu_indices(matrix.shape[0], k=1))
    if held.shape[0] == first.size:
        return PairCounts(first, second, held)
    sat = np.isin(np.arange(matrix.shape[0]), packed[0])
    counts = np.zeros((first.size, 4, 4), dtype=np.int32)
    counts[sat[first] & sat[second]] = held
    return PairCounts(first, second, counts)


def period_counts(votes: NDArray[np.int8], periods: ArrayLike) -> PeriodCounts:
    """Return the joint votes of every pair of states in every period, in one pass over the votes.

    Parameters
    ----------
    votes
        As for :func:`pair_counts`.
    periods
        Period of each roll call, integers (years, sessions); shape (roll calls,).

    Raises
    ------
    BadInput
        If a code is outside 0..4 or the shapes differ.

    Examples
    --------
    >>> period_counts(np.array([[1, 1, 1], [0, 1, 3]], dtype=np.int8), [2001, 2001, 2002]).counts.sum((1, 2)).tolist()
    [1, 1]
    """
    from softbalance.measures import pair_kernels as kernels

    packed, labels, calls = _packed(votes, periods)
    total = int(_pairs(packed[-1]).sum())
    period_of, first, second = np.empty((3, total), dtype=np.int32)
    counts = np.empty((total, 4, 4), dtype=np.int32)
    kernels.list_pairs(packed, (0, labels.size), 0, period_of, first, second)
    kernels.count_pairs(packed, calls, counts)
    return PeriodCounts(period_of, first, second, counts, labels)


def pair_similarity(votes: NDArray[np.int8], periods: ArrayLike) -> PairSimilarity:
    """Return every measure of every pair of states in every period, in one pass over the votes.

    The measures are those of :func:`softbalance.measures.similarity.similarity` with absences missing; S is
    2 agreement - 1.

    Parameters
    ----------
    votes
        As for :func:`pair_counts`.
    periods
        Period of each roll call, integers (years, sessions); shape (roll calls,).

    Raises
    ------
    BadInput
        If a code is outside 0..4 or the shapes differ.

    Examples
    --------
    India, China and the USA on four votes of two years:

    >>> votes = np.array([[1, 2, 1, 2], [1, 3, 1, 1], [3, 3, 3, 4]], dtype=np.int8)
    >>> found = pair_similarity(votes, [2021, 2021, 2022, 2022])
    >>> found.values[FUSED.index("agreement")].tolist()
    [0.75, 0.25, 0.5, 0.75, 0.0, 0.0]
    """
    from softbalance.measures import pair_kernels as kernels

    packed, labels, calls = _packed(votes, periods)
    ends = np.cumsum(_pairs(packed[-1]))
    total = int(ends[-1]) if ends.size else 0
    period_of, first, second, joint = np.empty((4, total), dtype=np.int32)
    values = np.empty((len(FUSED), total))
    sets = np.ascontiguousarray(packed[1].transpose(2, 1, 0))

    def measure(share: tuple[int, int]) -> None:
        start = int(ends[share[0] - 1]) if share[0] else 0
        kernels.list_pairs(packed, share, start, period_of, first, second)
        kernels.measure_pairs(sets, packed[-1], calls, share, start, joint, values)

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(measure, _shares(ends)))
    return PairSimilarity(period_of, first, second, joint, values, labels)


def _packed(votes: NDArray[np.int8], periods: ArrayLike) -> tuple[Any, NDArray[np.int64], NDArray[np.int64]]:
    """Return the votes as bit sets by period, the periods, and how many roll calls each has."""
    from softbalance.measures import pair_kernels as kernels

    matrix = _checked(votes)
    labels, period = np.unique(np.asarray(periods), return_inverse=True)
    if period.shape != matrix.shape[1:]:
        raise BadInput(f"{period.size} periods for {matrix.shape[1]} roll calls")
    calls = np.bincount(period, minlength=labels.size)
    bounds = np.concatenate([[0], np.cumsum(calls)])
    packed = kernels.bit_sets(matrix, np.argsort(period, kind="stable"), bounds)
    return packed, labels.astype(np.int64), calls


def _pairs(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many pairs each period has, given the bounds of its rows."""
    sizes = np.diff(rows)
    return np.asarray(sizes * (sizes - 1) // 2)


def _shares(ends: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return ranges of periods with about as many pairs each, one a thread."""
    cuts = np.searchsorted(ends, np.linspace(0, ends[-1], _THREADS + 1)[1:-1]) if ends.size else np.empty(0, int)
    places = [0, *(int(cut) + 1 for cut in cuts), ends.size]
    return [(a, b) for a, b in pairwise(places) if a < b]


def _checked(votes: NDArray[np.int8]) -> NDArray[np.int8]:
    matrix = np.asarray(votes)
    if matrix.ndim != 2 or (matrix.size and (matrix.min() < 0 or matrix.max() > ABSENT)):
        raise BadInput("Votes must be a states x roll calls array of codes 0 to 4 (0 not a member, 1 yes ... 4 absent)")
    return np.ascontiguousarray(matrix, dtype=np.int8)


def _fits(weights: ArrayLike, matrix: NDArray[np.int8]) -> NDArray[np.bool_]:
    chosen = np.asarray(weights, dtype=bool)
    if chosen.shape != matrix.shape[1:]:
        raise BadInput(f"{chosen.size} weights for {matrix.shape[1]} roll calls")
    return chosen
