"""What a summit shows."""

import pytest

from softbalance.dossier.assess import assess
from softbalance.terms.errors import BadInput, UnknownName

from .reading import assessed, figure, records


def test_the_sco_holds_two_fifths_of_mankind_and_a_quarter_of_its_output():
    surface = assessed("SCO").section("surface")
    assert figure(surface, "population_share").value == pytest.approx(0.42, abs=0.02)
    assert figure(surface, "gdp_share").value == pytest.approx(0.23, abs=0.03)


def test_china_holds_over_half_of_the_scos_capabilities():
    members = {row["state"]: row["cinc_share"] for row in records(assessed("SCO"), "surface", "members")}
    assert members["CHN"] > 0.5 * sum(members.values())


def test_the_whole_is_the_sum_of_its_members():
    surface = assessed("SCO").section("surface")
    members = records(assessed("SCO"), "surface", "members")
    for name in ("population_share", "gdp_share", "area_share", "cinc_share", "warheads_share"):
        whole = figure(surface, name).value
        assert sum(row[name] for row in members if row[name] is not None) == pytest.approx(whole)


def test_the_rank_of_a_share_counts_the_catalogued_groupings_above_it():
    assert figure(assessed("G20").section("surface"), "population_rank").value <= 6
    assert figure(assessed("NORDIC").section("surface"), "population_rank").value > 20


def test_a_member_the_source_leaves_out_is_named_and_makes_a_lower_bound():
    """The World Bank has no output for North Korea."""
    found = figure(assessed("China, Russia, Iran, DPRK").section("surface"), "gdp_share")
    assert "North Korea" in found.coverage.note
    assert (found.coverage.observed, found.coverage.possible) == (3, 4)


def test_states_without_warheads_hold_none_and_are_not_unknown():
    assert figure(assessed("ASEAN").section("surface"), "warheads_share").value == 0


@pytest.mark.parametrize(
    ("options", "fault", "says"),
    [
        ({"grouping": "SCOO"}, UnknownName, "SCO"),
        ({"grouping": "SCO", "as_of": "1999-01-01"}, BadInput, "founded on 2001-06-15"),
        ({"grouping": "SCO", "as_of": "yesterday"}, BadInput, "YYYY-MM-DD"),
        ({"grouping": "SCO", "as_of": "2035-01-01"}, BadInput, "last day of votes held"),
        ({"grouping": "SCO", "since": 2030}, BadInput, "first year 2030"),
        ({"grouping": "WARSAW_PACT"}, BadInput, "ended on"),
        ({"grouping": "China"}, BadInput, "one state"),
        ({"grouping": "China, China"}, BadInput, "China"),
        ({"grouping": "SCO", "hegemon": "Atlantis"}, UnknownName, "Atlantis"),
    ],
)
def test_each_bad_question_is_answered_with_what_was_wrong(options, fault, says):
    with pytest.raises(fault, match=says):
        assess(**options)


def test_two_states_that_never_voted_together_have_unknown_cohesion():
    """South Sudan came into being in 2011."""
    dossier = assess("China, South Sudan", as_of="2005-12-31")
    together = [one.estimate for one in dossier.section("say").figures if one.name.endswith("agreement")]
    assert together
    assert all(one.value is None and one.coverage.note for one in together)
