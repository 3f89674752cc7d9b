from fractions import Fraction
from itertools import permutations, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.measures.pivotality import capability_game, integer_weights, pivotality
from softbalance.terms.errors import BadInput


def enumerated(weights, quota):
    """Shapley over all orderings and Banzhaf over all coalitions, straight from the definitions."""
    players = range(len(weights))
    pivots = [0] * len(weights)
    for order in permutations(players):
        weight = 0
        for player in order:
            if weight < quota <= weight + weights[player]:
                pivots[player] += 1
            weight += weights[player]
    swings = [0] * len(weights)
    for coalition in product((0, 1), repeat=len(weights)):
        weight = sum(w for w, inside in zip(weights, coalition, strict=True) if inside)
        for player in players:
            swings[player] += not coalition[player] and weight < quota <= weight + weights[player]
    orders = len(list(permutations(players)))
    return (
        tuple(Fraction(p, orders) for p in pivots),
        tuple(Fraction(s, 2 ** (len(weights) - 1)) for s in swings),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 40))
def test_generating_functions_agree_with_enumeration(weights, quota):
    result = pivotality(weights, quota)
    assert (result.shapley, result.banzhaf) == enumerated(weights, quota)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.floats(0.05, 1))
def test_shapley_values_share_out_the_whole_prize(weights, share):
    if sum(weights) == 0:
        return
    quota = max(1, round(share * sum(weights)))
    result = pivotality(weights, quota)
    assert sum(result.shapley) == 1
    order = np.argsort(weights)
    assert (np.diff(result.shapley_shares[order]) >= 0).all()


def test_luxembourg_was_a_dummy_in_the_council_of_1958():
    """Banzhaf shares 5/21, 1/7 and 0: Encyclopaedia Britannica, "game theory: The Banzhaf value in voting
    games" (S. J. Brams). Shapley-Shubik: 14, 9 and 0 of the 60 arrangements of these votes."""
    council = pivotality([4, 4, 4, 2, 2, 1], 12)
    assert council.shapley == (*[Fraction(14, 60)] * 3, *[Fraction(9, 60)] * 2, 0)
    assert council.banzhaf_shares == pytest.approx([5 / 21] * 3 + [1 / 7] * 2 + [0])


def test_permanent_members_hold_nearly_all_power_in_the_security_council():
    """[39; 7 x 5, 1 x 10]: a non-permanent member is pivotal in 84 x 6! x 8! of 15! orders, 4/2145, which
    leaves 421/2145 to each permanent one (gonitsora.com, "Is it me, or is Veto starting to sound really
    good"). A permanent member decides all C(10,4) + ... + C(10,10) = 848 winning coalitions, the others 84."""
    council = pivotality([7] * 5 + [1] * 10, 39)
    assert council.shapley == (*[Fraction(421, 2145)] * 5, *[Fraction(4, 2145)] * 10)
    assert council.banzhaf == (*[Fraction(848, 2**14)] * 5, *[Fraction(84, 2**14)] * 10)


def test_sixty_members_are_solved_exactly():
    result = capability_game(np.random.default_rng(4).lognormal(0, 1.5, 60), 0.5)
    assert sum(result.shapley) == 1
    heaviest = np.argsort(result.weights)
    assert (np.diff(result.shapley_shares[heaviest]) >= 0).all()
    assert (np.diff(result.banzhaf_shares[heaviest]) >= 0).all()


def test_counts_stay_exact_beyond_what_int64_can_hold():
    crowd = pivotality([1] * 70, 36)
    assert crowd.shapley == (Fraction(1, 70),) * 70
    assert crowd.banzhaf[0] == Fraction(comb(69, 35), 2**69)


def test_a_giant_with_over_half_of_the_capability_leaves_nobody_else_pivotal():
    with_giant = capability_game([60, 20, 15, 5], 0.5, strict=True)
    without = capability_game([20, 15, 5], 0.5, strict=True)
    assert with_giant.shapley_shares.tolist() == [1, 0, 0, 0]
    assert without.shapley_shares[1] > 0


def test_an_exact_half_is_enough_only_where_the_quota_is_not_strict():
    assert capability_game([1, 1], 0.5).shapley_shares.tolist() == [0.5, 0.5]
    assert capability_game([1, 1], 0.5).banzhaf == (Fraction(1, 2),) * 2
    assert capability_game([1, 1], 0.5, strict=True).quota == 5001


def test_a_quota_nobody_can_reach_gives_nobody_power():
    result = pivotality([1, 2], 10)
    assert result.quota == 10
    assert result.shapley == (0, 0)
    assert result.banzhaf_shares.tolist() == [0, 0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(lambda xs: sum(xs) > 1e-3))
def test_rounded_weights_add_up_and_stay_within_a_point(capability):
    weights = np.array(integer_weights(capability))
    exact = np.array(capability) / sum(capability) * 10_000
    assert weights.sum() == 10_000
    assert np.abs(weights - exact).max() < 1 + 1e-6


@pytest.mark.parametrize("call", [
    lambda: pivotality([], 1),
    lambda: pivotality([1, -1], 1),
    lambda: pivotality([1.5], 1),
    lambda: pivotality([1], 0),
    lambda: integer_weights([1, np.nan]),
    lambda: integer_weights([0, 0]),
    lambda: capability_game([1, 2], 1.5),
])  # fmt: skip
def test_a_game_that_is_none_is_refused(call):
    with pytest.raises(BadInput):
        call()
