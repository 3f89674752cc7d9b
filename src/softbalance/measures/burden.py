"""Dividend and burden: what members draw from a grouping, what they spend, and who rides free."""

from dataclasses import dataclass
from itertools import permutations
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.estimate import LEVEL

FloatArray = NDArray[np.float64]

EXACT_UP_TO = 8
"""Up to this many members all n! orderings are enumerated; beyond, orderings are drawn."""

DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """Spearman's rank correlation of size with burden.

    Attributes
    ----------
    rho
        Rank correlation, mean ranks for ties; positive where the large carry more of their own GDP.
    low, high
        Interval at ``level`` by Fisher's z with the standard error of Bonett & Wright (2000); ``None`` below
        4 members or where rho is 1 or -1.
    null_low, null_high
        Central range at ``level`` of rho when burdens are dealt out at random.
    p_value
        Share of orderings with a correlation at least as large: one-sided, as the theory is.
    n, exact, level
        Members; whether all orderings were enumerated; content of both intervals.
    """

    rho: float
    low: float | None
    high: float | None
    null_low: float
    null_high: float
    p_value: float
    n: int
    exact: bool
    level: float


@dataclass(frozen=True, slots=True)
class Balance:
    """What each of n members draws and spends, over its own GDP; NaN where unknown.

    Attributes
    ----------
    dividend, burden
        (n,) drawn and spent per unit of own GDP.
    riding_free
        (n,) true where a member draws more than the median member and spends less, both over own GDP.
    """

    dividend: FloatArray
    burden: FloatArray
    riding_free: NDArray[np.bool_]


def size_and_burden(
    size: ArrayLike, burden: ArrayLike, rng: np.random.Generator, *, level: float = LEVEL
) -> RankCorrelation:
    """Return the Olson-Zeckhauser rank correlation of members' size with their burden over own GDP.

    Members with an unknown size or burden are left out. The null is exact up to 8 members.

    Parameters
    ----------
    size
        (n,) GDP or capability.
    burden
        (n,) spending over own GDP: a share, not an amount, or size would be correlated with itself.
    rng
        Draws orderings where there are too many to enumerate.
    level
        Content of the intervals.

    Raises
    ------
    NotEnoughData
        Below 3 members with both figures known, or where all sizes or all burdens are equal.

    Examples
    --------
    >>> result = size_and_burden([100, 10, 1], [0.05, 0.03, 0.01], np.random.default_rng(1))
    >>> round(result.rho, 3), round(result.p_value, 3), result.exact
    (1.0, 0.167, True)
    """
    large, heavy = _ranks_of_known(size, burden)
    orders = _orders(len(large), rng)
    null = heavy[orders] @ large / len(large)
    rho = float(np.clip(heavy @ large / len(large), -1.0, 1.0))
    exact = len(large) <= EXACT_UP_TO
    extreme = int((null >= rho - 1e-12).sum())
    tails = (1 - level) / 2
    low, high = _fisher(rho, len(large), level)
    return RankCorrelation(
        rho, low, high,
        float(np.quantile(null, tails)), float(np.quantile(null, 1 - tails)),
        extreme / len(null) if exact else (extreme + 1) / (len(null) + 1),
        len(large), exact, level,
    )  # fmt: skip


def dividend_and_burden(drawn: ArrayLike, spent: ArrayLike, gdp: ArrayLike) -> Balance:
    """Return what each member draws and spends over its own GDP, and who draws much while spending little.

    Parameters
    ----------
    drawn, spent
        (n,) what can be tied to the grouping, in the currency of ``gdp``; NaN where unknown.
    gdp
        (n,) positive.

    Examples
    --------
    >>> dividend_and_burden([5, 1, 0], [0, 1, 9], [100, 100, 100]).riding_free.tolist()
    [True, False, False]
    """
    own = np.asarray(gdp, dtype=float)
    if np.any(own <= 0):
        raise BadInput("GDP must be positive; use NaN where it is unknown")
    dividend, burden = np.asarray(drawn, dtype=float) / own, np.asarray(spent, dtype=float) / own
    known = ~np.isnan(dividend) & ~np.isnan(burden)
    if not known.any():
        return Balance(dividend, burden, known)
    free = known & (dividend > np.median(dividend[known])) & (burden < np.median(burden[known]))
    return Balance(dividend, burden, free)


def _ranks_of_known(size: ArrayLike, burden: ArrayLike) -> tuple[FloatArray, FloatArray]:
    first, second = np.asarray(size, dtype=float), np.asarray(burden, dtype=float)
    if first.shape != second.shape or first.ndim != 1:
        raise BadInput(f"size is {first.shape} and burden {second.shape}: give one of each a member")
    known = ~np.isnan(first) & ~np.isnan(second)
    if known.sum() < 3:
        raise NotEnoughData(f"Size and burden are known for {known.sum()} members; ranks need at least 3")
    return _standard_ranks(first[known]), _standard_ranks(second[known])


def _standard_ranks(values: FloatArray) -> FloatArray:
    """Mean ranks with mean 0 and variance 1, so that a correlation is a mean product."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(counts) == 1:
        raise NotEnoughData("All members are equal on one side: there is no order to correlate")
    ranks: FloatArray = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    standard: FloatArray = (ranks - ranks.mean()) / ranks.std()
    return standard


def _orders(members: int, rng: np.random.Generator) -> NDArray[np.int64]:
    if members <= EXACT_UP_TO:
        return np.array(list(permutations(range(members))), dtype=np.int64)
    return rng.permuted(np.tile(np.arange(members), (DRAWS, 1)), axis=1)


def _fisher(rho: float, members: int, level: float) -> tuple[float | None, float | None]:
    if members < 4 or abs(rho) > 1 - 1e-12:
        return None, None
    reach = NormalDist().inv_cdf(0.5 + level / 2) * sqrt((1 + rho**2 / 2) / (members - 3))
    return tanh(atanh(rho) - reach), tanh(atanh(rho) + reach)
