"""The votes of one grouping, ready to be measured: from the snapshot, or from single votes where they are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.figures import SEED
from softbalance.evidence.base import Base
from softbalance.evidence.issues import ISSUES
from softbalance.evidence.matrix import membership, vote_matrix
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.resampling import Resampler, resampler
from softbalance.measures.stakes import STAKES, Calls, stake_mask
from softbalance.terms.errors import NotHeld
from softbalance.terms.grouping import USER_DEFINED, Grouping
from softbalance.terms.marking import N_

_CCODES = 1000
_KEYS = ("year", "first", "second")


@dataclass(frozen=True)
class VoteRecord:
    """A grouping's recorded votes in a period.

    Attributes
    ----------
    calls
        One row a roll call of the period, in order of date.
    tallies
        Members voting yes, abstaining, voting no, absent; shape (calls, 4).
    house, hegemon
        The whole house, shape (calls, 4), and the hegemon's vote, shape (calls,).
    """

    calls: pl.DataFrame
    tallies: NDArray[np.int32]
    house: NDArray[np.int32]
    hegemon: NDArray[np.int8]

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """Year of each roll call."""
        return self.calls["date"].dt.year().to_numpy().astype(np.int64)

    @cached_property
    def drawn(self) -> Resampler:
        """Agenda items drawn with replacement."""
        return resampler(self.calls["family"].to_numpy(), rng=np.random.default_rng(SEED))

    @cached_property
    def classes(self) -> Mapping[str, NDArray[np.bool_]]:
        """Which roll calls belong to each class of stakes and to each issue."""
        important = self.calls["important"].to_numpy()
        known = Calls(self.house, self.hegemon, important, self.calls["emergency"].to_numpy())
        stakes = {stake: stake_mask(known, stake, self.tallies) for stake in STAKES}
        not_named = {"not_important": important == 0}
        return stakes | not_named | {issue: self.calls[issue].to_numpy() for issue in ISSUES}


@dataclass(frozen=True, slots=True)
class PairRecord:
    """Joint votes of pairs of states by year.

    Attributes
    ----------
    years
        Shape (years,).
    first, second
        States of each pair; shape (pairs,).
    counts
        Joint votes, shape (years, pairs, 4, 4); zeros where the pair did not sit together.
    """

    years: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    counts: NDArray[np.int64]


def vote_record(
    grouping: Grouping, snapshot: Snapshot, base: Base | None, *, since: int, until: date, hegemon: str
) -> VoteRecord:
    """Return a grouping's votes from a year to a day.

    Raises
    ------
    NotHeld
        For a made-up grouping, or a hegemon other than the poles, without single votes on this machine.
    """
    calls = snapshot.table("calls").filter(pl.col("date").dt.year() >= since, pl.col("date") <= until)
    if grouping.kind == USER_DEFINED or hegemon not in calls.columns:
        return _from_votes(grouping, calls, base, hegemon)
    own = snapshot.table("tallies").filter(pl.col("grouping") == grouping.id)
    joined = calls.join(own.select("call", *(pl.col(name).alias(f"own_{name}") for name in "YANX")), on="call")
    ordered = joined.sort("date", "call")
    return VoteRecord(
        ordered,
        ordered.select(*(f"own_{name}" for name in "YANX")).to_numpy().astype(np.int32),
        ordered.select(*"YANX").to_numpy().astype(np.int32),
        ordered[hegemon].to_numpy().astype(np.int8),
    )


def pair_record(
    snapshot: Snapshot, ccodes: Sequence[int], *, stake: str, since: int, until: int, absences: bool = True
) -> PairRecord:
    """Return the joint votes of all pairs among the states, by year, from the snapshot.

    Parameters
    ----------
    snapshot
        The snapshot.
    ccodes
        States.
    stake
        Class of stakes; contested means contested in the whole house.
    since, until
        Years, inclusive.
    absences
        Whether to fill in the counts of absence; without them the fourth row and column are zero.
    """
    states = np.array(sorted(set(ccodes)), dtype=np.int64)
    rows = snapshot.years(f"dyads_{stake}", since, until)
    asked = np.zeros(_CCODES, dtype=bool)
    asked[states] = True
    held = np.flatnonzero(asked[rows["first"].to_numpy()] & asked[rows["second"].to_numpy()])
    columns = {name: rows[name].to_numpy()[held] for name in rows.columns}
    years = np.array(sorted(set(columns["year"].tolist())), dtype=np.int64)
    grid = np.array(np.triu_indices(states.size, k=1))
    first, second = states[grid[0]], states[grid[1]]
    counts = np.zeros((years.size, first.size, 4, 4), dtype=np.int64)
    year_at, pair_at = _places(columns, years, states)
    cells = np.stack([column for name, column in columns.items() if name not in _KEYS], axis=-1)
    counts[year_at, pair_at, :3, :3] = cells.reshape(-1, 3, 3)
    if absences:
        _fill_absences(counts, snapshot, (years, states), stake, (year_at, pair_at))
    return PairRecord(years, first, second, counts)


def within_membership(pairs: PairRecord, grouping: Grouping, until: date) -> PairRecord:
    """Return the joint votes of years in which both states were members.

    A year counts by membership on its last day (the last day asked for in the last year), since most votes are held in
    its last quarter.
    """
    days = [min(date(int(year), 12, 31), until) for year in pairs.years]
    inside = [set(grouping.members(day)) for day in days]
    kept = np.array(
        [[int(a) in own and int(b) in own for a, b in zip(pairs.first, pairs.second, strict=True)] for own in inside]
    )
    counts = pairs.counts * kept.reshape(*pairs.counts.shape[:2], 1, 1)
    return PairRecord(pairs.years, pairs.first, pairs.second, counts)


def _from_votes(grouping: Grouping, calls: pl.DataFrame, base: Base | None, hegemon: str) -> VoteRecord:
    if base is None or base.current is None:
        raise NotHeld(
            N_(
                "Roll calls of {grouping} with hegemon {hegemon}: single votes are not part of what ships; run: "
                "softbalance data pull && softbalance data build"
            ),
            grouping=grouping.id,
            hegemon=hegemon,
        )
    from softbalance.terms.states import state

    held = (
        base.table("roll_calls").filter(pl.col("body") == "GA", pl.col("final")).select("roll_call", "symbol", "date")
    )
    chosen = calls.join(held, on=["symbol", "date"])
    matrix = vote_matrix(chosen, base.table("votes"))
    spells = [(spell.ccode, spell.start, spell.end) for spell in grouping.member_spells("member")]
    member = membership(spells, matrix.ccodes, matrix.dates)
    tallies = np.stack([((matrix.votes == code) & member).sum(0) for code in (1, 2, 3, 4)], axis=-1).astype(np.int32)
    several = tallies.sum(1) >= 2
    position = pl.DataFrame({"roll_call": matrix.roll_calls}).with_row_index("column")
    ordered = chosen.join(position, on="roll_call").sort("column").filter(pl.Series(several))
    its_own = matrix.votes[matrix.ccodes == state(hegemon).ccode]
    cast = its_own[0, several] if len(its_own) else np.zeros(int(several.sum()), dtype=np.int8)
    return VoteRecord(
        ordered,
        tallies[several],
        ordered.select(*"YANX").to_numpy().astype(np.int32),
        cast,
    )


def _places(
    rows: Mapping[str, NDArray[np.integer]], years: NDArray[np.int64], states: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each row stands among the years and among the pairs."""
    year_at = np.searchsorted(years, rows["year"])
    i = np.searchsorted(states, rows["first"])
    j = np.searchsorted(states, rows["second"])
    return year_at, i * (2 * states.size - i - 1) // 2 + j - i - 1


def _fill_absences(
    counts: NDArray[np.int64],
    snapshot: Snapshot,
    axes: tuple[NDArray[np.int64], NDArray[np.int64]],
    stake: str,
    held: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> None:
    """Fill in the counts of absence: from the states' totals, or as shipped for years of part membership."""
    years, states = axes
    totals = np.zeros((years.size, states.size, 4), dtype=np.int64)
    own = snapshot.table("totals").filter(
        pl.col("stake") == stake, pl.col("ccode").is_in(states), pl.col("year").is_in(years)
    )
    at = np.searchsorted(years, own["year"].to_numpy()), np.searchsorted(states, own["ccode"].to_numpy())
    totals[at] = own.select(*"YANX").to_numpy()
    i, j = np.triu_indices(states.size, k=1)
    present = np.zeros(counts.shape[:2], dtype=bool)
    present[held] = True
    cast = counts[..., :3, :3]
    counts[..., :3, 3] = np.where(present[..., None], totals[:, i, :3] - cast.sum(-1), 0)
    counts[..., 3, :3] = np.where(present[..., None], totals[:, j, :3] - cast.sum(-2), 0)
    counts[..., 3, 3] = np.where(present, totals[:, i, 3] - counts[..., 3, :3].sum(-1), 0)
    odd = snapshot.table("dyad_absences").filter(
        pl.col("stake") == stake,
        pl.col("first").is_in(states) & pl.col("second").is_in(states) & pl.col("year").is_in(years),
    )
    spot = _places({name: odd[name].to_numpy() for name in _KEYS}, years, states)
    cells = odd.select(pl.exclude(*_KEYS, "stake")).to_numpy().astype(np.int64)
    counts[(*spot, slice(0, 3), 3)] = cells[:, :3]
    counts[(*spot, 3)] = cells[:, 3:]
