"""Who owes whom. Facts without another address: ATOP 5.1, atop5_1m.csv, as declared in sources/atop_members."""

from datetime import date

import polars as pl
import pytest

from softbalance.evidence.ties import treaties as module
from softbalance.evidence.ties.schema import FLAGS
from softbalance.evidence.ties.treaties import atop_spells, check, obligations, unlike_atop, with_events
from softbalance.terms.errors import BadInput, EvidenceFault
from softbalance.terms.groupings import grouping
from softbalance.terms.states import state

mirror = pytest.mark.mirror


def flags(table, giver, taker, year):
    """What one state owes another, as a set of words."""
    row = table.filter(
        (pl.col("from_ccode") == state(giver).ccode)
        & (pl.col("to_ccode") == state(taker).ccode)
        & (pl.col("year") == year)
    )
    return {flag for flag in FLAGS if row.height and row[flag][0]}


def members(*rows):
    """Rows as ATOP's file of members has them: treaty, member, entry, exit (0: still there), flags."""
    names = ["atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit"]
    filled = [
        dict(zip(names, (t, m, *entry, *exit_), strict=True)) | {f: int(f in owed) for f in module.ATOP.values()}
        for t, m, entry, exit_, owed in rows
    ]
    return pl.DataFrame(filled)


OPEN = (0, 0, 0)


@mirror
@pytest.mark.parametrize("ally", ["DEU", "JPN", "KOR"])
def test_the_usa_owes_germany_japan_and_south_korea_defence_in_2018(owed, ally):
    assert "defence" in flags(owed(since=2018, until=2018), "USA", ally, 2018)


@mirror
def test_the_usa_owes_saudi_arabia_no_defence_in_2018(owed):
    assert flags(owed(since=2018, until=2018), "USA", "SAU", 2018) == set()


@mirror
@pytest.mark.parametrize("ally", ["KAZ", "BLR"])
def test_russia_owes_kazakhstan_and_belarus_defence_in_2018(owed, ally):
    assert "defence" in flags(owed(since=2018, until=2018), "RUS", ally, 2018)


@mirror
def test_china_owes_north_korea_defence_and_pakistan_none(owed):
    held = owed(since=2018, until=2018)
    assert "defence" in flags(held, "CHN", "PRK", 2018)
    assert flags(held, "CHN", "PAK", 2018) == {"nonaggression", "consultation"}


@mirror
def test_russia_and_china_owe_each_other_consultation_and_non_aggression(owed):
    held = owed(since=2018, until=2018)
    for giver, taker in (("RUS", "CHN"), ("CHN", "RUS")):
        assert flags(held, giver, taker, 2018) == {"nonaggression", "consultation"}


@mirror
@pytest.mark.parametrize("year", [2003, 2018, 2025])
def test_the_scos_own_treaties_bind_to_consultation_and_non_aggression_only(owed, year):
    own = owed(since=year, until=year, treaties=map(str, grouping("SCO").own_treaties))
    assert own.select(pl.col(FLAGS).any()).row(0) == (False, False, False, True, True)


@mirror
def test_nato_members_owe_each_other_defence_under_its_own_treaty(owed):
    own = owed(since=2018, until=2018, treaties=map(str, grouping("NATO").own_treaties))
    assert own.height == 29 * 28
    assert own["defence"].all()


@mirror
def test_the_members_file_gives_every_dyad_year_of_atops_own_directed_dyads(read, owed):
    assert unlike_atop(owed(until=2018), read("atop_dyads")).is_empty()


@mirror
def test_the_listed_exception_is_still_needed(read, owed, monkeypatch):
    monkeypatch.setattr(module, "LISTED", set())
    differing = unlike_atop(owed(until=2018), read("atop_dyads"))
    assert set(differing.select("from_ccode", "to_ccode", "year").rows()) == {(200, 220, 1956)}


@mirror
def test_a_dyad_file_that_disagrees_is_refused(read, spells):
    wrong = read("atop_dyads").with_columns(atop_defense=1 - pl.col("atop_defense"))
    with pytest.raises(EvidenceFault, match="unlike ATOP's own"):
        check(spells, {"atop_dyads": wrong})


@mirror
def test_finland_owes_and_is_owed_defence_from_2023_on(owed):
    """Accession on 4 April 2023: https://www.nato.int/cps/en/natohq/topics_52044.htm"""
    held = owed(since=2022, until=2024)
    assert "defence" not in flags(held, "FIN", "USA", 2022)
    assert "defence" in flags(held, "FIN", "USA", 2023)
    assert "defence" in flags(held, "USA", "FIN", 2023)
    assert "defence" in flags(held, "SWE", "FIN", 2024)
    assert "defence" not in flags(held, "SWE", "USA", 2023)


@mirror
def test_every_year_after_atop_is_flagged_as_carried(owed):
    held = owed(since=2017, until=2020)
    assert held.filter(pl.col("carried"))["year"].unique().sort().to_list() == [2019, 2020]
    assert held.filter(pl.col("year") == 2018)["source"].unique().to_list() == ["atop_members"]


@mirror
def test_australia_owes_tuvalu_defence_and_tuvalu_owes_australia_none(owed):
    """A pledge has a direction: Falepili Union treaty, art. 4, in force 28 August 2024."""
    held = owed(since=2024, until=2024)
    assert "defence" in flags(held, "AUS", "TUV", 2024)
    assert "defence" not in flags(held, "TUV", "AUS", 2024)


@mirror
def test_russia_and_ukraine_owe_each_other_no_consultation_after_their_treaty_lapsed(owed):
    held = owed(since=2018, until=2020)
    assert "consultation" in flags(held, "RUS", "UKR", 2018)
    assert "consultation" not in flags(held, "RUS", "UKR", 2020)


def test_a_one_way_pledge_stays_one_way():
    raw = members((1, 2, (1950, 1, 1), OPEN, {"defense"}), (1, 20, (1950, 1, 1), OPEN, {"consul"}))
    held = obligations(atop_spells(raw), since=2000, until=2000)
    assert flags(held, "USA", "CAN", 2000) == {"defence"}
    assert flags(held, "CAN", "USA", 2000) == {"consultation"}


def test_states_that_were_never_parties_together_owe_each_other_nothing():
    raw = members(
        (1, 2, (1950, 1, 1), OPEN, {"defense"}),
        (1, 20, (1950, 1, 1), (1990, 6, 1), {"defense"}),
        (1, 200, (1990, 6, 2), OPEN, {"defense"}),
    )
    held = obligations(atop_spells(raw), since=1990, until=1990)
    assert flags(held, "USA", "CAN", 1990) == flags(held, "USA", "GBR", 1990) == {"defence"}
    assert flags(held, "CAN", "GBR", 1990) == set()


def test_events_do_what_they_say_and_refuse_what_they_cannot_do():
    raw = members((1, 2, (1950, 1, 1), OPEN, {"defense"}), (1, 20, (1950, 1, 1), OPEN, {"defense"}))
    start = atop_spells(raw)
    join = {"kind": "enter", "atopid": 1, "members": [200], "date": date(2020, 5, 1), "what": "joins"}
    leave = {"kind": "end", "atopid": 1, "members": [20], "date": date(2021, 5, 1), "what": "leaves"}
    held = obligations(with_events(start, [join, leave]), since=2019, until=2022)
    assert flags(held, "GBR", "USA", 2019) == set()
    assert flags(held, "GBR", "USA", 2020) == {"defence"}
    assert flags(held, "CAN", "GBR", 2021) == {"defence"}
    assert flags(held, "CAN", "GBR", 2022) == set()
    for impossible in (join | {"atopid": 7}, leave | {"members": [710]}):
        with pytest.raises(BadInput):
            with_events(start, [impossible])


def test_years_beyond_the_last_event_are_refused():
    raw = members((1, 2, (1950, 1, 1), OPEN, {"defense"}))
    with pytest.raises(BadInput, match="lies beyond"):
        obligations(atop_spells(raw), until=2040)


def test_every_event_is_cited_dated_after_atop_and_speaks_of_known_states():
    for event in module.events():
        assert event["url"].startswith("http")
        assert event["date"] > date(2018, 12, 31)
        assert event["date"] <= module.closing()
        assert all(state(str(member)) for member in event["members"])
        assert {flag for flag, _, _ in event.get("owed", ())} <= set(FLAGS)
