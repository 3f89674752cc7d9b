"""One sweep of the sampler: walks, items, the step, periods, location and scale."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.model import Floats, Priors, State
from softbalance.measures.ideal_points.period_moves import PeriodMoves
from softbalance.measures.ideal_points.votes import Votes

BLOCK = 16  # nodes moved at once: longer blocks are refused more often, shorter ones carry news more slowly
CREEP = 0.2  # share of sweeps by small random steps, which free what Newton steps would leave stuck in a tail
WHOLE_PERIODS = 0.3  # share of sweeps that also move whole periods: more often costs more than it brings


@dataclass(frozen=True)
class Sweep:
    """One sweep of the sampler over given votes."""

    votes: Votes
    priors: Priors
    gap: Floats
    used: NDArray[np.bool_]
    n_walks: int
    periods: PeriodMoves

    @classmethod
    def of(cls, votes: Votes, priors: Priors) -> "Sweep":
        """Return the sweep for these votes."""
        n_walks = int((np.diff(votes.state_start) > 0).sum())
        return cls(votes, priors, votes.gap, votes.item_used, n_walks, PeriodMoves.of(votes, priors))

    def step(self, state: State, rng: np.random.Generator) -> tuple[State, tuple[float, float]]:
        """Return the next value of all unknowns, and the shares of walks and items that moved."""
        from softbalance.measures.ideal_points.item_moves import Items, item_sweep
        from softbalance.measures.ideal_points.walk_moves import Walks, walk_sweep

        v, n_items = self.votes, self.votes.n_items
        theta, slope, cuts = state.theta.copy(), state.slope.copy(), state.cuts.copy()
        walks = Walks(v.state_start, self.gap, v.node_start, v.item_by_node, v.category_by_node)
        variances = (self.priors.first_sd**2, state.walk_var)
        noise, chance = rng.standard_normal(v.n_nodes), np.log(rng.random(v.n_nodes))
        creep = rng.random() < CREEP
        blocks, drift = ((1, 1), 0.0) if creep else ((int(rng.integers(1, BLOCK + 1)), BLOCK), 1.0)
        blocks_moved, tried = walk_sweep(theta, walks, variances, slope, cuts, noise, chance, blocks, drift)
        items = Items(v.item_start, v.node_by_item, v.category_by_item)
        noise, chance = rng.standard_normal((n_items, v.n_categories)), np.log(rng.random(n_items))
        items_moved = item_sweep(theta, items, self.priors.item_variances, slope, cuts, noise, chance, drift)
        there = self._stepped(State(theta, slope, cuts, state.walk_var), rng)
        if rng.random() < WHOLE_PERIODS:
            there = self.periods.move(there, rng, spread=bool(rng.integers(2)))
        there = self._rescaled(self._shifted(there, rng), rng)
        return there, (blocks_moved / tried, items_moved / max(int(self.used.sum()), 1))

    def _stepped(self, state: State, rng: np.random.Generator) -> State:
        """Return the state with the step's variance drawn given the walks (inverse gamma)."""
        if self.priors.walk_sd is not None:
            return state
        inner = self.gap > 0
        squares = np.diff(state.theta, prepend=0.0)[inner] ** 2 / self.gap[inner]
        rate = self.priors.walk_rate + 0.5 * squares.sum()
        shape = self.priors.walk_shape + 0.5 * inner.sum()
        return State(state.theta, state.slope, state.cuts, float(rate / rng.gamma(shape)))

    def _shifted(self, state: State, rng: np.random.Generator) -> State:
        """Return the state with its location drawn anew: the votes do not know it, the priors do."""
        slope, cuts = state.slope[self.used], state.cuts[self.used]
        first_var, cut_var = self.priors.first_sd**2, self.priors.cut_sd**2
        precision = self.n_walks / first_var + cuts.shape[1] * np.sum(slope**2) / cut_var
        pull = state.theta[self.gap == 0].sum() / first_var + np.sum(slope[:, None] * cuts) / cut_var
        shift = -pull / precision + rng.standard_normal() / np.sqrt(precision)
        return State(state.theta + shift, state.slope, state.cuts + state.slope[:, None] * shift, state.walk_var)

    def _rescaled(self, state: State, rng: np.random.Generator) -> State:
        """Return the state with its scale drawn anew along the ray the votes cannot see (Liu & Sabatti 2000)."""
        p, inner = self.priors, self.gap > 0
        firsts = np.sum(state.theta[~inner] ** 2) / p.first_sd**2
        slopes = np.sum(state.slope[self.used] ** 2) / p.slope_sd**2
        power, steps, rate = float(self.n_walks - self.used.sum()), 0.0, 0.0
        if p.walk_sd is None:
            power, rate = power - 2 * p.walk_shape, p.walk_rate / state.walk_var
        else:
            power += int(inner.sum())
            steps = np.sum(np.diff(state.theta, prepend=0.0)[inner] ** 2 / self.gap[inner]) / state.walk_var

        def height(u: float) -> float:
            grown = np.exp(2.0 * u)
            return float(power * u - 0.5 * grown * (firsts + steps) - (0.5 * slopes + rate) / grown)

        factor = np.exp(_slice(height, rng))
        walk_var = state.walk_var * factor**2 if p.walk_sd is None else state.walk_var
        return State(state.theta * factor, state.slope / factor, state.cuts, float(walk_var))


def _slice(height: Callable[[float], float], rng: np.random.Generator, width: float = 0.1) -> float:
    """Return the next value, from 0, under a log density on the line (Neal 2003: stepping out, shrinking)."""
    level = height(0.0) + np.log(rng.random())
    low = -width * rng.random()
    high = low + width
    while height(low) > level:
        low -= width
    while height(high) > level:
        high += width
    while True:
        u = low + (high - low) * rng.random()
        if height(u) > level:
            return float(u)
        low, high = (u, high) if u < 0.0 else (low, u)
