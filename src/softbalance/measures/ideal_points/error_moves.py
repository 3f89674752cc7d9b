"""Errors of positions that count the items' own uncertainty, compiled.

The Hessian of positions and items is a sparse matrix: tridiagonal blocks for walks, small ones for items, and one
cross term a vote. Eliminating items gives the precision of positions, D less than that given the items; but an
item is itself less certain the less certain the positions of its voters, E. Passing the two corrections to
and fro is Gaussian belief propagation (Weiss & Freeman 2001), here by state-period and item; two rounds do.
"""

import numpy as np

from softbalance.measures.ideal_points.compiled import Floats, Longs, compiled
from softbalance.measures.ideal_points.item_moves import Items, ItemStep, factor, new_step
from softbalance.measures.ideal_points.likelihood import between, item_terms, log_ndtr


@compiled
def lost_information(
    theta: Floats,
    spread: Floats,
    items: Items,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
) -> Floats:
    """Return how much less each node's votes tell because items are uncertain; shape (n_nodes,).

    ``spread`` is the variance of each node, ``variances`` the prior ones of slope and cutpoints.
    """
    size = cuts.shape[1] + 1
    step, cross, solved = new_step(size), np.zeros(size), np.zeros(size)
    lost = np.zeros(len(theta))
    for j in range(len(slope)):
        first, last = items.item_start[j], items.item_start[j + 1]
        if first == last:
            continue
        _item_precision(theta, spread, j, items, variances, slope, cuts, cross, step)
        for v in range(first, last):
            n = items.nodes[v]
            _cross(theta[n], items.categories[v], slope[j], cuts, j, cross)
            share = _quadratic(step.raw_information, cross, solved)
            lost[n] += share / (1.0 + spread[n] * share)
    return lost


@compiled
def _item_precision(
    theta: Floats,
    spread: Floats,
    j: int,
    items: Items,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
    cross: Floats,
    step: ItemStep,
) -> None:
    """Leave in ``step.raw_information`` the Cholesky factor of an item's precision, positions uncertain."""
    first, last = items.item_start[j], items.item_start[j + 1]
    precision = step.raw_information
    item_terms(slope[j], cuts[j], theta, first, last, items.nodes, items.categories, step.raw_gradient, precision)
    for k in range(len(cross)):
        precision[k, k] += 1.0 / variances[0 if k == 0 else 1]
    for v in range(first, last):
        n = items.nodes[v]
        _cross(theta[n], items.categories[v], slope[j], cuts, j, cross)
        for r in range(len(cross)):
            for c in range(r + 1):
                precision[r, c] -= spread[n] * cross[r] * cross[c]
    factor(precision)


@compiled
def _cross(x: float, category: int, slope: float, cuts: Floats, j: int, cross: Floats) -> None:
    """Fill the cross terms of a vote's information about position, and slope and cutpoints."""
    for k in range(len(cross)):
        cross[k] = 0.0
    top = cuts.shape[1]
    if category in (0, top):
        k = 0 if category == 0 else top - 1
        z = (slope * x - cuts[j, k]) * (-1.0 if category == 0 else 1.0)
        _, ratio = log_ndtr(z)
        curve = ratio * (z + ratio)
        cross[0] = slope * x * curve
        cross[k + 1] = -slope * curve
        return
    low, high = cuts[j, category - 1] - slope * x, cuts[j, category] - slope * x
    _, _, at_low, at_high = between(low, high)
    ll, hh, lh = at_low * (at_low - low), at_high * (at_high + high), -at_low * at_high
    cross[0] = slope * x * (ll + hh + 2.0 * lh)
    cross[category] = -slope * (ll + lh)
    cross[category + 1] = -slope * (hh + lh)


@compiled
def _quadratic(lower: Floats, x: Floats, solved: Floats) -> float:
    """Return x' (L L')^-1 x."""
    total = 0.0
    for r in range(len(x)):
        solved[r] = x[r]
        for k in range(r):
            solved[r] -= lower[r, k] * solved[k]
        solved[r] /= lower[r, r]
        total += solved[r] * solved[r]
    return total


@compiled
def walk_variances(information: Floats, state_start: Longs, gap: Floats, first_var: float, walk_var: float) -> Floats:
    """Return the variance of each node under walks with this information a node; shape (n_nodes,)."""
    n = len(information)
    forward, spread = np.empty(n), np.empty(n)
    for i in range(len(state_start) - 1):
        s, e = state_start[i], state_start[i + 1]
        for k in range(s, e):
            before = first_var if k == s else forward[k - 1] + walk_var * gap[k]
            forward[k] = before / (1.0 + before * max(information[k], 0.0))
        for k in range(e - 1, s - 1, -1):
            spread[k] = forward[k]
            if k + 1 < e:
                ahead = forward[k] + walk_var * gap[k + 1]
                gain = forward[k] / ahead
                spread[k] += gain * gain * (spread[k + 1] - ahead)
    return spread
