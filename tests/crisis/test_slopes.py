import numpy as np
import pytest

from softbalance.crisis.branches import all_equilibria
from softbalance.crisis.errors import NotConverged
from softbalance.crisis.game import Game
from softbalance.crisis.joint import joint_action
from softbalance.crisis.principal import Equilibrium, solve
from softbalance.crisis.slopes import sensitivities

STEP = 1e-4


def moved(game, part, amount, place):
    value = np.array(getattr(game, part), dtype=float)
    value[place] += amount
    return game.replace(**{part: value if value.ndim else float(value)})


def difference(game, part, place, of):
    up, down = (of(solve(moved(game, part, sign * STEP, place))) for sign in (1.0, -1.0))
    return (up - down) / (2.0 * STEP)


@pytest.fixture(scope="module")
def crisis():
    return Game.random(4, rng=np.random.default_rng(11), precision=1.5)


@pytest.mark.parametrize("part", ["stake", "pull", "cost_of_acting", "cost_of_opposing", "intercept"])
@pytest.mark.parametrize("place", [0, 3])
def test_slopes_by_member_or_action_are_those_of_solving_again(crisis, part, place):
    slope = sensitivities(solve(crisis)).of[part][:, :, place]
    again = difference(crisis, part, place, lambda found: found.probabilities)
    assert slope == pytest.approx(again, abs=1e-6)
    assert np.abs(slope).max() > 1e-4


@pytest.mark.parametrize("part", ["threshold", "complementarity", "precision"])
def test_slopes_of_the_whole_crisis_are_those_of_solving_again(crisis, part):
    slope = sensitivities(solve(crisis)).of[part]
    assert slope == pytest.approx(difference(crisis, part, (), lambda found: found.probabilities), abs=1e-6)


@pytest.mark.parametrize("rung", ["say", "fight"])
def test_slopes_of_joint_action_are_those_of_solving_again(crisis, rung):
    slopes = sensitivities(solve(crisis)).joint(rung, 0.4)
    assert slopes["pull"].shape == (4,)
    assert slopes["intercept"].shape == (5,)
    for part, place in (("pull", 1), ("threshold", ()), ("cost_of_acting", 2)):
        again = difference(crisis, part, place, lambda found: joint_action(found, 0.4)[rung].by_capability)
        assert float(slopes[part][place]) == pytest.approx(again, abs=1e-6)


def test_chances_keep_adding_up_to_one(crisis):
    for slope in sensitivities(solve(crisis)).of.values():
        assert np.abs(slope.sum(axis=1)).max() < 1e-12


def test_other_branches_have_slopes_too():
    twins = Game([1, 1], [6, 6], [0, 0], [2.2, 2.2], [1, 1], threshold=0.75, steepness=30, precision=3)
    together = max(all_equilibria(twins), key=lambda each: each.probabilities[:, 4].min())
    assert not together.principal
    assert sensitivities(together).of["pull"][0, 4, 0] > 0.0


def test_at_a_fold_there_is_no_slope_and_it_says_so():
    """With one action traded against standing aside the fold is where precision times the slope of payoffs is 1."""
    from softbalance.crisis.response import board, logit_jacobian

    game = Game.random(2, rng=np.random.default_rng(0), precision=1.0)
    probabilities = np.full((2, 5), 0.2)
    values = np.linalg.eigvals(logit_jacobian(board(game), probabilities))
    critical = 1.0 / values.real[np.argmax(values.real)]
    at_fold = Equilibrium(game.replace(precision=critical), probabilities, 0.0, "made for this test")
    with pytest.raises(NotConverged, match="fold"):
        sensitivities(at_fold)
