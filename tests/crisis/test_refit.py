"""Fitting again from near ends where fitting from afar ends, so that no crisis held out is remembered."""

import numpy as np
import pytest

from softbalance.crisis.estimation import fit, predict
from softbalance.crisis.refit import refit, refitted_game
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput
from tests.crisis.making import cases, played

SPEC = Specification(nodes=3)


@pytest.fixture(scope="module")
def seen():
    rng = np.random.default_rng(5)
    return played(cases(40, 4, rng, crises=20), SPEC, rng)[0]


@pytest.fixture(scope="module")
def near(seen):
    return fit(seen, SPEC)


def test_a_fit_from_near_and_one_from_afar_end_at_the_same_mode(seen, near):
    half = seen.take(seen.crisis < 10)
    afar = fit(half, SPEC)
    spread = np.sqrt(np.diag(near.covariance))
    assert np.abs(refit(near, half) - afar.theta).max() < 0.1 * spread.max()
    assert np.abs((refit(near, half) - near.theta) / spread).max() > 0.1


def test_the_model_predicts_as_its_own_fit_does(seen, near):
    train, test = seen.take(seen.crisis < 10), seen.take(seen.crisis >= 10)
    chances = refitted_game(near)(train)(test)
    assert np.allclose(chances, predict(fit(train, SPEC), test), atol=0.02)


def test_cases_with_other_covariates_are_refused(seen, near):
    other = seen.replace(names={**seen.names, "affinity": ("one", "another")})
    with pytest.raises(BadInput):
        refit(near, other)
