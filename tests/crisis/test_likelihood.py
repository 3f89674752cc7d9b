import numpy as np
import pytest

from softbalance.crisis.estimation import fit, predict
from softbalance.crisis.game import Game
from softbalance.crisis.likelihood import (
    by_crisis,
    equilibria,
    equilibria_at,
    log_likelihood,
    log_likelihood_and_gradient,
    log_likelihood_by_crisis,
    outlook,
    problem,
    responses,
)
from softbalance.crisis.principal import solve
from softbalance.crisis.retaliation import certainty_equivalent
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput
from tests.crisis.making import cases, played, truth


def game_of(record, row, theta, shock=0.0):
    """One occasion as a game, written out from the covariates."""
    n = int(record.member[row].sum())
    affinity, stake, exposure, leader, g = theta[:2], theta[2], theta[3], theta[4], theta[5]
    level, predictability = float(record.severity[row]), float(record.predictability[row])
    alpha = theta[6:10] + shock * theta[10] * np.array([-1.0, 1.0, 1.0, 1.0])
    return Game(
        record.capability[row, :n],
        np.full(n, stake),
        record.affinity[row, :n] @ affinity,
        certainty_equivalent(record.exposure[row, :n, 0] * exposure, level, predictability),
        record.leader_exposure[row, :n, 0] * leader,
        threshold=float(record.threshold[row]),
        complementarity=g,
        intercept=np.insert(alpha, 1, 0.0),
    )


@pytest.fixture(scope="module")
def record():
    return played(
        cases(14, 5, np.random.default_rng(1), crises=8, votes=0.3), Specification(nodes=5), np.random.default_rng(2)
    )


def test_the_fitted_game_is_the_game_of_its_covariates(record):
    seen, theta = record
    task = problem(seen, Specification(nodes=5))
    chances = equilibria_at(task, theta, np.linspace(-1, 1, 14))
    for row in (0, 7, 13):
        game = game_of(seen, row, theta, np.linspace(-1, 1, 14)[row])
        assert chances[row, : game.n] == pytest.approx(solve(game).probabilities, abs=1e-8)


def test_the_likelihood_is_the_chance_of_the_observed_sets_averaged_over_the_shock(record):
    seen, theta = record
    task = problem(seen, Specification(nodes=5))
    nodes, weight = np.polynomial.hermite_e.hermegauss(5)
    weight = weight / weight.sum()
    for place, crisis in enumerate(seen.crises[:3]):
        chance = 0.0
        for node, share in zip(nodes, weight, strict=True):
            product = share
            for row in np.flatnonzero(seen.crisis == crisis):
                game = game_of(seen, row, theta, node)
                product *= np.prod((solve(game).probabilities * seen.observed[row, : game.n]).sum(axis=1))
            chance += product
        assert log_likelihood_by_crisis(task, theta)[place] == pytest.approx(np.log(chance), abs=1e-7)


@pytest.mark.parametrize("strategic", [True, False])
def test_the_gradient_is_the_slope_of_the_likelihood(record, strategic):
    seen = record[0]
    specification = Specification(nodes=5) if strategic else Specification(nodes=5).without_strategy()
    task = problem(seen, specification)
    theta = truth(task) + 0.1
    total, slope = log_likelihood_and_gradient(task, theta)
    assert total == pytest.approx(log_likelihood(task, theta), abs=1e-9)
    for k in range(len(theta)):
        step = np.zeros(len(theta))
        step[k] = 1e-5
        by_difference = (log_likelihood(task, theta + step) - log_likelihood(task, theta - step)) / 2e-5
        assert slope[k] == pytest.approx(by_difference, abs=1e-5)


def test_what_an_occasion_was_read_from_moves_acting_and_opposing_each_by_its_own_number(record):
    seen = record[0]
    flags = (seen.classes[:, 3:4] == 2).astype(float)
    marked = seen.replace(record=flags, names={**seen.names, "record": ("vote",)})
    task = problem(marked, Specification(nodes=5))
    place = task.layout.place["record"]
    assert task.layout.names[place] == ("record: vote, oppose", "record: vote, act")
    theta = np.insert(truth(problem(seen, Specification(nodes=5))), place.start, [0.4, -0.7])
    total, slope = log_likelihood_and_gradient(task, theta)
    assert total != pytest.approx(log_likelihood(problem(seen, Specification(nodes=5)), record[1]), abs=1e-3)
    for k in range(place.start, place.stop):
        step = 1e-5 * (np.arange(len(theta)) == k)
        by_difference = (log_likelihood(task, theta + step) - log_likelihood(task, theta - step)) / 2e-5
        assert slope[k] == pytest.approx(by_difference, abs=1e-5)


def test_with_a_number_for_each_record_the_game_holds_the_base_rate_of_each(record):
    """Without covariates, strategy or shock the mode is the share of acts in each record, as far as it shows them."""
    rng = np.random.default_rng(0)
    blank = cases(150, 5, rng, votes=0.5)
    nothing = Specification(common_shock=False, coefficient_scale=1e-4, intercept_scale=30.0).without_strategy()
    flags = (blank.classes[:, 3:4] == 2).astype(float)
    shares = np.where(flags[:, None] > 0, [0.1, 0.3, 0.2, 0.2, 0.2], [0.02, 0.9, 0.02, 0.03, 0.03])
    acts = (rng.random(blank.member.shape)[..., None] > shares.cumsum(axis=-1)[..., :-1]).sum(axis=-1)
    seen = blank.seen_as(acts).replace(record=flags, names={**blank.names, "record": ("vote",)})
    chances = predict(fit(seen.singly(), nothing), seen)
    for is_vote in (True, False):
        rows = seen.member & (flags == is_vote)
        assert chances[rows][0, 0] == pytest.approx((acts[rows] == 0).mean(), abs=0.02)
        assert chances[rows][0, 2:].sum() == pytest.approx((acts[rows] >= 2).mean(), abs=0.02)


def test_where_nobody_looks_at_others_acts_taken_singly_have_the_same_likelihood(record):
    seen = record[0]
    calm = Specification(nodes=5).without_strategy()
    theta = truth(problem(seen, calm))
    assert log_likelihood(problem(seen.singly(), calm), theta) == pytest.approx(
        log_likelihood(problem(seen, calm), theta)
    )


def test_the_pull_of_each_crisis_adds_up_to_that_of_all(record):
    seen, theta = record
    task = problem(seen, Specification(nodes=5))
    values, slopes = by_crisis(task, theta)
    assert values == pytest.approx(log_likelihood_by_crisis(task, theta))
    assert slopes.sum(axis=0) == pytest.approx(log_likelihood_and_gradient(task, theta)[1])
    alone = problem(seen.take(seen.crisis == seen.crises[2]), Specification(nodes=5))
    assert slopes[2] == pytest.approx(log_likelihood_and_gradient(alone, theta)[1], abs=1e-9)


def test_at_the_equilibrium_the_pseudo_likelihood_is_the_likelihood_and_beliefs_come_true(record):
    seen, theta = record
    task = problem(seen, Specification(nodes=5))
    beliefs = equilibria(task, theta)
    expected = outlook(task, beliefs)
    asked = np.repeat(seen.member[:, None], 5, axis=1)
    assert responses(task, theta, expected)[asked] == pytest.approx(beliefs[asked], abs=1e-9)
    assert log_likelihood_and_gradient(task, theta, expected)[0] == pytest.approx(log_likelihood(task, theta), abs=1e-8)


def test_knowing_nothing_is_certain_and_knowing_less_is_likelier(record):
    seen, theta = record
    blank = seen.replace(observed=np.ones(seen.observed.shape, dtype=bool))
    specification = Specification(nodes=5)
    assert log_likelihood(problem(blank, specification), theta) == pytest.approx(0.0, abs=1e-9)
    coarse = seen.replace(
        observed=seen.observed | (seen.observed[..., 2:].any(axis=-1, keepdims=True) & [0, 0, 1, 1, 1])
    )
    assert log_likelihood(problem(coarse, specification), theta) >= log_likelihood(problem(seen, specification), theta)


def test_an_occasion_of_weight_two_counts_like_two_of_its_kind_in_one_crisis(record):
    seen, theta = record
    one = seen.take(seen.crisis == seen.crises[0])
    rows = np.tile(np.arange(len(one)), 2)
    specification = Specification(nodes=5)
    twice = log_likelihood(problem(one.take(rows), specification), theta)
    assert log_likelihood(problem(one.replace(weight=np.full(len(one), 2.0)), specification), theta) == pytest.approx(
        twice
    )


def test_parameters_of_the_wrong_number_are_refused(record):
    with pytest.raises(BadInput, match="11 parameters"):
        log_likelihood(problem(record[0], Specification(nodes=5)), np.zeros(3))


@pytest.mark.parametrize("changes", [{"nodes": 0}, {"coefficient_scale": -1.0}, {"effort": (0.1, 0, 0.5, 0.2, 1)}])
def test_a_specification_out_of_bounds_is_refused(changes):
    with pytest.raises(BadInput):
        Specification(**changes)
