"""Votes of states beside those of chosen others, by year: sums from which any mean and its draws follow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.claims.evidence import Evidence
from softbalance.dossier.figures import SEED, around
from softbalance.measures.resampling import interval
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

Values = NDArray[np.float64]

SOURCES = ("un_ga_votes",)
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class VotesWith:
    """Agreement of n states with one other, by year.

    Attributes
    ----------
    states
        COW numbers, shape (n,).
    years
        Shape (years,).
    agreed, voted
        Sum of agreement over joint votes, and their number; shape (years, n).
    """

    states: NDArray[np.int64]
    years: NDArray[np.int64]
    agreed: Values
    voted: Values

    def yearly(self) -> Values:
        """Return agreement by year and state, shape (years, n); NaN without joint votes."""
        return np.divide(self.agreed, self.voted, out=np.full_like(self.agreed, np.nan), where=self.voted > 0)


def votes_with(
    evidence: Evidence, other: int, *, since: int, until: int, states: Sequence[int] | None = None
) -> VotesWith:
    """Return the agreement of states with one other state on all recorded votes; all states where none are named."""
    rows = _beside(evidence, other, since, until, states)
    who = np.array(sorted(states if states is not None else rows["state"].unique().to_list()), dtype=np.int64)
    years = np.arange(since, until + 1)
    agreed, voted = np.zeros((years.size, who.size)), np.zeros((years.size, who.size))
    kept = rows.filter(pl.col("state").is_in(who.tolist()))
    at = kept["year"].to_numpy().astype(int) - since, np.searchsorted(who, kept["state"].to_numpy())
    agreed[at], voted[at] = kept["agreed"].to_numpy(), kept["voted"].to_numpy()
    return VotesWith(who, years, agreed, voted)


def year_draws(years: int) -> NDArray[np.int64]:
    """Return how often each of ``years`` years is drawn, shape (draws, years); no draws for fewer than two."""
    if years < 2:
        return np.empty((0, years), dtype=np.int64)
    return np.random.default_rng(SEED).multinomial(years, np.full(years, 1 / years), size=DRAWS)


def drawn_estimate(value: float, draws: Values, *, n: int, method: str, coverage: Coverage) -> Estimate:
    """Return a figure of votes with the interval of its draws."""
    bounds = around(value, *interval(draws))
    return Estimate(value, *bounds, LEVEL, n, "index", method, coverage, SOURCES)


def _beside(evidence: Evidence, other: int, since: int, until: int, states: Sequence[int] | None) -> pl.DataFrame:
    """Return year, state, sum of agreement and number of joint votes with the other."""
    touched = (pl.col("first") == other) | (pl.col("second") == other)
    rows = evidence.held.snapshot.scan("dyads_all").filter(touched, pl.col("year").is_between(since, until))
    near = pl.sum_horizontal("n01", "n10", "n12", "n21").cast(pl.Float64)
    same = pl.sum_horizontal("n00", "n11", "n22").cast(pl.Float64)
    made = rows.select(
        "year",
        state=pl.when(pl.col("first") == other).then("second").otherwise("first").cast(pl.Int64),
        agreed=same + 0.5 * near,
        voted=pl.sum_horizontal(f"n{a}{b}" for a in range(3) for b in range(3)).cast(pl.Float64),
    )
    found = made.filter(pl.col("voted") > 0)
    return (found if states is None else found.filter(pl.col("state").is_in(list(states)))).collect()
