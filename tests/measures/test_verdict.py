"""The rules of the verdict on cases whose answer is known beforehand."""

import numpy as np
import pytest

from softbalance.measures.verdict import (
    TYPES,
    Axes,
    Pool,
    alliance_state,
    beta_draws,
    classified,
    passed,
    pool_of,
    probabilities,
    thresholds,
)
from softbalance.terms.errors import BadInput

B = 400
OVER = {"defence": np.full(B, 0.5), "say": np.full(B, 0.2), "pay": np.full(B, 0.15), "decisions": np.full(B, 2.0)}


def standing(defence=0.0, say=0.0, pay=0.0, decisions=0.0, direction=0.0):
    return Axes(*(np.full(B, value) for value in (defence, say, pay, decisions, direction)))


def kind(**where):
    found = probabilities(classified(passed(standing(**where), OVER)))
    return max(found, key=lambda name: found[name])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, "forum"),
        ({"say": 0.6}, "coordination platform"),
        ({"say": 0.6, "pay": 0.3, "direction": -0.2}, "soft-balancing coalition"),
        ({"pay": 0.3, "direction": 0.2}, "sanctions coalition"),
        ({"decisions": 4.0, "direction": 0.2}, "sanctions coalition"),
        ({"defence": 1.0}, "alliance"),
        ({"defence": 1.0, "say": 0.6, "pay": 0.3, "direction": -0.2}, "alliance"),
        ({"pay": 0.3, "direction": -0.2}, "forum"),
    ],
)
def test_each_rule_gives_its_type(where, expected):
    assert kind(**where) == expected


def test_conduct_alone_leaves_the_treaty_out():
    flags = passed(standing(defence=1.0, pay=0.3, direction=0.2), OVER)
    assert TYPES[classified(flags, by_conduct=True)[0]] == "sanctions coalition"


def test_probabilities_add_to_one_and_follow_the_draws():
    axes = Axes(np.zeros(B), np.linspace(0, 0.4, B), np.zeros(B), np.zeros(B), np.zeros(B))
    found = probabilities(classified(passed(axes, OVER)))
    assert sum(found.values()) == pytest.approx(1)
    assert found["forum"] == pytest.approx(0.5, abs=0.01)


def test_a_threshold_lies_between_the_groupings_on_either_side():
    rng = np.random.default_rng(4)
    found = thresholds({"pay": [np.full(B, 0.1), np.full(B, 0.05)]}, {"pay": [np.full(B, 0.2)]}, rng=rng, floors={})
    assert 0.1 <= found["pay"].min() < found["pay"].max() <= 0.2


def test_a_floor_holds_where_the_groupings_below_lie_under_it():
    rng = np.random.default_rng(4)
    found = thresholds({"say": [np.full(B, -0.5)]}, {"say": [np.full(B, 0.4)]}, rng=rng, floors={"say": 0.0})
    assert found["say"].min() >= 0


def test_an_axis_without_a_grouping_above_it_is_refused():
    with pytest.raises(BadInput, match="pay"):
        thresholds({}, {"pay": []}, rng=np.random.default_rng(4), floors={})


def test_an_alliance_without_a_call_is_untested_and_not_broken():
    assert alliance_state([], [], 0.33, rng=np.random.default_rng(1)) == {
        "honoured": 0.0,
        "untested": 1.0,
        "broken": 0.0,
    }


def test_calls_that_are_answered_make_an_alliance_honoured():
    kept = alliance_state([True] * 4, [True] * 4, 0.33, rng=np.random.default_rng(1))
    left = alliance_state([False] * 4, [True] * 4, 0.33, rng=np.random.default_rng(1))
    assert kept["honoured"] > 0.9
    assert left["broken"] > 0.95
    assert kept["untested"] == left["untested"] == 0


def test_a_call_that_may_lie_outside_the_treaty_counts_in_half_of_the_draws():
    found = alliance_state([False], [False], 0.33, rng=np.random.default_rng(1), draws=8_000)
    assert found["untested"] == pytest.approx(0.5, abs=0.03)


def test_two_occasions_say_little_and_two_hundred_say_what_they_say():
    pool, rng = Pool(0.05, 20.0), np.random.default_rng(2)
    few = beta_draws(0.5, 0.1, 0.9, pool=pool, rng=rng, draws=4_000)
    many = beta_draws(0.5, 0.44, 0.56, pool=pool, rng=rng, draws=4_000)
    assert few.mean() < 0.15
    assert many.mean() == pytest.approx(0.45, abs=0.05)


def test_the_pool_has_the_mean_and_spread_of_the_rates():
    rates = np.random.default_rng(3).beta(2, 18, 5_000)
    found = pool_of(rates)
    assert found.mean == pytest.approx(0.1, abs=0.01)
    assert found.size == pytest.approx(20, rel=0.15)
