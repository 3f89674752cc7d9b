"""Discord: what divides states, dyad by dyad and year by year.

Four kinds, each with its own end: strategic rivalries (to 2020), militarised disputes (2014), territorial claims
(2017), armed conflict between states (2024). After its end a kind is unknown, not absent. All are kept undirected,
``ccode1 < ccode2``; who claims from whom stands in the note.
"""

from collections.abc import Callable, Mapping

import polars as pl

from softbalance.evidence.ties.coverage import COVERAGE
from softbalance.evidence.ties.names import from_gleditsch_ward
from softbalance.evidence.ties.schema import DISCORD, check_table, conform, refuse

Read = Callable[[str], pl.DataFrame]

SOURCES = ("tss_rivalries", "cow_mid_ddydisps", "icow_claims", "ucdp_acd")
SINCE = 1900
ONGOING_CLAIM = 201799

LEVELS = {
    "rivalry": "1 where the rivalry is live",
    "dispute": "hostility, 2 threat to 5 war (COW)",
    "claim": "number of territorial claims between the two",
    "armed_conflict": "1 at least 25, 2 at least 1,000 battle deaths in the year (UCDP)",
}
"""What ``level`` means, by kind."""

KEYS = ("ccode1", "ccode2", "year", "kind")


def discord(read: Read) -> pl.DataFrame:
    """Return discord since 1900: columns of :data:`softbalance.evidence.ties.schema.DISCORD`."""
    return check(process(load(read)))


def load(read: Read) -> dict[str, pl.DataFrame]:
    """Return the raw frames by source."""
    return {source: read(source) for source in SOURCES}


def process(raw: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the table of all kinds."""
    parts = [
        _rivalries(raw["tss_rivalries"]),
        _disputes(raw["cow_mid_ddydisps"]),
        _claims(raw["icow_claims"]),
        _armed_conflicts(raw["ucdp_acd"]),
    ]
    table = pl.concat([conform(part, DISCORD) for part in parts])
    return table.filter(pl.col("year") >= SINCE).sort("kind", "ccode1", "ccode2", "year")


def check(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table, or raise :class:`EvidenceFault`."""
    check_table(table, DISCORD, keys=KEYS, name="discord")
    refuse("discord", "dyads out of order", table.filter(pl.col("ccode1") >= pl.col("ccode2")))
    for one in (cover for cover in COVERAGE if cover.kind in LEVELS):
        late = (pl.col("kind") == one.kind) & ~pl.col("year").is_between(one.since, one.until)
        refuse("discord", f"{one.kind} outside {one.since}-{one.until}", table.filter(late))
    return table


def undirected(rows: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    """Return the rows with ``ccode1 < ccode2``, whichever side the source names first."""
    low = pl.min_horizontal(first, second).cast(pl.Int32)
    high = pl.max_horizontal(first, second).cast(pl.Int32)
    return rows.with_columns(ccode1=low, ccode2=high).filter(pl.col("ccode1") != pl.col("ccode2"))


def _rivalries(raw: pl.DataFrame) -> pl.DataFrame:
    """Spread spells over years; two spells of one dyad may touch. An end in 2020 is the end of the data."""
    spells = undirected(raw, "ccode1", "ccode2")
    years = pl.int_ranges(pl.col("start").cast(pl.Int16), pl.col("end").cast(pl.Int16) + 1, dtype=pl.Int16)
    rows = spells.select("ccode1", "ccode2", year=years, note="rivalry").explode("year")
    merged = rows.group_by("ccode1", "ccode2", "year").agg(pl.col("note").first())
    return merged.with_columns(kind=pl.lit("rivalry"), level=pl.lit(1.0), source=pl.lit("tss_rivalries"))


def _disputes(raw: pl.DataFrame) -> pl.DataFrame:
    """Take the highest hostility of the dyad's disputes in the year."""
    rows = undirected(raw, "ccode1", "ccode2").filter(pl.col("hostlev") > 0)
    levels = rows.group_by("ccode1", "ccode2", "year").agg(level=pl.col("hostlev").max())
    note = pl.lit("opposite sides of a dispute, which need not have clashed")
    return levels.with_columns(kind=pl.lit("dispute"), source=pl.lit("cow_mid_ddydisps"), note=note)


def _claims(raw: pl.DataFrame) -> pl.DataFrame:
    """Spread claims over years and count them; the note names who claims what."""
    begin = (pl.col("begclaim") // 100).cast(pl.Int16)
    last = pl.when(pl.col("endclaim") == ONGOING_CLAIM).then(2017).otherwise(pl.col("endclaim") // 100)
    years = pl.int_ranges(begin, last.cast(pl.Int16) + 1, dtype=pl.Int16)
    named = pl.format("{}: {} claims from {}", "name", "chal", "tgt")
    spells = undirected(raw, "chal", "tgt").select("ccode1", "ccode2", year=years, named=named).explode("year")
    counted = spells.group_by("ccode1", "ccode2", "year").agg(
        level=pl.len().cast(pl.Float64), note=pl.col("named").unique().sort().str.join("; ")
    )
    return counted.with_columns(kind=pl.lit("claim"), source=pl.lit("icow_claims"))


def _armed_conflicts(raw: pl.DataFrame) -> pl.DataFrame:
    """Pair every state on one side of an interstate conflict with every state on the other, supporters included."""
    sides = raw.filter(pl.col("type_of_conflict") == "interstate")
    pairs = [
        sides.select("year", "intensity_level", first=from_gleditsch_ward(a), second=from_gleditsch_ward(b))
        for a in ("gwno_a", "gwno_a_2nd")
        for b in ("gwno_b", "gwno_b_2nd")
    ]
    both = undirected(pl.concat(pairs).drop_nulls(["first", "second"]), "first", "second")
    levels = both.group_by("ccode1", "ccode2", "year").agg(level=pl.col("intensity_level").max())
    note = pl.lit("primary or supporting parties on opposite sides")
    return levels.with_columns(kind=pl.lit("armed_conflict"), source=pl.lit("ucdp_acd"), note=note)
