"""The fitted game again, on other crises: the search starts near, and ends at the same mode as from afar."""

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.estimation import Fit
from softbalance.crisis.game import Array
from softbalance.crisis.likelihood import Problem, equilibria, log_likelihood_and_gradient, problem
from softbalance.crisis.rivals import Model, Predictor
from softbalance.terms.errors import BadInput

SLOPE = 0.03
MOST_STEPS = 60


def refit(near: Fit, cases: Cases) -> Array:
    """Return the posterior mode on other cases, shape (P,), searched from a fit to cases much like them.

    The search runs in units of the near fit's own spread; it ends where the slope in those units is below 0.03, so
    that no parameter is off by more than a few hundredths of its standard error.

    Raises
    ------
    BadInput
        If the cases have other covariates.
    NotConverged
        If no mode was reached.
    """
    task = problem(cases, near.task.specification)
    if task.layout.names != near.names:
        raise BadInput("the cases to fit again need the covariates of the first fit, under the same names")
    return _climb(task, near.theta, np.asarray(np.linalg.cholesky(near.covariance), dtype=np.float64))


def refitted_game(near: Fit) -> Model:
    """Return the model that fits the game again on the cases it is given, without a look at any other."""

    def train(cases: Cases) -> Predictor:
        theta = refit(near, cases)

        def predictor(others: Cases) -> Array:
            task = problem(others, near.task.specification)
            return np.asarray(np.einsum("k,rkna->rna", task.shock_weight, equilibria(task, theta)))

        return predictor

    return train


def _climb(task: Problem, start: Array, root: Array) -> Array:
    from scipy.optimize import minimize

    scale = task.layout.scale

    def downhill(x: Array) -> tuple[float, Array]:
        theta = start + root @ x
        total, slope = log_likelihood_and_gradient(task, theta)
        value = total - 0.5 * float(np.sum((theta / scale) ** 2))
        return -value, -root.T @ (slope - theta / scale**2)

    options = {"maxiter": MOST_STEPS, "gtol": SLOPE, "ftol": 1e-12}
    found = minimize(downhill, np.zeros(len(start)), jac=True, method="L-BFGS-B", options=options)
    if not np.abs(found.jac).max() <= SLOPE:
        raise NotConverged(f"The fit ended with a slope of {np.abs(found.jac).max():.2g}: {found.message}")
    return np.asarray(start + root @ found.x)
