"""Beyond chance: where a grouping's cohesion stands among random groupings of states outside it."""

from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.dossier.asked import Asked
from softbalance.dossier.figures import SEED, VOTE_SOURCES
from softbalance.dossier.model import N_, Cell, Column, Message, Share, Table
from softbalance.dossier.notes import Note
from softbalance.dossier.null_draws import pooled
from softbalance.dossier.say_tables import MEASURE_LABELS, STAKE_LABELS
from softbalance.evidence.snapshot import Snapshot
from softbalance.measures.null import BeyondChance, beyond_chance, null_pair_mean, precedence, random_groupings
from softbalance.measures.similarity import similarity
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED

KINDS = {"plain": N_("any states outside"), "matched": N_("matched on region and regime")}
_PAIR_DRAWS = 2000
_CCODES = 1000
_UNITS = {"percentile": "share", "z": "z", "lift": "share"}

Row = tuple[Cell, ...]


def chance_table(asked: Asked, snapshot: Snapshot, members: tuple[int, ...], *, calls: bool) -> Table:
    """Return where the grouping stands among random groupings, one row a statistic, class of stakes and kind of draw.

    Parameters
    ----------
    asked, snapshot, members
        What is asked, of which evidence, and who was a member on the last day.
    calls
        Whether roll-call statistics of the grouping are held; without them only the pairs are placed.

    Notes
    -----
    For roll calls only years that lie wholly in the period count: the random groupings are held by calendar year.
    """
    rows = [_pair_row(asked, snapshot, members)]
    if calls and asked.grouping.kind != USER_DEFINED:
        rows = [*_call_rows(asked, snapshot), *rows]
    columns = (
        Column("statistic", Message(N_("statistic"))),
        Column("stake", Message(N_("stakes"))),
        Column("kind", Message(N_("random groupings"))),
        Column("observed", Message(N_("observed")), "number", "index"),
        Column("null_mean", Message(N_("mean of random groupings")), "number", "index"),
        Column("percentile", Message(N_("percentile")), "estimate", "share"),
        Column("z", Message(N_("z")), "estimate", "z"),
        Column("lift", Message(N_("lift")), "estimate", "share"),
    )
    note = Message(
        N_(
            "Random groupings have as many states as the grouping, drawn from the states outside it; lift is the share "
            "of the way from their mean to full cohesion. On contested votes they come from the very states whose "
            "split makes a vote contested, which lowers their cohesion."
        )
    )
    return Table(
        "beyond_chance", Message(N_("Beyond chance: against random groupings of states")), columns, tuple(rows), note
    )


def _call_rows(asked: Asked, snapshot: Snapshot) -> list[Row]:
    last = asked.until.year if _year_is_whole(asked, snapshot) else asked.until.year - 1
    own = (pl.col("grouping") == asked.grouping.id) & (pl.col("measure") == "agreement_index")
    held = snapshot.scan("nulls").filter(own, pl.col("year").is_between(asked.since, last)).collect()
    parts = held.partition_by("class", "kind", as_dict=True)
    rows = []
    for stake in ("all", "contested", "hegemon_opposed", "important"):
        if stake == "hegemon_opposed" and asked.hegemon != "USA":
            continue
        for kind in KINDS:
            rows.append(_call_row(stake, kind, parts.get((stake, kind), held.clear()), (asked.since, last)))
    return rows


def _pair_row(asked: Asked, snapshot: Snapshot, members: tuple[int, ...]) -> Row:
    """Return where today's members' mean kappa stands among 2,000 random groupings of as many states."""
    states, matrix = similarity_matrix(snapshot, asked.since, asked.until.year)
    own = np.isin(states, members)
    voting = np.isfinite(matrix).any(1)
    outside, size = ~own & voting, int((own & voting).sum())
    method = f"mean kappa of pairs among {_PAIR_DRAWS:,} random groupings of as many states outside"
    name = ("kappa", "all", "plain")
    if size < 2 or outside.sum() < size:
        return _unknown(name, method, Note(N_("fewer than two members with joint votes, or too few states outside")))
    order = precedence(states.size, _PAIR_DRAWS, rng=np.random.default_rng(SEED))
    null = null_pair_mean(matrix, random_groupings(order, outside, size))
    observed = float(null_pair_mean(matrix, own[None, :])[0])
    if not np.isfinite(observed):
        return _unknown(name, method, Note(N_("no pair of members with joint votes")))
    coverage = Coverage(asked.since, asked.until.year, size, len(members))
    return _stated(name, beyond_chance(observed, null), method, coverage)


def similarity_matrix(
    snapshot: Snapshot, since: int, until: int, *, measure: str = "kappa", stake: str = "all"
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the states and the symmetric matrix of a measure on their joint votes of a period, NaN where undefined."""
    rows = snapshot.years(f"dyads_{stake}", since, until)
    cells = [f"n{a}{b}" for a in range(3) for b in range(3)]
    number = np.zeros(_CCODES, dtype=np.int32)
    states = np.flatnonzero(
        np.bincount(rows["first"], minlength=_CCODES) + np.bincount(rows["second"], minlength=_CCODES)
    )
    number[states] = np.arange(states.size)
    place = number[rows["first"].to_numpy()] * states.size + number[rows["second"].to_numpy()]
    joint = rows.select(cells).to_numpy(order="c")
    borders = np.searchsorted(rows["year"].to_numpy(), np.arange(since, until + 2))
    sums = np.zeros((states.size**2, len(cells)), dtype=np.int64)
    for start, end in pairwise(borders):  # a pair stands once in a year, so that its counts can be added at once
        sums[place[start:end]] += joint[start:end]
    held = np.flatnonzero(sums.any(axis=1))
    counts = np.zeros((held.size, 4, 4))
    counts[:, :3, :3] = sums[held].reshape(-1, 3, 3)
    values = similarity(counts, measure, year=until)
    matrix = np.full((states.size, states.size), np.nan)
    i, j = np.divmod(held, states.size)
    matrix[i, j] = matrix[j, i] = values
    return states, matrix


def _year_is_whole(asked: Asked, snapshot: Snapshot) -> bool:
    return str(asked.until) >= min(f"{asked.until.year}-12-31", snapshot.meta["votes_until"])


def _call_row(stake: str, kind: str, rows: pl.DataFrame, period: tuple[int, int]) -> Row:
    method = (
        f"agreement_index among random groupings of the same size ({kind}), drawn from non-members voting that year"
    )
    name = ("agreement_index", stake, kind)
    if rows.is_empty():
        return _unknown(name, method, Note(N_("no whole year with votes of this class and enough states outside")))
    weights = rows["calls"].to_numpy().astype(float)
    null = pooled(rows)
    observed = float(weights @ rows["observed"].to_numpy() / weights.sum())
    support = float(weights @ rows["support"].to_numpy() / weights.sum())
    note = "" if support > 0.995 else _matched(support)
    coverage = Coverage(*period, int(weights.sum()), int(weights.sum()), note)
    return _stated(name, beyond_chance(observed, null), f"{method}; {null.size} draws", coverage)


def _matched(support: float) -> Note:
    return Note(N_("{share} of the members matched in their own cell, the rest freely"), share=Share(support))


def _stated(name: tuple[str, str, str], place: BeyondChance, method: str, coverage: Coverage) -> Row:
    sources = (*VOTE_SOURCES, "vdem") if name[2] == "matched" else VOTE_SOURCES
    cells = []
    for key, unit in _UNITS.items():
        number = float(getattr(place, key))
        value = number if np.isfinite(number) else None
        cells.append(Estimate(value, None, None, LEVEL, place.draws, unit, method, coverage, sources))
    return (*_named(name), place.observed, place.mean, *cells)


def _unknown(name: tuple[str, str, str], method: str, why: str) -> Row:
    unknown = [Estimate.unknown(unit, method, why, VOTE_SOURCES) for unit in _UNITS.values()]
    return (*_named(name), None, None, *unknown)


def _named(name: tuple[str, str, str]) -> tuple[Message, Message, Message]:
    statistic, stake, kind = name
    return Message(MEASURE_LABELS[statistic]), Message(STAKE_LABELS[stake]), Message(KINDS[kind])
