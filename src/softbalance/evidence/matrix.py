"""Votes as a matrix of states and roll calls, and who belonged to a grouping on each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class VoteMatrix:
    """Votes in one body.

    Attributes
    ----------
    ccodes
        State of each row, ascending; shape (states,).
    roll_calls
        Roll call of each column, in order of date; shape (calls,).
    dates
        Day of each column, ``datetime64[D]``; shape (calls,).
    votes
        1 yes, 2 abstain, 3 no, 4 absent, 0 not a member; shape (states, calls).
    """

    ccodes: NDArray[np.int32]
    roll_calls: NDArray[np.int64]
    dates: NDArray[np.datetime64]
    votes: NDArray[np.int8]

    def columns(self, chosen: NDArray[np.bool_]) -> "VoteMatrix":
        """Return the matrix of the chosen roll calls."""
        return VoteMatrix(self.ccodes, self.roll_calls[chosen], self.dates[chosen], self.votes[:, chosen])


def vote_matrix(calls: pl.DataFrame, votes: pl.DataFrame) -> VoteMatrix:
    """Return the votes on the given roll calls as a matrix.

    Parameters
    ----------
    calls
        Columns ``roll_call`` and ``date``.
    votes
        Columns ``roll_call``, ``ccode``, ``vote``.
    """
    ordered = calls.select("roll_call", "date").sort("date", "roll_call").with_row_index("column")
    cast = votes.join(ordered, on="roll_call")
    ccodes = cast["ccode"].unique().sort().to_numpy()
    matrix = np.zeros((ccodes.size, ordered.height), dtype=np.int8)
    rows = np.searchsorted(ccodes, cast["ccode"].to_numpy())
    matrix[rows, cast["column"].to_numpy()] = cast["vote"].to_numpy()
    return VoteMatrix(ccodes, ordered["roll_call"].to_numpy(), ordered["date"].to_numpy(), matrix)


def membership(
    spells: Sequence[tuple[int, date, date | None]], ccodes: NDArray[np.int32], dates: NDArray[np.datetime64]
) -> NDArray[np.bool_]:
    """Return who belonged to a grouping on each day.

    Parameters
    ----------
    spells
        State, first day, last day (``None`` while it lasts).
    ccodes
        Shape (states,), ascending.
    dates
        Shape (days,).

    Returns
    -------
    numpy.ndarray
        Shape (states, days).
    """
    member = np.zeros((ccodes.size, dates.size), dtype=bool)
    for ccode, start, end in spells:
        row = int(np.searchsorted(ccodes, ccode))
        if row < ccodes.size and ccodes[row] == ccode:
            last = np.datetime64(end or date.max)
            member[row] |= (dates >= np.datetime64(start)) & (dates <= last)
    return member
