"""Ideal points in a dossier: members' spread on the axis, distance to the powers, moves larger than their error."""

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
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
    StateRef,
    Table,
)
from softbalance.dossier.ties_held import TiesHeld
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

SOURCES = ("un_ga_votes",)
METHOD = "dynamic ordered item response (Bailey, Strezhnev & Voeten 2017), posterior mean"
_Z = 1.6449
_BACK = 10


def positions_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on where members stand on the axis of General Assembly votes."""
    title = Message(N_("Positions: where members stand on the axis of votes"))
    points = ties.table("ideal_points").filter(pl.col("year") <= asked.until.year)
    members = asked.grouping.members(asked.until)
    year = int(points["year"].to_numpy().max())
    now = points.filter(pl.col("year") == year, pl.col("ccode").is_in(members))
    if now.height < 2:
        return Section("positions", title, notes=(Message(N_("Fewer than two members voted in that year.")),))
    figures = (
        Figure("median", Message(N_("median member")), _median(now, year)),
        Figure("spread", Message(N_("standard deviation of the members")), _spread(now, year, len(members))),
    )
    tables = (_member_table(asked, points, members, year), _year_table(asked, points))
    return Section("positions", title, _sentences(asked, tables[0], year), figures, tables, _charts())


def _median(now: pl.DataFrame, year: int) -> Estimate:
    middle = now.sort("ideal_point")
    value = float(np.median(middle["ideal_point"].to_numpy()))
    half = _Z * float(np.median(middle["se"].to_numpy()))
    return Estimate(
        value, value - half, value + half, LEVEL, now.height, "index", f"{METHOD}; median", _years(year), SOURCES
    )


def _spread(now: pl.DataFrame, year: int, members: int) -> Estimate:
    """Return the members' standard deviation; its interval draws each position from its own error."""
    means, errors = now["ideal_point"].to_numpy().astype(float), now["se"].to_numpy().astype(float)
    rng = np.random.default_rng(year)
    draws = rng.normal(means, errors, size=(2000, means.size)).std(axis=1, ddof=1)
    value = float(means.std(ddof=1))
    low, high = np.quantile(draws, [0.05, 0.95])
    coverage = Coverage(year, year, now.height, members)
    bounds = min(float(low), value), max(float(high), value)
    return Estimate(value, *bounds, LEVEL, now.height, "index", f"{METHOD}; standard deviation", coverage, SOURCES)


def _years(year: int) -> Coverage:
    return Coverage(year, year)


def _member_table(asked: Asked, points: pl.DataFrame, members: tuple[int, ...], year: int) -> Table:
    """Return each member's position, its distance to the powers, and its move since ten years before."""
    powers = (asked.hegemon_ccode, *(one for one in asked.leaders if one != asked.hegemon_ccode))
    held = {(int(c), int(y)): (float(m), float(s)) for c, y, m, s in _rows(points)}
    back = max(asked.since, year - _BACK)
    rows: list[tuple[Cell, ...]] = []
    for member in members:
        own = held.get((member, year))
        distances = [_difference(own, held.get((power, year)), year) if member != power else None for power in powers]
        move = _difference(own, held.get((member, back)), year)
        rows.append((StateRef(member, asked.until), _position(own, year), *distances, move, _larger(move)))
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("ideal_point", Message(N_("position")), "estimate", "index"),
        *(
            Column(f"from_{power}", Message(N_("less {state}"), {"state": StateRef(power)}), "estimate", "index")
            for power in powers
        ),
        Column("move", Message(N_("move since {year}"), {"year": str(back)}), "estimate", "index"),
        Column("moved", Message(N_("larger than its error")), "flag"),
    )
    note = Message(
        N_(
            "The axis has mean 0 and standard deviation 1 over all state-years, the United States high. Differences "
            "treat the two errors as independent; those of one state's years are not."
        )
    )
    return Table("members", Message(N_("Positions of the members")), columns, tuple(rows), note)


def _year_table(asked: Asked, points: pl.DataFrame) -> Table:
    """Return median and spread of the members of each year, with the powers beside them."""
    rows: list[tuple[Cell, ...]] = []
    for year in range(asked.since, asked.until.year + 1):
        day = min(asked.until, asked.until.replace(year=year, month=12, day=28))
        members = asked.grouping.members(day)
        now = points.filter(pl.col("year") == year, pl.col("ccode").is_in(members))
        if now.height < 2:
            continue
        power = points.filter(pl.col("year") == year, pl.col("ccode") == asked.hegemon_ccode)["ideal_point"]
        rows.append(
            (
                year,
                now.height,
                _median(now, year),
                float(now["ideal_point"].to_numpy().std(ddof=1)),
                float(power[0]) if power.len() else None,
            )
        )
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("members", Message(N_("members voting")), "integer"),
        Column("median", Message(N_("median member")), "estimate", "index"),
        Column("spread", Message(N_("standard deviation of the members")), "number", "index"),
        Column("hegemon", Message(N_("position of the hegemon")), "number", "index"),
    )
    return Table("by_year", Message(N_("Positions by year")), columns, tuple(rows))


def _rows(points: pl.DataFrame) -> list[tuple[int, int, float, float]]:
    return points.select("ccode", "year", "ideal_point", "se").rows()


def _position(own: tuple[float, float] | None, year: int) -> Estimate | None:
    if own is None:
        return None
    return Estimate(
        own[0], own[0] - _Z * own[1], own[0] + _Z * own[1], LEVEL, 1, "index", METHOD, _years(year), SOURCES
    )


def _difference(one: tuple[float, float] | None, other: tuple[float, float] | None, year: int) -> Estimate | None:
    if one is None or other is None:
        return None
    value, half = one[0] - other[0], _Z * float(np.hypot(one[1], other[1]))
    return Estimate(
        value, value - half, value + half, LEVEL, 1, "index", f"{METHOD}; difference", _years(year), SOURCES
    )


def _larger(move: Estimate | None) -> bool | None:
    if move is None or move.low is None or move.high is None:
        return None
    return move.low > 0 or move.high < 0


def _sentences(asked: Asked, table: Table, year: int) -> tuple[Message, ...]:
    moved = [row[0] for row in table.rows if row[-1] is True and isinstance(row[0], StateRef)]
    args: dict[str, Argument] = {
        "n": len(moved),
        "all": len(table.rows),
        "grouping": GroupingRef(asked.grouping.id),
        "year": str(max(asked.since, year - _BACK)),
    }
    one = N_("One of {all} members of {grouping} has moved on the axis of votes since {year} by more than its error.")
    many = N_(
        "{n} of {all} members of {grouping} have moved on the axis of votes since {year} by more than their error."
    )
    return (Message(one, args, many, len(moved)),)


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "positions",
            Message(N_("Positions of the members")),
            "intervals",
            "members",
            {"y": "state", "x": "ideal_point"},
            Message(N_("Position of each member with its 90 % interval.")),
        ),
        Chart(
            "over_time",
            Message(N_("Median member by year")),
            "lines",
            "by_year",
            {"x": "year", "y": "median"},
            Message(N_("Line of the median member's position by year.")),
        ),
    )
