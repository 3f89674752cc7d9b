"""Moves of item parameters: a Newton step proposes slope and cutpoints of an item together, compiled.

The step is taken in (slope, first cutpoint, log gaps between cutpoints), so cutpoints stay in order; no latent
propensities are drawn, so cutpoints do not stick to them (the slow point of Albert & Chib 1993, see Cowles
1996).
"""

import math
from typing import NamedTuple

import numpy as np

from softbalance.measures.ideal_points.compiled import Categories, Floats, Indices, Longs, compiled
from softbalance.measures.ideal_points.likelihood import item_terms

LONGEST_STEP = 3.0  # in log gaps: keeps a step from a nearly flat corner within the range of doubles


class Items(NamedTuple):
    """The votes by item, as the compiled loops take them (see ``Votes``)."""

    item_start: Longs
    nodes: Indices
    categories: Categories


class ItemStep(NamedTuple):
    """Room for one item's Newton step in its K parameters; ``raw``: in cutpoints, else in log gaps."""

    gradient: Floats
    information: Floats
    raw_gradient: Floats
    raw_information: Floats
    mean: Floats
    scale: Floats


@compiled
def new_step(size: int) -> ItemStep:
    """Return empty room for items of ``size`` parameters."""
    return ItemStep(
        np.zeros(size), np.zeros((size, size)), np.zeros(size), np.zeros((size, size)), np.zeros(size), np.ones(size)
    )


@compiled
def item_sweep(
    theta: Floats,
    items: Items,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
    noise: Floats,
    log_uniform: Floats,
    drift: float,
) -> int:
    """Move each item with votes once, in place; return how many moved.

    ``variances`` are the prior ones of slope and cutpoints; ``noise`` has shape (n_items, K); ``drift`` is the
    share of the Newton step taken: 1 leads to the mode, 0 makes a random walk.
    """
    size = cuts.shape[1] + 1
    step = new_step(size)
    old, new, new_cuts = np.empty(size), np.empty(size), np.empty(size - 1)
    moved = 0
    for j in range(len(slope)):
        if items.item_start[j] == items.item_start[j + 1]:
            continue
        to_log_gaps(slope[j], cuts[j], old)
        old_height = _newton(old, cuts[j], theta, j, items, variances, drift, step)
        _draw(step, noise[j], new)
        forth = _log_density(new, step)
        to_cuts(new, new_cuts)
        new_height = _newton(new, new_cuts, theta, j, items, variances, drift, step)
        back = _log_density(old, step)
        if log_uniform[j] < new_height - old_height + back - forth:
            moved += 1
            slope[j] = new[0]
            for k in range(size - 1):
                cuts[j, k] = new_cuts[k]
    return moved


@compiled
def to_log_gaps(slope: float, cuts: Floats, free: Floats) -> None:
    """Fill (slope, first cutpoint, log gaps)."""
    free[0] = slope
    free[1] = cuts[0]
    for k in range(1, len(cuts)):
        free[k + 1] = math.log(cuts[k] - cuts[k - 1])


@compiled
def to_cuts(free: Floats, cuts: Floats) -> None:
    """Fill the cutpoints that the log gaps imply."""
    cuts[0] = free[1]
    for k in range(1, len(cuts)):
        cuts[k] = cuts[k - 1] + math.exp(free[k + 1])


@compiled
def _newton(
    free: Floats,
    cuts: Floats,
    theta: Floats,
    j: int,
    items: Items,
    variances: tuple[float, float],
    drift: float,
    step: ItemStep,
) -> float:
    """Return the log posterior at ``free``; fill the step's mean, and its precision's Cholesky factor."""
    height = item_terms(
        free[0],
        cuts,
        theta,
        items.item_start[j],
        items.item_start[j + 1],
        items.nodes,
        items.categories,
        step.raw_gradient,
        step.raw_information,
    )
    height += add_prior(free, cuts, variances, step)
    carry_to_log_gaps(free, step)
    lead(free, drift, step)
    return height


@compiled
def lead(free: Floats, drift: float, step: ItemStep) -> None:
    """Fill where the Newton step from ``free`` leads, and its precision's Cholesky factor."""
    factor(step.information)
    solve(step)
    for k in range(len(free)):
        if k > 1:
            step.mean[k] = min(max(step.mean[k], -LONGEST_STEP), LONGEST_STEP)
        step.mean[k] = free[k] + drift * step.mean[k]


@compiled
def add_prior(free: Floats, cuts: Floats, variances: tuple[float, float], step: ItemStep) -> float:
    """Return the log prior, with the Jacobian of the log gaps; add its slopes and information."""
    value = -0.5 * free[0] * free[0] / variances[0]
    step.raw_gradient[0] -= free[0] / variances[0]
    step.raw_information[0, 0] += 1.0 / variances[0]
    for k in range(len(cuts)):
        value -= 0.5 * cuts[k] * cuts[k] / variances[1]
        step.raw_gradient[k + 1] -= cuts[k] / variances[1]
        step.raw_information[k + 1, k + 1] += 1.0 / variances[1]
    for k in range(2, len(free)):
        value += free[k]
    return value


@compiled
def carry_to_log_gaps(free: Floats, step: ItemStep) -> None:
    """Carry slopes and information from cutpoints to log gaps.

    A cutpoint is the first one plus the gaps below it, so parameter k collects cutpoints k and above, times
    the gap. The Jacobian adds 1 to each log gap's slope, and at the mode 1 to its information.
    """
    size = len(free)
    scale = step.scale
    for k in range(2, size):
        scale[k] = math.exp(free[k])
    for r in range(size):
        step.gradient[r] = 0.0
        for k in range(r, size if r > 0 else 1):
            step.gradient[r] += step.raw_gradient[k]
        step.gradient[r] *= scale[r]
        for c in range(r + 1):
            total = 0.0
            for k in range(r, size if r > 0 else 1):
                for m in range(c, size if c > 0 else 1):
                    total += step.raw_information[max(k, m), min(k, m)]
            step.information[r, c] = total * scale[r] * scale[c]
    for k in range(2, size):
        step.gradient[k] += 1.0
        step.information[k, k] += 1.0


@compiled
def factor(matrix: Floats) -> None:
    """Replace the lower triangle by its Cholesky factor."""
    for r in range(matrix.shape[0]):
        for c in range(r + 1):
            total = matrix[r, c]
            for k in range(c):
                total -= matrix[r, k] * matrix[c, k]
            matrix[r, c] = math.sqrt(max(total, 1e-12)) if r == c else total / matrix[c, c]


@compiled
def solve(step: ItemStep) -> None:
    """Fill ``mean`` with precision^-1 gradient, the precision being factored."""
    size = len(step.mean)
    for r in range(size):
        total = step.gradient[r]
        for k in range(r):
            total -= step.information[r, k] * step.mean[k]
        step.mean[r] = total / step.information[r, r]
    solve_transposed(step.information, step.mean)


@compiled
def solve_transposed(factor: Floats, x: Floats) -> None:
    """Replace ``x`` by the solution of L' y = x."""
    for r in range(len(x) - 1, -1, -1):
        for k in range(r + 1, len(x)):
            x[r] -= factor[k, r] * x[k]
        x[r] /= factor[r, r]


@compiled
def _draw(step: ItemStep, noise: Floats, new: Floats) -> None:
    """Fill a draw from the step's Gaussian."""
    for k in range(len(new)):
        new[k] = noise[k]
    solve_transposed(step.information, new)
    for k in range(len(new)):
        new[k] += step.mean[k]


@compiled
def _log_density(x: Floats, step: ItemStep) -> float:
    """Return the log density of ``x`` under the step's Gaussian, constants dropped."""
    total = 0.0
    for c in range(len(x)):
        w = 0.0
        for r in range(c, len(x)):
            w += step.information[r, c] * (x[r] - step.mean[r])
        total += math.log(step.information[c, c]) - 0.5 * w * w
    return total
