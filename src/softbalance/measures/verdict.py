"""What a grouping is: a few explicit rules on binding, conduct and direction, applied to draws of all that is unsure.

Rules, in order: members owe each other defence under the own treaty: *alliance*. They pay together, with the
hegemon: *sanctions coalition*; pay and say together, against it: *soft-balancing coalition*. They say together
beyond chance: *coordination platform*. Else: *forum*. The thresholds are not chosen: each is drawn evenly between
the highest value of the groupings that nobody takes to be above it and the lowest of those that nobody takes to be
below, both themselves drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TYPES = ("forum", "coordination platform", "soft-balancing coalition", "sanctions coalition", "alliance")
ALLIANCE_STATES = ("honoured", "untested", "broken")
AXES = ("defence", "say", "pay", "decisions")
HONOURED_ABOVE = 0.5


@dataclass(frozen=True, slots=True)
class Axes:
    """Draws of where a grouping stands, each of shape (draws,).

    Attributes
    ----------
    defence
        Share of member dyads that owe defence under the own treaty.
    say
        Lift of voting cohesion over that of random groupings.
    pay
        Rate of joint action on sanctions.
    decisions
        Sanctions a year that the body itself decides on.
    direction
        How much nearer the hegemon members vote than all states do; below zero is against it.
    """

    defence: Floats
    say: Floats
    pay: Floats
    decisions: Floats
    direction: Floats


Thresholds = Mapping[str, Floats]


def thresholds(
    below: Mapping[str, Sequence[ArrayLike]],
    above: Mapping[str, Sequence[ArrayLike]],
    *,
    rng: np.random.Generator,
    floors: Mapping[str, float],
) -> Thresholds:
    """Return draws of the threshold of each axis, evenly between the groupings below it and those above it.

    Parameters
    ----------
    below, above
        For each axis the draws of the calibration groupings on either side, each of shape (draws,).
    rng
        Random numbers.
    floors
        Least threshold of an axis, such as 0 for a lift over chance.

    Raises
    ------
    BadInput
        If an axis has no grouping above it.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> found = thresholds({"pay": [np.zeros(9)]}, {"pay": [np.ones(9)]}, rng=rng, floors={})
    >>> bool(np.all((found["pay"] > 0) & (found["pay"] < 1)))
    True
    """
    found = {}
    for axis, higher in above.items():
        if not higher:
            raise BadInput(f"No calibration grouping stands above the threshold of {axis!r}")
        top = np.min(np.stack([np.asarray(one, dtype=float) for one in higher]), axis=0)
        lower = [np.asarray(one, dtype=float) for one in below.get(axis, ())]
        bottom = np.max(np.stack(lower), axis=0) if lower else np.full(top.shape, -np.inf)
        bottom = np.maximum(bottom, floors.get(axis, 0.0))
        low, high = np.minimum(bottom, top), np.maximum(bottom, top)
        found[axis] = low + rng.random(top.shape) * (high - low)
    return found


def passed(axes: Axes, over: Thresholds) -> dict[str, Flags]:
    """Return which draws pass each axis; paying together is by rate or by decisions of the body itself."""
    flags = {axis: getattr(axes, axis) > over[axis] for axis in AXES}
    return {
        "owes": flags["defence"],
        "says": flags["say"],
        "pays": flags["pay"] | flags["decisions"],
        "against": axes.direction < 0,
    }


def classified(flags: Mapping[str, Flags], *, by_conduct: bool = False) -> NDArray[np.int64]:
    """Return the type of each draw as its place in :data:`TYPES`.

    Parameters
    ----------
    flags
        From :func:`passed`.
    by_conduct
        Whether to leave the treaty out of it.

    Examples
    --------
    >>> yes, no = np.array([True]), np.array([False])
    >>> TYPES[classified({"owes": no, "says": yes, "pays": yes, "against": yes})[0]]
    'soft-balancing coalition'
    """
    owes = np.zeros_like(flags["owes"]) if by_conduct else flags["owes"]
    cases = [
        owes,
        flags["pays"] & ~flags["against"],
        flags["pays"] & flags["against"] & flags["says"],
        flags["says"],
    ]
    return np.select(cases, [4, 3, 2, 1], default=0)


def probabilities(codes: NDArray[np.int64]) -> dict[str, float]:
    """Return the share of draws of each type."""
    counts = np.bincount(codes, minlength=len(TYPES)) / len(codes)
    return dict(zip(TYPES, counts.tolist(), strict=True))


def alliance_state(
    answered: Sequence[bool], sure: Sequence[bool], base_rate: float, *, rng: np.random.Generator, draws: int = 2_000
) -> dict[str, float]:
    """Return the probability that an alliance is honoured, untested or broken.

    The chance that a call is answered has a beta prior worth one call, with the mean at which promises of defence
    were kept in wars since 1816. Honoured means a chance above one half. A call that may lie outside the treaty
    counts in half of the draws; with none the alliance is untested, which is not weak: deterrence that works
    leaves no act.

    Parameters
    ----------
    answered
        For each call whether any other member came.
    sure
        For each whether it was a call under the treaty beyond doubt.
    base_rate
        Mean of the prior.
    rng, draws
        Random numbers, and how many.

    Examples
    --------
    >>> alliance_state([], [], 0.33, rng=np.random.default_rng(1))["untested"]
    1.0
    """
    came, certain = np.asarray(answered, dtype=bool), np.asarray(sure, dtype=bool)
    counted = certain[None, :] | (rng.random((draws, len(came))) < 0.5)
    calls, kept = counted.sum(1), (counted & came[None, :]).sum(1)
    chance = rng.beta(base_rate + kept, 1 - base_rate + calls - kept)
    untested = calls == 0
    honoured = ~untested & (chance > HONOURED_ABOVE)
    return {
        "honoured": float(honoured.mean()),
        "untested": float(untested.mean()),
        "broken": float((~untested & ~honoured).mean()),
    }


@dataclass(frozen=True, slots=True)
class Pool:
    """The beta distribution of a rate over all groupings, towards which those with few occasions are drawn.

    Attributes
    ----------
    mean, size
        Its mean, and the number of chances that it weighs.
    """

    mean: float
    size: float


def pool_of(rates: ArrayLike) -> Pool:
    """Return the beta distribution with the mean and variance of the rates of groupings with many occasions.

    Examples
    --------
    >>> found = pool_of([0.02, 0.05, 0.08, 0.05])
    >>> round(found.mean, 2), found.size > 50
    (0.05, True)
    """
    known = np.asarray(rates, dtype=float)
    if known.size < 3:
        return Pool(0.5, 2.0)
    mean, spread = float(known.mean()), float(known.var(ddof=1))
    return Pool(mean, max(mean * (1 - mean) / max(spread, 1e-9) - 1, 1.0))


def beta_draws(mean: float, low: float, high: float, *, pool: Pool, rng: np.random.Generator, draws: int) -> Floats:
    """Return draws of a rate whose posterior under an even prior is known, drawn towards the rate of all groupings.

    The posterior is read as a beta distribution with its mean and about the width of its 90 % interval; the even
    prior in it is exchanged for the pool.

    Examples
    --------
    >>> few = beta_draws(0.5, 0.03, 0.97, pool=Pool(0.05, 20), rng=np.random.default_rng(2), draws=4_000)
    >>> bool(few.mean() < 0.15)
    True
    """
    spread = max((high - low) / 3.29, 1e-6)
    size = max(mean * (1 - mean) / spread**2 - 1, 2.0)
    taken, left = max(mean * size - 1, 0.0), max((1 - mean) * size - 1, 0.0)
    return rng.beta(taken + pool.mean * pool.size, left + (1 - pool.mean) * pool.size, draws)
