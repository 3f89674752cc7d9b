"""The share of chances taken when chances come in crises: a hierarchical beta-binomial, by quadrature."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Floats = NDArray[np.float64]

NODES = 160
CORRELATION_NODES = 48


@dataclass(frozen=True, slots=True)
class SharePosterior:
    """The posterior of the mean share.

    Attributes
    ----------
    mean, low, high
        Posterior mean and equal-tailed interval of the mean share over crises.
    correlation
        Posterior mean of the correlation of two chances in one crisis.
    crises, chances, taken
        Counts behind it.
    grid, weights
        Support of the mean share and its posterior weights, shapes (NODES,); the weights add to 1.
    """

    mean: float
    low: float
    high: float
    correlation: float
    crises: int
    chances: int
    taken: int
    grid: Floats
    weights: Floats


def share_posterior(
    taken: ArrayLike, chances: ArrayLike, crises: Sequence[object], *, level: float = 0.90
) -> SharePosterior:
    r"""Return the posterior of the mean share of chances taken.

    Chances in one crisis are alike: crisis :math:`c` has a share :math:`\theta_c \sim Beta(\mu\phi, (1-\mu)\phi)`
    and :math:`K_c \mid \theta_c \sim Bin(N_c, \theta_c)`, so that two chances in one crisis are correlated by
    :math:`\rho = 1/(1+\phi)` (Gelman et al. 2013, *Bayesian Data Analysis*, 3rd ed., section 5.3). Both
    :math:`\mu` and :math:`\rho` have uniform priors on (0, 1). The posterior is computed on Gauss-Legendre nodes,
    without sampling. With one chance a crisis it is exactly :math:`Beta(1 + \sum K, 1 + \sum (N - K))`.

    Parameters
    ----------
    taken, chances
        Per occasion, shape (n,): how many of the chances were taken, and how many there were.
    crises
        Per occasion: the crisis it belongs to; occasions of one crisis are added up.
    level
        Probability content of the interval.

    Raises
    ------
    BadInput
        If shapes differ, there is no chance at all, or more were taken than there were.

    Examples
    --------
    >>> alike = share_posterior([3, 0], [3, 3], ["Suez", "Korea"])
    >>> round(alike.mean, 2), round(alike.high - alike.low, 2)
    (0.5, 0.72)
    """
    k, n = _by_crisis(taken, chances, crises)
    mu, mu_weights = _nodes(NODES)
    rho, rho_weights = _nodes(CORRELATION_NODES)
    log_density = _log_likelihood(k, n)
    joint = np.exp(log_density - log_density.max()) * mu_weights[:, None] * rho_weights[None, :]
    joint /= joint.sum()
    weights = joint.sum(axis=1)
    low, high = _quantiles(mu, weights, ((1 - level) / 2, (1 + level) / 2))
    return SharePosterior(
        mean=float(weights @ mu),
        low=low,
        high=high,
        correlation=float(joint.sum(axis=0) @ rho),
        crises=len(n),
        chances=int(n.sum()),
        taken=int(k.sum()),
        grid=mu,
        weights=weights,
    )


def _by_crisis(taken: ArrayLike, chances: ArrayLike, crises: Sequence[object]) -> tuple[Floats, Floats]:
    k, n = np.asarray(taken, dtype=float), np.asarray(chances, dtype=float)
    if k.shape != n.shape or k.ndim != 1 or len(crises) != len(k):
        raise BadInput(f"taken, chances and crises must be as long as each other: {k.shape}, {n.shape}, {len(crises)}")
    if np.any(k < 0) or np.any(k > n):
        raise BadInput("More chances were taken than there were, or fewer than none")
    if n.sum() == 0:
        raise BadInput("There was no chance to act; a rate cannot be given")
    _, index = np.unique(np.array([str(crisis) for crisis in crises]), return_inverse=True)
    of, taken_of = (np.bincount(index, values).astype(float) for values in (n, k))
    return taken_of[of > 0], of[of > 0]


@cache
def _nodes(count: int) -> tuple[Floats, Floats]:
    """Return nodes and weights on (0, 1), crowded at both ends where posteriors of rare acts lie."""
    x, weights = np.polynomial.legendre.leggauss(count)
    t = (x + 1) / 2
    nodes, shares = t**2 * (3 - 2 * t), weights / 2 * 6 * t * (1 - t)
    nodes.setflags(write=False)
    shares.setflags(write=False)
    return nodes, shares


def _log_likelihood(k: Floats, n: Floats) -> Floats:
    """Return the log likelihood on the grid, shape (NODES, CORRELATION_NODES).

    The beta functions of a beta-binomial part into gamma functions of the chances taken, left and given, each of
    which is computed once for every count that occurs. The nodes of the mean lie evenly about one half, so that
    what is left is the mirror image of what is taken.
    """
    return _summed(_risen, k) + _summed(_risen, n - k)[::-1] - _summed(_risen_sum, n)[None, :]


def _summed(risen: Callable[[float], Floats], counts: Floats) -> Floats:
    """Return the sum over the counts of a function of each."""
    values, times = np.unique(counts[counts > 0], return_counts=True)
    total = np.zeros_like(risen(1.0))
    for value, count in zip(values, times, strict=True):
        total += count * risen(float(value))
    return total


@lru_cache(maxsize=1024)
def _risen(count: float) -> Floats:
    """Return log gamma(a + count) - log gamma(a) with a = mean times phi; kept, for records share their counts."""
    return _rising(_nodes(NODES)[0][:, None] * _phi()[None, :], count)


@lru_cache(maxsize=1024)
def _risen_sum(count: float) -> Floats:
    """Return log gamma(phi + count) - log gamma(phi)."""
    return _rising(_phi(), count)


def _phi() -> Floats:
    phi: Floats = 1 / _nodes(CORRELATION_NODES)[0] - 1
    return phi


def _rising(start: Floats, count: float) -> Floats:
    from scipy.special import gammaln

    found: Floats = gammaln(start + count) - gammaln(start)
    found.setflags(write=False)
    return found


def _quantiles(grid: Floats, weights: Floats, levels: tuple[float, float]) -> tuple[float, float]:
    """Return quantiles, interpolated in the distribution function at the middle of each node's weight."""
    below = np.concatenate([[0.0], np.cumsum(weights) - weights / 2, [1.0]])
    at = np.concatenate([[0.0], grid, [1.0]])
    low, high = np.interp(levels, below, at)
    return float(low), float(high)
