"""What the sources say of joint action, on the real data."""

import numpy as np
import polars as pl
import pytest

from softbalance.evidence.case_acts import case_acts
from softbalance.evidence.cases import cases, with_votes
from softbalance.evidence.joint_record import (
    DISPUTES,
    FIGHT_COVERED,
    PAY_COVERED,
    fight_record,
    pay_record,
    steps,
)
from softbalance.evidence.occasions import member_years
from softbalance.measures.conversion import by_crisis, conversion
from softbalance.measures.grouping_occasions import dispute_acts, sanction_acts
from softbalance.measures.joint_action import body_decisions, rung_record
from softbalance.measures.kept_promises import kept_promises
from softbalance.measures.talk_and_deed import talk_and_deed
from softbalance.sources import Store, read
from softbalance.terms.errors import BadInput
from softbalance.terms.groupings import grouping
from softbalance.terms.states import state

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """Reads a source from the mirror, each once."""
    store = Store(tmp_path_factory.mktemp("home"))
    held: dict[str, pl.DataFrame] = {}

    def from_store(source_id: str) -> pl.DataFrame:
        if source_id not in held:
            store.pull([source_id])
            held[source_id] = read(source_id, store)
        return held[source_id]

    return from_store


@pytest.fixture(scope="module")
def fights(reader):
    return fight_record(reader)


@pytest.fixture(scope="module")
def payments(reader):
    return pay_record(reader)


def years(grouping_id: str) -> pl.DataFrame:
    return member_years(grouping(grouping_id), 1816, 2024)


def fought(fights, grouping_id: str):
    members = years(grouping_id)
    return rung_record(dispute_acts(*fights, members), members, rung="fight", covered=FIGHT_COVERED)


def paid(payments, grouping_id: str):
    members = years(grouping_id)
    acts = sanction_acts(payments.occasions, payments.acts, members, own_body=grouping_id)
    return rung_record(acts, members, rung="pay", covered=PAY_COVERED)


def test_nearly_every_dispute_and_sanction_of_the_sources_is_an_occasion(fights, payments):
    kinds = dict(fights[0]["kind"].value_counts().iter_rows())
    assert kinds["dispute"] >= 2_430
    assert payments.occasions.height + len(payments.left_out) == 1_325
    assert len(payments.left_out) < 100


def test_no_dispute_is_counted_by_two_sources(fights):
    occasions = fights[0]
    assert occasions.filter(pl.col("kind") == "dispute")["year"].max() == 2014
    assert occasions.filter(pl.col("kind") == "armed conflict")["year"].min() > 2014


def test_nato_fought_together_over_kosovo_though_none_was_there_from_the_first_day(fights):
    acts = dispute_acts(*fights, years("NATO")).filter(pl.col("episode").str.starts_with("mid-4137/"))
    assert acts["kind"].unique().to_list() == ["joins in"]
    joined = acts.filter(pl.col("act") == "joined")
    assert {state("France").ccode, state("Canada").ccode} <= set(joined["ccode"])


def test_no_member_of_the_csto_ever_joined_another_in_a_dispute(fights):
    record = fought(fights, "CSTO")
    assert record.status == "tested"
    assert record.overall.joined == 0
    assert record.overall.rate.high < 0.15


def test_nato_is_tested_far_more_often_than_the_sco_on_both_rungs(fights, payments):
    assert fought(fights, "NATO").overall.occasions > 5 * fought(fights, "SCO").overall.occasions
    assert paid(payments, "NATO").overall.rate.low > paid(payments, "SCO").overall.rate.high


def test_arab_states_stood_on_both_sides_over_kuwait(fights):
    acts = dispute_acts(*fights, years("ARAB_LEAGUE"))
    assert (acts["act"] == "other_side").sum() > 10


def test_the_union_decides_as_one_and_that_is_in_no_rate(payments):
    assert body_decisions(payments.occasions, payments.acts, "EU") > 80
    assert paid(payments, "EU").overall.occasions < 80


def test_the_little_entente_died_before_anybody_recorded_sanctions(payments):
    assert paid(payments, "LITTLE_ENTENTE").status == "not covered"


@pytest.mark.parametrize("disputes", DISPUTES)
def test_asean_joined_nobody_whichever_list_of_disputes_is_asked(reader, disputes):
    record = fight_record(reader, disputes)
    assert fought(record, "ASEAN").overall.joined == 0
    assert fought(record, "NATO").overall.joined > 20


def test_an_unknown_list_of_disputes_is_refused(reader):
    with pytest.raises(BadInput, match="gml"):
        fight_record(reader, "icb")


def test_half_of_the_alliances_put_to_the_test_were_honoured(reader):
    table = next(step for step in steps() if step.name == "promises").make(reader).tables["promises"]
    found = {name: kept_promises(table, name) for name in (None, "defence", "neutrality")}
    counts = {name: (one.honoured, one.violated) for name, one in found.items()}
    assert counts == {None: (69, 70), "defence": (39, 57), "neutrality": (35, 8)}
    assert found["defence"].rate.high < found["neutrality"].rate.low


def test_the_sco_is_no_louder_in_words_than_nato(reader):
    table = next(step for step in steps() if step.name == "events").make(reader).tables["events"]
    rng = np.random.default_rng(2014)
    sco, nato = (talk_and_deed(table, years(name), rng=rng, draws=200) for name in ("SCO", "NATO"))
    assert sco.inside.value == pytest.approx(0.018, abs=0.002)
    assert sco.inside.value > nato.inside.value
    assert sco.everywhere.coverage.since == 2002


def filled(mirror):
    votes = pl.read_csv(mirror / "un" / "ga_voting.csv.gz", columns=["ms_code", "ms_vote", "resolution"])
    words = {"Y": "yes", "N": "no", "A": "abstain", "X": "absent"}
    for one in cases().values():
        if one.votes is None:
            yield one
            continue
        rows = votes.filter(pl.col("resolution") == one.votes.resolution)
        cast = {code: words[vote] for code, vote in rows.select("ms_code", "ms_vote").iter_rows()}
        codes = [state(ccode).iso3 for ccode in grouping(one.grouping).members(one.date)]
        yield with_votes(one, cast, codes)


def test_india_abstained_and_belarus_stood_with_russia_on_es_11_1(mirror):
    one = next(one for one in filled(mirror) if one.id == "sco-es-11-1")
    acts = {line.state: line.act for line in one.acts}
    assert acts == {
        "CHN": "abstain",
        "IND": "abstain",
        "KAZ": "abstain",
        "KGZ": "abstain",
        "PAK": "abstain",
        "TJK": "abstain",
        "UZB": "absent",
    }


def test_those_who_said_so_mostly_paid_in_the_cases_on_record(mirror):
    table = by_crisis(case_acts(filled(mirror)))
    found = conversion(table["level"], table["pay_observed"], table["crisis"].to_list(), start=1, end=2)
    assert found.n > 50
    assert found.value > 0.5
