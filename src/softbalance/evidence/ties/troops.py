"""Troops, bases and joint exercises: who keeps soldiers where, and who trains with whom.

Only United States forces have an open series by host and year. It counts permanent assignments: rotations, as in
Poland or the Gulf, are mostly missing, so a small number is not a small presence.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from softbalance.evidence.ties.names import from_gleditsch_ward
from softbalance.evidence.ties.schema import TIES, check_ties, check_years, conform, refuse

Read = Callable[[str], pl.DataFrame]

SOURCES = ("troops", "us_bases", "exercises")
USA = 2
PUERTO_RICO = 6
TERRITORIES_FROM = 1000
"""The troop file numbers territories from here on, and Puerto Rico as 6; they are no states."""

BASES_IN = 2018
"""The list of bases has no dates; it stands for the year in which it ends."""


class Troops(NamedTuple):
    """Tables of forces.

    ``stationed``: columns of :data:`softbalance.evidence.ties.schema.TIES`, from the USA to the host: ``troops``
    (persons on active duty, highest quarter of the year) and ``bases`` (sites, 2018).
    ``exercises``: undirected, ``ccode1 < ccode2``, ``year``, ``exercises`` (number held together), 1980-2010.
    """

    stationed: pl.DataFrame
    exercises: pl.DataFrame


def troops(read: Read) -> Troops:
    """Return forces stationed abroad and exercises held together."""
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source."""
    return {source: read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> Troops:
    """Return the tables."""
    stationed = pl.concat([_stationed(raw["troops"]), _bases(raw["us_bases"])])
    return Troops(stationed.sort("kind", "to_ccode", "year"), _exercises(raw["exercises"]))


def check(tables: Troops) -> Troops:
    """Return the tables, or raise :class:`EvidenceFault`."""
    check_ties(tables.stationed, name="troops")
    check_years(tables.stationed, 1950, 2024, name="troops")
    held = tables.exercises
    check_years(held, 1980, 2010, name="exercises")
    refuse("exercises", "dyads out of order", held.filter(pl.col("ccode1") >= pl.col("ccode2")))
    refuse("exercises", "rows twice", held.filter(held.select("ccode1", "ccode2", "year").is_duplicated()))
    return tables


def _stationed(raw: pl.DataFrame) -> pl.DataFrame:
    """Take the larger of two rows for one host and year: the file repeats some hosts under a former name, at zero."""
    hosts = raw.filter((pl.col("ccode") < TERRITORIES_FROM) & ~pl.col("ccode").is_in([USA, PUERTO_RICO]))
    rows = hosts.group_by(to_ccode="ccode", year="year").agg(value=pl.col("troops_ad").max()).drop_nulls("value")
    note = "active duty, permanent assignments; rotations mostly missing"
    return _from_usa(rows, "troops", kind="troops", unit="persons", note=note)


def _bases(raw: pl.DataFrame) -> pl.DataFrame:
    abroad = raw.filter((pl.col("ccode") != USA) & (pl.col("ccode") < TERRITORIES_FROM))
    rows = abroad.group_by(to_ccode="ccode").agg(value=pl.len()).with_columns(year=pl.lit(BASES_IN))
    return _from_usa(rows, "us_bases", kind="bases", unit="count", note="sites of any size, undated list to 2018")


def _from_usa(rows: pl.DataFrame, source: str, *, kind: str, unit: str, note: str) -> pl.DataFrame:
    constants = {"from_ccode": USA, "report": "sender", "kind": kind, "unit": unit, "note": note}
    return conform(rows, TIES, source=source, **constants)


def _exercises(raw: pl.DataFrame) -> pl.DataFrame:
    """Count the exercises in which both took part."""
    placed = raw.drop_nulls("gwcode").with_columns(ccode=from_gleditsch_ward("gwcode"))
    part = placed.select("MMEID", "ccode", year=pl.col("year").cast(pl.Int16)).unique()
    both = part.join(part, on=["MMEID", "year"], suffix="2").filter(pl.col("ccode") < pl.col("ccode2"))
    counted = both.group_by(ccode1="ccode", ccode2="ccode2", year="year").agg(exercises=pl.len().cast(pl.Int32))
    return counted.sort("ccode1", "ccode2", "year")
