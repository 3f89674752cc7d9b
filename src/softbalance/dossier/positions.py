"""Ideal points in a dossier: members' spread on the axis, distance to the powers, moves larger than their error."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.figures import around
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
from softbalance.measures.resampling import interval, median
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

SOURCES = ("un_ga_votes",)
METHOD = "dynamic ordered item response (Bailey, Strezhnev & Voeten 2017), posterior mean"
_Z = 1.6449
_BACK = 10

Point = tuple[float, float]  # position and its standard error


def positions_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on where members stand on the axis of General Assembly votes."""
    title = Message(N_("Positions: where members stand on the axis of votes"))
    members = asked.grouping.members(asked.until)
    points = _points(ties.table("ideal_points"), asked)
    year = max(points)
    now = _of(points[year], members)
    if len(now) < 2:
        return Section("positions", title, notes=(Message(N_("Fewer than two members voted in that year.")),))
    figures = (
        Figure("median", Message(N_("median member")), _median(now, year)),
        Figure("spread", Message(N_("standard deviation of the members")), _spread(now, year, len(members))),
    )
    tables = (_member_table(asked, points, members, year), _year_table(asked, points))
    return Section("positions", title, _sentences(asked, tables[0], year), figures, tables, _charts())


def _points(table: pl.DataFrame, asked: Asked) -> dict[int, dict[int, Point]]:
    """Return year -> state -> position and error of powers and members, in every year held up to the last asked for."""
    past = table.filter(pl.col("year") <= asked.until.year)
    points: dict[int, dict[int, Point]] = {year: {} for year in past["year"].unique()}
    wanted = {asked.hegemon_ccode, *asked.leaders, *(one.ccode for one in asked.grouping.member_spells("member"))}
    rows = past.filter(pl.col("ccode").is_in(wanted)).select("year", "ccode", "ideal_point", "se")
    for year, ccode, position, error in rows.iter_rows():
        points[year][ccode] = (position, error)
    return points


def _of(points: Mapping[int, Point], members: Sequence[int]) -> list[Point]:
    """Return the positions and errors of the members that have one."""
    return [points[ccode] for ccode in members if ccode in points]


def _median(now: Sequence[Point], year: int) -> Estimate:
    value, error = (median(column) for column in zip(*now, strict=True))
    bounds = value - _Z * error, value + _Z * error
    return Estimate(value, *bounds, LEVEL, len(now), "index", f"{METHOD}; median", _years(year), SOURCES)


def _spread(now: Sequence[Point], year: int, members: int) -> Estimate:
    """Return the members' standard deviation; its interval draws each position from its own error."""
    means, errors = np.array(now, dtype=float).T
    rng = np.random.default_rng(year)
    draws = rng.normal(means, errors, size=(2000, means.size)).std(axis=1, ddof=1)
    value = float(means.std(ddof=1))
    coverage = Coverage(year, year, len(now), members)
    bounds = around(value, *interval(draws))
    return Estimate(value, *bounds, LEVEL, len(now), "index", f"{METHOD}; standard deviation", coverage, SOURCES)


def _years(year: int) -> Coverage:
    return Coverage(year, year)


def _member_table(
    asked: Asked, points: Mapping[int, Mapping[int, Point]], members: tuple[int, ...], year: int
) -> Table:
    """Return each member's position, its distance to the powers, and its move since ten years before."""
    powers = (asked.hegemon_ccode, *(one for one in asked.leaders if one != asked.hegemon_ccode))
    back = max(asked.since, year - _BACK)
    now, then = points[year], points.get(back, {})
    rows: list[tuple[Cell, ...]] = []
    for member in members:
        own = now.get(member)
        distances = [_difference(own, now.get(power), year) if member != power else None for power in powers]
        move = _difference(own, then.get(member), year)
        rows.append(
            (StateRef(member, asked.until), position(*own, year) if own else None, *distances, move, _larger(move))
        )
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


def _year_table(asked: Asked, points: Mapping[int, Mapping[int, Point]]) -> Table:
    """Return median and spread of the members of each year, with the powers beside them."""
    rows: list[tuple[Cell, ...]] = []
    for year in range(asked.since, asked.until.year + 1):
        day = min(asked.until, asked.until.replace(year=year, month=12, day=28))
        members = asked.grouping.members(day)
        held = points.get(year, {})
        now = _of(held, members)
        if len(now) < 2:
            continue
        spread = float(np.array(now)[:, 0].std(ddof=1))
        power = held[asked.hegemon_ccode][0] if asked.hegemon_ccode in held else None
        rows.append((year, len(now), _median(now, year), spread, power))
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("members", Message(N_("members voting")), "integer"),
        Column("median", Message(N_("median member")), "estimate", "index"),
        Column("spread", Message(N_("standard deviation of the members")), "number", "index"),
        Column("hegemon", Message(N_("position of the hegemon")), "number", "index"),
    )
    return Table("by_year", Message(N_("Positions by year")), columns, tuple(rows))


def position(mean: float, error: float, year: int) -> Estimate:
    """Return a state's position in a year as a figure, from its posterior mean and standard error."""
    half = _Z * error
    return Estimate(mean, mean - half, mean + half, LEVEL, 1, "index", METHOD, _years(year), SOURCES)


def _difference(one: Point | None, other: Point | None, year: int) -> Estimate | None:
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
