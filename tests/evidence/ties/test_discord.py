import polars as pl
import pytest

from softbalance.evidence.discord import check, discord, process, undirected
from softbalance.terms.errors import EvidenceFault

mirror = pytest.mark.mirror


@pytest.fixture(scope="module")
def table(read):
    return discord(read)


def years(table, first, second, kind):
    low, high = sorted((first, second))
    rows = table.filter((pl.col("ccode1") == low) & (pl.col("ccode2") == high) & (pl.col("kind") == kind))
    return set(rows["year"])


@mirror
@pytest.mark.parametrize(("first", "second", "since"), [(710, 750, 1948), (750, 770, 1947), (630, 670, 1979)], ids=str)
def test_china_and_india_india_and_pakistan_iran_and_saudi_arabia_are_rivals(table, first, second, since):
    """Thompson, Sakuwa & Suhas 2021, as in peacesciencer's tss_rivalries: live to the end of the data in 2020."""
    assert years(table, first, second, "rivalry") == set(range(since, 2021))


@mirror
def test_china_and_russia_stopped_being_rivals_in_1989(table):
    assert max(years(table, 365, 710, "rivalry")) == 1989


@mirror
def test_kyrgyzstan_and_tajikistan_fought_in_2021_and_2022(table):
    """UCDP/PRIO Armed Conflict Dataset 25.1, conflict 13324."""
    assert {2021, 2022} <= years(table, 702, 703, "armed_conflict")


@mirror
def test_every_kind_ends_where_its_source_ends(table):
    ends = dict(table.group_by("kind").agg(pl.col("year").max()).rows())
    assert ends == {"rivalry": 2020, "dispute": 2014, "claim": 2017, "armed_conflict": 2024}


def raw(**changed):
    frames = {
        "tss_rivalries": pl.DataFrame(
            {"ccode1": [750], "ccode2": [710], "start": [2018], "end": [2020], "rivalry": ["x"]}
        ),
        "cow_mid_ddydisps": pl.DataFrame(
            {"ccode1": [750, 770], "ccode2": [770, 750], "year": [2014, 2014], "hostlev": [4.0, 4.0]}
        ),
        "icow_claims": pl.DataFrame(
            {"name": ["Crimea"], "chal": [365], "tgt": [369], "begclaim": [201403], "endclaim": [201799]}
        ),
        "ucdp_acd": pl.DataFrame(
            {
                "year": [2024],
                "type_of_conflict": ["interstate"],
                "intensity_level": [2.0],
                "gwno_a": [365],
                "gwno_a_2nd": [731],
                "gwno_b": [369],
                "gwno_b_2nd": [None],
            },
            schema_overrides={"gwno_b_2nd": pl.Int32},
        ),
    }
    return frames | changed


def test_a_directed_dispute_is_one_dyad_and_a_rivalry_named_backwards_is_found():
    table = check(process(raw()))
    assert years(table, 770, 750, "dispute") == {2014}
    assert table.filter(pl.col("kind") == "dispute").height == 1
    assert years(table, 710, 750, "rivalry") == {2018, 2019, 2020}


def test_who_claims_from_whom_is_kept_though_the_dyad_has_no_direction():
    row = process(raw()).filter(pl.col("kind") == "claim").row(0, named=True)
    assert (row["ccode1"], row["ccode2"], row["note"]) == (365, 369, "Crimea: 365 claims from 369")
    assert years(process(raw()), 369, 365, "claim") == {2014, 2015, 2016, 2017}


def test_a_supporter_is_at_war_with_the_other_side_and_not_with_its_own():
    table = process(raw())
    assert years(table, 731, 369, "armed_conflict") == {2024}
    assert years(table, 731, 365, "armed_conflict") == set()


def test_a_year_beyond_the_source_stops_the_build():
    late = pl.DataFrame({"ccode1": [750], "ccode2": [770], "year": [2018], "hostlev": [4.0]})
    with pytest.raises(EvidenceFault, match="dispute outside 1816-2014"):
        check(process(raw(cow_mid_ddydisps=late)))


def test_a_state_at_odds_with_itself_is_dropped():
    rows = pl.DataFrame({"a": [2, 2], "b": [2, 20]})
    assert undirected(rows, "a", "b").select("ccode1", "ccode2").rows() == [(2, 20)]
