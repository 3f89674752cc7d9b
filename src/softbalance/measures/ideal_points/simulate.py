"""Votes drawn from the model itself, for checking estimates against a known truth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.model import Floats, Priors, State, scale_of
from softbalance.measures.ideal_points.votes import MISSING, Votes, arrange

LIVELY = Priors(slope_sd=1.0, cut_sd=1.5, walk_sd=0.15)


@dataclass(frozen=True, slots=True)
class Truth:
    """Simulated votes and what produced them.

    Attributes
    ----------
    votes
        The votes, laid out.
    state
        All unknowns on the model's own scale.
    theta
        Positions of nodes on the reported scale; shape (n_nodes,).
    walk_sd
        Standard deviation of one period's step on the reported scale.
    anchor
        A state whose mean position on the reported scale is above 0.
    """

    votes: Votes
    state: State
    theta: Floats
    walk_sd: float
    anchor: int


def simulate(
    *,
    n_states: int,
    n_periods: int,
    n_roll_calls: int,
    rng: np.random.Generator,
    n_categories: int = 3,
    priors: Priors = LIVELY,
    lean: float = 0.0,
    share_missing: float = 0.0,
    member: NDArray[np.bool_] | None = None,
    item: NDArray[np.int64] | None = None,
    keep_unanimous: bool = False,
    anchor: int | None = None,
) -> Truth:
    """Return votes drawn from the model at its priors.

    Parameters
    ----------
    n_states, n_periods, n_roll_calls
        Size; roll calls are spread evenly over periods.
    n_categories
        Ordered categories.
    priors
        What unknowns are drawn from (default: votes about as divided as the Assembly's);
        ``walk_sd=None`` draws the step's variance too.
    lean
        Added to every cutpoint: with 3 some eight votes in ten fall into the first category, as in the Assembly.
    share_missing
        Chance that a vote is missing.
    member
        Whether a state votes at all in a period; shape (n_states, n_periods). Default: always.
    item
        Item of each roll call. Default: each its own.
    keep_unanimous
        See :func:`~softbalance.measures.ideal_points.votes.arrange`.
    anchor
        State that orients the scale. Default: the one that ends up furthest from the mean.

    Examples
    --------
    >>> truth = simulate(n_states=5, n_periods=2, n_roll_calls=20, rng=np.random.default_rng(0))
    >>> round(float(truth.theta.std()), 6)
    1.0
    """
    period = np.arange(n_roll_calls) * n_periods // n_roll_calls
    what = np.arange(n_roll_calls) if item is None else item
    walk_var = _walk_var(priors, rng)
    rises = rng.standard_normal((n_states, n_periods)) * np.sqrt(walk_var)
    rises[:, 0] = rng.standard_normal(n_states) * priors.first_sd
    theta = _from_entry(rises, member, priors, rng)
    slope = rng.standard_normal(int(what.max()) + 1) * priors.slope_sd
    cuts = lean + np.sort(rng.standard_normal((len(slope), n_categories - 1)) * priors.cut_sd, axis=1)
    propensity = slope[what] * theta[:, period] + rng.standard_normal((n_states, n_roll_calls))
    category = (propensity[:, :, None] > cuts[what]).sum(axis=2)
    absent = rng.random(category.shape) < share_missing
    if member is not None:
        absent |= ~member[:, period]
    who, call = np.indices(category.shape)
    votes = arrange(
        who,
        call,
        np.where(absent, MISSING, category),
        period=period,
        item=what,
        n_states=n_states,
        n_periods=n_periods,
        n_categories=n_categories,
        keep_unanimous=keep_unanimous,
    )
    at_nodes = theta[votes.node_state, votes.node_period]
    leader = _furthest(at_nodes, votes) if anchor is None else anchor
    return _truth(votes, State(at_nodes, slope, cuts, walk_var), leader)


def redraw(votes: Votes, state: State, anchor: int, rng: np.random.Generator) -> Truth:
    """Return votes drawn anew from given unknowns: who votes on what stays as it was.

    Items on which all now vote alike are set aside, as always.

    Examples
    --------
    >>> truth = simulate(n_states=8, n_periods=2, n_roll_calls=30, rng=np.random.default_rng(0))
    >>> redraw(truth.votes, truth.state, truth.anchor, np.random.default_rng(1)).theta.shape
    (16,)
    """
    node = np.repeat(np.arange(votes.n_nodes), np.diff(votes.node_start))
    item, period = votes.item_by_node, votes.node_period[node]
    propensity = state.slope[item] * state.theta[node] + rng.standard_normal(votes.n_votes)
    calls, call = np.unique(item.astype(np.int64) * votes.n_periods + period, return_inverse=True)
    drawn = arrange(
        votes.node_state[node],
        call,
        (propensity[:, None] > state.cuts[item]).sum(axis=1),
        period=calls % votes.n_periods,
        item=calls // votes.n_periods,
        n_states=votes.n_states,
        n_periods=votes.n_periods,
        n_categories=votes.n_categories,
    )
    theta = votes.grid(state.theta)[drawn.node_state, drawn.node_period]
    n_items = drawn.n_items
    return _truth(drawn, State(theta, state.slope[:n_items], state.cuts[:n_items], state.walk_var), anchor)


def _truth(votes: Votes, state: State, anchor: int) -> Truth:
    """Return votes and what produced them, on the reported scale too."""
    centre, spread = scale_of(state.theta, votes, anchor)
    return Truth(votes, state, (state.theta - centre) / spread, float(np.sqrt(state.walk_var) / abs(spread)), anchor)


def _walk_var(priors: Priors, rng: np.random.Generator) -> float:
    """Return the step's variance, given or drawn."""
    if priors.walk_sd is not None:
        return priors.walk_sd**2
    return float(priors.walk_rate / rng.gamma(priors.walk_shape))


def _from_entry(rises: Floats, member: NDArray[np.bool_] | None, priors: Priors, rng: np.random.Generator) -> Floats:
    """Return walks that begin in a state's first period as a member."""
    theta = np.cumsum(rises, axis=1)
    if member is None:
        return theta
    entry = np.argmax(member, axis=1)
    rows = np.arange(len(theta))
    first = rng.standard_normal(len(theta)) * priors.first_sd
    return np.asarray(theta + (first - theta[rows, entry])[:, None])


def _furthest(theta: Floats, votes: Votes) -> int:
    """Return the state whose mean position is furthest from the overall mean."""
    totals = np.bincount(votes.node_state, theta - theta.mean(), votes.n_states)
    return int(np.argmax(np.abs(totals / np.maximum(np.diff(votes.state_start), 1))))
