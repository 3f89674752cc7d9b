"""Indicators of votes for the snapshot, derived from the evidence base: no vote of a single state among them.

``calls``       what is known of each recorded vote of the General Assembly on an adopted resolution
``tallies``     how the members of each catalogued grouping voted on each, membership to the day
``dyads``       joint votes of each pair of states by year and class of stakes
``totals``      votes of each state by year and class of stakes, from which absences follow

The table ``nulls`` of random groupings is made in :mod:`softbalance.dossier.derive_nulls`.
"""

from collections.abc import Callable, Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.issues import ISSUES
from softbalance.evidence.matrix import VoteMatrix, membership
from softbalance.measures.pairs import period_counts
from softbalance.measures.stakes import STAKES, Calls, stake_mask
from softbalance.terms.grouping import Grouping

HEGEMON = 2
POLES = {"USA": 2, "CHN": 710, "RUS": 365}
DYAD_STAKES = STAKES
_CELLS = ("n00", "n01", "n02", "n10", "n11", "n12", "n20", "n21", "n22")
_ABSENT_CELLS = ("n03", "n13", "n23", "n30", "n31", "n32", "n33")

Watch = Callable[[str], None]


def calls_table(roll_calls: pl.DataFrame, matrix: VoteMatrix) -> pl.DataFrame:
    """Return one row a roll call: date, symbol, family number, issues, importance, the house, the poles' votes."""
    columns = pl.DataFrame({"roll_call": matrix.roll_calls}).with_row_index("call")
    kept = columns.join(roll_calls, on="roll_call", how="left", maintain_order="left")
    house = tally(matrix.votes, np.ones(matrix.votes.shape, dtype=bool))
    family = kept["family"].rank("dense").cast(pl.Int32)
    poles = {name: _row(matrix, ccode).astype(np.uint8) for name, ccode in POLES.items()}
    return kept.select(
        pl.col("call").cast(pl.UInt16),
        "date",
        "symbol",
        family.alias("family"),
        "emergency",
        pl.col("important").cast(pl.Int8).fill_null(-1),
        *ISSUES,
        pl.col("issue_rule").cast(pl.Categorical),
    ).with_columns(
        *(pl.Series(name, house[:, place].astype(np.uint8)) for place, name in enumerate("YANX")),
        *(pl.Series(name, vote) for name, vote in poles.items()),
    )


def calls_of(table: pl.DataFrame, hegemon: str = "USA") -> Calls:
    """Return the table of roll calls as arrays."""
    return Calls(
        table.select(*"YANX").to_numpy().astype(np.int32),
        table[hegemon].to_numpy().astype(np.int8) if hegemon in table.columns else np.zeros(table.height, np.int8),
        table["important"].to_numpy(),
        table["emergency"].to_numpy(),
    )


def tallies_table(matrix: VoteMatrix, groupings: Iterable[Grouping]) -> pl.DataFrame:
    """Return ``grouping``, ``call`` and how many members voted yes, abstained, voted no, were absent."""
    parts = []
    for grouping in groupings:
        counts = tally(matrix.votes, members_of(grouping, matrix))
        several = np.flatnonzero(counts.sum(1) >= 2)
        columns = {name: counts[several, place].astype(np.uint8) for place, name in enumerate("YANX")}
        parts.append(
            pl.DataFrame({"call": several.astype(np.uint16), **columns}).select(
                pl.lit(grouping.id).alias("grouping"), pl.all()
            )
        )
    return pl.concat(parts).with_columns(pl.col("grouping").cast(pl.Categorical))


def dyad_tables(matrix: VoteMatrix, calls: Calls, watch: Watch) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return joint votes by class of stakes, and the totals of each state.

    A dyad's row holds the nine counts of votes both cast. What one of the two cast while the other was absent follows
    from the totals of the years in which both were members throughout; for the other years the tables carry the counts
    of absence themselves (``first_absent``, ``second_absent``, ``both_absent`` ...) in ``dyad_absences``.
    """
    years = years_of(matrix)
    tables, exceptions, totals = {}, [], []
    for stake in DYAD_STAKES:
        watch(stake)
        chosen = stake_mask(calls, stake)
        dyads, absences, own = _dyads(matrix.columns(chosen), years[chosen], stake)
        tables[f"dyads_{stake}"] = dyads
        exceptions.append(absences)
        totals.append(own)
    return tables | {"dyad_absences": pl.concat(exceptions)}, pl.concat(totals)


def tally(votes: NDArray[np.int8], member: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return how many members voted each way on each roll call, shape (calls, 4)."""
    return np.stack([((votes == code) & member).sum(0) for code in (1, 2, 3, 4)], axis=-1).astype(np.int32)


def members_of(grouping: Grouping, matrix: VoteMatrix) -> NDArray[np.bool_]:
    """Return who was a member of the grouping on each roll call's day, shape (states, calls)."""
    spells = [(spell.ccode, spell.start, spell.end) for spell in grouping.member_spells("member")]
    return membership(spells, matrix.ccodes, matrix.dates)


def years_of(matrix: VoteMatrix) -> NDArray[np.int64]:
    """Return the calendar year of each roll call."""
    return matrix.dates.astype("datetime64[Y]").astype(np.int64) + 1970


def _row(matrix: VoteMatrix, ccode: int) -> NDArray[np.int8]:
    return matrix.votes[int(np.searchsorted(matrix.ccodes, ccode))]


def _dyads(matrix: VoteMatrix, years: NDArray[np.int64], stake: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return joint votes, counts of absence where totals do not give them, and totals of one class of stakes."""
    pairs = period_counts(matrix.votes, years)
    own = _totals_by_year(matrix.votes, years)
    together = pairs.counts.sum((1, 2)) > 0
    period, first, second = pairs.period[together], pairs.first[together], pairs.second[together]
    counts = pairs.counts[together]
    keys = pl.DataFrame(
        {
            "year": pairs.labels[period].astype(np.int16),
            "first": matrix.ccodes[first].astype(np.uint16),
            "second": matrix.ccodes[second].astype(np.uint16),
        }
    )
    cast = counts[:, :3, :3].reshape(-1, 9).astype(np.uint16)
    dyads = keys.with_columns(pl.Series(name, cast[:, place]) for place, name in enumerate(_CELLS))
    odd = _not_from_totals(counts, own[period, first], own[period, second])
    absent = np.concatenate([counts[odd, :3, 3], counts[odd, 3, :]], axis=1).astype(np.uint16)
    exceptions = keys.filter(pl.Series(odd)).with_columns(
        pl.lit(stake).alias("stake"), *(pl.Series(name, absent[:, k]) for k, name in enumerate(_ABSENT_CELLS))
    )
    return dyads, exceptions, _totals_table(own, pairs.labels, matrix.ccodes, stake)


def _not_from_totals(
    counts: NDArray[np.int32], first: NDArray[np.int32], second: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return where the counts of absence do not follow from the two states' totals of the year."""
    rows = first[:, :3] - counts[:, :3, :3].sum(2)
    columns = second[:, :3] - counts[:, :3, :3].sum(1)
    odd = (rows != counts[:, :3, 3]).any(1) | (columns != counts[:, 3, :3]).any(1)
    return np.asarray(odd | (first.sum(1) != counts.sum((1, 2))))


def _totals_by_year(votes: NDArray[np.int8], years: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return how each state voted in each year, shape (years, states, 4); the roll calls stand in order of date."""
    starts = np.flatnonzero(np.diff(years, prepend=years[:1] - 1))
    tallies = [np.add.reduceat(votes == code, starts, axis=1, dtype=np.int32) for code in (1, 2, 3, 4)]
    return np.stack(tallies, axis=-1).swapaxes(0, 1)


def _totals_table(
    own: NDArray[np.int32], labels: NDArray[np.int64], ccodes: NDArray[np.int32], stake: str
) -> pl.DataFrame:
    year, state = np.nonzero(own.sum(-1))
    return pl.DataFrame({"ccode": ccodes[state], "year": labels[year].astype(np.int16)}).with_columns(
        pl.lit(stake).alias("stake"),
        *(pl.Series(name, own[year, state, place].astype(np.uint16)) for place, name in enumerate("YANX")),
    )
