import numpy as np
import pytest

from softbalance.crisis.contribution import (
    enumerated_success,
    expected_success,
    pmf_on_grid,
    product_of_others,
    waves,
)
from softbalance.crisis.game import Game, success
from softbalance.terms.errors import BadInput


def chances(game, rng):
    return rng.dirichlet(np.ones(5), game.n)


@pytest.mark.parametrize("steepness", [1.0, 3.0, 10.0, 60.0, 500.0])
@pytest.mark.parametrize("lowest", [-1.0, -0.3, -0.01])
def test_the_sines_are_the_logistic_curve_within_the_stated_error(steepness, lowest):
    curve = waves(steepness, lowest)
    total = np.linspace(lowest, 1.0, 701)
    assert curve.error <= 1e-12
    for threshold in (0.0, 0.37, 1.0):
        sines = np.sin((total[:, None] - threshold) * curve.frequency) @ curve.amplitude
        assert np.abs(0.5 + sines - success(total, threshold, steepness)).max() <= curve.error + 1e-14 * steepness


def test_a_looser_tolerance_needs_fewer_sines_and_keeps_its_word():
    loose = waves(10.0, -0.3, 1e-4)
    assert len(loose.frequency) < len(waves(10.0, -0.3).frequency) / 2
    total = np.linspace(-0.3, 1.0, 501)
    off = np.abs(0.5 + np.sin((total[:, None] - 0.5) * loose.frequency) @ loose.amplitude - success(total, 0.5, 10.0))
    assert 1e-9 < off.max() <= loose.error <= 1e-4


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_characteristic_functions_agree_with_every_profile_of_the_others(n):
    rng = np.random.default_rng(n)
    for _ in range(3):
        game = Game.random(n, rng=rng).replace(steepness=rng.uniform(2, 40))
        table = chances(game, rng)
        assert expected_success(game, table) == pytest.approx(enumerated_success(game, table), abs=2e-12)


def test_the_grid_errs_by_no_more_than_its_bound_and_less_as_it_grows_finer():
    rng = np.random.default_rng(3)
    game = Game.random(8, rng=rng)
    table = chances(game, rng)
    exact = expected_success(game, table)[2, 1]  # standing aside: only the others count
    curvature = game.steepness**2 / (6.0 * np.sqrt(3.0))
    errors = []
    for points in (256, 1024, 4096):
        law = pmf_on_grid(game, table, leave_out=2, points=points)
        errors.append(abs(law.success(game.threshold, game.steepness) - exact))
        assert errors[-1] <= law.error(curvature)
        assert law.mass.sum() == pytest.approx(1.0, abs=1e-12)
    assert errors[2] < errors[1] < errors[0]


def test_the_grid_keeps_the_mean_exactly():
    rng = np.random.default_rng(5)
    game = Game.random(30, rng=rng)
    table = chances(game, rng)
    law = pmf_on_grid(game, table)
    assert law.mass @ law.total == pytest.approx(game.capability @ (table @ game.contribution), abs=1e-12)


def test_a_grid_too_coarse_for_its_players_is_refused():
    with pytest.raises(BadInput, match="at least 56 points"):
        pmf_on_grid(Game.random(40, rng=np.random.default_rng(0)), np.full((40, 5), 0.2), points=32)


def test_leaving_one_out_needs_no_division_by_a_vanishing_factor():
    values = np.array([[2.0 + 0j, 0.0], [3.0, 5.0], [0.0, 7.0]])
    assert product_of_others(values).real.tolist() == [[0.0, 35.0], [0.0, 0.0], [6.0, 0.0]]


def test_enumeration_refuses_what_it_could_not_finish():
    with pytest.raises(BadInput, match="expected_success"):
        enumerated_success(Game.random(12, rng=np.random.default_rng(0)), np.full((12, 5), 0.2))
