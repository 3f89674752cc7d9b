from datetime import date

import numpy as np
import polars as pl
import pytest

from softbalance.dossier.derive_votes import calls_of, members_of, tally
from softbalance.dossier.vote_record import pair_record, vote_record, within_membership
from softbalance.evidence.matrix import vote_matrix
from softbalance.evidence.snapshot import shipped
from softbalance.measures.pairs import period_counts
from softbalance.measures.similarity import ABSENCES, similarity
from softbalance.measures.stakes import STAKES, stake_mask
from softbalance.terms.errors import NotHeld
from softbalance.terms.groupings import groupings, resolve_grouping

SNAPSHOT = shipped()


@pytest.fixture(scope="module")
def matrix(votes_base):
    roll_calls = votes_base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final"))
    return vote_matrix(roll_calls, votes_base.table("votes"))


def random_states(matrix, seed):
    rng = np.random.default_rng(seed)
    return sorted(rng.choice(matrix.ccodes, 8, replace=False).tolist())


@pytest.mark.mirror
@pytest.mark.parametrize("stake", STAKES)
@pytest.mark.parametrize("seed", range(3))
def test_joint_votes_from_the_snapshot_equal_those_from_single_votes(matrix, stake, seed):
    years = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    chosen = stake_mask(calls_of(SNAPSHOT.table("calls")), stake) & (years >= 1960)
    states = random_states(matrix, seed)
    rows = np.searchsorted(matrix.ccodes, states)
    direct = period_counts(matrix.votes[rows][:, chosen], years[chosen])
    held = pair_record(SNAPSHOT, states, stake=stake, since=1960, until=2025)
    counts = np.zeros_like(held.counts)
    pair = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(held.first, held.second, strict=True))}
    for year, a, b, table in zip(direct.labels[direct.period], direct.first, direct.second, direct.counts, strict=True):
        if table.any():
            counts[np.searchsorted(held.years, year), pair[states[a], states[b]]] = table
    np.testing.assert_array_equal(held.counts, counts)
    for absence in ABSENCES:
        for measure in ("agreement", "identical", "s", "kappa", "pi"):
            found, expected = (similarity(one.sum(0), measure, absence=absence) for one in (held.counts, counts))
            np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.mirror
@pytest.mark.parametrize("name", ["SCO", "NATO", "EU", "ASEAN", "WARSAW_PACT", "NAM"])
def test_tallies_in_the_snapshot_equal_those_from_single_votes(matrix, name):
    direct = tally(matrix.votes, members_of(groupings()[name], matrix))
    held = SNAPSHOT.table("tallies").filter(pl.col("grouping") == name)
    several = np.flatnonzero(direct.sum(1) >= 2)
    np.testing.assert_array_equal(held["call"].to_numpy(), several)
    np.testing.assert_array_equal(held.select(*"YANX").to_numpy(), direct[several])


@pytest.mark.mirror
def test_a_made_up_copy_of_a_grouping_has_its_roll_calls(votes_base):
    spells = groupings()["QUAD"].members(date(2024, 12, 31))
    made_up = resolve_grouping("USA, Japan, India, Australia")
    assert made_up.members(date(2024, 12, 31)) == spells
    period = {"since": 2010, "until": date(2024, 12, 31)}
    own = vote_record(made_up, SNAPSHOT, votes_base, hegemon="USA", **period)
    catalogued = vote_record(groupings()["QUAD"], SNAPSHOT, None, hegemon="USA", **period)
    both = own.calls.select("call").with_row_index("place").join(catalogued.calls.select("call"), on="call")
    np.testing.assert_array_equal(own.tallies[both["place"].to_numpy()], catalogued.tallies)
    assert own.hegemon.max() <= 4


@pytest.mark.mirror
def test_a_hegemon_that_never_voted_opposed_nothing(votes_base):
    asked = {"since": 2010, "until": date(2024, 12, 31), "hegemon": "TWN"}
    record = vote_record(groupings()["SCO"], SNAPSHOT, votes_base, **asked)
    assert not record.classes["hegemon_opposed"].any()


def test_roll_calls_of_a_made_up_grouping_are_not_held_offline():
    made_up = resolve_grouping("China, Russia, Iran")
    with pytest.raises(NotHeld, match="softbalance data pull && softbalance data build"):
        vote_record(made_up, SNAPSHOT, None, since=2001, until=date(2024, 12, 31), hegemon="USA")


def test_joint_votes_count_only_years_in_which_both_were_members():
    sco = groupings()["SCO"]
    pairs = pair_record(SNAPSHOT, (710, 750, 630), stake="all", since=2015, until=2025)
    then = within_membership(pairs, sco, date(2025, 12, 18))
    voted = {
        (int(a), int(b)): pairs.years[then.counts[:, k].any((1, 2))].min()
        for k, (a, b) in enumerate(zip(pairs.first, pairs.second, strict=True))
    }
    assert voted == {(710, 750): 2017, (630, 710): 2023, (630, 750): 2023}


def test_contested_votes_of_a_grouping_leave_its_members_out():
    record = vote_record(groupings()["NATO"], SNAPSHOT, None, since=2001, until=date(2024, 12, 31), hegemon="USA")
    outside = record.house - record.tallies
    share = outside[:, [0, 2]].max(1) / outside[:, :3].sum(1)
    np.testing.assert_array_equal(record.classes["contested"], share < 0.9)
    assert (record.classes["contested"] != (record.house[:, [0, 2]].max(1) < 0.9 * record.house[:, :3].sum(1))).any()
