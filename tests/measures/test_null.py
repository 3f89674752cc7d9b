from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.measures.cohesion import cohesion
from softbalance.measures.null import (
    beyond_chance,
    matched_groupings,
    null_cohesion,
    null_pair_mean,
    null_sums,
    null_tallies,
    precedence,
    random_groupings,
)
from softbalance.terms.errors import BadInput
from tests.measures.votes import random_votes

VOTES = random_votes(9, 30, seed=8, absent=0.1)
OUTSIDE = np.array([0, 0, 1, 1, 1, 1, 1, 1, 1], dtype=bool)


def tally(votes):
    return np.stack([(votes == code).sum(0) for code in (1, 2, 3, 4)], axis=-1)


def enumerated(size):
    """Return the mean cohesion of every possible grouping of the states outside."""
    chosen = combinations(np.flatnonzero(OUTSIDE), size)
    return np.array([np.nanmean(cohesion(tally(VOTES[list(one)]))) for one in chosen])


def test_random_groupings_have_the_law_of_all_possible_groupings():
    everyone = enumerated(3)
    order = precedence(9, 20_000, rng=np.random.default_rng(1))
    null = np.nanmean(null_cohesion(VOTES, random_groupings(order, OUTSIDE, 3)), axis=1)
    assert null.mean() == pytest.approx(everyone.mean(), abs=0.003)
    assert null.std() == pytest.approx(everyone.std(), rel=0.03)
    assert {round(float(one), 9) for one in null} == {round(float(one), 9) for one in everyone}
    middle = float(np.median(everyone)) + 1e-9
    assert beyond_chance(middle, null).percentile == pytest.approx((everyone < middle).mean(), abs=0.015)


def test_every_state_outside_is_drawn_equally_often_and_members_never():
    member = random_groupings(precedence(9, 20_000, rng=np.random.default_rng(2)), OUTSIDE, 3)
    np.testing.assert_array_equal(member.sum(1), 3)
    np.testing.assert_allclose(member.mean(0), np.where(OUTSIDE, 3 / 7, 0), atol=0.015)


def test_a_random_grouping_keeps_its_states_when_one_more_is_needed():
    order = precedence(9, 500, rng=np.random.default_rng(3))
    three, four = random_groupings(order, OUTSIDE, 3), random_groupings(order, OUTSIDE, 4)
    assert (four >= three).all()


def test_a_random_grouping_keeps_its_states_when_another_leaves():
    order = precedence(9, 500, rng=np.random.default_rng(4))
    before = random_groupings(order, OUTSIDE, 3)
    gone = OUTSIDE & (np.arange(9) != 5)
    after = random_groupings(order, gone, 3)
    without = ~before[:, 5]
    np.testing.assert_array_equal(after[without], before[without])


def test_tallies_equal_counting_each_grouping_by_itself():
    member = random_groupings(precedence(9, 40, rng=np.random.default_rng(5)), OUTSIDE, 4)
    found = null_tallies(VOTES, member)
    for row, own in zip(found, member, strict=True):
        np.testing.assert_array_equal(row, tally(VOTES[own]))


def test_cohesion_of_random_groupings_equals_each_grouping_by_itself():
    member = random_groupings(precedence(9, 40, rng=np.random.default_rng(5)), OUTSIDE, 4)
    for measure in ("agreement_index", "rice", "unanimous"):
        expected = [cohesion(tally(VOTES[own]), measure) for own in member]
        np.testing.assert_allclose(null_cohesion(VOTES, member, measure=measure), expected)


@pytest.mark.parametrize("measure", ["agreement_index", "rice", "unanimous", "agreement"])
def test_sums_over_roll_calls_equal_those_of_the_single_values(measure):
    member = random_groupings(precedence(9, 40, rng=np.random.default_rng(5)), OUTSIDE, 4)
    values = null_cohesion(VOTES, member, measure=measure)
    sums, counts = null_sums(VOTES, member, measure=measure)
    np.testing.assert_allclose(sums, np.nansum(values, axis=1))
    np.testing.assert_array_equal(counts, np.isfinite(values).sum(1))


def test_mean_over_pairs_equals_a_loop_over_pairs():
    rng = np.random.default_rng(6)
    matrix = rng.random((9, 9))
    matrix = (matrix + matrix.T) / 2
    matrix[2, 3] = matrix[3, 2] = np.nan
    kept = matrix.copy()
    member = random_groupings(precedence(9, 30, rng=rng), OUTSIDE, 4)
    expected = [np.nanmean([matrix[i, j] for i, j in combinations(np.flatnonzero(own), 2)]) for own in member]
    np.testing.assert_allclose(null_pair_mean(matrix, member), expected)
    np.testing.assert_array_equal(matrix, kept)


CELLS = np.array([0, 1, 0, 0, 1, 1, 1, 2, 2])


def test_matched_groupings_take_each_cell_its_share():
    order = precedence(9, 300, rng=np.random.default_rng(7))
    member, support = matched_groupings(order, OUTSIDE, CELLS, [1, 2, 0])
    assert support == 1.0
    np.testing.assert_array_equal(member[:, CELLS == 0].sum(1), 1)
    np.testing.assert_array_equal(member[:, CELLS == 1].sum(1), 2)
    assert not member[:, ~OUTSIDE].any()


def test_a_cell_too_small_is_filled_from_outside_it_and_the_shortfall_is_told():
    order = precedence(9, 300, rng=np.random.default_rng(8))
    member, support = matched_groupings(order, OUTSIDE, CELLS, [4, 0, 0])
    assert support == pytest.approx(2 / 4)
    assert member[:, (CELLS == 0) & OUTSIDE].all()
    np.testing.assert_array_equal(member.sum(1), 4)
    assert not member[:, ~OUTSIDE].any()


def test_matched_groupings_within_one_cell_have_the_law_of_all_possible_ones():
    order = precedence(9, 6_000, rng=np.random.default_rng(9))
    member, _ = matched_groupings(order, OUTSIDE, CELLS, [0, 2, 0])
    pairs, counts = np.unique(member, axis=0, return_counts=True)
    assert len(pairs) == 3
    np.testing.assert_allclose(counts / 6_000, 1 / 3, atol=0.03)


@pytest.mark.parametrize("size", [0, 8])
def test_more_states_than_stand_outside_cannot_be_drawn(size):
    with pytest.raises(BadInput, match="Cannot draw"):
        random_groupings(precedence(9, 5, rng=np.random.default_rng(1)), OUTSIDE, size)


def test_too_few_states_to_fill_a_short_cell_are_refused():
    with pytest.raises(BadInput, match="too few"):
        matched_groupings(precedence(9, 5, rng=np.random.default_rng(1)), OUTSIDE, CELLS, [8, 0, 0])


def test_votes_and_membership_must_name_the_same_states():
    with pytest.raises(BadInput, match="do not name the same states"):
        null_tallies(VOTES, np.ones((3, 4), dtype=bool))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 0.99), min_size=2, max_size=40), st.floats(0, 1))
def test_the_place_among_random_groupings_is_counted_with_ties_half(null, observed):
    place = beyond_chance(observed, null)
    expected = (sum(one < observed for one in null) + 0.5 * sum(one == observed for one in null)) / len(null)
    assert place.percentile == pytest.approx(expected)
    assert place.lift == pytest.approx((observed - np.mean(null)) / (1 - np.mean(null)))


def test_random_groupings_that_do_not_vary_have_no_z():
    assert np.isnan(beyond_chance(0.9, [0.5, 0.5, 0.5]).z)


def test_draws_without_a_value_are_left_out_and_none_at_all_is_refused():
    assert beyond_chance(0.9, [0.5, np.nan, 0.7]).draws == 2
    with pytest.raises(BadInput):
        beyond_chance(0.9, [np.nan])
