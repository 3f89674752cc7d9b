"""The posterior of a share when chances come in crises."""

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln

from softbalance.measures.beta_binomial import share_posterior
from softbalance.terms.errors import BadInput


@pytest.mark.parametrize(("taken", "crises"), [(0, 5), (3, 10), (69, 139)])
def test_one_chance_a_crisis_gives_the_textbook_beta(taken, crises):
    found = share_posterior([1] * taken + [0] * (crises - taken), [1] * crises, range(crises))
    exact = stats.beta(1 + taken, 1 + crises - taken)
    assert found.mean == pytest.approx(exact.mean(), abs=1e-9)
    assert (found.low, found.high) == pytest.approx(exact.ppf([0.05, 0.95]), abs=2e-3)


def test_the_quadrature_agrees_with_an_adaptive_integral():
    k, n = np.array([0, 4, 1, 7]), np.array([5, 5, 9, 8])

    def density(rho, mu):
        phi = 1 / rho - 1
        a, b = mu * phi, (1 - mu) * phi
        return np.exp(np.sum(betaln(a + k, b + n - k) - betaln(a, b)))

    mass, _ = integrate.dblquad(density, 0, 1, 0, 1, epsabs=1e-12, epsrel=1e-7)
    first, _ = integrate.dblquad(lambda r, m: m * density(r, m), 0, 1, 0, 1, epsabs=1e-12, epsrel=1e-7)
    assert share_posterior(k, n, "abcd").mean == pytest.approx(first / mass, abs=1e-5)


def test_occasions_of_one_crisis_count_as_one_crisis():
    apart = share_posterior([3, 2], [4, 4], ["x", "x"])
    whole = share_posterior([5], [8], ["x"])
    assert apart.mean == pytest.approx(whole.mean)
    assert (apart.crises, apart.chances, apart.taken) == (1, 8, 5)


def test_one_crisis_with_many_chances_says_less_than_many_crises():
    one = share_posterior([30], [60], ["x"])
    many = share_posterior([1, 0] * 30, [1] * 60, range(60))
    assert one.high - one.low > 3 * (many.high - many.low)


def test_order_does_not_matter():
    forward = share_posterior([0, 4, 1], [5, 5, 9], "abc")
    backward = share_posterior([1, 4, 0], [9, 5, 5], "cba")
    assert forward.mean == pytest.approx(backward.mean)


def simulate(rng, phi, crises=20, size=12):
    mu = rng.uniform(0.05, 0.6)
    theta = rng.beta(mu * phi, (1 - mu) * phi, crises)
    return mu, rng.binomial(size, theta), np.full(crises, size)


def coverage_of(interval, draws=60):
    rng = np.random.default_rng(20240229)
    hits = 0
    for _ in range(draws):
        mu, k, n = simulate(rng, phi=2.0)
        low, high = interval(k, n)
        hits += low <= mu <= high
    return hits / draws


def test_intervals_hold_the_truth_as_often_as_they_say():
    def ours(k, n):
        found = share_posterior(k, n, range(len(k)))
        return found.low, found.high

    assert 0.82 <= coverage_of(ours) <= 0.97


def test_a_model_that_forgets_the_crises_is_found_out():
    def pooled(k, n):
        return stats.beta(1 + k.sum(), 1 + (n - k).sum()).ppf([0.05, 0.95])

    assert coverage_of(pooled) < 0.75


@pytest.mark.parametrize(
    ("taken", "chances", "crises"),
    [([2], [1], ["x"]), ([-1], [1], ["x"]), ([0], [0], ["x"]), ([1, 0], [1], ["x"]), ([1], [1], ["x", "y"])],
)
def test_impossible_counts_are_refused(taken, chances, crises):
    with pytest.raises(BadInput):
        share_posterior(taken, chances, crises)


def test_what_was_lent_is_not_changed():
    k, n = np.array([1, 0]), np.array([2, 2])
    share_posterior(k, n, "ab")
    assert k.tolist() == [1, 0]
    assert n.tolist() == [2, 2]
