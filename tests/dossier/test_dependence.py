"""How far members lean on the hegemon and on the leaders, and where else they sit."""

import pytest

from softbalance.dossier.dependence import part_sources

from .reading import assessed, figure, records

USA, CHN, RUS = 2, 710, 365


def exposed(grouping, state):
    return next(row for row in records(assessed(grouping), "dependence", "exposure") if row["state"] == state)


def test_kazakhstan_has_more_to_lose_with_china_and_russia_than_with_the_usa():
    kazakhstan = exposed("SCO", "KAZ")
    index = {power: kazakhstan[f"exposure_{power}"]["value"] for power in ("USA", "CHN", "RUS")}
    assert index["CHN"] > 5 * index["USA"]
    assert index["RUS"] > 5 * index["USA"]


def test_russia_owes_kazakhstan_defence_and_china_does_not():
    kazakhstan = exposed("SCO", "KAZ")
    assert kazakhstan["pact_RUS"] is True
    assert kazakhstan["pact_CHN"] is False


def test_kazakhstans_trade_with_china_is_worth_a_sixth_of_its_output():
    """28.1 and 15.8 billion dollars as China reports for 2024, over a GDP of 288 billion (World Bank)."""
    assert exposed("SCO", "KAZ")["trade_CHN"] == pytest.approx((28.1 + 15.8 / 1.06) / 288, abs=0.02)


def test_troops_of_states_no_source_looks_at_are_unknown_not_zero():
    india = exposed("SCO", "IND")
    assert india["troops_CHN"] is None
    assert india["troops_RUS"] is None
    assert india["troops_USA"] is not None
    assert "troops" in india["exposure_CHN"]["coverage"]["note"]


def test_a_leader_no_source_of_finance_looks_at_leaves_it_unknown():
    """SAARC is India's: nobody publishes what India lends, so Nepal's exposure to it rests on the rest."""
    nepal = exposed("SAARC", "NPL")
    assert nepal["finance_IND"] is None
    assert nepal["troops_IND"] is None
    assert nepal["trade_IND"] > 0.1
    assert nepal["exposure_IND"]["n"] == 3


def test_a_leader_is_not_exposed_to_itself():
    china = exposed("SCO", "CHN")
    assert china["exposure_CHN"] is None
    assert china["trade_CHN"] is None


def test_finance_from_russia_never_rests_on_the_record_of_chinese_commitments():
    assert part_sources("finance", 705, RUS, 2024) == ("oecd_aid", "wb_gdp")
    assert part_sources("finance", 705, CHN, 2024) == ("aiddata_gcdf", "wb_gdp")


def test_trade_with_russia_does_not_rest_on_what_china_and_the_usa_report():
    assert "imf_imts_us_china" not in part_sources("trade", 705, RUS, 2024)
    assert "imf_imts_us_china" in part_sources("trade", 705, CHN, 2024)
    assert "imf_imts_us_china" in part_sources("trade", CHN, RUS, 2024)


def test_of_the_sco_only_india_sits_in_a_grouping_led_by_the_usa():
    section = assessed("SCO").section("dependence")
    assert figure(section, "overlap_hegemon").value == pytest.approx(0.1)
    quad = next(row for row in records(assessed("SCO"), "dependence", "overlap") if row["grouping"] == "QUAD")
    assert (quad["shared"], quad["states"], quad["led_by_hegemon"]) == (1, ["IND"], True)
    assert quad["jaccard"] == pytest.approx(1 / 13, abs=1e-4)


def test_shared_members_stand_in_json_by_their_codes():
    shared = {row["grouping"]: row["states"] for row in records(assessed("SCO"), "dependence", "overlap")}
    assert shared["QUAD"] == ["IND"]
    assert shared["NATO"] == []
