"""The record of a dyad: every tie between two states, year by year, with its source, from the snapshot."""

from collections.abc import Callable, Mapping

import polars as pl

from softbalance.evidence.ties.schema import FLAGS
from softbalance.evidence.ties.snapshot import SHARE_UNIT

RECORD = {
    "from_ccode": pl.Int32,
    "to_ccode": pl.Int32,
    "year": pl.Int16,
    "kind": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "source": pl.String,
    "note": pl.String,
}
"""Columns of a record. What has no direction (trade both ways, discord, exercises) stands under the state asked for
first, and its note says so."""

DISCORD_SOURCES = {
    "rivalry": "tss_rivalries",
    "dispute": "cow_mid_ddydisps+ucdp_acd",
    "claim": "icow_claims",
    "armed_conflict": "ucdp_acd",
}

BOTH = "no direction"


def dyad_record(tables: Mapping[str, pl.DataFrame], first: int, second: int, *, since: int, until: int) -> pl.DataFrame:
    """Return all ties between two states, both ways, in the years asked for: columns of :data:`RECORD`.

    Parameters
    ----------
    tables
        Tables of the snapshot by name; see :data:`softbalance.evidence.ties.snapshot.TABLES`.
    first, second
        COW numbers.
    since, until
        First and last year.

    Notes
    -----
    A year without a row is not a year without a tie: see ``ties_coverage`` for what each source covers. Shares of
    trade and arms are the receiving or trading state's own: ``trade_share`` from A to B is B's part in A's trade.
    """
    pair = (first, second)
    parts = [part(tables, *sides) for part in _DIRECTED for sides in (pair, pair[::-1])]
    parts += [part(tables, *pair) for part in _UNDIRECTED]
    table = pl.concat([part.select(pl.col(name).cast(kind) for name, kind in RECORD.items()) for part in parts])
    return table.filter(pl.col("year").is_between(since, until)).sort("year", "kind", "from_ccode")


def _trade(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    """The taker's part in the giver's trade, exports and imports."""
    rows = tables["ties_trade"].filter((pl.col("ccode") == giver) & (pl.col("partner") == taker))
    kinds = {"trade_share": "share", "export_share": "export_share", "import_share": "import_share"}
    long = [
        rows.drop_nulls(column).select(
            "year",
            kind=pl.lit(kind),
            value=pl.col(column) / SHARE_UNIT,
            source="source",
            note=pl.format("reports: exports {}, imports {}", _said("export_report"), _said("import_report")),
        )
        for kind, column in kinds.items()
    ]
    return _between(pl.concat(long), giver, taker, "share")


def _factbook(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    """Factbook shares; an import share is of the buyer's imports, so it stands under the buyer here too."""
    table = tables["ties_factbook"]
    sold = table.filter(
        (pl.col("from_ccode") == giver) & (pl.col("to_ccode") == taker) & (pl.col("kind") == "export_share")
    )
    bought = table.filter(
        (pl.col("to_ccode") == giver) & (pl.col("from_ccode") == taker) & (pl.col("kind") == "import_share")
    )
    note = pl.lit("one of the five largest partners, whole percent")
    rows = pl.concat([sold, bought]).with_columns(source=pl.lit("factbook"), note=note)
    return _between(rows.drop("from_ccode", "to_ccode"), giver, taker, "share")


def _arms(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    rows = _rows(tables["ties_arms"], giver, taker)
    spread = pl.format("five years to {}; {}-{} % by method", "year", _percent("share_low"), _percent("share_high"))
    source = pl.when(pl.col("year") > 2021).then(pl.lit("sipri_arms_annual+sipri_arms_register"))
    made = rows.select(
        "year",
        kind=pl.lit("arms_share"),
        value=pl.col("share") / SHARE_UNIT,
        source=source.otherwise(pl.lit("sipri_arms_annual")),
        note=spread,
    )
    return _between(made, giver, taker, "share")


def _obligations(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    rows = _rows(tables["ties_obligations"], giver, taker)
    years = rows.with_columns(year=pl.int_ranges("since", pl.col("until") + 1, dtype=pl.Int16)).explode("year")
    long = years.unpivot(list(FLAGS), index=["year", "carried"], variable_name="kind", value_name="owed").filter("owed")
    carried = pl.when("carried").then(pl.lit("as in 2018 or by a cited event since"))
    source = pl.when("carried").then(pl.lit("atop_members+treaty_events")).otherwise(pl.lit("atop_members"))
    made = long.select("year", "kind", value=1.0, source=source, note=carried.otherwise(pl.lit("")))
    return _between(made, giver, taker, "owed")


def _troops(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    rows = _rows(tables["ties_troops"], giver, taker)
    note = pl.lit("mean of five years; rotations mostly missing")
    made = rows.select("year", kind=pl.lit("troops"), value="troops_mean", source=pl.lit("troops"), note=note)
    return _between(made, giver, taker, "persons")


def _finance(tables: Mapping[str, pl.DataFrame], giver: int, taker: int) -> pl.DataFrame:
    rows = _rows(tables["ties_finance"], giver, taker)
    source = pl.col("kind").replace_strict({"finance_committed": "aiddata_gcdf", "oda_net": "oecd_aid"})
    made = rows.select("year", "kind", value="usd", source=source, note=pl.lit("sum of five years, constant dollars"))
    return _between(made, giver, taker, "USD")


def _discord(tables: Mapping[str, pl.DataFrame], first: int, second: int) -> pl.DataFrame:
    rows = _pair(tables["ties_discord"], first, second)
    long = rows.unpivot(list(DISCORD_SOURCES), index="year", variable_name="kind", value_name="there").filter("there")
    twenty = pl.when(pl.col("kind") == "dispute").then(pl.lit("in the last 20 years; no direction"))
    source = pl.col("kind").replace_strict(DISCORD_SOURCES)
    made = long.select("year", "kind", value=1.0, source=source, note=twenty.otherwise(pl.lit(BOTH)))
    return _between(made, first, second, "there")


def _exercises(tables: Mapping[str, pl.DataFrame], first: int, second: int) -> pl.DataFrame:
    rows = _pair(tables["ties_exercises"], first, second)
    made = rows.select(
        "year", kind=pl.lit("exercises"), value="exercises", source=pl.lit("exercises"),
        note=pl.lit(f"held together in five years; {BOTH}"),
    )  # fmt: skip
    return _between(made, first, second, "count")


def _two_way(tables: Mapping[str, pl.DataFrame], first: int, second: int) -> pl.DataFrame:
    rows = tables["ties_trade"].filter((pl.col("ccode") == first) & (pl.col("partner") == second))
    note = pl.lit(f"exports plus imports, FOB, three digits; {BOTH}")
    made = rows.select("year", kind=pl.lit("trade"), value="usd", source="source", note=note)
    return _between(made, first, second, "USD")


_DIRECTED: tuple[Callable[[Mapping[str, pl.DataFrame], int, int], pl.DataFrame], ...] = (
    _trade, _factbook, _arms, _obligations, _troops, _finance,
)  # fmt: skip
_UNDIRECTED = (_two_way, _discord, _exercises)


def _rows(table: pl.DataFrame, giver: int, taker: int) -> pl.DataFrame:
    return table.filter((pl.col("from_ccode") == giver) & (pl.col("to_ccode") == taker))


def _pair(table: pl.DataFrame, first: int, second: int) -> pl.DataFrame:
    low, high = sorted((first, second))
    return table.filter((pl.col("ccode1") == low) & (pl.col("ccode2") == high))


def _between(rows: pl.DataFrame, giver: int, taker: int, unit: str) -> pl.DataFrame:
    sides = {"from_ccode": pl.lit(giver), "to_ccode": pl.lit(taker), "unit": pl.lit(unit)}
    return rows.with_columns(**sides).select(pl.col(name).cast(kind) for name, kind in RECORD.items())


def _said(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("nobody")


def _percent(column: str) -> pl.Expr:
    return (pl.col(column) * 100 / SHARE_UNIT).round(0).cast(pl.Int64)
