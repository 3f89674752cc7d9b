"""Conduct class: bandwagon, hard balance, soft balance, hedge or non-aligned, with probabilities.

Motives are not observed: the rules classify what a state does towards the hegemon and the leaders of the
other camp, in this order, and the first that holds names the class.

1. *hard balance* (Waltz 1979, Walt 1987): at odds with the hegemon (``hostility``), and armed (``arming``) or
   tied in security to the leaders more than to the hegemon.
2. *hedge* (Kuik 2008): tied to both camps, over all areas at the stated weights, and to neither much less than to
   the other.
3. *bandwagon*: tied in security to the hegemon more than to the leaders and voting with it no less than with them,
   or tied over all areas to the hegemon alone.
4. *soft balance* (Pape 2005, Paul 2005): votes with the leaders more than with the hegemon by a margin, sits in the
   leaders' groupings and in none of the hegemon's, and has no security tie to the hegemon.
5. *non-aligned*: none of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.measures.alignment import weight_draws
from softbalance.terms.errors import BadInput

FloatArray = NDArray[np.float64]

DRAWS = 2000

CLASSES = ("hard balance", "hedge", "bandwagon", "soft balance", "non-aligned")

AREAS = ("diplomacy", "security", "economy")
"""Rows of the ties; columns are the hegemon's and the leaders' camp."""

RANGES = {
    "hostility": (0.0, 1.0),
    "arming": (0.0, 1.0),
    "votes_margin": (-1.0, 1.0),
    "leaders_groupings": (0.0, 1.0),
    "hegemon_groupings": (0.0, 1.0),
}
"""``hostility``: 1 for a live rivalry or armed conflict with the hegemon, one half for a militarised dispute alone;
``arming``: percentile of military spending over GDP among all states; ``votes_margin``: agreement beyond chance with
the hegemon minus the mean with the leaders, cut to -1 and 1; ``leaders_groupings``, ``hegemon_groupings``: share of
the groupings each camp leads of which the state is a full member."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds of the rules, each varied by ``spread`` of itself, up and down, in the probabilities.

    ``tie`` is the least tie to a camp that counts, and ``balance`` the least ratio of the weaker to the stronger tie
    of a state that hedges; the others bear the names of what they bound.
    """

    hostility: float = 0.5
    arming: float = 0.8
    security_margin: float = 0.1
    votes_margin: float = 0.1
    leaders_groupings: float = 0.25
    hegemon_groupings: float = 0.1
    tie: float = 0.08
    balance: float = 0.4
    spread: float = 0.25


class Indicators(NamedTuple):
    """What one state does; NaN where unknown.

    ``ties`` and ``ties_se`` are (3, 2): areas of :data:`AREAS` by camp (hegemon, leaders), in [0, 1], share
    times intensity. ``conduct`` and ``conduct_se`` map the names of :data:`RANGES` to values and standard
    errors; a missing name is unknown, a missing error is 0.
    """

    ties: ArrayLike
    ties_se: ArrayLike
    conduct: Mapping[str, float]
    conduct_se: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ConductClass:
    """Class of one state's conduct.

    Attributes
    ----------
    most_likely
        Class with the highest probability.
    at_stated_values
        Class at the stated values, weights and thresholds; ``None`` where an indicator it needs is unknown.
    probability
        Share of draws in each class of :data:`CLASSES`; sums to 1.
    drivers
        Share of draws in which the class changes when one indicator is set to neutral (0), largest first.
    changes_with_weights
        Share of weight draws, all else as stated, in which the class differs from ``at_stated_values``;
        ``None`` where that is.
    unknown
        Indicators that were unknown and drawn evenly from their whole range.
    """

    most_likely: str
    at_stated_values: str | None
    probability: Mapping[str, float]
    drivers: Mapping[str, float]
    changes_with_weights: float | None
    unknown: tuple[str, ...]


def conduct_class(
    indicators: Indicators,
    weights: ArrayLike,
    rng: np.random.Generator,
    *,
    rules: Rules | None = None,
    draws: int = DRAWS,
) -> ConductClass:
    """Return the class of a state's conduct with probabilities under uncertain indicators, weights and rules.

    Each draw takes indicators from normals with their standard errors cut to their range (unknown ones evenly
    from the whole range), area weights from a Dirichlet around ``weights``, and thresholds within their spread.

    Parameters
    ----------
    indicators
        See :class:`Indicators`.
    weights
        (3,) area weights for the ties to a camp as a whole.
    rng
        Source of the draws.
    rules
        Thresholds; :class:`Rules` as documented where not given.
    draws
        Number of draws.

    Examples
    --------
    Allied to the hegemon, votes with it, and not at odds with it:

    >>> ally = Indicators([[0.6, 0.0], [0.8, 0.0], [0.3, 0.1]], np.zeros((3, 2)),
    ...                   {"hostility": 0, "arming": 0.4, "votes_margin": 0.5, "leaders_groupings": 0,
    ...                    "hegemon_groupings": 0.5}, {})
    >>> result = conduct_class(ally, [1, 1, 1], np.random.default_rng(1))
    >>> result.most_likely, result.probability["bandwagon"]
    ('bandwagon', 1.0)
    """
    stated = _stated(indicators)
    chosen = rules or Rules()
    sample = _sample(stated, _errors(indicators), draws, rng)
    mixes = weight_draws(weights, draws, rng)
    lines = _thresholds(chosen, draws, rng)
    codes = _codes(sample, mixes, lines)
    shares = np.bincount(codes, minlength=len(CLASSES)) / draws
    fixed = _at_stated(stated, np.asarray(weights, dtype=float), chosen)
    return ConductClass(
        most_likely=CLASSES[int(shares.argmax())],
        at_stated_values=None if fixed is None else CLASSES[fixed],
        probability=dict(zip(CLASSES, shares.tolist(), strict=True)),
        drivers=_drivers(sample, mixes, lines, codes),
        changes_with_weights=None if fixed is None else _changes(stated, mixes, chosen, fixed),
        unknown=tuple(name for name, value in stated.items() if np.isnan(value)),
    )


def _tie_names() -> list[str]:
    return [f"{area}_{camp}" for area in AREAS for camp in ("hegemon", "leaders")]


def _stated(indicators: Indicators) -> dict[str, float]:
    ties = np.asarray(indicators.ties, dtype=float)
    if ties.shape != (len(AREAS), 2) or np.any((ties < 0) | (ties > 1)):
        raise BadInput(f"Ties are {ties.shape}: give {len(AREAS)} areas by 2 camps in [0, 1], NaN where unknown")
    unknown = set(indicators.conduct) - set(RANGES)
    if unknown:
        raise BadInput(f"Unknown indicators {sorted(unknown)}; known are {', '.join(RANGES)}")
    conduct = {name: float(indicators.conduct.get(name, np.nan)) for name in RANGES}
    return dict(zip(_tie_names(), ties.ravel().tolist(), strict=True)) | conduct


def _errors(indicators: Indicators) -> dict[str, float]:
    ties = np.broadcast_to(np.asarray(indicators.ties_se, dtype=float), (len(AREAS), 2))
    conduct = {name: float(indicators.conduct_se.get(name, 0.0)) for name in RANGES}
    return dict(zip(_tie_names(), np.nan_to_num(ties).ravel().tolist(), strict=True)) | conduct


def _sample(
    stated: Mapping[str, float], errors: Mapping[str, float], draws: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    sample = {}
    for name, value in stated.items():
        low, high = RANGES.get(name, (0.0, 1.0))
        if np.isnan(value):
            sample[name] = rng.uniform(low, high, draws)
        else:
            sample[name] = np.clip(rng.normal(value, errors[name], draws), low, high)
    return sample


def _thresholds(rules: Rules, draws: int, rng: np.random.Generator) -> dict[str, FloatArray]:
    reach = rules.spread
    return {name: getattr(rules, name) * rng.uniform(1 - reach, 1 + reach, draws) for name in _lines()}


def _lines() -> list[str]:
    return [item.name for item in fields(Rules) if item.name != "spread"]


def _codes(sample: Mapping[str, FloatArray], mixes: FloatArray, lines: Mapping[str, FloatArray]) -> NDArray[np.int64]:
    """Class number of each draw: the first rule that holds."""
    margin = sample["security_hegemon"] - sample["security_leaders"]
    votes = sample["votes_margin"]
    hegemon, leaders = (_camp(sample, mixes, camp) for camp in ("hegemon", "leaders"))
    tied, sided = hegemon >= lines["tie"], leaders >= lines["tie"]
    armed = (sample["arming"] >= lines["arming"]) | (-margin >= lines["security_margin"])
    hard = (sample["hostility"] >= lines["hostility"]) & armed
    even = np.minimum(hegemon, leaders) >= lines["balance"] * np.maximum(hegemon, leaders)
    hedge = tied & sided & even
    bandwagon = ((margin >= lines["security_margin"]) & (votes >= 0)) | (tied & ~sided & (margin > 0))
    inside = sample["leaders_groupings"] >= lines["leaders_groupings"]
    outside = sample["hegemon_groupings"] < lines["hegemon_groupings"]
    free = sample["security_hegemon"] < lines["tie"]
    soft = (-votes >= lines["votes_margin"]) & inside & outside & free
    return np.select([hard, hedge, bandwagon, soft], [0, 1, 2, 3], default=4).astype(np.int64)


def _camp(sample: Mapping[str, FloatArray], mixes: FloatArray, camp: str) -> FloatArray:
    ties = np.stack([sample[f"{area}_{camp}"] for area in AREAS], axis=1)
    total: FloatArray = (ties * mixes).sum(axis=1)
    return total


def _single(stated: Mapping[str, float], rules: Rules) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    sample = {name: np.array([value]) for name, value in stated.items()}
    return sample, {name: np.array([getattr(rules, name)]) for name in _lines()}


def _at_stated(stated: Mapping[str, float], weights: FloatArray, rules: Rules) -> int | None:
    if any(np.isnan(value) for value in stated.values()):
        return None
    sample, lines = _single(stated, rules)
    return int(_codes(sample, (weights / weights.sum())[None, :], lines)[0])


def _changes(stated: Mapping[str, float], mixes: FloatArray, rules: Rules, fixed: int) -> float:
    sample, lines = _single(stated, rules)
    return float((_codes(sample, mixes, lines) != fixed).mean())


def _drivers(
    sample: Mapping[str, FloatArray],
    mixes: FloatArray,
    lines: Mapping[str, FloatArray],
    codes: NDArray[np.int64],
) -> dict[str, float]:
    def changed(name: str) -> float:
        neutral = {**sample, name: np.zeros_like(sample[name])}
        return float((_codes(neutral, mixes, lines) != codes).mean())

    shares = {name: changed(name) for name in sample}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))
