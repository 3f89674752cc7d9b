"""The shipped tables of ties, loaded once, and the arrays that the sections of a dossier take from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.snapshot import Snapshot
from softbalance.evidence.ties.arrays import MAX_AGE, column, obligations_array
from softbalance.evidence.ties.year import exposure_array
from softbalance.measures.exposure import Exposure, exposure

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class TiesHeld:
    """Ties of states, from the snapshot.

    Attributes
    ----------
    snapshot
        Where the tables are.
    """

    snapshot: Snapshot
    _loaded: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table, read at its first use."""
        if name not in self._loaded:
            self._loaded[name] = self.snapshot.table(name)
        return self._loaded[name]

    @cached_property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """All tables of ties by name."""
        from softbalance.evidence.ties.snapshot import TABLES

        return {name: self.table(name) for name in TABLES}

    def capability(self, states: Sequence[int], year: int) -> tuple[FloatArray, int | None]:
        """Return each state's share of world capability in the latest year up to ``year``, and that year."""
        known = self.table("state_shares").filter(pl.col("year") <= year, pl.col("cinc_share").is_not_null())
        if known.is_empty():
            return np.full(len(states), np.nan), None
        latest = int(known["year"].to_numpy().max())
        return column(known.filter(pl.col("year") == latest), states, "cinc_share"), latest

    def obligations(self, states: Sequence[int], year: int, grouping: str | None = None) -> FloatArray:
        """Return (n, n, 5) obligations among states: under any treaty, or under a grouping's own ones."""
        if grouping is None:
            return obligations_array(self.table("ties_obligations"), states, states, year)
        own = self.table("ties_own_obligations").filter(pl.col("grouping") == grouping)
        return obligations_array(own, states, states, year)

    def exposures(self, states: Sequence[int], poles: Sequence[int], year: int) -> Exposure:
        """Return the exposure of states to poles."""
        named = ("ties_troops", "ties_finance", "ties_arms", "ties_obligations")
        tables = {name: self.table(name) for name in named}
        tables["ties_trade"] = self.snapshot.years("ties_trade", year - MAX_AGE, year)
        raw = exposure_array(tables, self.table("world_bank"), states, poles, year)
        own = np.array([[state == pole for pole in poles] for state in states])
        return exposure(raw, own=own)
