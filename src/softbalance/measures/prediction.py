"""Does one thing predict another out of sample? Counts of chances taken, predicted for groupings left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Floats = NDArray[np.float64]

RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A beta-binomial regression: the mean follows a logistic line, chances of one row are alike.

    Attributes
    ----------
    beta
        Intercept and slopes on the standardised covariates, shape (1 + k,).
    log_size
        Log of the beta distribution's size: the larger, the less rows with equal covariates differ.
    centre, scale
        Of the covariates, each of shape (k,).
    """

    beta: Floats
    log_size: float
    centre: Floats
    scale: Floats


def fit(taken: ArrayLike, chances: ArrayLike, covariates: ArrayLike) -> Fit:
    """Return the fit by penalised likelihood (a normal prior of standard deviation 1 on each slope).

    Parameters
    ----------
    taken, chances
        Shape (rows,).
    covariates
        Shape (rows, k); ``k`` may be 0.

    Raises
    ------
    BadInput
        If shapes differ or a covariate is unknown.
    """
    from scipy.optimize import minimize

    k, n, x = _checked(taken, chances, covariates)
    centre, spread = x.mean(0), x.std(0)
    scale = np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(k)), (x - centre) / scale])

    def loss(theta: Floats) -> tuple[float, Floats]:
        value, slope = _log_likelihood(theta, design, k, n)
        penalty = RIDGE / 2 * float(theta[1:-1] @ theta[1:-1])
        slope[1:-1] -= RIDGE * theta[1:-1]
        return penalty - value, -slope

    start = np.zeros(design.shape[1] + 1)
    start[0] = np.log((k.sum() + 0.5) / (n.sum() - k.sum() + 0.5))
    start[-1] = 2.0
    bounds = [(None, None)] * design.shape[1] + [(-3.0, 8.0)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Fit(found[:-1], float(found[-1]), centre, scale)


def log_scores(model: Fit, taken: ArrayLike, chances: ArrayLike, covariates: ArrayLike) -> Floats:
    """Return the log probability that the model gave to each row, shape (rows,).

    Examples
    --------
    >>> model = Fit(np.array([0.0]), 8.0, np.empty(0), np.empty(0))
    >>> log_scores(model, [1], [1], np.empty((1, 0))).round(2).tolist()
    [-0.69]
    """
    from scipy.special import gammaln

    k, n, x = _checked(taken, chances, covariates)
    design = np.column_stack([np.ones(len(k)), (x - model.centre) / model.scale])
    mean, size = _mean(design @ model.beta), np.exp(model.log_size)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    found: Floats = ways + _kernel(k, n, mean * size, (1 - mean) * size)
    return found


def left_out_scores(taken: ArrayLike, chances: ArrayLike, covariates: ArrayLike, folds: Sequence[object]) -> Floats:
    """Return the log probability of each row under the model fitted to all other folds, shape (rows,).

    Parameters
    ----------
    taken, chances, covariates
        As for :func:`fit`.
    folds
        The fold of each row; rows of a fold are left out together.
    """
    k, n, x = _checked(taken, chances, covariates)
    names = np.array([str(fold) for fold in folds])
    found = np.empty(len(k))
    for name in np.unique(names):
        out = names == name
        model = fit(k[~out], n[~out], x[~out])
        found[out] = log_scores(model, k[out], n[out], x[out])
    return found


def mean_with_interval(
    values: ArrayLike, clusters: Sequence[object], *, rng: np.random.Generator, draws: int = 2_000, level: float = 0.90
) -> tuple[float, float, float]:
    """Return the mean of values with a bootstrap interval over clusters."""
    given = np.asarray(values, dtype=float)
    _, index = np.unique(np.array([str(one) for one in clusters]), return_inverse=True)
    sums, sizes = np.bincount(index, given), np.bincount(index)
    times = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=draws)
    means = times @ sums / np.maximum(times @ sizes, 1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    value = float(given.mean())
    return value, min(float(low), value), max(float(high), value)


def _checked(taken: ArrayLike, chances: ArrayLike, covariates: ArrayLike) -> tuple[Floats, Floats, Floats]:
    k, n, x = (np.asarray(one, dtype=float) for one in (taken, chances, covariates))
    if k.shape != n.shape or x.ndim != 2 or len(x) != len(k):
        raise BadInput(f"taken {k.shape}, chances {n.shape} and covariates {x.shape} must have the same rows")
    if not np.isfinite(x).all():
        raise BadInput("A covariate is unknown: leave its rows out")
    return k, n, x


def _mean(line: Floats) -> Floats:
    found: Floats = np.clip(1 / (1 + np.exp(-line)), 1e-9, 1 - 1e-9)
    return found


def _kernel(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    from scipy.special import gammaln

    found: Floats = gammaln(a + k) - gammaln(a) + gammaln(b + n - k) - gammaln(b) - gammaln(a + b + n) + gammaln(a + b)
    return found


def _log_likelihood(theta: Floats, design: Floats, k: Floats, n: Floats) -> tuple[float, Floats]:
    """Return the log likelihood and its slope in the coefficients and the log of the size."""
    from scipy.special import digamma

    mean, size = _mean(design @ theta[:-1]), float(np.exp(theta[-1]))
    a, b = mean * size, (1 - mean) * size
    by_a = digamma(a + k) - digamma(a)
    by_b = digamma(b + n - k) - digamma(b)
    by_sum = digamma(size) - digamma(size + n)
    slope = design.T @ ((by_a - by_b) * size * mean * (1 - mean))
    by_size = size * float(np.sum(by_a * mean + by_b * (1 - mean) + by_sum))
    return float(_kernel(k, n, a, b).sum()), np.append(slope, by_size)
