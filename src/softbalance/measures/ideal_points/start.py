"""Where estimation starts: the first principal component of votes, oriented by the anchor."""

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.ideal_points.model import Priors, State
from softbalance.measures.ideal_points.votes import Votes

ROUNDS = 8
FIRST_WALK_SD = 0.2


def first_state(votes: Votes, anchor: int, priors: Priors) -> State:
    """Return a crude value of all unknowns.

    States' positions are the leading component of their votes, each vote less its item's mean, by power
    iteration from the anchor: deterministic, and constant over a state's periods. Items start from the
    cutpoints that their tallies imply.
    """
    theta = _component(votes, anchor)[votes.node_state]
    slope, cuts = first_items(votes, theta)
    walk_sd = FIRST_WALK_SD if priors.walk_sd is None else priors.walk_sd
    return State(theta, slope, cuts, walk_sd**2)


def first_items(votes: Votes, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return crude slopes and cutpoints given positions; zero for items without votes.

    Shapes (n_items,) and (n_items, n_categories - 1).
    """
    used = votes.item_used
    slope = np.where(used, _slopes(votes, theta), 0.0)
    cuts = np.where(used[:, None], _tally_cuts(votes) * np.sqrt(1.0 + slope**2)[:, None], 0.0)
    return slope, cuts


def _deviations(votes: Votes) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.float64]]:
    """Return state, item and category less the item's mean, by vote."""
    item = np.repeat(np.arange(votes.n_items), np.diff(votes.item_start))
    score = votes.category_by_item.astype(float)
    size = np.maximum(np.diff(votes.item_start), 1)
    mean = np.bincount(item, score, votes.n_items) / size
    return votes.node_state[votes.node_by_item], item, score - mean[item]


def _component(votes: Votes, anchor: int) -> NDArray[np.float64]:
    """Return states' scores on the leading component: mean 0, sd 1 over state-periods, the anchor above 0."""
    state, item, deviation = _deviations(votes)
    score = np.zeros(votes.n_states)
    score[anchor] = 1.0
    weight = 1.0 / np.maximum(np.bincount(state, minlength=votes.n_states), 1)
    nodes = np.diff(votes.state_start)
    for _ in range(ROUNDS):
        pull = np.bincount(item, deviation * score[state], votes.n_items)
        loading = pull / max(float(np.linalg.norm(pull)), 1e-300)
        score = weight * np.bincount(state, deviation * loading[item], votes.n_states)
        score -= np.average(score, weights=nodes)
        score /= max(np.sqrt(np.average(score**2, weights=nodes)), 1e-300)
    return score if score[anchor] >= 0.0 else -score


def _slopes(votes: Votes, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each item's slope as its correlation with positions implies, shrunk and bounded."""
    _, item, deviation = _deviations(votes)
    x = theta[votes.node_by_item]
    size = np.maximum(np.diff(votes.item_start), 1)
    x = x - (np.bincount(item, x, votes.n_items) / size)[item]
    cross = np.bincount(item, deviation * x, votes.n_items)
    within = np.bincount(item, x * x, votes.n_items) * np.bincount(item, deviation**2, votes.n_items)
    r = np.clip(cross / np.sqrt(np.maximum(within, 1e-12)), -0.9, 0.9)
    return np.asarray(r / np.sqrt(1.0 - r * r))


def _tally_cuts(votes: Votes) -> NDArray[np.float64]:
    """Return each item's cutpoints were all states alike, half a vote added to each category."""
    from scipy.special import ndtri

    item = np.repeat(np.arange(votes.n_items), np.diff(votes.item_start))
    k = votes.n_categories
    counts = np.bincount(item * k + votes.category_by_item, minlength=votes.n_items * k).reshape(-1, k) + 0.5
    below = np.cumsum(counts, axis=1)
    return np.asarray(ndtri(below[:, :-1] / below[:, -1:]))
