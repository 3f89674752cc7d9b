"""Trade: who sold what to whom, as each side reports it, and one reconciled figure a flow.

Three sources hold all partners of all states: COW (to 2014; mostly what importers report, CIF), UNCTAD (2015) and
the IMF (2019, 2020), both what exporters report, FOB. The IMF's later release holds both reports of the USA and of
China, 2001-2024. In other years no source has all partners, and a total is missing: nothing is interpolated.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from softbalance.evidence.ties.names import with_ccode
from softbalance.evidence.ties.schema import TIES, check_ties, check_years, conform, refuse

Read = Callable[..., pl.DataFrame]

SOURCES = ("cow_trade", "unctad_trade_2015", "imf_trade_2019_2020", "imf_imts_us_china")

CIF_OVER_FOB = 1.06
"""Imports are valued with cost, insurance and freight (CIF), exports without (FOB). A reconciled figure is FOB; an
importer's report is divided by this factor, the IMF's since 2018 (Marini, Dippelsman & Stanger 2018, IMF WP/18/16)."""

ALL_PARTNERS = ("cow_trade", "unctad_trade_2015", "imf_trade_2019_2020")

FLOW = ["from_ccode", "to_ccode", "year"]


class Trade(NamedTuple):
    """Tables of trade.

    ``reports``: one row a report, columns of :data:`softbalance.evidence.ties.schema.TIES`, USD.
    ``flows``: one row a flow: ``value_usd`` (FOB), ``report`` and ``source`` it rests on, ``all_partners`` (whether
    that source holds all partners in the year), and the other side's report as it stands: ``mirror_usd``,
    ``mirror_report``, ``mirror_source``.
    ``totals``: ``ccode``, ``year``, ``exports_usd``, ``imports_usd`` (FOB) summed over all states of the COW system
    (Hong Kong and other territories are none), with ``source``; only years in which one source holds all partners.
    Exports are unknown for a state that the source does not report of.
    """

    reports: pl.DataFrame
    flows: pl.DataFrame
    totals: pl.DataFrame


def trade(read: Read) -> Trade:
    """Return the tables of trade built from all sources."""
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source; the IMF's as it came, since a cleaned copy lacks Kosovo and Taiwan."""
    tables = {"imf_trade_2019_2020": "raw"}
    return {source: read(source, table=tables[source]) if source in tables else read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> Trade:
    """Return reports, reconciled flows and totals."""
    parts = [_cow(raw["cow_trade"]), _unctad(raw["unctad_trade_2015"]), _imf(raw["imf_trade_2019_2020"])]
    both = _imts(raw["imf_imts_us_china"])
    reports = pl.concat([*parts, both]).sort("from_ccode", "to_ccode", "year", "source", "report")
    flows = reconcile(reports)
    return Trade(reports, flows, pl.concat([_totals(flows), _totals_of_two(both)]).sort("ccode", "year", "source"))


def check(tables: Trade) -> Trade:
    """Return the tables, or raise :class:`EvidenceFault`."""
    check_ties(tables.reports, name="trade reports")
    check_years(tables.reports, 1870, 2024, name="trade reports")
    flows, totals = tables.flows, tables.totals
    refuse("trade flows", "rows twice", flows.filter(flows.select(FLOW).is_duplicated()))
    refuse("trade flows", "figures of nobody", flows.filter(pl.col("report").is_null()))
    refuse("trade totals", "rows twice", totals.filter(totals.select("ccode", "year", "source").is_duplicated()))
    return tables


def reconcile(reports: pl.DataFrame) -> pl.DataFrame:
    """Return one figure a flow, on an FOB basis, with the other side's report beside it.

    The year's source of all partners is taken first, so that shares within a year rest on one kind of report; where
    it is silent, the importer's report, then the exporter's.

    Examples
    --------
    China says it sold 28.1 bn to Kazakhstan; Kazakhstan's own figure is not held:

    >>> row = {"from_ccode": 710, "to_ccode": 705, "year": 2024, "value": 28.1e9, "source": "imf_imts_us_china",
    ...        "report": "exporter"}
    >>> reconcile(pl.DataFrame([row])).select("value_usd", "report", "mirror_usd").row(0)
    (28100000000.0, 'exporter', None)
    """
    ranked = reports.drop_nulls("value").with_columns(_rank()).sort(*FLOW, "rank")
    best = ranked.unique(FLOW, keep="first", maintain_order=True)
    sides = ranked.select(*FLOW, mirror_usd="value", mirror_report="report", mirror_source="source")
    other = (
        best.select(*FLOW, "report")
        .join(sides, on=FLOW)
        .filter(pl.col("report") != pl.col("mirror_report"))
        .unique(FLOW, keep="first", maintain_order=True)
        .drop("report")
    )
    fob = pl.when(pl.col("report") == "importer").then(pl.col("value") / CIF_OVER_FOB).otherwise(pl.col("value"))
    chosen = best.select(
        *FLOW, fob.alias("value_usd"), "report", "source", all_partners=pl.col("source").is_in(ALL_PARTNERS)
    )
    return chosen.join(other, on=FLOW, how="left").sort(FLOW)


def _rank() -> pl.Expr:
    return (
        pl.when(pl.col("source").is_in(ALL_PARTNERS))
        .then(0)
        .otherwise(pl.when(pl.col("report") == "importer").then(1).otherwise(2))
        .alias("rank")
    )


def _totals(flows: pl.DataFrame) -> pl.DataFrame:
    """Sum over partners in the years for which one source holds all; a state it does not report of sold unknown."""
    whole = flows.filter("all_partners")
    years = whole.select("year", "source").unique()
    kept = flows.drop("source").join(years, on="year", how="inner")
    reported = whole.select("year", ccode="from_ccode").unique()
    sold = kept.group_by("year", "source", ccode="from_ccode").agg(exports_usd=pl.col("value_usd").sum())
    bought = kept.group_by("year", "source", ccode="to_ccode").agg(imports_usd=pl.col("value_usd").sum())
    known = sold.join(reported, on=["ccode", "year"], how="semi")
    return known.join(bought, on=["ccode", "year", "source"], how="full", coalesce=True).select(_TOTALS)


def _totals_of_two(both: pl.DataFrame) -> pl.DataFrame:
    """Sum what the USA and China report of themselves: the only states with all partners in their own words."""
    sold = both.filter(pl.col("report") == "exporter").group_by(ccode="from_ccode", year="year")
    bought = both.filter(pl.col("report") == "importer").group_by(ccode="to_ccode", year="year")
    joined = sold.agg(exports_usd=pl.col("value").sum()).join(
        bought.agg(imports_usd=pl.col("value").sum() / CIF_OVER_FOB), on=["ccode", "year"], how="full", coalesce=True
    )
    return joined.with_columns(source=pl.lit("imf_imts_us_china")).select(_TOTALS)


_TOTALS = ["ccode", "year", "exports_usd", "imports_usd", "source"]


def _cow(raw: pl.DataFrame) -> pl.DataFrame:
    """flow1 is what ccode1 imports from ccode2, flow2 the reverse, in millions; missing is unknown."""
    sides = [
        raw.select(from_ccode="ccode2", to_ccode="ccode1", year="year", value=pl.col("flow1") * 1e6),
        raw.select(from_ccode="ccode1", to_ccode="ccode2", year="year", value=pl.col("flow2") * 1e6),
    ]
    note = "COW takes the importer's report where there is one; CIF"
    return _reports(pl.concat(sides).drop_nulls("value"), "cow_trade", "importer", note)


def _unctad(raw: pl.DataFrame) -> pl.DataFrame:
    """The file is in thousands of dollars, exporter by importer."""
    named = with_ccode(raw, "source", "from_ccode", source="unctad_trade_2015")
    both = with_ccode(named, "target", "to_ccode", source="unctad_trade_2015")
    rows = both.select("from_ccode", "to_ccode", value=pl.col("edgewidth") * 1e3, year=pl.lit(2015))
    return _reports(rows, "unctad_trade_2015", "exporter", "FOB")


def _imf(raw: pl.DataFrame) -> pl.DataFrame:
    """Millions of dollars; a pair stands here only where it is reported in both years."""
    named = with_ccode(raw, "from", "from_ccode", source="imf_trade_2019_2020")
    both = with_ccode(named, "to", "to_ccode", source="imf_trade_2019_2020")
    rows = both.unpivot(["2019", "2020"], index=["from_ccode", "to_ccode"], variable_name="year")
    return _reports(_millions(rows), "imf_trade_2019_2020", "exporter", "FOB")


def _imts(raw: pl.DataFrame) -> pl.DataFrame:
    """Exports FOB and imports CIF of the USA and China, in millions."""
    years = [column for column in raw.columns if column.isdecimal()]
    code = pl.col("SERIES_CODE").str.split(".")
    split = raw.with_columns(reporter=code.list.get(0), series=code.list.get(1), partner=code.list.get(2))
    named = with_ccode(split, "reporter", "ccode", source="imf_imts_us_china")
    both = with_ccode(named, "partner", "partner_ccode", source="imf_imts_us_china")
    rows = _millions(both.unpivot(years, index=["ccode", "partner_ccode", "series"], variable_name="year"))
    exports, imports = (rows.filter(pl.col("series").str.starts_with(code)) for code in ("XG", "MG"))
    sold = exports.rename({"ccode": "from_ccode", "partner_ccode": "to_ccode"})
    bought = imports.rename({"ccode": "to_ccode", "partner_ccode": "from_ccode"})
    parts = [(sold, "exporter", "FOB"), (bought, "importer", "CIF")]
    return pl.concat([_reports(rows, "imf_imts_us_china", report, note) for rows, report, note in parts])


def _millions(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.drop_nulls("value").with_columns(pl.col("year").cast(pl.Int16), value=pl.col("value") * 1e6)


def _reports(rows: pl.DataFrame, source: str, report: str, note: str) -> pl.DataFrame:
    summed = rows.group_by(FLOW).agg(pl.col("value").sum())
    apart = summed.filter(pl.col("from_ccode") != pl.col("to_ccode"))
    return conform(apart, TIES, kind="exports", unit="USD", source=source, report=report, note=note)
