"""Cohesion of a grouping on a roll call: agreement index, Rice, unanimity and mean agreement of its pairs.

Each follows from how many members voted yes, abstained, voted no and were absent, so that roll calls by the thousand
are measured at once. Undefined values (fewer than two votes) are NaN.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.measures.similarity import ABSENCES
from softbalance.terms.errors import BadInput

RollCallMeasure = Literal["agreement_index", "rice", "unanimous", "agreement"]
ROLL_CALL_MEASURES: tuple[str, ...] = get_args(RollCallMeasure)


def cohesion(tallies: ArrayLike, measure: str = "agreement_index", *, absence: str = "missing") -> NDArray[np.float64]:
    """Return the cohesion of a grouping on each roll call.

    Parameters
    ----------
    tallies
        How many members voted yes, abstained, voted no, were absent: shape (..., 4).
    measure
        ``agreement_index``: (max - (total - max) / 2) / total over yes, no, abstain (Hix, Noury & Roland 2005, eq. 1);
        ``rice``: |yes - no| / (yes + no); ``unanimous``: 1 where all answers are the same; ``agreement``: mean of
        1 - |x_i - x_j| over pairs of members, yes 1, abstain 0.5, no 0.
    absence
        ``missing``: only votes count; ``category``: absence is a fourth answer (the agreement index then has four
        alternatives, (max - (total - max) / 3) / total; Rice has none and ignores it); ``disagree``: an absent member
        counts in the total and agrees with nobody (the agreement index then falls below 0 where few voted, to -0.5).

    Returns
    -------
    numpy.ndarray
        Shape (...); NaN where fewer than two members count, or for Rice where fewer than two voted yes or no.

    Raises
    ------
    BadInput
        If measure or absence is not known, or the tallies do not end in four numbers.

    Examples
    --------
    Ten members: eight yes, two abstaining.

    >>> [float(cohesion([8, 2, 0, 0], m).round(3)) for m in ("agreement_index", "rice", "unanimous", "agreement")]
    [0.7, 1.0, 0.0, 0.822]
    """
    table = np.asarray(tallies, dtype=float)
    _check(table, measure, absence)
    return _FORMULAS[measure](table, absence)


def _agreement_index(table: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    answers = table if absence == "category" else table[..., :3]
    total = _counted(table, absence)
    largest = answers.max(-1)
    others = 3.0 if absence == "category" else 2.0
    return _defined(largest - (total - largest) / others, total)


def _rice(table: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    total = table[..., 0] + table[..., 2] + (table[..., 3] if absence == "disagree" else 0.0)
    return _defined(np.abs(table[..., 0] - table[..., 2]), total)


def _unanimous(table: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    answers = table if absence == "category" else table[..., :3]
    total = _counted(table, absence)
    same = (answers.max(-1) == total).astype(float)
    return np.asarray(np.where(total >= 2, same, np.nan))


def _agreement(table: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    yes, abstain, no, absent = (table[..., place] for place in range(4))
    equal = sum(count * (count - 1) / 2 for count in (yes, abstain, no))
    if absence == "category":
        equal = equal + absent * (absent - 1) / 2
    half = 0.5 * abstain * (yes + no)
    total = _counted(table, absence)
    pairs = total * (total - 1) / 2
    return np.divide(equal + half, pairs, out=np.full(total.shape, np.nan), where=pairs > 0)


_FORMULAS = {"agreement_index": _agreement_index, "rice": _rice, "unanimous": _unanimous, "agreement": _agreement}


def _counted(table: NDArray[np.float64], absence: str) -> NDArray[np.float64]:
    """Return how many members count on each roll call."""
    return np.asarray(table[..., :3].sum(-1) if absence == "missing" else table.sum(-1))


def _defined(above: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(above, total, out=np.full(np.shape(total), np.nan), where=np.asarray(total) >= 2)


def _check(table: NDArray[np.float64], measure: str, absence: str) -> None:
    if measure not in ROLL_CALL_MEASURES:
        raise BadInput(f"Unknown measure {measure!r} for a roll call; allowed: {', '.join(ROLL_CALL_MEASURES)}")
    if absence not in ABSENCES:
        raise BadInput(f"Unknown treatment of absence {absence!r}; allowed: {', '.join(ABSENCES)}")
    if table.ndim < 1 or table.shape[-1] != 4:
        raise BadInput(f"Tallies must end in four numbers (yes, abstain, no, absent), not shape {table.shape}")
