import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.measures.resampling import interval, resampler
from softbalance.terms.errors import BadInput


def test_draws_equal_means_over_clusters_drawn_one_by_one():
    rng = np.random.default_rng(1)
    clusters = rng.integers(0, 6, 40)
    values = np.where(rng.random(40) < 0.2, np.nan, rng.random(40))
    drawn = resampler(clusters, rng=np.random.default_rng(2), draws=50)
    for draw, mean in enumerate(drawn.means(values)):
        often = drawn.weights[:, draw][drawn.place]
        known = np.isfinite(values)
        assert mean == pytest.approx((often[known] * values[known]).sum() / often[known].sum(), abs=1e-6)


def test_few_clusters_out_of_many_give_the_same_draws_as_all_of_them():
    clusters = np.repeat(np.arange(100), 2)
    drawn = resampler(clusters, rng=np.random.default_rng(3), draws=200)
    values = np.full(200, np.nan)
    values[:10] = np.arange(10)
    held = drawn.weights[:5].sum(0) > 0
    weights = drawn.weights[:5, held].astype(float)
    sums = np.array([1, 5, 9, 13, 17.0])
    np.testing.assert_allclose(drawn.means(values)[held], sums @ weights / (2 * weights.sum(0)), rtol=1e-6)
    assert np.isnan(drawn.means(values)[~held]).all()
    assert not held.all()


def test_each_draw_holds_as_many_clusters_as_there_are():
    drawn = resampler(["a", "b", "b", "c"], rng=np.random.default_rng(4), draws=100)
    np.testing.assert_array_equal(drawn.weights.sum(0), 3)


def test_one_cluster_gives_no_draws_and_no_interval():
    drawn = resampler([1, 1, 1], rng=np.random.default_rng(5))
    assert drawn.means([0.1, 0.2, 0.3]).size == 0
    assert interval(np.empty(0)) == (None, None)


def test_values_of_another_length_are_refused():
    with pytest.raises(BadInput, match="2 values for 3 units"):
        resampler([1, 2, 3], rng=np.random.default_rng(6)).means([1.0, 2.0])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(0.5, 0.99))
def test_the_interval_is_numpys_quantiles(draws, level):
    tail = (1 - level) / 2
    np.testing.assert_allclose(interval(draws, level), np.quantile(draws, [tail, 1 - tail]), rtol=1e-9, atol=1e-6)


def simulated(rng, clusters=60):
    """Return values that rise and fall by cluster, with a true mean of 0.5, and the clusters."""
    sizes = rng.integers(1, 12, clusters)
    label = np.repeat(np.arange(clusters), sizes)
    return 0.5 + np.repeat(rng.normal(0, 0.1, clusters), sizes) + rng.normal(0, 0.05, label.size), label


def coverage(label_of, repeats=400):
    """Return how often the 90 % interval holds the true mean."""
    rng = np.random.default_rng(20260101)
    hits = 0
    for _ in range(repeats):
        values, label = simulated(rng)
        low, high = interval(resampler(label_of(label), rng=rng, draws=400).means(values))
        hits += low <= 0.5 <= high
    return hits / repeats


def test_intervals_by_cluster_hold_the_truth_nine_times_in_ten():
    assert 0.84 <= coverage(lambda label: label) <= 0.95


def test_intervals_that_ignore_the_clusters_hold_the_truth_too_seldom():
    assert coverage(lambda label: np.arange(label.size)) < 0.75
