"""Arrays of ties for one year: from the shipped tables to what the measures take, NaN outside a source's coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from softbalance.evidence.ties.coverage import ANYBODY, COVERAGE
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
    row, column, rows = _placed(held, "from_ccode", givers, "to_ccode", takers)
    array[row, column] = rows.select(FLAGS).to_numpy()
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
    rows = table.filter((pl.col("year") == min(used, _last(table))) & pl.col(kind))
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
    whole = trade.filter(pl.col("share").is_not_null() & ~pl.col("ccode").is_in(_REPORT_ALONE))
    latest = _latest(whole, year)
    newest = _latest(factbook, year)
    if newest is not None and (latest is None or newest > latest):
        return Dated(_factbook_shares(factbook.filter(pl.col("year") == newest), states, poles), newest)
    if latest is None:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    rows = trade.filter((pl.col("year") == latest) & pl.col("share").is_not_null())
    reported = np.isin(np.array(states), rows["ccode"].unique().to_numpy())
    shares = _scatter(rows.with_columns(pl.col("share") / SHARE_UNIT), "ccode", states, "partner", poles, "share")
    return Dated(_with_other(shares, reported), latest)


def arms_array(arms: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) shares of the arms each state received in the five years to ``year``; zeros where none."""
    latest = _latest(arms, year)
    if latest is None:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    rows = arms.filter(pl.col("year") == latest).with_columns(pl.col("share") / SHARE_UNIT)
    shares = _scatter(rows, "to_ccode", states, "from_ccode", poles, "share")
    received = np.isin(np.array(states), rows["to_ccode"].unique().to_numpy())
    other = np.where(received, 1.0 - shares.sum(axis=1), 0.0)
    return Dated(np.column_stack([shares, other.clip(min=0.0)]), latest)


def troops_array(troops: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) soldiers hosted, mean of five years; NaN for every pole but the USA, and for all others.

    A host that no report lists has no row, which inside the coverage may be read as no permanent assignment.
    """
    array = np.full((len(states), len(poles) + 1), np.nan)
    latest = _latest(troops, year)
    if latest is None:
        return Dated(array, None)
    senders = [pole for pole in poles if pole in troops["from_ccode"].unique()]
    rows = troops.filter(pl.col("year") == latest)
    hosted = _scatter(rows, "to_ccode", states, "from_ccode", senders, "troops_mean")
    for column, sender in enumerate(senders):
        array[:, poles.index(sender)] = hosted[:, column]
    return Dated(array, latest)


def finance_array(finance: pl.DataFrame, states: Sequence[int], poles: Sequence[int], year: int) -> Dated:
    """Return (n, P + 1) shares of Chinese commitments and OECD aid over five years, where both sources reach.

    Net repayments count as 0. The two are not the same kind of money: see :mod:`softbalance.evidence.ties.finance`.
    """
    ends = [cover.until for cover in COVERAGE if cover.kind in ("finance_committed", "oda_net")]
    starts = [cover.since + 4 for cover in COVERAGE if cover.kind in ("finance_committed", "oda_net")]
    used = min(year, *ends)
    if used < max(starts) or year - used > MAX_AGE:
        return Dated(np.full((len(states), len(poles) + 1), np.nan), None)
    rows = finance.filter((pl.col("year") == used) & (pl.col("usd") > 0))
    given = rows.group_by("from_ccode", "to_ccode").agg(pl.col("usd").cast(pl.Float64).sum())
    total = _scatter(
        given.group_by("to_ccode").agg(pl.col("usd").sum()).with_columns(anybody=ANYBODY),
        "to_ccode", states, "anybody", [ANYBODY], "usd",
    )  # fmt: skip
    amounts = _scatter(given, "to_ccode", states, "from_ccode", poles, "usd")
    shares = np.divide(amounts, total, out=np.zeros_like(amounts), where=total > 0)
    return Dated(_with_other(shares, total[:, 0] > 0), used)


_REPORT_ALONE = (2, 710)


def _factbook_shares(rows: pl.DataFrame, states: Sequence[int], poles: Sequence[int]) -> FloatArray:
    """Mean of export and import share; a state with only one of them is unknown."""
    sold, bought = (rows.filter(pl.col("kind") == kind) for kind in ("export_share", "import_share"))
    exports = _scatter(sold, "from_ccode", states, "to_ccode", poles, "value")
    imports = _scatter(bought, "to_ccode", states, "from_ccode", poles, "value")
    known = np.isin(states, sold["from_ccode"].to_numpy()) & np.isin(states, bought["to_ccode"].to_numpy())
    return _with_other((exports + imports) / 2, known)


def _with_other(shares: FloatArray, known: NDArray[np.bool_]) -> FloatArray:
    other = (1.0 - shares.sum(axis=1)).clip(min=0.0)
    return np.where(known[:, None], np.column_stack([shares, other]), np.nan)


def _scatter(
    rows: pl.DataFrame, row: str, states: Sequence[int], column: str, partners: Sequence[int], value: str
) -> FloatArray:
    array = np.zeros((len(states), len(partners)))
    first, second, kept = _placed(rows, row, states, column, partners)
    array[first, second] = kept[value].cast(pl.Float64).to_numpy()
    return array


def _placed(
    rows: pl.DataFrame, first: str, states: Sequence[int], second: str, partners: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], pl.DataFrame]:
    """Return the positions of both sides, and the rows in which both are asked for."""
    kept = rows.filter(pl.col(first).is_in(list(states)) & pl.col(second).is_in(list(partners)))
    places = [
        kept[name].replace_strict(list(asked), range(len(asked)), return_dtype=pl.Int64).to_numpy()
        for name, asked in ((first, states), (second, partners))
    ]
    return places[0], places[1], kept


def _latest(table: pl.DataFrame, year: int) -> int | None:
    """Return the latest year up to ``year`` and not too old."""
    latest = table.filter(pl.col("year").is_between(year - MAX_AGE, year))["year"].max()
    return None if latest is None else int(latest)  # type: ignore[arg-type]


def _last(table: pl.DataFrame) -> int:
    return int(table["year"].max())  # type: ignore[arg-type]
