"""The named tests on evidence planted for them: known answers, truth recovered, silence where nothing is held."""

import numpy as np
import polars as pl
import pytest

from softbalance.dossier.claims import tests_arms, tests_bonds, tests_record, tests_register, tests_ties, tests_votes
from softbalance.dossier.claims.catalogue import check_arguments
from softbalance.dossier.claims.check import evidence_as_of
from softbalance.dossier.claims.evidence import Evidence
from softbalance.dossier.derive_claims import trade_growth
from softbalance.dossier.held import Held
from softbalance.evidence.snapshot import shipped
from softbalance.terms.errors import BadInput
from tests.dossier.claims.planted import dyads, growth_table, held_with

USA, RUS, CHN, IND, PAK, TUR = 2, 365, 710, 750, 770, 640


def evidence(folder, tables, until="2024-12-31", as_of=None) -> Evidence:
    return evidence_as_of(held_with(folder / "snapshot", tables, until), as_of)


def real(as_of="2025-12-31") -> Evidence:
    return evidence_as_of(Held(shipped()), as_of)


def arms(rows) -> pl.DataFrame:
    schema = {"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16, "tiv": pl.Float32}
    shares = dict.fromkeys(("share", "share_low", "share_high"), pl.UInt16)
    return pl.DataFrame(rows, schema=schema | shares, orient="row")


def test_shares_of_arms_add_up_over_suppliers_with_their_bounds(tmp_path):
    rows = [(USA, IND, 2024, 1.0, 1000, 900, 1200), (740, IND, 2024, 0.5, 500, 400, 500)]
    rows += [(RUS, IND, 2024, 8.5, 8500, 8400, 8600), (USA, IND, 2020, 1.0, 9000, 9000, 9000)]
    seen = evidence(tmp_path, {"ties_arms": arms(rows)})
    figure = tests_arms.arms_share(seen, state="IND", suppliers=["USA", "JPN"]).figure
    assert (figure.value, figure.low, figure.high) == pytest.approx((0.15, 0.13, 0.17))
    lead = tests_arms.arms_lead(seen, state="IND", first=["USA", "JPN"], second=["RUS"]).figure
    assert (lead.value, lead.low, lead.high) == pytest.approx((-0.70, -0.73, -0.67))
    assert not tests_arms.arms_share(seen, state="PAK", suppliers=["CHN"]).figure.known


def test_arms_of_another_decade_say_nothing_of_today(tmp_path):
    seen = evidence(tmp_path, {"ties_arms": arms([(USA, IND, 2018, 1.0, 1000, 900, 1200)])})
    assert not tests_arms.arms_share(seen, state="IND", suppliers=["USA"]).figure.known


def test_growth_chains_yearly_factors_and_needs_every_year(tmp_path):
    table = growth_table([(TUR, CHN, "importer", 2023, 1.1), (TUR, CHN, "importer", 2024, 1.2)])
    seen = evidence(tmp_path, {"claims_trade_growth": table})
    ask = {"exporter": "TUR", "importer": "CHN"}
    full = tests_ties.trade_growth(seen, **ask, report="importer", since=2022, until=2024).figure
    assert (full.value, full.coverage.observed) == (pytest.approx(0.32), 3)
    for report, since, until in (("exporter", 2022, 2024), ("importer", 2021, 2024), ("importer", 2024, 2026)):
        assert not tests_ties.trade_growth(seen, **ask, report=report, since=since, until=until).figure.known


def test_yearly_factors_skip_gaps_zeros_and_other_sources():
    rows = [(TUR, CHN, "importer", year, number, "imf_imts_us_china") for year, number in ((2019, 2.0), (2020, 3.0))]
    rows += [
        (TUR, CHN, "importer", 2022, 9.0, "imf_imts_us_china"),
        (TUR, CHN, "exporter", 2020, 5.0, "imf_imts_us_china"),
    ]
    rows += [(TUR, CHN, "exporter", 2021, 6.0, "other"), (IND, CHN, "importer", 2020, 0.0, "imf_imts_us_china")]
    rows += [(IND, CHN, "importer", 2021, 4.0, "imf_imts_us_china")]
    reports = pl.DataFrame(rows, schema=["from_ccode", "to_ccode", "report", "year", "value", "source"], orient="row")
    assert trade_growth(reports).select("from_ccode", "year", "factor").rows() == [(TUR, 2020, 1.5)]


def test_the_lead_of_one_pole_over_another_is_the_difference_in_agreement(tmp_path):
    rows = {}
    for year in range(2015, 2025):
        rows[year, CHN, IND] = {"n00": 8, "n01": 2}  # 0.9
        rows[year, USA, IND] = {"n02": 6, "n11": 4}  # 0.4
    seen = evidence(tmp_path, {"dyads_all": dyads(rows)})
    figure = tests_votes.vote_lead(seen, states=["IND"], first="CHN", second="USA", years=5).figure
    assert (figure.value, figure.low, figure.high, figure.n) == (
        pytest.approx(0.5),
        pytest.approx(0.5),
        pytest.approx(0.5),
        5,
    )


def test_a_planted_shift_in_some_years_is_recovered(tmp_path):
    rows = {}
    for year in range(2009, 2025):
        near = 9 if 2017 <= year <= 2020 else 7
        for state in (IND, PAK):
            rows[year, CHN, state] = {"n00": near, "n02": 10 - near}
            rows[year, USA, state] = {"n00": 5, "n02": 5}
    seen = evidence(tmp_path, {"dyads_all": dyads(rows)})
    ask = {"first": "CHN", "second": "USA", "since": 2009}
    figure = tests_votes.period_shift(seen, **ask, periods=[[2017, 2020]]).figure
    assert figure.value == pytest.approx(0.2)
    assert tests_votes.period_shift(seen, **ask, periods=[[2009, 2012]]).figure.value == pytest.approx(-0.2 / 3)
    assert not tests_votes.period_shift(seen, **ask, periods=[[1990, 1991]]).figure.known


def test_an_effect_of_joining_is_what_newcomers_change_beyond_the_others(tmp_path):
    rows = {}
    for year in range(2006, 2025):
        drift = year - 2006
        rows[year, USA, 100] = {"n00": 30 + drift, "n02": 70 - drift}  # an outsider drifts by 0.01 a year
        for state in (IND, PAK):  # observers from 2005 are left out by asking for members, of 2017
            step = 10 if year > 2017 else 0
            rows[year, USA, state] = {"n00": 30 + drift - step, "n02": 70 - drift + step}
    seen = evidence(tmp_path, {"dyads_all": dyads(rows)})
    figure = tests_votes.joining_effect(seen, grouping="SCO", roles=["member"], with_state="USA", window=5).figure
    assert (figure.value, figure.n) == (pytest.approx(-0.10), 2)
    assert figure.low == pytest.approx(-0.10)


def test_standing_with_a_state_leaves_no_room_for_absence(tmp_path):
    kazakhstan = 705
    table = dyads({(2022, min(RUS, kazakhstan), max(RUS, kazakhstan)): {"n22": 1, "n21": 2, "n00": 5}})
    totals = pl.DataFrame(
        [(RUS, 2022, "emergency", 5, 0, 4, 0), (kazakhstan, 2022, "emergency", 5, 2, 1, 1)],
        schema={"ccode": pl.Int32, "year": pl.Int16, "stake": pl.String} | dict.fromkeys("YANX", pl.UInt16),
        orient="row",
    )
    odd = {"year": pl.Int16, "first": pl.UInt16, "second": pl.UInt16, "stake": pl.String}
    cells = ["n03", "n13", "n23", "n30", "n31", "n32", "n33"]
    absences = pl.DataFrame(schema=odd | dict.fromkeys(cells, pl.UInt16))
    seen = evidence(tmp_path, {"dyads_emergency": table, "totals": totals, "dyad_absences": absences}, "2022-12-31")
    figure = tests_votes.stands_with(seen, grouping="SCO", state="RUS", stake="emergency", since=2022).figure
    assert (figure.value, figure.n) == (pytest.approx(1 / 4), 4)


def test_cohesion_falls_where_it_was_planted_to_fall():
    figure = tests_votes.cohesion_gap(real(), grouping="SCO", stake="important", other="not_important").figure
    assert figure.low < figure.value < figure.high < 0
    assert "state_dept_important" in figure.sources
    turned = tests_votes.cohesion_gap(real(), grouping="SCO", stake="not_important", other="important").figure
    assert turned.value == pytest.approx(-figure.value)


def test_names_that_a_test_does_not_know_are_refused():
    seen = real()
    with pytest.raises(BadInput, match="Unknown class of votes"):
        tests_votes.cohesion_gap(seen, grouping="SCO", stake="loud", other="all")
    with pytest.raises(BadInput, match="Unknown provision"):
        tests_register.charter_flag(seen, grouping="SCO", flag="anthem")
    with pytest.raises(BadInput, match="Unknown kind of discord"):
        tests_bonds.discord_share(seen, grouping="SCO", kinds=["gossip"])
    with pytest.raises(BadInput, match="Unknown rung"):
        tests_record.crisis_rate(seen, grouping="SCO", rung="whisper")
    with pytest.raises(BadInput, match="Unknown surface"):
        tests_record.surface_rank(seen, surface="photographs")


def test_nato_owes_defence_among_all_its_members_and_the_sco_among_none():
    seen = real("2018-12-31")
    assert tests_bonds.own_obligation_share(seen, grouping="NATO", flag="defence").figure.value == 1
    assert tests_bonds.own_obligation_share(seen, grouping="SCO", flag="defence").figure.value == 0
    assert tests_bonds.own_obligation_share(seen, grouping="SCO", flag="nonaggression").figure.value > 0


def test_uzbekistan_left_the_csto_twice_and_nobody_left_the_sco():
    # Not party to the protocol of 2 April 1999 that prolonged the treaty; membership ended in December 2012
    seen = real()
    assert tests_register.departures(seen, grouping="CSTO", among="SCO").figure.value == 2
    assert tests_register.departures(seen, grouping="CSTO").figure.value == 4  # with Azerbaijan and Georgia in 1999
    assert tests_register.departures(seen, grouping="SCO").figure.value == 0


def test_the_register_answers_for_the_day_asked():
    early, late = real("2016-12-31"), real("2025-12-31")
    members = {"grouping": "SCO", "roles": ["member"]}
    assert [tests_register.role_count(seen, **members).figure.value for seen in (early, late)] == [6, 10]
    assert not tests_register.joined_year(early, grouping="SCO", state="IND").figure.known
    assert tests_register.joined_year(late, grouping="SCO", state="IND").figure.value == 2017
    assert tests_register.sit_together(late, grouping="NATO", states=["USA", "TUR"]).figure.value == 1
    assert tests_register.sit_together(late, grouping="NATO", states=["USA", "RUS"]).figure.value == 0


def test_a_base_rate_without_events_is_the_closed_form(tmp_path):
    own = pl.DataFrame(schema={"grouping": pl.String, "defence": pl.Boolean, "since": pl.Int16})
    seen = evidence(tmp_path, {"ties_own_obligations": own}, "2025-12-18", "2025-12-31")
    figure = tests_record.stays_loose(seen, grouping="SCO", until=2030).figure
    exposure = figure.n
    assert figure.value == pytest.approx((exposure / (exposure + 5)) ** 0.5)
    assert tests_record.stays_loose(seen, grouping="SCO", until=2100).figure.value < figure.value


def test_a_share_of_the_world_changes_by_the_difference_of_its_ends(tmp_path):
    table = pl.DataFrame({"ccode": [USA] * 3, "year": [2001, 2010, 2020], "gdp_usd_share": [0.31, 0.2, 0.25]})
    seen = evidence(tmp_path, {"state_shares": table})
    ask = {"state": "USA", "share": "gdp_usd_share"}
    assert tests_record.world_share_change(seen, **ask, since=2001).figure.value == pytest.approx(-0.06)
    assert not tests_record.world_share_change(seen, **ask, since=2000).figure.known


def test_joint_action_is_read_as_of_the_day_and_unknown_without_the_record(tmp_path):
    row = {"grouping": "SCO", "kind": "all", "chances": 20, "rate": 0.1, "rate_low": 0.05, "rate_high": 0.2}
    rows = pl.DataFrame([row | {"year": 2010}, row | {"year": 2020, "rate": 0.12, "chances": 40}])
    seen = evidence(tmp_path, {"conduct_pay_rungs": rows})
    figure = tests_record.joint_action(seen, grouping="SCO", rung="pay").figure
    assert (figure.value, figure.low, figure.high, figure.n) == (0.12, 0.05, 0.2, 40)
    assert not tests_record.joint_action(seen, grouping="SCO", rung="fight").figure.known
    early = evidence(tmp_path, {"conduct_pay_rungs": rows}, as_of="2015")
    assert tests_record.joint_action(early, grouping="SCO", rung="pay").figure.n == 20


def test_the_game_says_nothing_of_earlier_years_nor_without_its_parameters(tmp_path):
    ask = {"grouping": "SCO", "scenario": "taiwan-blockade", "rung": "pay"}
    early = tests_record.crisis_outlook(real("2021-12-31"), **ask).figure
    assert "as of an earlier one" in early.coverage.note
    bare = tests_record.crisis_outlook(evidence(tmp_path, {}, "2025-12-18", "2025-12-31"), **ask).figure
    assert "not part of this snapshot" in bare.coverage.note


def test_a_scenario_nobody_knows_is_refused():
    with pytest.raises(BadInput, match="taiwan-blokade"):
        check_arguments("crisis_outlook", {"grouping": "SCO", "scenario": "taiwan-blokade", "rung": "pay"})


def test_pairs_at_odds_are_set_against_the_other_pairs_of_members(tmp_path):
    members = (RUS, 701, 702, 703, 704, 705, CHN, IND, PAK)  # the SCO at the end of 2022 is these without 701
    pairs = [(a, b) for a in members for b in members if a < b]
    rows = {}
    for year in (2021, 2022):
        for pair in pairs:
            agree = 4 if pair == (IND, PAK) else 9
            rows[(year, *pair)] = {"n00": agree, "n02": 10 - agree}
    discord = pl.DataFrame(
        [(IND, PAK, 2017, False, True, False, False), (IND, PAK, 2020, False, True, False, False)],
        schema={"ccode1": pl.Int32, "ccode2": pl.Int32, "year": pl.Int16}
        | dict.fromkeys(("dispute", "rivalry", "claim", "armed_conflict"), pl.Boolean),
        orient="row",
    )
    totals = pl.DataFrame(
        schema={"ccode": pl.Int32, "year": pl.Int16, "stake": pl.String} | dict.fromkeys("YANX", pl.UInt16)
    )
    cells = ["n03", "n13", "n23", "n30", "n31", "n32", "n33"]
    odd = {"year": pl.Int16, "first": pl.UInt16, "second": pl.UInt16, "stake": pl.String}
    absences = pl.DataFrame(schema=odd | dict.fromkeys(cells, pl.UInt16))
    tables = {"dyads_all": dyads(rows), "ties_discord": discord, "totals": totals, "dyad_absences": absences}
    seen = evidence(tmp_path, tables, "2022-12-31")
    gap = tests_bonds.discord_gap(seen, grouping="SCO", kinds=["rivalry"], since=2021).figure
    assert gap.value == pytest.approx(0.4 - 0.9)
    share = tests_bonds.discord_share(seen, grouping="SCO", kinds=["rivalry"]).figure
    assert share.value == pytest.approx(1 / 28)


def test_votes_of_a_year_that_is_not_over_do_not_count():
    ask = {"first": "IRN", "second": "CHN", "since": 2016, "measure": "identical"}
    figures = [
        tests_votes.vote_similarity(real(day), **ask).figure for day in ("2023-12-31", "2024-06-30", "2024-12-31")
    ]
    assert figures[0] == figures[1] != figures[2]
    assert [figure.coverage.until for figure in figures] == [2023, 2023, 2024]


def test_random_draws_are_the_same_each_time():
    ask = {"grouping": "SCO", "roles": ["member"], "with_state": "USA"}
    once, again = (tests_votes.joining_effect(real(), **ask).figure for _ in range(2))
    assert once == again
    assert np.isfinite(once.value)
