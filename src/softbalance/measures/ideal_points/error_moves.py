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
    step, half = new_step(size), new_step(size)
    cross, solved = np.zeros(size), np.zeros(size)
    lost = np.zeros(len(theta))
    deviation = np.sqrt(spread)
    above, below = theta + deviation, theta - deviation
    for j in range(len(slope)):
        first, last = items.item_start[j], items.item_start[j + 1]
        if first == last:
            continue
        expected_terms(slope[j], cuts[j], above, below, j, items, step, half)
        precision = step.raw_information
        for k in range(size):
            precision[k, k] += 1.0 / variances[0 if k == 0 else 1]
        for v in range(first, last):
            n = items.nodes[v]
            _cross(theta[n], items.categories[v], slope[j], cuts, j, cross)
            for r in range(size):
                for c in range(r + 1):
                    precision[r, c] -= spread[n] * cross[r] * cross[c]
        factor(precision)
        for v in range(first, last):
            n = items.nodes[v]
            _cross(theta[n], items.categories[v], slope[j], cuts, j, cross)
            share = _quadratic(precision, cross, solved)
            lost[n] += share / (1.0 + spread[n] * share)
    return lost


@compiled
def expected_terms(
    slope: float,
    cuts: Floats,
    above: Floats,
    below: Floats,
    j: int,
    items: Items,
    step: ItemStep,
    half: ItemStep,
) -> None:
    """Fill an item's slopes and information in slope and cutpoints, expected over positions."""
    first, last = items.item_start[j], items.item_start[j + 1]
    for theta, room in ((above, step), (below, half)):
        item_terms(
            slope, cuts, theta, first, last, items.nodes, items.categories, room.raw_gradient, room.raw_information
        )
    step.raw_gradient[:] = 0.5 * (step.raw_gradient + half.raw_gradient)
    step.raw_information[:] = 0.5 * (step.raw_information + half.raw_information)


@compiled
def _cross(x: float, category: int, slope: float, cuts: Floats, j: int, cross: Floats) -> None:
    """Fill the cross terms of a vote's information about position, and slope and cutpoints."""
    cross[:] = 0.0
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
