"""Trade of the EU's members with Russia, Belarus, the Caucasus and Central Asia, month by month, as Eurostat has it.

The figures are in euro and stay so: they are evidence on a dyad, not part of the reconciled series in dollars. The
last year is not complete; its sum has a kind of its own, so that nobody takes it for a year.
"""

from collections.abc import Callable, Mapping

import polars as pl

from softbalance.evidence.ties.names import with_ccode
from softbalance.evidence.ties.schema import TIES, check_ties, check_years, conform

Read = Callable[..., pl.DataFrame]

SOURCE = "eurostat_central_asia"
SOURCES = (SOURCE,)

GOODS = {"exports": ("imports", "exports"), "fuel_exports": ("fuel_imports", "fuel_exports")}
"""The two sheets behind each kind: what the members import, and what they export."""


def eurostat(read: Read) -> pl.DataFrame:
    """Return yearly sums: columns of :data:`softbalance.evidence.ties.schema.TIES`, in euro.

    Kinds are ``exports`` (all goods) and ``fuel_exports`` (mineral fuels, HS 27, the only energy here), and for a year
    of which some months are missing for a pair the same with ``_part_year``, with the number of months in the note.
    """
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the four sheets by name."""
    return {name: read(SOURCE, table=name) for goods in GOODS.values() for name in goods}


def process(raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return both flows of both kinds of goods; the members of the EU are the ones who report."""
    rows = []
    for kind, (imports, exports) in GOODS.items():
        sold = _years(raw[exports]).rename({"member": "from_ccode", "partner": "to_ccode"})
        bought = _years(raw[imports]).rename({"partner": "from_ccode", "member": "to_ccode"})
        rows += [_ties(sold, kind, "exporter", "FOB"), _ties(bought, kind, "importer", "CIF")]
    return pl.concat(rows).sort("kind", "from_ccode", "to_ccode", "year", "report")


def check(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table, or raise :class:`EvidenceFault`."""
    return check_years(check_ties(table, name="eurostat"), 2020, 2022, name="eurostat")


def _years(raw: pl.DataFrame) -> pl.DataFrame:
    """Sum the months that are known, and count them."""
    months = [column for column in raw.columns if column[:4].isdecimal()]
    plain = pl.col("TIME").str.replace(r" \(incl\. .*", "")
    member = with_ccode(raw.with_columns(plain), "TIME", "member", source=SOURCE)
    both = with_ccode(member, "TIME_1", "partner", source=SOURCE)
    long = both.unpivot(months, index=["member", "partner"], variable_name="month").drop_nulls("value")
    return long.group_by("member", "partner", year=pl.col("month").str.slice(0, 4).cast(pl.Int16)).agg(
        pl.col("value").sum(), months=pl.len()
    )


def _ties(rows: pl.DataFrame, goods: str, report: str, basis: str) -> pl.DataFrame:
    whole = pl.col("months") == 12
    kind = pl.when(whole).then(pl.lit(goods)).otherwise(pl.lit(f"{goods}_part_year"))
    note = pl.when(whole).then(pl.lit(basis)).otherwise(pl.format("{}; {} months", pl.lit(basis), "months"))
    return conform(rows.with_columns(kind=kind, note=note), TIES, unit="EUR", source=SOURCE, report=report)
