"""The sampler: posterior means and intervals of ideal points, with the evidence that the chains mixed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.mixing import effective_size, split_rhat
from softbalance.measures.ideal_points.model import (
    WEAK,
    Floats,
    IdealPoints,
    Mixing,
    Priors,
    State,
    check_anchor,
    check_level,
    heeding,
    scale_of,
)
from softbalance.measures.ideal_points.start import first_state
from softbalance.measures.ideal_points.sweep import Sweep
from softbalance.measures.ideal_points.votes import Votes
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL

RHAT_TOLERANCE = 1.05


@dataclass(frozen=True, slots=True)
class Chain:
    """What one chain leaves: draws on the reported scale, sums for items, and its last state.

    ``theta`` has shape (n_draws, n_nodes), ``walk_sd`` (n_draws,); ``slope`` and ``cuts`` are means.
    """

    theta: NDArray[np.float32]
    walk_sd: Floats
    slope: Floats
    cuts: Floats
    moved: tuple[float, float]
    last: State


def sample(
    votes: Votes,
    *,
    anchor: int,
    rng: np.random.Generator,
    priors: Priors = WEAK,
    draws: int = 1000,
    warmup: int = 250,
    chains: int = 2,
    threads: int | None = None,
    start: State | None = None,
    level: float = LEVEL,
    keep_draws: bool = False,
) -> IdealPoints:
    """Return posterior means and intervals of ideal points, sampled.

    A sweep moves each state's whole walk by a Newton-step proposal, each item's slope and cutpoints by
    another, then the step's variance, and the scale and location that the votes leave free; all are tested
    exactly, so the chain's limit is the posterior. No latent propensities are drawn. The same generator state
    gives the same result, whatever the number of threads.

    Parameters
    ----------
    votes
        See :func:`~softbalance.measures.ideal_points.votes.arrange`.
    anchor
        State whose mean position lies above 0 (for the General Assembly: the United States).
    rng
        Spawned, one child a chain.
    priors
        See :class:`~softbalance.measures.ideal_points.model.Priors`; ``Priors(walk_sd=...)`` fixes the
        smoothing.
    draws, warmup, chains
        Sweeps kept and dropped of each chain.
    threads
        Chains run at once; default: all.
    start
        Where chains start, jittered; default: the principal component.
    keep_draws
        Whether the result carries the draws (4 bytes each), e.g. for errors of differences over time.

    Raises
    ------
    BadInput
        An anchor without votes, fewer than four draws, no chain.

    Examples
    --------
    >>> from softbalance.measures.ideal_points.simulate import simulate
    >>> truth = simulate(n_states=12, n_periods=3, n_roll_calls=60, rng=np.random.default_rng(1))
    >>> points = sample(truth.votes, anchor=truth.anchor, rng=np.random.default_rng(2), draws=50, warmup=50)
    >>> points.mean.shape, points.method
    ((12, 3), 'sampled')
    """
    check_anchor(votes, anchor)
    check_level(level)
    if draws < 4 or chains < 1 or warmup < 0:
        raise BadInput(f"draws={draws}, chains={chains}, warmup={warmup}; allowed: at least 4, 1 and 0.")
    begin = start or first_state(votes, anchor, priors)
    generators = rng.spawn(chains)
    with ThreadPoolExecutor(threads or chains) as pool:
        runs = list(
            pool.map(lambda g: run_chain(votes, begin, anchor, priors, g, draws=draws, warmup=warmup), generators)
        )
    return _summary(votes, runs, level, warmup, keep_draws)


def run_chain(
    votes: Votes,
    start: State,
    anchor: int,
    priors: Priors,
    rng: np.random.Generator,
    *,
    draws: int,
    warmup: int,
) -> Chain:
    """Return one chain's draws."""
    current = _jittered(heeding(start, priors), rng)
    theta = np.empty((draws, votes.n_nodes), np.float32)
    walk_sd = np.empty(draws)
    slope, cuts = np.zeros_like(start.slope), np.zeros_like(start.cuts)
    moved = np.zeros(2)
    sweep = Sweep.of(votes, priors)
    for n in range(-warmup, draws):
        current, steps = sweep.step(current, rng)
        if n < 0:
            continue
        centre, spread = scale_of(current.theta, votes, anchor)
        theta[n] = (current.theta - centre) / spread
        walk_sd[n] = np.sqrt(current.walk_var) / abs(spread)
        slope += current.slope * spread / draws
        cuts += (current.cuts - current.slope[:, None] * centre) / draws
        moved += steps
    return Chain(theta, walk_sd, slope, cuts, (moved[0] / draws, moved[1] / draws), current)


def _jittered(state: State, rng: np.random.Generator) -> State:
    """Return a start of its own for a chain: positions moved by a fifth of their spread."""
    noise = 0.2 * state.theta.std() * rng.standard_normal(len(state.theta))
    return State(state.theta + noise, state.slope.copy(), state.cuts.copy(), state.walk_var)


def _summary(votes: Votes, runs: Sequence[Chain], level: float, warmup: int, keep_draws: bool) -> IdealPoints:
    """Return the chains' posterior means and intervals."""
    stacked = np.stack([run.theta for run in runs])
    chains, draws, n_nodes = stacked.shape
    flat = stacked.reshape(-1, n_nodes)
    low, high = _bounds(flat, level)
    mixing = _mixing(votes, runs, stacked)
    worst = float(np.nanmax(mixing.rhat))
    used = votes.item_used
    return IdealPoints(
        mean=votes.grid(flat.mean(axis=0, dtype=float)),
        sd=votes.grid(flat.std(axis=0, dtype=float)),
        low=votes.grid(low),
        high=votes.grid(high),
        n_votes=votes.grid(np.diff(votes.node_start), 0.0).astype(np.int64),
        level=level,
        slope=np.where(used, np.mean([run.slope for run in runs], axis=0), np.nan),
        cuts=np.where(used[:, None], np.mean([run.cuts for run in runs], axis=0), np.nan),
        walk_sd=float(np.mean([run.walk_sd for run in runs])),
        n_iter=chains * (warmup + draws),
        criterion=worst,
        converged=worst < RHAT_TOLERANCE,
        method="sampled",
        n_unanimous=votes.n_unanimous,
        state=runs[0].last,
        mixing=mixing,
        draws=flat if keep_draws else None,
    )


def _bounds(flat: NDArray[np.float32], level: float) -> tuple[Floats, Floats]:
    """Return the bounds of the central interval of each column, block by block to spare memory."""
    tails = [0.5 - level / 2, 0.5 + level / 2]
    columns = range(0, flat.shape[1], 1024)
    blocks = [np.quantile(np.ascontiguousarray(flat[:, c : c + 1024].T), tails, axis=1) for c in columns]
    both = np.concatenate(blocks, axis=1)
    return both[0], both[1]


def _mixing(votes: Votes, runs: Sequence[Chain], stacked: NDArray[np.float32]) -> Mixing:
    """Return the chains' diagnostics."""
    walk_sd = np.stack([run.walk_sd for run in runs])[:, :, None]
    moved = np.mean([run.moved for run in runs], axis=0)
    return Mixing(
        chains=len(runs),
        draws=stacked.shape[1],
        rhat=votes.grid(split_rhat(stacked)),
        ess=votes.grid(effective_size(stacked)),
        rhat_walk_sd=float(split_rhat(walk_sd)[0]),
        ess_walk_sd=float(effective_size(walk_sd)[0]),
        moved_walks=float(moved[0]),
        moved_items=float(moved[1]),
    )
