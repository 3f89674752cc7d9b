"""From numbers to figures: an estimate with its interval, its coverage and its sources."""

import numpy as np
from numpy.typing import NDArray

from softbalance.dossier.model import N_
from softbalance.dossier.notes import Note
from softbalance.measures.resampling import Resampler, interval
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

VOTE_SOURCES = ("un_ga_votes",)
SEED = 20260101


def mean_estimate(
    values: NDArray[np.float64],
    drawn: Resampler,
    *,
    method: str,
    coverage: Coverage,
    sources: tuple[str, ...] = VOTE_SOURCES,
    unit: str = "index",
) -> Estimate:
    """Return the mean of roll-call values with an interval by resampling agenda items.

    Parameters
    ----------
    values
        One a roll call of the record; NaN where undefined or left out.
    drawn
        Resampled agenda items of the record.
    method, coverage, sources, unit
        Of the estimate; ``coverage.observed`` is filled in.
    """
    known = np.isfinite(values)
    n = int(known.sum())
    seen = Coverage(coverage.since, coverage.until, n, coverage.possible, coverage.note)
    if n == 0:
        why = coverage.note or Note(N_("no roll call of this class on which two members voted"))
        return Estimate(
            None,
            unit=unit,
            method=method,
            coverage=Coverage(coverage.since, coverage.until, 0, coverage.possible, why),
            sources=sources,
        )
    low, high = interval(drawn.means(values))
    value = float(values[known].mean())
    return Estimate(value, *around(value, low, high), LEVEL, n, unit, method, seen, sources)


def around(value: float, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Return the interval, widened to hold the value where few clusters leave it just outside."""
    if low is None or high is None:
        return None, None
    return min(low, value), max(high, value)
