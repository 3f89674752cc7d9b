"""Who sold what to whom; figures from the sources named in the test, as declared in sources."""

import polars as pl
import pytest

from softbalance.evidence.ties.eurostat import eurostat
from softbalance.evidence.ties.eurostat import process as process_eurostat
from softbalance.evidence.ties.factbook import factbook
from softbalance.evidence.ties.factbook import process as process_factbook
from softbalance.evidence.ties.trade import CIF_OVER_FOB, check, process, reconcile
from softbalance.terms.errors import EvidenceFault, SchemaChanged

mirror = pytest.mark.mirror

CHN, KAZ, USA, TWN = 710, 705, 2, 713


def flow(table, seller, buyer, year, **where):
    keys = {"from_ccode": seller, "to_ccode": buyer, "year": year} | where
    return table.filter(pl.all_horizontal(pl.col(name) == value for name, value in keys.items()))


def raw(**changed):
    """The four sources with one flow each."""
    frames = {
        "cow_trade": pl.DataFrame({"ccode1": [2], "ccode2": [710], "year": [2014], "flow1": [10.0], "flow2": [3.0]}),
        "unctad_trade_2015": pl.DataFrame({"source": ["China"], "target": ["UnitedStates"], "edgewidth": [11.0]}),
        "imf_trade_2019_2020": pl.DataFrame({"from": ["CN"], "to": ["US"], "2019": [12.0], "2020": [13.0]}),
        "imf_imts_us_china": pl.DataFrame(
            {"SERIES_CODE": ["USA.MG_CIF_USD.CHN.A", "CHN.XG_FOB_USD.USA.A"], "2014": [9.0, 8.0], "2024": [5.3, 4.0]}
        ),
    }
    return frames | changed


@mirror
def test_china_reports_28_1_billion_sold_to_and_15_8_bought_from_kazakhstan_in_2024(trades):
    """IMF, International Trade in Goods (by partner country), as released in 2025."""
    sold = flow(trades.reports, CHN, KAZ, 2024, report="exporter")
    bought = flow(trades.reports, KAZ, CHN, 2024, report="importer")
    assert sold["value"].to_list() == [pytest.approx(28.1e9, abs=0.05e9)]
    assert bought["value"].to_list() == [pytest.approx(15.8e9, abs=0.05e9)]


@mirror
def test_us_imports_from_china_in_2014_are_not_read_as_its_exports(trades):
    """COW Trade 4.0: flow1 is what the first state imports, 472,525 and 183,283 million."""
    assert flow(trades.reports, CHN, USA, 2014, source="cow_trade")["value"][0] == 472_525e6
    assert flow(trades.reports, USA, CHN, 2014, source="cow_trade")["value"][0] == 183_283e6


@mirror
def test_years_without_a_source_for_all_partners_have_no_totals(trades):
    others = trades.totals.filter(~pl.col("ccode").is_in([USA, CHN]))
    assert set(range(2001, 2025)) - set(others["year"]) == {2016, 2017, 2018, 2021, 2022, 2023, 2024}
    assert flow(trades.flows, KAZ, 365, 2018).is_empty()


@mirror
def test_taiwan_buys_but_is_not_said_to_sell_nothing(trades):
    """The IMF's figures have no Taiwan among exporters: its exports are unknown, not zero."""
    row = trades.totals.filter((pl.col("ccode") == TWN) & (pl.col("year") == 2020))
    assert row["exports_usd"].to_list() == [None]
    assert row["imports_usd"][0] > 1e11


@mirror
def test_every_flow_says_whose_report_it_rests_on(trades):
    assert trades.flows.select("report", "source").null_count().sum_horizontal().item() == 0
    assert set(trades.flows["report"]) == {"importer", "exporter"}


@mirror
def test_mirror_reports_lie_as_far_apart_as_freight_and_error_make_them(trades):
    """Large flows reported by both sides: importers' figures exceed exporters' by a few percent in the median."""
    both = trades.flows.filter((pl.col("mirror_usd") > 1e9) & (pl.col("report") == "exporter"))
    ratio = both.select((pl.col("mirror_usd") / pl.col("value_usd")).median()).item()
    assert 0.98 < ratio < 1.15


def test_a_reconciled_figure_is_free_on_board_and_keeps_the_other_report():
    flows = process(raw()).flows
    bought = flow(flows, CHN, USA, 2014)
    assert bought["value_usd"][0] == pytest.approx(10e6 / CIF_OVER_FOB)
    assert (bought["report"][0], bought["source"][0]) == ("importer", "cow_trade")
    assert (bought["mirror_usd"][0], bought["mirror_report"][0]) == (8e6, "exporter")


def test_where_nobody_holds_all_partners_the_importer_is_believed_first():
    flows = process(raw()).flows
    assert flow(flows, CHN, USA, 2024)["report"][0] == "importer"
    assert not flow(flows, CHN, USA, 2024)["all_partners"][0]


def test_a_missing_report_is_no_report_of_zero():
    silent = pl.DataFrame({"ccode1": [2], "ccode2": [20], "year": [2014], "flow1": [None], "flow2": [4.0]})
    tables = process(raw(cow_trade=silent))
    assert flow(tables.flows, 20, 2, 2014).is_empty()
    assert flow(tables.flows, 2, 20, 2014)["value_usd"][0] > 0


def test_namibia_is_not_a_missing_value():
    partner = pl.DataFrame({"from": ["NA"], "to": ["ZA"], "2019": [1.0], "2020": [2.0]})
    assert flow(process(raw(imf_trade_2019_2020=partner)).flows, 565, 560, 2020)["value_usd"][0] == 2e6


def test_aggregates_are_no_partners():
    world = pl.DataFrame({"from": ["CN", "CN"], "to": ["W00", "US"], "2019": [99.0, 12.0], "2020": [99.0, 13.0]})
    flows = process(raw(imf_trade_2019_2020=world)).flows
    assert flows.filter(pl.col("year") == 2019).height == 1


def test_a_partner_nobody_declared_stops_the_build():
    strange = pl.DataFrame({"source": ["China"], "target": ["Atlantis"], "edgewidth": [1.0]})
    with pytest.raises(SchemaChanged, match="Atlantis"):
        process(raw(unctad_trade_2015=strange))


def test_a_figure_below_zero_stops_the_build():
    negative = pl.DataFrame({"ccode1": [2], "ccode2": [20], "year": [2014], "flow1": [-9.0], "flow2": [4.0]})
    with pytest.raises(EvidenceFault, match="below zero"):
        check(process(raw(cow_trade=negative)))


def test_directed_reports_are_never_folded_into_one():
    there = {"from_ccode": 2, "to_ccode": 20, "year": 2024, "value": 5.0, "source": "imf_imts_us_china"}
    back = there | {"from_ccode": 20, "to_ccode": 2, "value": 7.0}
    flows = reconcile(pl.DataFrame([there | {"report": "exporter"}, back | {"report": "exporter"}]))
    assert flow(flows, 2, 20, 2024)["value_usd"][0] == 5.0
    assert flow(flows, 20, 2, 2024)["value_usd"][0] == 7.0
    assert flows["mirror_usd"].null_count() == 2


@mirror
def test_the_eu_bought_163_6_and_sold_89_2_billion_euro_with_russia_in_2021(read):
    """Eurostat DS-045409, extracted 22 January 2023: sums over the members."""
    table = eurostat(read).filter((pl.col("year") == 2021) & pl.col("kind").str.starts_with("exports"))
    assert table.filter(pl.col("from_ccode") == 365)["value"].sum() == pytest.approx(163.6e9, abs=0.1e9)
    assert table.filter(pl.col("to_ccode") == 365)["value"].sum() == pytest.approx(89.2e9, abs=0.1e9)
    assert table["unit"].unique().to_list() == ["EUR"]


@mirror
def test_most_of_what_the_eu_buys_from_kazakhstan_is_fuel(read):
    """Eurostat DS-045409, mineral fuels (HS 27) in all imports of 2021."""
    table = eurostat(read).filter((pl.col("from_ccode") == KAZ) & (pl.col("year") == 2021))
    sums = dict(table.group_by("kind").agg(pl.col("value").sum()).rows())
    assert 0.7 < sums["fuel_exports"] / sums["exports"] < 1


def test_a_year_of_which_months_are_missing_is_not_called_a_year():
    months = {f"2022-{month:02}": [1.0 if month < 11 else None] for month in range(1, 13)}
    sheet = pl.DataFrame({"TIME": ["Austria"], "TIME_1": ["Kazakhstan"], **months})
    table = process_eurostat(dict.fromkeys(("imports", "exports", "fuel_imports", "fuel_exports"), sheet))
    assert set(table["kind"]) == {"exports_part_year", "fuel_exports_part_year"}
    assert table["value"].to_list() == [10.0] * 4
    assert table["note"].str.contains("10 months").all()


@mirror
def test_china_and_russia_are_the_largest_sellers_to_kazakhstan_in_the_factbook(read):
    """Imports - partners, Kazakhstan: "China 28%, Russia 24%, ... (2023)"."""
    table = factbook(read).filter((pl.col("to_ccode") == KAZ) & (pl.col("kind") == "import_share"))
    assert dict(table.select("from_ccode", "value").rows()) | {CHN: 0.28, 365: 0.24} == dict(
        table.select("from_ccode", "value").rows()
    )
    assert table["year"].unique().to_list() == [2023]


def test_names_with_commas_and_a_page_without_percentages_are_read_as_they_stand():
    name, sold = "Government > Country name > conventional short form > text", "Economy > Exports - partners > text"
    pages = pl.DataFrame(
        [
            ("asia", "kz", name, "Kazakhstan"),
            ("asia", "kz", sold, "Gambia, The 4%, Congo, Republic of the 2%, C&ocirc;te d'Ivoire 1% (2023)"),
            ("europe", "ag", name, "Jersey"),
            ("europe", "ag", sold, "almost entirely United Kingdom (2022)"),
        ],
        schema=["folder", "file", "path", "text"],
        orient="row",
    )
    table = process_factbook({"factbook": pages})
    assert table.select("from_ccode", "to_ccode", "value").rows() == [
        (KAZ, 420, 0.04),
        (KAZ, 437, 0.01),
        (KAZ, 484, 0.02),
    ]


@mirror
def test_the_gambia_does_not_sell_kazakhstan_all_it_produces(read):
    """The Gambia's GDP was 2.4 billion dollars in 2023, 4 % of Kazakhstan's imports of some 60 billion."""
    table = factbook(read)
    pair = pl.col("from_ccode").is_in([420, KAZ]) & pl.col("to_ccode").is_in([420, KAZ])
    assert table.filter(pair).is_empty()
    assert table.filter(pl.col("to_ccode") == KAZ, pl.col("kind") == "import_share").height == 4


@mirror
def test_a_repaired_factbook_withdraws_its_correction(read):
    repaired = read("factbook").filter(pl.col("file") != "ga")
    with pytest.raises(EvidenceFault, match="withdraw"):
        factbook(lambda _source: repaired)
