import numpy as np
import polars as pl
import pytest

from softbalance.dossier import derive
from softbalance.dossier.derive import PARTS, Part, check_terms
from softbalance.dossier.derive_votes import dyad_tables, members_of, tally
from softbalance.dossier.null_draws import pooled, scaled, unscaled
from softbalance.evidence.matrix import VoteMatrix
from softbalance.measures.pairs import pair_counts
from softbalance.measures.stakes import Calls
from softbalance.sources import declared
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import EvidenceFault
from softbalance.terms.groupings import groupings
from tests.measures.votes import random_votes


def by_permission(what):
    return [source for source in declared() if declaration(source).redistribute == what]


def test_a_source_that_lets_only_counts_pass_cannot_ship_derived_values():
    counts_only = by_permission("counts")
    assert counts_only
    check_terms(Part((counts_only[0],), "counts", lambda *_: {}))
    with pytest.raises(EvidenceFault, match=f"{counts_only[0]} may be passed on as 'counts' only"):
        check_terms(Part((counts_only[0],), "derived", lambda *_: {}))


def test_a_source_that_lets_derived_values_pass_cannot_ship_its_rows():
    with pytest.raises(EvidenceFault, match="un_ga_votes"):
        check_terms(Part(("un_ga_votes",), "rows", lambda *_: {}))


def test_every_part_that_ships_is_allowed_to():
    for part in PARTS:
        check_terms(part)


def test_the_fingerprint_changes_with_a_single_value():
    table = pl.DataFrame({"ccode": [2, 710], "share": [0.1, 0.2]})
    changed = table.with_columns(share=pl.Series([0.1, 0.3]))
    assert derive.fingerprint({"a": table}) == derive.fingerprint({"a": table.clone()})
    assert derive.fingerprint({"a": table}) != derive.fingerprint({"a": changed})


def test_packed_draws_come_back_to_a_fraction_of_their_range_and_unknown_ones_stay_unknown():
    draws = np.append(np.random.default_rng(1).random(200), np.nan)
    low, high, packed = scaled(draws)
    found = unscaled(low, high, packed)
    assert len(packed) == 201
    assert np.isnan(found[-1])
    assert np.nanmax(np.abs(found - draws)) <= (high - low) / 508 + 1e-12


def test_draws_that_are_all_equal_come_back_exactly():
    assert unscaled(*scaled(np.full(5, 0.7))).tolist() == [0.7] * 5


def test_years_are_pooled_by_roll_calls_and_an_unknown_draw_rests_on_the_other_years():
    first, second = scaled(np.array([0.0, 1.0])), scaled(np.array([1.0, np.nan]))
    rows = pl.DataFrame(
        {"calls": [10, 30], "low": [first[0], second[0]], "high": [first[1], second[1]], "draws": [first[2], second[2]]}
    )
    assert pooled(rows).tolist() == [0.75, 1.0]


@pytest.fixture(scope="module")
def matrix():
    votes = random_votes(12, 160, seed=9, absent=0.15)
    dates = np.sort(np.random.default_rng(9).integers(0, 4 * 365, 160)) + np.datetime64("2001-01-01")
    return VoteMatrix(np.arange(100, 112, dtype=np.int32), np.arange(160), dates, votes)


def test_totals_and_exceptions_give_back_every_count_of_absence(matrix):
    flags = np.zeros(160, dtype=np.int8)
    house = tally(matrix.votes, np.ones(matrix.votes.shape, dtype=bool))
    tables, totals = dyad_tables(matrix, Calls(house, flags, flags, flags > 0), lambda _: None)
    years = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    exceptions = tables["dyad_absences"].filter(stake="all")
    assert 0 < exceptions.height < tables["dyads_all"].height
    for year in np.unique(years):
        pairs = pair_counts(matrix.votes[:, years == year])
        own = {row[0]: row[1:] for row in totals.filter(year=int(year), stake="all").select("ccode", *"YANX").rows()}
        odd = exceptions.filter(year=int(year)).drop("stake", "year").rows()
        by_pair = {row[:2]: row[2:] for row in odd}
        for first, second, counts in zip(pairs.first, pairs.second, pairs.counts, strict=True):
            key = (int(matrix.ccodes[first]), int(matrix.ccodes[second]))
            if not counts.any():
                continue
            if key in by_pair:
                assert by_pair[key] == tuple(counts[:3, 3]) + tuple(counts[3])
                continue
            rows = [own[key[0]][a] - counts[a, :3].sum() for a in range(3)]
            columns = [own[key[1]][a] - counts[:3, a].sum() for a in range(3)]
            assert rows == counts[:3, 3].tolist()
            assert columns == counts[3, :3].tolist()
            assert own[key[0]][3] - sum(columns) == counts[3, 3]


def test_members_of_a_grouping_are_those_of_the_day():
    dates = np.array(["2017-06-08", "2017-06-09", "2023-07-04"], dtype="datetime64[D]")
    matrix = VoteMatrix(np.array([630, 710, 750], dtype=np.int32), np.arange(3), dates, np.ones((3, 3), dtype=np.int8))
    assert members_of(groupings()["SCO"], matrix).tolist() == [
        [False, False, True],
        [True, True, True],
        [False, True, True],
    ]
