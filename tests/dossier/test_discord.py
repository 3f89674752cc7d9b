"""What divides members: rivalries (Thompson, Sakuwa & Suhas 2021), claims (ICOW), disputes (MID 5), war (UCDP)."""

import pytest

from .reading import assessed, figure, records


def dyads(grouping, kind, as_of="2024-12-31"):
    table = records(assessed(grouping, as_of), "discord", "dyads")
    return {frozenset((row["first"], row["second"])) for row in table if row[kind]}


def test_the_scos_rivals_are_india_with_china_and_india_with_pakistan():
    assert dyads("SCO", "rivalry") == {frozenset(("CHN", "IND")), frozenset(("IND", "PAK"))}


def test_iran_and_saudi_arabia_are_rivals():
    assert frozenset(("IRN", "SAU")) in dyads("Iran, Saudi Arabia, Oman", "rivalry")


def test_iran_and_saudi_arabia_are_rivals_still_in_brics_of_2024():
    """Saudi Arabia is invited, not a member, so the dyad is not one of the grouping's."""
    assert frozenset(("IRN", "SAU")) not in dyads("BRICS", "rivalry")


def test_india_and_china_claim_the_same_land():
    assert frozenset(("CHN", "IND")) in dyads("SCO", "claim")


def test_rivals_hold_most_of_the_scos_capability():
    section = assessed("SCO").section("discord")
    assert figure(section, "rivalry.dyads").value == pytest.approx(2 / 45)
    assert 0.8 < figure(section, "rivalry.capability").value < 0.9


def test_a_source_that_ended_answers_for_its_last_year_and_says_which():
    section = assessed("SCO").section("discord")
    assert figure(section, "rivalry.dyads").coverage.until == 2020
    assert figure(section, "claim.dyads").coverage.until == 2017


def test_disputes_after_2014_are_unknown_not_absent():
    section = assessed("SCO").section("discord")
    late = figure(section, "dispute.dyads")
    assert late.value is None
    assert "2014" in late.coverage.note
    assert figure(assessed("SCO", "2014-12-31").section("discord"), "dispute.dyads").value > 0


def test_a_dispute_that_is_known_still_stands_among_unknown_ones():
    assert frozenset(("CHN", "IND")) in dyads("SCO", "dispute")
    unknown = [row for row in records(assessed("SCO"), "discord", "dyads") if row["dispute"] is None]
    assert unknown
    assert not [row for row in records(assessed("SCO"), "discord", "dyads") if row["dispute"] is False]


def test_the_eu_has_no_rivals_among_its_members():
    assert figure(assessed("EU").section("discord"), "rivalry.dyads").value == 0
