import numpy as np
import pytest

from softbalance.measures.stakes import STAKES, Calls, contested, stake_mask
from softbalance.terms.errors import BadInput

HOUSE = np.array([[100, 0, 20, 5], [170, 5, 5, 9], [89, 1, 10, 0], [90, 0, 10, 0], [5, 2, 90, 3]])
CALLS = Calls(
    HOUSE,
    np.array([3, 1, 2, 0, 4], dtype=np.int8),
    np.array([1, 0, -1, 1, 0], dtype=np.int8),
    np.array([False, True, False, False, False]),
)


def test_a_vote_is_contested_where_the_winning_side_holds_less_than_nine_in_ten():
    assert stake_mask(CALLS, "contested").tolist() == [True, False, True, False, False]


def test_abstentions_count_as_votes_cast_and_absences_do_not():
    assert contested([[80, 20, 0, 0], [80, 0, 0, 100]]).tolist() == [True, False]


def test_members_own_votes_do_not_make_a_vote_contested():
    members = np.zeros_like(HOUSE)
    members[0] = [0, 0, 15, 0]
    members[3] = [20, 0, 0, 0]
    assert stake_mask(CALLS, "contested", members).tolist() == [False, False, True, True, False]


def test_a_vote_that_nobody_outside_cast_is_not_contested():
    assert not contested([[0, 0, 0, 30]]).any()


def test_the_hegemon_opposed_where_it_voted_no():
    assert stake_mask(CALLS, "hegemon_opposed").tolist() == [True, False, False, False, False]


def test_what_no_list_covers_is_not_important():
    assert stake_mask(CALLS, "important").tolist() == [True, False, False, True, False]


def test_emergency_sessions_and_all_votes():
    assert stake_mask(CALLS, "emergency").tolist() == [False, True, False, False, False]
    assert stake_mask(CALLS, "all").all()


def test_an_unknown_class_names_those_allowed():
    with pytest.raises(BadInput, match="hegemon_opposed"):
        stake_mask(CALLS, "vital")


def test_classes_leave_the_house_as_it_was():
    kept = HOUSE.copy()
    for stake in STAKES:
        stake_mask(CALLS, stake, np.ones_like(HOUSE))
    np.testing.assert_array_equal(HOUSE, kept)
