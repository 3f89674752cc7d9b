import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.metrics import cohen_kappa_score

from softbalance.measures.pairs import pair_counts
from softbalance.measures.similarity import (
    ABSENCES,
    coincidence,
    joint_votes,
    pooled_coincidence,
    similarity,
    weighted_s,
)
from softbalance.terms.errors import BadInput
from tests.measures.votes import FIVE, looped, random_votes, some_votes

FIRST_TWO, FIRST_FOURTH, SECOND_THIRD, FIRST_FIFTH = 0, 2, 4, 3
HAND = [
    # Rows 1 and 2 share five votes and differ by half on one; the sixth was missed by the second.
    (FIRST_TWO, "agreement", "missing", 0.9),
    (FIRST_TWO, "identical", "missing", 0.8),
    (FIRST_TWO, "s", "missing", 0.8),
    (FIRST_TWO, "agreement", "category", 4.5 / 6),
    (FIRST_TWO, "identical", "category", 4 / 6),
    (FIRST_TWO, "agreement", "disagree", 4.5 / 6),
    # Observed squared distance 0.25 of 5; expected from 3 yes, 1 abstain, 1 no against 2 yes, 2 abstain, 1 no.
    (FIRST_TWO, "kappa", "missing", 1 - 0.05 / ((0.25 * (1 * 3 + 4 * 2) + 3 * 1 + 1 * 2) / 25)),
    (FIRST_TWO, "pi", "missing", 1 - 0.05 / ((0.25 * 2 * 1.5 * 3.5 + 2 * 2.5 * 1) / 25)),
    # Rows 1 and 4 are opposed on four of six, half a step apart on one, agreed on one.
    (FIRST_FOURTH, "agreement", "missing", 1.5 / 6),
    (FIRST_FOURTH, "identical", "missing", 1 / 6),
    # Rows 2 and 3 both missed the sixth.
    (SECOND_THIRD, "agreement", "missing", 3.5 / 5),
    (SECOND_THIRD, "agreement", "category", 4.5 / 6),
    (SECOND_THIRD, "agreement", "disagree", 3.5 / 6),
    (SECOND_THIRD, "identical", "category", 3 / 6),
    (SECOND_THIRD, "identical", "disagree", 2 / 6),
    # Row 5 was no member on the first two and missed the fourth.
    (FIRST_FIFTH, "agreement", "missing", 2 / 3),
    (FIRST_FIFTH, "agreement", "disagree", 2 / 4),
]


@pytest.mark.parametrize(("pair", "measure", "absence", "expected"), HAND)
def test_five_states_by_hand(pair, measure, absence, expected):
    counts = pair_counts(FIVE).counts
    assert similarity(counts, measure, absence=absence)[pair] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("absence", ABSENCES)
@pytest.mark.parametrize("measure", ["agreement", "identical", "s", "kappa", "pi"])
def test_all_pairs_equal_a_plain_loop_over_answers(measure, absence):
    votes = random_votes(7, 40)
    pairs = pair_counts(votes)
    found = similarity(pairs.counts, measure, absence=absence)
    expected = [looped(votes[i], votes[j], measure, absence) for i, j in zip(pairs.first, pairs.second, strict=True)]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_kappa_is_cohens_with_quadratic_weights():
    votes = random_votes(6, 80, seed=2, absent=0.2)
    pairs = pair_counts(votes)
    kappa = similarity(pairs.counts, "kappa")
    for place, (i, j) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        both = np.isin(votes[i], (1, 2, 3)) & np.isin(votes[j], (1, 2, 3))
        expected = cohen_kappa_score(votes[i][both], votes[j][both], labels=[1, 2, 3], weights="quadratic")
        assert kappa[place] == pytest.approx(expected, abs=1e-12)


def test_two_states_that_always_vote_yes_have_no_kappa_rather_than_one():
    counts = np.zeros((4, 4))
    counts[0, 0] = 50
    assert similarity(counts, "agreement") == 1.0
    assert np.isnan(similarity(counts, "kappa"))
    assert np.isnan(similarity(counts, "pi"))


def test_states_that_never_voted_together_have_no_similarity_rather_than_zero():
    counts = np.zeros((4, 4))
    counts[0, 3] = 9
    assert all(np.isnan(similarity(counts, measure)) for measure in ("agreement", "identical", "s", "kappa", "pi"))
    assert similarity(counts, "agreement", absence="disagree") == 0.0


def test_steady_opposition_is_chance_to_kappa_and_worse_than_chance_to_pi():
    counts = np.zeros((4, 4))
    counts[0, 2] = 20
    assert similarity(counts, "kappa") == pytest.approx(0.0)
    assert similarity(counts, "pi") == pytest.approx(-1.0)


def test_coincidence_follows_the_rule_of_its_year():
    # same 5 (2 yes, 2 no, 1 abstain), opposed 2, one abstained 2, one absent 3, both absent 4
    counts = np.array([[2, 1, 2, 1], [0, 1, 1, 0], [0, 0, 2, 1], [1, 0, 0, 4]])
    assert coincidence(counts, 2010) == pytest.approx(4 / 6)
    assert coincidence(counts, 2017) == pytest.approx((5 + 0.5 * 2) / 9)
    assert coincidence(counts, 2019) == pytest.approx((5 + 0.5 * 2 + 0.5 * 3) / 12)


def test_coincidence_over_several_years_counts_each_year_by_its_own_rule():
    counts = np.zeros((2, 4, 4))
    counts[0, 0, 0], counts[0, 0, 1] = 3, 5
    counts[1, 0, 0], counts[1, 0, 3] = 1, 2
    assert pooled_coincidence(counts, [2016, 2018]) == pytest.approx((3 + 1 + 1) / (3 + 3))


def test_coincidence_without_a_year_says_why_it_needs_one():
    with pytest.raises(BadInput, match="needs the year"):
        similarity(np.zeros((4, 4)), "coincidence")


def test_weights_of_roll_calls_move_s_and_missing_votes_leave_it():
    assert weighted_s([1, 0, 1], [1, 1, 1]) == pytest.approx(1 - 2 / 3)
    assert weighted_s([1, 0, 1], [1, 1, 1], weights=[1, 0, 1]) == 1.0
    assert weighted_s([1, np.nan, 0.5], [1, 1, 1], weights=[1, 5, 1]) == pytest.approx(1 - 0.5)
    assert np.isnan(weighted_s([np.nan], [1.0]))


@pytest.mark.parametrize("weights", [[1, -1, 1], [1, np.nan, 1], [1, 1]])
def test_weights_that_are_negative_unknown_or_too_few_are_refused(weights):
    with pytest.raises(BadInput):
        weighted_s([1, 0, 1], [1, 1, 1], weights=weights)


@pytest.mark.parametrize(("measure", "absence"), [("friendship", "missing"), ("agreement", "ignored")])
def test_an_unknown_measure_or_absence_names_those_allowed(measure, absence):
    with pytest.raises(BadInput, match="allowed: "):
        similarity(np.zeros((4, 4)), measure, absence=absence)


def test_counts_of_another_shape_are_refused():
    with pytest.raises(BadInput, match="4 x 4"):
        similarity(np.zeros((3, 3)))


@settings(deadline=None, max_examples=60)
@given(some_votes(2, 15))
def test_measures_stay_in_their_bounds_and_do_not_care_who_comes_first(votes):
    ahead, back = pair_counts(votes).counts[0], pair_counts(votes[::-1].copy()).counts[0]
    for measure, low in (("agreement", 0), ("identical", 0), ("s", -1), ("kappa", -1), ("pi", -1)):
        for absence in ABSENCES:
            one, other = similarity(ahead, measure, absence=absence), similarity(back, measure, absence=absence)
            np.testing.assert_allclose(one, other, atol=1e-12)
            assert np.isnan(one) or low - 1e-12 <= one <= 1 + 1e-12


@settings(deadline=None, max_examples=60)
@given(some_votes(2, 10))
def test_the_order_of_roll_calls_does_not_matter(votes):
    np.testing.assert_array_equal(pair_counts(votes).counts, pair_counts(votes[:, ::-1].copy()).counts)


def test_joint_votes_are_votes_of_both_or_presence_of_both():
    counts = pair_counts(FIVE).counts
    assert joint_votes(counts)[FIRST_TWO] == 5
    assert joint_votes(counts, "category")[FIRST_TWO] == 6
    assert joint_votes(counts, "disagree")[FIRST_FIFTH] == 4


def test_counts_lent_to_a_measure_come_back_as_they_were():
    counts = pair_counts(FIVE).counts
    kept = counts.copy()
    for measure in ("agreement", "kappa", "pi"):
        similarity(counts, measure, absence="category")
    np.testing.assert_array_equal(counts, kept)
