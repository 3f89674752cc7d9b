"""What the game has to beat, and the game itself, in one shape: a function of past cases that returns a predictor."""

from collections.abc import Callable

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.estimation import fit, predict
from softbalance.crisis.game import ACTIONS, STAND_ASIDE, Array
from softbalance.crisis.specification import ACT_INDEX, Specification
from softbalance.terms.errors import BadInput

Predictor = Callable[[Cases], Array]
Model = Callable[[Cases], Predictor]
COEFFICIENT_SCALE = 1.5
INTERCEPT_SCALE = 3.0


def base_rate() -> Model:
    """Return the model that gives every member the past share of each action."""
    return logit(None)


def logit(design: str | None) -> Model:
    """Return a multinomial logit on one of the cases' designs, each member for itself.

    Weakly informative normal priors (3 for intercepts, 1.5 for coefficients) on columns scaled by the training
    cases; the likelihood is that of the observed sets, so that it learns from the same record as the game.

    Parameters
    ----------
    design
        Name among ``cases.designs``; ``None`` for intercepts only.
    """

    def train(cases: Cases) -> Predictor:
        center, spread = _scaling(_columns(cases, design), cases)
        weights = _fit_logit(_scaled(cases, design, center, spread), cases)

        def predictor(others: Cases) -> Array:
            return _chances(_scaled(others, design, center, spread), weights)

        return predictor

    return train


def game(specification: Specification | None = None) -> Model:
    """Return the fitted game; with ``specification.without_strategy()`` its rival with V = g = 0."""

    def train(cases: Cases) -> Predictor:
        strategic = specification is None or specification.strategic
        fitted = fit(cases if strategic else cases.singly(), specification)
        return lambda others: predict(fitted, others)

    return train


def _columns(cases: Cases, design: str | None) -> Array:
    if design is None:
        return np.zeros((*cases.member.shape, 0))
    if design not in cases.designs:
        raise BadInput(f"unknown design {design!r}; the cases have {', '.join(cases.designs) or 'none'}")
    return cases.designs[design]


def _scaling(columns: Array, cases: Cases) -> tuple[Array, Array]:
    asked = columns[cases.member]
    spread = asked.std(axis=0)
    return asked.mean(axis=0), np.where(spread > 0.0, spread, 1.0)


def _scaled(cases: Cases, design: str | None, center: Array, spread: Array) -> Array:
    columns = (_columns(cases, design) - center) / spread
    return np.concatenate([np.ones((*cases.member.shape, 1)), columns], axis=-1)


def _chances(columns: Array, weights: Array) -> Array:
    logits = columns @ weights
    top = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(top / top.sum(axis=-1, keepdims=True))


def _fit_logit(columns: Array, cases: Cases) -> Array:
    from scipy.optimize import minimize

    shape = (columns.shape[-1], len(ACT_INDEX))
    scale = np.full(shape, COEFFICIENT_SCALE)
    scale[0] = INTERCEPT_SCALE
    told = cases.member & ~cases.observed.all(axis=-1)
    rows, observed = columns[told], cases.observed[told].astype(float)
    counts = np.repeat(cases.weight, told.sum(axis=1))
    width = scale.ravel()

    def downhill(x: Array) -> tuple[float, Array]:
        chances, likely, seen = _answers(rows, observed, x.reshape(shape))
        slope = counts[:, None] * (likely - chances)
        value = counts @ np.log(seen) - 0.5 * np.sum((x / width) ** 2)
        return -value, -(rows.T @ slope[:, ACT_INDEX]).ravel() + x / width**2

    def curvature(x: Array) -> Array:
        chances, likely, _ = _answers(rows, observed, x.reshape(shape))
        return _spread(rows, chances, counts) - _spread(rows, likely, counts) + np.diag(width**-2.0)

    start, options = np.zeros(width.size), {"gtol": 1e-6, "maxiter": 500}
    found = minimize(downhill, start, jac=True, hess=curvature, method="trust-exact", options=options)
    if np.abs(found.jac).max() > 1e-2:
        raise NotConverged(f"The logit ended with a slope of {np.abs(found.jac).max():.2g}")
    return _full(found.x.reshape(shape))


def _answers(rows: Array, observed: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Return the chances of each action, those given what was seen, and the chance of what was seen."""
    chances = _chances(rows, _full(weights))
    seen = (chances * observed).sum(axis=-1)
    return chances, chances * observed / seen[:, None], seen


def _spread(rows: Array, chances: Array, counts: Array) -> Array:
    """Return the sum over rows of the covariance of a choice with these chances, in the weights of the logit."""
    use = chances[:, ACT_INDEX]
    size = len(ACT_INDEX)
    square = np.empty((rows.shape[1], size, rows.shape[1], size))
    for a in range(size):
        for b in range(size):
            share = counts * use[:, a] * ((a == b) - use[:, b])
            square[:, a, :, b] = (rows * share[:, None]).T @ rows
    return square.reshape(rows.shape[1] * size, -1)


def _full(weights: Array) -> Array:
    table = np.zeros((len(weights), len(ACTIONS)))
    table[:, ACT_INDEX] = weights
    table[:, STAND_ASIDE] = 0.0
    return table
