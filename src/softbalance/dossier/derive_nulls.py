"""Cohesion of random groupings for the snapshot, by catalogued grouping, year and class of roll calls."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.derive_votes import Watch, calls_of, members_of, tally, years_of
from softbalance.dossier.null_draws import scaled
from softbalance.evidence.issues import ISSUES
from softbalance.evidence.matrix import VoteMatrix
from softbalance.measures.cohesion import cohesion
from softbalance.measures.null import matched_groupings, null_tallies, precedence, random_groupings
from softbalance.measures.stakes import STAKES, stake_mask
from softbalance.terms.grouping import Grouping
from softbalance.terms.states import by_ccode

NULL_PLAN = (
    ("agreement_index", "plain", (*STAKES, *ISSUES), 300),
    ("agreement_index", "matched", STAKES, 150),
    ("rice", "plain", ("all", "contested"), 100),
    ("unanimous", "plain", ("all", "contested"), 100),
)
_DRAWS = {kind: max(plan[3] for plan in NULL_PLAN if plan[1] == kind) for kind in ("plain", "matched")}
_SEED = 20260101

Row = dict[str, object]
Floats = NDArray[np.float64]


def null_table(
    matrix: VoteMatrix, table: pl.DataFrame, groupings: Sequence[Grouping], polyarchy: pl.DataFrame, watch: Watch
) -> pl.DataFrame:
    """Return the cohesion of random groupings: one row a grouping, year, class, measure and kind of draw.

    ``draws`` holds the mean of each random grouping in the year as one byte (see
    :func:`~softbalance.dossier.null_draws.scaled`); draw number b is the
    same random grouping in every year. ``calls`` is the weight of the year, ``observed`` the grouping's own mean,
    ``support`` the share of members that could be matched.
    """
    cells = {int(year): _cells(matrix.ccodes, int(year), polyarchy) for year in np.unique(years_of(matrix))}
    rows: list[Row] = []
    for grouping in groupings:
        watch(grouping.id)
        rows += _grouping_rows(matrix, table, grouping, cells)
    schema = {
        "grouping": pl.Categorical,
        "year": pl.Int16,
        "class": pl.Categorical,
        "measure": pl.Categorical,
        "kind": pl.Categorical,
        "calls": pl.UInt16,
        "observed": pl.Float32,
        "support": pl.Float32,
        "low": pl.Float32,
        "high": pl.Float32,
        "draws": pl.Binary,
    }
    return pl.DataFrame(rows, schema=schema)


def _grouping_rows(
    matrix: VoteMatrix, table: pl.DataFrame, grouping: Grouping, cells: Mapping[int, NDArray[np.int64]]
) -> list[Row]:
    rng = np.random.default_rng([_SEED, zlib.crc32(grouping.id.encode())])
    member = members_of(grouping, matrix)
    tallies = tally(matrix.votes, member)
    classes = _classes(table, tallies)
    order = precedence(matrix.ccodes.size, max(_DRAWS.values()), rng=rng)
    several, years = tallies.sum(1) >= 2, years_of(matrix)
    rows: list[Row] = []
    for year in np.unique(years[several]):
        here = np.flatnonzero((years == year) & several)
        votes, belong = matrix.votes[:, here], member[:, here]
        drawn = {kind: _drawn(votes, belong, order[:most], cells[int(year)], kind) for kind, most in _DRAWS.items()}
        for measure, kind, names, draws in NULL_PLAN:
            values, own = cohesion(drawn[kind][0][:draws], measure), cohesion(tallies[here], measure)
            chosen = np.stack([classes[name][here] for name in names], axis=1)
            about = {"grouping": grouping.id, "year": int(year), "measure": measure, "kind": kind}
            held = _summaries(values, own, chosen)
            rows += [about | {"class": names[k], "support": drawn[kind][1]} | summary for k, summary in held]
    return rows


def _classes(table: pl.DataFrame, tallies: NDArray[np.int32]) -> dict[str, NDArray[np.bool_]]:
    calls = calls_of(table)
    stakes = {stake: stake_mask(calls, stake, tallies) for stake in STAKES}
    return stakes | {issue: table[issue].to_numpy() for issue in ISSUES}


def _drawn(
    votes: NDArray[np.int8],
    member: NDArray[np.bool_],
    order: NDArray[np.intp],
    cells: NDArray[np.int64],
    kind: str,
) -> tuple[Floats, float]:
    """Return how the random groupings voted on a year's calls, and the support.

    They are drawn segment by segment of equal membership. Tallies have shape (draws, calls, 4), NaN where the states
    outside are too few.
    """
    tallies = np.full((4, order.shape[0], votes.shape[1]), np.nan)
    supports = []
    for begin, end in _segments(member):
        part = votes[:, begin:end]
        seated = (part > 0).any(1)
        own, eligible = member[:, begin] & seated, seated & ~member[:, begin]
        if own.sum() < 2 or eligible.sum() < own.sum():
            continue
        drawn, support = _draw(order, eligible, own, cells, kind)
        supports.append(support)
        tallies[:, :, begin:end] = np.moveaxis(null_tallies(part, drawn), -1, 0)
    return np.moveaxis(tallies, 0, -1), float(np.mean(supports)) if supports else float("nan")


def _segments(member: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Return the stretches of roll calls between which the membership changes."""
    changes = np.flatnonzero((member[:, 1:] != member[:, :-1]).any(0)) + 1
    return pairwise([0, *changes.tolist(), member.shape[1]])


def _draw(
    order: NDArray[np.intp], eligible: NDArray[np.bool_], own: NDArray[np.bool_], cells: NDArray[np.int64], kind: str
) -> tuple[NDArray[np.bool_], float]:
    if kind == "plain":
        return random_groupings(order, eligible, int(own.sum())), 1.0
    wanted = np.bincount(cells[own], minlength=int(cells.max()) + 1)
    return matched_groupings(order, eligible, cells, wanted)


def _summaries(values: Floats, own: Floats, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, Row]]:
    """Return the year's summary of each class; classes that are empty or nowhere defined are left out.

    Parameters
    ----------
    values, own
        Cohesion of the random groupings, shape (draws, calls), and of the grouping itself, shape (calls,).
    chosen
        Which roll calls belong to each class, shape (calls, classes).
    """
    known = np.isfinite(values)
    usable = chosen & (np.isfinite(own) & known.any(0))[:, None]
    counts = known.astype(float) @ usable
    sums = np.where(known, values, 0.0) @ usable
    means = np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    for place in np.flatnonzero(usable.any(0)):
        low, high, packed = scaled(means[:, place])
        inside = usable[:, place]
        observed = float(own[inside].mean())
        yield (
            int(place),
            {"calls": int(inside.sum()), "observed": observed, "low": low, "high": high, "draws": packed},
        )


def _cells(ccodes: NDArray[np.int32], year: int, polyarchy: pl.DataFrame) -> NDArray[np.int64]:
    """Return the cell of each state: region by regime (democracy at polyarchy 0.5 or more, autocracy, unknown)."""
    then = dict(polyarchy.filter(pl.col("year") == year).select("ccode", "polyarchy").iter_rows())
    regions = [by_ccode(int(ccode)).region for ccode in ccodes]
    number = {region: place for place, region in enumerate(sorted(set(regions)))}
    return np.array(
        [number[region] * 3 + _regime(then.get(int(ccode))) for region, ccode in zip(regions, ccodes, strict=True)]
    )


def _regime(polyarchy: float | None) -> int:
    return 2 if polyarchy is None else int(polyarchy >= 0.5)
