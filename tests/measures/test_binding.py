import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from softbalance.measures.binding import FLAGS, binding, obligation_shares
from softbalance.terms.errors import BadInput

DEFENCE, CONSULTATION = FLAGS.index("defence"), FLAGS.index("consultation")


def test_a_one_way_pledge_is_one_directed_dyad_and_no_mutual_one():
    pledge = np.zeros((3, 3, 5))
    pledge[0, 1, DEFENCE] = 1
    shares = obligation_shares(pledge, [1, 1, 1])
    assert shares.plain[DEFENCE] == pytest.approx(1 / 6)
    assert shares.mutual[DEFENCE] == 0
    flipped = obligation_shares(pledge.transpose(1, 0, 2), [1, 1, 1])
    assert flipped.plain[DEFENCE] == shares.plain[DEFENCE]


def test_capability_weights_count_a_pledge_between_giants_for_more():
    """Giants of 4 and 4 beside two of 1: 2 x 16 of 2 x (16 + 4 x 4 + 1) = 66 weighted, 2 of 12 plain."""
    pledge = np.zeros((4, 4, 5))
    pledge[0, 1, CONSULTATION] = pledge[1, 0, CONSULTATION] = 1
    shares = obligation_shares(pledge, [4, 4, 1, 1])
    assert shares.plain[CONSULTATION] == pytest.approx(2 / 12)
    assert shares.weighted[CONSULTATION] == pytest.approx(32 / 66)
    assert shares.mutual[CONSULTATION] == pytest.approx(1 / 6)


def test_what_members_owe_under_somebody_elses_treaty_is_kept_apart():
    own, both = np.zeros((2, 2, 5)), np.zeros((2, 2, 5))
    own[:, :, CONSULTATION] = both[:, :, CONSULTATION] = 1
    both[0, 1, DEFENCE] = 1
    result = binding(own, both, [1, 1])
    assert result.own.plain.tolist() == [0, 0, 0, 0, 1]
    assert result.any_treaty.plain.tolist() == [0.5, 0, 0, 0, 1]


def test_a_dyad_no_source_covers_is_unknown_and_not_free_of_duties():
    pledge = np.ones((3, 3, 5))
    pledge[2] = pledge[:, 2] = np.nan
    shares = obligation_shares(pledge, [1, 1, 1])
    assert shares.known.tolist() == [2] * 5
    assert shares.plain.tolist() == [1] * 5
    assert np.isnan(obligation_shares(np.full((2, 2, 5), np.nan), [1, 1]).plain).all()


def test_half_known_and_half_refused_is_known_not_to_be_mutual():
    pledge = np.zeros((2, 2, 5))
    pledge[0, 1, DEFENCE], pledge[1, 0, DEFENCE] = np.nan, 0
    assert obligation_shares(pledge, [1, 1]).mutual[DEFENCE] == 0


def test_the_diagonal_is_not_read_and_nothing_lent_is_changed():
    pledge = np.zeros((2, 2, 5))
    pledge[0, 0] = pledge[1, 1] = 1
    before = pledge.copy()
    assert obligation_shares(pledge, [1, 1]).plain.tolist() == [0] * 5
    assert np.array_equal(pledge, before)


def test_a_treaty_cannot_bind_under_itself_and_under_none():
    with pytest.raises(BadInput, match="under no treaty"):
        binding(np.ones((2, 2, 5)), np.zeros((2, 2, 5)), [1, 1])


@pytest.mark.parametrize(
    ("flags", "capability"),
    [(np.zeros((2, 3, 5)), [1, 1]), (np.full((2, 2, 5), 2.0), [1, 1]), (np.zeros((2, 2, 5)), [1, -1])],
)
def test_obligations_that_are_none_are_refused(flags, capability):
    with pytest.raises(BadInput):
        obligation_shares(flags, capability)


@given(arrays(float, (4, 4, 5), elements=st.sampled_from([0.0, 1.0])))
def test_mutual_pledges_are_never_more_common_than_pledges(flags):
    shares = obligation_shares(flags, [3, 2, 1, 1])
    assert (shares.mutual <= shares.plain + 1e-12).all()
    assert ((shares.weighted >= 0) & (shares.weighted <= 1)).all()
