"""Similarity of all pairs of states at once: a matrix for a year, or every dyad-year and measure in one frame."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from softbalance.dossier.held import Held
from softbalance.dossier.vote_record import pair_record
from softbalance.measures.similarity import ABSENCES, DYAD_MEASURES, joint_votes, similarity
from softbalance.measures.stakes import STAKES
from softbalance.terms.errors import BadInput
from softbalance.terms.states import by_ccode

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


class SimilarityMatrix(NamedTuple):
    """Similarity of all pairs of states: COW numbers in order, and the symmetric matrix, NaN where undefined."""

    ccodes: NDArray[np.int64]
    values: NDArray[np.float64]


def similarity_matrix(
    year: int, *, measure: str = "agreement", stake: str = "all", absence: str = "missing"
) -> SimilarityMatrix:
    """Return the similarity of all pairs of states in a year.

    Parameters
    ----------
    year
        Calendar year.
    measure, stake, absence
        As for :func:`softbalance.dossier.questions.similarity`.

    Returns
    -------
    SimilarityMatrix
        ``ccodes`` of shape (states,) and ``values`` of shape (states, states); the diagonal is NaN.

    Examples
    --------
    >>> matrix = similarity_matrix(2019, measure="kappa")
    >>> matrix.values.shape == (matrix.ccodes.size, matrix.ccodes.size)
    True
    """
    _check(year, measure, stake, absence)
    held = Held.default()
    states = _states(held, stake, year, year)
    pairs = pair_record(held.snapshot, states, stake=stake, since=year, until=year)
    values = np.full((len(states), len(states)), np.nan)
    if pairs.years.size:
        made = similarity(pairs.counts[0], measure, absence=absence, year=year)
        upper = np.triu_indices(len(states), k=1)
        values[upper] = made
        values.T[upper] = made
    return SimilarityMatrix(np.array(states), values)


def dyad_years(
    since: int | None = None, until: int | None = None, *, stake: str = "all", absence: str = "missing"
) -> "pl.DataFrame":
    """Return every measure for every pair of states and year.

    Parameters
    ----------
    since, until
        Years, inclusive; all by default (some 950,000 rows).
    stake, absence
        As for :func:`softbalance.dossier.questions.similarity`; ``coincidence`` follows its own rule.

    Returns
    -------
    polars.DataFrame
        ``ccode1``, ``ccode2``, ``iso3_1``, ``iso3_2``, ``year``, ``joint_votes`` and one column a measure; null where a
        measure is undefined.

    Examples
    --------
    >>> frame = dyad_years(2019, 2019)
    >>> frame.columns[-6:]
    ['agreement', 'identical', 's', 'kappa', 'pi', 'coincidence']
    """
    import polars as pl

    held = Held.default()
    first, last = since or 1946, until or held.votes_until.year
    _check(first, "agreement", stake, absence)
    parts = [_one_year(held, year, stake, absence) for year in range(first, last + 1)]
    known = [part for part in parts if part is not None]
    if not known:
        raise BadInput(f"No roll call of this class from {first} to {last}")
    return pl.concat(known)


def _one_year(held: Held, year: int, stake: str, absence: str) -> "pl.DataFrame | None":
    import polars as pl

    states = _states(held, stake, year, year)
    if not states:
        return None
    pairs = pair_record(held.snapshot, states, stake=stake, since=year, until=year)
    counts = pairs.counts[0]
    seated = counts.sum((1, 2)) > 0
    table = counts[seated]
    measures = {
        name: pl.Series(similarity(table, name, absence=absence, year=year)).fill_nan(None) for name in DYAD_MEASURES
    }
    codes = {ccode: by_ccode(ccode).iso3 for ccode in states}
    frame = pl.DataFrame(
        {
            "ccode1": pairs.first[seated].astype(np.int32),
            "ccode2": pairs.second[seated].astype(np.int32),
            "year": np.full(int(seated.sum()), year, dtype=np.int16),
            "joint_votes": joint_votes(table, absence),
            **measures,
        }
    )
    named = frame.with_columns(
        iso3_1=pl.col("ccode1").replace_strict(codes, return_dtype=pl.String),
        iso3_2=pl.col("ccode2").replace_strict(codes, return_dtype=pl.String),
    )
    return named.select("ccode1", "ccode2", "iso3_1", "iso3_2", "year", "joint_votes", *DYAD_MEASURES)


def _states(held: Held, stake: str, since: int, until: int) -> "Sequence[int]":
    import polars as pl

    totals = held.snapshot.table("totals").filter(pl.col("stake") == stake, pl.col("year").is_between(since, until))
    return sorted(int(ccode) for ccode in totals["ccode"].unique())


def _check(year: int, measure: str, stake: str, absence: str) -> None:
    last = Held.default().votes_until.year
    if not 1946 <= year <= last:
        raise BadInput(f"Votes are held from 1946 to {last}; given: {year}")
    for kind, given, allowed in (
        ("measure", measure, DYAD_MEASURES),
        ("class of stakes", stake, STAKES),
        ("treatment of absence", absence, ABSENCES),
    ):
        if given not in allowed:
            raise BadInput(f"Unknown {kind} {given!r}; allowed: {', '.join(allowed)}")
