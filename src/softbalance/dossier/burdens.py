"""Dividend and burden of members, the Olson-Zeckhauser rank correlation, and who is pivotal."""

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.binding import own_defence
from softbalance.dossier.figures import SEED
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.notes import Note
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.evidence.ties.arrays import column
from softbalance.measures.burden import dividend_and_burden, size_and_burden
from softbalance.measures.pivotality import Pivotality, capability_game
from softbalance.terms.errors import NotEnoughData
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

QUOTA = 0.5
_FINANCE = "finance committed by the leaders in five years, over GDP"
_SPENDING = "military spending over GDP, an upper bound of what is spent on the grouping"
_NO_FINANCE = Note(N_("no open source holds the leaders' finance to this member"))
_NO_FIGURE = Note(N_("no figure of this member in the year"))
_NO_BUDGETS = Note(N_("no open source ties spending to this grouping; military spending is used for alliances only"))


def burden_section(asked: Asked, ties: TiesHeld, *, alliance: bool) -> Section:
    """Return the section on dividend, burden and pivotality.

    Parameters
    ----------
    asked, ties
        What is asked, of which evidence.
    alliance
        Whether members owe each other defence under the own treaty: only then is military spending a burden borne for
        the grouping, as Olson & Zeckhauser (1966) take it, and even then an upper bound.
    """
    members = asked.grouping.members(asked.until)
    year = asked.until.year
    gdp, gdp_year = _latest(ties, "world_bank", "gdp_usd", members, year)
    burden, spent_year = own_burden(ties, members, year, alliance=alliance)
    drawn, drawn_year = leader_finance(asked, ties, members)
    free = dividend_and_burden(drawn * gdp, burden * gdp, np.where(gdp > 0, gdp, np.nan)).riding_free
    capability, _ = ties.capability(members, year)
    figures = (
        Figure(
            "olson_zeckhauser",
            Message(N_("rank correlation of size with burden over own GDP")),
            rank_estimate(gdp, burden, (gdp_year, spent_year), alliance=alliance),
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(member, asked.until),
            _share(drawn[i]),
            _share(burden[i]),
            bool(free[i]) if np.isfinite(drawn[i]) and np.isfinite(burden[i]) else None,
        )
        for i, member in enumerate(members)
    )
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("dividend", Message(N_("finance from the leaders, five years, over GDP")), "share", "share"),
        Column("burden", Message(N_("military spending over GDP")), "share", "share"),
        Column("rides_free", Message(N_("draws more and spends less than the median")), "flag"),
    )
    note = Message(
        N_("Finance from the leaders is known for China only, as commitments, to 2021; year of figures: {year}."),
        {"year": str(drawn_year or "–")},
    )
    return Section(
        "burden",
        Message(N_("Dividend and burden: who draws, who spends, who decides")),
        _sentences(asked, capability, members),
        figures,
        (
            Table("members", Message(N_("Dividend and burden")), columns, rows, note),
            _pivot_table(asked, capability, members),
        ),
        _charts(),
    )


def rank_estimate(
    size: FloatArray, burden: FloatArray, years: tuple[int | None, int | None], *, alliance: bool
) -> Estimate:
    """Return Spearman's correlation of members' GDP with their burden over own GDP."""
    method = "Spearman rank correlation; interval by Fisher's z (Bonett & Wright 2000)"
    sources = ("wb_gdp", "sipri_milex")
    if not alliance:
        return Estimate.unknown("correlation", method, _NO_BUDGETS, sources)
    try:
        found = size_and_burden(size, burden, np.random.default_rng(SEED))
    except NotEnoughData as thin:
        return Estimate.unknown("correlation", method, str(thin), sources)
    note = Note(
        N_("one-sided p {p} against burdens dealt out at random; military spending is an upper bound"),
        p=f"{found.p_value:.3f}",
    )
    coverage = Coverage(years[0], years[1], found.n, size.size, note)
    return Estimate(found.rho, found.low, found.high, LEVEL, found.n, "correlation", method, coverage, sources)


def balance_estimates(asked: Asked, ties: TiesHeld) -> dict[tuple[int, str], Estimate]:
    """Return each member's ``dividend`` and ``burden`` over its own GDP."""
    members = asked.grouping.members(asked.until)
    alliance = bool(own_defence(asked, ties).value)
    drawn, drawn_year = leader_finance(asked, ties, members)
    spent, spent_year = own_burden(ties, members, asked.until.year, alliance=alliance)
    why = _NO_FIGURE if alliance else _NO_BUDGETS
    found: dict[tuple[int, str], Estimate] = {}
    for i, member in enumerate(members):
        found[member, "dividend"] = _over_gdp(drawn[i], (_FINANCE, _NO_FINANCE), drawn_year, ("aiddata_gcdf", "wb_gdp"))
        found[member, "burden"] = _over_gdp(spent[i], (_SPENDING, why), spent_year, ("sipri_milex", "wb_gdp"))
    return found


def _over_gdp(value: float, words: tuple[str, str], year: int | None, sources: tuple[str, ...]) -> Estimate:
    method, why = words
    if not np.isfinite(value):
        return Estimate.unknown("share", method, why, sources)
    return Estimate(float(value), None, None, LEVEL, 1, "share", method, Coverage(year, year, 1, 1), sources)


def own_burden(ties: TiesHeld, members: tuple[int, ...], year: int, *, alliance: bool) -> tuple[FloatArray, int | None]:
    """Return members' military spending over GDP in an alliance, and its year; unknown in any other grouping."""
    if not alliance:
        return np.full(len(members), np.nan), None
    return _latest(ties, "state_ratios", "milex_of_gdp", members, year)


def leader_finance(asked: Asked, ties: TiesHeld, members: tuple[int, ...]) -> tuple[FloatArray, int | None]:
    """Return what the leaders committed to each member in five years, over its GDP; NaN where no source looks."""
    none = np.full(len(members), np.nan)
    givers = [leader for leader in asked.leaders if leader == 710]
    if not givers:
        return none, None
    table = ties.table("ties_finance").filter(
        pl.col("from_ccode").is_in(givers), pl.col("kind") == "finance_committed", pl.col("year") <= asked.until.year
    )
    if table.is_empty():
        return none, None
    year = int(table["year"].to_numpy().max())
    last = table.filter(pl.col("year") == year, pl.col("of_gdp").is_not_null())
    sums = last.group_by("to_ccode").agg(pl.col("of_gdp").sum())
    return column(sums.rename({"to_ccode": "ccode"}), members, "of_gdp"), year


def _pivot_table(asked: Asked, capability: FloatArray, members: tuple[int, ...]) -> Table:
    known = np.flatnonzero(np.isfinite(capability))
    giant = int(known[np.argmax(capability[known])]) if known.size else -1
    whole = _game(capability, known)
    rest = _game(capability, known[known != giant])
    rows: list[tuple[Cell, ...]] = []
    for i, member in enumerate(members):
        cells: list[Cell] = [StateRef(member, asked.until), _share(capability[i] / np.nansum(capability))]
        for game, places in ((whole, known), (rest, known[known != giant])):
            at = np.flatnonzero(places == i)
            cells += (
                [float(game.shapley_shares[at[0]]), float(game.banzhaf_shares[at[0]])]
                if game and at.size
                else [None, None]
            )
        rows.append(tuple(cells))
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("capability", Message(N_("share of the grouping's capability")), "share", "share"),
        Column("shapley", Message(N_("Shapley-Shubik")), "number", "index"),
        Column("banzhaf", Message(N_("Banzhaf")), "number", "index"),
        Column("shapley_without_giant", Message(N_("Shapley-Shubik without the largest")), "number", "index"),
        Column("banzhaf_without_giant", Message(N_("Banzhaf without the largest")), "number", "index"),
    )
    note = Message(
        N_(
            "Exact, for coalitions that hold more than half of the capability (CINC, rounded to 10,000 units by "
            "largest remainders); without the largest member the quota is half of the rest."
        )
    )
    return Table("pivotality", Message(N_("Who is pivotal")), columns, tuple(rows), note)


def _game(capability: FloatArray, places: np.ndarray) -> Pivotality | None:
    if places.size < 2 or capability[places].sum() <= 0:
        return None
    return capability_game(capability[places], QUOTA, strict=True)


def _latest(
    ties: TiesHeld, table: str, name: str, members: tuple[int, ...], year: int
) -> tuple[FloatArray, int | None]:
    """Return a series in the latest year up to ``year``, and that year."""
    known = ties.table(table).filter(pl.col("year") <= year, pl.col(name).is_not_null())
    if known.is_empty():
        return np.full(len(members), np.nan), None
    last = int(known["year"].to_numpy().max())
    return column(known.filter(pl.col("year") == last), members, name), last


def _share(value: float) -> Share | None:
    return Share(float(value)) if np.isfinite(value) else None


def _sentences(asked: Asked, capability: FloatArray, members: tuple[int, ...]) -> tuple[Message, ...]:
    if not np.isfinite(capability).any():
        return ()
    giant = int(np.nanargmax(capability))
    args: dict[str, Argument] = {
        "state": StateRef(members[giant]),
        "grouping": GroupingRef(asked.grouping.id),
        "share": Share(float(capability[giant] / np.nansum(capability))),
    }
    return (Message(N_("{state} alone holds {share} of the capability of {grouping}."), args),)


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "pivotality",
            Message(N_("Shapley-Shubik power")),
            "bars",
            "pivotality",
            {"y": "state", "x": "shapley"},
            Message(N_("Bars of each member's Shapley-Shubik power.")),
        ),
    )
