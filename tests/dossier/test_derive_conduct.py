"""What of joint action is derived for the snapshot, on small records written out by hand."""

import polars as pl
import pytest

from softbalance.dossier.conduct_cases import conversion_table, vote_case_counts
from softbalance.dossier.conduct_nulls import cells, system
from softbalance.dossier.conduct_weights import trade_weights
from softbalance.dossier.derive_conduct import PAY_TABLES, Record, occasion_rows, pay_tables, rung_rows
from softbalance.evidence.base import Base
from softbalance.evidence.cases import case, with_votes
from softbalance.evidence.snapshot import shipped
from tests.evidence.record_frames import cases as sanction_cases
from tests.evidence.record_frames import fights, spells

MEMBERS = spells((1, 2000, 2006), (2, 2000, 2006), (3, 2003, 2006))
FIGHTS = fights(
    ("m", 2001, 4, {99: ("a", True, 4), 1: ("b", True, 4)}),
    ("n", 2004, 5, {99: ("a", True, 4), 1: ("b", True, 4), 2: ("b", False, 4), 3: ("a", False, 4)}),
)
RECORD = Record("fight", (1990, 2010), ("cow_mid_dirdisps",), *FIGHTS)


def test_an_occasion_names_who_joined_who_opposed_and_counts_the_chances():
    rows = occasion_rows("X", RECORD.of("X", MEMBERS), RECORD.occasions).to_dicts()
    assert [(row["episode"], row["beneficiary"], row["joined"], row["other_side"]) for row in rows] == [
        ("m/b", 1, [], []),
        ("n/b", 1, [2], [3]),
    ]
    assert [row["chances"] for row in rows] == [1, 2]


def test_the_record_is_kept_for_each_year_in_which_it_changed():
    rows = rung_rows("X", RECORD, RECORD.of("X", MEMBERS), MEMBERS)
    whole = [(row["year"], row["occasions"], row["joined"]) for row in rows if row["kind"] == "all"]
    assert [one for one in whole if one[1]] == [(2001, 1, 0), (2004, 2, 1)]
    assert rows[0]["status"] == "never tested"
    assert rows[-1]["status"] == "tested"


def test_before_the_sources_look_nothing_is_covered():
    record = Record("fight", (2005, 2010), (), *FIGHTS)
    early = spells((1, 2000, 2002), (2, 2000, 2002))
    none = record.of("X", early).filter(pl.col("year") > 3000)
    assert {row["status"] for row in rung_rows("X", record, none, early)} == {"not covered"}


def test_without_the_sanctions_file_the_counts_that_ship_stay_as_they_are(tmp_path):
    kept = pay_tables(Base(tmp_path), lambda _: None)
    assert set(kept) == set(PAY_TABLES)
    assert kept["conduct_pay_rungs"].equals(shipped().table("conduct_pay_rungs"))


def test_a_member_is_weighed_by_its_trade_with_the_sanctioned_state_the_year_before():
    occasions, acts = sanction_cases(("s", 2004, {1: None}, [99]))
    told = pl.DataFrame(
        {"episode": ["s/a"] * 2, "year": [2004] * 2, "ccode": [1, 2]},
        schema_overrides={"ccode": pl.Int32, "year": pl.Int16},
    )
    flows = pl.DataFrame(
        {
            "from_ccode": [2, 99, 2, 2],
            "to_ccode": [99, 2, 99, 98],
            "year": [2003, 2003, 2004, 2003],
            "value_usd": [5.0, 2.0, 100.0, 100.0],
        },
        schema_overrides={"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16},
    )
    assert trade_weights(told, occasions, acts, flows).rows() == [("s/a", 2, 7.0)]


def test_of_cases_answered_by_votes_only_counts_are_kept():
    filled = with_votes(case("sco-es-11-1"), {"IND": "abstain", "BLR": "no"}, ["RUS", "IND", "BLR", "UZB"])
    counts = vote_case_counts([filled, case("csto-kyrgyzstan-2010")])
    assert counts.columns == ["case", "act", "states"]
    assert dict(counts.select("act", "states").iter_rows()) == {"abstain": 1, "absent": 1, "say": 1}


def test_conversion_counts_those_that_went_on_within_the_crisis():
    row = conversion_table([case("csto-kyrgyzstan-2010")]).filter(pl.col("scope") == "CSTO").to_dicts()[0]
    assert (row["start"], row["end"], row["n"], row["went_on"], row["crises"]) == (1, 2, 1, 1, 1)


@pytest.mark.parametrize(("ccode", "year", "there"), [(365, 1980, True), (265, 1995, False), (710, 1946, True)])
def test_stand_ins_are_drawn_from_states_that_were_there(ccode, year, there):
    rows = system(1946, 2024).filter(pl.col("ccode") == ccode, pl.col("year") == year)
    assert (rows.height == 1) is there


def test_a_state_is_matched_on_the_regime_nearest_to_the_year():
    pool = spells((2, 2000, 2001))
    regimes = pl.DataFrame({"ccode": [2, 2], "year": [1900, 2010], "polyarchy": [0.2, 0.8]})
    assert cells(pool, regimes, 2001)[2].endswith("/democracy")
    assert cells(pool, regimes, 1901)[2].endswith("/autocracy")
