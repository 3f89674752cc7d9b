import numpy as np
import pytest
from hypothesis import given, settings

from softbalance.measures.pairs import FUSED, pair_counts, pair_similarity, period_counts
from softbalance.measures.similarity import similarity
from softbalance.terms.errors import BadInput
from tests.measures.votes import random_votes, some_votes


def counted(a, b):
    """Count the joint answers of two rows one by one."""
    table = np.zeros((4, 4), dtype=int)
    for x, y in zip(a.tolist(), b.tolist(), strict=True):
        if x and y:
            table[x - 1, y - 1] += 1
    return table


@settings(deadline=None, max_examples=60)
@given(some_votes(4, 9))
def test_joint_votes_are_counted_as_one_would_by_hand(votes):
    kept = votes.copy()
    pairs = pair_counts(votes)
    for place, (i, j) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        np.testing.assert_array_equal(pairs.counts[place], counted(votes[i], votes[j]))
    np.testing.assert_array_equal(votes, kept)


@pytest.mark.parametrize("calls", [1, 63, 64, 65, 128, 129, 200])
def test_word_boundaries_lose_no_roll_call(calls):
    votes = random_votes(5, calls, absent=0.2)
    votes[0] = np.where(votes[0] == 0, 1, votes[0])
    pairs = pair_counts(votes)
    for place, (i, j) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        np.testing.assert_array_equal(pairs.counts[place], counted(votes[i], votes[j]))


def test_chosen_roll_calls_only_are_counted():
    votes = random_votes(4, 30)
    chosen = np.arange(30) % 3 == 0
    np.testing.assert_array_equal(pair_counts(votes, chosen).counts, pair_counts(votes[:, chosen]).counts)


def test_a_state_that_never_sat_has_zeros_with_everyone():
    votes = random_votes(4, 20)
    votes[2] = 0
    pairs = pair_counts(votes)
    assert pairs.counts.shape == (6, 4, 4)
    assert not pairs.counts[(pairs.first == 2) | (pairs.second == 2)].any()


def test_periods_in_one_pass_equal_each_period_alone():
    votes = random_votes(9, 300, seed=3)
    periods = np.random.default_rng(4).integers(1990, 1997, 300)
    found = period_counts(votes, periods)
    for number, label in enumerate(found.labels):
        alone = pair_counts(votes[:, periods == label])
        here = found.period == number
        sat = (votes[:, periods == label] > 0).any(1)
        both = sat[alone.first] & sat[alone.second]
        np.testing.assert_array_equal(found.first[here], alone.first[both])
        np.testing.assert_array_equal(found.counts[here], alone.counts[both])


def test_all_measures_in_one_pass_equal_the_measures_of_the_counts():
    votes = random_votes(12, 400, seed=5)
    votes[3, :] = np.where(votes[3] > 0, 1, 0)
    votes[4, :] = np.where(votes[4] > 0, 1, 0)
    periods = np.sort(np.random.default_rng(6).integers(0, 9, 400))
    counts, fused = period_counts(votes, periods), pair_similarity(votes, periods)
    np.testing.assert_array_equal(fused.first, counts.first)
    np.testing.assert_array_equal(fused.joint, counts.counts[:, :3, :3].sum((1, 2)))
    for place, measure in enumerate(FUSED):
        np.testing.assert_allclose(fused.values[place], similarity(counts.counts, measure), atol=1e-12)
    assert np.isnan(fused.values[FUSED.index("kappa")]).any()


def test_no_roll_calls_give_no_pairs():
    assert pair_similarity(np.zeros((3, 0), dtype=np.int8), []).joint.size == 0
    assert pair_counts(np.zeros((3, 0), dtype=np.int8)).counts.shape == (3, 4, 4)


@pytest.mark.parametrize("votes", [np.array([[1, 5]]), np.array([[1, -1]]), np.array([1, 2])])
def test_votes_outside_the_codes_are_refused(votes):
    with pytest.raises(BadInput, match="codes 0 to 4"):
        pair_counts(votes)


def test_periods_and_weights_must_fit_the_roll_calls():
    with pytest.raises(BadInput, match="periods"):
        pair_similarity(np.ones((2, 3), dtype=np.int8), [2001, 2002])
    with pytest.raises(BadInput, match="weights"):
        pair_counts(np.ones((2, 3), dtype=np.int8), np.ones(2, dtype=bool))
