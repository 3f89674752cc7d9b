"""Who draws, who spends, who decides."""

import numpy as np
import pytest

from softbalance.dossier.assess import ask
from softbalance.dossier.burdens import leader_finance
from softbalance.dossier.held import Held
from softbalance.dossier.ties_held import TiesHeld

from .reading import assessed, figure, records


def powers(grouping, as_of="2024-12-31"):
    return {row["state"]: row for row in records(assessed(grouping, as_of), "burden", "pivotality")}


@pytest.mark.parametrize("grouping", ["SCO", "NATO", "BRICS", "EU", "ASEAN"])
def test_shapley_and_banzhaf_shares_sum_to_one(grouping):
    table = powers(grouping).values()
    for index in ("shapley", "banzhaf", "shapley_without_giant", "banzhaf_without_giant"):
        assert sum(row[index] or 0 for row in table) == pytest.approx(1, abs=1e-12)


def test_china_holds_over_half_of_the_scos_capability_and_so_decides_alone():
    china = powers("SCO")["CHN"]
    assert china["capability"] > 0.5
    assert china["shapley"] == 1
    assert china["shapley_without_giant"] is None


def test_the_usa_held_over_half_of_natos_capability_at_its_founding():
    assert powers("NATO", "1950-12-31")["USA"]["capability"] > 0.5


def test_members_shares_of_capability_sum_to_one():
    assert sum(row["capability"] for row in powers("SCO").values()) == pytest.approx(1)


def test_no_burden_is_made_up_for_a_grouping_that_is_no_alliance():
    section = assessed("SCO").section("burden")
    found = figure(section, "olson_zeckhauser")
    assert found.value is None
    assert "no open source" in found.coverage.note
    assert all(row["burden"] is None for row in records(assessed("SCO"), "burden", "members"))


def test_the_usa_spends_more_of_its_output_on_arms_than_the_median_ally():
    burden = {row["state"]: row["burden"] for row in records(assessed("NATO"), "burden", "members")}
    assert burden["USA"] > 1.5 * np.median([value for value in burden.values() if value is not None])


def test_large_allies_carried_more_of_their_own_output_in_1964():
    """Olson & Zeckhauser 1966, table 1: GNP rank and burden rank of NATO in 1964 correlate at 0.490."""
    found = figure(assessed("NATO", "1964-12-31").section("burden"), "olson_zeckhauser")
    assert found.low < 0.490 < found.high
    assert found.value > 0.3


def test_tajikistan_drew_more_from_china_than_any_other_member_did_for_its_size():
    drawn = {row["state"]: row["dividend"] for row in records(assessed("SCO"), "burden", "members")}
    assert drawn["TJK"] == max(value for value in drawn.values() if value is not None)


def test_finance_over_an_unknown_output_is_unknown_not_zero():
    """China committed 1.4 billion dollars to North Korea by 2021, whose output no source states."""
    held = Held.default()
    asked = ask("China, Russia, North Korea, UAE, Pakistan", held, as_of="2024")
    ties = TiesHeld(held.snapshot)
    asked = type(asked)(asked.grouping, asked.since, asked.until, asked.hegemon, asked.hegemon_ccode, (710,))
    drawn, year = leader_finance(asked, ties, (710, 731, 696, 770))
    assert year == 2021
    assert np.isnan(drawn[:3]).all()
    assert drawn[3] > 0.01


def test_before_chinas_lending_is_on_record_nothing_is_said_of_it():
    table = records(assessed("SCO", "2002-12-31"), "burden", "members")
    assert all(row["dividend"] is None for row in table)
