"""Rates with counts, and the difference between never tested and not covered."""

import numpy as np
import polars as pl
import pytest

from softbalance.measures.grouping_occasions import PayRule, dispute_acts, sanction_acts
from softbalance.measures.joint_action import body_decisions, rung_record, yearly_counts
from softbalance.measures.joint_variants import FIGHT_VARIANTS, fight_variants, pay_variants, weighted_rate
from tests.evidence.record_frames import cases, fights, spells

A, B, C, X, Y = 1, 2, 3, 91, 92
MEMBERS = spells((A, 1990, 2010), (B, 1990, 2010), (C, 1990, 2010))
ATTACKS = fights(
    ("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", False, 4)}),
    ("e", 2003, 5, {A: ("a", True, 5), X: ("b", True, 5), C: ("b", False, 4)}),
)
NOTHING = fights(("d", 2000, 4, {X: ("a", True, 4), Y: ("b", True, 4)}))


def record(tables, members=MEMBERS, covered=(1946, 2014)):
    return rung_record(dispute_acts(*tables, members), members, rung="fight", covered=covered, sources=("mid",))


def test_the_record_counts_chances_joiners_and_deserters():
    found = record(ATTACKS)
    assert found.status == "tested"
    overall = found.overall
    assert (overall.occasions, overall.crises, overall.chances) == (2, 2, 4)
    assert (overall.joined, overall.other_side) == (1, 1)
    assert [one.kind for one in found.kinds] == ["initiates", "is attacked"]


def test_a_rate_comes_with_interval_count_coverage_and_source():
    rate = record(ATTACKS).overall.rate
    assert rate.low < rate.value < rate.high
    assert rate.n == 2
    assert (rate.coverage.since, rate.coverage.until, rate.coverage.observed) == (1990, 2010, 21)
    assert rate.sources == ("mid",)


def test_never_tested_is_neither_zero_nor_uncovered():
    found = record(NOTHING)
    assert found.status == "never tested"
    assert found.overall.rate.value is None
    assert "never tested" in found.overall.rate.coverage.note


def test_years_that_no_source_sees_are_not_covered():
    found = record(NOTHING, covered=(1816, 1980))
    assert found.status == "not covered"
    assert "1816 to 1980" in found.overall.rate.coverage.note


def test_a_grouping_that_outlives_the_source_says_so():
    found = record(ATTACKS, covered=(1946, 2005))
    assert (found.overall.rate.coverage.observed, found.overall.rate.coverage.possible) == (16, 21)
    assert "2005" in found.overall.rate.coverage.note


def test_any_other_member_is_asked_by_occasion_not_by_member():
    any_joined = record(ATTACKS).overall.any_joined
    assert any_joined.n == 2
    assert any_joined.value == pytest.approx(0.5, abs=1e-6)


def test_variants_move_the_counts_as_their_names_say():
    found = fight_variants(*ATTACKS, MEMBERS)
    assert set(found) == set(FIGHT_VARIANTS)
    assert found["use of force"].occasions == 2
    assert found["war"].occasions == found["attacked only"].occasions == 1
    assert found["war"].joined == 0
    assert found["attacked only"].joined == 1


def test_a_variant_without_occasions_is_unknown():
    assert fight_variants(*NOTHING, MEMBERS)["war"].rate.value is None


def test_own_decisions_of_a_body_are_counted_apart_from_the_rate():
    tables = cases(
        ("s", 2000, {A: "UNION", B: "UNION", C: "UNION"}, [X]),
        ("t", 2001, {A: None}, [Y]),
        ("z", 2009, {Y: None}, [X]),
    )
    assert body_decisions(*tables, "UNION") == 1
    found = pay_variants(*tables, MEMBERS, own_body="UNION")
    assert (found["two years"].occasions, found["two years"].joined) == (1, 0)
    assert (found["all decisions of bodies"].occasions, found["all decisions of bodies"].joined) == (2, 2)


def test_a_wider_window_never_loses_a_joiner():
    tables = cases(("s", 2000, {A: None}, [X]), ("t", 2002, {B: None}, [X]), ("z", 2009, {Y: None}, [X]))
    found = pay_variants(*tables, MEMBERS, own_body=None)
    assert [found[name].joined for name in ("same year", "one year", "two years")] == [0, 0, 1]


def test_counts_that_may_be_shown_name_no_state_and_no_case():
    tables = cases(("s", 2000, {A: None}, [X]), ("t", 2001, {B: None}, [X]), ("z", 2009, {Y: None}, [X]))
    shown = yearly_counts(sanction_acts(*tables, MEMBERS, PayRule()))
    assert shown.columns == ["rung", "kind", "year", "occasions", "chances", "joined", "collective", "other_side"]
    assert shown.row(0) == ("pay", "imposes", 2000, 1, 2, 1, 0, 0)


def weights(**of: float) -> pl.DataFrame:
    names = {"a": A, "b": B, "c": C}
    rows = [(names[key], year, weight) for key, weight in of.items() for year in range(1990, 2011)]
    schema = {"ccode": pl.Int32, "year": pl.Int16, "weight": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_giant_that_joins_weighs_more_than_a_dwarf_that_does_not():
    acts = dispute_acts(*fights(("d", 2000, 4, {X: ("a", True, 4), A: ("b", True, 4), B: ("b", False, 4)})), MEMBERS)
    found = weighted_rate(acts, weights(a=5.0, b=9.0, c=1.0), rng=np.random.default_rng(1), draws=50)
    assert found.value == pytest.approx(0.9)


def test_without_weights_the_weighted_rate_is_unknown():
    acts = dispute_acts(*ATTACKS, MEMBERS)
    assert weighted_rate(acts, weights(), rng=np.random.default_rng(1)).value is None
