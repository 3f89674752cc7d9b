"""Whom a state depends on, whom it sides with, where it hedges."""

import numpy as np
import pytest

from softbalance.dossier.profile import profile
from softbalance.dossier.year_profiles import year_profiles
from softbalance.interfaces.as_json import to_json
from softbalance.terms.errors import BadInput, NotEnoughData, UnknownName

from .reading import TIES, as_json, figure, profiled, records

USA, CHN, RUS = 2, 710, 365
ENTROPIES = ("hedging", "compartmentalisation", "multi_alignment")
SEVEN = ("TUR", "IND", "SAU", "EGY", "KAZ", "UZB", "IRN")


@pytest.fixture(scope="module")
def everybody():
    return {year: year_profiles(TIES, year, USA, (CHN, RUS)) for year in (1975, 2000, 2024)}


def supplier(state, giver):
    table = records(profiled(state), "ties", "arms")
    return next(row["share"] for row in table if row["supplier"] == giver)


def area(state, name):
    return next(row for row in records(profiled(state), "alignment", "areas") if row["area"] == name)


@pytest.mark.parametrize("year", [1975, 2000, 2024])
def test_the_whole_is_hedging_plus_compartmentalisation_for_every_real_state(everybody, year):
    for spread in (everybody[year].made.spread, everybody[year].made.camp_spread):
        gap = spread.multi_alignment - spread.hedging - spread.compartmentalisation
        assert np.isfinite(gap).sum() > 100
        assert np.nanmax(np.abs(gap)) < 1e-12


@pytest.mark.parametrize("year", [1975, 2000, 2024])
def test_known_shares_of_every_area_sum_to_one(everybody, year):
    sums = everybody[year].made.shares.sum(-1)
    assert np.nanmax(np.abs(sums - 1)) < 1e-9


def test_the_powers_own_alignment_is_undefined(everybody):
    now = everybody[2024]
    assert [str(now.made.status[now.row(pole)]) for pole in (USA, CHN, RUS)] == ["pole"] * 3
    found = as_json(profiled, "USA")["hedging"]
    assert found["value"] is None
    assert "power" in found["coverage"]["note"]
    assert "probability" not in as_json(profiled, "USA")["conduct"]


def test_a_state_tied_to_nobody_is_unattached_and_does_not_hedge(everybody):
    for now in everybody.values():
        alone = now.made.status == "unattached"
        assert np.isnan(now.made.spread.hedging[alone]).all()


def test_overall_entropies_stand_at_the_top_of_the_json_with_those_of_areas_below():
    found = as_json(profiled, "IND")
    for name in ENTROPIES:
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"]
        assert {"n", "unit", "method", "coverage", "sources", "level"} <= found[name].keys()
    assert set(found["hedging"]["by_area"]) == {"diplomacy", "security", "economy", "technology_energy"}
    assert found["hedging"]["by_area"]["security"]["value"] > 0


def test_the_json_adds_up_to_twelve_digits():
    for state in SEVEN:
        found = as_json(profiled, state)
        parts = found["hedging"]["value"] + found["compartmentalisation"]["value"]
        assert abs(found["multi_alignment"]["value"] - parts) < 1e-12


def test_technology_says_that_there_are_no_open_data_and_weighs_nothing():
    technology = area("IND", "technology and energy")
    assert technology["weight"] == 0
    assert technology["share_USA"] is None
    found = as_json(profiled, "IND")["hedging"]["by_area"]["technology_energy"]
    assert found["value"] is None
    assert "no open source" in found["coverage"]["note"]
    assert found["sources"] == []


@pytest.mark.parametrize(
    ("state", "giver", "share", "within"),
    [
        ("PAK", "CHN", 0.81, 0.021),
        ("SAU", "USA", 0.74, 0.021),
        ("KAZ", "RUS", 0.88, 0.021),
        ("IND", "RUS", 0.37, 0.015),
    ],
)
def test_arms_of_2020_to_2024_are_as_sipri_publishes_them(state, giver, share, within):
    """SIPRI Fact Sheet, March 2025, table 2; within the two points by which ways of dating deliveries differ."""
    assert supplier(state, giver)["value"] == pytest.approx(share, abs=within)


def test_indias_share_of_russian_arms_states_the_spread_of_method():
    share = supplier("IND", "RUS")
    assert share["low"] < share["high"]
    assert share["high"] == pytest.approx(0.38, abs=0.01)
    assert "spread of methods" in share["method"]


@pytest.mark.parametrize(
    ("state", "rival"), [("IND", "CHN"), ("IND", "PAK"), ("IRN", "SAU"), ("GRC", "TUR"), ("KOR", "PRK")]
)
def test_known_rivals_are_rivals_to_each_other(state, rival):
    for one, other in ((state, rival), (rival, state)):
        assert any(row["state"] == other and row["rivalry"] for row in records(profiled(one), "ties", "discord"))


@pytest.mark.parametrize(
    ("power", "state", "owed"),
    [
        ("USA", "DEU", True), ("USA", "JPN", True), ("USA", "KOR", True), ("USA", "SAU", False), ("RUS", "KAZ", True),
        ("RUS", "BLR", True), ("CHN", "PAK", False), ("CHN", "PRK", True), ("RUS", "PRK", True), ("USA", "FIN", True),
    ],
)  # fmt: skip
def test_the_powers_owe_defence_to_whom_they_are_known_to(power, state, owed):
    """ATOP 5.1; Russia-North Korea 19 June 2024, Finland in NATO 4 April 2023."""
    table = {row["power"]: row["defence"] for row in records(profiled(state), "ties", "treaties")}
    assert table[power] is owed


def test_russia_and_china_owe_each_other_consultation_and_non_aggression_only():
    """Treaty of Good-Neighbourliness and Friendly Cooperation, 16 July 2001."""
    owed = {row["power"]: row for row in records(profiled("CHN"), "ties", "treaties")}["RUS"]
    flags = ("defence", "offence", "neutrality", "non_aggression", "consultation")
    assert [owed[flag] for flag in flags] == [False, False, False, True, True]


def test_india_votes_with_the_leaders_and_trades_with_the_usa():
    assert area("IND", "diplomacy")["share_USA"] == 0
    assert area("IND", "diplomacy")["share_CHN"] > 0.4
    assert area("IND", "economy")["share_USA"] > area("IND", "economy")["share_RUS"]


def test_turkeys_security_is_with_the_usa_and_its_trade_is_not():
    security, economy = area("TUR", "security"), area("TUR", "economy")
    assert security["share_USA"] > security["share_RUS"] + security["share_CHN"]
    assert economy["share_USA"] < economy["share_RUS"] + economy["share_CHN"]


def test_the_uk_bandwagons_and_iran_balances_hard():
    """Two states whose conduct in 2024 nobody disputes."""
    for state, name in (("GBR", "bandwagon"), ("IRN", "hard_balance")):
        assert as_json(profiled, state)["conduct"]["probability"][name]["value"] > 0.9


def test_probabilities_of_conduct_sum_to_one():
    for state in SEVEN:
        found = as_json(profiled, state)["conduct"]["probability"]
        assert sum(one["value"] for one in found.values()) == pytest.approx(1)


def test_an_unknown_state_of_security_lowers_no_probability_to_certainty():
    """Iceland spends nothing on arms that SIPRI counts; Bhutan's ties are hardly on record."""
    found = as_json(profiled, "BTN")["conduct"]["probability"]
    assert max(one["value"] for one in found.values()) < 1


def test_change_looks_back_five_and_ten_years_and_no_further_than_the_state():
    assert [row["year"] for row in records(profiled("IND"), "change", "change")] == [2024, 2019, 2014]
    assert [row["year"] for row in records(profiled("SSD", 2020), "change", "change")] == [2020, 2015]


def test_the_seven_of_the_essay_stand_side_by_side_and_as_they_stand_alone():
    made = profiled("TUR", 2024, SEVEN[1:])
    table = records(made, "versus", "states")
    assert [row["state"] for row in table] == list(SEVEN)
    for row in table:
        assert row["hedging"]["value"] == as_json(profiled, row["state"])["hedging"]["value"]


def test_the_two_camps_tell_usa_and_russia_from_china_and_russia():
    """Egypt spreads its security over two camps; Belarus over two powers of one."""
    egypt, belarus = (as_json(profiled, state)["hedging"] for state in ("EGY", "BLR"))
    assert egypt["two_camps"]["value"] > belarus["two_camps"]["value"]


def test_shares_of_the_camps_are_those_of_their_powers():
    camps = {row["area"]: row for row in records(profiled("KAZ"), "alignment", "camps")}
    for row in records(profiled("KAZ"), "alignment", "areas")[:3]:
        assert camps[row["area"]]["leaders"] == pytest.approx(row["share_CHN"] + row["share_RUS"])


def test_sources_name_what_the_figures_of_the_year_rest_on():
    """Trade of 2023 is the Factbook's; arms after 2021 are the register's."""
    named = {line.id for line in profiled("IND").sources}
    assert {"un_ga_votes", "factbook", "sipri_arms_register", "atop_members", "troops"} <= named
    then = profiled("IND", 2012)
    assert "cow_trade" in figure(then.section("hedging"), "").sources
    assert "factbook" not in figure(then.section("hedging"), "").sources


def test_years_without_a_source_of_all_partners_are_not_interpolated():
    trade = records(profiled("KAZ"), "ties", "trade")
    assert all(row["share"] is None for row in trade if row["year"] > 2020)
    assert any(row["share"] is not None for row in trade if row["year"] == 2020)


def test_the_leaders_of_a_grouping_take_the_leaders_place_but_never_the_hegemons():
    assert profile("NPL", as_of=2024, grouping="SAARC").asked["leaders"] == ["IND"]
    assert profile("DEU", as_of=2024, grouping="NATO").asked["leaders"] == ["CHN", "RUS"]


def test_a_profile_between_other_powers_than_the_usual_ones_is_made_all_the_same():
    found = to_json(profile("VNM", as_of=2024, hegemon="CHN", leaders=("JPN", "IND")))
    assert found["hedging"]["value"] is not None
    assert {row["power"] for row in found["ties"]["tables"]["exposure"]} == {"CHN", "JPN", "IND"}


def test_the_command_makes_the_profile_again():
    made = profile("KAZ", as_of=2023, grouping="SCO", vs=("UZB",))
    for part in ("profile KAZ", "--as-of 2023-12-31", "--in SCO", "--leader CHN,RUS", "--vs UZB"):
        assert part in made.command


@pytest.mark.parametrize(
    ("state", "options", "fault", "says"),
    [
        ("Atlantis", {}, UnknownName, "Atlantis"),
        ("GDR", {"as_of": 2024}, NotEnoughData, "no state of the system on 2024"),
        ("South Sudan", {"as_of": 2005}, NotEnoughData, "no state of the system on 2005"),
        ("IND", {"as_of": 1949}, BadInput, "from 1954 on"),
        ("IND", {"as_of": 2031}, BadInput, "last day of votes held"),
        ("IND", {"as_of": "next year"}, BadInput, "YYYY-MM-DD"),
        ("IND", {"leaders": ("USA",)}, BadInput, "besides the hegemon"),
        ("IND", {"grouping": "SCOO"}, UnknownName, "SCO"),
        ("IND", {"vs": ("Atlantis",)}, UnknownName, "Atlantis"),
        ("IND", {"as_of": 2024, "vs": ("GDR",)}, NotEnoughData, "East Germany was no state"),
    ],
)
def test_each_bad_question_about_a_state_says_what_was_wrong(state, options, fault, says):
    with pytest.raises(fault, match=says):
        profile(state, **options)


def test_a_state_that_existed_then_has_a_profile_of_then():
    found = as_json(profiled, "GDR", 1980)
    assert found["subject"] == "GDR"
    shares = next(row for row in found["alignment"]["tables"]["areas"] if row["area"] == "security")
    assert shares["share_RUS"] > 0.5


def test_every_figure_of_a_profile_is_known_or_says_why_not():
    for estimate in profiled("TKM").estimates():
        assert estimate.value is not None or estimate.coverage.note
