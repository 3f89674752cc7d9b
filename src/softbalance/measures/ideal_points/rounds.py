"""Rounds of the fast estimate: what stands for the posterior, and how one round improves it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.model import Floats, Priors, State
from softbalance.measures.ideal_points.period_moves import Blur, PeriodMoves
from softbalance.measures.ideal_points.votes import Votes

FURTHEST = 0.5  # that one move of a period, or an extrapolation, may change any one unknown
FIRST_SPREAD = 0.01
ERROR_ROUNDS = 2
THREADS = 2
Result = TypeVar("Result")


@dataclass
class Posterior:
    """The Gaussians that stand for the posterior while it is improved, on the model's own scale.

    Attributes
    ----------
    theta, spread, link
        Mean and variance of each node, and covariance with the state's node before; shape (n_nodes,).
    slope_above, cuts_above, slope_below, cuts_below
        The two points that stand for each item.
    walk_var
        Variance of one period's step.
    """

    theta: Floats
    spread: Floats
    link: Floats
    slope_above: Floats
    cuts_above: Floats
    slope_below: Floats
    cuts_below: Floats
    walk_var: float

    @classmethod
    def around(cls, start: State) -> "Posterior":
        """Return a narrow posterior around a start."""
        return cls(
            theta=start.theta.copy(),
            spread=np.full_like(start.theta, FIRST_SPREAD),
            link=np.zeros_like(start.theta),
            slope_above=start.slope.copy(),
            cuts_above=start.cuts.copy(),
            slope_below=start.slope.copy(),
            cuts_below=start.cuts.copy(),
            walk_var=start.walk_var,
        )

    def packed(self) -> Floats:
        """Return means, points, log gaps and the log of the step's variance in one array."""
        parts = [self.theta, self.slope_above, self.slope_below]
        for cuts in (self.cuts_above, self.cuts_below):
            parts += [cuts[:, 0], np.log(np.maximum(np.diff(cuts, axis=1), 1e-12)).ravel()]
        return np.concatenate([*parts, [np.log(self.walk_var)]])

    def unpack(self, packed: Floats) -> None:
        """Take over what :meth:`packed` wrote."""
        n, j, k = len(self.theta), len(self.slope_above), self.cuts_above.shape[1]
        ends = np.cumsum([n, j, j, j, j * (k - 1), j, j * (k - 1)])
        self.theta, self.slope_above, self.slope_below, *cuts, log_var = np.split(packed, ends)
        for target, low, gaps in ((self.cuts_above, *cuts[:2]), (self.cuts_below, *cuts[2:])):
            target[:] = np.cumsum(np.column_stack([low, np.exp(gaps).reshape(j, k - 1)]), axis=1)
        self.walk_var = float(np.exp(log_var[0]))

    def centre(self) -> State:
        """Return the means."""
        slope = 0.5 * (self.slope_above + self.slope_below)
        return State(self.theta.copy(), slope, 0.5 * (self.cuts_above + self.cuts_below), self.walk_var)


class Rounds:
    """One round of improvement over given votes, and the errors at the end."""

    def __init__(self, votes: Votes, priors: Priors) -> None:
        from softbalance.measures.ideal_points.item_moves import Items
        from softbalance.measures.ideal_points.walk_moves import Walks

        self.priors = priors
        self.gap, self.used = votes.gap, votes.item_used
        self.inner, self.period = self.gap > 0, votes.node_period
        self.walks = Walks(votes.state_start, self.gap, votes.node_start, votes.item_by_node, votes.category_by_node)
        self.items = Items(votes.item_start, votes.node_by_item, votes.category_by_item)
        self.slope_variance = 0.0
        self.periods = PeriodMoves.of(votes, priors)
        self.state_ends = _even_split(votes.node_start[votes.state_start])
        self.item_ends = _even_split(votes.item_start)

    def improve(self, q: Posterior) -> None:
        """Improve positions, the step's variance, items, location and scale once, in place."""
        from softbalance.measures.ideal_points.marginal_moves import ItemPair, item_newton, walk_newton

        pair = ItemPair(q.slope_above, q.cuts_above, q.slope_below, q.cuts_below)
        variances = (self.priors.first_sd**2, q.walk_var)
        self._shared(
            lambda a, b: walk_newton(q.theta, self.walks, variances, pair, q.spread, q.link, a, b), self.state_ends
        )
        if self.priors.walk_sd is None:
            q.walk_var = self._walk_var(q)
        parts = self._shared(
            lambda a, b: item_newton(q.theta, q.spread, self.items, self.priors.item_variances, pair, a, b),
            self.item_ends,
        )
        self.slope_variance = sum(parts)
        self._shift(q)
        self._rescale(q)

    def move_periods(self, q: Posterior) -> None:
        """Move all periods' places, then their spreads, towards where walks and repeated items want them."""
        for spread in (False, True):
            blur = Blur(q.spread, q.link, (0.5 * (q.slope_above - q.slope_below)) ** 2)
            way = self.periods.toward_mode(q.centre(), blur, spread=spread)
            way = np.clip(way - way.mean(), -FURTHEST, FURTHEST)
            own = np.where(self.periods.local, way[self.periods.home], 0.0)
            if spread:
                factor = np.exp(way[self.period])
                before = np.concatenate(([1.0], factor[:-1]))
                q.theta, q.spread, q.link = q.theta * factor, q.spread * factor**2, q.link * factor * before
                q.slope_above, q.slope_below = q.slope_above * np.exp(-own), q.slope_below * np.exp(-own)
            else:
                q.theta = q.theta + way[self.period]
                q.cuts_above = q.cuts_above + (q.slope_above * own)[:, None]
                q.cuts_below = q.cuts_below + (q.slope_below * own)[:, None]

    def largest_change(self, change: Floats) -> float:
        """Return the root mean square change over the nodes of a period, in the period where it is largest."""
        size = np.maximum(np.bincount(self.period), 1)
        return float(np.sqrt((np.bincount(self.period, change**2) / size).max()))

    @staticmethod
    def _shared(work: Callable[[int, int], Result], ends: NDArray[np.int64]) -> list[Result]:
        """Return what the work gives on each stretch, done side by side; stretches do not touch each other."""
        with ThreadPoolExecutor(len(ends) - 1) as pool:
            return list(pool.map(work, ends[:-1].tolist(), ends[1:].tolist()))

    def errors(self, q: Posterior) -> Floats:
        """Return the standard deviation of each node, the items' uncertainty counted; shape (n_nodes,)."""
        from softbalance.measures.ideal_points.error_moves import lost_information, walk_variances
        from softbalance.measures.ideal_points.marginal_moves import ItemPair, node_information

        pair = ItemPair(q.slope_above, q.cuts_above, q.slope_below, q.cuts_below)
        told = node_information(q.theta, q.spread, self.walks, pair)
        centre, spread = q.centre(), q.spread
        for _ in range(ERROR_ROUNDS):
            lost = lost_information(q.theta, spread, self.items, self.priors.item_variances, centre.slope, centre.cuts)
            spread = walk_variances(told - lost, self.walks.state_start, self.gap, self.priors.first_sd**2, q.walk_var)
        return np.sqrt(spread)

    def _walk_var(self, q: Posterior) -> float:
        """Return the step's variance at the mode of its posterior given the walks' Gaussians."""
        rise = np.diff(q.theta, prepend=0.0)
        before = np.concatenate(([0.0], q.spread[:-1]))
        squares = (rise**2 + q.spread + before - 2.0 * q.link)[self.inner] / self.gap[self.inner]
        shape = self.priors.walk_shape + 0.5 * squares.size
        return float((self.priors.walk_rate + 0.5 * squares.sum()) / (shape + 1.0))

    def _shift(self, q: Posterior) -> None:
        """Move the location, which the votes do not know, to where the priors want it."""
        centre = q.centre()
        slope, cuts = centre.slope[self.used], centre.cuts[self.used]
        first_var, cut_var = self.priors.first_sd**2, self.priors.cut_sd**2
        weight = (~self.inner).sum() / first_var + cuts.shape[1] * np.sum(slope**2) / cut_var
        pull = q.theta[~self.inner].sum() / first_var + np.sum(slope[:, None] * cuts) / cut_var
        shift = -pull / weight
        q.theta += shift
        q.cuts_above += q.slope_above[:, None] * shift
        q.cuts_below += q.slope_below[:, None] * shift

    def _rescale(self, q: Posterior) -> None:
        """Move the scale, which the votes do not know, to where priors and entropies want it.

        The bound depends on a factor c by (walks - items) log c - c^2 firsts / 2 - slopes / (2 c^2).
        """
        first = ~self.inner
        firsts = np.sum(q.theta[first] ** 2 + q.spread[first]) / self.priors.first_sd**2
        slope = q.centre().slope[self.used]
        slopes = (np.sum(slope**2) + self.slope_variance) / self.priors.slope_sd**2
        power = float(first.sum() - self.used.sum())
        if self.priors.walk_sd is not None:
            power += float(self.inner.sum())
            firsts += self._steps(q)
        factor = np.sqrt((power + np.sqrt(power**2 + 4.0 * firsts * slopes)) / (2.0 * firsts))
        q.theta *= factor
        q.spread *= factor**2
        q.link *= factor**2
        q.slope_above /= factor
        q.slope_below /= factor
        if self.priors.walk_sd is None:
            q.walk_var *= float(factor**2)

    def _steps(self, q: Posterior) -> float:
        """Return the expected sum of squared steps, in units of their variance."""
        rise = np.diff(q.theta, prepend=0.0)
        before = np.concatenate(([0.0], q.spread[:-1]))
        squares = (rise**2 + q.spread + before - 2.0 * q.link)[self.inner] / self.gap[self.inner]
        return float(squares.sum() / q.walk_var)


def _even_split(votes_before: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where to cut a sequence so that stretches hold about equally many votes."""
    goals = votes_before[-1] * np.arange(1, THREADS) // THREADS
    return np.concatenate(([0], np.searchsorted(votes_before, goals), [len(votes_before) - 1]))
