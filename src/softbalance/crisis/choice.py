"""Which version of a model, chosen by crises that had no part in its fit.

Crises are dealt to groups. For the crises of one group the version is that which, fitted without them and without one
other group at a time, predicted the other groups best: nested cross-validation. Each version is fitted once, on all;
what it would have been without some crises follows from their pull (:mod:`softbalance.crisis.leaving_out`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.cases import Cases
from softbalance.crisis.climb import climb
from softbalance.crisis.estimation import Fit, fit, predict
from softbalance.crisis.game import Array
from softbalance.crisis.leaving_out import Influence, influence
from softbalance.crisis.scores import score
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput

GROUPS = 10
Watch = Callable[[str], object]


def studied(cases: Cases, specification: Specification, *, most: int | None = None) -> Influence:
    """Return a version fitted on all crises, with the pull of each.

    Parameters
    ----------
    cases
        Past crises.
    specification
        The version; without strategy acts are taken singly.
    most
        Evaluations of the likelihood in the climb of a version with strategy.
    """
    if not specification.strategic:
        plain = fit(cases.singly(), specification)
        return influence(plain.task, plain.theta)
    found = climb(cases, specification) if most is None else climb(cases, specification, most=most)
    return influence(found.task, found.theta)


def foretold(one: Influence, cases: Cases, gone: NDArray[np.int64], crises: NDArray[np.int64]) -> tuple[Array, Cases]:
    """Return the chances of crises predicted without some others, and those crises' cases."""
    future = cases.take(np.isin(cases.crisis, crises))
    blind = future.replace(observed=np.ones(future.observed.shape, dtype=bool))
    return predict(as_fit(one), blind, one.without(gone)), future


def as_fit(one: Influence) -> Fit:
    """Return a version as a fit."""
    return Fit(one.task, one.theta, one.covariance, float(one.values.sum()), one.log_posterior, float("nan"))


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What was tried and what was chosen.

    Attributes
    ----------
    names
        Of the candidates.
    group
        Shape (C,): the group of each crisis.
    inner
        Shape (candidates, groups, groups): summed log score of the second group, predicted without both; on the
        diagonal without the one group alone.
    acts
        Shape (groups,): known acts in each.
    """

    names: tuple[str, ...]
    group: NDArray[np.int64]
    inner: Array
    acts: Array

    def for_group(self, outer: int) -> str:
        """Return the candidate that predicts the other groups best where this one is out of sight."""
        others = np.arange(self.inner.shape[1]) != outer
        return self.names[int(self.inner[:, outer, others].sum(axis=1).argmin())]

    def for_all(self) -> str:
        """Return the candidate that predicts each group best from the others."""
        return self.names[int(self.mean().argmin())]

    def mean(self) -> Array:
        """Mean log score of an act predicted from the other groups, shape (candidates,)."""
        return np.asarray(np.einsum("akk->a", self.inner) / self.acts.sum())

    def times(self) -> dict[str, int]:
        """Return for how many groups each candidate was chosen."""
        chosen = [self.for_group(outer) for outer in range(self.inner.shape[1])]
        return {name: chosen.count(name) for name in self.names}


def choose(
    cases: Cases, candidates: Mapping[str, Influence], *, groups: int = GROUPS, seed: int = 0, watch: Watch = str
) -> Choice:
    """Return the choice among fitted versions, group by group.

    Raises
    ------
    BadInput
        For no candidate, or fewer crises than groups.
    """
    crises = cases.crises
    if not candidates or not 2 <= groups <= len(crises):
        raise BadInput(f"a choice needs candidates and 2 to {len(crises)} groups, was given {groups}")
    group = np.random.default_rng(seed).permutation(len(crises)) % groups
    parts = [crises[group == k] for k in range(groups)]
    inner = np.empty((len(candidates), groups, groups))
    for place, (name, one) in enumerate(candidates.items()):
        watch(name)
        for outer in range(groups):
            inner[place, outer] = [_missed(one, cases, np.concatenate([parts[outer], part]), part) for part in parts]
    acts = np.array([_acts(cases, part) for part in parts], dtype=float)
    return Choice(tuple(candidates), group, inner, acts)


def chances_left_out(cases: Cases, candidates: Mapping[str, Influence], choice: Choice) -> Array:
    """Return the chances of every crisis left out by itself, shape (R, n, 5).

    Its version is the one chosen without the crisis's group; its parameters are those fitted without the crisis.
    """
    chances = np.zeros(cases.observed.shape)
    chosen = [candidates[choice.for_group(k)] for k in range(choice.inner.shape[1])]
    for crisis, group in zip(cases.crises, choice.group, strict=True):
        alone = np.array([crisis])
        chances[cases.crisis == crisis] = foretold(chosen[group], cases, alone, alone)[0]
    return chances


def _missed(one: Influence, cases: Cases, gone: NDArray[np.int64], crises: NDArray[np.int64]) -> float:
    chances, future = foretold(one, cases, gone, crises)
    return float(score(chances, future).by_crisis("log")[0].sum())


def _acts(cases: Cases, crises: NDArray[np.int64]) -> int:
    told = cases.member & ~cases.observed.all(axis=-1)
    return int(told[np.isin(cases.crisis, crises)].sum())
