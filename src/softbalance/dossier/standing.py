"""Where a grouping stands among all others: surface against substance, and its ladder beside NATO's and a peer's."""

from collections.abc import Sequence

import numpy as np

from softbalance.dossier.asked import Asked
from softbalance.dossier.held import Held
from softbalance.dossier.ladder import ask_alive, beside_section
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
    Table,
)
from softbalance.dossier.panel import defence, panel
from softbalance.dossier.rank import SUBSTANCE_SOURCES, SURFACE_SOURCES, Ranking, rank_figure, ranking
from softbalance.terms.errors import BadInput, NotEnoughData
from softbalance.terms.grouping import USER_DEFINED
from softbalance.terms.groupings import grouping as catalogued

MEASURE = "NATO"
NAMED = 4


def standing(asked: Asked, held: Held) -> Ranking | None:
    """Return the ranking of the year asked about; ``None`` where the grouping is not in it."""
    if asked.grouping.kind == USER_DEFINED:
        return None
    found = ranking(panel(held.snapshot), asked.until.year)
    return found if asked.grouping.id in names(found) else None


def names(found: Ranking) -> list[str]:
    """Return the ids of the groupings ranked, in their order."""
    return [str(row["grouping"]) for row in found.rows]


def nearest(found: Ranking, grouping_id: str) -> list[str]:
    """Return the other groupings, the nearest by rank on the surface first; of two as near, the larger one."""
    everyone = names(found)
    here = found.surface.middle[everyone.index(grouping_id)]
    away = [
        (abs(float(rank - here)), float(rank), name) for rank, name in zip(found.surface.middle, everyone, strict=True)
    ]
    return [name for _, _, name in sorted(away) if name != grouping_id]


def peer(found: Ranking, grouping_id: str) -> str | None:
    """Return whom to set beside a grouping and NATO: the nearest on the surface; beside NATO itself another alliance.

    An alliance is a grouping whose members owe each other defence under its own treaty.
    """
    others = [name for name in nearest(found, grouping_id) if name != MEASURE]
    if grouping_id == MEASURE:
        allied = {str(row["grouping"]) for row in found.rows if max(defence(row)) > 0}
        others = [name for name in others if name in allied]
    return next(iter(others), None)


def standing_section(asked: Asked, found: Ranking) -> Section:
    """Return the headline picture: every grouping of the year by rank on the surface and in substance."""
    own, year = asked.grouping.id, asked.until.year
    told = {*[name for name in nearest(found, own) if name != MEASURE][:NAMED], MEASURE, own}
    rows = tuple(_row(found, int(place), told, year) for place in np.argsort(found.surface.middle))
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("surface_rank", Message(N_("rank by surface")), "estimate", "rank"),
        Column("substance_rank", Message(N_("rank by substance")), "estimate", "rank"),
        Column("named", Message(N_("named in the picture")), "flag"),
    )
    here = names(found).index(own)
    return Section(
        "standing",
        Message(N_("Surface against substance, among all groupings")),
        (),
        tuple(_figures(found, here, year)),
        (Table("ranks", Message(N_("Groupings by rank")), columns, rows, Message(_RULE, {"n": NAMED})),),
        (_HEADLINE,),
    )


_RULE = N_(
    "Rank 1 is the largest. Surface: shares of people, output, land, capabilities and arms spending. Substance: voting "
    "cohesion beyond chance, joint action on sanctions and in disputes, defence owed by the own treaty. Named are "
    "this grouping, the {n} nearest to it by rank on the surface, and NATO."
)
_HEADLINE = Chart(
    "headline",
    Message(N_("What a summit shows against what members do and owe")),
    "scatter",
    "ranks",
    {"x": "surface_rank", "y": "substance_rank", "label": "grouping", "named": "named"},
    Message(
        N_(
            "Each grouping of the year as a point: to the right the larger on the surface, upwards the stronger in "
            "substance; lines are 90 % intervals of the ranks."
        )
    ),
    Message(N_("On the dashed line both ranks agree; below it a grouping shows more than it does.")),
)


def _row(found: Ranking, place: int, told: set[str], year: int) -> tuple[Cell, ...]:
    name = names(found)[place]
    return (GroupingRef(name), *_ranks(found, place, year), name in told)


def _ranks(found: Ranking, place: int, year: int) -> tuple[Cell, Cell]:
    count = len(found.rows)
    surface = rank_figure(found.surface, place, year, SURFACE_SOURCES, count)
    return surface, rank_figure(found.substance, place, year, SUBSTANCE_SOURCES, count)


def _figures(found: Ranking, place: int, year: int) -> Sequence[Figure]:
    labels = {"surface_rank": N_("rank by surface"), "substance_rank": N_("rank by substance")}
    count = len(found.rows)
    sources = {"surface_rank": SURFACE_SOURCES, "substance_rank": SUBSTANCE_SOURCES}
    ranked = {"surface_rank": found.surface, "substance_rank": found.substance}
    return [
        Figure(name, Message(label), rank_figure(ranked[name], place, year, sources[name], count))
        for name, label in labels.items()
    ]


def standing_sentence(asked: Asked, found: Ranking) -> Message:
    """Return surface and substance in one sentence without terms of art."""
    place, count = names(found).index(asked.grouping.id), len(found.rows)
    surface, substance = round(float(found.surface.middle[place])), round(float(found.substance.middle[place]))
    low, high = round(float(found.substance.low[place])), round(float(found.substance.high[place]))
    args: dict[str, Argument] = {"n": count, "surface": surface, "substance": substance, "low": low, "high": high}
    if low <= surface <= high:
        text = N_(
            "Of {n} groupings it ranks number {surface} by what a summit shows, and by what its members do and owe "
            "number {substance}, somewhere from {low} to {high}: no clear difference."
        )
    elif substance > surface:
        text = N_(
            "Of {n} groupings it ranks number {surface} by what a summit shows, but only number {substance} by what "
            "its members do and owe: somewhere from {low} to {high}."
        )
    else:
        text = N_(
            "Of {n} groupings it ranks only number {surface} by what a summit shows, but number {substance} by what "
            "its members do and owe: somewhere from {low} to {high}."
        )
    return Message(text, args)


def ladder_section(asked: Asked, found: Ranking | None, held: Held) -> Section:
    """Return say, pay, fight of the grouping beside NATO's and a peer's, over the same years as far as each stood."""
    other = peer(found, asked.grouping.id) if found else None
    chosen = [name for name in (MEASURE, other) if name not in (None, asked.grouping.id)]
    everyone = [asked, *(one for name in chosen if name and (one := _alike(name, asked, held)))]
    made = beside_section(everyone, held)
    args: dict[str, Argument] = {"groupings": tuple(GroupingRef(one.grouping.id) for one in everyone[1:])}
    note = Message(N_("{rule} {note}"), {"rule": _why(asked, other), "note": Message(_LADDER_NOTE)})
    alt = Message(N_("Joint action in words, at a cost and by force, beside {groupings}, with 90 % intervals."), args)
    chart = Chart(
        "ladder",
        Message(N_("Say, pay, fight: how far up the ladder members act together")),
        "ladder",
        "rungs",
        {"y": "rung", "x": "joint_action", "series": "grouping"},
        alt,
        note,
    )
    return Section("ladder", Message(N_("Say, pay, fight, side by side")), (), (), made.tables, (chart,))


_LADDER_NOTE = N_(
    "Say: agreement index on contested votes. Pay and fight: share of the chances to join another member that were "
    "taken."
)


def _why(asked: Asked, other: str | None) -> Message:
    if other is None:
        return Message(N_("NATO is shown for measure."))
    args: dict[str, Argument] = {"peer": GroupingRef(other)}
    if asked.grouping.id == MEASURE:
        return Message(N_("{peer} is the alliance nearest to NATO by rank on the surface."), args)
    return Message(N_("NATO is shown for measure, {peer} as the nearest by rank on the surface."), args)


def _alike(name: str, asked: Asked, held: Held) -> Asked | None:
    """Return another grouping asked as this one is; ``None`` where it did not stand then."""
    since = max(asked.since, catalogued(name).founded.year)
    try:
        return ask_alive(name, held, as_of=asked.until, since=since, hegemon=asked.hegemon)
    except (BadInput, NotEnoughData):
        return None
