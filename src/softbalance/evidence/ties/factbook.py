"""The latest partner shares of the World Factbook: each state's five largest buyers and sellers, in whole percent.

A partner that is not among the five is not at zero: it has at most the share of the fifth.
"""

import html
from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from softbalance.evidence.corrections import Correction
from softbalance.evidence.ties.names import with_ccode
from softbalance.evidence.ties.schema import TIES, check_ties, check_years, conform, refuse
from softbalance.terms.errors import EvidenceFault

Read = Callable[..., pl.DataFrame]

SOURCE = "factbook"
SOURCES = (SOURCE,)

PAGES = {"Economy > Exports - partners > text": "export_share", "Economy > Imports - partners > text": "import_share"}
NAME = "Government > Country name > conventional short form > text"

_ENTRY = r"[^%()]+ <?\d+(?:\.\d+)?%"
_SINCE = 2017


_WRONG = pl.col("path").is_in(list(PAGES)) & (
    (pl.col("file") == "ga") & pl.col("text").str.contains("Kazakhstan")
    | (pl.col("file") == "kz") & pl.col("text").str.contains("Gambia")
)

GAMBIA = Correction(
    id="factbook-gambia-kazakhstan",
    source=SOURCE,
    reason=(
        "Kazakhstan's page has 4 % of its imports from the Gambia, some 2.4 billion dollars, which is all the Gambia "
        "produces in a year; the Gambia's page mirrors it with 92 % of exports and 26 % of imports."
    ),
    reporter="softbalance",
    found=date(2026, 11, 23),
    still_wrong=lambda frame: frame.filter(_WRONG).height == 3,
    mend=lambda frame: frame.with_columns(
        text=pl.when(_WRONG)
        .then(pl.col("text").str.replace(r"(Kazakhstan|Gambia, The) \d+%,? ?", ""))
        .otherwise("text")
    ),
)


def factbook(read: Read) -> pl.DataFrame:
    """Return partner shares: columns of :data:`softbalance.evidence.ties.schema.TIES`, unit ``share``.

    Kinds are ``export_share`` (the share of ``from``'s exports that goes to ``to``) and ``import_share`` (the share
    of ``to``'s imports that comes from ``from``), each with its own year.
    """
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the statements, corrected.

    Raises
    ------
    EvidenceFault
        If the source was repaired and the correction is to be withdrawn.
    """
    statements = read(SOURCE)
    if not GAMBIA.still_wrong(statements):
        raise EvidenceFault(f"{SOURCE} no longer has the fault that {GAMBIA.id!r} mends; withdraw it")
    return {SOURCE: GAMBIA.mend(statements)}


def process(raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the table; pages without percentages give none."""
    statements = raw[SOURCE]
    shares = statements.filter(pl.col("path").is_in(list(PAGES))).with_columns(kind=pl.col("path").replace(PAGES))
    owners = with_ccode(_owners(statements), "label", "owner", source=SOURCE)
    text = pl.col("text").map_elements(html.unescape, return_dtype=pl.String)
    year = text.str.extract(r"\((\d{4})").cast(pl.Int16)
    found = shares.select("folder", "file", "kind", year=year, entry=text.str.extract_all(_ENTRY)).explode("entry")
    entry = pl.col("entry").str.strip_chars(" ,")
    split = found.drop_nulls(["entry", "year"]).with_columns(
        partner=entry.str.replace(r" <?\d+(\.\d+)?%$", ""),
        value=entry.str.extract(r"<?(\d+(?:\.\d+)?)%$").cast(pl.Float64) / 100,
    )
    both = with_ccode(split.join(owners, on=["folder", "file"]), "partner", "other", source=SOURCE)
    return _directed(both.filter(pl.col("owner") != pl.col("other")))


def check(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table, or raise :class:`EvidenceFault`."""
    check_years(check_ties(table, name=SOURCE), _SINCE, 2026, name=SOURCE)
    side = pl.when(pl.col("kind") == "export_share").then("from_ccode").otherwise("to_ccode").alias("owner")
    sums = table.group_by(side, "kind", "year").agg(pl.col("value").sum())
    refuse(SOURCE, "shares that add up to more than 1", sums.filter(pl.col("value") > 1.02))
    return table


def _owners(statements: pl.DataFrame) -> pl.DataFrame:
    """Name each page by its short form, or by its file where it says that there is none."""
    names = statements.filter(pl.col("path") == NAME)
    label = pl.col("text").map_elements(html.unescape, return_dtype=pl.String)
    return names.select("folder", "file", label=pl.when(pl.col("text") == "none").then("file").otherwise(label))


def _directed(rows: pl.DataFrame) -> pl.DataFrame:
    """Goods go from the seller to the buyer, whichever of the two the page is about."""
    sells = pl.col("kind") == "export_share"
    placed = rows.with_columns(
        from_ccode=pl.when(sells).then("owner").otherwise("other"),
        to_ccode=pl.when(sells).then("other").otherwise("owner"),
        report=pl.when(sells).then(pl.lit("exporter")).otherwise(pl.lit("importer")),
    )
    note = "one of five largest partners, whole percent; unlisted partners have less than the fifth"
    table = conform(placed, TIES, unit="share", source=SOURCE, note=note)
    return table.sort("kind", "from_ccode", "to_ccode")
