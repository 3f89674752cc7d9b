import numpy as np
import pytest

from softbalance.crisis.branches import all_equilibria, spectral_radius
from softbalance.crisis.game import Game
from softbalance.crisis.principal import solve
from softbalance.crisis.response import best_response, board
from softbalance.terms.errors import BadInput


def twins(precision):
    """Two equal members, much at stake, neither able to succeed alone."""
    return Game([1, 1], [6, 6], [0, 0], [2.2, 2.2], [1, 1], threshold=0.75, steepness=30, precision=precision)


def settle(game, start, rounds=400, haste=1.0):
    table, profile = board(game), start
    for _ in range(rounds):
        profile = (1.0 - haste) * profile + haste * best_response(table, profile)
    return profile


def fights(found):
    return found.probabilities[:, 4].min()


def test_talk_only_and_act_together_are_both_equilibria_where_neither_can_succeed_alone():
    found = all_equilibria(twins(4.0))
    assert len(found) == 3
    assert [each.principal for each in found] == [True, False, False]
    stable = [each for each in found if each.stable]
    assert len(stable) == 2
    assert min(fights(each) for each in stable) < 0.05
    assert max(fights(each) for each in stable) > 0.9
    assert "not a proof" in found.note


def test_choices_too_loose_for_expectations_to_bind_leave_one_equilibrium():
    found = all_equilibria(twins(0.5))
    assert len(found) == 1
    assert found[0].principal
    assert found[0].stable
    assert not found.certainly_incomplete


def test_pure_chance_has_one_equilibrium():
    assert len(all_equilibria(twins(0.0))) == 1


def test_every_equilibrium_found_is_one_and_they_differ():
    found = all_equilibria(twins(3.0))
    for each in found:
        assert each.residual <= 1e-10
        assert best_response(board(each.game), each.probabilities) == pytest.approx(each.probabilities, abs=1e-10)
    for k, each in enumerate(found):
        for other in found[k + 1 :]:
            assert np.abs(each.probabilities - other.probabilities).max() > 1e-3


def test_small_doubts_die_out_at_a_stable_equilibrium_and_grow_at_an_unstable_one():
    rng = np.random.default_rng(0)
    for each in all_equilibria(twins(3.0)):
        doubt = 1e-4 * (rng.dirichlet(np.ones(5), 2) - 0.2)
        moved = np.abs(settle(each.game, each.probabilities + doubt, 60) - each.probabilities).max()
        assert (moved < 1e-6) == each.stable


def test_the_spectral_radius_is_the_rate_at_which_doubts_shrink():
    game = twins(1.0)
    found = solve(game)
    radius = spectral_radius(board(game), found.probabilities)
    start = found.probabilities + 1e-3 * (np.random.default_rng(1).dirichlet(np.ones(5), 2) - 0.2)
    one = np.abs(settle(game, start, 12) - found.probabilities).max()
    two = np.abs(settle(game, start, 13) - found.probabilities).max()
    assert two / one == pytest.approx(radius, abs=0.02)


@pytest.mark.parametrize("seed", [2, 5, 7])
def test_the_indices_of_all_equilibria_of_a_random_game_add_up_to_one(seed):
    rng = np.random.default_rng(seed)
    game = Game.random(2 + seed % 6, rng=rng, precision=[3, 8, 20, 5][seed % 4])
    game = game.replace(steepness=30.0, threshold=0.7, stake=3.0 * game.stake)
    found = all_equilibria(game, starts=12)
    assert found.index_sum == 1
    assert len(found) % 2 == 1


def test_a_search_that_misses_one_is_known_to_be_incomplete():
    from softbalance.crisis.branches import Equilibria

    whole = all_equilibria(twins(3.0))
    part = Equilibria(whole.found[:-1], whole.starts, sum(each.index for each in whole.found[:-1]))
    assert part.certainly_incomplete


def test_no_patient_exchange_of_answers_ends_where_the_search_did_not_look():
    game = twins(3.0)
    found = all_equilibria(game)
    rng = np.random.default_rng(9)
    for _ in range(12):
        end = settle(game, rng.dirichlet(np.full(5, 0.3), 2), rounds=150, haste=0.5)
        assert min(np.abs(end - each.probabilities).max() for each in found) < 1e-8


def test_the_search_is_the_same_each_time():
    one, two = (all_equilibria(twins(3.0)) for _ in range(2))
    assert [each.probabilities.tolist() for each in one] == [each.probabilities.tolist() for each in two]


def test_a_search_that_would_not_end_in_time_is_refused():
    with pytest.raises(BadInput, match="up to 60 players"):
        all_equilibria(Game.random(61, rng=np.random.default_rng(0)))
