"""Ranks of composites whose parts and weights are unsure."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from softbalance.measures.ranking import composite, percentiles, rank_correlation, ranks
from softbalance.terms.errors import BadInput


def test_the_correlation_is_that_of_an_independent_implementation():
    rng = np.random.default_rng(5)
    for _ in range(20):
        first, second = rng.integers(0, 6, (2, 30)).astype(float)
        assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic)


def test_two_values_or_no_spread_have_no_correlation():
    assert np.isnan(rank_correlation([1, 2], [2, 1]))
    assert np.isnan(rank_correlation([1, 1, 1], [1, 2, 3]))


def test_an_unknown_part_leaves_its_weight_to_the_others():
    parts = np.array([[[0.2, np.nan, 0.8], [0.2, 0.0, 0.8]]])
    found = composite(parts, [[0.5, 0.25, 0.25]])
    assert found[0, 0] == pytest.approx((0.1 + 0.2) / 0.75)
    assert found[0, 1] == pytest.approx(0.3)


def test_a_grouping_ahead_in_every_draw_is_first_without_doubt():
    draws = np.column_stack([np.full(200, 0.9), np.random.default_rng(6).random((200, 3)) * 0.8])
    found = ranks(draws)
    assert (found.low[0], found.middle[0], found.high[0]) == (1, 1, 1)
    assert found.low[1] < found.high[1]


def test_equals_share_their_rank():
    assert ranks([[1.0, 1.0, 0.0]]).middle.tolist() == [1.5, 1.5, 3.0]


def test_an_unknown_value_has_no_percentile():
    found = percentiles([[1.0, np.nan, 3.0]])
    assert found[0, [0, 2]].tolist() == [0.0, 1.0]
    assert np.isnan(found[0, 1])


def test_a_single_row_is_refused():
    with pytest.raises(BadInput, match="draws"):
        percentiles([1.0, 2.0])
