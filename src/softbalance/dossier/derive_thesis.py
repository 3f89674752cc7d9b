"""What predicts joint action out of sample, computed once for the snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.derive_panel import SURFACE
from softbalance.measures.prediction import left_out_scores, mean_with_interval

Watch = Callable[[str], None]
Floats = NDArray[np.float64]

PREDICTORS: Mapping[str, tuple[str, ...]] = {
    "surface": ("surface",),
    "binding": ("own_defence",),
    "votes": ("kappa_mean", "kappa_spread"),
    "all": ("surface", "own_defence", "kappa_mean", "kappa_spread"),
}
SEED = 20260101
_BOOTSTRAPS = 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Grouping-years with an occasion, and what was known of the grouping at the end of the year before."""

    rows: pl.DataFrame

    def covariates(self, names: tuple[str, ...]) -> Floats:
        """Return the covariates, shape (rows, k)."""
        return self.rows.select(names).to_numpy().astype(float) if names else np.empty((self.rows.height, 0))

    def scores(self, names: tuple[str, ...]) -> Floats:
        """Return the log probability of each row, its grouping left out of the fit."""
        taken, chances, groups = (self.rows[name] for name in ("joined", "chances", "grouping"))
        return left_out_scores(taken.to_numpy(), chances.to_numpy(), self.covariates(names), groups.to_list())


def thesis_table(tables: Mapping[str, pl.DataFrame], watch: Watch) -> dict[str, pl.DataFrame]:
    """Return ``conduct_thesis``: by rung and set of predictors the gain in log score over the base rate.

    The gain is the mean over grouping-years, each grouping left out of the fit in turn, with a bootstrap interval over
    groupings.
    """
    table = with_surface(tables["conduct_panel"])
    rows = []
    for rung in ("pay", "fight"):
        watch(f"thesis: {rung}")
        found = sample(table, tables[f"conduct_{rung}_counts"])
        base = found.scores(())
        rows += [
            {"rung": rung, "predictors": name, **gain_of(found, chosen, base)} for name, chosen in PREDICTORS.items()
        ]
    return {"conduct_thesis": pl.DataFrame(rows)}


def with_surface(table: pl.DataFrame) -> pl.DataFrame:
    """Return the panel with the surface as one number: the log of the mean share of the world over what is known."""
    shares = pl.mean_horizontal(*SURFACE)
    return table.with_columns(surface=pl.when(shares > 0).then(shares.log()))


def sample(table: pl.DataFrame, counts: pl.DataFrame) -> Sample:
    """Return the grouping-years with chances on a rung, beside the panel's row of the year before."""
    names = tuple(dict.fromkeys(name for chosen in PREDICTORS.values() for name in chosen))
    before = table.select("grouping", (pl.col("year") + 1).cast(pl.Int16).alias("year"), *names)
    yearly = counts.group_by("grouping", "year").agg(pl.col("chances").sum(), pl.col("joined").sum())
    rows = yearly.filter(pl.col("chances") > 0).join(before, on=["grouping", "year"]).drop_nulls()
    return Sample(rows.filter(pl.all_horizontal(pl.col(names).is_finite())).sort("grouping", "year"))


def gain_of(found: Sample, names: tuple[str, ...], base: Floats | None = None) -> dict[str, float | int]:
    """Return the gain of predictors in log score over the base rate, with interval and counts."""
    gained = found.scores(names) - (found.scores(()) if base is None else base)
    rng = np.random.default_rng(SEED)
    groupings = found.rows["grouping"].to_list()
    value, low, high = mean_with_interval(gained, groupings, rng=rng, draws=_BOOTSTRAPS)
    years = found.rows["year"].to_list()
    return {
        **{"value": value, "low": low, "high": high},
        **{"n": len(years), "groupings": len(set(groupings)), "since": min(years), "until": max(years)},
    }
