"""Moves of whole walks: one Newton step proposes all positions of a state over time, compiled.

The proposal is Gaussian with the mean and covariance of the Newton step from the current walk (Qi & Minka
2002; Martin et al. 2012); the log posterior of a walk given the items is concave, so the step is always
defined, and a Metropolis-Hastings test makes it exact. Precisions are tridiagonal: cost is linear in time.
"""

import math
from typing import NamedTuple

import numpy as np

from softbalance.measures.ideal_points.compiled import Categories, Floats, Indices, Longs, compiled
from softbalance.measures.ideal_points.likelihood import node_terms


class Walks(NamedTuple):
    """The votes by state-period, as the compiled loops take them (see ``Votes``)."""

    state_start: Longs
    gap: Floats
    node_start: Longs
    items: Indices
    categories: Categories


class Step(NamedTuple):
    """Room for one Newton step over nodes: slopes, information, mean, and the factor of its precision."""

    gradient: Floats
    information: Floats
    mean: Floats
    diagonal: Floats
    below: Floats


@compiled
def new_walk_step(n: int) -> Step:
    """Return empty room for ``n`` nodes."""
    return Step(np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n))


@compiled
def walk_sweep(
    theta: Floats,
    walks: Walks,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
    noise: Floats,
    log_uniform: Floats,
    blocks: tuple[int, int],
    drift: float,
) -> tuple[int, int]:
    """Move each walk once, block of time by block, in place; return how many blocks moved, of how many.

    ``variances`` are those of the first position and of one period's step; ``noise`` and ``log_uniform`` hold
    standard normal draws and logs of uniform draws, one a node. ``blocks`` says how many nodes a state's first
    block holds, and every other, so that borders can differ from sweep to sweep. ``drift`` is the share of the
    Newton step taken: 1 leads to the mode, 0 makes a random walk.
    """
    step, new = new_walk_step(len(theta)), theta.copy()
    moved = tried = 0
    for i in range(len(walks.state_start) - 1):
        s = walks.state_start[i]
        e = s + blocks[0]
        while s < walks.state_start[i + 1]:
            e = min(e, walks.state_start[i + 1])
            moved += _move(theta, new, s, e, walks, variances, slope, cuts, noise, log_uniform[s], drift, step)
            tried += 1
            s, e = e, e + blocks[1]
    return moved, tried


@compiled
def _move(
    theta: Floats,
    new: Floats,
    s: int,
    e: int,
    walks: Walks,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
    noise: Floats,
    log_uniform: float,
    drift: float,
    step: Step,
) -> int:
    """Propose nodes ``s`` to ``e`` anew; return whether they moved. ``new`` equals ``theta`` before and after."""
    old_height = newton(theta, s, e, walks, variances, slope, cuts, drift, step)
    for k in range(e - 1, s - 1, -1):
        w = noise[k]
        if k + 1 < e:
            w -= step.below[k + 1] * (new[k + 1] - step.mean[k + 1])
        new[k] = step.mean[k] + w / step.diagonal[k]
    forth = _log_density(new, s, e, step)
    new_height = newton(new, s, e, walks, variances, slope, cuts, drift, step)
    back = _log_density(theta, s, e, step)
    if log_uniform < new_height - old_height + back - forth:
        for k in range(s, e):
            theta[k] = new[k]
        return 1
    for k in range(s, e):
        new[k] = theta[k]
    return 0


@compiled
def newton(
    theta: Floats,
    s: int,
    e: int,
    walks: Walks,
    variances: tuple[float, float],
    slope: Floats,
    cuts: Floats,
    drift: float,
    step: Step,
) -> float:
    """Return the log posterior of a state's walk; fill the Newton step from it."""
    height = 0.0
    for k in range(s, e):
        height += add_votes(theta, k, walks, slope, cuts, step)
    height += add_prior(theta, s, e, walks.gap, variances, step)
    solve(s, e, step)
    for k in range(s, e):
        step.mean[k] = theta[k] + drift * step.mean[k]
    return height


@compiled
def add_votes(theta: Floats, k: int, walks: Walks, slope: Floats, cuts: Floats, step: Step) -> float:
    """Return a node's log likelihood; fill its slope and information."""
    value, gradient, information = node_terms(
        theta[k], walks.node_start[k], walks.node_start[k + 1], walks.items, walks.categories, slope, cuts
    )
    step.gradient[k] = gradient
    step.information[k] = information
    return value


@compiled
def votes_pass(theta: Floats, walks: Walks, slope: Floats, cuts: Floats) -> tuple[float, Floats, Floats]:
    """Return the log likelihood, and its slopes and information by node; shape (n_nodes,)."""
    step = new_walk_step(len(theta))
    value = 0.0
    for k in range(len(theta)):
        value += add_votes(theta, k, walks, slope, cuts, step)
    return value, step.gradient, step.information


@compiled
def add_prior(theta: Floats, s: int, e: int, gap: Floats, variances: tuple[float, float], step: Step) -> float:
    """Return a block's log prior given its neighbours; fill right-hand side and precision of the step.

    A gap of 0 marks a state's first node: nothing links it to the node before.
    """
    value = 0.0
    for k in range(s, e):
        first = gap[k] == 0.0
        last = k + 1 == len(theta) or gap[k + 1] == 0.0
        back = 1.0 / variances[0] if first else 1.0 / (variances[1] * gap[k])
        ahead = 0.0 if last else 1.0 / (variances[1] * gap[k + 1])
        rise = theta[k] if first else theta[k] - theta[k - 1]
        climb = 0.0 if last else theta[k + 1] - theta[k]
        value -= 0.5 * back * rise * rise
        if k + 1 == e:
            value -= 0.5 * ahead * climb * climb
        step.mean[k] = step.gradient[k] - back * rise + ahead * climb
        step.diagonal[k] = back + ahead + step.information[k]
        step.below[k] = 0.0 if k == s else -back
    return value


@compiled
def solve(s: int, e: int, step: Step) -> None:
    """Factor the tridiagonal precision in place (diagonal, below) and solve for ``mean``."""
    for k in range(s, e):
        if k > s:
            step.below[k] /= step.diagonal[k - 1]
            step.diagonal[k] -= step.below[k] * step.below[k]
            step.mean[k] -= step.below[k] * step.mean[k - 1]
        step.diagonal[k] = math.sqrt(step.diagonal[k])
        step.mean[k] /= step.diagonal[k]
    for k in range(e - 1, s - 1, -1):
        if k + 1 < e:
            step.mean[k] -= step.below[k + 1] * step.mean[k + 1]
        step.mean[k] /= step.diagonal[k]


@compiled
def _log_density(x: Floats, s: int, e: int, step: Step) -> float:
    """Return the log density of ``x`` under the step's Gaussian, constants dropped."""
    total = 0.0
    for k in range(s, e):
        w = step.diagonal[k] * (x[k] - step.mean[k])
        if k + 1 < e:
            w += step.below[k + 1] * (x[k + 1] - step.mean[k + 1])
        total += math.log(step.diagonal[k]) - 0.5 * w * w
    return total
