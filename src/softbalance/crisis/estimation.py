"""Fitting the game on the record of past crises, and how sure the fit is.

The mode of likelihood times prior is sought along the principal branch (``likelihood``), or by nested
pseudo-likelihood (``npl``; Aguirregabiria & Mira 2007): hold beliefs, maximise one best response to them, take the
answers as new beliefs, until they are the same. The second is consistent only where its limit is the equilibrium
that was played; it is offered as a check. Intervals: the curvature at the mode (Laplace), or refitting resampled
crises or crises simulated from the fit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import Array
from softbalance.crisis.likelihood import (
    Outlook,
    Problem,
    equilibria,
    equilibria_at,
    log_likelihood,
    log_likelihood_and_gradient,
    outlook,
    problem,
    responses,
)
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Estimate

BOUND = 12.0
GRADIENT = 1e-2
DIFFERENCE = 1e-4
START_LOADING = 0.5
NPL_ROUNDS = 60
WARM_ROUNDS = 8
WARM_SETTLED = 1e-3
NPL_SETTLED = 1e-5
Objective = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted game.

    Attributes
    ----------
    task
        Cases, specification and layout.
    theta
        Shape (P,): the posterior mode.
    covariance
        Shape (P, P): inverse curvature of the log posterior there.
    log_likelihood, log_posterior
        At the mode.
    gradient
        Largest slope left, in units of prior standard deviations.
    """

    task: Problem
    theta: Array
    covariance: Array
    log_likelihood: float
    log_posterior: float
    gradient: float

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each parameter."""
        return self.task.layout.names

    def draws(self, count: int, rng: np.random.Generator) -> Array:
        """Return parameter vectors from the normal approximation of the posterior, shape (count, P)."""
        return rng.multivariate_normal(self.theta, self.covariance, size=count, method="cholesky")

    def interval(self, level: float = LEVEL) -> tuple[Array, Array]:
        """Return the bounds of the central interval of each parameter, shape (P,) each."""
        from scipy.special import ndtri

        reach = ndtri(0.5 * (1.0 + level)) * np.sqrt(np.diag(self.covariance))
        return self.theta - reach, self.theta + reach

    def table(self, level: float = LEVEL) -> dict[str, Estimate]:
        """Return each parameter as an estimate with its interval; n counts crises."""
        low, high = self.interval(level)
        n = len(self.task.cases.crises)
        rows = zip(self.names, self.theta.tolist(), low.tolist(), high.tolist(), strict=True)
        how = "posterior mode; Laplace"
        return {name: Estimate(mode, left, right, level, n, "payoff", how) for name, mode, left, right in rows}


def fit(
    cases: Cases, specification: Specification | None = None, *, start: Array | None = None, method: str = "likelihood"
) -> Fit:
    """Fit the game.

    Parameters
    ----------
    cases
        Past crises.
    specification
        Terms, assumptions and priors.
    start
        Shape (P,): where to begin; by default no effects, and small loadings of the common shock.
    method
        ``"likelihood"`` or ``"npl"``.

    Raises
    ------
    NotConverged
        Where no maximum was reached.
    """
    task = problem(cases, specification or Specification())
    first = _start(task) if start is None else np.array(start, dtype=float)
    if method not in ("likelihood", "npl"):
        raise BadInput(f"method must be likelihood or npl, was given {method!r}")
    if method == "npl":
        return _fitted(task, *_nested(task, first, NPL_ROUNDS, must_settle=True))
    return _fitted(task, _mode(task, first))


def predict(fitted: Fit, cases: Cases, theta: Array | None = None) -> Array:
    """Return each member's chances in other cases, averaged over the common shock, shape (R, n, 5)."""
    task = _like(fitted, cases)
    chances = equilibria(task, fitted.theta if theta is None else theta)
    return np.asarray(np.einsum("k,rkna->rna", task.shock_weight, chances))


def log_density(fitted: Fit, cases: Cases) -> float:
    """Return the log-likelihood of other cases under the fit: whole crises, common shocks integrated out."""
    return log_likelihood(_like(fitted, cases), fitted.theta)


def simulate_cases(task: Problem, theta: Array, rng: np.random.Generator) -> Cases:
    """Return the same cases with actions drawn from the game, seen as their records would show them."""
    drawn = rng.normal(size=task.group.max() + 1)
    ladder = np.cumsum(equilibria_at(task, theta, drawn[task.group]), axis=-1)[..., :-1]
    actions = (rng.random(task.cases.member.shape)[..., None] >= ladder).sum(axis=-1)
    return task.cases.seen_as(actions)


def bootstrap(fitted: Fit, count: int, rng: np.random.Generator, *, kind: str = "crisis") -> Array:
    """Return refitted parameters, shape (count, P).

    Parameters
    ----------
    kind
        ``"crisis"`` refits crises drawn with replacement, ``"parametric"`` crises simulated from the fit.
    """
    if kind not in ("crisis", "parametric"):
        raise BadInput(f"kind must be crisis or parametric, was given {kind!r}")
    task, cases = fitted.task, fitted.task.cases
    answers = []
    for _ in range(count):
        if kind == "crisis":
            again = cases.of_crises(rng.choice(cases.crises, len(cases.crises)))
        else:
            again = simulate_cases(task, fitted.theta, rng)
        fresh = problem(again, task.specification)
        answers.append(_with_sign(fresh, _mode(fresh, fitted.theta)))
    return np.array(answers)


def likelihood_ratio(full: Fit, restricted: Fit) -> float:
    """Return twice the gain in log-likelihood of the full over the restricted game, on the same cases."""
    if full.task.cases is not restricted.task.cases:
        raise BadInput("a likelihood ratio compares two fits of the same cases")
    return 2.0 * (full.log_likelihood - restricted.log_likelihood)


def _like(fitted: Fit, cases: Cases) -> Problem:
    task = problem(cases, fitted.task.specification)
    if task.layout.names != fitted.names:
        raise BadInput("the cases to predict need the covariates of the fit, under the same names")
    return task


def _start(task: Problem) -> Array:
    theta = np.zeros(len(task.layout.names))
    if task.specification.common_shock:
        theta[task.layout.place["loading"]] = START_LOADING
    return theta


def _posterior(task: Problem, expected: Outlook | None = None) -> Objective:
    scale = task.layout.scale

    def value(theta: Array) -> tuple[float, Array]:
        total, slope = log_likelihood_and_gradient(task, theta, expected)
        return total - 0.5 * float(np.sum((theta / scale) ** 2)), slope - theta / scale**2

    return value


def _mode(task: Problem, start: Array) -> Array:
    """Return the mode: near it by a few rounds of pseudo-likelihood, whose curvature then guides the last steps."""
    if not task.specification.strategic:
        return _climb(_posterior(task), start, np.diag(task.layout.scale))
    near, expected = _nested(task, start, WARM_ROUNDS, must_settle=False)
    return _climb(_posterior(task), near, _root(_curvature(_posterior(task, expected), near, task.layout.scale)))


def _nested(task: Problem, theta: Array, rounds: int, *, must_settle: bool) -> tuple[Array, Outlook]:
    """Alternate beliefs and parameters (Aguirregabiria & Mira 2007, sec. 3.3)."""
    beliefs, moved = equilibria(task, theta), np.inf
    for _ in range(rounds):
        expected = outlook(task, beliefs)
        theta = _climb(_posterior(task, expected), theta, np.diag(task.layout.scale))
        answers = responses(task, theta, expected)
        moved = float(np.abs(answers - beliefs).max())
        beliefs = answers
        if moved < (NPL_SETTLED if must_settle else WARM_SETTLED):
            break
    if must_settle and moved >= NPL_SETTLED:
        raise NotConverged(f"Beliefs still moved by {moved:.1e} after {rounds} rounds of pseudo-likelihood")
    return theta, expected


def _climb(objective: Objective, start: Array, root: Array) -> Array:
    """Return the mode; the search runs in coordinates x with theta = start + root x."""
    from scipy.optimize import minimize

    def downhill(x: Array) -> tuple[float, Array]:
        total, slope = objective(start + root @ x)
        return -total, -root.T @ slope

    options = {"maxiter": 500, "ftol": 1e-13, "gtol": 0.1 * GRADIENT, "maxcor": 20}
    bounds = [(-BOUND, BOUND)] * len(start)
    found = minimize(downhill, np.zeros(len(start)), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    if not np.abs(found.jac).max() <= GRADIENT:
        raise NotConverged(f"The fit ended with a slope of {np.abs(found.jac).max():.2g}: {found.message}")
    return np.asarray(start + root @ found.x)


def _fitted(task: Problem, theta: Array, expected: Outlook | None = None) -> Fit:
    theta = _with_sign(task, theta)
    objective = _posterior(task, expected)
    total, slope = objective(theta)
    penalty = 0.5 * float(np.sum((theta / task.layout.scale) ** 2))
    curvature = _curvature(objective, theta, task.layout.scale)
    size = float(np.abs(slope * task.layout.scale).max())
    return Fit(task, theta, np.asarray(np.linalg.inv(curvature), dtype=np.float64), total + penalty, total, size)


def _with_sign(task: Problem, theta: Array) -> Array:
    """Return the same fit with the common shock pointing towards action: its sign is a convention."""
    place = task.layout.place["loading"]
    theta = theta.copy()
    if theta[place].sum() < 0.0:
        theta[place] *= -1.0
    return theta


def _curvature(objective: Objective, theta: Array, scale: Array) -> Array:
    """Return minus the second derivatives of the log posterior, by forward differences of its gradient."""
    here = objective(theta)[1]
    rows = [(here - objective(theta + step)[1]) / step.sum() for step in np.diag(DIFFERENCE * scale)]
    curvature = 0.5 * (np.array(rows) + np.array(rows).T)
    lowest = float(np.linalg.eigvalsh(curvature * np.outer(scale, scale)).min())
    if lowest <= 1e-8:
        raise NotConverged(f"The fit ended at no strict maximum (lowest curvature {lowest:.2g})")
    return curvature


def _root(curvature: Array) -> Array:
    """Return R with R R' the inverse of the curvature."""
    return np.asarray(np.linalg.inv(np.linalg.cholesky(curvature)).T)
