"""Tests on trade, money, soldiers and exercises between states."""

from typing import TYPE_CHECKING, Literal

from softbalance.dossier.claims.evidence import (
    Evidence,
    Finding,
    GroupingName,
    Names,
    StateName,
    one_grouping,
    one_state,
    point,
    states_named,
    unknown,
    with_roles,
)
from softbalance.dossier.model import N_
from softbalance.dossier.notes import Note
from softbalance.terms.estimate import Coverage

if TYPE_CHECKING:
    pass

_UNIT = 10_000
_OLDEST = 5
_WINDOW = 5
_REPORT_ALONE = "imf_imts_us_china"
_MONEY = ("aiddata_gcdf", "wb_gdp")
_NO_REPORT = {
    "exporter": N_("the exporter's own report is not held for these years"),
    "importer": N_("the importer's own report is not held for these years"),
}


def trade_growth(
    evidence: Evidence,
    *,
    exporter: StateName,
    importer: StateName,
    since: int,
    until: int,
    report: Literal["exporter", "importer"],
) -> Finding:
    """Return the growth of what one state sold to another, as one of the two reports it, in current dollars.

    Unknown where that side's report is not held for every year, or the last year lies after the day asked for.
    """
    import polars as pl

    method = f"growth of exports in current USD, as the {report} reports them; from yearly changes"
    if until > evidence.year:
        return unknown("share", method, Note(N_("{year} lies after the day asked for"), year=until), (_REPORT_ALONE,))
    rows = evidence.table("claims_trade_growth").filter(
        pl.col("from_ccode") == one_state(exporter),
        pl.col("to_ccode") == one_state(importer),
        pl.col("report") == report,
        pl.col("year").is_between(since + 1, until),
    )
    if rows.height < until - since or since >= until:
        return unknown("share", method, _NO_REPORT[report], (_REPORT_ALONE,))
    growth = float(rows["factor"].cast(pl.Float64).product()) - 1
    covered = Coverage(since, until, rows.height + 1, until - since + 1)
    return point(growth, "share", method, covered, (_REPORT_ALONE,))


def trade_share(evidence: Evidence, *, state: StateName, partners: Names) -> Finding:
    """Return the partners' share of a state's trade, exports and imports, in the last year with all partners."""
    import polars as pl

    own = one_state(state)
    method = "share of two-way trade in goods"
    rows = evidence.table("ties_trade").filter(
        pl.col("ccode") == own,
        pl.col("year").is_between(evidence.year - _OLDEST, evidence.year),
        pl.col("share").is_not_null(),
    )
    if rows.is_empty():
        return unknown("share", method, N_("no year with all partners in the last five"))
    last = rows.filter(pl.col("year") == pl.col("year").max())
    wanted = [ccode for ccode in states_named(partners, evidence.as_of) if ccode != own]
    chosen = last.filter(pl.col("partner").is_in(wanted))
    year = int(last["year"][0])
    share = float(chosen["share"].cast(pl.Float64).sum()) / _UNIT
    covered = Coverage(year, year, chosen.height, len(wanted), N_("partners below 0.05 % of trade are not listed"))
    return point(share, "share", method, covered, (str(last["source"][0]),))


def troops_hosted(evidence: Evidence, *, state: StateName, sender: StateName) -> Finding:
    """Return the soldiers of the sender assigned to a state, mean of the last five years held; only the USA reports."""
    import polars as pl

    method = "soldiers assigned, mean of five years"
    table = evidence.table("ties_troops").filter(
        pl.col("from_ccode") == one_state(sender), pl.col("year").is_between(evidence.year - _OLDEST, evidence.year)
    )
    if table.is_empty():
        return unknown("persons", method, N_("no report of this sender's soldiers is held"), ("troops",))
    year = int(table["year"].to_numpy().max())
    found = table.filter(pl.col("year") == year, pl.col("to_ccode") == one_state(state))["troops_mean"]
    soldiers = float(found[0]) if found.len() else 0.0
    return point(soldiers, "persons", method, Coverage(year - _WINDOW + 1, year, _WINDOW, _WINDOW), ("troops",))


def exercises_lead(evidence: Evidence, *, state: StateName, first: StateName, second: StateName) -> Finding:
    """Return joint exercises of a state with one partner less those with another, in the last five years held."""
    method = "joint exercises over five years, difference"
    until = min(evidence.year, 2010)
    counts = [_exercises(evidence, one_state(state), one_state(other), until) for other in (first, second)]
    if until < 1984:
        return unknown("count", method, N_("no five years of exercises are held before 1984"), ("exercises",))
    covered = Coverage(until - _WINDOW + 1, until, sum(counts), None, N_("the source ends in 2010"))
    return point(float(counts[0] - counts[1]), "count", method, covered, ("exercises",))


def finance_of_gdp(evidence: Evidence, *, state: StateName, sender: StateName) -> Finding:
    """Return what China committed to a state over five years, over the state's output of those years."""
    method = "official finance committed over five years, share of output"
    found = _finance(evidence, one_state(sender))
    if found is None:
        return unknown("share", method, N_("no commitments of this sender are held for the last years"), _MONEY)
    year, shares, known = found
    own = one_state(state)
    if own not in known:
        return unknown("share", method, N_("output of these years is unknown"), _MONEY)
    covered = Coverage(year - _WINDOW + 1, year, _WINDOW, _WINDOW)
    return point(shares.get(own, 0.0), "share", method, covered, _MONEY)


def finance_reach(
    evidence: Evidence, *, grouping: GroupingName, roles: list[str], sender: StateName, at_least: float
) -> Finding:
    """Return the share of a grouping's states, but the sender, to which it committed a share of output or more."""
    method = f"share of states with official finance committed over five years of at least {at_least:.1%} of output"
    giver = one_state(sender)
    found = _finance(evidence, giver)
    if found is None:
        return unknown("share", method, N_("no commitments of this sender are held for the last years"), _MONEY)
    year, shares, known = found
    states = [ccode for ccode in with_roles(one_grouping(grouping), roles, evidence.as_of) if ccode != giver]
    seen = [ccode for ccode in states if ccode in known]
    if not seen:
        return unknown("share", method, N_("output of these years is unknown for every state"), _MONEY)
    drawing = sum(shares.get(ccode, 0.0) >= at_least for ccode in seen)
    covered = Coverage(year - _WINDOW + 1, year, len(seen), len(states))
    return point(drawing / len(seen), "share", method, covered, (*_MONEY, "register"))


def _finance(evidence: Evidence, sender: int) -> "tuple[int, dict[int, float], set[int]] | None":
    """Return the last year of the window, commitments over output by recipient, and the states of known output."""
    import polars as pl

    rows = evidence.table("ties_finance").filter(
        pl.col("from_ccode") == sender,
        pl.col("kind") == "finance_committed",
        pl.col("year").is_between(evidence.year - _OLDEST, evidence.year),
    )
    if rows.is_empty():
        return None
    year = int(rows["year"].to_numpy().max())
    last = rows.filter(pl.col("year") == year, pl.col("of_gdp").is_not_null())
    five = evidence.table("world_bank").filter(pl.col("year").is_between(year - _WINDOW + 1, year))
    whole = five.drop_nulls("gdp_usd").group_by("ccode").len().filter(pl.col("len") == _WINDOW)
    return year, dict(last.select("to_ccode", "of_gdp").iter_rows()), set(whole["ccode"])


def _exercises(evidence: Evidence, state: int, other: int, until: int) -> int:
    import polars as pl

    pair = sorted((state, other))
    table: pl.DataFrame = evidence.table("ties_exercises")
    rows = table.filter(pl.col("ccode1") == pair[0], pl.col("ccode2") == pair[1], pl.col("year") == until)
    return int(rows["exercises"].sum())
