"""The game fitted along its principal branch where that branch jumps.

With strong complementarity the principal equilibrium leaps from one outcome to another as parameters move, and the
likelihood with it: a search that asks for a smooth summit ends without one. This one starts from the fit without
strategy, or from another point, climbs with a bounded number of steps in coordinates in which that fit is round, and
keeps the highest point it stood on, jump or no jump.
"""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.estimation import Fit, fit, predict
from softbalance.crisis.game import Array
from softbalance.crisis.likelihood import Problem, log_likelihood_and_gradient, problem
from softbalance.crisis.rivals import Model, Predictor
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput

MOST = 30
SLOPE = 0.05
DIFFERENCE = 1e-3
START_SPREAD = 0.5
REACH = 12.0


class _Enough(Exception):
    """The climb has taken its steps."""


@dataclass(frozen=True, slots=True)
class Climb:
    """The highest point of a climb.

    Attributes
    ----------
    task
        Cases, specification and layout.
    theta
        Shape (P,).
    value
        Log posterior there, up to a constant.
    start
        The log posterior where the climb began.
    slope
        Largest slope there, in units of the spread of the fit without strategy; small only where the point is smooth.
    evaluations
        How often the likelihood was asked.
    """

    task: Problem
    theta: Array
    value: float
    start: float
    slope: float
    evaluations: int


def climb(
    cases: Cases, specification: Specification, *, most: int = MOST, start: tuple[Array, Array] | None = None
) -> Climb:
    """Return the highest point found from the fit without strategy on, within twelve of its spreads.

    Parameters
    ----------
    cases
        Past crises.
    specification
        With strategy.
    most
        Evaluations of the likelihood, at least two.
    start
        Parameters and their covariance, (P,) and (P, P), to start from instead.

    Raises
    ------
    BadInput
        For a specification without strategy, or fewer than two evaluations.
    """
    from scipy.optimize import minimize

    if not specification.strategic or most < 2:
        raise BadInput("A climb needs a specification with strategy and at least two evaluations")
    task = problem(cases, specification)
    begun, covariance = start or embedded(fit(cases.singly(), specification.without_strategy()), task)
    root = np.linalg.cholesky(covariance)
    seen: list[tuple[float, Array, float]] = []

    def downhill(x: Array) -> tuple[float, Array]:
        if len(seen) == most:
            raise _Enough
        theta = begun + root @ x
        value, slope = _posterior(task, theta)
        seen.append((value, theta, float(np.abs(root.T @ slope).max())))
        return -value, -root.T @ slope

    options = {"gtol": SLOPE, "maxcor": 30, "ftol": 1e-7}
    with suppress(_Enough):
        box = [(-REACH, REACH)] * len(begun)
        minimize(downhill, np.zeros(len(begun)), jac=True, method="L-BFGS-B", bounds=box, options=options)
    value, theta, slope = max(seen, key=lambda point: point[0])
    return Climb(task, theta, value, seen[0][0], slope, len(seen))


def climbed_game(specification: Specification, *, most: int = MOST) -> Model:
    """Return the model that fits the game by a climb and predicts its principal equilibrium."""

    def train(cases: Cases) -> Predictor:
        found = climb(cases, specification, most=most)
        return lambda others: predict(fit_of_point(found), others)

    return train


def fit_of_point(found: Climb) -> Fit:
    """Return the highest point as a fit to predict from, without its spread."""
    return Fit(found.task, found.theta, np.eye(len(found.theta)), float("nan"), found.value, found.slope)


def fit_of(found: Climb) -> Fit:
    """Return the fit at the highest point, with the spread that the likelihood has around it.

    Curvature by differences of the gradient over a thousandth of each prior, which steps over no jump that is not
    there; directions in which it is weaker than the prior, as at the edge of a jump, are given the prior's.
    """
    task, scale = found.task, found.task.layout.scale
    here = _posterior(task, found.theta)[1]
    steps = DIFFERENCE * scale
    rows = np.array(
        [
            (here - _posterior(task, found.theta + step * unit)[1]) / step
            for step, unit in zip(steps, np.eye(len(scale)), strict=True)
        ]
    )
    covariance = covariance_of(0.5 * (rows + rows.T), scale)
    penalty = 0.5 * float(np.sum((found.theta / scale) ** 2))
    return Fit(task, found.theta, covariance, found.value + penalty, found.value, found.slope)


def covariance_of(curvature: Array, scale: Array) -> Array:
    """Return the inverse of a curvature, no direction of which is held for less sure than the prior says.

    Examples
    --------
    >>> covariance_of(np.diag([4.0, -1.0]), np.ones(2)).tolist()
    [[0.25, 0.0], [0.0, 1.0]]
    """
    values, vectors = np.linalg.eigh(curvature * np.outer(scale, scale))
    inverse = (vectors / np.maximum(values, 1.0)) @ vectors.T
    return np.asarray(inverse * np.outer(scale, scale), dtype=np.float64)


def embedded(plain: Fit, task: Problem) -> tuple[Array, Array]:
    """Return the parameters of a fit without strategy as a start, stake and g at zero, with their covariance."""
    values = dict(zip(plain.names, plain.theta, strict=True))
    names = list(task.layout.names)
    place = [names.index(name) for name in plain.names]
    covariance = np.diag((START_SPREAD * task.layout.scale) ** 2)
    covariance[np.ix_(place, place)] = plain.covariance
    return np.array([values.get(name, 0.0) for name in names]), covariance


def _posterior(task: Problem, theta: Array) -> tuple[float, Array]:
    scale = task.layout.scale
    total, slope = log_likelihood_and_gradient(task, theta)
    return total - 0.5 * float(np.sum((theta / scale) ** 2)), slope - theta / scale**2
