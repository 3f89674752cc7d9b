"""Similarity of pairs of states over a period, with intervals by resampling years."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from softbalance.dossier.asked import Asked
from softbalance.dossier.figures import SEED, VOTE_SOURCES, around
from softbalance.dossier.model import N_, Column, Message, StateRef, Table
from softbalance.dossier.notes import Note
from softbalance.dossier.vote_record import PairRecord, pair_record
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.resampling import interval
from softbalance.measures.similarity import pooled_coincidence, similarity
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

_DRAWS = 300

_FEW_YEARS = 10

_UNSEEN = Note(N_("no pair of members with joint votes"))
_UNDEFINED = Note(N_("undefined for every pair"))
_NO_VARIATION = Note(N_("no joint votes, or no variation"))

Values = NDArray[np.float64]
_REFERENCE_YEARS = 5


def pair_mean(
    pairs: PairRecord,
    measure: str,
    *,
    since: int,
    until: int,
    absence: str = "missing",
    votes: "PairVotes | None" = None,
) -> Estimate:
    """Return the mean over pairs of a measure on the votes of the whole period.

    The interval resamples years, since single votes are not needed for it; with a single year there is none.
    Give ``votes`` of the same pairs where several measures are asked for.
    """
    method = f"mean over pairs of {measure}, absences {absence}; bootstrap by year"
    votes = votes or PairVotes(pairs)
    values = votes.values(measure, absence)
    defined = int(np.isfinite(values).sum())
    if not defined:
        why = _UNSEEN if not pairs.counts.any() else _UNDEFINED
        return Estimate.unknown("index", method, why, VOTE_SOURCES)
    value = float(np.nanmean(values))
    low, high = interval(_row_means(votes.resampled(measure, absence)))
    coverage = Coverage(since, until, defined, pairs.first.size, _few_years(pairs))
    return Estimate(value, *around(value, low, high), LEVEL, defined, "index", method, coverage, VOTE_SOURCES)


def pair_estimates(
    pairs: PairRecord,
    measure: str,
    *,
    since: int,
    until: int,
    absence: str = "missing",
    votes: "PairVotes | None" = None,
) -> list[Estimate]:
    """Return a measure for each pair, with intervals by resampling years; ``votes`` as for :func:`pair_mean`."""
    method = f"{measure}, absences {absence}; bootstrap by year"
    votes = votes or PairVotes(pairs)
    values, draws = votes.values(measure, absence), votes.resampled(measure, absence)
    cast, note = pairs.counts[..., :3, :3].sum((0, 2, 3)), _few_years(pairs)
    return [
        _pair_estimate(values[place], draws[:, place], method, Coverage(since, until, int(cast[place]), None, note))
        for place in range(values.size)
    ]


def reference_table(asked: Asked, snapshot: Snapshot, members: tuple[int, ...]) -> Table:
    """Return how each member votes with the hegemon and with each leader, over the last five years."""
    since = max(asked.since, asked.until.year - _REFERENCE_YEARS + 1)
    references = (asked.hegemon_ccode, *(one for one in asked.leaders if one != asked.hegemon_ccode))
    pairs = pair_record(
        snapshot, (*members, *references), stake="all", since=since, until=asked.until.year, absences=False
    )
    place = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(pairs.first, pairs.second, strict=True))}
    votes = PairVotes(pairs)
    by_measure = {
        measure: pair_estimates(pairs, measure, since=since, until=asked.until.year, votes=votes)
        for measure in ("agreement", "kappa")
    }
    rows = []
    for member in members:
        cells = [
            None if member == other else by_measure[measure][place[min(member, other), max(member, other)]]
            for other in references
            for measure in ("agreement", "kappa")
        ]
        rows.append((StateRef(member, asked.until), *cells))
    columns = [Column("state", Message(N_("member")), "state")]
    for other in references:
        who = {"state": StateRef(other)}
        columns += [
            Column(f"agreement_{other}", Message(N_("agreement with {state}"), who), "estimate", "index"),
            Column(f"kappa_{other}", Message(N_("kappa with {state}"), who), "estimate", "index"),
        ]
    title = Message(
        N_("Whom members vote with, {since} to {until}"), {"since": str(since), "until": str(asked.until.year)}
    )
    return Table("members", title, tuple(columns), tuple(rows))


@dataclass(frozen=True)
class PairVotes:
    """Joint votes of pairs over a period, and over resampled years, for any number of measures."""

    pairs: PairRecord

    @cached_property
    def _whole(self) -> Values:
        return self._planes(np.ones((1, self.pairs.years.size), dtype=np.float32))

    @cached_property
    def _drawn(self) -> Values:
        return self._planes(self._weights)

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        years = self.pairs.years.size
        rng = np.random.default_rng(SEED)
        return rng.multinomial(years, np.full(years, 1.0 / years), size=_DRAWS).astype(np.float32)

    def values(self, measure: str, absence: str) -> Values:
        """Return the measure of each pair on the votes of all years, shape (pairs,)."""
        if measure == "coincidence":
            return np.asarray(pooled_coincidence(self.pairs.counts, self.pairs.years))
        return np.asarray(similarity(self._whole, measure, absence=absence)[0])

    def resampled(self, measure: str, absence: str) -> Values:
        """Return the measure of each pair on resampled years, shape (draws, pairs); no rows with a single year."""
        if self.pairs.years.size < 2:
            return np.empty((0, self.pairs.first.size))
        if measure == "coincidence":
            weighted = (row[:, None, None, None] * self.pairs.counts for row in self._weights)
            return np.stack([pooled_coincidence(counts, self.pairs.years) for counts in weighted])
        return np.asarray(similarity(self._drawn, measure, absence=absence))

    def _planes(self, weights: NDArray[np.float32]) -> Values:
        """Return weighted sums over years, shape (rows of weights, pairs, 4, 4)."""
        years, size = self.pairs.counts.shape[:2]
        cells = np.moveaxis(self.pairs.counts, (2, 3), (0, 1)).reshape(16, years, size).astype(np.float32)
        planes = np.matmul(weights, cells).reshape(4, 4, len(weights), size)
        return np.moveaxis(planes, (0, 1), (2, 3))


def _few_years(pairs: PairRecord) -> str:
    """Return the remark that percentile intervals from a handful of resampled years are too narrow."""
    if not 1 < pairs.years.size < _FEW_YEARS:
        return ""
    return Note(N_("the interval rests on {n} years and is likely too narrow"), n=pairs.years.size)


def _row_means(values: Values) -> Values:
    """Return the mean of each row over its known entries; rows without any are left out."""
    known = np.isfinite(values)
    counts = known.sum(1)
    return np.where(known, values, 0.0).sum(1)[counts > 0] / counts[counts > 0]


def _pair_estimate(value: float, draws: NDArray[np.float64], method: str, coverage: Coverage) -> Estimate:
    if not np.isfinite(value):
        return Estimate.unknown("index", method, _NO_VARIATION, VOTE_SOURCES)
    bounds = around(float(value), *interval(draws))
    return Estimate(float(value), *bounds, LEVEL, coverage.observed or 0, "index", method, coverage, VOTE_SOURCES)
