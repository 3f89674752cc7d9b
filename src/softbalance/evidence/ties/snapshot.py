"""What of the ties ships with the package: shares, windows and flags from which a profile is computed offline.

Rows of the sources stay on the machine that fetched them. What goes out is derived, and only from sources whose
declaration allows derived indicators; shares are whole numbers per ten thousand.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from softbalance.evidence.ties.coverage import COVERAGE, coverage_table
from softbalance.evidence.ties.schema import FLAGS
from softbalance.evidence.ties.treaties import obligations
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import EvidenceFault
from softbalance.terms.groupings import groupings

SINCE = 1950
SHARE_UNIT = 10_000
SMALLEST_SHARE = 5
"""Trade shares below 0.05 % are left out, except with the states of :data:`POLES`."""

POLES = (2, 365, 710)
WINDOW = 5
DISPUTE_YEARS = 20

ALLOWED = ("rows", "derived")

TABLES = (
    "ties_trade",
    "ties_trade_totals",
    "ties_factbook",
    "ties_arms",
    "ties_obligations",
    "ties_own_obligations",
    "ties_troops",
    "ties_exercises",
    "ties_finance",
    "ties_discord",
    "ties_coverage",
)


def ties_snapshot(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the derived tables named in :data:`TABLES`, small enough to ship.

    Parameters
    ----------
    tables
        Tables of the evidence base by name, ``state_years`` among them.

    Raises
    ------
    EvidenceFault
        Where a source that went in does not allow derived indicators to be passed on.

    Notes
    -----
    ``ties_trade``: ``ccode``, ``partner``, ``year``; ``share``, ``export_share``, ``import_share`` of the state's own
    trade with everybody (per ten thousand; null in years in which no source has all partners), ``usd`` (exports plus
    imports, three digits), whose report each side rests on (``export_report``, ``import_report``), and ``source``.
    ``ties_arms``: ``from_ccode``, ``to_ccode``, ``year`` (last of five), ``share``, ``share_low``, ``share_high``.
    ``ties_obligations``: spells of years in which one state owes another the same; ``ties_own_obligations``: the same
    under the treaties of one grouping. ``ties_troops`` and ``ties_finance``: means and sums over the last five years.
    ``ties_discord``: dyad-years with any discord.
    """
    check_permissions(sources_used())
    spells = tables["treaties"]
    made = (
        trade_shares(tables["trade_flows"], tables["trade_totals"]),
        _totals(tables["trade_totals"], tables["state_years"]),
        tables["trade_factbook"].select("from_ccode", "to_ccode", "year", "kind", pl.col("value").cast(pl.Float32)),
        _arms(tables["arms_windows"]),
        obligation_spells(obligations(spells, since=SINCE)),
        _own(spells),
        _troops(tables["troops"]),
        _exercises(tables["exercises"]),
        _finance(tables["finance"], tables["state_years"]),
        discord_years(tables["discord"]),
        coverage_table(),
    )
    return dict(zip(TABLES, made, strict=True))


def sources_used() -> tuple[str, ...]:
    """Return the ids of the sources behind the snapshot's ties."""
    return tuple(dict.fromkeys([one.source for one in COVERAGE] + ["factbook"]))


def check_permissions(sources: Iterable[str]) -> None:
    """Raise :class:`EvidenceFault` where a source's declaration does not allow derived indicators to go out."""
    closed = [source for source in sources if declaration(source).redistribute not in ALLOWED]
    if closed:
        raise EvidenceFault(f"{', '.join(closed)}: the declaration does not allow derived indicators to be shipped")


def trade_shares(flows: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return each partner's share in a state's trade, exports and imports, and the two-way sum.

    A direction of which no source says anything adds nothing to the sum; its report is then null.
    """
    whole = totals.filter(pl.col("source") != "imf_imts_us_china")
    alone = totals.join(whole, on=["ccode", "year"], how="anti")
    known = pl.concat([whole, alone]).drop("source")
    both = _both_ways(flows.filter((pl.col("year") >= SINCE) & (pl.col("value_usd") > 0)))
    joined = both.join(known, on=["ccode", "year"], how="left")
    usd = pl.sum_horizontal("exports", "imports")
    shares = joined.select(
        "ccode",
        "partner",
        "year",
        share=_per_unit(usd / (pl.col("exports_usd") + pl.col("imports_usd"))),
        export_share=_per_unit(pl.col("exports") / pl.col("exports_usd")),
        import_share=_per_unit(pl.col("imports") / pl.col("imports_usd")),
        usd=usd.round_sig_figs(3).cast(pl.Float32),
        export_report=pl.col("export_report").cast(pl.Categorical),
        import_report=pl.col("import_report").cast(pl.Categorical),
        source=_sources().cast(pl.Categorical),
    )
    large = pl.max_horizontal("share", "export_share", "import_share") >= SMALLEST_SHARE
    return shares.filter(large | pl.col("partner").is_in(POLES)).sort("year", "ccode", "partner")


def _both_ways(flows: pl.DataFrame) -> pl.DataFrame:
    """Put a state's exports to a partner and its imports from it on one row."""
    names = {"value_usd": ("exports", "imports"), "report": ("export_report", "import_report"), "source": _SIDES}
    sold = flows.select(ccode="from_ccode", partner="to_ccode", year="year", **{n[0]: c for c, n in names.items()})
    bought = flows.select(ccode="to_ccode", partner="from_ccode", year="year", **{n[1]: c for c, n in names.items()})
    return sold.join(bought, on=["ccode", "partner", "year"], how="full", coalesce=True)


_SIDES = ("export_source", "import_source")


def _sources() -> pl.Expr:
    """Name the source, or both where the two directions rest on different ones."""
    first, second = (pl.col(name) for name in _SIDES)
    return pl.when(first != second).then(pl.format("{}+{}", first, second)).otherwise(pl.coalesce(first, second))


def obligation_spells(dyad_years: pl.DataFrame) -> pl.DataFrame:
    """Return runs of years in which one state owes another the same, with the first and the last year."""
    keys = ["from_ccode", "to_ccode"]
    ordered = dyad_years.sort(*keys, "year")
    state = [*keys, *FLAGS, "carried"]
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in state)
    follows = same & (pl.col("year") == pl.col("year").shift() + 1)
    runs = ordered.with_columns(run=(~follows.fill_null(False)).cum_sum())
    spells = runs.group_by("run", *state).agg(since=pl.col("year").min(), until=pl.col("year").max())
    return spells.drop("run").sort(*keys, "since")


def discord_years(table: pl.DataFrame) -> pl.DataFrame:
    """Return dyad-years with discord: ``rivalry``, ``claim``, ``armed_conflict`` that year, ``dispute`` in 20 years.

    A dispute counts for the year it happened and the 19 that follow, also beyond the end of its source: what it says
    of later years can only be yes or unknown. Armed conflict counts as a dispute.
    """
    recent = table.filter(pl.col("year") >= SINCE - DISPUTE_YEARS)
    keys = ["ccode1", "ccode2", "year"]
    reach = pl.DataFrame({"later": range(DISPUTE_YEARS)}, schema={"later": pl.Int16})
    fought = recent.filter(pl.col("kind").is_in(["dispute", "armed_conflict"]))
    spread = fought.join(reach, how="cross").select(*keys[:2], year=pl.col("year") + pl.col("later"))
    last = int(table["year"].max())  # type: ignore[arg-type]
    marks = [_mark(spread.filter(pl.col("year") <= last), "dispute")]
    marks += [_mark(recent.filter(pl.col("kind") == kind), kind) for kind in ("rivalry", "claim", "armed_conflict")]
    joined = marks[0]
    for mark in marks[1:]:
        joined = joined.join(mark, on=keys, how="full", coalesce=True)
    return joined.filter(pl.col("year") >= SINCE).fill_null(False).sort("year", "ccode1", "ccode2")


def _mark(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    return rows.select("ccode1", "ccode2", "year").unique().with_columns(pl.lit(True).alias(kind))


def _per_unit(share: pl.Expr) -> pl.Expr:
    return (share * SHARE_UNIT).round().cast(pl.UInt16)


def _totals(totals: pl.DataFrame, state_years: pl.DataFrame) -> pl.DataFrame:
    """State-years with trade over GDP, where both are known."""
    gdp = state_years.select("ccode", "year", "gdp_usd")
    kept = totals.filter(pl.col("year") >= SINCE).join(gdp, on=["ccode", "year"], how="left")
    traded = pl.col("exports_usd") + pl.col("imports_usd")
    return kept.select(
        "ccode",
        "year",
        pl.col("exports_usd", "imports_usd").round_sig_figs(4).cast(pl.Float32),
        of_gdp=(traded / pl.col("gdp_usd")).cast(pl.Float32),
        source=pl.col("source").cast(pl.Categorical),
    ).sort("year", "ccode")


def _arms(windows: pl.DataFrame) -> pl.DataFrame:
    shares = [_per_unit(pl.col(name)).alias(name) for name in ("share", "share_low", "share_high")]
    kept = windows.select("from_ccode", "to_ccode", "year", pl.col("tiv").round().cast(pl.Float32), *shares)
    return kept.filter(pl.col("share") > 0).sort("year", "to_ccode", "from_ccode")


def _own(spells: pl.DataFrame) -> pl.DataFrame:
    """Obligations under each grouping's own treaties, whoever its members are."""
    parts = [
        obligation_spells(obligations(spells, since=SINCE, treaties=map(str, one.own_treaties))).select(
            pl.lit(one.id).alias("grouping"), pl.all()
        )
        for one in groupings().values()
        if one.own_treaties
    ]
    return pl.concat(parts)


def _troops(table: pl.DataFrame) -> pl.DataFrame:
    """Mean over the last five years that are known, and sites in the one list there is."""
    troops = table.filter((pl.col("kind") == "troops") & (pl.col("year") >= SINCE))
    mean = _ends(troops).group_by("from_ccode", "to_ccode", "year").agg(pl.col("value").mean().round(0))
    sites = table.filter(pl.col("kind") == "bases").select("from_ccode", "to_ccode", "year", sites="value")
    until = int(table["year"].max())  # type: ignore[arg-type]
    joined = mean.filter(pl.col("year") <= until).join(sites, on=["from_ccode", "to_ccode", "year"], how="left")
    return joined.select(
        "from_ccode",
        "to_ccode",
        "year",
        troops_mean=pl.col("value").cast(pl.Float32),
        sites=pl.col("sites").cast(pl.Int16),
    ).sort("year", "to_ccode")


def _exercises(table: pl.DataFrame) -> pl.DataFrame:
    """Exercises held together over the last five years."""
    counted = _ends(table).group_by("ccode1", "ccode2", "year").agg(pl.col("exercises").sum().cast(pl.Int16))
    return counted.filter(pl.col("year").is_between(1984, 2010)).sort("year", "ccode1", "ccode2")


def _finance(table: pl.DataFrame, state_years: pl.DataFrame) -> pl.DataFrame:
    """Sums over the last five years, and over the recipient's GDP of those years where all are known."""
    covers = {one.kind: one for one in COVERAGE if one.source in ("aiddata_gcdf", "oecd_aid")}
    keys = ["from_ccode", "to_ccode", "kind", "year"]
    sums = _ends(table).group_by(keys).agg(usd=pl.col("value").sum())
    whole = [
        sums.filter((pl.col("kind") == kind) & pl.col("year").is_between(one.since + WINDOW - 1, one.until))
        for kind, one in covers.items()
    ]
    gdp = state_years.select(to_ccode="ccode", year="year", gdp="gdp_usd").drop_nulls()
    five = _ends(gdp).group_by("to_ccode", "year").agg(pl.col("gdp").sum(), known=pl.len())
    joined = pl.concat(whole).join(five.filter(pl.col("known") == WINDOW), on=["to_ccode", "year"], how="left")
    return joined.select(
        *keys,
        usd=pl.col("usd").round_sig_figs(3).cast(pl.Float32),
        of_gdp=(pl.col("usd") / pl.col("gdp")).cast(pl.Float32),
    ).sort("year", "kind", "to_ccode", "from_ccode")


def _ends(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each row to the five windows that end in its year or the four after."""
    reach = pl.DataFrame({"later": range(WINDOW)}, schema={"later": pl.Int16})
    later = pl.col("year") + pl.col("later")
    return rows.join(reach, how="cross").with_columns(year=later.cast(pl.Int16)).drop("later")
