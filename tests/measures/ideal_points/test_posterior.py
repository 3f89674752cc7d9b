"""The compiled loops against the plain definition, and the sampler against brute force and calibration."""

import numpy as np
import pytest
from scipy.special import log_ndtr, ndtr
from scipy.stats import chi2, norm

from softbalance.measures.ideal_points import Priors, State, arrange
from softbalance.measures.ideal_points.gibbs import run_chain
from softbalance.measures.ideal_points.model import log_posterior
from softbalance.measures.ideal_points.simulate import simulate
from softbalance.measures.ideal_points.sweep import Sweep

TIGHT = Priors(slope_sd=1.0, cut_sd=1.0, walk_sd=0.5)


@pytest.fixture(scope="module")
def truth():
    return simulate(
        n_states=6,
        n_periods=4,
        n_roll_calls=16,
        n_categories=4,
        rng=np.random.default_rng(4),
        share_missing=0.2,
        item=np.arange(16) // 2,
        keep_unanimous=True,
    )


def test_quick_log_ndtr_and_its_slope_are_right_from_minus_38_to_8():
    from softbalance.measures.ideal_points.likelihood import log_ndtr as quick

    for z in np.linspace(-38.0, 12.0, 301):
        value, slope = quick(z)
        assert value == pytest.approx(log_ndtr(z), rel=1e-9, abs=1e-10)
        assert slope == pytest.approx(np.exp(norm.logpdf(z) - log_ndtr(z)), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(("low", "high"), [(-0.3, 0.4), (2.0, 2.01), (-7.0, -6.5), (5.0, 9.0), (-30.0, -29.0)])
def test_chance_of_a_middle_category_keeps_its_digits_in_both_tails(low, high):
    from softbalance.measures.ideal_points.likelihood import between

    f, rest, at_low, at_high = between(low, high)
    a, b = (low, high) if low + high < 0 else (-high, -low)
    exact = log_ndtr(b) + np.log1p(-np.exp(log_ndtr(a) - log_ndtr(b)))
    assert f + np.log(rest) == pytest.approx(exact, rel=1e-7)
    assert at_low == pytest.approx(np.exp(norm.logpdf(low) - exact), rel=1e-6)
    assert at_high == pytest.approx(np.exp(norm.logpdf(high) - exact), rel=1e-6)


def test_compiled_slopes_are_those_of_the_plain_log_posterior(truth):
    from softbalance.measures.ideal_points.likelihood import item_terms, node_terms

    votes, s = truth.votes, truth.state
    flat = Priors(first_sd=1e6, slope_sd=1e6, cut_sd=1e6, walk_sd=1e6)
    h = 1e-5
    for n in range(0, votes.n_nodes, 5):
        _, slope, _ = node_terms(
            s.theta[n], votes.node_start[n], votes.node_start[n + 1], votes.item_by_node,
            votes.category_by_node, s.slope, s.cuts,
        )  # fmt: skip
        ends = [State(s.theta + d * (np.arange(votes.n_nodes) == n), s.slope, s.cuts, 1e12) for d in (h, -h)]
        up, down = (log_posterior(end, votes, flat) for end in ends)
        assert slope == pytest.approx((up - down) / (2 * h), abs=1e-4)
    gradient, information = np.zeros(4), np.zeros((4, 4))
    for j in range(votes.n_items):
        item_terms(
            s.slope[j], s.cuts[j], s.theta, votes.item_start[j], votes.item_start[j + 1],
            votes.node_by_item, votes.category_by_item, gradient, information,
        )  # fmt: skip
        for k in range(4):
            ends = []
            for d in (h, -h):
                slopes, cuts = s.slope.copy(), s.cuts.copy()
                if k == 0:
                    slopes[j] += d
                else:
                    cuts[j, k - 1] += d
                ends.append(log_posterior(State(s.theta, slopes, cuts, 1e12), votes, flat))
            assert gradient[k] == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=1e-4)


def raw_draws(votes, priors, seed, draws, warmup=200):
    """Draws on the model's own scale, from a start near zero."""
    sweep, rng = Sweep.of(votes, priors), np.random.default_rng(seed)
    cuts = np.tile(np.linspace(-0.5, 0.5, votes.n_categories - 1), (votes.n_items, 1))
    state = State(np.zeros(votes.n_nodes), np.full(votes.n_items, 0.1), cuts, (priors.walk_sd or 0.2) ** 2)
    kept = []
    for n in range(-warmup, draws):
        state, _ = sweep.step(state, rng)
        if n >= 0:
            kept.append(state)
    return kept


def test_sampler_meets_brute_force_integration_over_five_unknowns():
    """Two states, one item, three categories: every unknown integrated on a grid."""
    votes = arrange([0, 1], [0, 0], [0, 1], period=[0], keep_unanimous=True)
    x = np.linspace(-4, 4, 25)
    t0, t1, b, g1, g2 = np.meshgrid(x, x, x, x, x, indexing="ij", sparse=True)
    prior = np.exp(-0.5 * (t0**2 + t1**2 + b**2 + g1**2 + g2**2))
    edge = np.where(g1 < g2, 1.0, np.where(g1 == g2, 0.5, 0.0))
    weight = prior * edge * ndtr(g1 - b * t0) * np.maximum(ndtr(g2 - b * t1) - ndtr(g1 - b * t1), 0.0)
    weight /= weight.sum()
    exact = [(weight * f).sum() for f in (b * t0, b * t1, t0 * t1, g1, g2, b * b)]
    draws = raw_draws(votes, TIGHT, 1, 5_000)
    theta, slope, cuts = (np.array([getattr(d, name) for d in draws]) for name in ("theta", "slope", "cuts"))
    b = slope[:, 0]
    found = [b * theta[:, 0], b * theta[:, 1], theta.prod(axis=1), cuts[:, 0, 0], cuts[:, 0, 1], b * b]
    np.testing.assert_allclose([f.mean() for f in found], exact, atol=0.08, rtol=0.05)


def test_sampler_meets_brute_force_integration_over_a_walk_with_a_gap():
    """One state in periods 0 and 3, yes then no: cutpoints integrated by hand, the rest on a grid."""
    votes = arrange([0, 0], [0, 1], [0, 1], period=[0, 3], n_categories=2, keep_unanimous=True)
    x = np.linspace(-4.5, 4.5, 41)
    t0, t1, b0, b1 = np.meshgrid(x, x, x, x, indexing="ij", sparse=True)
    prior = np.exp(-0.5 * (t0**2 + b0**2 + b1**2 + (t1 - t0) ** 2 / (3 * 0.5**2)))
    weight = prior * ndtr(-b0 * t0 / np.sqrt(2)) * ndtr(b1 * t1 / np.sqrt(2))
    weight /= weight.sum()
    exact = [(weight * f).sum() for f in (b0 * t0, b1 * t1, t0 * t1, t1 * t1, b0 * b1)]
    draws = raw_draws(votes, TIGHT, 2, 5_000)
    (t0, t1), (b0, b1) = np.array([d.theta for d in draws]).T, np.array([d.slope for d in draws]).T
    np.testing.assert_allclose(
        [f.mean() for f in (b0 * t0, b1 * t1, t0 * t1, t1 * t1, b0 * b1)], exact, atol=0.08, rtol=0.05
    )


def ranks(n_data_sets, seed, priors, assumed):
    """Ranks of true figures among 31 draws: places, a change over time, the step. Shape (n, 5)."""
    found = []
    for k in range(n_data_sets):
        rng = np.random.default_rng([seed, k])
        truth = simulate(
            n_states=6, n_periods=4, n_roll_calls=24, rng=rng, priors=priors, keep_unanimous=True, anchor=0
        )
        chain = run_chain(truth.votes, truth.state, 0, assumed, rng, draws=31 * 3, warmup=30)
        theta, step = chain.theta[::3].astype(float), chain.walk_sd[::3]
        nodes = [theta[:, 0] < truth.theta[0], theta[:, 9] < truth.theta[9], theta[:, 22] < truth.theta[22]]
        change = np.ptp(theta[:, [4, 7]], axis=1) < abs(truth.theta[7] - truth.theta[4])
        found.append([flags.sum() for flags in (*nodes, change, step < truth.walk_sd)])
    return np.array(found)


def uniformity(column):
    """P-value of the chi-square test that ranks 0 .. 31 are uniform, in eight bins."""
    counts = np.bincount(column // 4, minlength=8)
    expected = len(column) / 8
    return chi2.sf(((counts - expected) ** 2 / expected).sum(), 7)


def test_sampler_is_calibrated_and_a_wrong_step_is_rejected():
    """Simulation-based calibration (Talts et al. 2018): true figures rank evenly among posterior draws."""
    priors = Priors(slope_sd=1.0, cut_sd=1.0, walk_shape=3.0, walk_rate=0.3)
    right = ranks(80, 7, priors, priors)
    assert min(uniformity(column) for column in right.T) > 0.001
    wrong = ranks(40, 7, priors, Priors(slope_sd=1.0, cut_sd=1.0, walk_sd=0.05))
    assert min(uniformity(column) for column in wrong[:, :4].T) < 0.0001
