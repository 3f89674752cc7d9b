"""Where states stood, as far as anybody could tell at the time: no later vote is used."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.em import MAX_ITER, TOLERANCE, estimate
from softbalance.measures.ideal_points.model import WEAK, Floats, Priors, State, check_anchor
from softbalance.measures.ideal_points.start import first_items, first_state
from softbalance.measures.ideal_points.votes import Votes, until
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.estimate import LEVEL


@dataclass(frozen=True, slots=True)
class Filtered:
    """Positions period by period, each from the votes up to and including that period.

    Attributes
    ----------
    mean, sd, low, high
        Position, standard error and interval at ``level``; shape (n_states, n_periods), NaN where the state cast
        no vote in the period, or where nothing could be estimated yet.
    n_votes
        Votes of the state used in the period; 0 where there is none.
    level
        Content of the interval.
    n_iter, converged
        Rounds of each period's estimate and whether it converged; shape (n_periods,). 0 and false where there
        is no estimate.
    """

    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    n_votes: NDArray[np.int64]
    level: float
    n_iter: NDArray[np.int64]
    converged: NDArray[np.bool_]


def filtered(
    votes: Votes,
    *,
    anchor: int,
    priors: Priors = WEAK,
    periods: Sequence[int] | None = None,
    tolerance: float = TOLERANCE,
    max_iter: int = MAX_ITER,
    level: float = LEVEL,
) -> Filtered:
    """Return positions in each period that use no vote of a later one.

    Every period is a fast estimate of its own on the votes so far, started from the one before. A smoothed
    series looks ahead: what is forecast from it has seen the answer. The scale of each period is fixed by the
    usual rule over the state-periods so far, so it too knows nothing of what comes; levels of two periods are
    therefore compared on slightly different rulers, places in one period are not affected.

    For a date within a period give only the roll calls before it: the last period is then the figure as of
    that date. Sharing items between repeated texts is fixed before the estimate; links found from a later vote's
    split tell nothing about it, as :func:`~softbalance.measures.ideal_points.votes.until` drops that vote.

    Parameters
    ----------
    votes, anchor, priors, tolerance, max_iter, level
        As for :func:`~softbalance.measures.ideal_points.em.estimate`.
    periods
        Periods to estimate, ascending. Default: all.

    Examples
    --------
    >>> from softbalance.measures.ideal_points.simulate import simulate
    >>> truth = simulate(n_states=20, n_periods=3, n_roll_calls=90, rng=np.random.default_rng(1))
    >>> filtered(truth.votes, anchor=truth.anchor).mean.shape
    (20, 3)
    """
    check_anchor(votes, anchor)
    wanted = list(range(votes.n_periods)) if periods is None else [int(p) for p in periods]
    if wanted != sorted(set(wanted)) or (wanted and not 0 <= wanted[0] <= wanted[-1] < votes.n_periods):
        raise BadInput(f"periods={wanted}; allowed: ascending, 0 to {votes.n_periods - 1}.")
    tables = np.full((4, votes.n_states, votes.n_periods), np.nan)
    counts = np.zeros((votes.n_states, votes.n_periods), np.int64)
    n_iter, converged = np.zeros(votes.n_periods, np.int64), np.zeros(votes.n_periods, bool)
    last: tuple[Votes, State] | None = None
    for t in wanted:
        try:
            now = until(votes, t)
            check_anchor(now, anchor)
        except (NotEnoughData, BadInput):
            continue
        start = first_state(now, anchor, priors) if last is None else _carried(*last, now)
        points = estimate(
            now, anchor=anchor, priors=priors, tolerance=tolerance, max_iter=max_iter, start=start, level=level
        )
        tables[:, :, t] = [grid[:, t] for grid in (points.mean, points.sd, points.low, points.high)]
        counts[:, t] = points.n_votes[:, t]
        n_iter[t], converged[t] = points.n_iter, points.converged
        last = (now, points.state)
    mean, sd, low, high = tables
    return Filtered(mean, sd, low, high, counts, level, n_iter, converged)


def _carried(before: Votes, state: State, now: Votes) -> State:
    """Return a start on votes that go on: nodes and items keep their values, new ones follow the state's last."""
    table = before.grid(state.theta)
    theta = table[now.node_state, now.node_period]
    latest = _latest(before, state.theta)[now.node_state]
    theta = np.where(np.isnan(theta), latest, theta)
    slope, cuts = first_items(now, theta)
    known = before.item_used & now.item_used
    slope[known], cuts[known] = state.slope[known], state.cuts[known]
    return State(theta, slope, cuts, state.walk_var)


def _latest(votes: Votes, theta: Floats) -> Floats:
    """Return each state's last position, the overall mean where it has none; shape (n_states,)."""
    known = np.diff(votes.state_start) > 0
    latest = np.full(votes.n_states, theta.mean())
    latest[known] = theta[votes.state_start[1:][known] - 1]
    return latest
