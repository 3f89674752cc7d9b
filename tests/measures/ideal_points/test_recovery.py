"""Truth recovered from simulated votes, and the two methods against each other."""

import numpy as np
import pytest

from softbalance.measures.ideal_points import IdealPoints, Votes, estimate, sample
from softbalance.measures.ideal_points.simulate import Truth, redraw, simulate


def at_nodes(votes: Votes, table):
    return table[votes.node_state, votes.node_period]


def share_covered(points: IdealPoints, truth: Truth) -> float:
    low, high = at_nodes(truth.votes, points.low), at_nodes(truth.votes, points.high)
    return float(np.mean((low <= truth.theta) & (truth.theta <= high)))


@pytest.fixture(scope="module")
def truth() -> Truth:
    return simulate(n_states=100, n_periods=20, n_roll_calls=1000, rng=np.random.default_rng(11))


@pytest.fixture(scope="module")
def fast(truth) -> IdealPoints:
    return estimate(truth.votes, anchor=truth.anchor)


@pytest.fixture(scope="module")
def sampled(truth) -> IdealPoints:
    return sample(truth.votes, anchor=truth.anchor, rng=np.random.default_rng(12), draws=150, warmup=50, threads=1)


def test_fast_estimate_converges_and_finds_the_truth(fast, truth):
    assert fast.converged
    assert np.corrcoef(at_nodes(truth.votes, fast.mean), truth.theta)[0, 1] > 0.985


def test_fast_intervals_hold_the_truth_nine_times_in_ten(fast, truth):
    assert 0.86 < share_covered(fast, truth) < 0.94


def test_sampled_intervals_hold_the_truth_nine_times_in_ten(sampled, truth):
    assert 0.87 < share_covered(sampled, truth) < 0.93


def test_sampled_intervals_hold_somewhat_less_where_eight_votes_in_ten_are_yes():
    """Cutpoints then lie closer together than their wide prior says; with 80 voters an item that still shows."""
    lopsided = simulate(n_states=80, n_periods=8, n_roll_calls=400, lean=3.0, rng=np.random.default_rng(13))
    assert (lopsided.votes.category_by_node == 0).mean() > 0.8
    rng = np.random.default_rng(14)
    points = sample(lopsided.votes, anchor=lopsided.anchor, rng=rng, draws=300, warmup=100, threads=1)
    assert 0.81 < share_covered(points, lopsided) < 0.93


def test_votes_drawn_anew_keep_who_voted_and_are_estimated_back(truth, fast):
    again = redraw(truth.votes, fast.state, truth.anchor, np.random.default_rng(15))
    assert again.votes.n_votes <= truth.votes.n_votes
    assert again.votes.n_nodes == truth.votes.n_nodes
    points = estimate(again.votes, anchor=again.anchor)
    assert np.corrcoef(at_nodes(again.votes, points.mean), again.theta)[0, 1] > 0.985


def test_fast_and_sampled_agree(fast, sampled, truth):
    one, other = at_nodes(truth.votes, fast.mean), at_nodes(truth.votes, sampled.mean)
    assert np.corrcoef(one, other)[0, 1] > 0.998
    ratio = at_nodes(truth.votes, fast.sd) / at_nodes(truth.votes, sampled.sd)
    assert 0.85 < np.median(ratio) < 1.1


def test_same_seed_gives_the_same_draws_on_one_thread_or_two():
    votes = simulate(n_states=15, n_periods=3, n_roll_calls=45, rng=np.random.default_rng(1)).votes
    runs = [sample(votes, anchor=0, rng=np.random.default_rng(5), draws=20, warmup=5, threads=n) for n in (1, 2)]
    np.testing.assert_array_equal(runs[0].mean, runs[1].mean)


@pytest.mark.parametrize("n_categories", [2, 5])
def test_two_or_five_categories_are_estimated_too(n_categories):
    truth = simulate(
        n_states=60, n_periods=4, n_roll_calls=240, n_categories=n_categories, rng=np.random.default_rng(3)
    )
    points = estimate(truth.votes, anchor=truth.anchor)
    assert points.cuts.shape == (240, n_categories - 1)
    assert np.corrcoef(at_nodes(truth.votes, points.mean), truth.theta)[0, 1] > 0.97
