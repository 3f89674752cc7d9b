"""Prediction of counts out of sample: truth recovered, noise not mistaken for it."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import betabinom

from softbalance.measures.prediction import (
    Fit,
    _log_likelihood,
    fit,
    left_out_scores,
    log_scores,
    mean_with_interval,
)
from softbalance.terms.errors import BadInput


def drawn(slope, rows=1_500, seed=7, size=15.0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((rows, 1))
    mean = 1 / (1 + np.exp(-(-1.5 + slope * x[:, 0])))
    n = rng.integers(3, 30, rows)
    return rng.binomial(n, rng.beta(mean * size, (1 - mean) * size)), n, x, np.arange(rows) % 10


def test_the_slope_and_the_size_that_made_the_data_are_found():
    k, n, x, _ = drawn(0.8)
    found = fit(k, n, x)
    assert found.beta[1] / found.scale[0] == pytest.approx(0.8, abs=0.1)
    assert np.exp(found.log_size) == pytest.approx(15, rel=0.25)


def test_scores_are_those_of_the_beta_binomial_distribution():
    model = Fit(np.array([-0.4, 0.7]), 1.8, np.array([0.1]), np.array([2.0]))
    k, n, x = np.array([0, 3, 9]), np.array([4, 7, 9]), np.array([[0.3], [-2.0], [1.0]])
    mean, size = 1 / (1 + np.exp(-(-0.4 + 0.7 * (x[:, 0] - 0.1) / 2))), np.exp(1.8)
    assert log_scores(model, k, n, x) == pytest.approx(betabinom.logpmf(k, n, mean * size, (1 - mean) * size))


def test_the_slope_of_the_likelihood_is_that_of_differences():
    k, n, x, _ = drawn(0.5, rows=40)
    design = np.column_stack([np.ones(40), x])
    k, n = k.astype(float), n.astype(float)
    theta = np.array([-1.0, 0.3, 1.5])
    numeric = approx_fprime(theta, lambda t: _log_likelihood(t, design, k, n)[0], 1e-6)
    assert _log_likelihood(theta, design, k, n)[1] == pytest.approx(numeric, rel=1e-3, abs=1e-3)


def test_a_covariate_that_matters_gains_out_of_sample_and_noise_does_not():
    k, n, x, folds = drawn(0.8)
    base = left_out_scores(k, n, np.empty((len(k), 0)), folds)
    gained = left_out_scores(k, n, x, folds) - base
    noise = np.random.default_rng(8).standard_normal(x.shape)
    lost = left_out_scores(k, n, noise, folds) - base
    _, low, _ = mean_with_interval(gained, folds, rng=np.random.default_rng(9))
    assert low > 0
    assert lost.mean() < 0.01


def test_an_unknown_covariate_is_refused():
    with pytest.raises(BadInput, match="unknown"):
        fit([1], [2], [[np.nan]])


def test_clusters_widen_the_interval():
    values = np.repeat(np.random.default_rng(1).standard_normal(20), 10)
    one = mean_with_interval(values, list(range(200)), rng=np.random.default_rng(2))
    grouped = mean_with_interval(values, np.repeat(np.arange(20), 10).tolist(), rng=np.random.default_rng(2))
    assert grouped[2] - grouped[1] > 2 * (one[2] - one[1])
