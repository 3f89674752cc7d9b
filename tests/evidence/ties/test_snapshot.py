"""What ships: small, derived, and enough for the profile of any state and year."""

import io
from datetime import date

import numpy as np
import polars as pl
import pytest

from softbalance.evidence.base import Base
from softbalance.evidence.ties import arrays, snapshot
from softbalance.evidence.ties.build import steps
from softbalance.evidence.ties.snapshot import TABLES, discord_years, obligation_spells, ties_snapshot, trade_shares
from softbalance.evidence.ties.year import exposure_array, year_arrays
from softbalance.measures.binding import binding
from softbalance.measures.exposure import exposure
from softbalance.measures.profile import Ties, profiles
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import EvidenceFault
from softbalance.terms.groupings import grouping
from softbalance.terms.states import states

mirror = pytest.mark.mirror
LIMIT_BYTES = 6_000_000
USA, RUS, KAZ, CHN, IND = 2, 365, 705, 710, 750
POLES = (USA, CHN, RUS)


@pytest.fixture(scope="module")
def state_years(read):
    gdp = read("wb_gdp").select(code="Country Code", year=pl.col("Year").cast(pl.Int16), gdp_usd="Value")
    codes = pl.DataFrame({"code": [s.iso3 for s in states()], "ccode": [s.ccode for s in states()]})
    joined = gdp.join(codes.with_columns(pl.col("ccode").cast(pl.Int32)).drop_nulls(), on="code").unique(
        ["ccode", "year"]
    )
    return joined.select("ccode", "year", "gdp_usd", population=pl.lit(1e7))


@pytest.fixture(scope="module")
def shipped(read, trades, deliveries, spells, forces, money, state_years):
    from softbalance.evidence.discord import discord
    from softbalance.evidence.ties.factbook import factbook

    return ties_snapshot(
        {
            "trade_flows": trades.flows,
            "trade_totals": trades.totals,
            "trade_factbook": factbook(read),
            "arms_windows": deliveries.windows,
            "treaties": spells,
            "troops": forces.stationed,
            "exercises": forces.exercises,
            "finance": money,
            "discord": discord(read),
            "state_years": state_years,
        }
    )


@mirror
def test_all_ties_ship_in_less_than_six_megabytes(shipped):
    sizes = {}
    for name, table in shipped.items():
        buffer = io.BytesIO()
        table.write_parquet(buffer, compression="zstd")
        sizes[name] = buffer.tell()
    assert set(sizes) == set(TABLES)
    assert sum(sizes.values()) < LIMIT_BYTES


@mirror
def test_a_profile_needs_nothing_but_what_ships(shipped, state_years):
    living = [one.ccode for one in states() if one.living]
    found = year_arrays(shipped, living, POLES, 2024)
    made = profiles(
        Ties(
            kappa=np.full((len(living), 3), np.nan),
            treaties=found.treaties,
            troops=found.troops,
            arms=found.arms,
            trade=found.trade,
            finance=found.finance,
            trade_of_gdp=found.trade_of_gdp,
            is_pole=np.isin(living, POLES),
        ),
        hegemon=[0],
        leaders=[1, 2],
    )
    assert found.years == {
        "troops": 2024,
        "arms": 2024,
        "trade": 2023,
        "finance": 2021,
        "trade_of_gdp": 2020,
        "treaties": 2024,
    }
    gap = made.spread.multi_alignment - made.spread.hedging - made.spread.compartmentalisation
    assert np.nanmax(np.abs(gap)) < 1e-12
    assert (made.status == "pole").sum() == 3
    security = made.shares[living.index(KAZ), 1]
    assert security.argmax() == POLES.index(RUS)


@mirror
def test_india_draws_its_arms_from_russia_and_its_trade_from_elsewhere(shipped):
    arms = arrays.arms_array(shipped["ties_arms"], [IND], POLES, 2024).values[0]
    assert arms[POLES.index(RUS)] == pytest.approx(0.36, abs=0.02)
    trade = arrays.trade_array(shipped["ties_trade"], shipped["ties_factbook"], [IND], POLES, 2024).values[0]
    assert trade[POLES.index(CHN)] > trade[POLES.index(RUS)]


@mirror
def test_kazakhstans_exposure_to_russia_and_china_dwarfs_that_to_the_usa(shipped, state_years):
    found = exposure(exposure_array(shipped, state_years, [KAZ], POLES, 2023))
    assert found.raw.shape == (1, 3, 5)
    assert found.index[0, 1] > 3 * found.index[0, 0]
    assert found.index[0, 2] > 3 * found.index[0, 0]


@mirror
def test_all_states_of_a_year_at_once_are_what_filters_one_by_one_give(shipped, trades, deliveries, owed):
    living = [one.ccode for one in states() if one.living]
    dyads = owed(since=1950)
    whole = year_arrays(shipped, living, POLES, 2014)
    for state in (one for one in living[::25] if one not in POLES):
        arms, trade, defence = one_state(
            state, flows=trades.flows, totals=trades.totals, windows=deliveries.windows, dyads=dyads
        )
        place = living.index(state)
        assert whole.arms[place, :3] == pytest.approx(arms, abs=1e-4)
        assert whole.trade[place, :3] == pytest.approx(trade, abs=1e-4)
        assert whole.treaties[place, :3, 0].tolist() == defence


def one_state(state, *, flows, totals, windows, dyads, year=2014):
    """Arms, trade and defence of one state with each pole, by filters alone."""

    def value(table, column, **where):
        found = table.filter(pl.all_horizontal(pl.col(name) == wanted for name, wanted in where.items()))[column]
        return found[0] if len(found) else 0.0

    own = {"ccode": state, "year": year, "source": "cow_trade"}
    traded = value(totals, "exports_usd", **own) + value(totals, "imports_usd", **own)
    arms, trade, defence = [], [], []
    for pole in POLES:
        to, back = (
            {"from_ccode": pole, "to_ccode": state, "year": year},
            {"from_ccode": state, "to_ccode": pole, "year": year},
        )
        arms.append(value(windows, "share", **to))
        trade.append((value(flows, "value_usd", **to) + value(flows, "value_usd", **back)) / traded)
        defence.append(float(value(dyads, "defence", **to)))
    return arms, trade, defence


@mirror
@pytest.mark.parametrize(("name", "owed_by_somebody"), [("SCO", 0.36), ("OSCE", 0.38)])
def test_a_third_of_dyads_owe_defence_under_somebody_elses_treaty_and_none_under_their_own(
    shipped, name, owed_by_somebody
):
    """ATOP 5.1 for 2018: 20 of 56 directed dyads of the SCO, 1,166 of 3,080 of the OSCE."""
    on = date(2018, 12, 31)
    spells = [spell for spell in grouping(name).spells if spell.role == "member" and spell.start <= on]
    members = sorted({spell.ccode for spell in spells if spell.end is None or spell.end > on})
    own = shipped["ties_own_obligations"].filter(pl.col("grouping") == name)
    made = binding(
        arrays.obligations_array(own, members, members, 2018),
        arrays.obligations_array(shipped["ties_obligations"], members, members, 2018),
        np.ones(len(members)),
    )
    assert made.own.plain[0] == 0
    assert made.any_treaty.plain[0] == pytest.approx(owed_by_somebody, abs=0.01)


def test_every_source_behind_the_snapshot_allows_derived_indicators():
    for source in snapshot.sources_used():
        assert declaration(source).redistribute in ("rows", "derived")


def test_a_source_that_allows_counts_only_stops_the_snapshot():
    assert declaration("gsdb").redistribute not in ("rows", "derived")
    with pytest.raises(EvidenceFault, match="gsdb"):
        snapshot.check_permissions(["cow_trade", "gsdb"])


def test_every_source_of_every_step_is_declared():
    for step in steps():
        for source in step.sources:
            assert declaration(source).id == source


@mirror
def test_the_steps_build_and_serve(read, tmp_path):
    chosen = [step for step in steps() if step.name in ("arms", "ties_coverage")]
    base = Base(tmp_path)
    base.build(chosen, read, {}, watch=lambda _name: None)
    assert base.table("arms_windows").height > 40_000
    assert "troops" in base.table("ties_coverage")["kind"]


def flows(*rows):
    names = {"from_ccode": pl.Int32, "to_ccode": pl.Int32, "year": pl.Int16, "value_usd": pl.Float64}
    table = pl.DataFrame(rows, schema=names, orient="row")
    return table.with_columns(report=pl.lit("exporter"), source=pl.lit("imf_imts_us_china"))


def totals(*rows):
    names = ["ccode", "year", "exports_usd", "imports_usd", "source"]
    types = [pl.Int32, pl.Int16, pl.Float64, pl.Float64, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def test_shares_are_of_the_states_own_trade_each_way():
    made = trade_shares(
        flows((KAZ, CHN, 2014, 30.0), (CHN, KAZ, 2014, 10.0)),
        totals((KAZ, 2014, 60.0, 40.0, "cow_trade"), (CHN, 2014, 1000.0, 1000.0, "cow_trade")),
    )
    row = made.filter(pl.col("ccode") == KAZ).row(0, named=True)
    assert (row["share"], row["export_share"], row["import_share"], row["usd"]) == (4000, 5000, 2500, 40.0)
    assert made.filter(pl.col("ccode") == CHN)["share"].to_list() == [200]


def test_a_year_without_totals_has_a_sum_and_no_share():
    made = trade_shares(flows((KAZ, CHN, 2024, 15.8e9), (CHN, KAZ, 2024, 28.1e9)), totals())
    row = made.filter(pl.col("ccode") == KAZ).row(0, named=True)
    assert row["share"] is None
    assert row["usd"] == pytest.approx(43.9e9)
    assert (row["export_report"], row["import_report"], row["source"]) == ("exporter", "exporter", "imf_imts_us_china")


def test_directions_that_rest_on_different_sources_name_both():
    table = flows((KAZ, CHN, 2020, 30.0), (CHN, KAZ, 2020, 10.0)).with_columns(
        source=pl.Series(["imf_trade_2019_2020", "imf_imts_us_china"])
    )
    made = trade_shares(table, totals()).filter(pl.col("ccode") == KAZ)
    assert made["source"].to_list() == ["imf_trade_2019_2020+imf_imts_us_china"]


def test_a_direction_nobody_reports_adds_nothing_and_has_no_report():
    row = trade_shares(flows((KAZ, CHN, 2024, 30.0)), totals()).filter(pl.col("ccode") == KAZ).row(0, named=True)
    assert (row["usd"], row["export_report"], row["import_report"]) == (30.0, "exporter", None)


def test_unknown_exports_leave_the_two_way_share_unknown():
    made = trade_shares(flows((CHN, KAZ, 2020, 10.0)), totals((KAZ, 2020, None, 40.0, "imf_trade_2019_2020")))
    row = made.filter(pl.col("ccode") == KAZ).row(0, named=True)
    assert (row["share"], row["import_share"]) == (None, 2500)


def test_spells_give_back_the_dyad_years_they_were_made_of(owed_sample):
    made = obligation_spells(owed_sample)
    years = pl.int_ranges("since", pl.col("until") + 1, dtype=pl.Int16)
    back = made.with_columns(year=years).explode("year").drop("since", "until")
    keys = ["from_ccode", "to_ccode", "year"]
    assert back.select(owed_sample.columns).sort(keys).equals(owed_sample.sort(keys))
    assert made.height == 4


@pytest.fixture
def owed_sample():
    rows = [
        (USA, KAZ, 1990, True, False),
        (USA, KAZ, 1991, True, False),
        (USA, KAZ, 1993, True, False),
        (USA, KAZ, 1994, True, True),
        (KAZ, USA, 1994, True, False),
    ]
    table = pl.DataFrame(
        rows,
        schema={
            "from_ccode": pl.Int32,
            "to_ccode": pl.Int32,
            "year": pl.Int16,
            "defence": pl.Boolean,
            "offence": pl.Boolean,
        },
        orient="row",
    )
    return table.with_columns(neutrality=False, nonaggression=False, consultation=False, carried=False)


def test_a_dispute_counts_for_twenty_years_and_not_a_day_longer():
    table = pl.DataFrame(
        {"ccode1": [710, 710], "ccode2": [750, 750], "year": [1990, 2024], "kind": ["dispute", "claim"]},
        schema_overrides={"ccode1": pl.Int32, "ccode2": pl.Int32, "year": pl.Int16},
    )
    years = discord_years(table).filter(pl.col("dispute"))["year"].to_list()
    assert (min(years), max(years), len(years)) == (1990, 2009, 20)
