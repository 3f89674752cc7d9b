from itertools import product

import numpy as np
import pytest

from softbalance.crisis.draws import simulate
from softbalance.crisis.game import Game
from softbalance.crisis.joint import (
    chance_by_capability,
    chance_by_heads,
    expected_commitment,
    joint_action,
    pivotality,
    reach,
)
from softbalance.crisis.principal import solve
from softbalance.terms.errors import BadInput


def by_every_coalition(weights, acting, share):
    chance = 0.0
    for acts in product((0, 1), repeat=len(weights)):
        taken = np.array(acts, dtype=bool)
        if weights[taken].sum() >= share - 1e-9:
            chance += np.prod(np.where(taken, acting, 1.0 - acting))
    return chance


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
def test_the_chance_that_enough_capability_acts_counts_every_coalition(share):
    rng = np.random.default_rng(1)
    weights, acting = rng.dirichlet(np.ones(7)), rng.random(7)
    chance, error = chance_by_capability(weights, acting, share)
    assert chance == pytest.approx(by_every_coalition(weights, acting, share), abs=1e-12)
    assert error == 0.0


def test_a_share_that_is_met_exactly_is_met():
    thirds = np.full(3, 1.0) / 3.0
    assert chance_by_capability(thirds, np.array([1.0, 1.0, 0.0]), 2.0 / 3.0)[0] == 1.0
    assert chance_by_heads(np.array([1.0, 0.0]), 0.5) == 1.0


def test_beyond_twenty_members_the_truth_lies_within_the_stated_error():
    rng = np.random.default_rng(2)
    weights, acting = rng.dirichlet(np.ones(40)), rng.random((2, 40))
    chance, error = chance_by_capability(weights, acting, 0.5)
    drawn = (rng.random((100_000, 40)) < acting[0]) @ weights >= 0.5
    noise = 4.0 * drawn.std() / np.sqrt(len(drawn))
    assert error < 0.01
    assert abs(chance[0] - drawn.mean()) <= error + noise


def test_heads_are_counted_like_equal_weights():
    acting = np.random.default_rng(3).random(6)
    for share in (0.3, 0.5, 0.9):
        equal = chance_by_capability(np.full(6, 1 / 6), acting, share)[0]
        assert chance_by_heads(acting, share) == pytest.approx(float(equal), abs=1e-12)


def test_being_pivotal_is_the_slope_of_the_joint_chance():
    rng = np.random.default_rng(4)
    weights, acting = rng.dirichlet(np.ones(5)), rng.random(5)
    for member, pivotal in enumerate(pivotality(weights, acting, 0.4)):
        more = acting.copy()
        more[member] += 1e-3
        gain = chance_by_capability(weights, more, 0.4)[0] - chance_by_capability(weights, acting, 0.4)[0]
        assert gain / 1e-3 == pytest.approx(pivotal, abs=1e-9)


def test_a_giant_decides_alone_and_dwarfs_decide_nothing():
    weights = np.array([0.8, 0.1, 0.1])
    assert pivotality(weights, np.full(3, 0.3), 0.5).tolist() == pytest.approx([1.0, 0.0, 0.0])


def test_playing_the_crisis_many_times_gives_the_stated_chances():
    found = solve(Game.random(6, rng=np.random.default_rng(5)))
    played = simulate(found, 60_000, np.random.default_rng(6))
    assert np.abs(played.frequencies - found.probabilities).max() < 0.012
    for rung, joint in joint_action(found, 0.4).items():
        acts = played.actions >= {"say": 2, "pay": 3, "fight": 4}[rung]
        assert (acts @ found.game.capability >= 0.4 - 1e-9).mean() == pytest.approx(joint.by_capability, abs=0.012)
        assert (acts.mean(axis=1) >= 0.4).mean() == pytest.approx(joint.by_heads, abs=0.012)
        assert (acts @ found.game.capability).mean() == pytest.approx(joint.expected_capability, abs=0.012)


def test_climbing_a_rung_never_makes_joint_action_likelier():
    joint = joint_action(solve(Game.random(5, rng=np.random.default_rng(7))))
    assert joint["say"].by_capability >= joint["pay"].by_capability >= joint["fight"].by_capability


def test_commitment_over_all_actions_is_all_capability():
    found = solve(Game.random(5, rng=np.random.default_rng(7)))
    assert expected_commitment(found.probabilities, found.game.capability).sum() == pytest.approx(1.0)


def test_nonsense_is_refused():
    weights = np.array([0.5, 0.5])
    with pytest.raises(BadInput, match="between 0 and 1"):
        chance_by_capability(weights, weights, 1.5)
    with pytest.raises(BadInput, match="Unknown rung 'march'"):
        reach(np.full((2, 5), 0.2), "march")
    with pytest.raises(BadInput, match="shape"):
        expected_commitment(np.full((3, 5), 0.2), weights)
    with pytest.raises(BadInput, match="draws must lie"):
        simulate(Game([1], [0], [0], [0]), 0, np.random.default_rng(0))


def test_the_same_seed_plays_the_same_crises():
    found = solve(Game.random(3, rng=np.random.default_rng(1)))
    one, two = (simulate(found, 100, np.random.default_rng(8)).actions for _ in range(2))
    assert np.array_equal(one, two)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_of_many_members_who_tips_the_balance_is_what_acting_for_sure_changes(share):
    rng = np.random.default_rng(4)
    weights = rng.dirichlet(np.full(24, 0.5))
    acting = rng.random((2, 24))
    found = pivotality(weights, acting, share)
    for member in (0, 11, int(np.argmax(weights))):
        sure, never = acting.copy(), acting.copy()
        sure[:, member], never[:, member] = 1.0, 0.0
        changed = chance_by_capability(weights, sure, share)[0] - chance_by_capability(weights, never, share)[0]
        assert found[:, member] == pytest.approx(changed, abs=1e-12)
