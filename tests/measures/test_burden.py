import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from softbalance.measures.burden import dividend_and_burden, size_and_burden
from softbalance.terms.errors import BadInput, NotEnoughData

NATO_1964 = {
    "USA": (569.03, 9.0), "DEU": (88.87, 5.5), "GBR": (79.46, 7.0), "FRA": (73.40, 6.7), "ITA": (43.63, 4.1),
    "CAN": (38.14, 4.4), "NLD": (15.00, 4.9), "BEL": (13.43, 3.7), "DNK": (7.73, 3.3), "TUR": (6.69, 5.8),
    "NOR": (5.64, 3.9), "GRC": (4.31, 4.2), "PRT": (2.88, 7.7), "LUX": (0.53, 1.7),
}  # fmt: skip


def rng():
    return np.random.default_rng(20)


def test_the_large_carried_more_of_nato_in_1964():
    """Olson & Zeckhauser 1966, table 1 (GNP in billion dollars, defence budget as % of GNP): the rank
    correlation they print is .490, significant at 5 % one-sided."""
    size, burden = np.array(list(NATO_1964.values())).T
    result = size_and_burden(size, burden, rng())
    assert round(result.rho, 3) == 0.490
    assert result.p_value < 0.05
    assert not result.exact


@given(arrays(float, (9,), elements=st.integers(0, 5).map(float)), arrays(float, (9,), elements=st.floats(0, 1)))
def test_the_rank_correlation_is_spearmans(size, burden):
    if len(set(size)) == 1 or len(set(burden)) == 1:
        return
    assert size_and_burden(size, burden, rng()).rho == pytest.approx(spearmanr(size, burden).statistic, abs=1e-9)


def test_the_null_of_few_members_is_enumerated():
    """Of the 24 orderings of four, one has rho 1 and three more have 0.8."""
    assert size_and_burden([1, 2, 3, 4], [1, 2, 3, 4], rng()).p_value == pytest.approx(1 / 24)
    near = size_and_burden([1, 2, 3, 4], [1, 2, 4, 3], rng())
    assert near.exact
    assert near.p_value == pytest.approx(4 / 24)
    assert (near.null_low, near.null_high) == (pytest.approx(-0.8), pytest.approx(0.8))


def test_drawn_and_enumerated_nulls_agree():
    """Nine members: the one-sided 5 % point of Spearman's rho is 0.600 (Zar 1972, table 1)."""
    result = size_and_burden(range(9), [0, 1, 2, 3, 4, 5, 6, 8, 7], rng())
    assert result.null_high == pytest.approx(0.6, abs=0.02)


def test_the_interval_widens_with_fewer_members():
    wide = size_and_burden(range(6), [0, 2, 1, 3, 5, 4], rng())
    narrow = size_and_burden(range(12), [0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10], rng())
    assert wide.high - wide.low > narrow.high - narrow.low
    assert wide.low < wide.rho < wide.high


def test_members_with_unknown_burden_are_left_out():
    assert size_and_burden([1, 2, 3, 4], [1, 2, 3, np.nan], rng()).n == 3


@pytest.mark.parametrize(("size", "burden"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [np.nan] * 3)])
def test_too_few_members_give_no_correlation(size, burden):
    with pytest.raises(NotEnoughData):
        size_and_burden(size, burden, rng())


def test_who_draws_much_and_spends_little_rides_free():
    result = dividend_and_burden([9, 2, 1, np.nan], [1, 5, 6, 0], [100, 100, 100, 100])
    assert result.riding_free.tolist() == [True, False, False, False]
    assert result.dividend[0] == 0.09


def test_drawing_is_measured_against_the_members_own_gdp():
    result = dividend_and_burden([10, 10, 10], [1, 1, 3], [1000, 10, 100])
    assert result.riding_free.tolist() == [False, False, False]
    assert result.dividend.argmax() == 1


def test_an_economy_of_no_size_is_refused():
    with pytest.raises(BadInput):
        dividend_and_burden([1], [1], [0])
