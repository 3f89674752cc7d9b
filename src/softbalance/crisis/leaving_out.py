"""What a fit would have been without some of its crises: one Newton step from the fit on all of them.

Log-likelihoods of crises add up, and so do their slopes and curvatures. Without some crises the slope at the old
summit is minus theirs, the curvature that of the others, and one Newton step leads to the new summit up to terms of
third order (Giordano et al. 2019, *AISTATS*, "A Swiss Army Infinitesimal Jackknife"; here with the curvature of the
crises that stay, not of all). That makes every crisis held out in turn as cheap as one fit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.crisis.climb import DIFFERENCE, covariance_of
from softbalance.crisis.game import Array
from softbalance.crisis.likelihood import Problem, by_crisis
from softbalance.terms.errors import NotEnoughData

FARTHEST = 4.0
"""Longest step, in posterior standard deviations along any parameter."""


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """A fit with the pull of each of its C crises.

    Attributes
    ----------
    task
        Cases, specification and layout.
    theta
        Shape (P,): where it ended.
    values
        Shape (C,): log-likelihood of each crisis.
    slopes
        Shape (C, P).
    curvatures
        Shape (C, P, P): minus second derivatives.
    """

    task: Problem
    theta: Array
    values: Array
    slopes: Array
    curvatures: Array

    @property
    def covariance(self) -> Array:
        """Inverse curvature of the log posterior, shape (P, P); nowhere wider than the prior."""
        return self._covariance(np.ones(len(self.values), dtype=bool))

    @property
    def log_posterior(self) -> float:
        """Log-likelihood plus log prior, up to a constant."""
        return float(self.values.sum() - 0.5 * np.sum((self.theta / self.task.layout.scale) ** 2))

    def without(self, crises: NDArray[np.int64]) -> Array:
        """Return the parameters as fitted without these crises, shape (P,).

        Raises
        ------
        NotEnoughData
            If none is left.
        """
        stays = ~np.isin(self.task.cases.crises, crises)
        if not stays.any():
            raise NotEnoughData("no crisis is left to learn from")
        covariance = self._covariance(stays)
        step = -covariance @ self.slopes[~stays].sum(axis=0)
        far = float((np.abs(step) / np.sqrt(np.diag(covariance))).max(initial=0.0))
        return np.asarray(self.theta + step * min(1.0, FARTHEST / max(far, FARTHEST)))

    def _covariance(self, stays: NDArray[np.bool_]) -> Array:
        scale = self.task.layout.scale
        return covariance_of(self.curvatures[stays].sum(axis=0) + np.diag(scale**-2.0), scale)


def influence(task: Problem, theta: Array) -> Influence:
    """Return the pull of each crisis on a fit: slopes at the parameters, curvatures by forward differences."""
    values, slopes = by_crisis(task, theta)
    steps = DIFFERENCE * task.layout.scale
    moved = [
        (slopes - by_crisis(task, theta + step * unit)[1]) / step
        for step, unit in zip(steps, np.eye(len(theta)), strict=True)
    ]
    square = np.stack(moved, axis=1)
    return Influence(task, theta, values, slopes, 0.5 * (square + square.transpose(0, 2, 1)))
