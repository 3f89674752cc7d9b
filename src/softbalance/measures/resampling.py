"""Intervals by resampling clusters: roll calls of one agenda item rise and fall together."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL


def clustered_mean(
    values: ArrayLike, clusters: ArrayLike, *, rng: np.random.Generator, draws: int = 2000
) -> NDArray[np.float64]:
    """Return bootstrap draws of a mean, whole clusters being drawn with replacement.

    Parameters
    ----------
    values
        One value a unit, shape (units,); NaN units are left out.
    clusters
        Cluster of each unit, shape (units,), any integer labels.
    rng
        Source of randomness.
    draws
        Number of resamples.

    Returns
    -------
    numpy.ndarray
        Shape (draws,); empty where fewer than two clusters hold a value.

    Examples
    --------
    >>> draws = clustered_mean([0.0, 1.0, 1.0], [7, 8, 9], rng=np.random.default_rng(1), draws=500)
    >>> bool(abs(draws.mean() - 2 / 3) < 0.05)
    True
    """
    numbers, labels = np.asarray(values, dtype=float), np.asarray(clusters)
    if numbers.shape != labels.shape or numbers.ndim != 1:
        raise BadInput("Values and clusters must be two rows of one length")
    known = np.isfinite(numbers)
    _, place = np.unique(labels[known], return_inverse=True)
    size = int(place.max()) + 1 if place.size else 0
    if size < 2:
        return np.empty(0)
    sums = np.bincount(place, weights=numbers[known], minlength=size)
    counts = np.bincount(place, minlength=size)
    return resampled_ratio(sums, counts, rng=rng, draws=draws)


def resampled_ratio(
    sums: ArrayLike, counts: ArrayLike, *, rng: np.random.Generator, draws: int = 2000
) -> NDArray[np.float64]:
    """Return bootstrap draws of sum(sums) / sum(counts) over clusters drawn with replacement.

    Parameters
    ----------
    sums, counts
        Total and number of units of each cluster, shape (clusters,).
    rng, draws
        As for :func:`clustered_mean`.
    """
    above, below = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    size = above.size
    weights = rng.multinomial(size, np.full(size, 1.0 / size), size=draws).astype(float)
    total = weights @ below
    return np.asarray((weights @ above)[total > 0] / total[total > 0])


def interval(draws: ArrayLike, level: float = LEVEL) -> tuple[float, float] | tuple[None, None]:
    """Return the central interval of the draws, or ``(None, None)`` where there are none.

    Examples
    --------
    >>> [round(bound, 6) for bound in interval(np.linspace(0, 1, 101), level=0.90)]
    [0.05, 0.95]
    """
    numbers = np.asarray(draws, dtype=float)
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size == 0:
        return None, None
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(numbers, [tail, 1.0 - tail])
    return float(low), float(high)
