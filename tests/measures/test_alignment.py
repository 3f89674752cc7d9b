import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from softbalance.measures.alignment import (
    align,
    decompose,
    entropy,
    pole_shares,
    renormalised,
    two_camps,
    weight_draws,
)
from softbalance.terms.errors import BadInput

POLES = ("USA", "CHN", "RUS", "other")
AREAS = ("diplomacy", "security", "economy")


def one(shares, intensity=(1, 1, 1), **options):
    return align(shares, intensity, areas=AREAS, categories=POLES, **options)


@settings(max_examples=200, deadline=None)
@given(
    arrays(float, (7, 4, 4), elements=st.floats(0, 1)),
    arrays(float, (4,), elements=st.floats(0.01, 1)),
)
def test_hedging_and_compartmentalisation_add_up_to_multi_alignment(raw, weights):
    shares = (raw + 1e-300) / (raw + 1e-300).sum(axis=-1, keepdims=True)
    spread = decompose(shares, weights)
    gap = spread.multi_alignment - spread.hedging - spread.compartmentalisation
    assert np.abs(gap).max() < 1e-12
    assert (spread.compartmentalisation > -1e-12).all()
    assert (spread.multi_alignment <= 1 + 1e-12).all()


def test_the_identity_holds_on_a_hundred_thousand_random_states_with_missing_areas():
    rng = np.random.default_rng(5)
    shares = rng.dirichlet([0.3] * 4, size=(100_000, 4))
    shares[rng.random((100_000, 4)) < 0.3] = np.nan
    spread = decompose(shares, [0.4, 0.3, 0.2, 0.1])
    gap = spread.multi_alignment - spread.hedging - spread.compartmentalisation
    assert np.nanmax(np.abs(gap)) < 1e-12
    nobody = np.isnan(shares).any(axis=2).all(axis=1)
    assert nobody.any()
    assert np.array_equal(np.isnan(gap), nobody)


def test_the_divergence_is_not_the_difference_in_disguise():
    """Jensen-Shannon divergence as scipy states it: the square of its distance, for two equal weights."""
    from scipy.spatial.distance import jensenshannon

    first, second = np.array([0.7, 0.2, 0.1]), np.array([0.1, 0.1, 0.8])
    spread = decompose([first, second], [1, 1])
    assert spread.compartmentalisation == pytest.approx(jensenshannon(first, second, base=3) ** 2, abs=1e-14)


def test_two_states_with_equal_totals_differ_in_hedging_and_compartmentalisation():
    hedger = one([[0.5, 0.5, 0, 0]] * 3, weights=[1, 1, 0])
    splitter = one([[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0]], weights=[1, 1, 0])
    assert hedger.multi_alignment == pytest.approx(splitter.multi_alignment)
    assert (hedger.hedging, hedger.compartmentalisation) == (pytest.approx(0.5), pytest.approx(0))
    assert (splitter.hedging, splitter.compartmentalisation) == (pytest.approx(0), pytest.approx(0.5))


def test_a_state_tied_to_nobody_is_unattached_not_hedging():
    silent = one(np.full((3, 4), 0.25), intensity=[0, 0, 0])
    elsewhere = one([[0, 0, 0, 1]] * 3)
    for state in (silent, elsewhere):
        assert state.status == "unattached"
        assert state.hedging is state.compartmentalisation is state.multi_alignment is None


def test_a_faint_tie_does_not_make_an_attached_state():
    assert one([[0.5, 0.5, 0, 0]] * 3, intensity=[0.005] * 3).status == "unattached"
    assert one([[0.5, 0.5, 0, 0]] * 3, intensity=[0.005, 0.2, 0.005]).status == "attached"


def test_a_pole_has_no_alignment_of_its_own():
    usa = one([[1, 0, 0, 0]] * 3, is_pole=True)
    assert usa.status == "pole"
    assert usa.multi_alignment is None
    assert np.isnan(usa.shares).all()


def test_a_state_nobody_observed_is_unknown_not_unattached():
    blank = one(np.full((3, 4), np.nan), intensity=[np.nan] * 3)
    assert blank.status == "unknown"
    assert blank.missing == AREAS


def test_a_missing_area_drops_out_and_its_weight_goes_to_the_rest_in_sight():
    shares = [[0.5, 0.5, 0, 0], [np.nan] * 4, [1, 0, 0, 0]]
    result = one(shares, intensity=[1, np.nan, 1], weights=[2, 5, 1])
    assert result.missing == ("security",)
    assert result.weights.tolist() == pytest.approx([2 / 3, 0, 1 / 3])
    assert result.weights_given.tolist() == pytest.approx([2 / 8, 5 / 8, 1 / 8])
    assert result.hedging == pytest.approx(2 / 3 * 0.5)


def test_an_area_in_which_nothing_is_exchanged_is_no_area_of_hedging():
    result = one([[0.5, 0.5, 0, 0], [0.25] * 4, [1, 0, 0, 0]], intensity=[1, 0, 1])
    assert result.missing == ("security",)


def test_usa_and_russia_is_not_china_and_russia():
    torn, sided = [0.5, 0, 0.5, 0], [0, 0.5, 0.5, 0]
    assert entropy(torn) == entropy(sided)
    camps = two_camps([torn, sided], hegemon=[0], leaders=[1, 2])
    assert camps.tolist() == [[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]]
    assert entropy(camps[0]) > entropy(camps[1]) == 0


def test_a_pole_cannot_sit_in_both_camps():
    with pytest.raises(BadInput, match="at once"):
        two_camps([0.5, 0.5], hegemon=[0], leaders=[0, 1])


def test_opposition_to_every_pole_is_alignment_with_none():
    assert pole_shares([-0.1, -0.4, -0.2]).tolist() == [0, 0, 0, 1]
    assert np.isnan(pole_shares([0.2, np.nan, 0.1])).all()


@given(arrays(float, (5, 3), elements=st.floats(-1, 1)))
def test_pole_shares_are_shares(affinity):
    shares = pole_shares(affinity)
    assert (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(np.ones(5))


def test_what_was_lent_is_not_changed_and_what_is_given_is_read_only():
    shares, intensity = np.array([[0.5, 0.5, 0, 0]] * 3), np.array([1.0, 0.0, 1.0])
    before = shares.copy(), intensity.copy()
    result = one(shares, intensity)
    assert np.array_equal(shares, before[0])
    assert np.array_equal(intensity, before[1])
    with pytest.raises(ValueError, match="read-only"):
        result.shares[0, 0] = 1


@pytest.mark.parametrize(
    ("shares", "intensity", "weights"),
    [
        ([[0.5, 0.4, 0, 0]] * 3, [1, 1, 1], None),
        ([[1.5, -0.5, 0, 0]] * 3, [1, 1, 1], None),
        ([[1, 0, 0, 0]] * 3, [1, 2, 1], None),
        ([[1, 0, 0, 0]] * 3, [1, 1, 1], [0, 0, 0]),
        ([[1, 0, 0, 0]] * 2, [1, 1], None),
    ],
)
def test_shares_that_are_no_shares_are_refused(shares, intensity, weights):
    with pytest.raises(BadInput):
        one(shares, intensity, weights=weights)


def test_varied_weights_keep_their_mean_and_sum_to_one():
    draws = weight_draws([2, 1, 1, 0], 20_000, np.random.default_rng(3))
    assert draws.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert draws.mean(axis=0) == pytest.approx([0.5, 0.25, 0.25, 0], abs=0.01)
    assert draws[:, 1].std() == pytest.approx(0.0945, abs=0.003)


def test_weights_of_a_state_with_no_known_area_are_zero():
    assert renormalised(np.full((2, 3), np.nan), [1, 1]).tolist() == [0, 0]
