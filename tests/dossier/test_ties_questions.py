"""Single questions on ties, and that they agree with the dossiers."""

import polars as pl
import pytest

import softbalance as sb
from softbalance.terms.errors import BadInput, NotEnoughData, UnknownName

from .reading import assessed, figure, profiled, records

FIGURE = {
    "value", "low", "high", "level", "n", "unit", "method", "since", "until", "observed", "possible", "note", "sources",
}  # fmt: skip


def test_alignment_of_india_is_that_of_its_profile():
    india = sb.alignment("India", 2024)
    assert (india.state, india.year, india.status) == ("IND", 2024, "attached")
    for name in ("hedging", "compartmentalisation", "multi_alignment"):
        assert getattr(india, name) == figure(profiled("IND").section(name), "")
    security = records(profiled("IND"), "alignment", "areas")[1]
    shares = india.areas.filter(area="security", figure="share")
    assert dict(shares.select("power", "value").rows())["RUS"] == security["share_RUS"]


def test_alignment_of_a_power_is_undefined_and_says_so():
    usa = sb.alignment("USA", 2024)
    assert usa.status == "pole"
    assert usa.hedging.value is None
    assert usa.hedging.coverage.note


def test_shares_of_every_area_sum_to_one_or_are_unknown():
    shares = sb.alignment("KAZ", 2024).areas.filter(figure="share")
    sums = dict(shares.group_by("area").agg(pl.col("value").sum(), known=pl.col("value").count()).drop("known").rows())
    assert sums["diplomacy"] == sums["security"] == sums["economy"] == pytest.approx(1)
    assert shares.filter(area="technology_energy")["value"].null_count() == 4


def test_binding_is_that_of_the_assessment():
    table = sb.binding("SCO", "2024")
    own = table.filter(treaty="own", weighted=False)
    for flag, value in own.select("obligation", "value").rows():
        assert value == figure(assessed("SCO").section("binding"), f"own.{flag}").value
    assert table.height == 5 * 3 * 2


def test_discord_is_that_of_the_assessment():
    for kind, of, value in sb.discord("SCO", "2024").select("kind", "of", "value").rows():
        assert value == figure(assessed("SCO").section("discord"), f"{kind}.{of}").value


def test_exposure_is_that_of_the_assessment():
    found = sb.exposure(["KAZ", "IND"], ["USA", "CHN"], 2024).filter(part="index")
    rows = {row["state"]: row for row in records(assessed("SCO"), "dependence", "exposure")}
    for state, power, value in found.select("state", "power", "value").rows():
        assert value == rows[state][f"exposure_{power}"]["value"]


def test_exposure_no_source_looks_at_is_unknown_with_a_reason_and_never_zero():
    rows = sb.exposure("NPL", ["IND"], 2024).filter(pl.col("part").is_in(["troops", "finance"]))
    assert rows["value"].null_count() == 2
    assert rows["note"].str.len_chars().min() > 0


def test_dividend_is_that_of_the_assessment():
    drawn = sb.dividend("SCO", "2024").filter(figure="dividend")
    table = {row["state"]: row["dividend"] for row in records(assessed("SCO"), "burden", "members")}
    assert dict(drawn.select("state", "value").rows()) == table


def test_a_made_up_grouping_is_a_grouping():
    assert sb.binding(["China", "Russia", "North Korea"], "2024").filter(
        obligation="defence", treaty="apart", weighted=False
    )["value"].item() == pytest.approx(4 / 6)


def test_every_row_is_a_whole_figure():
    for table in (sb.binding("SCO"), sb.discord("SCO"), sb.exposure("IND"), sb.dividend("SCO")):
        assert set(table.columns) >= FIGURE
        unknown = table.filter(pl.col("value").is_null())
        assert (unknown["note"].str.len_chars() > 0).all()
        assert (table["sources"].list.len() > 0).any()


@pytest.mark.parametrize(
    ("ask", "fault", "says"),
    [
        (lambda: sb.alignment("GDR", 2024), NotEnoughData, "no state of the system"),
        (lambda: sb.alignment("India", 1950), BadInput, "1954"),
        (lambda: sb.alignment("India", 2024, leaders=["USA"]), BadInput, "besides the hegemon"),
        (lambda: sb.binding("SCOO"), UnknownName, "SCO"),
        (lambda: sb.discord("SCO", "1990"), BadInput, "founded"),
        (lambda: sb.exposure([]), BadInput, "at least one state"),
        (lambda: sb.exposure("IND", []), BadInput, "one power"),
        (lambda: sb.exposure("South Sudan", year=2000), NotEnoughData, "no state of the system"),
        (lambda: sb.dividend("China"), BadInput, "one state"),
    ],
)
def test_each_bad_question_on_ties_says_what_was_wrong(ask, fault, says):
    with pytest.raises(fault, match=says):
        ask()
