"""Beyond chance: the same statistic for random groupings of the same size, drawn from the states outside.

A random grouping is drawn as an order of precedence over all states, kept through all years: in each year the grouping
is the first states of that order that vote and are not members, as many as the grouping has members. The random
groupings so keep their identity over time, as the grouping does; drawn anew each year their mean over a period would
vary too little. A matched grouping takes, for each member, the next state in the order from the member's own cell
(say region and regime); where a cell is short, states are taken from outside the cell and the shortfall is reported.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.measures.cohesion import cohesion
from softbalance.terms.errors import BadInput

_CELLS_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class BeyondChance:
    """Where a grouping's value stands among the random groupings.

    Attributes
    ----------
    observed
        The grouping's own value.
    mean, sd
        Of the random groupings.
    percentile
        Share of the random groupings below the observed value, ties counted half; 0 to 1.
    z
        (observed - mean) / sd; NaN where the random groupings do not vary.
    lift
        (observed - mean) / (1 - mean): the share of the possible rise above chance that is reached.
    draws
        How many random groupings.
    """

    observed: float
    mean: float
    sd: float
    percentile: float
    z: float
    lift: float
    draws: int


def beyond_chance(observed: float, null: ArrayLike) -> BeyondChance:
    """Return where ``observed`` stands among the values of random groupings.

    Parameters
    ----------
    observed
        The grouping's value; at most 1.
    null
        The same statistic of each random grouping, shape (draws,); NaN draws are left out.

    Raises
    ------
    BadInput
        If no draw has a value.

    Examples
    --------
    >>> beyond_chance(0.9, [0.6, 0.7, 0.8, 0.9]).percentile
    0.875
    """
    values = np.asarray(null, dtype=float)
    values = values[np.isfinite(values)]
    if values.size == 0 or not np.isfinite(observed):
        raise BadInput("A place among random groupings needs an observed value and at least one random one")
    mean, sd = float(values.mean()), float(values.std(ddof=1)) if values.size > 1 else 0.0
    below = np.mean(values < observed) + 0.5 * np.mean(values == observed)
    z = (observed - mean) / sd if sd > 0 else float("nan")
    lift = (observed - mean) / (1.0 - mean) if mean < 1.0 else float("nan")
    return BeyondChance(float(observed), mean, sd, float(below), z, lift, values.size)


def precedence(states: int, draws: int, *, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return random orders of precedence: in each row the numbers of all states, first comes first.

    Returns
    -------
    numpy.ndarray
        Shape (draws, states).
    """
    return np.argsort(rng.random((draws, states)), axis=1)


def random_groupings(order: NDArray[np.intp], eligible: ArrayLike, size: int) -> NDArray[np.bool_]:
    """Return, for each order of precedence, the first ``size`` eligible states.

    Parameters
    ----------
    order
        Shape (draws, states), from :func:`precedence`.
    eligible
        Which states may be drawn, shape (states,).
    size
        How many states a grouping has.

    Returns
    -------
    numpy.ndarray
        Membership, shape (draws, states).

    Raises
    ------
    BadInput
        If fewer than ``size`` states are eligible.

    Examples
    --------
    >>> random_groupings(np.array([[1, 2, 0]]), [True, False, True], 1)
    array([[False, False,  True]])
    """
    allowed = np.asarray(eligible, dtype=bool)
    if size < 1 or allowed.sum() < size:
        raise BadInput(f"Cannot draw {size} of {int(allowed.sum())} states outside the grouping")
    reach = min(order.shape[1], int(1.5 * size * allowed.size / allowed.sum()) + 10)
    opened = allowed[order[:, :reach]]
    if (opened.sum(1) < size).any():
        opened = allowed[order]
    return _first(order, opened, size)


def matched_groupings(
    order: NDArray[np.intp], eligible: ArrayLike, cells: ArrayLike, wanted: ArrayLike
) -> tuple[NDArray[np.bool_], float]:
    """Return random groupings with as many states in each cell as the grouping has, and the support.

    Parameters
    ----------
    order
        Shape (draws, states), from :func:`precedence`.
    eligible
        Which states may be drawn, shape (states,).
    cells
        Cell of each state, shape (states,), integers from 0; -1 where unknown.
    wanted
        How many states each cell must give, shape (cells,).

    Returns
    -------
    member : numpy.ndarray
        Shape (draws, states).
    support : float
        Share of the wanted states that their own cell could give; the rest came from outside it.
    """
    allowed, cell, need = np.asarray(eligible, dtype=bool), np.asarray(cells), np.asarray(wanted, dtype=int)
    member = np.zeros(order.shape, dtype=bool)
    given = 0
    for number, size in enumerate(need):
        inside = allowed & (cell == number)
        take = min(int(size), int(inside.sum()))
        given += take
        if take:
            member |= random_groupings(order, inside, take)
    missing = int(need.sum()) - given
    if missing:
        member |= _fill(order, allowed & ~member, missing)
    return member, given / int(need.sum()) if need.sum() else float("nan")


def null_cohesion(
    votes: NDArray[np.int8], member: NDArray[np.bool_], *, measure: str = "agreement_index", absence: str = "missing"
) -> NDArray[np.float64]:
    """Return the cohesion of each random grouping on each roll call.

    The tallies of all groupings on all roll calls are matrix products of membership with the votes.

    Parameters
    ----------
    votes
        Shape (states, roll calls), codes as in :mod:`softbalance.measures.pairs`.
    member
        Shape (groupings, states).
    measure, absence
        As for :func:`softbalance.measures.cohesion.cohesion`.

    Returns
    -------
    numpy.ndarray
        Shape (groupings, roll calls), NaN where undefined.
    """
    step = max(1, _CELLS_AT_ONCE // max(1, 4 * votes.shape[1]))
    parts = [
        cohesion(null_tallies(votes, member[start : start + step]), measure, absence=absence)
        for start in range(0, member.shape[0], step)
    ]
    return np.concatenate(parts) if parts else np.empty((0, votes.shape[1]))


def null_tallies(votes: NDArray[np.int8], member: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how many members of each random grouping voted yes, abstained, voted no, were absent.

    Parameters
    ----------
    votes, member
        As for :func:`null_cohesion`.

    Returns
    -------
    numpy.ndarray
        Shape (groupings, roll calls, 4); answer by answer in memory, since sums over a short last axis are slow.

    Raises
    ------
    BadInput
        If votes and membership do not name the same states.
    """
    if votes.ndim != 2 or member.ndim != 2 or member.shape[1] != votes.shape[0]:
        raise BadInput(f"Votes {votes.shape} and membership {member.shape} do not name the same states")
    own = member.astype(np.float32)
    tallies = np.empty((4, member.shape[0], votes.shape[1]), dtype=np.float32)
    for place, code in enumerate((1, 2, 3, 4)):
        np.matmul(own, (votes == code).astype(np.float32), out=tallies[place])
    return np.moveaxis(tallies, 0, -1)


def null_sums(
    votes: NDArray[np.int8], member: NDArray[np.bool_], *, measure: str = "agreement_index"
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the sum of each random grouping's cohesion over roll calls, and on how many it is defined.

    The mean over a period is the ratio of the two, added up over its years. Absences are missing. The cohesion of every
    possible tally is worked out once, so that a compiled loop only looks it up: much faster than
    :func:`null_cohesion` where single roll calls are not needed.

    Parameters
    ----------
    votes, member, measure
        As for :func:`null_cohesion`.

    Returns
    -------
    sums, counts : numpy.ndarray
        Shape (groupings,).

    Examples
    --------
    >>> votes = np.array([[1, 1], [1, 3], [2, 4]], dtype=np.int8)
    >>> sums, counts = null_sums(votes, np.array([[True, True, False], [True, False, True]]), measure="unanimous")
    >>> sums.tolist(), counts.tolist()
    ([1.0, 0.0], [2, 1])
    """
    from softbalance.measures.null_kernels import sum_by_grouping

    if votes.ndim != 2 or member.ndim != 2 or member.shape[1] != votes.shape[0]:
        raise BadInput(f"Votes {votes.shape} and membership {member.shape} do not name the same states")
    base = int(member.sum(1).max(initial=0)) + 1
    tallies = np.stack(np.unravel_index(np.arange(base**3), (base,) * 3), axis=-1)
    table = cohesion(np.pad(tallies, ((0, 0), (0, 1))), measure)
    steps = np.array([0, base * base, base, 1, 0], dtype=np.int32)[votes]
    sums, counts = np.zeros(member.shape[0]), np.zeros(member.shape[0], dtype=np.int64)
    sum_by_grouping(steps, member, table, sums, counts)
    return sums, counts


def null_pair_mean(similarities: ArrayLike, member: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mean similarity of the pairs within each random grouping.

    Parameters
    ----------
    similarities
        Symmetric, shape (states, states), NaN where undefined; the diagonal is not used.
    member
        Shape (groupings, states).

    Returns
    -------
    numpy.ndarray
        Shape (groupings,); NaN where no pair is defined.
    """
    matrix = np.array(similarities, dtype=float)
    np.fill_diagonal(matrix, np.nan)
    known = np.isfinite(matrix)
    inside = member.astype(float)
    total = ((inside @ np.where(known, matrix, 0.0)) * inside).sum(1)
    pairs = ((inside @ known.astype(float)) * inside).sum(1)
    return np.divide(total, pairs, out=np.full(total.shape, np.nan), where=pairs > 0)


def _fill(order: NDArray[np.intp], free: NDArray[np.bool_], missing: int) -> NDArray[np.bool_]:
    """Return the first ``missing`` free states of each order; free has shape (draws, states)."""
    if (free.sum(1) < missing).any():
        raise BadInput(f"Cannot draw {missing} more states: too few stand outside the grouping")
    return _first(order, np.take_along_axis(free, order, axis=1), missing)


def _first(order: NDArray[np.intp], opened: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Return the first ``size`` open places of each order as membership.

    ``opened`` is in order of precedence and may end early, once each row has enough.
    """
    chosen = opened & (np.cumsum(opened, axis=1, dtype=np.int16) <= size)
    member = np.zeros(order.shape, dtype=bool)
    np.put_along_axis(member, order[:, : opened.shape[1]], chosen, axis=1)
    return member
