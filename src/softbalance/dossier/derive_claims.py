"""Derives what the claims need and no other part of the snapshot holds: yearly growth of trade, report by report."""

from collections.abc import Callable

import polars as pl

from softbalance.evidence.base import Base

SOURCES = ("imf_imts_us_china",)

_SERIES = ["from_ccode", "to_ccode", "report"]


def claims_tables(base: Base, _watch: Callable[[str], None]) -> dict[str, pl.DataFrame]:
    """Return ``claims_trade_growth``: how each report of a flow changed from the year before.

    Columns ``from_ccode``, ``to_ccode``, ``report`` (``exporter`` or ``importer``), ``year``, ``factor`` (value over
    that of the year before, five digits). Only the source in which the United States and China report every year.
    """
    return {"claims_trade_growth": trade_growth(base.table("trade_reports"))}


def trade_growth(reports: pl.DataFrame) -> pl.DataFrame:
    """Return the yearly factors of one source's reports; a year after a gap or after zero has none.

    Parameters
    ----------
    reports
        As in :mod:`softbalance.evidence.ties.trade`.
    """
    own = reports.filter(pl.col("source").is_in(SOURCES), pl.col("value").is_not_null()).sort(*_SERIES, "year")
    before, year_before = (pl.col(name).shift().over(_SERIES) for name in ("value", "year"))
    follows = (pl.col("year") == year_before + 1) & (before > 0)
    factor = pl.when(follows).then(pl.col("value") / before).round_sig_figs(5).cast(pl.Float32)
    kept = own.with_columns(factor=factor).drop_nulls("factor")
    return kept.select(*_SERIES[:2], pl.col("report").cast(pl.Categorical), "year", "factor").sort(*_SERIES, "year")
