"""Indicators of votes for the snapshot, derived from the evidence base: no vote of a single state among them.

``calls``       what is known of each recorded vote of the General Assembly on an adopted resolution
``tallies``     how the members of each catalogued grouping voted on each, membership to the day
``dyads``       joint votes of each pair of states by year and class of stakes
``totals``      votes of each state by year and class of stakes, from which absences follow
``nulls``       cohesion of random groupings by catalogued grouping, year and class
"""

import zlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.issues import ISSUES
from softbalance.evidence.matrix import VoteMatrix, membership
from softbalance.measures.cohesion import cohesion
from softbalance.measures.null import matched_groupings, null_cohesion, precedence, random_groupings
from softbalance.measures.pairs import pair_counts
from softbalance.measures.stakes import STAKES, Calls, stake_mask
from softbalance.terms.grouping import Grouping
from softbalance.terms.states import by_ccode

HEGEMON = 2
POLES = {"USA": 2, "CHN": 710, "RUS": 365}
DYAD_STAKES = STAKES
NULL_PLAN = (
    ("agreement_index", "plain", (*STAKES, *ISSUES), 300),
    ("agreement_index", "matched", STAKES, 150),
    ("rice", "plain", ("all", "contested"), 100),
    ("unanimous", "plain", ("all", "contested"), 100),
)
_SEED = 20260101
_CELLS = ["n00", "n01", "n02", "n10", "n11", "n12", "n20", "n21", "n22"]

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
    years = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    tables: dict[str, list[pl.DataFrame]] = {stake: [] for stake in DYAD_STAKES}
    exceptions, totals = [], []
    for year in np.unique(years):
        watch(str(year))
        for stake in DYAD_STAKES:
            chosen = (years == year) & stake_mask(calls, stake)
            if not chosen.any():
                continue
            dyads, absences, own = _dyad_year(matrix.columns(chosen), int(year), stake)
            tables[stake].append(dyads)
            exceptions.append(absences)
            totals.append(own)
    named = {f"dyads_{stake}": pl.concat(parts) for stake, parts in tables.items() if parts}
    return named | {"dyad_absences": pl.concat(exceptions)}, pl.concat(totals)


def null_table(
    matrix: VoteMatrix, table: pl.DataFrame, groupings: Sequence[Grouping], polyarchy: pl.DataFrame, watch: Watch
) -> pl.DataFrame:
    """Return the cohesion of random groupings: one row a grouping, year, class, measure and kind of draw.

    ``draws`` holds the mean of each random grouping in the year as one byte, scaled between ``low`` and ``high``; draw
    number b is the same random grouping in every year. ``calls`` is the weight of the year, ``observed`` the
    grouping's own mean, ``support`` the share of members that could be matched.
    """
    rows: list[dict[str, object]] = []
    for grouping in groupings:
        watch(grouping.id)
        rows += _null_rows(matrix, table, grouping, polyarchy)
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


def tally(votes: NDArray[np.int8], member: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return how many members voted each way on each roll call, shape (calls, 4)."""
    return np.stack([((votes == code) & member).sum(0) for code in (1, 2, 3, 4)], axis=-1).astype(np.int32)


def members_of(grouping: Grouping, matrix: VoteMatrix) -> NDArray[np.bool_]:
    """Return who was a member of the grouping on each roll call's day, shape (states, calls)."""
    spells = [(spell.ccode, spell.start, spell.end) for spell in grouping.member_spells("member")]
    return membership(spells, matrix.ccodes, matrix.dates)


def scaled(draws: NDArray[np.float64]) -> tuple[float, float, bytes]:
    """Return draws as bytes between their least and their largest value; 255 stands for the largest."""
    low, high = float(np.nanmin(draws)), float(np.nanmax(draws))
    span = high - low
    steps = np.zeros(draws.size) if span == 0 else (np.nan_to_num(draws, nan=low) - low) / span * 255
    return low, high, np.rint(steps).astype(np.uint8).tobytes()


def unscaled(low: float, high: float, draws: bytes) -> NDArray[np.float64]:
    """Return the draws that :func:`scaled` wrote, to within (high - low) / 510."""
    return low + np.frombuffer(draws, dtype=np.uint8) / 255.0 * (high - low)


def _row(matrix: VoteMatrix, ccode: int) -> NDArray[np.int8]:
    return matrix.votes[int(np.searchsorted(matrix.ccodes, ccode))]


def _dyad_year(matrix: VoteMatrix, year: int, stake: str) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    pairs = pair_counts(matrix.votes)
    own = tally(matrix.votes.T, np.ones(matrix.votes.T.shape, dtype=bool))
    both = pairs.counts.sum((1, 2)) > 0
    first, second, counts = pairs.first[both], pairs.second[both], pairs.counts[both]
    derived_rows = own[first, :3] - counts[:, :3, :3].sum(2)
    derived_columns = own[second, :3] - counts[:, :3, :3].sum(1)
    odd = (derived_rows != counts[:, :3, 3]).any(1) | (derived_columns != counts[:, 3, :3]).any(1)
    odd |= own[first].sum(1) != counts.sum((1, 2))
    keys = pl.DataFrame(
        {"year": np.full(first.size, year, np.int16), "first": matrix.ccodes[first], "second": matrix.ccodes[second]}
    ).with_columns(pl.col("first", "second").cast(pl.UInt16))
    cast = counts[:, :3, :3].reshape(-1, 9).astype(np.uint8 if counts.max() < 256 else np.uint16)
    dyads = keys.with_columns(pl.Series(name, cast[:, place], dtype=pl.UInt16) for place, name in enumerate(_CELLS))
    absent = np.concatenate([counts[:, :3, 3], counts[:, 3, :]], axis=1)[odd]
    names = ["n03", "n13", "n23", "n30", "n31", "n32", "n33"]
    exceptions = keys.filter(pl.Series(odd)).with_columns(
        pl.lit(stake).alias("stake"), *(pl.Series(n, absent[:, k], dtype=pl.UInt16) for k, n in enumerate(names))
    )
    seated = own.sum(1) > 0
    totals = pl.DataFrame({"ccode": matrix.ccodes[seated]}).with_columns(
        pl.lit(year, dtype=pl.Int16).alias("year"),
        pl.lit(stake).alias("stake"),
        *(pl.Series(n, own[seated, k], dtype=pl.UInt16) for k, n in enumerate("YANX")),
    )
    return dyads, exceptions, totals


def _null_rows(
    matrix: VoteMatrix, table: pl.DataFrame, grouping: Grouping, polyarchy: pl.DataFrame
) -> list[dict[str, object]]:
    rng = np.random.default_rng([_SEED, zlib.crc32(grouping.id.encode())])
    member = members_of(grouping, matrix)
    tallies = tally(matrix.votes, member)
    classes = _classes(table, tallies)
    order = precedence(matrix.ccodes.size, max(plan[3] for plan in NULL_PLAN), rng=rng)
    years = matrix.dates.astype("datetime64[Y]").astype(int) + 1970
    rows = []
    for year in np.unique(years[tallies.sum(1) >= 2]):
        here = (years == year) & (tallies.sum(1) >= 2)
        cells = _cells(matrix.ccodes, int(year), polyarchy)
        for measure, kind, names, draws in NULL_PLAN:
            values, support = _null_year(matrix, member, here, measure, kind, order[:draws], cells)
            own = cohesion(tallies[here], measure)
            rows += [
                {"grouping": grouping.id, "year": int(year), "class": name, "measure": measure, "kind": kind} | summary
                for name in names
                if (summary := _summary(values, own, classes[name][here], support))
            ]
    return rows


def _classes(table: pl.DataFrame, tallies: NDArray[np.int32]) -> dict[str, NDArray[np.bool_]]:
    calls = calls_of(table)
    stakes = {stake: stake_mask(calls, stake, tallies) for stake in STAKES}
    return stakes | {issue: table[issue].to_numpy() for issue in ISSUES}


def _null_year(
    matrix: VoteMatrix,
    member: NDArray[np.bool_],
    here: NDArray[np.bool_],
    measure: str,
    kind: str,
    order: NDArray[np.float64],
    cells: NDArray[np.int64],
) -> tuple[NDArray[np.float64], float]:
    """Return the cohesion of the random groupings on a year's calls, segment by segment of equal membership."""
    columns = np.flatnonzero(here)
    patterns, segment = np.unique(member[:, columns], axis=1, return_inverse=True)
    values = np.full((order.shape[0], columns.size), np.nan)
    supports = []
    for number in range(patterns.shape[1]):
        inside = segment.ravel() == number
        votes = matrix.votes[:, columns[inside]]
        seated = (votes > 0).any(1)
        own = patterns[:, number] & seated
        eligible = seated & ~patterns[:, number]
        if own.sum() < 2 or eligible.sum() < own.sum():
            continue
        drawn, support = _draw(order, eligible, own, cells, kind)
        supports.append(support)
        values[:, inside] = null_cohesion(votes, drawn, measure=measure)
    return values, float(np.mean(supports)) if supports else float("nan")


def _draw(
    order: NDArray[np.float64], eligible: NDArray[np.bool_], own: NDArray[np.bool_], cells: NDArray[np.int64], kind: str
) -> tuple[NDArray[np.bool_], float]:
    if kind == "plain":
        return random_groupings(order, eligible, int(own.sum())), 1.0
    wanted = np.bincount(cells[own], minlength=int(cells.max()) + 1)
    return matched_groupings(order, eligible, cells, wanted)


def _summary(
    values: NDArray[np.float64], own: NDArray[np.float64], chosen: NDArray[np.bool_], support: float
) -> dict[str, object] | None:
    """Return the year's row of a class; ``None`` where the class is empty or nothing is defined."""
    picked = values[:, chosen]
    known = np.isfinite(own[chosen]) & np.isfinite(picked).any(0)
    if not known.any():
        return None
    filled = np.where(np.isfinite(picked[:, known]), picked[:, known], np.nan)
    counts = np.isfinite(filled).sum(1)
    means = np.divide(np.nansum(filled, 1), counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    low, high, packed = scaled(means)
    observed = float(own[chosen][known].mean())
    return {
        "calls": int(known.sum()),
        "observed": observed,
        "support": support,
        "low": low,
        "high": high,
        "draws": packed,
    }


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
