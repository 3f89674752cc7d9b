"""What retaliation costs in advance: how hard it may be, and how surely one knows.

Severity lies between 0 and 1 and follows a beta distribution whose mean is the *level* and whose variance is
level (1 - level) (1 - predictability): at predictability 1 it is the level for certain, at 0 all or nothing.
A player of exposure y pays the certainty equivalent log E[exp(rho y severity)] / rho (constant absolute risk
aversion rho), which rises with the level and, at a given level, with unpredictability.
"""

import numpy as np
from numpy.typing import ArrayLike

from softbalance.crisis.game import Array
from softbalance.terms.errors import BadInput

RISK_AVERSION = 1.0
NODES = 16
EDGE = 1e-12


def severity_nodes(level: float, predictability: float, nodes: int = NODES) -> tuple[Array, Array]:
    """Return points and weights, each of shape (nodes,), that average smooth functions of severity.

    Gauss nodes of the beta distribution with a = level * c, b = (1 - level) * c and
    c = predictability / (1 - predictability).

    Examples
    --------
    >>> points, weight = severity_nodes(0.5, 0.0)  # all or nothing
    >>> float(weight @ points), float(weight @ points**2)
    (0.5, 0.5)
    """
    _check(level, predictability)
    points, weight = np.full(nodes, level), np.full(nodes, 1.0 / nodes)
    if level * (1.0 - level) * (1.0 - predictability) <= EDGE:
        return points, weight
    if predictability <= 1e-6:
        ends = np.zeros(nodes)
        ends[-1] = 1.0
        return ends, np.where(ends > 0.0, level, (1.0 - level) / (nodes - 1))
    size = predictability / (1.0 - predictability)
    return _gauss_beta(level * size, (1.0 - level) * size, nodes)


def _gauss_beta(a: float, b: float, nodes: int) -> tuple[Array, Array]:
    """Return the Gauss nodes and weights of the beta distribution.

    Golub & Welsch (1969): eigenvalues and squared first components of the Jacobi matrix of the shifted Jacobi
    polynomials, which needs no gamma function and so no small parameters.
    """
    order = np.arange(1.0, nodes)
    top, bottom = b - 1.0, a - 1.0
    total = 2.0 * order + top + bottom
    middle = np.append((bottom - top) / (top + bottom + 2.0), (bottom**2 - top**2) / (total * (total + 2.0)))
    ratio = np.ones(nodes - 1)  # at order 1 both factors are 1 + top + bottom, which may vanish
    ratio[1:] = (order[1:] + top + bottom) / (total[1:] - 1.0)
    beside = np.sqrt(4.0 * order * (order + top) * (order + bottom) * ratio / (total**2 * (total + 1.0)))
    values, vectors = np.linalg.eigh(np.diag(middle) + np.diag(beside, 1) + np.diag(beside, -1))
    return np.asarray(0.5 * (1.0 + values)), np.asarray(vectors[0] ** 2)


def certainty_equivalent(
    exposure: ArrayLike, level: float, predictability: float = 1.0, risk_aversion: float = RISK_AVERSION
) -> Array:
    """Return log E[exp(rho y severity)] / rho for exposures y of any shape.

    Parameters
    ----------
    exposure
        z'd: what full retaliation would cost, in units of payoff.
    level, predictability
        0 to 1.
    risk_aversion
        rho, assumed and to be varied; 0 gives the mean.

    Examples
    --------
    What cannot be foreseen weighs more than the same severity foreseen.

    >>> float(certainty_equivalent(2.0, 0.5, 1.0)), float(certainty_equivalent(2.0, 0.5, 0.0).round(4))
    (1.0, 1.4338)
    """
    points, weight = severity_nodes(level, predictability)
    return equivalent(np.asarray(exposure, dtype=float), points, weight, risk_aversion)[0]


def equivalent(exposure: Array, points: Array, weight: Array, risk_aversion: float) -> tuple[Array, Array]:
    """Return certainty equivalents and their slopes in exposure; nodes on the last axis of points and weight."""
    if not 0.0 <= risk_aversion <= 20.0:
        raise BadInput(f"risk_aversion must lie between 0 and 20, was given {risk_aversion}")
    power = risk_aversion * exposure[..., None] * points
    top = power.max(axis=-1, keepdims=True)
    mass = weight * np.exp(power - top)
    total = mass.sum(axis=-1)
    slope = (mass * points).sum(axis=-1) / total
    if risk_aversion == 0.0:
        return np.asarray(exposure * slope), np.asarray(slope)
    return np.asarray((np.log(total) + top[..., 0]) / risk_aversion), np.asarray(slope)


def _check(level: float, predictability: float) -> None:
    for name, value in (("severity", level), ("predictability", predictability)):
        if not 0.0 <= value <= 1.0:
            raise BadInput(f"{name} must lie between 0 and 1, was given {value}")
