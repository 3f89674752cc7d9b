"""Members beside each other: alignment issue by issue, hedging against compartmentalisation, votes year by year."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    GroupingRef,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.positions import position
from softbalance.dossier.profile_sections import AREA_LABELS, CLASS_LABELS, ENTROPIES, entropy_estimate
from softbalance.dossier.ties_held import TiesHeld
from softbalance.dossier.year_profiles import YearProfiles, year_profiles
from softbalance.measures.profile import AREAS
from softbalance.terms.states import state

LEADERS = ("CHN", "RUS")
FIRST_YEAR = 1954
MOST_POINTS = 300
_KNOWN_AREAS = tuple(area for area in AREAS if area != "technology_energy")


def members_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return how the members spread their ties over the powers, issue by issue, and which of them hedge."""
    title = Message(N_("Members beside each other: whom they lean on, and where they hedge"))
    if asked.until.year < FIRST_YEAR:
        why = Message(N_("Profiles begin in {year}."), {"year": str(FIRST_YEAR)})
        return Section("members", title, notes=(why,))
    leaders = asked.leaders or tuple(state(one, on=asked.until).ccode for one in LEADERS)
    now = year_profiles(ties, asked.until.year, asked.hegemon_ccode, leaders)
    members = [one for one in asked.grouping.members(asked.until) if one in now.states]
    rows = tuple(_plane_row(now, ccode, asked) for ccode in members)
    tables = (_plane_table(rows), _share_table(now, members, asked))
    return Section("members", title, _sentences(rows, asked), (), tables, _CHARTS, _notes(now, asked))


def _plane_row(now: YearProfiles, ccode: int, asked: Asked) -> tuple[Cell, ...]:
    conduct = None if ccode in now.poles else now.conduct_of(ccode)
    spread = (entropy_estimate(now, now.row(ccode), name) for name in ENTROPIES)
    return (
        StateRef(ccode, asked.until),
        Message(CLASS_LABELS[conduct.most_likely]) if conduct else Message(_POWER),
        Share(conduct.probability[conduct.most_likely]) if conduct else None,
        *spread,
    )


_POWER = N_("a power itself")


def _plane_table(rows: tuple[tuple[Cell, ...], ...]) -> Table:
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("conduct", Message(N_("conduct"))),
        Column("probability", Message(N_("probability")), "share", "probability"),
        *(Column(name, Message(label), "estimate", "index") for name, label in ENTROPIES.items()),
    )
    note = Message(N_("Votes are taken as certain here; `softbalance profile` gives each class with their error."))
    return Table("plane", Message(N_("Hedging and compartmentalisation of the members")), columns, rows, note)


def _share_table(now: YearProfiles, members: Sequence[int], asked: Asked) -> Table:
    """Return one row a member, issue area and power; a power has no alignment of its own."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(ccode, asked.until), Message(AREA_LABELS[area]), power, share)
        for ccode in members
        if ccode not in now.poles
        for area in _KNOWN_AREAS
        for power, share in _shares(now, ccode, AREAS.index(area))
    )
    columns = (
        Column("state", Message(N_("member")), "state"),
        Column("area", Message(N_("issue area"))),
        Column("power", Message(N_("power"))),
        Column("share", Message(N_("share")), "share", "share"),
    )
    return Table("areas", Message(N_("Alignment of the members by issue area")), columns, rows)


def _shares(now: YearProfiles, ccode: int, area: int) -> Iterator[tuple[Cell, Share | None]]:
    powers: list[Cell] = [*(StateRef(pole) for pole in now.poles), Message(N_("others"))]
    for power, value in zip(powers, now.made.shares[now.row(ccode), area], strict=True):
        yield power, Share(float(value)) if np.isfinite(value) else None


def _sentences(rows: tuple[tuple[Cell, ...], ...], asked: Asked) -> tuple[Message, ...]:
    found = [row[1].text for row in rows if isinstance(row[1], Message)]
    counts = sorted({text: found.count(text) for text in found}.items(), key=lambda one: -one[1])
    listed = tuple(Message(N_("{name} ({n})"), {"name": Message(text), "n": count}) for text, count in counts)
    args: dict[str, Argument] = {
        "grouping": GroupingRef(asked.grouping.id),
        "classes": listed,
        "year": str(asked.until.year),
    }
    return (Message(N_("Conduct of the members of {grouping} in {year}: {classes}."), args),)


def _notes(now: YearProfiles, asked: Asked) -> tuple[Message, ...]:
    powers = tuple(StateRef(pole, asked.until) for pole in now.poles)
    text = N_(
        "Shares are over {powers} and all others; a power's own alignment is not defined. Technology and energy: no "
        "open source covers all states and powers. Intervals of the plane come from varied weights of the issue areas."
    )
    return (Message(text, {"powers": powers}),)


_CHARTS = (
    Chart(
        "alignment",
        Message(N_("Whom members lean on, issue by issue")),
        "multiples",
        "areas",
        {"y": "state", "x": "share", "series": "power", "panel": "area"},
        Message(
            N_("For each issue area a panel; in it for each member a bar of the shares of the powers and of others.")
        ),
    ),
    Chart(
        "plane",
        Message(N_("Hedging against compartmentalisation")),
        "scatter",
        "plane",
        {"x": "hedging", "y": "compartmentalisation", "label": "state", "series": "conduct"},
        Message(N_("Members by hedging within issue areas and compartmentalisation between them.")),
    ),
)


def over_years(section: Section, asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on positions with every member's position year by year, to be moved through."""
    table = _year_table(asked, ties)
    if not table.rows:
        return section
    kept = tuple(chart for chart in section.charts if chart.name != "positions")  # the slider begins with that year
    return replace(section, tables=(*section.tables, table), charts=(*kept, *_YEAR_CHARTS))


def _year_table(asked: Asked, ties: TiesHeld) -> Table:
    """Return members and powers by year; of a long record the latest years, of many members every so many years."""
    points = ties.table("ideal_points").filter(pl.col("year").is_between(asked.since, asked.until.year))
    members = asked.grouping.members(asked.until)
    powers = [one for one in (asked.hegemon_ccode, *asked.leaders) if one not in members]
    shown = [*members, *powers]
    kept = points.filter(pl.col("ccode").is_in(shown), pl.col("year").is_in(_years(points, len(shown))))
    order = {ccode: place for place, ccode in enumerate(shown)}
    found = sorted(
        kept.select("year", "ccode", "ideal_point", "se").iter_rows(), key=lambda one: (-one[0], order[one[1]])
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (int(year), StateRef(int(ccode), asked.until), position(float(mean), float(error), int(year)))
        for year, ccode, mean, error in found
    )
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("state", Message(N_("state")), "state"),
        Column("ideal_point", Message(N_("position")), "estimate", "index"),
    )
    note = Message(
        N_("States that are members on the last day, and the powers, whether or not they were members then.")
    )
    return Table("by_state", Message(N_("Positions by state and year")), columns, rows, note)


def _years(points: pl.DataFrame, states: int) -> list[int]:
    """Return the years shown, the last one always among them."""
    held = sorted({int(year) for year in points["year"].to_list()}, reverse=True)
    most = max(2, MOST_POINTS // max(states, 1))
    step = 1 if len(held) <= most or most >= 25 else -(-len(held) // most)
    return held[::step][:most]


_YEAR_CHARTS = (
    Chart(
        "positions_by_year",
        Message(N_("Where each stands, year by year")),
        "intervals",
        "by_state",
        {"y": "state", "x": "ideal_point", "frame": "year"},
        Message(N_("Position of each member and of the powers with 90 % interval, in the last year.")),
    ),
    Chart(
        "map_by_year",
        Message(N_("Where each stands, on the map, year by year")),
        "map",
        "by_state",
        {"state": "state", "x": "ideal_point", "frame": "year"},
        Message(
            N_("Map of the members and the powers shaded by their position on the axis of votes, in the last year.")
        ),
    ),
)
