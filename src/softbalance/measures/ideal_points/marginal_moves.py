"""Steps of the fast estimate: each side takes Newton steps with the other integrated out, compiled.

Expectations over a Gaussian are those of the two points one standard deviation either side: exact to third
order, and the average of two concave functions stays concave. Items have several parameters; their two points
lie along one of the diagonals of their covariance, a different one from item to item, so that over the many
items of a period every direction counts alike.
"""

import math
from typing import NamedTuple

import numpy as np

from softbalance.measures.ideal_points.compiled import Floats, compiled
from softbalance.measures.ideal_points.item_moves import (
    Items,
    ItemStep,
    carry_to_log_gaps,
    lead,
    new_step,
    solve_transposed,
    to_cuts,
    to_log_gaps,
)
from softbalance.measures.ideal_points.item_moves import add_prior as add_prior_of_item
from softbalance.measures.ideal_points.likelihood import item_terms, node_terms
from softbalance.measures.ideal_points.walk_moves import Step, Walks, add_prior, new_walk_step, solve

DAMPING = 0.6  # of an item's step: where a lone dissenter decides, whole steps swing to and fro


class ItemPair(NamedTuple):
    """The two points that stand for each item's Gaussian: slopes and cutpoints on either side."""

    slope_above: Floats
    cuts_above: Floats
    slope_below: Floats
    cuts_below: Floats


@compiled
def walk_newton(
    theta: Floats,
    walks: Walks,
    variances: tuple[float, float],
    pair: ItemPair,
    spread: Floats,
    link: Floats,
    first: int,
    last: int,
) -> None:
    """Take one Newton step of the walks of states ``first`` to ``last``, in place; fill variances.

    ``spread`` is the variance of a node under the walk's Gaussian, ``link`` its covariance with the state's
    node before (0 at the first).
    """
    step = new_walk_step(len(theta))
    for i in range(first, last):
        s, e = walks.state_start[i], walks.state_start[i + 1]
        for k in range(s, e):
            _expected_votes(theta[k], _deviation(k, spread), k, walks, pair, step)
        add_prior(theta, s, e, walks.gap, variances, step)
        solve(s, e, step)
        for k in range(e - 1, s - 1, -1):
            theta[k] += min(max(step.mean[k], -1.0), 1.0)
            spread[k] = 1.0 / step.diagonal[k] ** 2
            link[k] = 0.0
            if k + 1 < e:
                pull = step.below[k + 1] / step.diagonal[k]
                link[k + 1] = -pull * spread[k + 1]
                spread[k] += pull * pull * spread[k + 1]


@compiled
def _deviation(k: int, spread: Floats) -> float:
    """Return a node's standard deviation with the sign it has in the first of the two points."""
    return math.sqrt(spread[k]) * (1.0 if k & 1 else -1.0)


@compiled
def _expected_votes(theta: float, deviation: float, k: int, walks: Walks, pair: ItemPair, step: Step) -> None:
    """Fill slope and information about a node, expected over items and over the node itself."""
    first, last = walks.node_start[k], walks.node_start[k + 1]
    _, g, h = node_terms(
        theta + deviation, first, last, walks.items, walks.categories, pair.slope_above, pair.cuts_above
    )
    _, g2, h2 = node_terms(
        theta - deviation, first, last, walks.items, walks.categories, pair.slope_below, pair.cuts_below
    )
    step.gradient[k] = 0.5 * (g + g2)
    step.information[k] = 0.5 * (h + h2)


@compiled
def item_newton(
    theta: Floats,
    spread: Floats,
    items: Items,
    variances: tuple[float, float],
    pair: ItemPair,
    start: int,
    stop: int,
) -> float:
    """Take one Newton step of items ``start`` to ``stop``: move the two points that stand for each, in place.

    Returns the sum of the slopes' variances.
    """
    size = pair.cuts_above.shape[1] + 1
    step, half = new_step(size), new_step(size)
    free, other = np.empty(size), np.empty(size)
    above, below = np.empty(len(theta)), np.empty(len(theta))
    for k in range(len(theta)):
        deviation = _deviation(k, spread)
        above[k], below[k] = theta[k] + deviation, theta[k] - deviation
    total = 0.0
    for j in range(start, stop):
        if items.item_start[j] == items.item_start[j + 1]:
            continue
        to_log_gaps(pair.slope_above[j], pair.cuts_above[j], free)
        to_log_gaps(pair.slope_below[j], pair.cuts_below[j], other)
        _half(free, pair.cuts_above[j], above, j, items, variances, step)
        _half(other, pair.cuts_below[j], below, j, items, variances, half)
        _meet(free, other, step, half)
        lead(free, DAMPING, step)
        total += _spread_out(j, free, other, step, pair)
    return total


@compiled
def _meet(free: Floats, other: Floats, step: ItemStep, half: ItemStep) -> None:
    """Average slopes and information of two points; leave their mean in ``free``, half their distance in ``other``."""
    for r in range(len(free)):
        mean = 0.5 * (free[r] + other[r])
        other[r] = free[r] - mean
        free[r] = mean
        step.gradient[r] = 0.5 * (step.gradient[r] + half.gradient[r])
        for k in range(r + 1):
            step.information[r, k] = 0.5 * (step.information[r, k] + half.information[r, k])


@compiled
def _half(
    free: Floats, cuts: Floats, theta: Floats, j: int, items: Items, variances: tuple[float, float], step: ItemStep
) -> None:
    """Fill an item's slopes and information at one of its two points."""
    first, last = items.item_start[j], items.item_start[j + 1]
    item_terms(
        free[0], cuts, theta, first, last, items.nodes, items.categories, step.raw_gradient, step.raw_information
    )
    add_prior_of_item(free, cuts, variances, step)
    carry_to_log_gaps(free, step)


@compiled
def _spread_out(j: int, free: Floats, reach: Floats, step: ItemStep, pair: ItemPair) -> float:
    """Place an item's two points about its new mean; return the variance of its slope.

    ``free`` is the old mean and ``reach`` how far from it the points stood; ``step`` says where to go.
    """
    point = step.gradient
    for k in range(len(point)):
        point[k] = 1.0 if (j >> k) & 1 else -1.0
    solve_transposed(step.information, point)
    for k in range(len(point)):
        free[k] = step.mean[k]
        reach[k] += DAMPING * (point[k] - reach[k])
        point[k] = free[k] + reach[k]
        free[k] -= reach[k]
    pair.slope_above[j], pair.slope_below[j] = point[0], free[0]
    to_cuts(point, pair.cuts_above[j])
    to_cuts(free, pair.cuts_below[j])
    return reach[0] * reach[0]


@compiled
def node_information(theta: Floats, spread: Floats, walks: Walks, pair: ItemPair) -> Floats:
    """Return the information of each node's votes about it, expected over items; shape (n_nodes,)."""
    step = new_walk_step(len(theta))
    for k in range(len(theta)):
        _expected_votes(theta[k], _deviation(k, spread), k, walks, pair, step)
    return step.information
