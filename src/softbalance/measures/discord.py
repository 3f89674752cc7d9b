"""Discord: how many of a grouping's dyads, and how much of its capability, are at odds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

KINDS = ("rivalry", "dispute", "claim")
"""A live strategic rivalry, a militarised dispute in the last 20 years, a territorial claim."""


@dataclass(frozen=True, slots=True)
class Discord:
    """Discord of one kind inside a grouping.

    Attributes
    ----------
    dyads
        Member dyads at odds.
    known, possible
        Dyads a source covers, and n (n - 1) / 2.
    dyad_share
        ``dyads / known``; ``None`` where no dyad is covered.
    capability_share
        Share of the grouping's capability held by members at odds with at least one other; ``None`` where no
        dyad is covered or a capability is unknown.
    members
        (n,) whether each member is at odds with another.
    """

    dyads: int
    known: int
    possible: int
    dyad_share: float | None
    capability_share: float | None
    members: NDArray[np.bool_]


def discord(at_odds: ArrayLike, capability: ArrayLike) -> Discord:
    """Return the share of dyads and of capability in discord of one kind.

    Parameters
    ----------
    at_odds
        (n, n) symmetric: 1 where i and j are at odds, 0 where they are not, NaN where no source covers them.
        Who claims from whom is directed: symmetrise before, on purpose; a one-sided matrix is refused.
    capability
        (n,) non-negative, NaN where unknown.

    Raises
    ------
    BadInput
        Where the matrix is not symmetric, or shapes disagree.

    Examples
    --------
    >>> pair = np.zeros((3, 3)); pair[0, 1] = pair[1, 0] = 1
    >>> result = discord(pair, [6, 3, 1])
    >>> round(result.dyad_share, 3), result.capability_share
    (0.333, 0.9)
    """
    matrix = _symmetric(at_odds)
    weight = np.asarray(capability, dtype=float)
    if weight.shape != matrix.shape[:1] or np.any(weight < 0):
        raise BadInput(f"Give {matrix.shape[0]} non-negative capabilities, NaN where unknown")
    upper = matrix[np.triu_indices(matrix.shape[0], k=1)]
    known = int((~np.isnan(upper)).sum())
    involved = (matrix == 1).any(axis=1)
    weighable = known > 0 and bool(np.isfinite(weight).all()) and weight.sum() > 0
    return Discord(
        dyads=int(np.nansum(upper)),
        known=known,
        possible=len(upper),
        dyad_share=float(np.nansum(upper) / known) if known else None,
        capability_share=float(weight[involved].sum() / weight.sum()) if weighable else None,
        members=involved,
    )


def any_discord(*matrices: ArrayLike) -> NDArray[np.float64]:
    """Return the union of several kinds: 1 where any holds, NaN where none holds and one is unknown.

    >>> any_discord([[0, 1], [1, 0]], [[0, np.nan], [np.nan, 0]])[0, 1]
    np.float64(1.0)
    """
    stack = np.stack([_symmetric(matrix) for matrix in matrices])
    union: NDArray[np.float64] = np.where(
        (stack == 1).any(axis=0), 1.0, np.where(np.isnan(stack).any(axis=0), np.nan, 0.0)
    )
    return union


def _symmetric(at_odds: ArrayLike) -> NDArray[np.float64]:
    matrix = np.array(at_odds, dtype=float)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise BadInput(f"Discord is {matrix.shape}: give one row and one column a member")
    np.fill_diagonal(matrix, np.nan)
    if not np.array_equal(matrix, matrix.T, equal_nan=True):
        raise BadInput("Discord has no direction, but this matrix differs from its mirror image")
    if np.any(~np.isnan(matrix) & (matrix != 0) & (matrix != 1)):
        raise BadInput("Two members are at odds (1), not at odds (0), or not covered (NaN)")
    return matrix
