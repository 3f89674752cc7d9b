"""Intervals by resampling clusters: roll calls of one agenda item rise and fall together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL

DRAWS = 2000
_GATHERED = 8  # a smaller share of the clusters is copied out first


@dataclass(frozen=True, slots=True)
class Resampler:
    """Clusters drawn with replacement, once, for any number of means over the same units.

    Means that share a resampler share its draws, so that the draws of a difference are the differences of draws.

    Attributes
    ----------
    place
        Cluster of each unit, numbered from 0; shape (units,).
    weights
        How often each draw holds each cluster; shape (clusters, draws).
    """

    place: NDArray[np.intp]
    weights: NDArray[np.float32]

    def means(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return bootstrap draws of the mean of the known values.

        Parameters
        ----------
        values
            One a unit, shape (units,); NaN units are left out.

        Returns
        -------
        numpy.ndarray
            Shape (draws,), NaN for draws that hold no known value; empty where fewer than two clusters hold one.
        """
        numbers = np.asarray(values, dtype=float)
        if numbers.shape != self.place.shape:
            raise BadInput(f"{numbers.size} values for {self.place.size} units")
        known = np.isfinite(numbers)
        clusters = self.weights.shape[0]
        counts = np.bincount(self.place[known], minlength=clusters)
        held = np.flatnonzero(counts)
        if held.size < 2:
            return np.empty(0)
        sums = np.bincount(self.place[known], weights=numbers[known], minlength=clusters)
        parts = np.stack([sums, counts]).astype(np.float32)
        few = held.size < clusters / _GATHERED
        above, below = parts[:, held] @ self.weights[held] if few else parts @ self.weights
        return np.divide(above.astype(float), below, out=np.full(below.size, np.nan), where=below > 0)


def resampler(clusters: ArrayLike, *, rng: np.random.Generator, draws: int = DRAWS) -> Resampler:
    """Return a resampler of clusters.

    Parameters
    ----------
    clusters
        Cluster of each unit, any labels; shape (units,).
    rng
        Source of randomness.
    draws
        Number of resamples.

    Examples
    --------
    >>> drawn = resampler([7, 8, 9], rng=np.random.default_rng(1), draws=500).means([0.0, 1.0, 1.0])
    >>> bool(abs(drawn.mean() - 2 / 3) < 0.05)
    True
    """
    place, size = _numbered(np.asarray(clusters))
    size = max(1, size)
    weights = rng.multinomial(size, np.full(size, 1.0 / size), size=draws)
    return Resampler(place, np.ascontiguousarray(weights.T, dtype=np.float32))


def _numbered(labels: NDArray[np.generic]) -> tuple[NDArray[np.intp], int]:
    """Return the rank of each label among the different ones, and how many these are.

    As ``numpy.unique`` would, which loads ``numpy.ma`` and so costs more than the sort.
    """
    order = np.argsort(labels, kind="stable")
    ordered = labels[order]
    place = np.empty(labels.size, dtype=np.intp)
    place[order] = np.cumsum(np.concatenate([[0], ordered[1:] != ordered[:-1]])[: labels.size])
    return place, int(place.max(initial=-1)) + 1


def interval(draws: ArrayLike, level: float = LEVEL) -> tuple[float, float] | tuple[None, None]:
    """Return the central interval of the draws, or ``(None, None)`` where there are none.

    Examples
    --------
    >>> [round(bound, 6) for bound in interval(np.linspace(0, 1, 101), level=0.90)]
    [0.05, 0.95]
    """
    ordered = _ordered(draws)
    if ordered.size == 0:
        return None, None
    tail = (1.0 - level) / 2.0
    return _quantile(ordered, tail), _quantile(ordered, 1.0 - tail)


def median(draws: ArrayLike) -> float:
    """Return the median of the known draws; there must be one.

    Examples
    --------
    >>> median([3.0, 1.0, np.nan, 2.0])
    2.0
    """
    return _quantile(_ordered(draws), 0.5)


def _ordered(draws: ArrayLike) -> NDArray[np.float64]:
    numbers = np.asarray(draws, dtype=float)
    return np.sort(numbers[np.isfinite(numbers)])


def _quantile(ordered: NDArray[np.float64], share: float) -> float:
    """Return a quantile of ordered numbers, linear between them, as numpy does without loading ``numpy.ma``."""
    place = share * (ordered.size - 1)
    below = int(place)
    above = min(below + 1, ordered.size - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (place - below))
