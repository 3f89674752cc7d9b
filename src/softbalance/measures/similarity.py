"""Similarity of two states' votes: agreement, identical share, S, kappa, pi and the State Department's coincidence.

Every measure is computed from the joint counts of :mod:`softbalance.measures.pairs`, for any number of pairs at once.
A measure that is not defined (no joint votes; no variation, for kappa and pi) is NaN, never 0 or 1.

Absence is treated in one of three ways, always named:

``missing``
    a roll call counts only where both states voted;
``category``
    absence is a fourth answer, in full agreement with itself and in full disagreement with any vote;
``disagree``
    absence is full disagreement with everything, even with another absence.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Absence = Literal["missing", "category", "disagree"]
DyadMeasure = Literal["agreement", "identical", "s", "kappa", "pi", "coincidence"]
ABSENCES: tuple[str, ...] = get_args(Absence)
DYAD_MEASURES: tuple[str, ...] = get_args(DyadMeasure)

_POSITION = np.array([1.0, 0.5, 0.0])
_DISTANCE = np.abs(_POSITION[:, None] - _POSITION[None, :])


def similarity(
    counts: ArrayLike,
    measure: str = "agreement",
    *,
    absence: str = "missing",
    year: int | ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Return a measure of similarity for each pair.

    Parameters
    ----------
    counts
        Joint counts, shape (..., 4, 4), order yes, abstain, no, absent (see
        :func:`softbalance.measures.pairs.pair_counts`).
    measure
        One of ``agreement``: mean of 1 - |x - y| with yes 1, abstain 0.5, no 0; ``identical``: share of equal votes;
        ``s``: Signorino & Ritter (1999) S with equal weights and absolute distance, 2 agreement - 1; ``kappa``,
        ``pi``: 1 - observed / expected squared distance, expected from own (kappa) or pooled (pi) marginals
        (Haege 2011, eq. 3-5); ``coincidence``: the State Department's rule of ``year``, see :func:`coincidence`.
    absence
        ``missing``, ``category`` or ``disagree``; ``coincidence`` has its own rule and ignores it.
    year
        Year of the votes, needed by ``coincidence`` only; a number, or an array that broadcasts over the pairs.

    Returns
    -------
    numpy.ndarray
        Shape (...), NaN where undefined.

    Raises
    ------
    BadInput
        If the measure or the treatment of absence is not known.

    Examples
    --------
    Five roll calls: two agreed yes, one yes against abstain, one agreed no, one yes against no.

    >>> counts = [[2, 1, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    >>> float(similarity(counts, "agreement").round(3)), float(similarity(counts, "kappa").round(3))
    (0.7, 0.444)
    """
    table = np.asarray(counts, dtype=float)
    _check(table, measure, absence)
    if measure == "coincidence":
        if year is None:
            raise BadInput(
                "coincidence needs the year of the votes: the State Department's rule changed in 2017 and 2018"
            )
        return coincidence(table, year)
    if measure == "identical":
        return _mean_score(table, _identical_score(absence), absence)
    if measure in ("agreement", "s"):
        agreement = _mean_score(table, 1.0 - _distances(absence), absence)
        return agreement if measure == "agreement" else 2.0 * agreement - 1.0
    return _chance_corrected(table, pooled=measure == "pi", absence=absence)


def coincidence(counts: ArrayLike, year: int | ArrayLike) -> NDArray[np.float64]:
    """Return the State Department's voting coincidence, a fraction from 0 to 1, by the rule of the year's report.

    Up to 2016: identical / (identical + opposite), where both voted yes or no; abstentions and absences left out.
    2017: (same + 0.5 partial) / votes, absences left out. Since 2018: (same + 0.5 partial + 0.5 absent) / votes, where
    partial means that one of the two abstained and absent that one of the two was absent; a roll call that both missed
    is left out (Department of State, *Voting Practices in the United Nations*, sections on methodology).

    Parameters
    ----------
    counts
        Joint counts, shape (..., 4, 4).
    year
        Year of the votes; broadcasts over the pairs.
    """
    return _ratio(*_coincidence_parts(counts, year))


def pooled_coincidence(counts: ArrayLike, years: ArrayLike) -> NDArray[np.float64]:
    """Return the coincidence over several years, each year's votes counted by its own rule.

    Parameters
    ----------
    counts
        Joint counts by year, shape (years, ..., 4, 4).
    years
        Shape (years,).

    Returns
    -------
    numpy.ndarray
        Shape (...).
    """
    table = np.asarray(counts, dtype=float)
    year = np.asarray(years).reshape(-1, *[1] * (table.ndim - 3))
    points, votes = _coincidence_parts(table, year)
    return _ratio(points.sum(0), votes.sum(0))


def weighted_s(first: ArrayLike, second: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Return Signorino & Ritter's (1999, eq. 8) S of two rows of votes, with a weight for each roll call.

    Parameters
    ----------
    first, second
        Votes of the two states, shape (roll calls,): 1 yes, 0.5 abstain, 0 no; NaN where absent.
    weights
        Weight of each roll call, not negative; equal by default.

    Returns
    -------
    float
        From -1 (always opposed) to 1 (always equal); NaN without joint votes.

    Examples
    --------
    >>> weighted_s([1, 1, 0], [1, 0, 0], weights=[1, 2, 1])
    0.0
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    weight = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    if not x.shape == y.shape == weight.shape or x.ndim != 1:
        raise BadInput("S needs two rows of votes of one length, and as many weights")
    if np.any(weight < 0) or not np.all(np.isfinite(weight)):
        raise BadInput("Weights of roll calls must be known and not negative")
    joint = np.isfinite(x) & np.isfinite(y)
    total = weight[joint].sum()
    if total == 0:
        return float("nan")
    return float(1.0 - 2.0 * (weight[joint] * np.abs(x[joint] - y[joint])).sum() / total)


def joint_votes(counts: ArrayLike, absence: str = "missing") -> NDArray[np.int64]:
    """Return on how many roll calls a measure rests: both voted (``missing``), or both were members (otherwise)."""
    table = np.asarray(counts)
    _check(table, "agreement", absence)
    used = table[..., :3, :3] if absence == "missing" else table
    return np.asarray(used.sum((-2, -1)), dtype=np.int64)


def _coincidence_parts(counts: ArrayLike, year: int | ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points and the votes of which coincidence is the ratio."""
    table = np.asarray(counts, dtype=float)
    years = np.asarray(year)
    cast = table[..., :3, :3]
    opposed = table[..., 0, 2] + table[..., 2, 0]
    equal = table[..., 0, 0] + table[..., 2, 2]
    same = np.trace(cast, axis1=-2, axis2=-1)
    votes = cast.sum((-2, -1))
    half = 0.5 * (votes - same - opposed)
    one_absent = table[..., :3, 3].sum(-1) + table[..., 3, :3].sum(-1)
    points = np.select([years < 2017, years == 2017], [equal, same + half], same + half + 0.5 * one_absent)
    below = np.select([years < 2017, years == 2017], [equal + opposed, votes], votes + one_absent)
    return points, below


def _check(table: NDArray[np.generic], measure: str, absence: str) -> None:
    if measure not in DYAD_MEASURES:
        raise BadInput(f"Unknown measure {measure!r} for two states; allowed: {', '.join(DYAD_MEASURES)}")
    if absence not in ABSENCES:
        raise BadInput(f"Unknown treatment of absence {absence!r}; allowed: {', '.join(ABSENCES)}")
    if table.ndim < 2 or table.shape[-2:] != (4, 4):
        raise BadInput(f"Joint counts must end in a 4 x 4 table (yes, abstain, no, absent), not shape {table.shape}")


def _distances(absence: str) -> NDArray[np.float64]:
    """Return the distances between two answers; 3 x 3 for ``missing``, otherwise 4 x 4."""
    if absence == "missing":
        return _DISTANCE
    distance = np.ones((4, 4))
    distance[:3, :3] = _DISTANCE
    distance[3, 3] = 0.0 if absence == "category" else 1.0
    return distance


def _identical_score(absence: str) -> NDArray[np.float64]:
    score = np.eye(3 if absence == "missing" else 4)
    if absence == "disagree":
        score[3, 3] = 0.0
    return score


def _mean_score(table: NDArray[np.float64], score: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    used = table[..., :3, :3] if absence == "missing" else table
    return _ratio((used * score).sum((-2, -1)), used.sum((-2, -1)))


def _chance_corrected(table: NDArray[np.float64], *, pooled: bool, absence: str) -> NDArray[np.float64]:
    """Return 1 - observed / expected squared distance (Haege 2011)."""
    used = table[..., :3, :3] if absence == "missing" else table
    distance = _distances(absence) ** 2
    total = used.sum((-2, -1))
    rows, columns = used.sum(-1), used.sum(-2)
    if pooled:
        rows = columns = (rows + columns) / 2.0
    observed = (used * distance).sum((-2, -1))
    expected = _ratio((np.matmul(rows, distance) * columns).sum(-1), total)
    return 1.0 - _ratio(observed, expected)


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return above / below, NaN where below is 0."""
    below = np.asarray(below, dtype=float)
    return np.divide(above, below, out=np.full(np.shape(below), np.nan), where=below > 0)
