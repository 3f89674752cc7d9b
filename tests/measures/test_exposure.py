import numpy as np
import pytest

from softbalance.measures.exposure import COMPONENTS, HALF, exposure
from softbalance.terms.errors import BadInput


def raw(**known):
    return [[[known.get(name, np.nan) for name in COMPONENTS]]]


def test_a_component_at_its_half_level_counts_one_half():
    for name in COMPONENTS:
        assert exposure(raw(**{name: HALF[name]})).index[0, 0] == pytest.approx(0.5)


def test_an_unknown_component_drops_out_and_is_not_counted_as_safe():
    known = exposure(raw(trade=0.1, arms=0.5))
    zero = exposure(raw(trade=0.1, arms=0.5, troops=0.0))
    assert known.index[0, 0] == pytest.approx(0.5)
    assert zero.index[0, 0] == pytest.approx(1 / 3)
    assert known.weights[0, 0].tolist() == [0.5, 0.5, 0, 0, 0]


def test_exposure_is_to_a_pole_and_grows_with_every_tie():
    states = np.array([[[0.1, 0.2, 0, 0, 0], [0.3, 0.2, 0, 0, 0]]], dtype=float)
    result = exposure(states)
    assert result.index[0, 1] > result.index[0, 0]


def test_a_pole_is_not_exposed_to_itself():
    result = exposure(np.ones((2, 2, 5)), own=[[True, False], [False, False]])
    assert np.isnan(result.index[0, 0])
    assert np.isfinite(result.index[1]).all()


def test_stated_weights_shift_the_index():
    even = exposure(raw(trade=0.4, arms=0.0))
    tilted = exposure(raw(trade=0.4, arms=0.0), weights=[3, 1, 1, 1, 1])
    assert tilted.index[0, 0] > even.index[0, 0]


@pytest.mark.parametrize("call", [
    lambda: exposure(np.zeros((2, 2))),
    lambda: exposure(-np.ones((1, 1, 5))),
    lambda: exposure(np.ones((1, 1, 5)), weights=[0] * 5),
    lambda: exposure(np.ones((1, 1, 1)), components=("votes",)),
])  # fmt: skip
def test_exposure_that_is_none_is_refused(call):
    with pytest.raises(BadInput):
        call()
