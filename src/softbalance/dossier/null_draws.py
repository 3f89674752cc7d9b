"""Draws of random groupings as the snapshot packs them: a byte each, between the least and the largest."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LARGEST, _UNKNOWN = 254, 255


def scaled(draws: Floats) -> tuple[float, float, bytes]:
    """Return draws as bytes between their least and their largest value.

    254 stands for the largest, 255 for a draw without a value: a random grouping of which fewer than two voted.
    """
    low, high = float(np.nanmin(draws)), float(np.nanmax(draws))
    known = np.isfinite(draws)
    steps = np.full(draws.size, _UNKNOWN, dtype=np.uint8)
    steps[known] = np.rint((draws[known] - low) / (high - low) * _LARGEST) if high > low else 0
    return low, high, steps.tobytes()


def unscaled(low: float, high: float, draws: bytes) -> Floats:
    """Return the draws that :func:`scaled` wrote, to within (high - low) / 508; NaN where a draw has no value."""
    steps = np.frombuffer(draws, dtype=np.uint8)
    return np.where(steps == _UNKNOWN, np.nan, low + steps / float(_LARGEST) * (high - low))


def pooled(rows: pl.DataFrame) -> Floats:
    """Return the mean of each random grouping over the years of the rows, weighted by roll calls; shape (draws,).

    A year in which a random grouping has no value does not count for it.
    """
    weights = rows["calls"].to_numpy().astype(float)
    draws = np.stack([unscaled(low, high, raw) for low, high, raw in rows.select("low", "high", "draws").iter_rows()])
    known = np.isfinite(draws)
    below = weights @ known
    above = weights @ np.where(known, draws, 0.0)
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
