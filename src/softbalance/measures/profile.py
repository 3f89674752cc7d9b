"""Profiles: the alignment of all states in one year at once, from arrays of their ties.

Four issue areas, each a mixture of components with stated weights. A component that is unknown for a state drops
out and the weights of the others grow in proportion; so do areas. Technology and energy have no open source that
covers all states and poles: the area is always unknown, and its weight is shown as going to the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from softbalance.measures.alignment import Spread, decompose, pole_shares, renormalised, statuses, two_camps
from softbalance.terms.errors import BadInput

FloatArray = NDArray[np.float64]

AREAS = ("diplomacy", "security", "economy", "technology_energy")

AREA_WEIGHTS: Mapping[str, float] = dict.fromkeys(AREAS, 0.25)

FLAG_WEIGHTS = (1.0, 1.0, 0.25, 0.1, 0.25)
"""Defence, offence, neutrality, non-aggression, consultation: what one is owed counts as its heaviest flag."""

SECURITY_WEIGHTS: Mapping[str, float] = {"treaties": 0.5, "troops": 0.25, "arms": 0.25}

ECONOMY_WEIGHTS: Mapping[str, float] = {"trade": 0.75, "finance": 0.25}

TROOPS_HALF = 1000.0
"""Soldiers hosted that count one half: x / (x + half)."""

TRADE_HALF = 0.25
"""Exports plus imports over GDP at which the economy's intensity is one half: x / (x + half)."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Ties of n states to P poles and to all others in one year; NaN where unknown.

    Attributes
    ----------
    kappa
        (n, P) agreement beyond chance with each pole in the General Assembly.
    treaties
        (n, P + 1, 5) whether the pole (last: any other state) owes the state each obligation, 0 or 1; flags in
        the order defence, offence, neutrality, non-aggression, consultation.
    troops
        (n, P + 1) soldiers of each that the state hosts.
    arms
        (n, P + 1) shares of the arms it received in five years; zeros where it received none.
    trade, finance
        (n, P + 1) shares of its two-way trade, and of the finance it was committed.
    trade_of_gdp
        (n,) exports plus imports over GDP.
    is_pole
        (n,) whether the state is one of the poles.
    """

    kappa: FloatArray
    treaties: FloatArray
    troops: FloatArray
    arms: FloatArray
    trade: FloatArray
    finance: FloatArray
    trade_of_gdp: FloatArray
    is_pole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Profiles:
    """Alignment of n states over K areas and C = P + 1 categories (the poles, then other).

    Attributes
    ----------
    shares, intensity
        (n, K, C) share vectors and (n, K) intensities; NaN where unknown or empty.
    weights
        (n, K) area weights used, 0 where the area is left out.
    status
        (n,) ``attached``, ``unattached``, ``pole`` or ``unknown``.
    spread
        Multi-alignment, hedging and compartmentalisation, (n,) each; NaN unless attached.
    camps
        (n, K, 3) shares of hegemon, leaders and others, and ``camp_spread`` their spread.
    components
        By component, the (n, C) scores or shares that went in.
    """

    shares: FloatArray
    intensity: FloatArray
    weights: FloatArray
    status: NDArray[np.str_]
    spread: Spread
    camps: FloatArray
    camp_spread: Spread
    components: Mapping[str, FloatArray]


def profiles(
    ties: Ties,
    *,
    hegemon: Sequence[int],
    leaders: Sequence[int],
    weights: Mapping[str, float] = AREA_WEIGHTS,
) -> Profiles:
    """Return the alignment of all states in one year.

    Parameters
    ----------
    ties
        See :class:`Ties`.
    hegemon, leaders
        Column numbers of the poles in each camp, for the two-camp version.
    weights
        Weight of each area of :data:`AREAS`.

    Raises
    ------
    BadInput
        Where the arrays disagree about states or poles, or an area has no weight.

    Examples
    --------
    A state that votes with one pole and is owed defence by the other:

    >>> nan = np.nan
    >>> ties = Ties(kappa=np.array([[0.0, 0.8]]), treaties=np.zeros((1, 3, 5)), troops=np.full((1, 3), nan),
    ...             arms=np.full((1, 3), nan), trade=np.full((1, 3), nan), finance=np.full((1, 3), nan),
    ...             trade_of_gdp=np.array([nan]), is_pole=np.array([False]))
    >>> ties.treaties[0, 0, 0] = 1
    >>> made = profiles(ties, hegemon=[0], leaders=[1])
    >>> made.shares[0, :2].round(2).tolist(), made.weights[0].tolist()
    ([[0.0, 0.8, 0.2], [1.0, 0.0, 0.0]], [0.5, 0.5, 0.0, 0.0])
    """
    _check(ties)
    components = _components(ties)
    areas = [_diplomacy(ties.kappa), _security(components), _economy(components, ties.trade_of_gdp)]
    unknown = (np.full_like(areas[0][0], np.nan), np.full(len(ties.kappa), np.nan))
    shares = np.stack([share for share, _ in [*areas, unknown]], axis=1)
    intensity = np.stack([strength for _, strength in [*areas, unknown]], axis=1)
    shares, intensity = _blank(shares, intensity, ties.is_pole)
    stated = _stated(weights)
    status = statuses(shares, intensity, is_pole=ties.is_pole)
    attached = status == "attached"
    camps = two_camps(shares, hegemon=hegemon, leaders=leaders)
    return Profiles(
        shares,
        intensity,
        renormalised(shares, stated),
        status,
        _only(decompose(shares, stated), attached),
        camps,
        _only(decompose(camps, stated), attached),
        components,
    )


def camp_ties(made: Profiles) -> FloatArray:
    """Return (n, 3, 2) ties to the hegemon's and the leaders' camp: share times intensity, by area.

    Areas are diplomacy, security and economy, as :class:`softbalance.measures.conduct_class.Indicators` takes them;
    0 where nothing is exchanged, NaN where unknown. A share of unknown intensity counts in full.

    Examples
    --------
    >>> nan = np.nan
    >>> ties = Ties(kappa=np.array([[-0.5, 0.4]]), treaties=np.zeros((1, 3, 5)), troops=np.full((1, 3), nan),
    ...             arms=np.zeros((1, 3)), trade=np.array([[0.1, 0.3, 0.6]]), finance=np.full((1, 3), nan),
    ...             trade_of_gdp=np.array([0.5]), is_pole=np.array([False]))
    >>> camp_ties(profiles(ties, hegemon=[0], leaders=[1]))[0].round(2).tolist()
    [[0.0, 0.16], [0.0, 0.0], [0.07, 0.2]]
    """
    strength = np.where(np.isnan(made.intensity), 1.0, made.intensity)[..., None]
    ties: FloatArray = np.where(strength == 0, 0.0, made.camps[..., :2] * strength)
    return ties[:, :3]


def _components(ties: Ties) -> dict[str, FloatArray]:
    owed = np.max(ties.treaties * np.array(FLAG_WEIGHTS), axis=-1)
    hosted = ties.troops / (ties.troops + TROOPS_HALF)
    return {"treaties": owed, "troops": hosted, "arms": ties.arms, "trade": ties.trade, "finance": ties.finance}


def _diplomacy(kappa: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Shares by :func:`pole_shares`; as strong as the closest pole."""
    known = ~np.isnan(kappa).any(axis=1)
    strength = np.where(known, np.clip(np.nan_to_num(kappa).max(axis=1), 0.0, 1.0), np.nan)
    return pole_shares(kappa), strength


def _security(components: Mapping[str, FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Mean score of each category over the components known for it; as strong as the strongest."""
    scores = _mixture({name: components[name] for name in SECURITY_WEIGHTS}, SECURITY_WEIGHTS)
    total = scores.sum(axis=1, keepdims=True)
    shares = np.divide(scores, total, out=np.full_like(scores, np.nan), where=total > 0)
    return shares, np.where(np.isnan(total[:, 0]), np.nan, np.nan_to_num(scores).max(axis=1))


def _economy(components: Mapping[str, FloatArray], of_gdp: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mixture of the shares of trade and finance; as strong as trade is large in GDP."""
    shares = _mixture({name: components[name] for name in ECONOMY_WEIGHTS}, ECONOMY_WEIGHTS)
    return shares, np.where(np.isnan(shares).any(axis=1), np.nan, of_gdp / (of_gdp + TRADE_HALF))


def _mixture(parts: Mapping[str, FloatArray], weights: Mapping[str, float]) -> FloatArray:
    """Weighted mean over the known components of each cell; NaN where none is known."""
    stack = np.stack([parts[name] for name in weights])
    mass = np.where(np.isnan(stack), 0.0, np.array(list(weights.values()))[:, None, None])
    total = mass.sum(axis=0)
    summed = (mass * np.nan_to_num(stack)).sum(axis=0)
    mean: FloatArray = np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0)
    return mean


def _blank(shares: FloatArray, intensity: FloatArray, is_pole: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """A pole has no vector of its own, and an area in which nothing is exchanged has no shares."""
    rows = np.where((is_pole[:, None] | (intensity == 0))[..., None], np.nan, shares)
    return rows, np.where(is_pole[:, None], np.nan, intensity)


def _only(spread: Spread, kept: NDArray[np.bool_]) -> Spread:
    return Spread(*(np.where(kept, part, np.nan) for part in spread))


def _stated(weights: Mapping[str, float]) -> FloatArray:
    if set(weights) != set(AREAS) or any(weight < 0 for weight in weights.values()) or not sum(weights.values()) > 0:
        raise BadInput(f"Give one non-negative weight for each of {', '.join(AREAS)}, not all zero")
    stated = np.array([weights[area] for area in AREAS], dtype=float)
    scaled: FloatArray = stated / stated.sum()
    return scaled


def _check(ties: Ties) -> None:
    n, poles = ties.kappa.shape
    wide = {name: np.shape(getattr(ties, name)) for name in ("troops", "arms", "trade", "finance")}
    wrong = [f"{name} {shape}" for name, shape in wide.items() if shape != (n, poles + 1)]
    if ties.treaties.shape != (n, poles + 1, len(FLAG_WEIGHTS)):
        wrong.append(f"treaties {ties.treaties.shape}")
    wrong += [name for name in ("trade_of_gdp", "is_pole") if np.shape(getattr(ties, name)) != (n,)]
    if wrong:
        raise BadInput(f"kappa has {n} states and {poles} poles, which does not fit {', '.join(wrong)}")
