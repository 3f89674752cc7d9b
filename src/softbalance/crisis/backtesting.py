"""Was it right about crises it had not seen? Whole crises held out, and the future predicted from the past.

All occasions of one crisis are one fold. Choices between versions of a model are made inside the training crises
(nested cross-validation). The latest crises can be set apart as a holdout: they are in no training set and no
score until it is opened by name, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.cases import Cases
from softbalance.crisis.game import Array
from softbalance.crisis.joint import RUNGS
from softbalance.crisis.rivals import Model, Predictor
from softbalance.crisis.scores import KINDS, Reliability, Scores, reliability, score, skill
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.estimate import Estimate

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Backtest:
    """Predictions of crises that each model had not seen, and their scores.

    Attributes
    ----------
    cases
        The occasions predicted.
    chances
        By model: shape (R, n, 5).
    scores
        By model.
    scheme
        How the crises were held out.
    folds
        Number of folds.
    """

    cases: Cases
    chances: Mapping[str, Array]
    scores: Mapping[str, Scores]
    scheme: str
    folds: int

    def table(self) -> dict[str, dict[str, float]]:
        """Return the mean of each score that the record decides, by model."""
        return {
            name: {kind: each.mean(kind) for kind in KINDS if each.by_crisis(kind)[1].sum() > 0}
            for name, each in self.scores.items()
        }

    def skill(self, model: str, reference: str, kind: str, rng: np.random.Generator) -> Estimate:
        """Return the skill of one model against another, with its interval over crises."""
        for name in (model, reference):
            if name not in self.scores:
                raise BadInput(f"unknown model {name!r}; there are {', '.join(self.scores)}")
        return skill(self.scores[model], self.scores[reference], kind, rng)

    def best(self, kind: str = "log") -> str:
        """Return the model with the lowest mean score."""
        return min(self.scores, key=lambda name: self.scores[name].mean(kind))

    def reliability(self, model: str, bins: int = 10) -> dict[str, Reliability]:
        """Return the reliability tables of a model, by rung; rungs that the record never decides are left out."""
        tables = {}
        for rung in RUNGS:
            try:
                tables[rung] = reliability(self.chances[model], self.cases, rung, bins)
            except NotEnoughData:
                continue
        return tables


def split_holdout(cases: Cases, latest: int) -> tuple[Cases, "Holdout"]:
    """Return the cases without the crises that begin last, and those, sealed.

    Parameters
    ----------
    latest
        How many crises to set apart, at least one, fewer than there are.
    """
    order = _by_first_date(cases)
    if not 1 <= latest < len(order):
        raise BadInput(f"latest must lie between 1 and {len(order) - 1}, was given {latest}")
    late = np.isin(cases.crisis, order[-latest:])
    return cases.take(~late), Holdout(cases.take(late))


class Holdout:
    """Crises nobody has looked at; :meth:`open` gives them out once, to whoever says why.

    Examples
    --------
    >>> Holdout.__slots__
    ('_cases', '_opened_for')
    """

    __slots__ = ("_cases", "_opened_for")

    def __init__(self, cases: Cases) -> None:
        self._cases = cases
        self._opened_for = ""

    def open(self, purpose: str) -> Cases:
        """Return the crises, the first time and with a purpose; afterwards they are no holdout any more."""
        if not purpose.strip():
            raise BadInput("say what the holdout is opened for")
        if self._opened_for:
            raise BadInput(f"the holdout was opened before, for {self._opened_for!r}: it is untouched no longer")
        self._opened_for = purpose
        return self._cases


def backtest(cases: Cases, models: Mapping[str, Model], *, folds: int | None = None, seed: int = 0) -> Backtest:
    """Predict each crisis from the others.

    Parameters
    ----------
    models
        By name: functions that take training cases and return a predictor.
    folds
        Groups of crises held out in turn; by default every crisis by itself.
    seed
        For dealing crises to folds.
    """
    return _run(cases, models, _folds(cases, folds, seed), f"{folds or 'each'} of the crises held out")


def backtest_forward(cases: Cases, models: Mapping[str, Model], *, starts: Sequence[float]) -> Backtest:
    """Predict crises from those that had begun and ended before.

    Parameters
    ----------
    starts
        Dates, ascending: crises that begin from one up to the next are predicted from crises all of whose
        occasions lie before it. Crises before the first are never predicted.
    """
    edges = np.append(np.asarray(starts, dtype=float), np.inf)
    if len(edges) < 2 or np.any(np.diff(edges) <= 0.0):
        raise BadInput("starts must be dates in ascending order, at least one")
    first, last = _span(cases)
    pairs = []
    for since, until in pairwise(edges):
        test = cases.crises[(first >= since) & (first < until)]
        if len(test):
            pairs.append((cases.crises[last < since], test))
    return _run(cases, models, pairs, "train before, test after")


def chosen_inside(candidates: Mapping[str, Model], *, folds: int = 5, kind: str = "log", seed: int = 0) -> Model:
    """Return a model that picks the best candidate by cross-validation inside its training crises, then fits it.

    Used in a backtest this is nested cross-validation: the crises predicted play no part in the choice.
    """
    if not candidates:
        raise BadInput("there must be at least one candidate")

    def train(cases: Cases) -> Predictor:
        inner = backtest(cases, candidates, folds=min(folds, len(cases.crises)), seed=seed)
        return candidates[inner.best(kind)](cases)

    return train


def _run(cases: Cases, models: Mapping[str, Model], folds: Sequence[Fold], scheme: str) -> Backtest:
    if not models or not folds:
        raise NotEnoughData("a backtest needs at least one model and one fold with crises to predict")
    tested = np.zeros(len(cases), dtype=bool)
    chances = {name: np.zeros(cases.observed.shape) for name in models}
    for train, test in folds:
        if not len(train):
            raise NotEnoughData("a fold has no crisis to learn from")
        past = cases.take(np.isin(cases.crisis, train))
        rows = np.isin(cases.crisis, test)
        future = _blind(cases.take(rows))
        tested |= rows
        for name, model in models.items():
            chances[name][rows] = model(past)(future)
    predicted = cases.take(tested)
    kept = {name: table[tested] for name, table in chances.items()}
    return Backtest(
        predicted, kept, {name: score(table, predicted) for name, table in kept.items()}, scheme, len(folds)
    )


def _blind(cases: Cases) -> Cases:
    """Return the cases with every act unknown: what a predictor is given."""
    return cases.replace(observed=np.ones(cases.observed.shape, dtype=bool))


def _folds(cases: Cases, folds: int | None, seed: int) -> list[Fold]:
    crises = cases.crises
    count = len(crises) if folds is None else folds
    if not 2 <= count <= len(crises):
        raise BadInput(f"folds must lie between 2 and the number of crises, {len(crises)}; was {count}")
    dealt = np.random.default_rng(seed).permutation(len(crises)) % count
    return [(crises[dealt != k], crises[dealt == k]) for k in range(count)]


def _span(cases: Cases) -> tuple[Array, Array]:
    dates = [cases.date[cases.crisis == crisis] for crisis in cases.crises]
    return np.array([each.min() for each in dates]), np.array([each.max() for each in dates])


def _by_first_date(cases: Cases) -> NDArray[np.int64]:
    return cases.crises[np.argsort(_span(cases)[0], kind="stable")]
