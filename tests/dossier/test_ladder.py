"""The ladder of rungs on the shipped snapshot."""

from functools import cache

import polars as pl
import pytest

from softbalance.dossier.assess import ask
from softbalance.dossier.case import case
from softbalance.dossier.conduct_record import ConductHeld
from softbalance.dossier.derive import PARTS, TOGETHER, check_terms
from softbalance.dossier.ladder import ladder
from softbalance.dossier.occasions import occasions
from softbalance.dossier.rungs import rung_section
from softbalance.interfaces.as_json import to_json
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import BadInput, UnknownName

from .planting import SHIPPED, planted

KEYS = {"value", "low", "high", "level", "n", "unit", "method", "coverage", "sources"}
STATES_AND_EVENTS = {"ccode", "beneficiary", "sender", "target", "episode", "occasion", "cluster", "case", "joined_by"}


@cache
def told(grouping, **asked):
    return to_json(ladder(grouping, held=SHIPPED, **asked))


@pytest.mark.parametrize("grouping", ["SCO", "NATO", "EU", "CSTO", "BRICS", "ARAB_LEAGUE", "WARSAW_PACT"])
def test_each_rung_holds_its_figure_without_nulls_where_it_was_tested(grouping):
    for rung in ("say", "pay", "fight"):
        found = told(grouping)[rung]
        assert set(found) >= KEYS
        assert all(found[key] is not None for key in KEYS)
        assert all(value is not None for value in found["coverage"].values())
        assert found["low"] <= found["value"] <= found["high"]
        assert found["n"] > 0


def test_csto_was_tested_in_disputes_and_nobody_joined():
    row = told("CSTO")["fight"]["tables"]["record"][0]
    assert (row["status"], row["joined"]) == ("tested", 0)
    assert row["occasions"] > 10


def test_aukus_and_sanctions_are_not_covered_which_is_not_zero():
    found = told("AUKUS")["pay"]
    assert found["value"] is None
    assert found["tables"]["record"][0]["status"] == "not covered"
    assert "not covered" in found["coverage"]["note"]


def test_never_tested_is_another_status_than_not_covered(tmp_path):
    def none(table):
        return table.filter(pl.col("grouping") != "SCO")

    held = planted(tmp_path, {"conduct_fight_rungs": none, "conduct_fight_occasions": none})
    found = to_json(ladder("SCO", held=held))["fight"]
    assert found["value"] is None
    assert found["tables"]["record"][0]["status"] == "never tested"
    assert "never tested" in found["coverage"]["note"]


def test_a_planted_joiner_changes_the_count_of_a_part_of_the_grouping_s_life(tmp_path):
    def joined(table):
        last = (pl.col("grouping") == "SCO") & (pl.col("year") == 2022)
        return table.with_columns(joined=pl.when(last).then(pl.lit([710])).otherwise(pl.col("joined")))

    held = planted(tmp_path, {"conduct_fight_occasions": joined})
    before, after = (
        ConductHeld(ask("SCO", one, since=2015), one).record("fight").overall.joined for one in (SHIPPED, held)
    )
    assert after == before + 1


def test_decisions_of_the_union_stand_beside_its_rate():
    found = told("EU")["pay"]
    assert found["body_decisions"]["value"] > 80
    assert found["value"] < 0.2


def test_what_the_sources_see_ends_before_the_day_asked_for_and_the_figure_says_so():
    coverage = told("SCO")["pay"]["coverage"]
    assert (coverage["since"], coverage["until"]) == (2001, 2020)
    assert coverage["observed"] < coverage["possible"]


def test_as_of_an_earlier_day_later_occasions_do_not_count():
    early, late = (ConductHeld(ask("NATO", SHIPPED, as_of=day), SHIPPED) for day in ("1989-12-31", "2024-12-31"))
    for rung in ("pay", "fight"):
        assert early.record(rung).overall.occasions < late.record(rung).overall.occasions


def test_counts_of_the_record_are_those_of_the_list_of_disputes():
    conduct = ConductHeld(ask("NATO", SHIPPED, as_of="2024-12-31"), SHIPPED)
    whole, listed = conduct.record("fight").overall, conduct.occasions()
    assert whole.occasions == listed.height
    assert whole.joined == listed["joined"].list.len().sum()
    assert whole.chances == listed["chances"].sum()


def test_counted_anew_from_the_founding_the_record_is_the_shipped_one():
    conduct = ConductHeld(ask("SCO", SHIPPED, as_of="2024-12-31"), SHIPPED)
    anew, held = conduct._recounted("fight").overall, conduct.record("fight").overall
    assert (anew.occasions, anew.chances, anew.joined) == (held.occasions, held.chances, held.joined)
    assert anew.rate.value == pytest.approx(held.rate.value, abs=1e-6)
    assert anew.rate.high == pytest.approx(held.rate.high, abs=1e-6)


def test_tajikistan_and_uzbekistan_are_the_only_members_of_the_sco_that_ever_joined_one():
    rows = to_json(occasions("fight", "SCO", held=SHIPPED))["fight"]["tables"]["occasions"]
    assert [row["year"] for row in rows if row["joined"]] == [2001]


def test_of_sanctions_no_case_and_no_state_is_shown():
    section = to_json(occasions("pay", "EU", held=SHIPPED))["pay"]
    for rows in section["tables"].values():
        assert not {name for row in rows for name in row} & STATES_AND_EVENTS


def test_no_table_made_of_restricted_sources_ships_more_than_counts():
    meta = SHIPPED.snapshot.meta
    restricted = {name for name in meta["sources"] if declaration(name).redistribute == "counts"}
    assert restricted == {"gsdb"}
    tables = [name for name, sources in meta["tables"].items() if restricted & set(sources)]
    assert len(tables) > 5
    for name in tables:
        columns = set(SHIPPED.snapshot.table(name).columns)
        if name != "conduct_calls":
            assert not columns & STATES_AND_EVENTS, name
        assert not {"pay_occasions", "pay_acts"} & {name}


def test_every_part_of_the_snapshot_keeps_to_the_terms_of_its_sources():
    for part in (*PARTS, *TOGETHER):
        check_terms(part)
    of_sanctions = [part for part in (*PARTS, *TOGETHER) if "gsdb" in part.sources]
    assert of_sanctions
    assert {part.content for part in of_sanctions} == {"counts"}


def test_another_grouping_stands_beside_it():
    rows = told("SCO", beside=("NATO",))["beside"]["tables"]["rungs"]
    assert [(row["rung"], row["grouping"]) for row in rows][:2] == [("say", "SCO"), ("say", "NATO")]
    assert len(rows) == 6


def test_an_alliance_that_ended_before_the_votes_began_is_told_as_of_its_last_day():
    found = told("TRIPLE_ALLIANCE")
    assert found["asked"]["as_of"] == "1915-05-03"
    assert found["say"]["value"] is None
    assert found["fight"]["tables"]["record"][0]["status"] == "tested"


def test_other_rules_are_shown_with_the_place_among_groupings():
    tables = told("NATO")["sensitivity"]["tables"]
    assert {len(tables["pay"]), len(tables["fight"])} == {9, 7}
    wars = next(row for row in tables["fight"] if row["variant"] == "wars only")
    assert wars["occasions"] < tables["fight"][0]["occasions"]


def test_random_groupings_say_whether_belonging_adds_anything():
    rows = told("NATO")["fight"]["tables"]["beyond_chance"]
    assert rows[0]["percentile"]["value"] > 0.95
    assert told("NATO")["fight"]["beyond_chance"]["plain"]["percentile"]["value"] > 0.95


def test_the_promises_kept_are_those_of_berkemeier_and_fuhrmann():
    rows = told("NATO")["talk"]["tables"]["promises"]
    assert [(row["honoured"], row["violated"]) for row in rows[:2]] == [(69, 70), (39, 57)]


def test_in_events_the_sco_does_no_less_per_word_than_nato():
    inside = [told(name)["talk"]["tables"]["talk"][0]["ratio"]["value"] for name in ("SCO", "NATO")]
    assert inside[0] == pytest.approx(0.018, abs=0.002)
    assert inside[0] > inside[1]


def test_a_case_tells_every_member_s_act_with_its_source():
    found = to_json(case("csto-kyrgyzstan-2010", held=SHIPPED))
    acts = {row["state"]: row for row in found["acts"]["tables"]["acts"]}
    assert acts["RUS"]["act"] == "paid"
    assert {row["source"] for row in acts.values()} <= {
        row["key"] for row in found["case_sources"]["tables"]["sources"]
    }


def test_single_votes_do_not_ship_and_the_case_says_how_many_voted_how():
    found = to_json(case("sco-es-11-1", held=SHIPPED))
    assert {row["act"]: row["states"] for row in found["acts"]["tables"]["counts"]} == {"absent": 1, "abstained": 6}


def test_an_unknown_case_or_rung_is_refused_with_what_there_is():
    with pytest.raises(UnknownName, match="csto-kyrgyzstan-2010"):
        case("csto-kyrgyztan-2010", held=SHIPPED)
    with pytest.raises(BadInput, match="pay, fight"):
        occasions("shout", "SCO", held=SHIPPED)


def test_a_made_up_grouping_without_single_events_is_not_covered_and_says_what_brings_them():
    section = rung_section(ConductHeld(ask("China, Russia, Iran", SHIPPED), SHIPPED), "fight")
    estimate = section.figures[0].estimate
    assert not estimate.known
    assert "softbalance data build" in estimate.coverage.note
