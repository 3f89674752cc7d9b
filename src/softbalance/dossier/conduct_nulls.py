"""The joint action of groupings that never were, beside that of a catalogued one."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from softbalance.measures.belonging import NullGroupings, null_groupings
from softbalance.measures.grouping_occasions import dispute_acts, sanction_acts
from softbalance.terms.states import by_ccode, states

SEED = 20260101
DRAWS = {"plain": 100, "matched": 50}
DEMOCRACY = 0.5


def null_table(
    grouping_id: str, rung: str, members: pl.DataFrame, record: tuple[pl.DataFrame, pl.DataFrame], regimes: pl.DataFrame
) -> Iterator[dict[str, object]]:
    """Yield the null of random groupings, plain and matched on region and regime.

    Parameters
    ----------
    grouping_id, rung
        Which grouping and rung.
    members
        Its member-years.
    record
        Occasions and acts; only those of the grouping's years are looked at.
    regimes
        ``ccode, year, polyarchy``.
    """
    occasions, acts = _cut(record, int(members["year"].min()))  # type: ignore[arg-type]
    pool = system(int(members["year"].min()), int(members["year"].max()))  # type: ignore[arg-type]

    def acts_of(group: pl.DataFrame) -> pl.DataFrame:
        if rung == "fight":
            return dispute_acts(occasions, acts, group)
        return sanction_acts(occasions, acts, group, own_body=grouping_id)

    middle = int(members["year"].median())  # type: ignore[arg-type]
    for kind, draws in DRAWS.items():
        strata = cells(pool, regimes, middle) if kind == "matched" else None
        found = null_groupings(
            members, pool, acts_of, rng=np.random.default_rng([SEED, draws]), draws=draws, strata=strata
        )
        yield {"grouping": grouping_id, "kind": kind, **_summary(found, members["ccode"].n_unique())}


def system(since: int, until: int) -> pl.DataFrame:
    """Return ``ccode`` and ``year`` of every state in the system on 1 July."""
    rows = [
        (one.ccode, year)
        for one in states()
        for span in one.system
        for year in range(max(since, _first(span.start)), min(until, _last(span.end, until)) + 1)
    ]
    schema = {"ccode": pl.Int32, "year": pl.Int16}
    return pl.DataFrame(rows, schema=schema, orient="row").unique().sort("year", "ccode")


def cells(pool: pl.DataFrame, regimes: pl.DataFrame, year: int) -> dict[int, str]:
    """Return each state's region and regime (democracy at polyarchy 0.5 or more) nearest to a year."""
    nearest = regimes.drop_nulls("polyarchy").with_columns(away=(pl.col("year").cast(pl.Int32) - year).abs())
    found = dict(nearest.sort("away").unique("ccode", keep="first").select("ccode", "polyarchy").iter_rows())
    return {
        ccode: f"{by_ccode(ccode).region}/{_regime(found.get(ccode))}" for ccode in sorted(set(pool["ccode"].to_list()))
    }


def _summary(found: NullGroupings, members: int) -> dict[str, object]:
    low, high = np.quantile(found.rates, [0.05, 0.95]) if found.rates.size else (None, None)
    return {
        "observed": found.observed,
        "null_mean": float(found.rates.mean()) if found.rates.size else None,
        "null_low": low,
        "null_high": high,
        "percentile": found.percentile,
        "untested": found.untested,
        "draws": int(found.rates.size),
        "widened": len(found.widened),
        "members": members,
        "note": "",
    }


def _cut(record: tuple[pl.DataFrame, pl.DataFrame], first: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    occasions = record[0].filter(pl.col("year") >= first)
    return occasions, record[1].join(occasions, on="occasion", how="semi")


def _regime(polyarchy: float | None) -> str:
    return "unknown" if polyarchy is None else "democracy" if polyarchy >= DEMOCRACY else "autocracy"


def _first(start: date) -> int:
    """Return the first year whose 1 July is not before the day."""
    return start.year if (start.month, start.day) <= (7, 1) else start.year + 1


def _last(end: date | None, until: int) -> int:
    """Return the last year whose 1 July is not after the day."""
    if end is None:
        return until
    return end.year if (end.month, end.day) >= (7, 1) else end.year - 1
