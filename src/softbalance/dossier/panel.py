"""The panel of groupings and years, and draws of where each stands."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.joint_coverage import PAY_COVERED
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.verdict import Axes, beta_draws, pool_of
from softbalance.terms.errors import NotEnoughData
from softbalance.terms.groupings import grouping
from softbalance.terms.marking import N_

Row = Mapping[str, Any]
Floats = NDArray[np.float64]

DRAWS = 2_000
MANY = 20
SEED = 20260101


def panel(snapshot: Snapshot) -> pl.DataFrame:
    """Return the panel: one row a catalogued grouping and year."""
    return snapshot.table("conduct_panel")


def row_of(table: pl.DataFrame, grouping_id: str, year: int) -> Row:
    """Return the latest row of a grouping up to a year.

    Raises
    ------
    NotEnoughData
        If the panel has none: the grouping had no two members after 1945 and up to that year.
    """
    rows = table.filter(pl.col("grouping") == grouping_id, pl.col("year") <= year).sort("year")
    if rows.is_empty():
        raise NotEnoughData(
            N_("{grouping} has no year with two members from 1946 to {year} in the panel"),
            grouping=grouping_id,
            year=year,
        )
    return rows.tail(1).to_dicts()[0]


def latest_rows(table: pl.DataFrame, year: int) -> Sequence[Row]:
    """Return the row of that very year of every grouping that stood in it."""
    return table.filter(pl.col("year") == year).sort("grouping").to_dicts()


def axes_of(row: Row, everyone: pl.DataFrame, rng: np.random.Generator, draws: int = DRAWS) -> Axes:
    """Return draws of where a grouping stood; what no source covers is drawn from all groupings of the year.

    Parameters
    ----------
    row
        Of the panel.
    everyone
        The panel.
    rng, draws
        Random numbers, and how many.
    """
    return Axes(
        defence_draws(row, rng, draws),
        say_draws(row, everyone, rng, draws),
        rate_draws(row, "pay", everyone, rng, draws),
        np.full(draws, decisions_a_year(row)),
        direction_draws(row, rng, draws),
    )


def defence(row: Row) -> tuple[float, ...]:
    """Return the share of member dyads that owe defence under the own treaty, plain and weighted by capability.

    Where ATOP does not code the treaty, what its text says: 1 or 0.
    """
    known = [float(row[name]) for name in ("own_defence", "own_defence_weighted") if row[name] is not None]
    if known:
        return tuple(known)
    clause = grouping(row["grouping"]).charter.get("mutual_defence_clause")
    return (float(bool(clause and clause.value)),)


def defence_draws(row: Row, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the share bound to defence: plain and weighted by capability, each in half of the draws."""
    return rng.choice(np.array(defence(row)), draws)


def say_draws(row: Row, everyone: pl.DataFrame, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the lift on contested votes: over random or matched groupings, each in half of the draws."""
    kinds = [kind for kind in ("plain", "matched") if row[f"lift_{kind}"] is not None]
    if not kinds:
        return rng.choice(_known(everyone, row, "lift_plain"), draws)
    picked = rng.integers(0, len(kinds), draws)
    lifts, slopes = (np.array([row[f"{name}_{kind}"] for kind in kinds])[picked] for name in ("lift", "slope"))
    error: Floats = rng.standard_normal(draws) * float(row["cohesion_se"] or 0.0)
    found: Floats = lifts + slopes * error
    return found


def rate_draws(row: Row, rung: str, everyone: pl.DataFrame, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of the rate of joint action, drawn towards that of all groupings where occasions are few.

    Untested or uncovered, it is drawn from the distribution over all groupings itself.
    """
    pool = pool_of(_many(everyone, row, rung))
    if row[f"{rung}_rate"] is not None:
        mean, low, high = (float(row[f"{rung}_rate{end}"]) for end in ("", "_low", "_high"))
        return beta_draws(mean, low, high, pool=pool, rng=rng, draws=draws)
    return rng.beta(pool.mean * pool.size, (1 - pool.mean) * pool.size, draws)


def direction_draws(row: Row, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of how much nearer the hegemon members vote than all states do; evenly unknown without votes."""
    if row["direction"] is None:
        return rng.standard_normal(draws)
    found: Floats = float(row["direction"]) + float(row["direction_se"]) * rng.standard_normal(draws)
    return found


def decisions_a_year(row: Row) -> float:
    """Return the body's own decisions on sanctions per year that the source covers."""
    years = min(int(row["year"]), PAY_COVERED[1]) - max(grouping(row["grouping"]).founded.year, PAY_COVERED[0]) + 1
    return float(row["pay_decisions"]) / max(years, 1)


def _many(everyone: pl.DataFrame, row: Row, rung: str) -> Floats:
    """Return the rates of the groupings of the year that had at least twenty occasions."""
    rows = everyone.filter(pl.col("year") == row["year"], pl.col(f"{rung}_occasions") >= MANY)
    return rows[f"{rung}_rate"].to_numpy().astype(float)


def _known(everyone: pl.DataFrame, row: Row, column: str) -> Floats:
    near = everyone.filter(pl.col("year") == row["year"]).drop_nulls(column)
    return (near if near.height else everyone.drop_nulls(column))[column].to_numpy().astype(float)
