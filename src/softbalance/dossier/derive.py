"""Derives the snapshot's indicators from the evidence base."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from softbalance.dossier import (
    calibration,
    derive_claims,
    derive_conduct,
    derive_crisis,
    derive_nulls,
    derive_panel,
    derive_thesis,
    derive_votes,
    refitting,
)
from softbalance.dossier.derive_ideal import ideal_tables
from softbalance.evidence.base import Base
from softbalance.evidence.joint_coverage import FIGHT_SOURCES, PAY_SOURCES
from softbalance.evidence.matrix import vote_matrix
from softbalance.evidence.state_years import SERIES
from softbalance.evidence.ties.build import steps as ties_steps
from softbalance.evidence.ties.snapshot import sources_used, ties_snapshot
from softbalance.evidence.ties.trade import SOURCES as TRADE_SOURCES
from softbalance.sources.declaration import declaration
from softbalance.terms.errors import EvidenceFault
from softbalance.terms.groupings import groupings

Watch = Callable[[str], None]

ABSOLUTE = ("population", "gdp_usd")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the snapshot: the tables it gives, the sources behind them, and how it is derived.

    ``content`` says what is shipped of the sources: ``derived`` indicators, or ``rows`` where the licence lets single
    values be passed on.
    """

    sources: tuple[str, ...]
    content: str
    derive: Callable[[Base, Watch], Mapping[str, pl.DataFrame]]


@dataclass(frozen=True, slots=True)
class Together:
    """A part that is derived from the tables of the others, once they are made."""

    sources: tuple[str, ...]
    content: str
    derive: Callable[[Mapping[str, pl.DataFrame], Watch], Mapping[str, pl.DataFrame]]


def derive(base: Base, *, watch: Watch) -> tuple[dict[str, pl.DataFrame], dict[str, Any]]:
    """Return the tables of the snapshot and their record.

    Raises
    ------
    EvidenceFault
        If a source's terms do not let this much of it be passed on.
    """
    tables: dict[str, pl.DataFrame] = {}
    origin: dict[str, list[str]] = {}
    for part in PARTS:
        check_terms(part)
        made = part.derive(base, watch)
        tables |= made
        origin |= {name: list(part.sources) for name in made}
    for table in TOGETHER:
        check_terms(table)
        made = table.derive(tables, watch)
        tables |= made
        origin |= {name: list(table.sources) for name in made}
    manifest = base.manifest()
    used = sorted({source for sources in origin.values() for source in sources})
    calls = tables["calls"]
    meta = {
        "votes_until": str(calls["date"].max()),
        "fingerprint": fingerprint(tables),
        "tables": origin,
        "sources": {source: dict(manifest.sources.get(source, {})) for source in used},
        "report": [[line.table, line.rows_in, line.rows_out, line.rejected, line.why] for line in manifest.report],
    }
    return tables, meta


def check_terms(part: "Part | Together") -> None:
    """Raise :class:`EvidenceFault` unless every source of a part lets this much of it be passed on."""
    allowed = {"rows": {"rows"}, "derived": {"rows", "derived"}, "counts": {"rows", "derived", "counts"}}
    for source in part.sources:
        if declaration(source).redistribute not in allowed[part.content]:
            raise EvidenceFault(
                f"{source} may be passed on as {declaration(source).redistribute!r} only; the snapshot would ship "
                f"{part.content!r}"
            )


def fingerprint(tables: Mapping[str, pl.DataFrame]) -> str:
    """Return a short hash of the values of all tables, whatever the file format makes of them."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(name.encode() + str(tables[name].schema).encode())
        digest.update(tables[name].hash_rows(seed=0).to_numpy().tobytes())
    return digest.hexdigest()[:16]


def _register(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return spells and leaders of the catalogued groupings: the package's own declared facts."""
    led = [(one.id, leader.ccode, leader.start, leader.end) for one in groupings().values() for leader in one.leaders]
    schema = {"grouping": pl.String, "ccode": pl.Int32, "start": pl.Date, "end": pl.Date}
    return {
        "memberships": base.table("memberships").drop("source"),
        "leaders": pl.DataFrame(led, schema=schema, orient="row"),
    }


def _votes(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    roll_calls = base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final"))
    matrix = vote_matrix(roll_calls, base.table("votes"))
    calls = derive_votes.calls_table(roll_calls, matrix)
    catalogue = list(groupings().values())
    dyads, totals = derive_votes.dyad_tables(matrix, derive_votes.calls_of(calls), watch)
    polyarchy = base.table("state_years").select("ccode", "year", "polyarchy").drop_nulls()
    return {
        "calls": calls,
        "tallies": derive_votes.tallies_table(matrix, catalogue),
        **dyads,
        "totals": totals,
        "nulls": derive_nulls.null_table(matrix, calls, catalogue, polyarchy, watch),
        "issue_agreement": base.table("issue_agreement"),
    }


def _shares(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return each state's share of the world by year; area, which has no years, stands in year 0."""
    table = base.table("state_years")
    area = table.select("ccode", "area_km2").unique().drop_nulls().with_columns(year=pl.lit(0, dtype=pl.Int16))
    yearly = table.drop("area_km2", "polyarchy")
    names = [name for name in SERIES if name not in ("area_km2", "polyarchy")]
    known = pl.concat([yearly, area.select("ccode", "year", "area_km2")], how="diagonal")
    shares = [
        (pl.col(name) / pl.col(name).sum().over("year")).cast(pl.Float32).alias(f"{name}_share")
        for name in (*names, "area_km2")
    ]
    kept = known.filter(pl.any_horizontal(pl.col(*names, "area_km2").is_not_null()))
    return {"state_shares": kept.select("ccode", "year", *shares).sort("year", "ccode")}


def _ratios(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return military spending over GDP, both in current US dollars."""
    table = base.table("state_years").filter(pl.col("gdp_usd") > 0, pl.col("milex_usd").is_not_null())
    ratio = (pl.col("milex_usd") / pl.col("gdp_usd")).cast(pl.Float32)
    return {"state_ratios": table.select("ccode", "year", milex_of_gdp=ratio)}


def _totals(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    return {"world_bank": base.table("state_years").select("ccode", "year", *ABSOLUTE).drop_nulls("population")}


def _regimes(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    """Return whether each state was a democracy (polyarchy 0.5 or more) by year."""
    known = base.table("state_years").drop_nulls("polyarchy")
    return {"regimes": known.select("ccode", "year", democracy=pl.col("polyarchy") >= 0.5)}


def _ties(base: Base, _watch: Watch) -> dict[str, pl.DataFrame]:
    names = {table for step in ties_steps() for table in step.tables}
    return ties_snapshot({name: base.table(name) for name in (*names, "state_years")})


PARTS = (
    Part((), "rows", _register),
    Part(
        ("un_ga_votes", "voeten_issues", "voeten_roll_calls", "state_dept_important", "vdem"),
        "derived",
        _votes,
    ),
    Part(tuple(source for name, source in SERIES.items() if name != "polyarchy"), "derived", _shares),
    Part(("wb_population", "wb_gdp"), "rows", _totals),
    Part(("wb_gdp", "sipri_milex"), "derived", _ratios),
    Part(("vdem",), "derived", _regimes),
    Part(sources_used(), "derived", _ties),
    Part(("un_ga_votes", "voeten_roll_calls"), "derived", ideal_tables),
    Part(derive_claims.SOURCES, "derived", derive_claims.claims_tables),
    Part(derive_crisis.SOURCES, "derived", derive_crisis.crisis_tables),
    Part(refitting.FIT_SOURCES, "counts", refitting.taken_over),
    Part(FIGHT_SOURCES, "derived", derive_conduct.fight_tables),
    Part((*PAY_SOURCES, *TRADE_SOURCES), "counts", derive_conduct.pay_tables),
    Part(("icews_dyads", "alliance_performance", "un_ga_votes"), "derived", derive_conduct.other_tables),
)

TOGETHER = (
    Together(derive_panel.SOURCES, "counts", derive_panel.panel),
    Together(derive_panel.SOURCES, "counts", derive_thesis.thesis_table),
    Together(derive_panel.SOURCES, "counts", calibration.verdict_tables),
)
