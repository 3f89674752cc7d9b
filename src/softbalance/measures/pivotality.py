"""Pivotality: how often a member decides whether a coalition reaches a capability quota."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

TOTAL = 10_000
"""Integer weights handed out by :func:`integer_weights`: one point is 0.01 % of the grouping."""


@dataclass(frozen=True, slots=True)
class Pivotality:
    """Exact power of each member of a weighted voting game.

    Attributes
    ----------
    weights
        (n,) integer weights of the game that was solved.
    quota
        Weight a coalition needs to win.
    shapley
        n exact Shapley-Shubik values; they sum to 1 where the grand coalition wins, else to 0.
    banzhaf
        n exact Banzhaf probabilities: share of the 2**(n-1) coalitions of the others in which i is decisive.
    """

    weights: tuple[int, ...]
    quota: int
    shapley: tuple[Fraction, ...]
    banzhaf: tuple[Fraction, ...]

    @property
    def shapley_shares(self) -> NDArray[np.float64]:
        """(n,) Shapley-Shubik values as floats."""
        return np.array([float(value) for value in self.shapley])

    @property
    def banzhaf_shares(self) -> NDArray[np.float64]:
        """(n,) normalised Banzhaf index, summing to 1; zeros where nobody is ever decisive."""
        raw = np.array([float(value) for value in self.banzhaf])
        return raw / raw.sum() if raw.sum() else raw


def pivotality(weights: Sequence[int], quota: int) -> Pivotality:
    """Return exact Shapley-Shubik and Banzhaf values of the game [quota; weights].

    A coalition wins when its weight is at least ``quota``. Coalitions are counted by size and weight with the
    generating function prod_i (1 + x y^w_i), and a member is taken out again by exact integer division
    (Mann & Shapley 1962, RAND RM-3158-PR; Brams & Affuso 1976), so nothing is sampled. The powers of y of one
    size are the digits of one long integer, so that 60 members take a fraction of a second and 190 a few.

    Parameters
    ----------
    weights
        Non-negative integers, one a member; see :func:`integer_weights` for shares.
    quota
        Positive integer.

    Raises
    ------
    BadInput
        Where there is no member, a weight is negative or not whole, or the quota is below 1.

    Examples
    --------
    The Council of the European Economic Community of 1958, in which Luxembourg's vote never counted:

    >>> council = pivotality([4, 4, 4, 2, 2, 1], quota=12)
    >>> [str(value) for value in council.shapley]
    ['7/30', '7/30', '7/30', '3/20', '3/20', '0']
    >>> council.banzhaf_shares.round(3).tolist()
    [0.238, 0.238, 0.238, 0.143, 0.143, 0.0]
    """
    game = _whole(weights)
    if quota < 1 or int(quota) != quota:
        raise BadInput(f"The quota is {quota!r}: give a whole number of at least 1")
    line = min(int(quota), sum(game) + 1)
    rows = _coalitions(game, line)
    swings = {weight: _swings(rows, weight, line) for weight in set(game)}
    return Pivotality(
        game,
        int(quota),
        tuple(_shapley(swings[weight], len(game)) for weight in game),
        tuple(Fraction(sum(swings[weight]), 2 ** (len(game) - 1)) for weight in game),
    )


def capability_game(
    capability: ArrayLike, quota_share: float, *, strict: bool = False, total: int = TOTAL
) -> Pivotality:
    """Return the pivotality of members for a coalition holding a share of the grouping's capability.

    Capabilities are rounded to integers adding up to ``total`` by largest remainders, and the quota to the
    smallest whole number that is at least (``strict``: more than) ``quota_share * total``. To leave out a
    giant, leave it out of ``capability``: the quota is then a share of the rest.

    Examples
    --------
    >>> capability_game([50, 30, 20], 0.5, strict=True).shapley_shares.round(3).tolist()
    [0.667, 0.167, 0.167]
    """
    if not 0 < quota_share <= 1:
        raise BadInput(f"quota_share is {quota_share}: give a share of capability above 0 and up to 1")
    line = round(quota_share * total, 9)
    quota = int(line) + 1 if strict else ceil(line)
    return pivotality(integer_weights(capability, total), min(quota, total))


def integer_weights(capability: ArrayLike, total: int = TOTAL) -> tuple[int, ...]:
    """Return integers in proportion to capability that add up to ``total``, by largest remainders.

    Ties in the remainder go to the earlier member. Each weight is within one point of its exact share.

    Examples
    --------
    >>> integer_weights([1.0, 1.0, 1.0], total=100)
    (34, 33, 33)
    """
    shares = np.asarray(capability, dtype=float)
    if shares.ndim != 1 or shares.size == 0 or not np.all(np.isfinite(shares)) or np.any(shares < 0):
        raise BadInput("Capabilities must be one row of known, non-negative numbers; leave out the unknown")
    if shares.sum() <= 0 or total < 1:
        raise BadInput("Capabilities must not all be zero, and the total must be at least 1")
    exact = shares / shares.sum() * total
    floor = np.floor(exact).astype(np.int64)
    extra = np.argsort(-(exact - floor), kind="stable")[: total - int(floor.sum())]
    floor[extra] += 1
    return tuple(int(weight) for weight in floor)


def _whole(weights: Sequence[int]) -> tuple[int, ...]:
    if len(weights) == 0 or any(int(weight) != weight or weight < 0 for weight in weights):
        raise BadInput("Weights must be non-negative whole numbers; for shares see integer_weights")
    return tuple(int(weight) for weight in weights)


def _coalitions(weights: tuple[int, ...], quota: int) -> list[int]:
    """Count losing coalitions: a row a size 0..n, whose digit of place w is the number of those of weight w.

    A digit has n + 1 bits, more than any count, sum or difference of counts needs, so that digits never mix.
    """
    bits = len(weights) + 1
    below = (1 << bits * quota) - 1
    rows = [1] + [0] * len(weights)
    for joined, weight in enumerate(weights):
        if weight < quota:
            for size in range(joined + 1, 0, -1):
                rows[size] += (rows[size - 1] << bits * weight) & below
    return rows


def _swings(rows: list[int], weight: int, quota: int) -> list[int]:
    """Count, by size 0..n-1, the losing coalitions of the others that a member of this weight turns."""
    bits = len(rows)
    below = (1 << bits * quota) - 1
    turned, without = [], 0
    for row in rows[:-1]:
        without = row - ((without << bits * weight) & below) if weight < quota else row
        turned.append(_sum_of_digits(without >> bits * max(0, quota - weight), bits))
    return turned


def _sum_of_digits(row: int, bits: int) -> int:
    """Return the sum of the digits to the base 2**bits, which leaves the same remainder as the number itself."""
    return row % ((1 << bits) - 1)


def _shapley(swings: list[int], players: int) -> Fraction:
    orders = sum(
        factorial(size) * factorial(players - size - 1) * number for size, number in enumerate(swings) if number
    )
    return Fraction(orders, factorial(players))
