"""Ideal points for the snapshot: posterior means with intervals, and beside them estimates that use no later vote."""

from collections.abc import Callable

import numpy as np
import polars as pl

from softbalance.dossier.ideal_votes import Arranged, assembly_votes
from softbalance.evidence.base import Base
from softbalance.measures.ideal_points import IdealPoints, estimate, filtered, sample
from softbalance.terms.errors import BadInput

DRAWS, WARMUP, CHAINS = 1200, 200, 2
_LOOSE = 1e-2
_SEED = 20260101

Watch = Callable[[str], None]


def ideal_tables(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return ``ideal_points``, ``ideal_points_sessions``, ``ideal_mixing`` and ``ideal_sensitivity``.

    The first holds the sampled posterior means by calendar year with 90 % intervals and, as ``filtered`` and
    ``filtered_se``, the estimate that uses votes up to the year only; the second the fast estimate by session; the
    third how well the chains mixed; the fourth how the fast estimate changes with smoothing, with paragraph votes and
    rejected drafts, and without linking repeated texts.
    """
    watch("ideal points: sampling")
    by_year = assembly_votes(base)
    quick = estimate(by_year.votes, anchor=by_year.anchor)
    points = sample(
        by_year.votes,
        anchor=by_year.anchor,
        rng=np.random.default_rng(_SEED),
        draws=DRAWS,
        warmup=WARMUP,
        chains=CHAINS,
        start=quick.state,
    )
    watch("ideal points: filtering")
    before = filtered(by_year.votes, anchor=by_year.anchor, tolerance=_LOOSE)
    smoothed = long_frame(by_year, points.mean, points.sd, points.low, points.high, points.n_votes)
    ahead = long_frame(by_year, before.mean, before.sd, before.low, before.high, before.n_votes)
    joined = smoothed.join(
        ahead.select("state", "period", filtered="ideal_point", filtered_se="se"), on=["state", "period"], how="left"
    )
    watch("ideal points: sessions and sensitivity")
    by_session = assembly_votes(base, by="session")
    fast = estimate(by_session.votes, anchor=by_session.anchor)
    sessions = long_frame(by_session, fast.mean, fast.sd, fast.low, fast.high, fast.n_votes)
    return {
        "ideal_points": _typed(joined, "year"),
        "ideal_points_sessions": _typed(sessions, "session"),
        "ideal_mixing": mixing_table(points),
        "ideal_sensitivity": sensitivity(base, smoothed),
    }


def mixing_table(points: IdealPoints) -> pl.DataFrame:
    """Return one row on how well the chains explored the posterior: R-hat and effective draws over state-years."""
    mixing = points.mixing
    if mixing is None:
        raise BadInput("Only a sampled estimate has chains that mix")
    rhat, ess = (grid[np.isfinite(grid)] for grid in (mixing.rhat, mixing.ess))
    row = {
        "chains": mixing.chains,
        "draws": mixing.draws,
        "state_years": rhat.size,
        "rhat_worst": float(rhat.max()),
        "rhat_below_1_1": float(np.mean(rhat < 1.1)),
        "ess_lowest": float(ess.min()),
        "ess_lowest_percent": float(np.quantile(ess, 0.01)),
        "ess_median": float(np.median(ess)),
    }
    return pl.DataFrame([row]).with_columns(pl.col(pl.Int64).cast(pl.Int32))


def long_frame(arranged: Arranged, *grids: np.ndarray) -> pl.DataFrame:
    """Return estimates as one row a state and period: mean, standard error, bounds, votes."""
    known = np.argwhere(np.isfinite(grids[0]))
    rows = {
        "state": [arranged.states[i] for i, _ in known],
        "period": [arranged.periods[t] for _, t in known],
    }
    names = ("ideal_point", "se", "low", "high", "n_votes")
    values = {name: grid[known[:, 0], known[:, 1]] for name, grid in zip(names, grids, strict=True)}
    return pl.DataFrame(rows | values)


def sensitivity(base: Base, smoothed: pl.DataFrame) -> pl.DataFrame:
    """Return how the fast estimate correlates with the shipped one under other choices."""
    from softbalance.measures.ideal_points import Priors

    shipped = assembly_votes(base)
    choices = {
        "as shipped, fast method": (shipped, Priors()),
        "a third of the smoothing step": (shipped, Priors(walk_sd=0.05)),
        "three times the smoothing step": (shipped, Priors(walk_sd=0.4)),
        "with rejected drafts and votes on parts": (assembly_votes(base, final=False), Priors()),
        "repeated texts not linked": (assembly_votes(base, link=False), Priors()),
        "absences as abstentions": (assembly_votes(base, absence="abstain"), Priors()),
    }
    rows = []
    for name, (arranged, priors) in choices.items():
        points = estimate(arranged.votes, anchor=arranged.anchor, priors=priors)
        frame = long_frame(arranged, points.mean, points.sd, points.low, points.high, points.n_votes)
        both = frame.join(smoothed, on=["state", "period"], suffix="_shipped")
        within = both.group_by("period").agg(r=pl.corr("ideal_point", "ideal_point_shipped"))
        pooled = float(np.corrcoef(both["ideal_point"], both["ideal_point_shipped"])[0, 1])
        rows.append((name, both.height, pooled, within["r"].drop_nans().mean(), points.walk_sd))
    names = {
        "choice": pl.String,
        "n": pl.Int32,
        "pooled_r": pl.Float64,
        "within_year_r": pl.Float64,
        "step": pl.Float64,
    }
    return pl.DataFrame(rows, schema=names, orient="row")


def _typed(frame: pl.DataFrame, period: str) -> pl.DataFrame:
    floats = [name for name in frame.columns if name not in ("state", "period", "n_votes")]
    return frame.select(
        pl.col("state").cast(pl.Int32).alias("ccode"),
        pl.col("period").cast(pl.Int16).alias(period),
        *(pl.col(name).cast(pl.Float32) for name in floats),
        pl.col("n_votes").cast(pl.UInt16),
    ).sort(period, "ccode")
