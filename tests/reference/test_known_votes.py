"""Published tallies and the project's central facts, from the shipped snapshot or from single votes."""

from datetime import date

import numpy as np
import polars as pl
import pytest

import softbalance
from softbalance.dossier.assess import ask
from softbalance.dossier.held import Held
from softbalance.dossier.say import important_gap
from softbalance.dossier.vote_record import vote_record
from softbalance.evidence.snapshot import shipped

HELD = Held(shipped())
# A/ES-11/PV.5 and the following records: yes, abstain, no, not voting.
TALLIES = {
    "A/RES/ES-11/1": (141, 35, 5, 12),
    "A/RES/ES-11/2": (140, 38, 5, 10),
    "A/RES/ES-11/3": (93, 58, 24, 18),
    "A/RES/ES-11/4": (143, 35, 5, 10),
    "A/RES/ES-11/5": (94, 73, 14, 12),
    "A/RES/ES-11/6": (141, 32, 7, 13),
}


@pytest.mark.parametrize(("symbol", "tally"), TALLIES.items())
def test_the_house_on_ukraine(symbol, tally):
    assert HELD.snapshot.table("calls").filter(pl.col("symbol") == symbol).select(*"YANX").row(0) == tally


def test_the_sco_on_the_aggression_against_ukraine():
    snapshot = HELD.snapshot
    call = snapshot.table("calls").filter(pl.col("symbol") == "A/RES/ES-11/1")["call"].item()
    rows = snapshot.table("tallies").filter(pl.col("grouping") == "SCO", pl.col("call") == call)
    assert rows.select(*"YANX").row(0) == (0, 6, 1, 1)


def gap(name, issue=None):
    asked = ask(name, HELD, as_of=date(2016, 12, 31), since=2001)
    record = vote_record(asked.grouping, HELD.snapshot, None, since=2001, until=asked.until, hegemon="USA")
    return important_gap(asked, record, issue)


def test_the_sco_falls_apart_where_the_united_states_call_a_vote_important():
    found = gap("SCO")
    assert found.high < 0
    assert found.n > 100


def test_the_sco_falls_apart_on_important_votes_within_human_rights_too():
    assert gap("SCO", "hr").high < 0


@pytest.mark.parametrize("name", ["G7", "NATO"])
@pytest.mark.parametrize("issue", [None, "hr"])
def test_g7_and_nato_do_not_fall_apart_on_important_votes(name, issue):
    found = gap(name, issue)
    assert found.value > 0
    assert found.high > 0


def test_the_gap_is_the_difference_of_two_means_of_roll_calls():
    asked = ask("SCO", HELD, as_of=date(2016, 12, 31), since=2001)
    record = vote_record(asked.grouping, HELD.snapshot, None, since=2001, until=asked.until, hegemon="USA")
    flags = record.calls["important"].to_numpy()
    index = []
    for yes, abstain, no, _ in record.tallies.tolist():
        total, most = yes + abstain + no, max(yes, abstain, no)
        index.append((most - (total - most) / 2) / total if total >= 2 else np.nan)
    index = np.array(index)
    expected = np.nanmean(index[flags == 1]) - np.nanmean(index[flags == 0])
    assert gap("SCO").value == pytest.approx(expected, abs=1e-12)


def test_russia_and_china_vote_closer_together_than_either_with_the_united_states():
    pairs = {pair: softbalance.similarity(*pair, 2010, 2020).value for pair in (("RUS", "CHN"), ("RUS", "USA"))}
    assert pairs["RUS", "CHN"] > 0.8 > 0.5 > pairs["RUS", "USA"]


@pytest.mark.mirror
def test_single_votes_on_the_aggression_against_ukraine(votes_base):
    call = votes_base.table("roll_calls").filter(symbol="A/RES/ES-11/1")["roll_call"].item()
    cast = dict(votes_base.table("votes").filter(roll_call=call).select("ccode", "vote").iter_rows())
    yes, abstain, no, absent = 1, 2, 3, 4
    named = {"IND": 750, "CHN": 710, "IRN": 630, "KAZ": 705, "KGZ": 703, "TJK": 702, "PAK": 770}
    assert {name: cast[ccode] for name, ccode in named.items()} == dict.fromkeys(named, abstain)
    assert (cast[704], cast[365], cast[370], cast[2]) == (absent, no, no, yes)


@pytest.mark.mirror
def test_the_two_records_of_votes_disagree_seldom_and_never_silently(votes_base):
    found = votes_base.table("vote_disagreements")
    cast = votes_base.table("votes").filter(pl.col("roll_call") > 0).height
    assert 0.001 < found.height / cast < 0.01
    assert (found["un"] != found["voeten"]).all()
    zimbabwe = found.join(votes_base.table("roll_calls"), on="roll_call").filter(
        pl.col("key").str.starts_with("71|"), pl.col("ccode") == 552, pl.col("voeten") == 4
    )
    assert zimbabwe.height == 71
