"""Arrays of ties for one year: from the shipped tables to what the measures take, NaN outside a source's coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.ties.coverage import COVERAGE
from softbalance.evidence.ties.schema import FLAGS
from softbalance.evidence.ties.snapshot import SHARE_UNIT
from softbalance.evidence.ties.snapshot import SINCE as SNAPSHOT_SINCE
from softbalance.evidence.ties.treaties import closing

FloatArray = NDArray[np.float64]

MAX_AGE = 5
"""A share of trade, arms or finance may be this many years older than the year asked for; the year is given back."""

DISCORD_KINDS = ("rivalry", "dispute", "claim", "armed_conflict")


@dataclass(frozen=True, slots=True)
class Dated:
    """An array and the year its figures are of; ``None`` where there were none."""

    values: FloatArray
    year: int | None


def obligations_array(spells: pl.DataFrame, givers: Sequence[int], takers: Sequence[int], year: int) -> FloatArray:
    """Return (givers, takers, 5) obligations: [i, j, f] is 1 where i owes j flag f, 0 where not.

    All NaN in a year that neither ATOP nor the events after it cover.

    Parameters
    ----------
    spells
        ``ties_obligations``, or ``ties_own_obligations`` of one grouping.
    givers, takers
        COW numbers of the states that owe, and of those they owe to.
    year
        Calendar year.
    """
    if not SNAPSHOT_SINCE <= year <= closing().year:
        return np.full((len(givers), len(takers), len(FLAGS)), np.nan)
    array = np.zeros((len(givers), len(takers), len(FLAGS)))
    held = spells.filter((pl.col("since") <= year) & (pl.col("until") >= year))
    row, other, kept = _placed(held, "from_ccode", givers, "to_ccode", takers)
    array[row, other] = held.select(FLAGS).to_numpy()[kept]
    return array


def discord_array(table: pl.DataFrame, states: Sequence[int], year: int, kind: str) -> Dated:
    """Return an (n, n) symmetric array: 1 at odds, 0 not, NaN unknown, for the year or the last one covered before.

    A source that ends before the year answers for its last year, which is given back, except for disputes: one of
    the last 20 years is known for certain, and the absence of one is not.

    Parameters
    ----------
    table
        ``ties_discord``.
    states
        COW numbers.
    year
        Calendar year.
    kind
        One of :data:`DISCORD_KINDS`.
    """
    cover = next(one for one in COVERAGE if one.kind == kind)
    if year < max(cover.since, SNAPSHOT_SINCE):
        return Dated(np.full((len(states), len(states)), np.nan), None)
    late = year > cover.until
    used = year if kind == "dispute" else min(year, cover.until)
    array = np.full((len(states), len(states)), np.nan if late and kind == "dispute" else 0.0)
    last = min(used, _last(table) or used)
    rows = of_years(table, last, last).filter(pl.col(kind))
    first, second, _ = _placed(rows, "ccode1", states, "ccode2", states)
    array[first, second] = array[second, first] = 1.0
    np.fill_diagonal(array, np.nan)
    return Dated(array, used)


def trade_array(
    trade: pl.DataFrame, factbook: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int
) -> Dated:
    """Return (n, P + 1) shares of two-way trade with each pole and all others, of the latest year up to ``year``.

    Years in which a source holds all partners come first; the Factbook's rounded shares of the five largest partners,
    where they are newer: a pole that is not among the five then counts as 0, at most the share of the fifth.

    Parameters
    ----------
    trade, factbook
        ``ties_trade`` and ``ties_factbook``.
    states, poles
        COW numbers.
    year
        Calendar year; nothing older than :data:`MAX_AGE` years is used.
    """
    rows = recent(trade, year)
    known = ~np.isnan(_floats(rows["share"]))
    everybody = known & ~np.isin(rows["ccode"].to_numpy(), _REPORT_ALONE)
    latest = int(rows["year"].to_numpy()[everybody].max()) if everybody.any() else None
    newest = _last(recent(factbook, year))
    if newest is not None and (latest is None or newest > latest):
        return Dated(_factbook_shares(of_years(factbook, newest, newest), states, poles), newest)
    if latest is None:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    chosen = of_years(rows, latest, latest)
    reported = chosen["ccode"].to_numpy()[~np.isnan(_floats(chosen["share"]))]
    shares = scatter(chosen, "ccode", states, "partner", poles, "share") / SHARE_UNIT
    return Dated(_with_other(shares, np.isin(states, reported)), latest)


def arms_array(arms: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) shares of the arms each state received in the five years to ``year``; zeros where none."""
    latest = _last(recent(arms, year))
    if latest is None:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    rows = of_years(arms, latest, latest)
    shares = scatter(rows, "to_ccode", states, "from_ccode", poles, "share") / SHARE_UNIT
    received = np.isin(states, rows["to_ccode"].to_numpy())
    other = np.where(received, 1.0 - shares.sum(axis=1), 0.0)
    return Dated(np.column_stack([shares, other.clip(min=0.0)]), latest)


def troops_array(troops: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) soldiers hosted, mean of five years; NaN for every pole but the USA, and for all others.

    A host that no report lists has no row, which inside the coverage may be read as no permanent assignment.
    """
    array = np.full((len(states), len(poles) + 1), np.nan)
    latest = _last(recent(troops, year))
    if latest is None:
        return Dated(array, None)
    rows = of_years(troops, latest, latest)
    senders = [pole for pole in poles if pole in rows["from_ccode"].to_numpy()]
    hosted = scatter(rows, "to_ccode", states, "from_ccode", senders, "troops_mean")
    for place, sender in enumerate(senders):
        array[:, poles.index(sender)] = hosted[:, place]
    return Dated(array, latest)


def openness_array(totals: pl.DataFrame, states: Sequence[int], year: int) -> Dated:
    """Return (n,) exports plus imports over GDP, each state's latest figure up to ``year`` that is not too old."""
    rows = recent(totals, year).filter(pl.col("of_gdp").is_not_null() & ~pl.col("ccode").is_in(_REPORT_ALONE))
    latest = rows.sort("year").unique("ccode", keep="last")
    return Dated(column(latest, states, "of_gdp"), _last(latest))


def finance_array(finance: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) shares of Chinese commitments and OECD aid over five years, where both sources reach.

    Net repayments count as 0. The two are not the same kind of money: see :mod:`softbalance.evidence.ties.finance`.
    """
    ends = [cover.until for cover in COVERAGE if cover.kind in ("finance_committed", "oda_net")]
    starts = [cover.since + 4 for cover in COVERAGE if cover.kind in ("finance_committed", "oda_net")]
    used = min(year, *ends)
    if used < max(starts) or year - used > MAX_AGE:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    rows = of_years(finance, used, used).filter(pl.col("usd") > 0)
    given, total = (_sums(rows, states, senders) for senders in (poles, None))
    shares = np.divide(given, total, out=np.zeros_like(given), where=total > 0)
    return Dated(_with_other(shares, total[:, 0] > 0), used)


_REPORT_ALONE = (2, 710)


def _factbook_shares(rows: pl.DataFrame, states: Sequence[int], poles: Sequence[int]) -> FloatArray:
    """Mean of export and import share; a state with only one of them is unknown."""
    sold, bought = (rows.filter(pl.col("kind") == kind) for kind in ("export_share", "import_share"))
    exports = scatter(sold, "from_ccode", states, "to_ccode", poles, "value")
    imports = scatter(bought, "to_ccode", states, "from_ccode", poles, "value")
    known = np.isin(states, sold["from_ccode"].to_numpy()) & np.isin(states, bought["to_ccode"].to_numpy())
    return _with_other((exports + imports) / 2, known)


def known_rows(array: FloatArray, known: pl.Series, states: Sequence[int]) -> FloatArray:
    """Keep the rows of states that the table speaks of; the others are unknown."""
    return np.where(np.isin(np.array(states), known.to_numpy())[:, None], array, np.nan)


def column(rows: pl.DataFrame, states: Sequence[int], value: str) -> FloatArray:
    """Return (n,) the value of each state's row, NaN where it has none."""
    asked = pl.DataFrame({"ccode": list(states)}, schema={"ccode": pl.Int32})
    found = asked.join(rows.select("ccode", value), on="ccode", how="left", maintain_order="left")
    return found[value].cast(pl.Float64).fill_null(np.nan).to_numpy()


def _sums(rows: pl.DataFrame, states: Sequence[int], senders: Sequence[int] | None) -> FloatArray:
    """Return (states, senders) money received from each, or (states, 1) from all where no sender is named."""
    to = _place(rows["to_ccode"], states)
    by = np.zeros(len(to), dtype=np.int64) if senders is None else _place(rows["from_ccode"], senders)
    kept = (to >= 0) & (by >= 0)
    array = np.zeros((len(states), 1 if senders is None else len(senders)))
    np.add.at(array, (to[kept], by[kept]), _floats(rows["usd"])[kept])
    return array


def _with_other(shares: FloatArray, known: NDArray[np.bool_]) -> FloatArray:
    other = (1.0 - shares.sum(axis=1)).clip(min=0.0)
    return np.where(known[:, None], np.column_stack([shares, other]), np.nan)


def scatter(
    rows: pl.DataFrame, row: str, states: Sequence[int], other: str, partners: Sequence[int], value: str
) -> FloatArray:
    """Return (states, partners) the value of each pair's row, 0 where it has none or says nothing."""
    array = np.zeros((len(states), len(partners)))
    first, second, kept = _placed(rows, row, states, other, partners)
    array[first, second] = np.nan_to_num(_floats(rows[value])[kept])
    return array


def _placed(
    rows: pl.DataFrame, first: str, states: Sequence[int], second: str, partners: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the positions of both sides in the rows in which both are asked for, and which rows those are."""
    row, other = _place(rows[first], states), _place(rows[second], partners)
    kept = (row >= 0) & (other >= 0)
    return row[kept], other[kept], kept


def _floats(values: pl.Series) -> FloatArray:
    """Return the values as floats, NaN where there is none."""
    return values.cast(pl.Float64).to_numpy()


def _place(codes: pl.Series, asked: Sequence[int]) -> NDArray[np.int64]:
    """Return the position of each code among those asked for, -1 where it is not."""
    if not asked:
        return np.full(len(codes), -1)
    order = np.argsort(asked)
    ranked = np.asarray(asked)[order]
    found = codes.to_numpy()
    near = np.searchsorted(ranked, found).clip(max=len(ranked) - 1)
    placed: NDArray[np.int64] = np.where(ranked[near] == found, order[near], -1)
    return placed


def recent(table: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the rows of the year and of those before it that are not too old."""
    return of_years(table, year - MAX_AGE, year)


def of_years(table: pl.DataFrame, since: int, until: int) -> pl.DataFrame:
    """Return the rows of a span of years; a table in order of years is cut and not searched."""
    if not table["year"].is_sorted():
        return table.filter(pl.col("year").is_between(since, until))
    first, last = np.searchsorted(table["year"].to_numpy(), [since, until + 1])
    return table.slice(int(first), int(last - first))


def _last(table: pl.DataFrame) -> int | None:
    latest = table["year"].max()
    return None if latest is None else int(latest)  # type: ignore[arg-type]
