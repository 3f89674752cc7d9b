"""Exposure: what states stand to lose if a pole retaliates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

FloatArray = NDArray[np.float64]

COMPONENTS = ("trade", "arms", "pact", "troops", "finance")
"""Trade with the pole over GDP; its share of arms received; a defence pledge from it, 0 or 1; its soldiers in the
state per 100,000 inhabitants; finance from it over GDP."""

HALF = {"trade": 0.10, "arms": 0.50, "pact": 1.0, "troops": 10.0, "finance": 0.01}
"""Level at which a component counts one half: x / (x + half). A stated scale, to be varied, not an estimate."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Exposure of n states to P poles.

    Attributes
    ----------
    components
        Names of the K components.
    raw
        (n, P, K) components in their own units, NaN where unknown.
    index
        (n, P) weighted mean of x / (x + half) over the known components, in [0, 1); NaN where none is known,
        and for a pole's exposure to itself.
    weights
        (n, P, K) weights used, renormalised over the known components.
    """

    components: tuple[str, ...]
    raw: FloatArray
    index: FloatArray
    weights: FloatArray


def exposure(
    raw: ArrayLike,
    *,
    components: Sequence[str] = COMPONENTS,
    weights: ArrayLike | None = None,
    half: Mapping[str, float] = HALF,
    own: ArrayLike | None = None,
) -> Exposure:
    """Return the exposure of states to poles, component by component and as one index.

    Parameters
    ----------
    raw
        (n, P, K) non-negative components, NaN where unknown; see :data:`COMPONENTS` for units.
    components
        Names of the K components.
    weights
        (K,) non-negative weights; equal where not given.
    half
        Level of each component that counts one half.
    own
        (n, P) true where the state is that pole, whose exposure to itself is undefined.

    Raises
    ------
    BadInput
        Where shapes disagree, a component is negative, or its half level is missing or not positive.

    Examples
    --------
    Trade with the pole worth 10 % of GDP, nothing else known:

    >>> one = exposure([[[0.10, np.nan, np.nan, np.nan, np.nan]]])
    >>> float(one.index[0, 0]), one.weights[0, 0].tolist()
    (0.5, [1.0, 0.0, 0.0, 0.0, 0.0])
    """
    values = _checked(raw, components, half)
    stated = np.ones(len(components)) if weights is None else np.asarray(weights, dtype=float)
    if stated.shape != (len(components),) or np.any(stated < 0) or not stated.sum() > 0:
        raise BadInput(f"Give {len(components)} non-negative weights, not all zero")
    if own is not None:
        values[np.asarray(own, dtype=bool)] = np.nan
    scale = np.array([half[name] for name in components])
    used = _used(values, stated)
    known = used.sum(axis=-1) > 0
    index = (used * np.nan_to_num(values / (values + scale))).sum(axis=-1)
    return Exposure(tuple(components), values, np.where(known, index, np.nan), used)


def _used(values: FloatArray, stated: FloatArray) -> FloatArray:
    kept = np.where(np.isnan(values), 0.0, stated)
    total = kept.sum(axis=-1, keepdims=True)
    used: FloatArray = np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)
    return used


def _checked(raw: ArrayLike, components: Sequence[str], half: Mapping[str, float]) -> FloatArray:
    values = np.array(raw, dtype=float)
    if values.ndim != 3 or values.shape[2] != len(components):
        raise BadInput(f"Exposure is {values.shape}: give states x poles x {len(components)} components")
    if np.any(values < 0) or np.any(np.isinf(values)):
        raise BadInput("Components must be non-negative and finite; use NaN where unknown")
    if any(not half.get(name, 0.0) > 0 for name in components):
        raise BadInput(f"Give a positive half level for each of: {', '.join(components)}")
    return values
