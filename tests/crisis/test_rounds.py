import numpy as np
import pytest

from softbalance.crisis.game import Game, success
from softbalance.crisis.rounds import play_rounds
from softbalance.terms.errors import BadInput


def by_hand(game, plays, rounds, rng):
    """The same dynamics written out in numpy."""
    given = np.zeros((plays, game.n))
    shares = np.zeros((rounds, game.n, 5))
    for step in range(rounds):
        others = given.sum(axis=1, keepdims=True) - given
        total = others[..., None] + game.capability[:, None] * game.contribution
        gain = game.stake[:, None] * success(total, game.threshold, game.steepness) + game.private
        gain = game.precision * (gain + game.complementarity * game.contribution * others[..., None])
        chances = np.exp(gain - gain.max(axis=-1, keepdims=True))
        chances /= chances.sum(axis=-1, keepdims=True)
        acts = (rng.random((plays, game.n, 1)) > np.cumsum(chances, axis=-1)).sum(axis=-1)
        given = game.capability * game.contribution[acts]
        shares[step] = np.eye(5)[acts].mean(axis=0)
    return shares


@pytest.mark.parametrize("steepness", [10.0, 60.0])
def test_rounds_in_machine_code_are_the_rounds_written_out(steepness):
    game = Game.random(4, rng=np.random.default_rng(3), precision=2.0).replace(steepness=steepness)
    fast = play_rounds(game, plays=40_000, rounds=4, rng=np.random.default_rng(1)).frequencies
    slow = by_hand(game, 40_000, 4, np.random.default_rng(2))
    assert np.abs(fast - slow).max() < 5.0 * np.sqrt(2.0 * 0.25 / 40_000)


def test_a_lone_member_answers_the_same_way_every_round():
    game = Game([1], [2.0], [0.4], [0.8], [0.6], precision=1.7)
    from softbalance.crisis.principal import solve

    shares = play_rounds(game, plays=100_000, rounds=3, rng=np.random.default_rng(0)).frequencies
    assert np.abs(shares[:, 0] - solve(game).probabilities[0]).max() < 0.008


def test_threads_and_repetition_change_nothing_and_seeds_do():
    game = Game.random(3, rng=np.random.default_rng(0))

    def counts(seed, threads):
        return play_rounds(game, plays=800, rounds=3, rng=np.random.default_rng(seed), threads=threads).counts

    assert np.array_equal(counts(1, 1), counts(1, 4))
    assert not np.array_equal(counts(1, 1), counts(2, 1))


def test_extreme_payoffs_choose_the_best_act_for_certain():
    game = Game([1, 1], [0, 0], [1e4, -1e4], [0, 0], [0, 0], precision=10.0)
    shares = play_rounds(game, plays=8, rounds=2, rng=np.random.default_rng(0)).frequencies
    assert shares[:, 0, 4].tolist() == [1.0, 1.0]
    assert shares[:, 1, 0].tolist() == [1.0, 1.0]


def test_no_play_is_refused():
    with pytest.raises(BadInput, match="positive"):
        play_rounds(Game([1], [0], [0], [0]), plays=0, rounds=1, rng=np.random.default_rng(0))
