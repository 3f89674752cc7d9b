"""The record between two states: all kinds, directed, with sources."""

from functools import cache

import pytest

from softbalance.dossier.ties_record import ties
from softbalance.interfaces.as_json import to_json
from softbalance.interfaces.language import speaker
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import BadInput, UnknownName

from .reading import HELD


@cache
def record(giver, taker, since=2000):
    return to_json(ties(giver, taker, since=since, held=HELD))


def rows(giver, taker, section, table, since=2000):
    return record(giver, taker, since)[section]["tables"][table]


def test_trade_of_china_and_kazakhstan_in_2024_is_what_china_reports():
    """China Customs through IMF IMTS: exports 28.1, imports 15.8 billion dollars; imports FOB, at 1.06."""
    last = next(row for row in rows("CHN", "KAZ", "trade", "years") if row["year"] == 2024)
    assert last["usd"] == pytest.approx(28.1e9 + 15.8e9 / 1.06, rel=0.01)
    assert last["source"] == "imf_imts_us_china"
    assert last["taker_share"] is None


def test_trade_is_the_same_from_either_side_and_shares_change_places():
    there = {row["year"]: row for row in rows("CHN", "KAZ", "trade", "years")}
    back = {row["year"]: row for row in rows("KAZ", "CHN", "trade", "years")}
    assert there[2010]["usd"] == back[2010]["usd"]
    assert there[2010]["taker_share"] == back[2010]["giver_share"] > back[2010]["taker_share"]


def test_arms_go_from_russia_to_india_and_not_back():
    assert rows("RUS", "IND", "arms", "windows")
    assert rows("IND", "RUS", "arms", "windows") == []


def test_finance_goes_from_china_to_kazakhstan_and_not_back():
    assert {row["kind"] for row in rows("CHN", "KAZ", "finance", "windows")} == {"finance_committed"}
    assert rows("KAZ", "CHN", "finance", "windows") == []


def test_american_soldiers_stand_in_korea_and_not_the_other_way_round():
    hosted = rows("USA", "KOR", "troops", "windows")
    assert 20_000 < hosted[-1]["troops"] < 40_000
    assert rows("KOR", "USA", "troops", "windows") == []


def test_a_pledge_is_directed():
    """The treaty of 1960 binds the USA to defend Japan; ATOP codes no such duty for Japan."""
    spells = rows("USA", "JPN", "treaties", "spells", 2024)
    assert {(row["giver"], row["defence"]) for row in spells} == {("USA", True), ("JPN", False)}


def test_a_pledge_after_2018_is_marked_as_carried_and_names_the_events():
    spells = rows("RUS", "PRK", "treaties", "spells")
    last = max((row for row in spells if row["giver"] == "RUS"), key=lambda row: row["until"])
    assert last["since"] == 2024
    assert last["defence"]
    assert last["carried"]
    assert last["source"] == "atop_members+treaty_events"


def test_quarrels_and_exercises_are_the_same_whichever_state_comes_first():
    for section, table in (("discord", "years"), ("troops", "exercises")):
        assert rows("IND", "PAK", section, table) == rows("PAK", "IND", section, table)
    assert all(row["rivalry"] for row in rows("IND", "PAK", "discord", "years") if row["year"] <= 2020)


def test_the_usa_and_the_philippines_held_exercises_together():
    exercises = rows("USA", "PHL", "troops", "exercises")
    assert exercises[-1]["until"] == 2010
    assert all(row["exercises"] > 0 for row in exercises)


def test_the_factbook_names_china_among_kazakhstans_largest_partners():
    named = rows("CHN", "KAZ", "trade", "factbook")
    assert {(row["state"], row["kind"]) for row in named} >= {("KAZ", "export_share"), ("KAZ", "import_share")}


def test_every_row_names_a_declared_source():
    for section in ("trade", "arms", "finance", "troops", "treaties"):
        for table, found in record("USA", "KOR", 1990)[section]["tables"].items():
            for row in found if table != "factbook" else ():
                for source in row["source"].split("+"):
                    assert source == "treaty_events" or declaration(source).id == source


def test_the_record_says_what_each_source_covers():
    table = rows("CHN", "KAZ", "coverage", "sources")
    troops = next(row for row in table if row["kind"] == "troops")
    assert (troops["reporter"], troops["none_if_absent"]) == ("USA", True)
    arms = next(row for row in table if row["source"] == "sipri_arms_annual")
    assert arms["reporter"] == "every state"


def test_no_row_lies_before_the_first_year_asked_for():
    for section in record("CHN", "KAZ", 2015).values():
        for found in section.get("tables", {}).values() if isinstance(section, dict) else ():
            assert all(row["year"] >= 2015 for row in found if "year" in row)


@pytest.mark.parametrize(
    ("giver", "taker", "since", "fault", "says"),
    [
        ("CHN", "China", 2000, BadInput, "two different states"),
        ("CHN", "Atlantis", 2000, UnknownName, "Atlantis"),
        ("CHN", "KAZ", 1900, BadInput, "1950"),
        ("CHN", "KAZ", 2050, BadInput, "2050"),
    ],
)
def test_each_bad_pair_says_what_was_wrong(giver, taker, since, fault, says):
    with pytest.raises(fault, match=says):
        ties(giver, taker, since=since)


def test_the_answer_says_trade_arms_duties_and_quarrels_or_that_none_is_on_record():
    say = speaker("en").say
    told = [say(one) for one in ties("CHN", "KAZ", held=HELD).answer]
    assert told[0].startswith("Trade between China and Kazakhstan came to 43.0 billion USD in 2024")
    assert told[2] == "By treaty China owes Kazakhstan, as of 2025: non-aggression and consultation."
    nothing = [say(one) for one in ties("FSM", "BTN", held=HELD).answer]
    assert all("is on record since 2000" in one or "are on record since 2000" in one for one in nothing[1:])


def test_kinds_of_ties_are_named_for_readers_and_coded_for_programs():
    coverage = to_json(ties("CHN", "KAZ", held=HELD), "zh-Hant")["coverage"]["tables"]["sources"]
    assert {row["kind"]: row["kind_name"] for row in coverage}["oda_net"] == "官方援助淨額"
