"""All pairs of states at once, from the snapshot."""

import numpy as np
import pytest

import softbalance as sb
from softbalance.terms.errors import BadInput


def test_matrix_and_frame_and_single_question_give_one_number():
    matrix = sb.similarity_matrix(2019, measure="kappa")
    frame = sb.dyad_years(2019, 2019)
    i, j = (int(np.flatnonzero(matrix.ccodes == ccode)[0]) for ccode in (710, 750))
    row = frame.filter(ccode1=710, ccode2=750)
    single = sb.similarity("China", "India", since=2019, until=2019, measure="kappa")
    assert matrix.values[i, j] == pytest.approx(row["kappa"][0])
    assert single.value == pytest.approx(row["kappa"][0])


def test_matrix_is_symmetric_and_blank_on_the_diagonal():
    values = sb.similarity_matrix(2010).values
    assert np.isnan(np.diag(values)).all()
    np.testing.assert_array_equal(values, values.T)


def test_undefined_kappa_is_missing_and_never_zero_or_one():
    frame = sb.dyad_years(2024, 2024, stake="emergency")
    thin = frame.filter(frame["joint_votes"] == 0)
    assert thin.height > 0
    assert thin["kappa"].null_count() == thin.height
    assert thin["agreement"].null_count() == thin.height


def test_s_is_twice_agreement_less_one_for_every_dyad():
    frame = sb.dyad_years(1975, 1976).drop_nulls("agreement")
    np.testing.assert_allclose(frame["s"], 2 * frame["agreement"] - 1)


def test_coincidence_follows_the_rule_of_its_year():
    early, late = sb.dyad_years(2016, 2016), sb.dyad_years(2018, 2018)
    assert early["coincidence"].drop_nulls().is_between(0, 1).all()
    both = late.filter(iso3_1="USA", iso3_2="GBR")
    assert 0 < both["coincidence"][0] < 1


@pytest.mark.parametrize("bad", [{"measure": "pearson"}, {"stake": "high"}, {"absence": "guess"}])
def test_unknown_choices_are_refused_with_what_is_allowed(bad):
    with pytest.raises(BadInput, match="allowed"):
        sb.similarity_matrix(2019, **bad)


def test_a_year_before_the_united_nations_is_refused():
    with pytest.raises(BadInput, match="1946"):
        sb.similarity_matrix(1939)
