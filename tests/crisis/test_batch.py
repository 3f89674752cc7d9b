import numpy as np
import pytest

from softbalance.crisis.batch import Games, solve_batch, solve_stream
from softbalance.crisis.game import Game
from softbalance.crisis.principal import solve
from softbalance.crisis.response import softmax, utilities
from softbalance.terms.errors import BadInput


def crises(count, rng, precision=1.0):
    return [Game.random(1 + k % 11, rng=rng, precision=precision) for k in range(count)]


@pytest.mark.parametrize("precision", [0.0, 0.3, 1.0, 4.0])
def test_many_crises_at_once_have_the_equilibria_they_have_one_by_one(precision):
    games = crises(30, np.random.default_rng(int(10 * precision)), precision)
    together = solve_batch(games)
    assert together.residual.max() <= 1e-10
    for k, game in enumerate(games):
        assert together.probabilities[k, : game.n] == pytest.approx(solve(game).probabilities, abs=1e-8)
        assert not together.probabilities[k, game.n :].any()


def test_where_branches_fold_the_batch_still_follows_the_principal_one():
    rng = np.random.default_rng(5)
    games = [Game.random(3 + k % 4, rng=rng, precision=6.0) for k in range(24)]
    games = [game.replace(steepness=30.0, threshold=0.7, stake=3.0 * game.stake) for game in games]
    together = solve_batch(games)
    assert together.by_path.any()
    for k, game in enumerate(games):
        assert together.probabilities[k, : game.n] == pytest.approx(solve(game).probabilities, abs=1e-8)


def test_every_equilibrium_of_a_batch_is_one_by_the_uncompiled_payoffs():
    games = Games.of(crises(40, np.random.default_rng(2), 1.5))
    together = solve_batch(games)
    for k in range(len(games)):
        table = games.board(k)
        chances = together.probabilities[k, : table.game.n]
        assert np.abs(chances - softmax(1.5 * utilities(table, chances))).max() <= 1e-10


def test_threads_change_nothing():
    games = Games.of(crises(1100, np.random.default_rng(3)))
    one, two = (solve_batch(games, threads=k).probabilities for k in (1, 3))
    assert np.array_equal(one, two)


def test_a_stream_of_batches_gives_what_one_batch_gives():
    games = Games.of(crises(50, np.random.default_rng(4)))
    parts = solve_stream(games[k : k + 16] for k in range(0, 50, 16))
    assert np.concatenate([part.probabilities for part in parts]) == pytest.approx(
        solve_batch(games).probabilities, abs=1e-11
    )


def test_what_was_lent_to_a_batch_survives_and_the_answer_is_read_only():
    lent = np.array([[0.5, 0.5]])
    games = Games(lent, np.ones((1, 2)), np.zeros((1, 2, 5)), [0], [0.5], [1], [[-0.3, 0, 0.1, 0.4, 1]], [2])
    solved = solve_batch(games)
    assert lent.tolist() == [[0.5, 0.5]]
    for table in (games.stake, solved.probabilities, solved.residual):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 0


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("capability", [[0.5, 0.6]], "sum to one"),
        ("capability", [[1.5, -0.5]], "not be negative"),
        ("stake", [[np.nan, 1.0]], "finite"),
        ("private", np.zeros((1, 2, 4)), "shape"),
        ("threshold", [1.5], "threshold"),
        ("precision", [-1.0], "precision"),
        ("members", [3], "members"),
        ("members", [1], "no capability"),
        ("contribution", [[-0.3, 0.2, 0.3, 0.5, 1.0]], "stand_aside"),
        ("contribution", [[-2.0, 0.0, 0.3, 0.5, 1.0]], "between -1 and 1"),
    ],
)
def test_a_batch_that_cannot_be_is_refused_with_the_reason(part, value, says):
    parts = {
        "capability": [[0.5, 0.5]],
        "stake": [[1.0, 1.0]],
        "private": np.zeros((1, 2, 5)),
        "complementarity": [0.0],
        "threshold": [0.5],
        "precision": [1.0],
        "contribution": [[-0.3, 0.0, 0.1, 0.4, 1.0]],
        "members": [2],
    }
    with pytest.raises(BadInput, match=says):
        Games(**{**parts, part: value})


def test_games_of_different_steepness_are_not_one_batch():
    game = Game([1, 1], [1, 1], [0, 0], [0, 0])
    with pytest.raises(BadInput, match="one steepness"):
        Games.of([game, game.replace(steepness=20.0)])
    with pytest.raises(BadInput, match="at least one game"):
        Games.of([])
