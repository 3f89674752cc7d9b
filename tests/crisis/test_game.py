import numpy as np
import pytest

from softbalance.crisis.game import ACTIONS, MAX_PLAYERS, Game, action_index, success
from softbalance.terms.errors import BadInput


def pair(**changes):
    return Game([3, 1], [1.0, 2.0], [0.5, -0.5], [0.2, 0.4], [0.1, 0.3]).replace(**changes)


def test_capability_is_a_share_of_the_players():
    assert pair().capability == pytest.approx([0.75, 0.25])


def test_what_was_lent_is_copied_and_what_is_held_cannot_change():
    lent = np.array([3.0, 1.0])
    game = Game(lent, [1, 1], [0, 0], [0, 0])
    lent[0] = 99.0
    assert game.capability[0] == 0.75
    for name in ("capability", "stake", "pull", "cost_of_acting", "cost_of_opposing", "intercept", "effort"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(game, name)[0] = 1.0
    with pytest.raises(AttributeError):
        game.threshold = 0.1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"capability": [-1, 2]}, "not be negative"),
        ({"capability": [0, 0]}, "not all zero"),
        ({"capability": [[1, 2]]}, "one number a player"),
        ({"stake": [np.nan, 1]}, "finite"),
        ({"pull": [np.inf, 1]}, "finite"),
        ({"stake": [1, 2, 3]}, "each of the 2 players"),
        ({"cost_of_acting": ["much", "little"]}, "must be numbers"),
        ({"threshold": 1.2}, "threshold must be one number from 0 to 1"),
        ({"threshold": -0.1}, "threshold"),
        ({"threshold": float("nan")}, "threshold"),
        ({"precision": -1.0}, "precision"),
        ({"steepness": 0.0}, "steepness"),
        ({"steepness": 1e6}, "steepness"),
        ({"intercept": [1, 1, 1, 1, 1]}, "0 for stand_aside"),
        ({"contribution": [0.1, 0, 0.2, 0.5, 1]}, "oppose must be negative"),
        ({"contribution": [-0.1, 0, 0.5, 0.2, 1]}, "must rise"),
        ({"contribution": [-0.1, 0, 0.2, 0.5, 2]}, "must rise"),
        ({"effort": [0.0, 0, 0.2, 0.5, 1]}, "effort of oppose"),
        ({"effort": [0.1, 0, 0.2, 1]}, "five numbers"),
        ({"players": ["IND", "IND"]}, "different names"),
        ({"tresholt": 0.4}, "no part tresholt"),
    ],
)
def test_what_cannot_be_a_crisis_is_refused_with_the_reason(changes, says):
    with pytest.raises(BadInput, match=says):
        pair(**changes)


@pytest.mark.parametrize("n", [0, MAX_PLAYERS + 1, 500])
def test_nobody_and_more_than_all_states_are_refused_at_once(n):
    with pytest.raises(BadInput, match="1 to 250 players"):
        Game(np.ones(n), np.ones(n), np.ones(n), np.ones(n))
    with pytest.raises(BadInput, match="1 to 250 players"):
        Game.random(n, rng=np.random.default_rng(0))


def test_an_unknown_action_is_named_with_those_there_are():
    assert [action_index(name) for name in ACTIONS] == [0, 1, 2, 3, 4]
    with pytest.raises(BadInput, match=r"'sulk'.*stand_aside"):
        action_index("sulk")


def test_a_member_that_is_not_asked_leaves_its_share_to_the_others():
    game = Game([1, 2, 1], [1, 2, 3], [0, 0, 0], [0, 0, 0], players=["KAZ", "IND", "PAK"])
    rest = game.without(1)
    assert rest.players == ("KAZ", "PAK")
    assert rest.capability == pytest.approx([0.5, 0.5])
    assert rest.stake == pytest.approx([1, 3])
    with pytest.raises(BadInput, match="cannot leave"):
        game.without(3)
    with pytest.raises(BadInput, match="one must stay"):
        Game([1], [1], [0], [0]).without(0)


def test_the_normal_form_is_the_payoff_written_out_by_hand():
    game = pair(complementarity=0.7, threshold=0.3, intercept=[0.1, 0, 0.2, -0.3, -0.4])
    payoffs = game.normal_form()
    for mine in range(5):
        for theirs in range(5):
            others = 0.75 * game.contribution[mine]
            total = others + 0.25 * game.contribution[theirs]
            cost = 0.3 if theirs == 0 else 0.4
            by_hand = (
                2.0 / (1.0 + np.exp(-10.0 * (total - 0.3)))
                + game.contribution[theirs] * (-0.5 + 0.7 * others)
                - cost * game.effort[theirs]
                + game.intercept[theirs]
            )
            assert payoffs[1, mine, theirs] == pytest.approx(by_hand, abs=1e-12)


def test_a_payoff_array_too_large_to_build_is_refused():
    with pytest.raises(BadInput, match="9 players"):
        Game.random(9, rng=np.random.default_rng(0)).normal_form()


def test_success_does_not_overflow_at_any_steepness():
    assert success([-1e6, 0.5, 1e6], 0.5, 500.0).tolist() == [0.0, 0.5, 1.0]


def test_the_same_seed_draws_the_same_game():
    one, two = (Game.random(4, rng=np.random.default_rng(7)).normal_form() for _ in range(2))
    assert np.array_equal(one, two)
