"""What was known at the end of a year: ties of all states to each other, and nothing later.

Whatever a crisis uses comes through :func:`known_at`, which drops every row of a later year before it looks at
anything else. Figures that a source does not give for the year itself are those of its last year, if not too old.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from softbalance.terms.errors import BadInput
from softbalance.terms.states import states

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

TABLES = (
    "crisis_positions",
    "crisis_trade",
    "crisis_arms",
    "crisis_troops",
    "crisis_finance",
    "crisis_obligations",
    "crisis_rivalries",
    "crisis_capability",
)
FIRST_YEAR = 1946
MAX_AGE = 10
RECENT = 5
RIVALRIES_UNTIL = 2020
PER_MILLE = 1000.0
OBLIGATIONS = ("defence", "neutrality", "consultation", "nonaggression")
"""Treaty flags in the order of the last axis of ``Known.owed``."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Ties of S states at the end of a year; rows owe, trade, host; columns are partners.

    Attributes
    ----------
    year
        The year.
    index
        Row of each COW number.
    capability
        Shape (S,): share of the world's CINC; NaN where unknown.
    position
        Shape (S,): position in the General Assembly, mean 0, standard deviation 1; NaN where unknown.
    trade, arms
        Shape (S, S): the partner's share of the row's trade, or of the arms it received in five years.
    troops
        Shape (S, S): weight of the partner's soldiers on the row's soil, log(1 + soldiers) over log(1 + 100,000); known
        of the United States alone.
    finance
        Shape (S, S): what the partner gave or lent over the row's GDP, mean of five years.
    owed
        Shape (S, S, 4), bool: what the row owes the partner, by :data:`OBLIGATIONS`.
    rivalry
        Shape (S, S), bool, symmetric.
    """

    year: int
    index: Mapping[int, int]
    capability: Array
    position: Array
    trade: Array
    arms: Array
    troops: Array
    finance: Array
    owed: NDArray[np.bool_]
    rivalry: NDArray[np.bool_]

    def rows(self, ccodes: Sequence[int]) -> NDArray[np.int64]:
        """Return the rows of states.

        Raises
        ------
        BadInput
            For a number that no state bears.
        """
        missing = [ccode for ccode in ccodes if ccode not in self.index]
        if missing:
            raise BadInput(f"No state has the COW number {missing[0]}")
        return np.array([self.index[ccode] for ccode in ccodes], dtype=np.int64)


def known_at(tables: "Mapping[str, pl.DataFrame]", year: int) -> Known:
    """Return what was known at the end of a year.

    Parameters
    ----------
    tables
        The tables named in :data:`TABLES`, as the snapshot holds them.
    year
        Calendar year, from 1945 on; for a crisis the year before it.
    """
    past = {name: _past(tables[name], year) for name in TABLES if name != "crisis_obligations"}
    index = {one.ccode: row for row, one in enumerate(states())}
    return Known(
        year=year,
        index=index,
        capability=_column(_newest(past["crisis_capability"], year), index, "cinc_share"),
        position=_column(_newest(past["crisis_positions"], year), index, "position"),
        trade=_matrix(_newest(past["crisis_trade"], year), index, "share") / PER_MILLE,
        arms=_matrix(_newest(past["crisis_arms"], year), index, "share") / PER_MILLE,
        troops=_matrix(_newest(past["crisis_troops"], year), index, "weight") / PER_MILLE,
        finance=_matrix(_newest(past["crisis_finance"], year), index, "of_gdp"),
        owed=_owed(tables["crisis_obligations"], year, index),
        rivalry=_rivalry(past["crisis_rivalries"], year, index),
    )


def _past(table: "pl.DataFrame", year: int) -> "pl.DataFrame":
    import polars as pl

    return table.filter(pl.col("year") <= year)


def _newest(table: "pl.DataFrame", year: int) -> "pl.DataFrame":
    """Return each state's rows of its own last year, if that is not too old."""
    import polars as pl

    recent = table.filter(pl.col("year") > year - MAX_AGE)
    return recent.filter(pl.col("year") == pl.col("year").max().over("ccode"))


def _column(table: "pl.DataFrame", index: Mapping[int, int], name: str) -> Array:
    values = np.full(len(index), np.nan)
    values[_placed(table, "ccode", index)] = table[name].to_numpy()
    return values


def _matrix(table: "pl.DataFrame", index: Mapping[int, int], name: str) -> Array:
    values = np.zeros((len(index), len(index)))
    values[_placed(table, "ccode", index), _placed(table, "partner", index)] = table[name].to_numpy()
    return values


def _placed(table: "pl.DataFrame", column: str, index: Mapping[int, int]) -> NDArray[np.int64]:
    import polars as pl

    rows = table[column].replace_strict(list(index), list(index.values()), return_dtype=pl.Int64)
    return np.asarray(rows.to_numpy(), dtype=np.int64)


def _owed(spells: "pl.DataFrame", year: int, index: Mapping[int, int]) -> NDArray[np.bool_]:
    """Obligations in force in the year; beyond the last year held they stand as they stood then."""
    import polars as pl

    last = min(year, int(spells["until"].max() or year))  # type: ignore[arg-type]
    held = spells.filter((pl.col("since") <= last) & (pl.col("until") >= last))
    flags = np.zeros((len(index), len(index), len(OBLIGATIONS)), dtype=bool)
    flags[_placed(held, "from_ccode", index), _placed(held, "to_ccode", index)] = held.select(OBLIGATIONS).to_numpy()
    return flags


def _rivalry(table: "pl.DataFrame", year: int, index: Mapping[int, int]) -> NDArray[np.bool_]:
    """Rivals or at war within five years; the record of rivalries is carried on from its last year."""
    import polars as pl

    since = min(year, RIVALRIES_UNTIL) - RECENT
    rows = table.filter(pl.col("year") > since)
    square = np.zeros((len(index), len(index)), dtype=bool)
    first, second = _placed(rows, "ccode1", index), _placed(rows, "ccode2", index)
    square[first, second] = square[second, first] = True
    return square
