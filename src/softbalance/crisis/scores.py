"""How good the predictions were: proper scores of chances for ordered acts, only on what the record decides.

An observed set decides a threshold where all its actions lie on one side of it: a vote for the beneficiary decides
"say or more" and leaves "pay or more" open. A threshold counts only where the record of the occasion decides it
whatever is done: that who fought had surely said so as well is no test of "say or more", since of those who did not
fight the record does not tell. Lower is better for every score here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.cases import Cases
from softbalance.crisis.game import ACTIONS, Array
from softbalance.crisis.joint import RUNGS, reach
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

FLOOR = 1e-12
Rows = NDArray[np.integer]
KINDS = ("ranked", "log", *(f"brier: {rung}" for rung in RUNGS))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of each member's act in each occasion; NaN where the record decides nothing or nobody was asked.

    Attributes
    ----------
    by_kind
        By kind (``ranked``, ``log``, ``brier: say``, ``brier: pay``, ``brier: fight``): shape (R, n).
    crisis
        Shape (R,): the crisis of each occasion.
    weight
        Shape (R,).
    """

    by_kind: dict[str, Array]
    crisis: NDArray[np.int64]
    weight: Array

    def mean(self, kind: str) -> float:
        """Return the mean score, each decided act weighing alike (times the weight of its occasion)."""
        top, bottom = self.by_crisis(kind)
        if bottom.sum() <= 0.0:
            raise NotEnoughData(f"the record decides nothing that {kind!r} scores")
        return float(top.sum() / bottom.sum())

    def by_crisis(self, kind: str) -> tuple[Array, Array]:
        """Return the sum of scores and of weights of each crisis, shape (C,) each."""
        if kind not in self.by_kind:
            raise BadInput(f"unknown score {kind!r}; there are {', '.join(self.by_kind)}")
        table = self.by_kind[kind]
        decided = np.isfinite(table)
        group = np.searchsorted(np.unique(self.crisis), self.crisis)
        top = np.bincount(group, self.weight * np.where(decided, table, 0.0).sum(axis=1))
        return top.astype(np.float64), np.bincount(group, self.weight * decided.sum(axis=1)).astype(np.float64)


def score(chances: Array, cases: Cases) -> Scores:
    """Return the scores of predicted chances, shape (R, n, 5).

    ``ranked`` is the mean over decided thresholds of (P(act below) - 1{act below})^2 (Epstein 1969; with all four
    decided, the ranked probability score over its number of thresholds); ``log`` is -log P(observed set);
    ``brier`` the squared error of P(act >= rung).

    Examples
    --------
    >>> Scores({"log": np.array([[0.5, 1.5]])}, np.array([1]), np.ones(1)).mean("log")
    1.0
    """
    if chances.shape != cases.observed.shape or not np.allclose(chances[cases.member].sum(axis=-1), 1.0, atol=1e-6):
        raise BadInput(f"chances need shape {cases.observed.shape} and must add up to one for every member asked")
    decided, below = _decided(cases)
    missed = (np.cumsum(chances, axis=-1)[..., :-1] - below) ** 2
    known = cases.observed.sum(axis=-1) < len(ACTIONS)
    seen = (chances * cases.observed).sum(axis=-1)
    tables = {
        "ranked": _mean_where(missed, decided),
        "log": np.where(known, -np.log(np.maximum(seen, FLOOR)), np.nan),
    }
    for rung in RUNGS:
        place = ACTIONS.index(rung) - 1
        tables[f"brier: {rung}"] = np.where(decided[..., place], missed[..., place], np.nan)
    masked = {kind: np.where(cases.member, table, np.nan) for kind, table in tables.items()}
    return Scores(masked, cases.crisis, cases.weight)


def skill(model: Scores, reference: Scores, kind: str, rng: np.random.Generator, draws: int = 2000) -> Estimate:
    """Return 1 - score / reference score, with its bootstrap interval over crises.

    Zero: no better than the reference; one: perfect; negative: worse.

    Examples
    --------
    >>> good, bad = (Scores({"log": np.full((9, 1), x)}, np.arange(9), np.ones(9)) for x in (0.5, 1.0))
    >>> skill(good, bad, "log", np.random.default_rng(0)).value
    0.5
    """
    mine, weight = model.by_crisis(kind)
    theirs = reference.by_crisis(kind)[0]
    if len(mine) != len(theirs) or weight.sum() <= 0.0:
        raise BadInput("skill compares two scores of the same cases, some of them decided")

    def gain(rows: Rows) -> Array:
        return np.asarray(1.0 - mine[rows].sum(axis=-1) / np.maximum(theirs[rows].sum(axis=-1), FLOOR))

    value = float(gain(np.arange(len(mine))))
    low, high = bootstrap_interval(gain, len(mine), rng, draws)
    note = Coverage(observed=int(np.sum(weight > 0)), possible=len(mine), note="crises with a decided act")
    low, high = min(low, value), max(high, value)
    return Estimate(value, low, high, LEVEL, len(mine), "skill", f"{kind}; bootstrap over crises", note)


def gain_in_log_score(model: Scores, reference: Scores, rng: np.random.Generator, draws: int = 2000) -> Estimate:
    """Return the gain in log predictive density over all acts, reference minus model, with its interval.

    Out of sample this is the difference in expected log predictive density: above zero the model predicts better.
    """
    difference = reference.by_crisis("log")[0] - model.by_crisis("log")[0]

    def total(rows: Rows) -> Array:
        return np.asarray(difference[rows].sum(axis=-1))

    value = float(difference.sum())
    low, high = bootstrap_interval(total, len(difference), rng, draws)
    return Estimate(
        value, min(low, value), max(high, value), LEVEL, len(difference), "nats", "log score; bootstrap over crises"
    )


def bootstrap_interval(
    statistic: Callable[[Rows], Array], crises: int, rng: np.random.Generator, draws: int
) -> tuple[float, float]:
    """Return the central interval of a statistic of resampled crises; it takes positions of shape (draws, C)."""
    values = statistic(rng.integers(0, crises, (draws, crises)))
    low, high = np.quantile(values, [0.5 * (1.0 - LEVEL), 0.5 * (1.0 + LEVEL)])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Predicted against observed frequency of acting on a rung.

    Attributes
    ----------
    predicted, observed
        Shape (bins,): mean predicted chance and observed share of each bin; NaN where the bin is empty.
    count
        Shape (bins,).
    error
        Mean distance of the two, weighted by count.
    """

    rung: str
    predicted: Array
    observed: Array
    count: NDArray[np.int64]
    error: float


def reliability(chances: Array, cases: Cases, rung: str, bins: int = 10) -> Reliability:
    """Return the reliability table of P(act >= rung), in bins of equal width.

    Bins without a decided act are NaN; :meth:`Backtest.reliability` gives the tables of all rungs.
    """
    if not 2 <= bins <= 100:
        raise BadInput(f"bins must lie between 2 and 100, was given {bins}")
    place = ACTIONS.index(rung) - 1 if rung in RUNGS else -1
    chance = reach(chances, rung)
    decided, below = _decided(cases)
    use = decided[..., place] & cases.member
    if not use.any():
        raise NotEnoughData(f"the record decides nobody's {rung}")
    said, acted = chance[use], 1.0 - below[..., place][use]
    place_of = np.minimum((said * bins).astype(int), bins - 1)
    count = np.bincount(place_of, minlength=bins)
    with np.errstate(invalid="ignore"):
        predicted = np.bincount(place_of, said, bins) / count
        observed = np.bincount(place_of, acted, bins) / count
    error = float(np.nansum(np.abs(predicted - observed) * count) / count.sum())
    return Reliability(rung, predicted, observed, count, error)


def _decided(cases: Cases) -> tuple[NDArray[np.bool_], Array]:
    """Return which of the four thresholds a record decides, act or no act, and whether the act lies below."""
    decided, below = _thresholds(cases.observed)
    told = cases.classes[:, 1:] != cases.classes[:, :-1]
    return decided & told[:, None, :], below


def _thresholds(observed: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Array]:
    """Return which of the four thresholds a set decides, and whether the act lies below, shape (..., 4)."""
    some_below = np.maximum.accumulate(observed, axis=-1)[..., :-1]
    some_above = np.maximum.accumulate(observed[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    return some_below ^ some_above, some_below.astype(float)


def _mean_where(values: Array, use: NDArray[np.bool_]) -> Array:
    count = use.sum(axis=-1)
    total = np.where(use, values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
