"""Binding: what the members of a grouping owe each other, under its own treaty and under any."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

FloatArray = NDArray[np.float64]

FLAGS = ("defence", "offence", "neutrality", "nonaggression", "consultation")
"""Five obligations side by side, not one ladder: non-aggression often ties rivals."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Share of a grouping's directed dyads owing each obligation of :data:`FLAGS`; NaN where none is known.

    Attributes
    ----------
    plain, weighted
        (5,) share of known directed dyads i -> j, each counted once, and weighted by m_i m_j: the chance that
        two units of the grouping's capability drawn from different members are so bound.
    mutual
        (5,) share of known undirected dyads in which both owe it.
    known
        (5,) number of directed dyads known, of n (n - 1).
    """

    plain: FloatArray
    weighted: FloatArray
    mutual: FloatArray
    known: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Binding:
    """Obligations under the grouping's own treaty beside those its members owe each other under any treaty."""

    own: Shares
    any_treaty: Shares


def binding(own: ArrayLike, any_treaty: ArrayLike, capability: ArrayLike) -> Binding:
    """Return the shares of member dyads bound under the grouping's own treaty and under any treaty.

    Parameters
    ----------
    own, any_treaty
        (n, n, 5) arrays, entry [i, j, f] = 1 where i owes j obligation f of :data:`FLAGS`, 0 where it does
        not, NaN where no source says. Directed: [i, j] is not [j, i]. The diagonal is not read.
    capability
        (n,) non-negative capabilities, in any unit; NaN leaves a member out of the weighted shares.

    Raises
    ------
    BadInput
        Where shapes disagree, a flag is neither 0 nor 1, or a dyad owes under the own treaty what it does not
        owe under any.

    Examples
    --------
    The first of three owes defence to the second and is owed nothing:

    >>> pledge = np.zeros((3, 3, 5)); pledge[0, 1, 0] = 1
    >>> result = binding(np.zeros((3, 3, 5)), pledge, [2, 1, 1])
    >>> float(result.any_treaty.plain[0].round(3)), float(result.any_treaty.mutual[0])
    (0.167, 0.0)
    """
    mine, anybody = _obligations(own), _obligations(any_treaty)
    if mine.shape != anybody.shape:
        raise BadInput(f"own is {mine.shape} and any_treaty {anybody.shape}: give both for the same members")
    if np.any((mine == 1) & (anybody == 0)):
        raise BadInput("A dyad owes under the own treaty what it owes under no treaty: check any_treaty")
    return Binding(obligation_shares(mine, capability), obligation_shares(anybody, capability))


def obligation_shares(obligations: ArrayLike, capability: ArrayLike) -> Shares:
    """Return plain, capability-weighted and mutual shares for one (n, n, 5) array of directed obligations.

    >>> both = np.ones((2, 2, 5))
    >>> obligation_shares(both, [1, 3]).weighted.tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    flags = _obligations(obligations)
    members = flags.shape[0]
    weight = np.asarray(capability, dtype=float)
    if weight.shape != (members,) or np.any(weight < 0):
        raise BadInput(f"Give {members} non-negative capabilities, NaN where unknown")
    pairs = flags[~np.eye(members, dtype=bool)]
    product = np.nan_to_num(np.outer(weight, weight))[~np.eye(members, dtype=bool)]
    both = _both(flags)[np.triu_indices(members, k=1)]
    return Shares(
        _mean(pairs, np.ones(len(pairs))),
        _mean(pairs, product),
        _mean(both, np.ones(len(both))),
        (~np.isnan(pairs)).sum(axis=0),
    )


def _obligations(flags: ArrayLike) -> FloatArray:
    array = np.array(flags, dtype=float)
    if array.ndim != 3 or array.shape[0] != array.shape[1] or array.shape[2] != len(FLAGS):
        raise BadInput(f"Obligations are {array.shape}: give (members, members, {len(FLAGS)}), from row to column")
    array[np.eye(array.shape[0], dtype=bool)] = np.nan
    if np.any(~np.isnan(array) & (array != 0) & (array != 1)):
        raise BadInput("An obligation is 1 (owed), 0 (not owed) or NaN (no source says)")
    return array


def _both(flags: FloatArray) -> FloatArray:
    """1 where both owe it, 0 where either is known not to, else NaN."""
    other = flags.transpose(1, 0, 2)
    unknown = np.isnan(flags) | np.isnan(other)
    refused = (flags == 0) | (other == 0)
    both: FloatArray = np.where(refused, 0.0, np.where(unknown, np.nan, 1.0))
    return both


def _mean(values: FloatArray, weight: FloatArray) -> FloatArray:
    """Weighted mean of each column over its known rows; NaN where none carries weight."""
    known = ~np.isnan(values)
    mass = (known * weight[:, None]).sum(axis=0)
    total = np.where(known, values, 0.0).T @ weight
    result: FloatArray = np.divide(total, mass, out=np.full(values.shape[1], np.nan), where=mass > 0)
    return np.minimum(result, 1.0)
