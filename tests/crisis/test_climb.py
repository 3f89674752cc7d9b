"""A climb ends where a fit ends when nothing jumps, and never below where it began."""

import numpy as np
import pytest

from softbalance.crisis.climb import climb, climbed_game, fit_of
from softbalance.crisis.estimation import fit
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput
from tests.crisis.making import cases, played

SPEC = Specification(nodes=3)


@pytest.fixture(scope="module")
def seen():
    rng = np.random.default_rng(5)
    return played(cases(60, 6, rng, crises=30), SPEC, rng, g=3.0, common=3.0)[0]


@pytest.fixture(scope="module")
def found(seen):
    return climb(seen, SPEC, most=60)


@pytest.fixture(scope="module")
def whole(seen):
    return fit(seen, SPEC)


def test_where_nothing_jumps_the_climb_ends_at_the_mode(found, whole):
    spread = np.sqrt(np.diag(whole.covariance))
    assert found.value == pytest.approx(whole.log_posterior, abs=0.05)
    assert np.abs(np.abs(found.theta) - np.abs(whole.theta)).max() < 0.3 * spread.max()


def test_its_spread_is_then_that_of_the_fit(found, whole):
    ours, theirs = (np.sqrt(np.diag(one.covariance)) for one in (fit_of(found), whole))
    assert np.allclose(ours[:-1], theirs[:-1], rtol=0.15)
    assert ours[-1] == pytest.approx(theirs[-1], rel=0.3)  # near zero the loading's curvature turns within one step


def test_strategy_that_is_there_lifts_the_climb_above_its_start(found):
    assert found.value > found.start + 1.0


def test_a_climb_begun_at_the_top_stays_there(seen, found, whole):
    again = climb(seen, SPEC, most=6, start=(found.theta, whole.covariance))
    assert again.start == pytest.approx(found.value)
    assert found.value <= again.value < found.value + 0.05


def test_a_climb_cut_short_is_no_lower_than_its_start(seen):
    short = climb(seen, SPEC, most=2)
    assert short.value >= short.start
    assert short.evaluations >= 2


def test_the_model_predicts_an_equilibrium_for_every_member(seen):
    chances = climbed_game(SPEC, most=4)(seen.take(seen.crisis < 20))(seen.take(seen.crisis >= 20))
    asked = seen.take(seen.crisis >= 20).member
    assert np.allclose(chances[asked].sum(axis=-1), 1.0)


def test_a_climb_needs_strategy_and_two_steps(seen):
    with pytest.raises(BadInput):
        climb(seen, SPEC.without_strategy())
    with pytest.raises(BadInput):
        climb(seen, SPEC, most=1)
