import numpy as np
import pytest

from softbalance.crisis.estimation import (
    bootstrap,
    fit,
    likelihood_ratio,
    log_density,
    predict,
    simulate_cases,
)
from softbalance.crisis.likelihood import equilibria_at, log_likelihood, problem
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput
from tests.crisis.making import cases, played, truth

CALM = Specification(common_shock=False)
SHOCKED = Specification(nodes=5)
CHI2_99_OF_TWO = 9.21


@pytest.fixture(scope="module")
def strategic():
    seen, _ = played(cases(120, 5, np.random.default_rng(0)), CALM, np.random.default_rng(10), g=3.0, common=3.0)
    return fit(seen, CALM)


def test_the_truth_lies_in_nine_of_ten_intervals():
    """Pooled over parameters and eight records; the bounds are three binomial errors of correlated counts wide."""
    covered = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        seen, theta = played(cases(60, 5, rng, votes=0.3), CALM, rng)
        low, high = fit(seen, CALM).interval(0.90)
        covered.append((low <= theta) & (theta <= high))
    assert 0.81 <= np.mean(covered) <= 0.98


def test_intervals_half_as_wide_would_be_found_out():
    covered = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        seen, theta = played(cases(60, 5, rng), CALM.without_strategy(), rng)
        fitted = fit(seen, CALM.without_strategy())
        low, high = fitted.interval(0.90)
        middle, reach = fitted.theta, 0.25 * (high - low)
        covered.append((middle - reach <= theta) & (theta <= middle + reach))
    assert np.mean(covered) < 0.81


def test_members_who_watch_one_another_are_told_from_members_who_do_not(strategic):
    alone = fit(strategic.task.cases, CALM.without_strategy())
    assert likelihood_ratio(strategic, alone) > CHI2_99_OF_TWO
    rng = np.random.default_rng(1)
    seen, _ = played(cases(120, 5, rng), CALM, rng, g=0.0, common=0.0)
    assert likelihood_ratio(fit(seen, CALM), fit(seen, CALM.without_strategy())) < CHI2_99_OF_TWO


def test_a_shock_common_to_all_is_seen_as_one_and_not_as_strategy():
    rng = np.random.default_rng(4)
    blank = cases(80, 5, rng)
    task = problem(blank, SHOCKED)
    theta = truth(task, g=0.0, common=0.0)
    theta[task.layout.place["loading"]] = 1.5
    seen = simulate_cases(task, theta, rng)
    shocked, alone = fit(seen, SHOCKED), fit(seen, SHOCKED.without_strategy())
    assert likelihood_ratio(alone, fit(seen, CALM.without_strategy())) > 30.0
    assert likelihood_ratio(shocked, alone) < CHI2_99_OF_TWO
    assert shocked.theta[task.layout.place["loading"]] == pytest.approx([1.5], abs=0.5)


def test_the_mode_is_a_mode(strategic):
    assert strategic.gradient < 0.05
    assert np.all(np.linalg.eigvalsh(strategic.covariance) > 0.0)
    rng = np.random.default_rng(3)
    for _ in range(5):
        near = strategic.theta + 0.2 * rng.normal(size=len(strategic.theta))
        penalty = 0.5 * np.sum((near / strategic.task.layout.scale) ** 2)
        assert log_likelihood(strategic.task, near) - penalty < strategic.log_posterior


def test_pseudo_likelihood_ends_near_the_likelihoods_mode(strategic):
    nested = fit(strategic.task.cases, CALM, method="npl")
    errors = np.sqrt(np.diag(strategic.covariance))
    assert np.abs((nested.theta - strategic.theta) / errors).max() < 1.0


def test_laplace_draws_have_the_stated_spread(strategic):
    drawn = strategic.draws(4000, np.random.default_rng(0))
    assert drawn.mean(axis=0) == pytest.approx(strategic.theta, abs=0.1)
    assert np.cov(drawn.T) == pytest.approx(strategic.covariance, abs=0.12)


def test_refitting_resampled_or_simulated_crises_spreads_like_the_laplace_interval():
    rng = np.random.default_rng(6)
    quiet = CALM.without_strategy()
    seen, _ = played(cases(80, 5, rng), quiet, rng)
    fitted = fit(seen, quiet)
    errors = np.sqrt(np.diag(fitted.covariance))
    for kind in ("crisis", "parametric"):
        again = bootstrap(fitted, 16, np.random.default_rng(7), kind=kind)
        assert np.all((again.std(axis=0) / errors > 0.4) & (again.std(axis=0) / errors < 1.9))
    with pytest.raises(BadInput, match="crisis or parametric"):
        bootstrap(fitted, 1, rng, kind="jackknife")


def test_predictions_are_equilibria_averaged_over_the_shock(strategic):
    record = strategic.task.cases
    chances = predict(strategic, record)
    alone = equilibria_at(strategic.task, strategic.theta, np.zeros(len(record)))
    assert chances == pytest.approx(alone, abs=1e-10)
    assert chances[record.member].sum(axis=1) == pytest.approx(np.ones(record.member.sum()))
    assert log_density(strategic, record) == pytest.approx(strategic.log_likelihood, abs=1e-6)


def test_a_members_own_exposure_holds_it_back_and_its_own_treaty_pushes_it_on(strategic):
    record = strategic.task.cases
    base = predict(strategic, record)[:, 0]
    more, treaty = np.array(record.exposure), np.array(record.affinity)
    more[:, 0] *= 2.0
    treaty[:, 0, 1] += 1.0
    exposed = predict(strategic, record.replace(exposure=more))[:, 0]
    bound = predict(strategic, record.replace(affinity=treaty))[:, 0]
    for rung in (2, 3, 4):
        assert np.all(exposed[:, rung:].sum(axis=1) <= base[:, rung:].sum(axis=1) + 1e-9)
    assert np.all(bound[:, 4] >= base[:, 4] - 1e-9)


def test_parameters_are_reported_as_estimates_with_intervals(strategic):
    table = strategic.table()
    assert list(table) == list(strategic.names)
    g = table["complementarity: g"]
    assert g.low < g.value < g.high
    assert g.n == 120
    assert g.level == 0.90


def test_the_same_seed_simulates_the_same_crises(strategic):
    one, two = (simulate_cases(strategic.task, strategic.theta, np.random.default_rng(5)).observed for _ in range(2))
    assert np.array_equal(one, two)


def test_other_covariates_and_methods_are_refused(strategic):
    record = strategic.task.cases
    with pytest.raises(BadInput, match="same names"):
        predict(strategic, record.replace(names={**record.names, "affinity": ("a", "b")}))
    with pytest.raises(BadInput, match="likelihood or npl"):
        fit(record, CALM, method="guess")
