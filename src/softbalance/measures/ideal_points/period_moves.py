"""Moves of whole periods: everybody's place in a year shifted or spread together, its items following.

Items voted on in one period only take up any shift or spread of that period, so the votes do not feel it: the
location and scale of each period hang on the walks, and on repeated items. Moving states and items in turn
crosses such a valley slowly. Here all periods' shifts (or log spreads) are proposed at once by a Newton step and
tested exactly; votes on items of several periods count in full.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.model import Floats, Priors, State
from softbalance.measures.ideal_points.votes import Ints, Votes


@dataclass(frozen=True)
class PeriodMoves:
    """What the moves need to know of the votes.

    ``period``, ``inner``, ``gap`` are by node (``inner``: not a state's first); ``local`` and ``home`` by item:
    voted on in one period only, and in which. ``node_start``, ``items`` and ``categories`` hold the votes on the
    other items, by node. ``surplus`` is nodes less local items, by period.
    """

    period: NDArray[np.int32]
    inner: NDArray[np.bool_]
    gap: Floats
    local: NDArray[np.bool_]
    home: NDArray[np.int32]
    node_start: Ints
    items: NDArray[np.int32]
    categories: NDArray[np.int8]
    surplus: Floats
    priors: Priors

    @classmethod
    def of(cls, votes: Votes, priors: Priors) -> "PeriodMoves":
        """Return the moves for these votes."""
        first, last = _span(votes)
        local = votes.item_used & (first == last)
        node = np.repeat(np.arange(votes.n_nodes), np.diff(votes.node_start))
        wide = ~local[votes.item_by_node]
        start = np.concatenate(([0], np.cumsum(np.bincount(node[wide], minlength=votes.n_nodes))))
        nodes = np.bincount(votes.node_period, minlength=votes.n_periods)
        return cls(
            period=votes.node_period,
            inner=votes.gap > 0,
            gap=votes.gap,
            local=local,
            home=np.where(local, first, 0).astype(np.int32),
            node_start=start.astype(np.int64),
            items=votes.item_by_node[wide],
            categories=votes.category_by_node[wide],
            surplus=nodes - np.bincount(first[local], minlength=votes.n_periods).astype(float),
            priors=priors,
        )

    def toward_mode(self, state: State, blur: "Blur", *, spread: bool) -> Floats:
        """Return the Newton step over periods for positions and slopes known up to ``blur``."""
        return self._newton(state, spread, blur)[1]

    def move(self, state: State, rng: np.random.Generator, *, spread: bool) -> State:
        """Return the state with all periods shifted (or spread), or as it was where the test refuses."""
        noise, chance = rng.standard_normal(len(self.surplus)), np.log(rng.random())
        height, mean, factor = self._newton(state, spread)
        way = mean + np.linalg.solve(factor.T, noise)
        there = self._moved(state, way, spread)
        new_height, new_mean, new_factor = self._newton(there, spread)
        forth, back = _log_density(way, mean, factor), _log_density(-way, new_mean, new_factor)
        growth = float(self.surplus @ way) if spread else 0.0
        return there if chance < new_height - height + growth + back - forth else state

    def _moved(self, state: State, way: Floats, spread: bool) -> State:
        """Return the state with each period moved, the items of one period following."""
        own = np.where(self.local, way[self.home], 0.0)
        if spread:
            theta = state.theta * np.exp(way[self.period])
            return State(theta, state.slope * np.exp(-own), state.cuts, state.walk_var)
        cuts = state.cuts + (state.slope * own)[:, None]
        return State(state.theta + way[self.period], state.slope, cuts, state.walk_var)

    def _newton(self, state: State, spread: bool, blur: "Blur | None" = None) -> tuple[float, Floats, Floats]:
        """Return the log density, the Newton step over periods, and the Cholesky factor of its precision."""
        from softbalance.measures.ideal_points.walk_moves import Walks, votes_pass

        walks = Walks(np.zeros(0, np.int64), self.gap, self.node_start, self.items, self.categories)
        height, pull, weight = votes_pass(state.theta, walks, state.slope, state.cuts)
        along = state.theta if spread else np.ones_like(state.theta)
        back = np.where(self.inner, 1.0, 0.0) / (state.walk_var * np.where(self.inner, self.gap, 1.0))
        back = np.where(self.inner, back, 1.0 / self.priors.first_sd**2)
        rise = np.where(self.inner, np.diff(state.theta, prepend=0.0), state.theta)
        height -= 0.5 * float(np.sum(back * rise**2))
        pull = pull - back * rise
        pull[:-1] += (back * rise * self.inner)[1:]
        precision = self._walk_precision(along, back)
        n = len(self.surplus)
        gradient = np.asarray(np.bincount(self.period, along * pull, n), dtype=np.float64)
        diagonal = np.asarray(np.bincount(self.period, along**2 * weight, n), dtype=np.float64)
        item_height, item_gradient, item_weight = self._items(state, spread)
        if blur is not None and spread:
            held = self._held_by_blur(blur, back, weight)
            gradient, diagonal = gradient - held, diagonal + 2.0 * held
        empty = np.bincount(self.period, minlength=n) == 0
        precision[np.diag_indices(n)] += diagonal + item_weight + empty
        factor = np.asarray(np.linalg.cholesky(precision), dtype=np.float64)
        step = np.linalg.solve(factor.T, np.linalg.solve(factor, gradient + item_gradient))
        return height + item_height, np.asarray(step, dtype=np.float64), factor

    def _held_by_blur(self, blur: "Blur", back: Floats, weight: Floats) -> Floats:
        """Return how uncertainty resists a spread of each period, less what it leaves of slopes' priors."""
        n, k = len(self.surplus), np.flatnonzero(self.inner)
        own = back * (blur.theta_var - blur.link) + weight * blur.theta_var
        held = np.bincount(self.period, own, n)
        held += np.bincount(self.period[k - 1], back[k] * (blur.theta_var[k - 1] - blur.link[k]), n)
        slopes = blur.slope_var[self.local] / self.priors.slope_sd**2
        return np.asarray(held - np.bincount(self.home[self.local], slopes, n), dtype=np.float64)

    def _walk_precision(self, along: Floats, back: Floats) -> Floats:
        """Return the walks' precision in terms of the periods' moves; shape (n_periods, n_periods)."""
        n = len(self.surplus)
        k = np.flatnonzero(self.inner)
        here, before = self.period[k], self.period[k - 1]
        cross = back[k] * along[k] * along[k - 1]
        flat = np.bincount(self.period * n + self.period, back * along**2, n * n)
        flat += np.bincount(before * n + before, back[k] * along[k - 1] ** 2, n * n)
        flat -= np.bincount(here * n + before, cross, n * n) + np.bincount(before * n + here, cross, n * n)
        return np.asarray(flat.reshape(n, n))

    def _items(self, state: State, spread: bool) -> tuple[float, Floats, Floats]:
        """Return log prior, slopes and information of the items that follow their period."""
        n, home = len(self.surplus), self.home[self.local]
        slope, cuts = state.slope[self.local], state.cuts[self.local]
        if spread:
            squares = slope**2 / self.priors.slope_sd**2
            by_period = np.asarray(np.bincount(home, squares, n), dtype=np.float64)
            return -0.5 * float(squares.sum()), by_period + self.surplus, 2.0 * by_period
        scaled = cuts / self.priors.cut_sd**2
        pull = np.bincount(home, -slope * scaled.sum(axis=1), n)
        weight = np.bincount(home, cuts.shape[1] * slope**2 / self.priors.cut_sd**2, n)
        return -0.5 * float(np.sum(cuts * scaled)), np.asarray(pull, float), np.asarray(weight, float)


@dataclass(frozen=True, slots=True)
class Blur:
    """How uncertain positions and slopes are.

    ``theta_var`` is the variance of nodes, ``link`` the covariance with the state's node before (0 at its
    first), ``slope_var`` the variance of slopes.
    """

    theta_var: Floats
    link: Floats
    slope_var: Floats


def _span(votes: Votes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the first and last period of each item's votes; shape (n_items,)."""
    when = votes.node_period[votes.node_by_item]
    first, last = np.zeros((2, votes.n_items), np.int32)
    used = votes.item_used
    starts = votes.item_start[:-1][used]
    first[used], last[used] = np.minimum.reduceat(when, starts), np.maximum.reduceat(when, starts)
    return first, last


def _log_density(x: Floats, mean: Floats, factor: Floats) -> float:
    """Return the log density of ``x`` under N(mean, (L L')^-1), constants dropped."""
    w = factor.T @ (x - mean)
    return float(np.log(np.diag(factor)).sum() - 0.5 * w @ w)
