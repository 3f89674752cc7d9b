"""The sections of a state's profile that list its ties one by one, and the groupings it sits in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from softbalance.dossier import tie_kinds
from softbalance.dossier.discord import LABELS
from softbalance.dossier.figures import around
from softbalance.dossier.model import N_, Cell, Column, GroupingRef, Message, Section, Share, StateRef, Table
from softbalance.dossier.spells import ROLE_LABELS
from softbalance.dossier.ties_held import TiesHeld
from softbalance.evidence.ties.arrays import DISCORD_KINDS, discord_array, obligations_array
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

if TYPE_CHECKING:
    from softbalance.dossier.profile import ProfileAsked


def ties_section(asked: "ProfileAsked", ties: TiesHeld) -> Section:
    """Return the state's ties one by one: treaties, arms, trade, finance, troops, rivals and claims."""
    powers = (asked.hegemon.ccode, *(one.ccode for one in asked.leaders))
    tables = (
        _treaty_table(asked, ties, powers),
        _arms_table(asked, ties),
        _trade_table(asked, ties),
        _finance_table(asked, ties),
        _troops_table(asked, ties),
        _discord_table(asked, ties),
        _exposure_table(asked, ties, powers),
    )
    return Section("ties", Message(N_("Ties: treaties, arms, trade, money, troops, quarrels")), tables=tables)


def groupings_section(asked: "ProfileAsked", ties: TiesHeld) -> Section:
    """Return the catalogued groupings the state sits in, and who leads them."""
    day = asked.day
    here = [pl.col("start").fill_null(day) <= day, pl.col("end").fill_null(day) >= day]
    own = ties.table("memberships").filter(pl.col("ccode") == asked.state.ccode, *here).sort("grouping")
    leaders = ties.table("leaders").filter(*here)
    rows: list[tuple[Cell, ...]] = []
    for name, role, start in own.select("grouping", "role", "start").iter_rows():
        led = leaders.filter(pl.col("grouping") == name)["ccode"].to_list()
        leading = Message(N_("{states}"), {"states": tuple(StateRef(one, day) for one in led)})
        rows.append((GroupingRef(str(name)), Message(ROLE_LABELS[str(role)]), str(role), start, leading))
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("role_name", Message(N_("role"))),
        Column("role", Message(N_("code")), "code"),
        Column("since", Message(N_("since")), "date"),
        Column("led_by", Message(N_("led by"))),
    )
    table = Table("groupings", Message(N_("Groupings it sits in")), columns, tuple(rows))
    return Section("groupings", Message(N_("Groupings")), tables=(table,))


def _treaty_table(asked: "ProfileAsked", ties: TiesHeld, powers: Sequence[int]) -> Table:
    owed = obligations_array(ties.table("ties_obligations"), powers, (asked.state.ccode,), asked.year)
    labels = (N_("defence"), N_("offence"), N_("neutrality"), N_("non-aggression"), N_("consultation"))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(power),
            *(None if np.isnan(flag) or power == asked.state.ccode else bool(flag) for flag in owed[p, 0]),
        )
        for p, power in enumerate(powers)
    )
    names = ("defence", "offence", "neutrality", "non_aggression", "consultation")
    columns = (
        Column("power", Message(N_("power")), "state"),
        *(Column(name, Message(label), "flag") for name, label in zip(names, labels, strict=True)),
    )
    note = Message(N_("Coded to 2018 (ATOP 5.1), carried forward by treaty events entered with citation."))
    return Table("treaties", Message(N_("What the powers owe it by treaty")), columns, rows, note)


def _arms_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_arms").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    last = table.filter(pl.col("year") == pl.col("year").max()).sort("share", descending=True).head(8)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(int(giver)), int(year), _arms_estimate(share, low, high, int(year)))
        for giver, year, share, low, high in last.select(
            "from_ccode", "year", "share", "share_low", "share_high"
        ).iter_rows()
    )
    columns = (
        Column("supplier", Message(N_("supplier")), "state"),
        Column("until", Message(N_("last of five years")), "integer"),
        Column("share", Message(N_("share of arms received")), "estimate", "share"),
    )
    note = Message(N_("The interval is the spread between two ways of dating deliveries, not a sampling error."))
    return Table("arms", Message(N_("Arms by supplier, five years")), columns, rows, note)


def _arms_estimate(share: int, low: int | None, high: int | None, year: int) -> Estimate:
    unit = 10_000
    value = share / unit
    bounds = (None, None) if low is None or high is None else around(value, low / unit, high / unit)
    method = "share of trend-indicator value delivered in five years; low and high: spread of methods"
    return Estimate(value, *bounds, LEVEL, 1, "share", method, Coverage(year - 4, year), (arms_source(year),))


def arms_source(year: int) -> str:
    """Return the source of the five years of arms that end in a year: annual figures to 2021, the register after."""
    return "sipri_arms_register" if year > 2021 else "sipri_arms_annual"


def _trade_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    """Return the largest partners in the latest year in which a source holds all of them; else the latest reports."""
    own = ties.table("ties_trade").filter(
        pl.col("ccode") == asked.state.ccode, pl.col("year").is_between(asked.year - 10, asked.year)
    )
    whole = own.filter(pl.col("share").is_not_null())
    chosen = whole.filter(pl.col("year") == whole["year"].max()) if whole.height else own.clear()
    newer = own.filter(pl.col("year") > (chosen["year"].max() or 0)) if chosen.height else own
    latest = newer.sort("year").unique("partner", keep="last").sort("usd", descending=True).head(6)
    top = pl.concat([chosen.sort("share", descending=True).head(8), latest])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(int(partner)),
            int(year),
            Share(share / 10_000) if share is not None else None,
            float(usd) if usd is not None else None,
            str(source or "imf_imts_us_china"),
        )
        for partner, year, share, usd, source in top.select("partner", "year", "share", "usd", "source").iter_rows()
    )
    columns = (
        Column("partner", Message(N_("partner")), "state"),
        Column("year", Message(N_("year")), "integer"),
        Column("share", Message(N_("share of two-way trade")), "share", "share"),
        Column("usd", Message(N_("exports plus imports, US dollars")), "number", "USD"),
        Column("source", Message(N_("source"))),
    )
    note = Message(
        N_(
            "Shares need a source that holds all partners (to 2015 and 2019-2020); later rows are what one side "
            "reports."
        )
    )
    return Table("trade", Message(N_("Trade by partner")), columns, rows, note)


def _finance_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_finance").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    latest = table.filter(pl.col("year") == pl.col("year").max().over("kind")).sort("usd", descending=True).head(8)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(int(giver)),
            *tie_kinds.cells(str(kind)),
            int(year),
            float(usd),
            Share(float(of_gdp)) if of_gdp is not None else None,
        )
        for giver, kind, year, usd, of_gdp in latest.select("from_ccode", "kind", "year", "usd", "of_gdp").iter_rows()
    )
    columns = (
        Column("giver", Message(N_("giver")), "state"),
        *tie_kinds.COLUMNS,
        Column("until", Message(N_("last of five years")), "integer"),
        Column("usd", Message(N_("US dollars")), "number", "USD"),
        Column("of_gdp", Message(N_("over GDP")), "share", "share"),
    )
    note = Message(N_("Chinese commitments and net OECD aid are not the same kind of money."))
    return Table("finance", Message(N_("Finance received, five years")), columns, rows, note)


def _troops_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_troops").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    last = table.filter(pl.col("year") == pl.col("year").max())
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(int(sender)), int(year), float(mean) if mean is not None else None)
        for sender, year, mean in last.select("from_ccode", "year", "troops_mean").iter_rows()
    )
    columns = (
        Column("sender", Message(N_("sender")), "state"),
        Column("until", Message(N_("last of five years")), "integer"),
        Column("troops", Message(N_("soldiers, mean of five years")), "number", "persons"),
    )
    note = Message(N_("Only US troops are on open record; rotational forces are largely missing."))
    return Table("troops", Message(N_("Troops hosted")), columns, rows, note)


def _discord_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    everyone = sorted(
        set(ties.table("ties_discord").select("ccode1", "ccode2").to_numpy().ravel().tolist()) | {asked.state.ccode}
    )
    place = everyone.index(asked.state.ccode)
    by_kind = {
        kind: discord_array(ties.table("ties_discord"), everyone, asked.year, kind).values[place]
        for kind in DISCORD_KINDS
    }
    involved = [i for i in range(len(everyone)) if any(by_kind[kind][i] == 1 for kind in DISCORD_KINDS)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(int(everyone[i])),
            *(_flag(by_kind[kind][i]) for kind in DISCORD_KINDS),
        )
        for i in involved
    )
    columns = (
        Column("state", Message(N_("state")), "state"),
        *(Column(kind, Message(LABELS[kind]), "flag") for kind in DISCORD_KINDS),
    )
    return Table("discord", Message(N_("Rivals, disputes and claims")), columns, rows)


def _exposure_table(asked: "ProfileAsked", ties: TiesHeld, powers: Sequence[int]) -> Table:
    found = ties.exposures((asked.state.ccode,), powers, asked.year)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(power),
            _number(float(found.index[0, j])),
            *(_part(name, float(value)) for name, value in zip(found.components, found.raw[0, j], strict=True)),
        )
        for j, power in enumerate(powers)
    )
    labels = (
        N_("trade over GDP"),
        N_("share of arms received"),
        N_("defence pledge"),
        N_("troops per 100,000 people"),
        N_("finance over GDP"),
    )
    columns = (
        Column("power", Message(N_("power")), "state"),
        Column("exposure", Message(N_("exposure")), "number", "index"),
        *(
            Column(name, Message(label), *(("share", "share") if name in _SHARES else ("number",)))
            for name, label in zip(found.components, labels, strict=True)
        ),
    )
    return Table("exposure", Message(N_("What it stands to lose")), columns, rows)


_SHARES = frozenset({"trade", "arms", "finance"})


def _part(name: str, value: float) -> Share | float | None:
    return Share(value) if name in _SHARES and np.isfinite(value) else _number(value)


def _flag(value: float) -> bool | None:
    return None if np.isnan(value) else bool(value)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
