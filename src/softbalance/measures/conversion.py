"""From word to deed: the probability that a state that reached one rung in a crisis went on to a higher one."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from softbalance.measures.beta_binomial import share_posterior
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Estimate


def conversion(
    reached: ArrayLike,
    observed: ArrayLike,
    crises: Sequence[object],
    *,
    start: int,
    end: int,
    level: float = LEVEL,
    sources: tuple[str, ...] = (),
) -> Estimate:
    """Return the probability that a state that reached one rung went on to a higher one in the same crisis.

    Parameters
    ----------
    reached
        Highest rung of a state in a crisis, shape (n,): -1 opposed, 0 none, 1 said, 2 paid, 3 fought.
    observed
        Whether the record could show the higher rung, shape (n,); the others are left out.
    crises
        The crisis of each.
    start, end
        Rungs, 1 to 3; ``end`` above ``start``.
    level, sources
        Probability content of the interval; ids of the sources.

    Examples
    --------
    >>> est = conversion([1, 2, 0], [True, True, True], ["a", "b", "b"], start=1, end=2)
    >>> est.n, round(est.value, 2)
    (2, 0.5)
    """
    if not 1 <= start < end <= 3:
        raise BadInput(f"Conversion runs from a rung to a higher one, 1 to 3, not from {start} to {end}")
    levels, seen = np.asarray(reached), np.asarray(observed, dtype=bool)
    kept = seen & (levels >= start)
    method = f"conversion from rung {start} to {end} within a crisis; hierarchical beta-binomial, n state-crises"
    if not kept.any():
        return Estimate.unknown(
            "probability", method, "no state reached the lower rung in a crisis that shows the higher"
        )
    names = [crisis for crisis, keep in zip(crises, kept, strict=True) if keep]
    found = share_posterior(levels[kept] >= end, np.ones(kept.sum()), names, level=level)
    return Estimate(
        *(found.mean, found.low, found.high),
        level=level,
        n=int(kept.sum()),
        unit="probability",
        method=method,
        sources=sources,
    )


def by_crisis(case_acts: pl.DataFrame) -> pl.DataFrame:
    """Return one row a crisis and state: the highest rung reached and which rungs any of its cases could show.

    Parameters
    ----------
    case_acts
        As in :mod:`softbalance.evidence.case_acts`: ``crisis, ccode, level, say_observed, pay_observed,
        fight_observed``; unknown acts have no level and are left out.
    """
    seen = [pl.col(f"{rung}_observed").any() for rung in ("say", "pay", "fight")]
    known = case_acts.drop_nulls("level")
    return known.group_by("crisis", "ccode").agg(pl.col("level").max(), *seen).sort("crisis", "ccode")
