from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from softbalance.measures.cohesion import ROLL_CALL_MEASURES, cohesion
from softbalance.measures.similarity import ABSENCES
from softbalance.terms.errors import BadInput
from tests.measures.votes import distance

# Yes, abstain, no, absent of five members.
HAND = [
    ([5, 0, 0, 0], "agreement_index", "missing", 1.0),
    ([3, 1, 1, 0], "agreement_index", "missing", (3 - 1) / 5),
    ([2, 2, 2, 0], "agreement_index", "missing", 0.0),
    ([3, 0, 1, 1], "agreement_index", "missing", (3 - 0.5) / 4),
    ([3, 0, 1, 1], "agreement_index", "category", (3 - 2 / 3) / 5),
    ([3, 0, 1, 1], "agreement_index", "disagree", (3 - 1) / 5),
    ([1, 1, 1, 1], "agreement_index", "category", 0.0),
    ([0, 0, 0, 5], "agreement_index", "category", 1.0),
    ([0, 0, 0, 5], "agreement_index", "disagree", -0.5),
    ([3, 1, 1, 0], "rice", "missing", 0.5),
    ([3, 0, 1, 1], "rice", "missing", 0.5),
    ([3, 0, 1, 1], "rice", "category", 0.5),
    ([3, 0, 1, 1], "rice", "disagree", 2 / 5),
    ([4, 0, 0, 1], "unanimous", "missing", 1.0),
    ([4, 0, 0, 1], "unanimous", "category", 0.0),
    ([4, 0, 0, 1], "unanimous", "disagree", 0.0),
    ([0, 5, 0, 0], "unanimous", "missing", 1.0),
    ([3, 1, 1, 0], "agreement", "missing", (3 + 0.5 * 4) / 10),
    ([3, 0, 1, 1], "agreement", "missing", 3 / 6),
    ([3, 0, 0, 2], "agreement", "category", (3 + 1) / 10),
    ([3, 0, 0, 2], "agreement", "disagree", 3 / 10),
]


@pytest.mark.parametrize(("tallies", "measure", "absence", "expected"), HAND)
def test_five_members_by_hand(tallies, measure, absence, expected):
    assert cohesion(tallies, measure, absence=absence) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("measure", ROLL_CALL_MEASURES)
def test_one_vote_is_no_cohesion(measure):
    assert np.isnan(cohesion([1, 0, 0, 4], measure))


def test_rice_needs_two_who_took_sides():
    assert np.isnan(cohesion([1, 4, 0, 0], "rice"))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4), st.sampled_from(ABSENCES))
def test_agreement_equals_the_mean_over_pairs_of_members(tallies, absence):
    answers = [code for code, count in zip((1, 2, 3, 4), tallies, strict=True) for _ in range(count)]
    scores = [1 - d for a, b in combinations(answers, 2) if (d := distance(a, b, absence)) is not None]
    found = cohesion(tallies, "agreement", absence=absence)
    if scores:
        assert found == pytest.approx(sum(scores) / len(scores), abs=1e-12)
    else:
        assert np.isnan(found)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_the_agreement_index_equals_its_formula_written_out(tallies):
    yes, abstain, no, _ = tallies
    total = yes + abstain + no
    found = cohesion(tallies)
    if total < 2:
        assert np.isnan(found)
        return
    expected = (max(yes, no, abstain) - 0.5 * (total - max(yes, no, abstain))) / total
    assert found == pytest.approx(expected, abs=1e-12)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4), st.sampled_from(ROLL_CALL_MEASURES))
def test_cohesion_lies_from_zero_to_one_and_yes_and_no_are_alike(tallies, measure):
    yes, abstain, no, absent = tallies
    value, mirrored = cohesion(tallies, measure), cohesion([no, abstain, yes, absent], measure)
    np.testing.assert_allclose(value, mirrored)
    assert np.isnan(value) or 0 <= value <= 1


def test_many_roll_calls_at_once_equal_one_by_one_and_stay_untouched():
    tallies = np.random.default_rng(1).integers(0, 9, size=(40, 4))
    kept = tallies.copy()
    for measure in ROLL_CALL_MEASURES:
        np.testing.assert_array_equal(cohesion(tallies, measure), [cohesion(row, measure) for row in tallies])
    np.testing.assert_array_equal(tallies, kept)


@pytest.mark.parametrize(
    ("tallies", "measure", "absence"),
    [([1, 1, 1], "rice", "missing"), ([1, 1, 1, 0], "love", "missing"), ([1, 1, 1, 0], "rice", "no")],
)
def test_what_is_not_a_tally_or_not_a_measure_is_refused(tallies, measure, absence):
    with pytest.raises(BadInput):
        cohesion(tallies, measure, absence=absence)
