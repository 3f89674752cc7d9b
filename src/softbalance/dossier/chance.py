"""Beyond chance: where a grouping's cohesion stands among random groupings of states outside it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.asked import Asked
from softbalance.dossier.derive_votes import unscaled
from softbalance.dossier.figures import SEED, VOTE_SOURCES
from softbalance.dossier.model import N_, Figure, Message
from softbalance.dossier.vote_record import VoteRecord
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.null import BeyondChance, beyond_chance, null_pair_mean, precedence, random_groupings
from softbalance.measures.similarity import similarity
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED

_PAIR_DRAWS = 2000
KINDS = ("plain", "matched")
_LABELS = {
    "percentile": N_("percentile among random groupings ({kind})"),
    "z": N_("z among random groupings ({kind})"),
    "lift": N_("lift above random groupings ({kind})"),
}
_KIND_LABELS = {"plain": N_("any states outside"), "matched": N_("matched on region and regime")}
_UNITS = {"percentile": "share", "z": "z", "lift": "share"}


def chance_figures(asked: Asked, snapshot: Snapshot, record: VoteRecord) -> tuple[Figure, ...]:
    """Return percentile, z and lift of the agreement index, for all and for contested votes, plain and matched.

    Only years that lie wholly in the period count: the random groupings are held by calendar year.
    """
    if asked.grouping.kind == USER_DEFINED:
        return ()
    last = asked.until.year if _year_is_whole(asked, snapshot) else asked.until.year - 1
    rows = snapshot.table("nulls").filter(
        pl.col("grouping") == asked.grouping.id,
        pl.col("measure") == "agreement_index",
        pl.col("year").is_between(asked.since, last),
    )
    figures: list[Figure] = []
    for stake in ("all", "contested"):
        for kind in KINDS:
            chosen = rows.filter(pl.col("class") == stake, pl.col("kind") == kind)
            figures += _figures(f"beyond_chance.{stake}.{kind}", kind, chosen, (asked.since, last))
    return tuple(figures)


def pair_chance(asked: Asked, snapshot: Snapshot, members: tuple[int, ...]) -> tuple[Figure, ...]:
    """Return where today's members' mean kappa stands among 2,000 random groupings of as many states."""
    states, matrix = similarity_matrix(snapshot, asked.since, asked.until.year)
    own = np.isin(states, members)
    outside = ~own & np.isfinite(matrix).any(1)
    size = int((own & np.isfinite(matrix).any(1)).sum())
    method = "mean kappa of pairs among 2,000 random groupings of as many states outside"
    if size < 2 or outside.sum() < size:
        return _unknown(
            "beyond_chance.pairs", method, "fewer than two members with joint votes, or too few states outside"
        )
    order = precedence(states.size, _PAIR_DRAWS, rng=np.random.default_rng(SEED))
    null = null_pair_mean(matrix, random_groupings(order, outside, size))
    observed = float(null_pair_mean(matrix, own[None, :])[0])
    if not np.isfinite(observed):
        return _unknown("beyond_chance.pairs", method, "no pair of members with joint votes")
    place = beyond_chance(observed, null)
    return _stated(
        "beyond_chance.pairs", "plain", place, method, Coverage(asked.since, asked.until.year, size, len(members))
    )


def similarity_matrix(
    snapshot: Snapshot, since: int, until: int, *, measure: str = "kappa", stake: str = "all"
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the states and the symmetric matrix of a measure on their joint votes of a period, NaN where undefined."""
    cells = [f"n{a}{b}" for a in range(3) for b in range(3)]
    rows = (
        snapshot.scan(f"dyads_{stake}")
        .filter(pl.col("year").is_between(since, until))
        .group_by("first", "second")
        .agg(pl.col(name).cast(pl.UInt32).sum() for name in cells)
        .collect()
    )
    states = np.unique(rows.select("first", "second").to_numpy()).astype(np.int64)
    counts = np.zeros((rows.height, 4, 4))
    counts[:, :3, :3] = rows.select(cells).to_numpy().reshape(-1, 3, 3)
    values = similarity(counts, measure, year=until)
    matrix = np.full((states.size, states.size), np.nan)
    i, j = (np.searchsorted(states, rows[name].to_numpy()) for name in ("first", "second"))
    matrix[i, j] = matrix[j, i] = values
    return states, matrix


def _year_is_whole(asked: Asked, snapshot: Snapshot) -> bool:
    return str(asked.until) >= min(f"{asked.until.year}-12-31", snapshot.meta["votes_until"])


def _figures(name: str, kind: str, rows: pl.DataFrame, period: tuple[int, int]) -> tuple[Figure, ...]:
    method = (
        f"agreement_index among random groupings of the same size ({kind}), drawn from non-members voting that year"
    )
    if rows.is_empty():
        return _unknown(name, method, "no whole year with votes of this class and enough states outside")
    weights = rows["calls"].to_numpy().astype(float)
    draws = np.stack([unscaled(low, high, raw) for low, high, raw in rows.select("low", "high", "draws").iter_rows()])
    null = weights @ draws / weights.sum()
    observed = float(weights @ rows["observed"].to_numpy() / weights.sum())
    support = float(weights @ rows["support"].to_numpy() / weights.sum())
    note = (
        "" if support > 0.995 else f"{support:.0%} of the members could be matched in their own cell; the rest freely"
    )
    coverage = Coverage(*period, int(weights.sum()), int(weights.sum()), note)
    return _stated(name, kind, beyond_chance(observed, null), f"{method}; {null.size} draws", coverage)


def _stated(name: str, kind: str, place: BeyondChance, method: str, coverage: Coverage) -> tuple[Figure, ...]:
    sources = (*VOTE_SOURCES, "vdem") if kind == "matched" else VOTE_SOURCES
    figures = []
    for key, label in _LABELS.items():
        number = float(getattr(place, key))
        value = number if np.isfinite(number) else None
        estimate = Estimate(value, None, None, LEVEL, place.draws, _UNITS[key], method, coverage, sources)
        figures.append(Figure(f"{name}.{key}", Message(label, {"kind": Message(_KIND_LABELS[kind])}), estimate))
    return tuple(figures)


def _unknown(name: str, method: str, why: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"{name}.{key}",
            Message(label, {"kind": Message(_KIND_LABELS["plain"])}),
            Estimate.unknown(_UNITS[key], method, why, VOTE_SOURCES),
        )
        for key, label in _LABELS.items()
    )
