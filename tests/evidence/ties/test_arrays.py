"""From tables to arrays, on planted tables: direction kept, unknown kept apart from none."""

import numpy as np
import polars as pl
import pytest

from softbalance.evidence.ties.arrays import (
    arms_array,
    discord_array,
    finance_array,
    obligations_array,
    trade_array,
    troops_array,
)
from softbalance.evidence.ties.schema import FLAGS

USA, CAN, GBR, RUS, CHN, IND, PAK = 2, 20, 200, 365, 710, 750, 770


def spells(*rows):
    columns = {"from_ccode": pl.Int32, "to_ccode": pl.Int32, "since": pl.Int16, "until": pl.Int16}
    table = pl.DataFrame([row[:4] for row in rows], schema=columns, orient="row")
    return table.with_columns(pl.Series(flag, [flag in row[4] for row in rows], dtype=pl.Boolean) for flag in FLAGS)


def test_a_pledge_from_one_state_to_another_is_not_one_back():
    held = obligations_array(spells((USA, CAN, 1950, 2020, {"defence"})), [USA, CAN], [USA, CAN], 2000)
    assert held[0, 1, 0] == 1
    assert held[1, 0, 0] == 0


def test_givers_are_rows_and_takers_columns():
    held = obligations_array(spells((USA, CAN, 1950, 2020, {"defence"})), [GBR, USA], [CAN], 2000)
    assert held[:, 0, 0].tolist() == [0, 1]


@pytest.mark.parametrize("year", [1949, 2026])
def test_obligations_outside_all_coverage_are_unknown_not_none(year):
    held = obligations_array(spells((USA, CAN, 1900, 2100, {"defence"})), [USA], [CAN], year)
    assert np.isnan(held).all()


def test_an_obligation_holds_in_its_years_and_no_others():
    table = spells((USA, CAN, 1990, 1999, {"consultation"}))
    values = [obligations_array(table, [USA], [CAN], year)[0, 0, 4] for year in (1989, 1990, 1999, 2000)]
    assert values == [0, 1, 1, 0]


def discord(*rows):
    names = ("rivalry", "dispute", "claim", "armed_conflict")
    frame = pl.DataFrame(
        [row[:3] for row in rows],
        schema={"ccode1": pl.Int32, "ccode2": pl.Int32, "year": pl.Int16},
        orient="row",
    )
    return frame.with_columns(pl.Series(name, [name in row[3] for row in rows], dtype=pl.Boolean) for name in names)


def test_discord_has_no_direction_and_quiet_dyads_inside_the_coverage_are_at_peace():
    found = discord_array(discord((IND, PAK, 2010, {"rivalry"})), [PAK, IND, CHN], 2010, "rivalry")
    assert found.values[0, 1] == found.values[1, 0] == 1
    assert found.values[0, 2] == 0
    assert np.isnan(found.values[0, 0])


def test_a_rivalry_after_its_source_is_read_as_of_the_last_year_and_says_so():
    table = discord((IND, PAK, 2020, {"rivalry"}), (IND, PAK, 2024, {"dispute"}))
    found = discord_array(table, [IND, PAK, CHN], 2024, "rivalry")
    assert (found.year, found.values[0, 1], found.values[0, 2]) == (2020, 1, 0)


def test_after_2014_a_dispute_is_certain_or_unknown_and_never_absent():
    found = discord_array(discord((IND, PAK, 2024, {"dispute"})), [IND, PAK, CHN], 2024, "dispute")
    assert found.values[0, 1] == 1
    assert np.isnan(found.values[0, 2])
    before = discord_array(discord((IND, PAK, 2014, {"dispute"})), [IND, PAK, CHN], 2014, "dispute")
    assert before.values[0, 2] == 0


def test_discord_before_the_tables_begin_is_unknown():
    assert np.isnan(discord_array(discord((IND, PAK, 2010, {"rivalry"})), [IND, PAK], 1940, "rivalry").values).all()


def trade(*rows):
    schema = {"ccode": pl.Int32, "partner": pl.Int32, "year": pl.Int16, "share": pl.UInt16}
    return pl.DataFrame(rows, schema=schema, orient="row")


def factbook(*rows):
    schema = {"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16, "kind": pl.String, "value": pl.Float32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_trade_shares_are_the_states_own_and_the_rest_goes_to_all_others():
    table = trade((IND, CHN, 2014, 1200), (CHN, IND, 2014, 150), (IND, USA, 2014, 1000))
    found = trade_array(table, factbook(), [IND, PAK], [USA, CHN, RUS], 2014)
    assert found.values[0].tolist() == pytest.approx([0.10, 0.12, 0, 0.78])
    assert np.isnan(found.values[1]).all()
    assert found.year == 2014


def test_a_year_without_all_partners_takes_the_latest_and_says_which_and_an_old_one_is_unknown():
    table = trade((IND, CHN, 2015, 1200), (IND, CHN, 2018, None))
    assert trade_array(table, factbook(), [IND], [CHN], 2018).year == 2015
    assert trade_array(table, factbook(), [IND], [CHN], 2021).year is None
    assert np.isnan(trade_array(table, factbook(), [IND], [CHN], 2021).values).all()


def test_the_factbook_serves_where_it_is_newer_and_needs_both_directions():
    book = factbook((IND, CHN, 2023, "export_share", 0.04), (CHN, IND, 2023, "import_share", 0.16))
    half = factbook((PAK, CHN, 2023, "export_share", 0.10))
    found = trade_array(trade((IND, CHN, 2020, 1200)), pl.concat([book, half]), [IND, PAK], [CHN, USA], 2024)
    assert found.values[0].tolist() == pytest.approx([0.10, 0, 0.90], abs=1e-6)
    assert np.isnan(found.values[1]).all()


def test_what_the_usa_and_china_alone_report_of_themselves_is_no_year_for_all():
    table = trade((CHN, IND, 2022, 300), (USA, IND, 2022, 300), (IND, CHN, 2020, 1200))
    assert trade_array(table, factbook(), [IND], [CHN], 2022).year == 2020


def arms(*rows):
    schema = {"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16, "share": pl.UInt16}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_arms_go_from_supplier_to_recipient_and_no_arms_are_zeros_inside_the_coverage():
    found = arms_array(arms((RUS, IND, 2024, 3600), (IND, RUS, 2024, 9000)), [IND, PAK], [USA, RUS], 2024)
    assert found.values[0].tolist() == pytest.approx([0, 0.36, 0.64])
    assert found.values[1].tolist() == [0, 0, 0]
    assert np.isnan(arms_array(arms((RUS, IND, 2010, 3600)), [IND], [RUS], 2024).values).all()


def test_troops_are_known_of_the_usa_alone():
    table = pl.DataFrame(
        {"from_ccode": [USA], "to_ccode": [GBR], "year": [2024], "troops_mean": [9000.0]},
        schema_overrides={"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16},
    )
    found = troops_array(table, [GBR, IND], [RUS, USA], 2024).values
    assert found[:, 1].tolist() == [9000, 0]
    assert np.isnan(found[:, [0, 2]]).all()
    assert np.isnan(troops_array(table, [GBR], [USA], 1949).values).all()


def test_finance_is_known_where_both_sources_reach():
    table = pl.DataFrame(
        {"from_ccode": [CHN, USA], "to_ccode": [PAK, PAK], "year": [2021, 2021], "usd": [3.0, 1.0]},
        schema_overrides={"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16},
    )
    found = finance_array(table, [PAK, IND], [USA, CHN], 2024)
    assert (found.values[0].tolist(), found.year) == ([0.25, 0.75, 0], 2021)
    assert np.isnan(found.values[1]).all()
    assert finance_array(table, [PAK], [CHN], 2005).year is None
