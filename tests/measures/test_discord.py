import numpy as np
import pytest

from softbalance.measures.discord import any_discord, discord
from softbalance.terms.errors import BadInput


def pair(n, *pairs, fill=0.0):
    matrix = np.full((n, n), fill)
    for i, j in pairs:
        matrix[i, j] = matrix[j, i] = 1
    return matrix


def test_one_rivalry_of_giants_is_a_sixth_of_dyads_and_most_of_the_capability():
    result = discord(pair(4, (0, 1)), [5, 3, 1, 1])
    assert (result.dyads, result.known, result.possible) == (1, 6, 6)
    assert result.dyad_share == pytest.approx(1 / 6)
    assert result.capability_share == pytest.approx(0.8)
    assert result.members.tolist() == [True, True, False, False]


def test_a_claim_read_one_way_is_refused():
    directed = np.zeros((3, 3))
    directed[0, 1] = 1
    with pytest.raises(BadInput, match="no direction"):
        discord(directed, [1, 1, 1])


def test_dyads_outside_a_source_are_unknown_not_at_peace():
    matrix = pair(3, (0, 1))
    matrix[2, :] = matrix[:, 2] = np.nan
    result = discord(matrix, [1, 1, 1])
    assert (result.known, result.dyad_share) == (1, 1.0)
    blank = discord(np.full((3, 3), np.nan), [1, 1, 1])
    assert blank.dyad_share is None
    assert blank.capability_share is None


def test_an_unknown_capability_leaves_the_capability_share_unknown():
    assert discord(pair(3, (0, 1)), [1, np.nan, 1]).capability_share is None


def test_any_kind_of_discord_counts_once_and_unknown_yields_only_to_a_yes():
    unknown = np.full((3, 3), np.nan)
    union = any_discord(pair(3, (0, 1)), unknown)
    assert union[0, 1] == 1
    assert np.isnan(union[0, 2])
    assert discord(any_discord(pair(3, (0, 1)), pair(3, (0, 1), (1, 2))), [1, 1, 1]).dyads == 2


@pytest.mark.parametrize("matrix", [np.zeros((2, 3)), pair(2, (0, 1)) * 3])
def test_a_matrix_that_is_no_record_of_discord_is_refused(matrix):
    with pytest.raises(BadInput):
        discord(matrix, [1, 1])
