"""Arms deliveries; published shares are SIPRI's, Trends in International Arms Transfers, 2024 (March 2025), table 2."""

import polars as pl
import pytest

from softbalance.evidence.ties.arms import annual_figures, compare, process, spread_orders, windows
from softbalance.terms.errors import SchemaChanged

mirror = pytest.mark.mirror


def window(table, supplier, recipient, year=2024):
    found = table.filter(
        (pl.col("from_ccode") == supplier) & (pl.col("to_ccode") == recipient) & (pl.col("year") == year)
    )
    return found.row(0, named=True)


@mirror
@pytest.mark.parametrize(
    ("supplier", "recipient", "published"),
    [(710, 770, 0.81), (2, 670, 0.74), (365, 705, 0.88)],
    ids=["China to Pakistan", "USA to Saudi Arabia", "Russia to Kazakhstan"],
)
def test_shares_of_2020_24_agree_with_sipris_within_two_points(deliveries, supplier, recipient, published):
    found = window(deliveries.windows, supplier, recipient)
    assert found["share_low"] - 0.01 <= published <= found["share_high"] + 0.01
    assert found["share"] == pytest.approx(published, abs=0.021)


@mirror
def test_russias_share_in_indias_arms_is_36_to_38_percent_by_method(deliveries):
    """SIPRI: 36; the register split evenly gives 38, annual figures to 2021 and the register after give 36."""
    found = window(deliveries.windows, 365, 750)
    assert found["share_low"] == pytest.approx(0.36, abs=0.01)
    assert found["share_high"] == pytest.approx(0.38, abs=0.01)
    assert found["method"] == "annual, then register"


@mirror
def test_the_even_split_comes_near_sipris_own_annual_figures(read):
    both = compare(annual_figures(read("sipri_arms_annual")), spread_orders(read("sipri_arms_register")))
    recent = both.filter(pl.col("year") >= 1990).with_columns(gap=(pl.col("share") - pl.col("share_register")).abs())
    assert recent.select(pl.corr("share", "share_register")).item() > 0.93
    assert recent["gap"].mean() < 0.03


@mirror
def test_the_soviet_union_and_russia_are_one_supplier(deliveries):
    rows = deliveries.deliveries.filter((pl.col("from_ccode") == 365) & (pl.col("to_ccode") == 750))
    assert {1985, 2015} <= set(rows["year"])


@mirror
def test_no_figure_is_given_after_the_end_of_either_source(deliveries):
    ends = deliveries.deliveries.group_by("source").agg(pl.col("year").max()).sort("source")
    assert ends.rows() == [("sipri_arms_annual", 2021), ("sipri_arms_register", 2024)]


def annual(*rows):
    return pl.DataFrame(rows, schema=["supplier", "recipient", "year", "value"], orient="row")


def register(*rows):
    columns = ["Supplier", "Recipient", "Year(s) of delivery", "SIPRI TIV of delivered weapons"]
    schema = dict(zip(columns, (pl.String, pl.String, pl.String, pl.Float64), strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_an_order_is_split_evenly_and_no_value_is_lost():
    rows = spread_orders(register(("Russia", "India", "2021; 2022; 2024", 9.0), ("France", "India", None, 5.0)))
    assert rows.select("year", "tiv").rows() == [(2021, 3.0), (2022, 3.0), (2024, 3.0)]


def test_weapons_of_an_unknown_supplier_lower_everybodys_share():
    figures = annual_figures(annual(("Russia", "India", 2020, 6), ("Unknown supplier(s)", "India", 2020, 4)))
    made = windows(figures, spread_orders(register()))
    assert window(made, 365, 750, 2020)["share"] == pytest.approx(0.6)
    assert set(made["year"]) == {2020, 2021, 2022, 2023, 2024}


def test_rebels_receive_nothing_in_a_states_name():
    tables = process(
        {
            "sipri_arms_annual": annual(("Iran", "Hezbollah (Lebanon)*", 2020, 6)),
            "sipri_arms_register": register(("Iran", "Houthi rebels (Yemen)*", "2023", 4.0)),
        }
    )
    assert tables.deliveries.is_empty()
    assert tables.windows.is_empty()


def test_a_recipient_nobody_declared_stops_the_build():
    with pytest.raises(SchemaChanged, match="Ruritania"):
        annual_figures(annual(("Russia", "Ruritania", 2020, 6)))
