"""What of the evidence the crisis game needs, year by year since 1946, small enough to ship.

Nothing looks ahead: the positions of year t rest on votes up to the end of t alone, and every other row is of
its own year. What a crisis may use is chosen where it is used, in :mod:`softbalance.crisis.known`.
"""

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from softbalance.evidence.base import Base
from softbalance.evidence.matrix import VoteMatrix, vote_matrix
from softbalance.evidence.ties.snapshot import WINDOW, obligation_spells
from softbalance.evidence.ties.treaties import obligations
from softbalance.terms.errors import NotEnoughData

Watch = Callable[[str], None]

SINCE = 1946
SOURCES = (
    "un_ga_votes",
    "voeten_issues",
    "voeten_roll_calls",
    "cow_trade",
    "unctad_trade_2015",
    "imf_trade_2019_2020",
    "imf_imts_us_china",
    "sipri_arms_annual",
    "sipri_arms_register",
    "troops",
    "aiddata_gcdf",
    "oecd_aid",
    "atop_members",
    "tss_rivalries",
    "ucdp_acd",
    "cow_nmc",
    "wb_gdp",
)
USA = 2
VOTE_YEARS = 12
PER_MILLE = 1000
MANY_SOLDIERS = 100_000
LEAST_TRADE, LEAST_ARMS, LEAST_TROOPS = 10, 50, 100
"""Shares below 1 % of trade and 5 % of arms, and fewer than 100 soldiers, are left out and count as none."""


def crisis_tables(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the tables from which covariates of the crisis game are assembled.

    ``crisis_positions``: ``ccode``, ``year``, ``position`` from votes up to that year.
    ``crisis_trade``, ``crisis_arms``: ``ccode``, ``partner``, ``year``, ``share`` of the state's trade or arms, per
    mille. ``crisis_troops``: weight of the United States' soldiers. ``crisis_finance``: what ``partner`` gave or lent
    over five years over the state's GDP of those years. ``crisis_obligations``: spells of years.
    ``crisis_rivalries``: dyad-years with a strategic rivalry or an armed conflict. ``crisis_capability``: share of
    the world's CINC.
    """
    return {
        "crisis_positions": positions(base.table("roll_calls"), base.table("votes"), watch),
        "crisis_trade": trade(base.table("trade_flows"), base.table("trade_totals")),
        "crisis_arms": arms(base.table("arms_windows")),
        "crisis_troops": troops(base.table("troops")),
        "crisis_finance": finance(base.table("finance"), base.table("state_years")),
        "crisis_obligations": obligation_spells(obligations(base.table("treaties"), since=SINCE)).drop("carried"),
        "crisis_rivalries": rivalries(base.table("discord")),
        "crisis_capability": capability(base.table("state_years")),
    }


def positions(roll_calls: pl.DataFrame, votes: pl.DataFrame, watch: Watch) -> pl.DataFrame:
    """Return each state's position in the General Assembly as the votes up to each year show it.

    One estimate a year, on the votes of the :data:`VOTE_YEARS` years that end with it; of each only the last year
    is kept, with mean 0 and standard deviation 1 over the states that voted, the United States above 0.
    """
    final = roll_calls.filter(pl.col("body") == "GA", pl.col("final"))
    matrix = vote_matrix(final, votes)
    years = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    found = []
    for year in range(SINCE, int(years.max()) + 1):
        watch(f"positions {year}")
        found += list(_positions_in(matrix, years, year))
    schema = {"ccode": pl.Int32, "year": pl.Int16, "position": pl.Float32}
    return pl.DataFrame(found, schema=schema, orient="row").sort("year", "ccode")


def trade(flows: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Return partners' shares of a state's two-way trade, where one source holds all its partners."""
    recent = flows.filter((pl.col("year") >= SINCE - WINDOW) & (pl.col("value_usd") > 0))
    sold = recent.select(ccode="from_ccode", partner="to_ccode", year="year", usd="value_usd")
    bought = recent.select(ccode="to_ccode", partner="from_ccode", year="year", usd="value_usd")
    both = pl.concat([sold, bought]).group_by("ccode", "partner", "year").agg(pl.col("usd").sum())
    whole = totals.filter(pl.col("source") != "imf_imts_us_china").select(
        "ccode", "year", total=pl.sum_horizontal("exports_usd", "imports_usd")
    )
    shares = both.join(whole, on=["ccode", "year"]).filter(pl.col("total") > 0)
    return _kept(shares.with_columns(share=(pl.col("usd") / pl.col("total")).clip(0.0, 1.0)), LEAST_TRADE)


def arms(windows: pl.DataFrame) -> pl.DataFrame:
    """Return suppliers' shares of the arms a state received over five years."""
    return _kept(windows.rename({"to_ccode": "ccode", "from_ccode": "partner"}), LEAST_ARMS)


def troops(stationed: pl.DataFrame) -> pl.DataFrame:
    """Return how heavy the United States' presence weighs: log(1 + soldiers) over log(1 + 100,000), per mille."""
    rows = stationed.filter((pl.col("kind") == "troops") & (pl.col("value") >= LEAST_TROOPS))
    weight = (PER_MILLE * pl.col("value").log1p() / np.log1p(MANY_SOLDIERS)).round().cast(pl.UInt16)
    return rows.select(ccode="to_ccode", partner="from_ccode", year="year", weight=weight).sort("year", "ccode")


def finance(table: pl.DataFrame, state_years: pl.DataFrame) -> pl.DataFrame:
    """Return what a partner gave or lent over the last five years, over the recipient's GDP of those years."""
    gdp = state_years.select(to_ccode="ccode", year="year", gdp="gdp_usd").drop_nulls()
    dated = table.filter(pl.col("value") > 0).join(gdp, on=["to_ccode", "year"])
    reach = pl.DataFrame({"later": range(WINDOW)}, schema={"later": pl.Int16})
    spread = dated.join(reach, how="cross").with_columns(year=pl.col("year") + pl.col("later"))
    keys = ["ccode", "partner", "year"]
    last = int(table["year"].max())  # type: ignore[arg-type]
    share = (pl.col("value") / pl.col("gdp")).sum() / WINDOW
    rows = spread.rename({"to_ccode": "ccode", "from_ccode": "partner"}).group_by(keys).agg(share.alias("of_gdp"))
    kept = rows.filter((pl.col("of_gdp") >= 5e-4) & (pl.col("year") <= last))
    return kept.select(*keys, pl.col("of_gdp").round_sig_figs(2).cast(pl.Float32)).sort("year", "ccode", "partner")


def rivalries(discord: pl.DataFrame) -> pl.DataFrame:
    """Return dyad-years with a strategic rivalry or an armed conflict between the two."""
    rows = discord.filter(pl.col("kind").is_in(["rivalry", "armed_conflict"]) & (pl.col("year") >= SINCE - WINDOW))
    return rows.select("ccode1", "ccode2", "year").unique().sort("year", "ccode1", "ccode2")


def capability(state_years: pl.DataFrame) -> pl.DataFrame:
    """Return each state's share of the world's capability (CINC) by year, to three digits."""
    rows = state_years.filter(pl.col("year") >= SINCE - WINDOW).drop_nulls("cinc")
    share = (pl.col("cinc") / pl.col("cinc").sum().over("year")).round_sig_figs(3).cast(pl.Float32)
    return rows.select("ccode", "year", cinc_share=share).sort("year", "ccode")


def _positions_in(matrix: VoteMatrix, years: "np.ndarray", year: int) -> Iterator[tuple[int, int, float]]:
    from softbalance.measures.ideal_points import estimate, from_matrix

    chosen = (years > year - VOTE_YEARS) & (years <= year)
    if not (years[chosen] == year).any():
        return
    part = matrix.columns(chosen)
    coded = np.where((part.votes >= 1) & (part.votes <= 3), part.votes - 1, -1)
    kept = (coded >= 0).any(axis=1)
    ccodes = part.ccodes[kept]
    try:
        votes = from_matrix(coded[kept], period=years[chosen] - years[chosen].min())
    except NotEnoughData:
        return
    last = estimate(votes, anchor=int(np.searchsorted(ccodes, USA))).mean[:, -1]
    known = np.isfinite(last)
    standard = (last - last[known].mean()) / last[known].std()
    for ccode, value in zip(ccodes[known], standard[known], strict=True):
        yield int(ccode), year, round(float(value), 3)


def _kept(shares: pl.DataFrame, least: int) -> pl.DataFrame:
    per_mille = (pl.col("share") * PER_MILLE).round().cast(pl.UInt16)
    rows = shares.select("ccode", "partner", "year", share=per_mille).filter(pl.col("share") >= least)
    return rows.sort("year", "ccode", "partner")
