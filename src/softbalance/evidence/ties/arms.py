"""Arms: what SIPRI says was delivered, by supplier, recipient and year, in millions of its trend-indicator values.

SIPRI's own annual figures end in 2021. Its register of orders runs to 2024 and gives a value per order, which is
spread evenly over the delivery years: an approximation, kept apart, and compared with the annual figures where both
exist. Trend-indicator values (TIV) measure military capability transferred, not money.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from softbalance.evidence.ties.names import with_ccode
from softbalance.evidence.ties.schema import TIES, check_ties, check_years, conform, refuse

Read = Callable[[str], pl.DataFrame]

SOURCES = ("sipri_arms_annual", "sipri_arms_register")
WINDOW = 5
ANNUAL_UNTIL = 2021
REGISTER_UNTIL = 2024

PAIR = ["from_ccode", "to_ccode"]


class Arms(NamedTuple):
    """Tables of arms.

    ``deliveries``: columns of :data:`softbalance.evidence.ties.schema.TIES`, both sources side by side.
    ``windows``: five-year sums, one row a supplier, recipient and last year: ``tiv``, the supplier's ``share`` of all
    the recipient got (from anybody, states or not), ``share_low`` and ``share_high`` over the methods at hand
    (annual, register, annual as far as it goes and the register after), and ``method``, the one that ``share`` uses.
    """

    deliveries: pl.DataFrame
    windows: pl.DataFrame


def arms(read: Read) -> Arms:
    """Return deliveries and five-year windows built from both sources."""
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source."""
    return {source: read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> Arms:
    """Return deliveries by both sources and their windows."""
    annual = annual_figures(raw["sipri_arms_annual"])
    register = spread_orders(raw["sipri_arms_register"])
    rows = [_ties(annual, "sipri_arms_annual"), _ties(register, "sipri_arms_register")]
    return Arms(pl.concat(rows).sort(*PAIR, "year", "source"), windows(annual, register))


def check(tables: Arms) -> Arms:
    """Return the tables, or raise :class:`EvidenceFault`."""
    check_ties(tables.deliveries, name="arms deliveries")
    check_years(tables.deliveries, 1950, REGISTER_UNTIL, name="arms deliveries")
    made = tables.windows
    refuse("arms windows", "rows twice", made.filter(made.select(*PAIR, "year").is_duplicated()))
    refuse("arms windows", "shares above 1", made.filter(pl.col("share_high") > 1 + 1e-9))
    return tables


def annual_figures(raw: pl.DataFrame) -> pl.DataFrame:
    """Return ``supplier``, ``from_ccode``, ``to_ccode``, ``year``, ``tiv``; no number for what is no state."""
    rows = raw.select("supplier", "recipient", pl.col("year").cast(pl.Int16), tiv=pl.col("value").cast(pl.Float64))
    return _numbered(rows, "sipri_arms_annual")


def spread_orders(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the register as yearly figures: an order's delivered value, split evenly over its delivery years.

    Orders without a year of delivery or a value are left out.

    Examples
    --------
    >>> order = pl.DataFrame({"Supplier": ["Russia"], "Recipient": ["India"],
    ...                       "Year(s) of delivery": ["2021; 2023"], "SIPRI TIV of delivered weapons": [10.0]})
    >>> spread_orders(order).select("year", "tiv").rows()
    [(2021, 5.0), (2023, 5.0)]
    """
    years = pl.col("Year(s) of delivery").str.extract_all(r"\d{4}").cast(pl.List(pl.Int16))
    value = pl.col("SIPRI TIV of delivered weapons").cast(pl.Float64)
    orders = raw.select(supplier="Supplier", recipient="Recipient", year=years, tiv=value).drop_nulls(["year", "tiv"])
    spread = orders.with_columns(pl.col("tiv") / pl.col("year").list.len()).explode("year").drop_nulls("year")
    return _numbered(spread, "sipri_arms_register")


def windows(annual: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return five-year sums and shares by each method, and the spread between them."""
    joined = pl.concat([annual, register.filter(pl.col("year") > ANNUAL_UNTIL)])
    parts = [
        _windows(annual, ANNUAL_UNTIL, "annual"),
        _windows(register, REGISTER_UNTIL, "register"),
        _windows(joined, REGISTER_UNTIL, "annual, then register").filter(pl.col("year") > ANNUAL_UNTIL),
    ]
    keys = [*PAIR, "year"]
    spread = (
        pl.concat(parts)
        .group_by(keys)
        .agg(share_low=pl.col("share").min(), share_high=pl.col("share").max(), methods=pl.col("method").n_unique())
    )
    preferred = pl.concat([parts[0], parts[2]])
    chosen = preferred.join(spread, on=keys, how="left")
    return (
        chosen.with_columns(share_low=pl.when(pl.col("methods") > 1).then("share_low").otherwise(0.0))
        .drop("methods")
        .sort("to_ccode", "year", "from_ccode")
    )


def compare(annual: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return both methods' window shares side by side where both exist: ``share`` (annual) and ``share_register``."""
    keys = [*PAIR, "year"]
    first, second = _windows(annual, ANNUAL_UNTIL, "annual"), _windows(register, ANNUAL_UNTIL, "register")
    both = first.join(second.select(*keys, share_register="share"), on=keys, how="full", coalesce=True)
    return both.select(*keys, pl.col("share").fill_null(0.0), pl.col("share_register").fill_null(0.0))


def _windows(rows: pl.DataFrame, until: int, method: str) -> pl.DataFrame:
    """Sum each delivery into the five windows that end in its year or the four after."""
    reach = pl.DataFrame({"later": range(WINDOW)}, schema={"later": pl.Int16})
    ends = rows.join(reach, how="cross").with_columns(year=pl.col("year") + pl.col("later"))
    ends = ends.filter(pl.col("year").is_between(1950 + WINDOW - 1, until))
    received = ends.group_by("to_ccode", "year").agg(received=pl.col("tiv").sum())
    pairs = ends.drop_nulls("from_ccode").group_by(*PAIR, "year").agg(pl.col("tiv").sum())
    shared = pairs.join(received, on=["to_ccode", "year"]).filter(pl.col("received") > 0)
    return shared.select(*PAIR, "year", "tiv", share=pl.col("tiv") / pl.col("received"), method=pl.lit(method))


def _numbered(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    """Add COW numbers; rows whose recipient is no state go, those whose supplier is none stay without a number."""
    named = rows.drop_nulls(["supplier", "recipient"])
    placed = with_ccode(named, "recipient", "to_ccode", source=source)
    sellers = with_ccode(placed.select("supplier").unique(), "supplier", "from_ccode", source=source)
    both = placed.join(sellers, on="supplier", how="left")
    summed = both.group_by("supplier", *PAIR, "year").agg(pl.col("tiv").sum())
    return summed.filter(pl.col("from_ccode").ne_missing(pl.col("to_ccode"))).sort("supplier", "to_ccode", "year")


def _ties(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    note = "" if source == "sipri_arms_annual" else "order value spread evenly over delivery years"
    summed = rows.drop_nulls("from_ccode").group_by(*PAIR, "year").agg(value=pl.col("tiv").sum())
    return conform(
        summed, TIES, kind="arms_delivered", unit="million TIV", source=source, report="third party", note=note
    )
