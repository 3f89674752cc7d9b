"""Ranks of many groupings by a composite whose weights and parts are both unsure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Ranks over draws, 1 the largest composite; each of shape (groupings,).

    Attributes
    ----------
    middle, low, high
        Median and equal-tailed interval of the rank.
    """

    middle: Floats
    low: Floats
    high: Floats


def percentiles(values: ArrayLike) -> Floats:
    """Return the place of each value among those of its draw, 0 the least and 1 the greatest; ties share a place.

    Parameters
    ----------
    values
        Shape (draws, groupings); NaN where unknown, which stays unknown.

    Examples
    --------
    >>> percentiles([[1.0, 3.0, 2.0, 2.0]]).round(2).tolist()
    [[0.0, 1.0, 0.5, 0.5]]
    """
    given = np.asarray(values, dtype=float)
    if given.ndim != 2:
        raise BadInput(f"Give values of shape (draws, groupings), not {given.shape}")
    below = (given[:, None, :] < given[:, :, None]).sum(-1)
    same = (given[:, None, :] == given[:, :, None]).sum(-1) - 1
    known = np.isfinite(given)
    others = np.maximum(known.sum(1, keepdims=True) - 1, 1)
    found: Floats = np.where(known, (below + same / 2) / others, np.nan)
    return found


def composite(parts: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the weighted mean of the parts; an unknown part is left out and the other weights share its weight.

    Parameters
    ----------
    parts
        Shape (draws, groupings, parts).
    weights
        Shape (draws, parts), non-negative.

    Examples
    --------
    >>> composite([[[1.0, 0.0], [1.0, np.nan]]], [[0.25, 0.75]]).tolist()
    [[0.25, 1.0]]
    """
    given = np.asarray(parts, dtype=float)
    shares = np.broadcast_to(np.asarray(weights, dtype=float)[:, None, :], given.shape)
    known = np.isfinite(given)
    mass = (shares * known).sum(-1)
    total = (shares * np.where(known, given, 0.0)).sum(-1)
    found: Floats = np.divide(total, mass, out=np.full(mass.shape, np.nan), where=mass > 0)
    return found


def ranks(values: ArrayLike, *, level: float = 0.90) -> Ranks:
    """Return the ranks of composites of shape (draws, groupings), 1 the largest.

    Examples
    --------
    >>> ranks([[0.1, 0.9], [0.2, 0.8]]).middle.tolist()
    [2.0, 1.0]
    """
    given = np.asarray(values, dtype=float)
    above = (given[:, None, :] > given[:, :, None]).sum(-1)
    same = (given[:, None, :] == given[:, :, None]).sum(-1) - 1
    placed = 1 + above + np.maximum(same, 0) / 2
    low, middle, high = np.quantile(placed, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return Ranks(middle, low, high)


def rank_correlation(first: ArrayLike, second: ArrayLike) -> float:
    """Return Spearman's rank correlation of two series of values; NaN for fewer than three pairs or no spread.

    Examples
    --------
    >>> round(rank_correlation([1, 2, 3, 4], [10, 20, 40, 30]), 2)
    0.8
    """
    pair = np.stack([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    known = pair[:, np.isfinite(pair).all(0)]
    if known.shape[1] < 3:
        return float("nan")
    places = percentiles(known)
    if np.any(places.std(axis=1) == 0):
        return float("nan")
    centred = places - places.mean(axis=1, keepdims=True)
    return float(centred[0] @ centred[1] / np.sqrt((centred[0] @ centred[0]) * (centred[1] @ centred[1])))
