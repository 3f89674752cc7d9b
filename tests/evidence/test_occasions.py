"""The record of occasions: sides, principals, crises, and what the checks catch."""

from datetime import date

import polars as pl
import pytest

from softbalance.evidence.conflicts import interstate_conflicts
from softbalance.evidence.disputes import gml_disputes, mid_disputes, wars
from softbalance.evidence.events import events
from softbalance.evidence.occasions import checked, member_years, opposed_pairs, with_clusters
from softbalance.evidence.promises import promises
from softbalance.evidence.sanctions import sanctions
from softbalance.evidence.support import internal_wars
from softbalance.terms.errors import EvidenceFault, SchemaChanged
from softbalance.terms.groupings import grouping
from tests.evidence.record_frames import cases, fights

USA, UK, FRANCE, GERMANY, RUSSIA, CHINA, IRAQ, KUWAIT = 2, 200, 220, 255, 365, 710, 645, 690


def mid_rows(*pairs: tuple[int, int, int, int, int, int, int, int]) -> pl.DataFrame:
    """Return directed dispute-years from dispute, two states, year, first's hostility and origin, second's."""
    rows = []
    for number, one, other, year, own, origin, theirs, their_origin in pairs:
        rows.append((number, one, other, year, 1, own, origin))
        rows.append((number, other, one, year, 0, theirs, their_origin))
    names = ["dispnum", "ccode1", "ccode2", "year", "sidea1", "hostlev1", "orig1"]
    return pl.DataFrame(rows, schema=names, orient="row")


def dispute_list(*rows: tuple[int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["dispnum", "styear", "hostlev"], orient="row")


def seats(acts: pl.DataFrame, occasion: str) -> dict[int, tuple[str, bool]]:
    rows = acts.filter(pl.col("occasion") == occasion).select("ccode", "side", "principal").iter_rows()
    return {ccode: (side, principal) for ccode, side, principal in rows}


def test_britain_joins_the_defence_of_kuwait():
    directed = mid_rows((7, IRAQ, KUWAIT, 1990, 5, 1, 5, 1), (7, IRAQ, UK, 1991, 5, 1, 5, 0))
    occasions, acts = mid_disputes(directed, dispute_list((7, 1990, 5)))
    assert occasions.select("occasion", "year", "until", "hostility").row(0) == ("mid-7", 1990, 1991, 5)
    assert seats(acts, "mid-7") == {IRAQ: ("a", True), KUWAIT: ("b", True), UK: ("b", False)}


def test_a_state_that_changes_sides_stands_where_it_first_was():
    directed = mid_rows(
        (8, GERMANY, FRANCE, 1940, 5, 1, 5, 1),
        (8, RUSSIA, FRANCE, 1940, 4, 0, 5, 1),
        (8, GERMANY, RUSSIA, 1941, 5, 1, 5, 0),
    )
    _, acts = mid_disputes(directed, dispute_list((8, 1940, 5)))
    assert seats(acts, "mid-8")[RUSSIA] == ("a", False)


def test_the_revised_list_is_read_the_same_way_with_its_own_level():
    directed = mid_rows((9, USA, CHINA, 1996, 3, 1, 4, 1)).with_columns(hostlev=pl.lit(4))
    occasions, _ = gml_disputes(directed)
    assert occasions.select("occasion", "hostility", "source").row(0) == ("gml-9", 4, "gml_dirdisp")


def test_the_initiator_of_a_war_stands_on_side_a_and_latecomers_joined():
    rows = [
        (1, IRAQ, 1990, 1, 0), (1, KUWAIT, 1990, 2, 1), (1, USA, 1991, 1, 0),
    ]  # fmt: skip
    raw = pl.DataFrame(rows, schema=["warnum", "ccode1", "year", "sidea1", "initiator1"], orient="row")
    _, acts = wars(raw)
    assert seats(acts, "war-1") == {IRAQ: ("b", True), KUWAIT: ("a", True), USA: ("b", False)}


def conflict(*rows: tuple[int, int, int, int | None, int, int | None, str, int]) -> pl.DataFrame:
    names = [
        "conflict_id",
        "year",
        "gwno_a",
        "gwno_a_2nd",
        "gwno_b",
        "gwno_b_2nd",
        "type_of_conflict",
        "intensity_level",
    ]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(start_date2=pl.lit(date(2022, 2, 24)))


def test_north_korea_joined_russia_against_ukraine():
    raw = conflict(
        (13243, 2022, 365, None, 369, None, "interstate", 2), (13243, 2024, 365, 731, 369, None, "interstate", 2)
    )
    occasions, acts = interstate_conflicts(raw)
    assert occasions.select("year", "until", "hostility").row(0) == (2022, 2024, 5)
    assert seats(acts, "ucdp-13243001") == {365: ("a", True), 731: ("a", False), 369: ("b", True)}


def test_united_germany_is_one_state_in_both_numberings():
    raw = conflict((1, 2022, 365, None, 369, 260, "interstate", 1))
    assert GERMANY in interstate_conflicts(raw)[1]["ccode"].to_list()


def test_wars_at_home_are_no_conflicts_between_states():
    assert interstate_conflicts(conflict((1, 2022, 365, None, 369, None, "II", 1)))[0].is_empty()


def support(*rows: tuple[int, int, int, int, int, str | None]) -> pl.DataFrame:
    names = ["year", "conflict_id", "civil", "gwno_a", "actor_nonstate", "ext_name"]
    return pl.DataFrame(rows, schema=names, orient="row")


def test_helpers_of_a_government_and_of_its_rebels_stand_apart():
    raw = support(
        (1985, 333, 1, 700, 0, "Government of Russia (Soviet Union)"),
        (1985, 333, 1, 700, 1, "Government of United States of America,Some movement,Government of China"),
        (1986, 333, 1, 700, 1, None),
    )
    occasions, acts = internal_wars(raw)
    assert occasions.select("year", "until", "kind").row(0) == (1985, 1986, "internal")
    assert seats(acts, "support-1") == {700: ("a", True), 365: ("a", False), USA: ("b", False), CHINA: ("b", False)}


def test_a_war_that_pauses_is_two_occasions():
    occasions, _ = internal_wars(support((1985, 333, 1, 700, 0, None), (1987, 333, 1, 700, 0, None)))
    assert occasions["year"].to_list() == [1985, 1987]


def test_a_supporter_nobody_knows_is_reported_and_not_dropped():
    with pytest.raises(SchemaChanged, match="Ruritania"):
        internal_wars(support((1985, 333, 1, 700, 0, "Government of Ruritania")))


def members_of(grouping_id: str, on: date) -> frozenset[int]:
    return {"EU": frozenset({FRANCE, GERMANY}), "ARAB_LEAGUE": frozenset({IRAQ, KUWAIT})}.get(grouping_id, frozenset())


def gsdb(*rows: tuple[int, str, str, int, int]) -> pl.DataFrame:
    names = ["case_id", "sanctioning_state", "sanctioned_state", "begin", "end"]
    return pl.DataFrame(rows, schema=names, orient="row")


LAST = (99, "China", "Lithuania", 2022, 2022)


def parties(record, occasion: str, side: str) -> dict[int, str | None]:
    rows = record.acts.filter(pl.col("occasion") == occasion, pl.col("side") == side)
    return dict(rows.select("ccode", "body").iter_rows())


def test_a_union_that_sanctions_stands_for_its_members_and_an_own_act_goes_first():
    record = sanctions(gsdb((1, "EU, France, Norway", "Russia", 2014, 2022), LAST), members_of)
    assert parties(record, "gsdb-1", "a") == {FRANCE: None, GERMANY: "EU", 385: None}
    assert parties(record, "gsdb-1", "b") == {RUSSIA: None}


def test_names_with_a_comma_are_one_state():
    record = sanctions(gsdb((1, "Egypt, Arab Rep., Syria", "Korea, South", 1960, 1961), LAST), members_of)
    assert set(parties(record, "gsdb-1", "a")) == {651, 652}
    assert set(parties(record, "gsdb-1", "b")) == {732}


def test_germany_of_1957_is_the_federal_republic():
    assert set(parties(sanctions(gsdb((1, "Germany", "Cuba", 1957, 1958), LAST), members_of), "gsdb-1", "a")) == {260}


def test_a_mandate_of_the_united_nations_is_marked():
    record = sanctions(gsdb((1, "UN", "Iraq", 1990, 2003), (2, "United States", "Iraq", 1990, 2003), LAST), members_of)
    assert dict(record.occasions.select("occasion", "mandated").iter_rows())["gsdb-1"]
    assert not dict(record.occasions.select("occasion", "mandated").iter_rows())["gsdb-2"]


def test_the_last_two_years_are_censored():
    record = sanctions(gsdb((1, "India", "Fiji", 2020, 2022), (2, "India", "Fiji", 2021, 2022), LAST), members_of)
    assert record.occasions.sort("occasion")["censored"].to_list() == [False, True, True]


def test_cases_without_a_state_on_one_side_are_left_out_with_the_reason():
    record = sanctions(
        gsdb((1, "CoCom", "China", 1950, 1985), (2, "India", "Western countries", 1973, 1974), LAST), members_of
    )
    assert record.left_out == {1: "the sender is no state and no catalogued body", 2: "the target is no state"}


def test_a_name_that_is_not_declared_stops_the_reading():
    with pytest.raises(SchemaChanged, match="Ruritania"):
        sanctions(gsdb((1, "Ruritania", "Iraq", 1990, 1991), LAST), members_of)


def test_events_of_a_crisis_do_not_chain_for_ever():
    years = [1990, 1991, 1992, 1993, 1994, 1995, 1996]
    frame = pl.DataFrame({"occasion": [str(year) for year in years], "year": years})
    found = with_clusters(frame, frame.select("occasion", key=pl.lit("750-770")))
    assert found["cluster"].to_list() == ["1990"] * 3 + ["1993"] * 3 + ["1996"]


def test_other_parties_are_another_crisis():
    frame = pl.DataFrame({"occasion": ["x", "y"], "year": [1990, 1990]})
    keys = pl.DataFrame({"occasion": ["x", "y"], "key": ["2-645", "750-770"]})
    assert with_clusters(frame, keys)["cluster"].n_unique() == 2


def test_a_pair_is_the_same_whoever_began():
    _, acts = fights(
        ("x", 1990, 4, {2: ("a", True, 4), 645: ("b", True, 4)}),
        ("y", 1991, 4, {645: ("a", True, 4), 2: ("b", True, 4)}),
    )
    assert opposed_pairs(acts)["key"].unique().to_list() == ["2-645"]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda o, a: (pl.concat([o, o]), a), "given twice"),
        (lambda o, a: (o, pl.concat([a, a])), "stands twice"),
        (lambda o, a: (o.filter(pl.col("occasion") != "x"), a), "belong to no occasion"),
        (lambda o, a: (o, a.filter(pl.col("side") == "a")), "lack a side"),
        (lambda o, a: (o.with_columns(hostility=pl.lit(6, pl.Int8)), a), "outside 1 to 5"),
    ],
)
def test_a_planted_fault_is_caught(spoil, found):
    tables = fights(("x", 1990, 4, {2: ("a", True, 4), 645: ("b", True, 4)}))
    with pytest.raises(EvidenceFault, match=found):
        checked(*spoil(*tables))


def test_sanctions_pass_the_same_checks():
    checked(*cases(("s", 2000, {2: None}, [645])))


def test_india_belongs_in_2017_and_not_in_2016():
    years = member_years(grouping("SCO"), 2016, 2017).filter(pl.col("ccode") == 750)["year"].to_list()
    assert years == [2017]


def test_an_alliance_marked_neither_kept_nor_broken_was_not_tested():
    raw = pl.DataFrame(
        {"atopid": [1.0, 2.0, 3.0], "warid": [7, 7, 8], "honorBF": [1, None, None], "violateBF": [None, 1, None]}
    ).with_columns(pl.lit(1).alias(name) for name in ("defense", "offense", "neutral", "nonagg", "consul"))
    assert promises(raw)["honoured"].to_list() == [True, False]
    with pytest.raises(EvidenceFault, match="both honoured and violated"):
        promises(raw.with_columns(violateBF=pl.lit(1)))


def test_a_pair_that_was_watched_and_did_nothing_stays():
    raw = pl.DataFrame(
        {"i_iso3c": ["RUS"], "j_iso3c": ["NAM"], "year": [2014]}
        | {name: [0] for name in ("verbCoop", "matlCoop", "verbConf", "matlConf")}
    )
    assert events(raw).select("from_ccode", "to_ccode", "verbal_cooperation").row(0) == (365, 565, 0)
