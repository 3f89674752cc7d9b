"""The hand-entered record says what happened, and says where it does not know."""

import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from softbalance.evidence.case_checks import check_cases, faults
from softbalance.evidence.cases import Act, Case, case, cases, read_case, with_votes
from softbalance.terms.errors import EvidenceFault, UnknownName
from softbalance.terms.states import state

CSTO_2010 = frozenset({365, 370, 371, 702, 703, 704, 705})


def csto_members(grouping: str, on: date) -> frozenset[int]:
    """The CSTO as it was in 2010, founded 2002-10-07."""
    return CSTO_2010 if grouping == "CSTO" and on >= date(2002, 10, 7) else frozenset()


@pytest.fixture
def osh() -> Case:
    return case("csto-kyrgyzstan-2010")


def act_of(one: Case, code: str) -> str:
    return {line.state: line.act for line in one.acts}[code]


def test_the_record_holds_33_requests_and_15_roll_calls():
    assert len(cases()) == 48
    assert sum(one.acts_from == "votes" for one in cases().values()) == 15


def test_every_case_of_ukraine_2022_is_one_crisis():
    ids = {one.id for one in cases().values() if one.crisis == "ukraine-2022"}
    assert {"sco-es-11-1", "ndb-russia-2022", "eu-ukraine-2022", "g7-oil-price-cap-2022"} <= ids


def test_no_member_sent_troops_to_osh_in_2010(osh):
    assert "fight" not in {line.act for line in osh.acts}


def test_turkey_condemned_the_invasion_and_joined_no_sanctions():
    assert act_of(case("nato-ukraine-2022"), "TUR") == "say"


def test_the_united_states_opposed_its_allies_at_suez():
    assert act_of(case("nato-suez-1956"), "USA") == "oppose"


def test_germany_of_1980_is_the_federal_republic():
    one = case("moscow-boycott-1980")
    assert state("DEU", one.date).ccode == 260


def test_a_member_whose_act_is_not_known_is_unknown_and_not_passive():
    assert act_of(case("sco-defence-ministers-2025"), "KAZ") == "unknown"


def test_the_bank_acted_and_its_members_acts_are_not_known():
    one = case("ndb-russia-2022")
    assert one.acts == ()
    assert one.body_act is not None
    assert one.body_act.act == "stand_aside"


def test_titles_are_in_two_languages():
    assert all(any("一" <= char <= "鿿" for char in one.title.zh_hant) for one in cases().values())


def test_unknown_case_names_the_nearest():
    with pytest.raises(UnknownName, match="csto-kyrgyzstan-2010"):
        case("csto-kirgizstan-2010")


def test_the_record_agrees_with_the_catalogue_of_groupings():
    check_cases(cases().values())


def test_a_case_without_faults_has_none(osh):
    assert faults(osh, csto_members) == ()


def with_line(one: Case, **change: object) -> Case:
    return replace(one, acts=(replace(one.acts[0], **change), *one.acts[1:]))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (lambda one: with_line(one, state="TUR"), "act by TUR, who was not asked"),
        (lambda one: replace(one, date=date(2002, 10, 6)), "before its founding"),
        (lambda one: with_line(one, source="gossip"), "missing source 'gossip'"),
        (lambda one: with_line(one, state="XYZ"), "unknown state XYZ"),
        (lambda one: with_line(one, state="SUN"), "unknown state SUN"),
        (lambda one: replace(one, target=("KGZ",)), "KGZ is both beneficiary and target"),
        (lambda one: replace(one, acts=(*one.acts, one.acts[0])), "RUS has more than one act"),
        (lambda one: replace(one, acts=one.acts[1:]), "no act for Russia"),
        (lambda one: with_line(one, state="KGZ"), "act by KGZ, who is beneficiary or target"),
        (lambda one: with_line(one, act="flinch"), "act is 'flinch'"),
        (lambda one: with_line(one, act="fight", observed=("say",)), "not among the rungs observed"),
        (lambda one: with_line(one, observed=()), "no rung was observed"),
        (lambda one: with_line(one, act="unknown", note=""), "an unknown act observes nothing"),
        (lambda one: with_line(one, sure="perhaps"), "sure is 'perhaps'"),
        (lambda one: replace(one, threshold=0.0), "threshold is 0.0"),
        (lambda one: replace(one, threshold_reason=" "), "threshold_reason is empty"),
        (lambda one: replace(one, until=date(2010, 6, 11)), "before it begins"),
        (lambda one: replace(one, hegemon_stance="member"), "exactly where it is a player"),
        (lambda one: replace(one, issue="sport"), "issue is 'sport'"),
        (lambda one: replace(one, acts_from="body"), "acts come from 'body'"),
        (lambda one: replace(one, beneficiary=()), "neither a beneficiary nor a target"),
        (lambda one: replace(one, kind="ad hoc"), "an ad hoc coalition by its players"),
    ],
)
def test_a_planted_error_is_caught(osh, planted, found):
    assert any(found in fault for fault in faults(planted(osh), csto_members))


def test_all_faults_of_all_cases_are_told_at_once(osh):
    with pytest.raises(EvidenceFault, match=r"(?s)TUR.*before its founding"):
        check_cases([with_line(osh, state="TUR"), replace(osh, date=date(1999, 1, 1))], csto_members)


def text_of(case_id: str) -> str:
    return (files("softbalance.evidence") / "cases" / f"{case_id}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("crisis =", "crises ="), "knows no key crises"),
        (('crisis = "kyrgyzstan-2010"', ""), "crisis"),
        (('id = "csto', 'id = "scto'), "id and file name must agree"),
        (("acts = [", "acts = "), "not TOML"),
    ],
)
def test_a_file_with_a_slip_of_the_pen_is_refused(change, found):
    text = text_of("csto-kyrgyzstan-2010").replace(*change)
    with pytest.raises(EvidenceFault, match=found):
        read_case(text, "csto-kyrgyzstan-2010")


def test_no_file_holds_what_the_loader_drops():
    raw = tomllib.loads(text_of("nato-korea-1950"))
    assert len(raw["acts"]) == len(case("nato-korea-1950").acts)


def test_votes_become_acts_and_a_yes_is_opposing_russia():
    one = with_votes(case("brics-es-11-1"), {"BRA": "yes", "CHN": "abstain"}, ["BRA", "CHN", "RUS", "ZAF"])
    assert [(line.state, line.act) for line in one.acts] == [("BRA", "oppose"), ("CHN", "abstain"), ("ZAF", "absent")]


def test_votes_cannot_fill_a_case_that_names_no_roll_call(osh):
    with pytest.raises(EvidenceFault, match="names no roll call"):
        with_votes(osh, {}, [])


def test_an_act_is_never_collective_by_silence():
    assert not Act("RUS", "pay", ("pay",), "sure", "x").collective


@pytest.mark.mirror
def test_the_acts_at_suez_are_those_of_the_roll_call(mirror):
    import polars as pl

    votes = pl.read_csv(mirror / "un" / "ga_voting.csv.gz", columns=["ms_code", "ms_vote", "resolution"])
    cast = dict(votes.filter(pl.col("resolution") == "A/RES/997(ES-I)").select("ms_code", "ms_vote").iter_rows())
    acts = {"Y": "oppose", "A": "abstain", "X": "absent"}
    lines = [line for line in case("nato-suez-1956").acts if line.act != "unknown"]
    assert len(lines) == 12
    assert [line.act for line in lines] == [acts[cast[line.state]] for line in lines]
