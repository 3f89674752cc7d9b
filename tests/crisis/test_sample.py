"""Everybody asked is in the sample, each act once, and no more is read from a record than it shows."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from softbalance.crisis.covariates import AFFINITY, Situation
from softbalance.crisis.known import TABLES, known_at
from softbalance.crisis.past import asked_occasions, crises_of, record_occasions
from softbalance.crisis.sample import RECORDS, Occasion, cases_of, consistent, one_grouping_an_act
from softbalance.evidence.cases import case
from softbalance.evidence.snapshot import shipped
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.groupings import grouping

USA, GBR, FRA, PRK, KOR = 2, 200, 220, 731, 732


@pytest.fixture(scope="module")
def known():
    tables = {name: shipped().table(name) for name in TABLES}
    asked = []

    def give(year: int):
        asked.append(year)
        return known_at(tables, year)

    give.asked = asked
    return give


def occasion(event: str, body: str, acts: dict[int, int], *, record: str = "disputes", crisis: str = "c") -> Occasion:
    rungs = {"disputes": ["fight"], "sanctions": ["pay"], "vote": ["say"], "asked": ["say", "pay", "fight"]}[record]
    players = tuple(sorted(acts))
    return Occasion(
        id=f"{event}@{body}",
        grouping=body,
        record=record,
        crisis=crisis,
        on=date(1990, 8, 2),
        situation=Situation(players, (690,), (645,), USA, "member" if USA in players else "for"),
        observed=np.array([consistent(acts[one], rungs) for one in players]),
        threshold=0.5,
    )


def test_not_seen_fighting_may_have_said_or_paid():
    assert consistent(0, ["fight"]).tolist() == [False, True, True, True, False]


def test_a_vote_for_says_nothing_of_sanctions_and_arms():
    assert consistent(1, ["say"]).tolist() == [False, False, True, True, True]


def test_a_sanction_in_a_record_of_sanctions_may_hide_arms_but_no_words():
    assert consistent(2, ["pay"]).tolist() == [False, False, False, True, True]


def test_who_is_seen_on_all_rungs_is_known_exactly():
    for level in range(-1, 4):
        assert consistent(level, ["say", "pay", "fight"]).sum() == 1


def test_what_is_unknown_is_consistent_with_everything():
    assert consistent(None, []).all()


@pytest.mark.parametrize("rungs", [["say"], ["pay"], ["fight"], ["pay", "fight"], ["say", "pay", "fight"]])
def test_the_answers_that_a_record_can_give_never_overlap_and_leave_nothing_out(rungs):
    levels = {"say": 1, "pay": 2, "fight": 3}
    sets = [consistent(level, rungs) for level in (-1, 0, *(levels[one] for one in rungs))]
    assert (np.sum(sets, axis=0) == 1).all()


def test_a_level_outside_the_scale_is_refused():
    with pytest.raises(BadInput):
        consistent(4, ["fight"])


def test_everything_that_is_used_is_of_the_year_before(known):
    known.asked.clear()
    cases_of([occasion("mid-1/a", "NATO", {USA: 3, GBR: 0})], known)
    assert set(known.asked) == {1989}


def test_each_act_of_a_state_in_an_event_counts_once():
    both = [occasion("mid-1/a", "NATO", {USA: 3, GBR: 0, FRA: 0}), occasion("mid-1/a", "G7", {USA: 3, GBR: 0, FRA: 0})]
    kept = one_grouping_an_act(both, seed=3)
    known_acts = sum(int((~one.observed.all(axis=1)).sum()) for one in kept)
    assert known_acts == 3


def test_acts_in_different_events_all_count():
    two = [occasion("mid-1/a", "NATO", {USA: 3, GBR: 0}), occasion("mid-2/a", "NATO", {USA: 3, GBR: 0})]
    assert all(not one.observed.all(axis=1).any() for one in one_grouping_an_act(two))


def test_every_member_asked_over_korea_is_in_the_sample_whether_it_acted_or_not(known):
    (korea,) = asked_occasions([case("nato-korea-1950")])
    assert set(korea.situation.players) == set(grouping("NATO").members(date(1950, 6, 27)))
    cases = cases_of([korea], known)
    assert cases.member.sum() == len(korea.situation.players)
    assert cases.names["affinity"] == AFFINITY


def test_crises_before_1946_are_left_out_since_nothing_is_known_of_the_year_before():
    assert asked_occasions([case("triple-alliance-1914")]) == []


def test_the_record_an_occasion_was_read_from_is_a_column(known):
    listed = [occasion(f"e-{k}/a", "NATO", {USA: 0, GBR: 0}, record=name) for k, name in enumerate(RECORDS)]
    flags = cases_of(listed, known).record
    assert flags.tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_no_occasion_is_an_error_and_not_an_empty_fit(known):
    with pytest.raises(NotEnoughData):
        cases_of([], known)


def member_acts(rung: str = "fight") -> pl.DataFrame:
    rows = [(USA, "joined"), (GBR, "stood_aside"), (FRA, "beneficiary")]
    schema = {"ccode": pl.Int32, "act": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        episode=pl.lit("mid-7/b"), rung=pl.lit(rung), cluster=pl.lit("mid-7"), year=pl.lit(1961, pl.Int16)
    )


def sides() -> pl.DataFrame:
    rows = [("mid-7", FRA, "b", True), ("mid-7", 616, "a", True), ("mid-7", USA, "b", False)]
    return pl.DataFrame(rows, schema=["occasion", "ccode", "side", "principal"], orient="row")


def test_a_dispute_becomes_an_occasion_with_its_parties_and_no_party_as_player(known):
    (one,) = record_occasions(member_acts(), sides(), grouping("NATO"), known)
    assert one.situation.beneficiaries == (FRA,)
    assert one.situation.targets == (616,)
    assert one.situation.players == (USA, GBR)
    assert one.situation.stance == "member"
    assert one.own_defence
    assert 0.05 <= one.threshold <= 0.95


def test_who_was_bound_by_the_beneficiarys_own_decision_is_no_player(known):
    acts = member_acts("pay").with_columns(act=pl.when(pl.col("ccode") == USA).then(pl.lit("as_one")).otherwise("act"))
    (one,) = record_occasions(acts, sides(), grouping("NATO"), known)
    assert one.situation.players == (GBR,)


def test_war_over_korea_in_the_record_is_the_hand_entered_crisis():
    events = pl.DataFrame({"occasion": ["mid-51"], "rung": ["fight"], "year": [1950], "cluster": ["mid-51"]})
    acts = pl.DataFrame(
        [("mid-51", PRK, "a", True), ("mid-51", KOR, "b", True)],
        schema=["occasion", "ccode", "side", "principal"],
        orient="row",
    )
    assert crises_of([case("nato-korea-1950")], events, acts) == {"mid-51": "korea-1950"}


def test_a_sanction_within_a_year_of_a_dispute_with_its_target_is_the_same_crisis():
    events = pl.DataFrame(
        {
            "occasion": ["mid-9", "gsdb-1", "gsdb-2"],
            "rung": ["fight", "pay", "pay"],
            "year": [1979, 1980, 1990],
            "cluster": ["mid-9", "gsdb-1", "gsdb-2"],
        }
    )
    acts = pl.DataFrame(
        [
            ("mid-9", 630, "a", True),
            ("mid-9", USA, "b", True),
            ("gsdb-1", GBR, "a", True),
            ("gsdb-1", 630, "b", True),
            ("gsdb-2", GBR, "a", True),
            ("gsdb-2", 630, "b", True),
        ],
        schema=["occasion", "ccode", "side", "principal"],
        orient="row",
    )
    assert crises_of([], events, acts) == {"mid-9": "mid-9", "gsdb-1": "mid-9", "gsdb-2": "gsdb-2"}
