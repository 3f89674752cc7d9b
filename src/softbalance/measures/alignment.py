"""Alignment: a state's ties spread over the poles, within issue areas (hedging) and between them.

For state i and issue area k, a_ik is a vector of shares over the poles and "other". With entropies to the
base of the number of categories and area weights w_k that sum to 1,

    H(sum_k w_k a_ik)  =  sum_k w_k H(a_ik)  +  JS(a_i1, ..., a_iK; w)
    multi-alignment       hedging               compartmentalisation

The Jensen-Shannon divergence JS is computed as the mean Kullback-Leibler divergence of the areas from their
mixture, not as the difference of the other two, so that the identity is a check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

FloatArray = NDArray[np.float64]
Status = Literal["attached", "unattached", "pole", "unknown"]

TIE_FLOOR = 0.01
"""A state whose intensity times pole share is below this in every observed area is tied to no pole."""

SUM_TOLERANCE = 1e-6


class Spread(NamedTuple):
    """Entropies of one or many states; each field has the leading shape of the shares, NaN where unknown."""

    multi_alignment: FloatArray
    hedging: FloatArray
    compartmentalisation: FloatArray


@dataclass(frozen=True, slots=True)
class Alignment:
    """One state's alignment in one year.

    Attributes
    ----------
    areas, categories
        K issue areas and C categories (the poles, then ``"other"``), naming rows and columns of ``shares``.
    shares
        (K, C) share vectors, rows summing to 1; NaN rows where an area is unknown or empty.
    intensity
        (K,) strength of the ties of an area in [0, 1]; NaN where unknown.
    weights_given, weights
        (K,) stated weights, and those used: unknown and empty areas at 0, the rest renormalised to 1.
    entropies
        (K,) H(a_k), NaN where the area has no vector.
    status
        ``"attached"``; ``"unattached"``: observed and tied to no pole, which is not hedging;
        ``"pole"``: a pole's own vector is undefined; ``"unknown"``: no area observed.
    hedging, compartmentalisation, multi_alignment
        Entropies in [0, 1], ``None`` unless the status is ``"attached"``.
    """

    areas: tuple[str, ...]
    categories: tuple[str, ...]
    shares: FloatArray
    intensity: FloatArray
    weights_given: FloatArray
    weights: FloatArray
    entropies: FloatArray
    status: Status
    hedging: float | None
    compartmentalisation: float | None
    multi_alignment: float | None

    @property
    def missing(self) -> tuple[str, ...]:
        """Areas that were asked for and left out."""
        return tuple(area for area, weight in zip(self.areas, self.weights, strict=True) if weight == 0)


def align(
    shares: ArrayLike,
    intensity: ArrayLike,
    *,
    areas: Sequence[str],
    categories: Sequence[str],
    weights: ArrayLike | None = None,
    is_pole: bool = False,
    tie_floor: float = TIE_FLOOR,
) -> Alignment:
    """Return a state's alignment by issue area, with hedging and compartmentalisation.

    An area with a NaN row is unknown; an area with intensity 0 is empty (nothing is exchanged with anybody,
    so there is nothing to spread). Both drop out, the remaining weights are renormalised, and both sets of
    weights are returned.

    Parameters
    ----------
    shares
        (K, C) non-negative rows summing to 1, last column ``"other"``; NaN row where unknown.
    intensity
        (K,) in [0, 1]; NaN where unknown, which leaves a known vector as it is.
    areas, categories
        Names of the K rows and C columns.
    weights
        (K,) non-negative; equal where not given.
    is_pole
        A pole cannot be tied to itself: its vector is undefined and its status says so.
    tie_floor
        See :data:`TIE_FLOOR`.

    Raises
    ------
    BadInput
        Where shapes disagree, a row does not sum to 1, or a share, intensity or weight is out of range.

    Examples
    --------
    Security with one pole, trade with another: nothing is hedged, everything is compartmentalised.

    >>> split = align([[1, 0, 0], [0, 1, 0]], [1, 1], areas=("security", "economy"),
    ...               categories=("USA", "CHN", "other"))
    >>> split.hedging, round(split.compartmentalisation, 3), split.status
    (0.0, 0.631, 'attached')
    """
    rows, strength = _checked(shares, intensity, (len(areas), len(categories)))
    given = _weights(weights, len(areas))
    rows = np.where((strength == 0)[:, None], np.nan, rows)
    status = cast(Status, str(statuses(rows, strength, is_pole=is_pole, tie_floor=tie_floor)))
    if status == "pole":
        rows = np.full_like(rows, np.nan)
    used = renormalised(rows, given)
    spread = decompose(rows, given) if status == "attached" else None
    return Alignment(
        tuple(areas), tuple(categories), _frozen(rows), _frozen(strength), _frozen(given), _frozen(used),
        _frozen(entropy(rows)), status,
        None if spread is None else float(spread.hedging),
        None if spread is None else float(spread.compartmentalisation),
        None if spread is None else float(spread.multi_alignment),
    )  # fmt: skip


def statuses(
    shares: ArrayLike, intensity: ArrayLike, *, is_pole: ArrayLike = False, tie_floor: float = TIE_FLOOR
) -> NDArray[np.str_]:
    """Return the status of one or many states; see :class:`Alignment` for the four words.

    Parameters
    ----------
    shares, intensity
        (..., K, C) share vectors, last column ``"other"``, and (..., K) intensities; NaN where unknown. A known
        vector of unknown intensity counts in full.
    is_pole
        (...) whether the state is one of the poles.
    tie_floor
        See :data:`TIE_FLOOR`.

    Examples
    --------
    >>> statuses([[[0.0, 0.0, 1.0]], [[0.6, 0.0, 0.4]]], [[1.0], [1.0]]).tolist()
    ['unattached', 'attached']
    """
    rows, strength = np.asarray(shares, dtype=float), np.asarray(intensity, dtype=float)
    ties = np.nan_to_num(rows[..., :-1]).sum(axis=-1) * np.where(np.isnan(strength), 1.0, strength)
    attached = np.where((ties >= tie_floor).any(axis=-1), "attached", "unattached")
    silent = np.isnan(rows).any(axis=-1) & (strength != 0)
    observed = np.where(silent.all(axis=-1), "unknown", attached)
    return np.where(np.asarray(is_pole, dtype=bool), "pole", observed)


def decompose(shares: ArrayLike, weights: ArrayLike) -> Spread:
    """Return total, within-area and between-area entropy of share vectors, for any number of states at once.

    Parameters
    ----------
    shares
        (..., K, C) share vectors; a NaN row is an unknown area and drops out.
    weights
        (K,) or (..., K) non-negative weights, renormalised over the known areas.

    Returns
    -------
    Spread
        Three arrays of shape (...); NaN where no area is known.

    Examples
    --------
    >>> spread = decompose([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]], [1, 1])
    >>> round(float(spread.hedging), 3), round(float(spread.compartmentalisation), 3)
    (0.631, 0.0)
    """
    rows = np.asarray(shares, dtype=float)
    used = renormalised(rows, weights)
    known = ~np.isnan(rows).any(axis=-1)
    filled = np.where(known[..., None], rows, 0.0)
    mixture = np.einsum("...k,...kc->...c", used, filled)
    blank = ~known.any(axis=-1)
    within = np.einsum("...k,...k->...", used, entropy(filled))
    between = np.einsum("...k,...k->...", used, _divergence(filled, mixture[..., None, :]))
    return Spread(*(np.where(blank, np.nan, part) for part in (entropy(mixture), within, between)))


def renormalised(shares: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Return the (..., K) weights used: 0 for areas without a share vector, the rest summing to 1.

    >>> renormalised([[1.0, 0.0], [np.nan, np.nan]], [0.3, 0.7]).tolist()
    [1.0, 0.0]
    """
    known = ~np.isnan(np.asarray(shares, dtype=float)).any(axis=-1)
    kept = np.where(known, np.asarray(weights, dtype=float), 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    used: FloatArray = np.divide(kept, total, out=np.zeros_like(kept), where=total > 0)
    return used


def entropy(shares: ArrayLike) -> FloatArray:
    """Return Shannon entropy along the last axis to the base of its length, so that 1 is an even spread.

    >>> float(entropy([0.25, 0.25, 0.25, 0.25])), float(entropy([0, 1, 0]))
    (1.0, 0.0)
    """
    rows = np.asarray(shares, dtype=float)
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    bits: FloatArray = np.abs((rows * logs).sum(axis=-1) / np.log(rows.shape[-1]))
    return bits


def two_camps(shares: ArrayLike, *, hegemon: Sequence[int], leaders: Sequence[int]) -> FloatArray:
    """Return (..., 3) shares of the hegemon's camp, the leaders' camp and all others.

    Spread over the USA and Russia is not spread over China and Russia: the two-camp version tells them apart
    where the version over three poles cannot.

    Parameters
    ----------
    shares
        (..., C) shares over categories.
    hegemon, leaders
        Column numbers of each camp; they may not overlap.

    Examples
    --------
    >>> two_camps([0.5, 0.2, 0.2, 0.1], hegemon=[0], leaders=[1, 2]).round(3).tolist()
    [0.5, 0.4, 0.1]
    """
    if set(hegemon) & set(leaders):
        raise BadInput("A pole cannot be in the hegemon's and in the leaders' camp at once")
    rows = np.asarray(shares, dtype=float)
    first = rows[..., list(hegemon)].sum(axis=-1)
    second = rows[..., list(leaders)].sum(axis=-1)
    camps: FloatArray = np.stack([first, second, rows.sum(axis=-1) - first - second], axis=-1)
    return camps.clip(min=0.0)


def pole_shares(affinity: ArrayLike) -> FloatArray:
    """Return (..., P + 1) shares over P poles and "other" from signed affinities such as kappa.

    The non-negative part of each affinity is a share; where they add up to more than 1 they are scaled to 1,
    else what is left goes to "other". One unknown affinity makes the vector unknown.

    >>> pole_shares([0.6, 0.6, -0.2]).tolist(), pole_shares([0.3, 0.1, -0.2]).round(2).tolist()
    ([0.5, 0.5, 0.0, 0.0], [0.3, 0.1, 0.0, 0.6])
    """
    kept = np.maximum(np.asarray(affinity, dtype=float), 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    shares = kept / np.maximum(total, 1.0)
    full: FloatArray = np.concatenate([shares, np.maximum(1.0 - total, 0.0)], axis=-1)
    return full


def weight_draws(
    weights: ArrayLike, draws: int, rng: np.random.Generator, *, concentration: float = 20.0
) -> FloatArray:
    """Return (draws, K) area weights around the stated ones, to see how far a result depends on them.

    Dirichlet with mean ``weights``; ``concentration`` 20 gives a weight of 1/4 a standard deviation of 0.09.
    An area stated at 0 stays at 0.
    """
    given = _weights(weights, np.size(weights))
    gammas = rng.standard_gamma(given * concentration, size=(draws, given.size))
    drawn: FloatArray = gammas / gammas.sum(axis=1, keepdims=True)
    return drawn


def _divergence(rows: FloatArray, reference: FloatArray) -> FloatArray:
    """Kullback-Leibler divergence of each row from the reference, base number of categories."""
    target = np.broadcast_to(reference, rows.shape)
    ratio = np.divide(rows, target, out=np.ones_like(rows), where=(rows > 0) & (target > 0))
    apart: FloatArray = (rows * np.log(ratio)).sum(axis=-1) / np.log(rows.shape[-1])
    return apart


def _checked(shares: ArrayLike, intensity: ArrayLike, shape: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    rows, strength = np.array(shares, dtype=float), np.array(intensity, dtype=float)
    if rows.shape != shape or strength.shape != shape[:1] or shape[1] < 2:
        raise BadInput(f"shares are {rows.shape}, intensity {strength.shape}, for {shape} areas by categories")
    known = ~np.isnan(rows).any(axis=1)
    if np.any(rows[known] < 0) or np.any(np.abs(rows[known].sum(axis=1) - 1) > SUM_TOLERANCE):
        raise BadInput("Each known share vector must be non-negative and sum to 1; use NaN for an unknown one")
    if np.any((strength < 0) | (strength > 1)):
        raise BadInput("Intensity must lie between 0 and 1; use NaN where it is unknown")
    return rows, np.where(known | (strength == 0), strength, np.nan)


def _weights(weights: ArrayLike | None, areas: int) -> FloatArray:
    given = np.ones(areas) if weights is None else np.asarray(weights, dtype=float)
    if given.shape != (areas,) or not np.all(np.isfinite(given)) or np.any(given < 0) or given.sum() <= 0:
        raise BadInput(f"Weights must be {areas} known, non-negative numbers, not all zero")
    stated: FloatArray = given / given.sum()
    return stated


def _frozen(array: FloatArray) -> FloatArray:
    copy = np.array(array, dtype=float)
    copy.setflags(write=False)
    return copy
