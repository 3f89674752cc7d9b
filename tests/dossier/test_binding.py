"""What members owe each other, as ATOP 5.1 and the treaties entered after it have it."""

import pytest

from .reading import assessed, figure, records

FLAGS = ("defence", "offence", "neutrality", "non_aggression", "consultation")


def own(grouping, as_of="2024-12-31"):
    section = assessed(grouping, as_of).section("binding")
    return {flag: figure(section, f"own.{flag}").value for flag in FLAGS}


def obligation(grouping, name, as_of="2024-12-31"):
    table = records(assessed(grouping, as_of), "binding", "obligations")
    return next(row for row in table if row["obligation"] == name)


def test_the_scos_own_treaties_bind_to_consultation_and_non_aggression_only():
    """Charter of 2002 (ATOP 4000s) and Treaty on Long-Term Good-Neighbourliness of 2007."""
    assert own("SCO") == {"defence": 0, "offence": 0, "neutrality": 0, "non_aggression": 1, "consultation": 1}


def test_a_third_of_sco_dyads_owe_defence_and_all_of_them_under_somebody_elses_treaty():
    """CSTO: Russia, Belarus, Kazakhstan, Kyrgyzstan and Tajikistan; Russia-Uzbekistan 2005."""
    defence = obligation("SCO", "defence")
    assert defence["own"]["value"] == 0
    assert defence["apart"]["value"] == defence["any_treaty"]["value"] == pytest.approx(1 / 3, abs=0.03)


def test_weighted_by_capability_hardly_any_of_the_sco_is_bound_to_defence():
    defence = obligation("SCO", "defence")
    assert 0 < defence["apart_weighted"]["value"] < 0.02


@pytest.mark.parametrize("alliance", ["NATO", "CSTO", "WARSAW_PACT"])
def test_every_dyad_of_an_alliance_owes_defence_under_its_own_treaty(alliance):
    day = "1980-12-31" if alliance == "WARSAW_PACT" else "2024-12-31"
    assert own(alliance, day)["defence"] == 1


def test_finland_and_sweden_owe_defence_in_nato_since_they_joined():
    """Accessions of 4 April 2023 and 7 March 2024; ATOP ends in 2018, so these rest on entered events."""
    before, after = (obligation("NATO", "defence", day)["own"] for day in ("2022-12-31", "2024-12-31"))
    assert (before["n"], after["n"]) == (30 * 29, 32 * 31)
    assert before["value"] == after["value"] == 1
    assert "entered with citation" in after["coverage"]["note"]


@pytest.mark.parametrize("grouping", ["BRICS", "QUAD", "G7", "G20"])
def test_a_forum_without_a_treaty_binds_to_nothing_and_says_so(grouping):
    section = assessed(grouping).section("binding")
    assert all(figure(section, f"own.{flag}").value == 0 for flag in FLAGS)
    assert "no treaty of its own" in figure(section, "own.defence").coverage.note


def test_the_usa_owes_japan_defence_and_is_not_owed_it_so_the_quad_has_three_pledges_and_not_four():
    """Security Treaty of 1960, which ATOP codes one way, and ANZUS, both ways: of twelve directed dyads."""
    assert obligation("QUAD", "defence")["apart"]["value"] == pytest.approx(3 / 12)


def test_no_share_exceeds_one_however_it_is_weighted():
    for grouping in ("SCO", "NATO", "EU"):
        for row in records(assessed(grouping), "binding", "obligations"):
            values = [row[view]["value"] for view in row if view != "obligation"]
            assert all(0 <= value <= 1 for value in values if value is not None)


def test_the_scos_charter_has_a_secretariat_and_suspension_but_no_clause_of_mutual_defence():
    charter = {row["provision"]: row for row in records(assessed("SCO"), "binding", "charter")}
    assert charter["secretariat"]["given"] is True
    assert charter["suspension of members"]["article"] == "Art. 13"
    assert charter["mutual-defence clause"]["given"] is False


def test_natos_charter_has_mutual_defence_in_article_5():
    charter = {row["provision"]: row for row in records(assessed("NATO"), "binding", "charter")}
    assert charter["mutual-defence clause"]["given"] is True
    assert "5" in charter["mutual-defence clause"]["article"]
