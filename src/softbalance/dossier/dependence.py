"""Dependence and overlap: how far members lean on the hegemon and on the leaders, and which sit with both."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    ColumnKind,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.notes import Note
from softbalance.dossier.surface import catalogue_members
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.evidence.ties.arrays import MAX_AGE
from softbalance.evidence.ties.coverage import ANYBODY, COVERAGE
from softbalance.measures.exposure import HALF, Exposure
from softbalance.measures.overlap import members_in, overlap
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.states import by_ccode

COMPONENTS = {
    "trade": N_("trade over GDP"),
    "arms": N_("share of arms received"),
    "pact": N_("defence pledge"),
    "troops": N_("troops per 100,000 people"),
    "finance": N_("finance over GDP"),
}
UNITS = {"trade": "share", "arms": "share", "pact": "flag", "troops": "per 100,000", "finance": "share"}
_CHINA = 710
_ITSELF = Note(N_("a state is not exposed to itself"))
_NO_PART = Note(N_("a state is not exposed to itself, or no part is known"))
_NO_SOURCE = Note(N_("no source covers the pair in these years"))


def dependence_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on members' dependence on the hegemon and the leaders, and on overlap with other groupings."""
    members = asked.grouping.members(asked.until)
    poles = (asked.hegemon_ccode, *(one for one in asked.leaders if one != asked.hegemon_ccode))
    table = catalogue_members(ties.snapshot, asked)
    others = {str(name): set(part["ccode"]) for (name,), part in table.partition_by("grouping", as_dict=True).items()}
    led = led_by(ties, asked.hegemon_ccode, asked)
    inside = {name: others[name] for name in led if name in others and name != asked.grouping.id}
    shared = members_in(set(members), inside)
    return Section(
        "dependence",
        Message(N_("Dependence and overlap: who could make members pay")),
        _sentences(asked, shared),
        (_overlap_figure(asked, shared),),
        (_exposure_table(asked, ties, members, poles), _overlap_table(asked, set(members), others, led)),
        _charts(poles),
    )


def led_by(ties: TiesHeld, ccode: int, asked: Asked) -> list[str]:
    """Return the ids of the catalogued groupings that a state leads on the day."""
    table = ties.table("leaders").filter(
        pl.col("ccode") == ccode,
        pl.col("start").fill_null(asked.until) <= asked.until,
        pl.col("end").fill_null(asked.until) >= asked.until,
    )
    return sorted(table["grouping"])


def exposure_estimates(
    ties: TiesHeld, states: Sequence[int], poles: Sequence[int], year: int
) -> dict[tuple[int, int], dict[str, Estimate]]:
    """Return, by state and pole, the index of exposure (``index``) and its parts, in the order of COMPONENTS."""
    return _estimates(ties.exposures(states, poles, year), states, poles, year)


def _estimates(
    found: Exposure, states: Sequence[int], poles: Sequence[int], year: int
) -> dict[tuple[int, int], dict[str, Estimate]]:
    return {
        (one, pole): {
            "index": _index(found.index[i, j], found.raw[i, j], (one, pole), year),
            **{part: _part(part, found.raw[i, j, k], one, pole, year) for k, part in enumerate(COMPONENTS)},
        }
        for i, one in enumerate(states)
        for j, pole in enumerate(poles)
    }


def part_sources(part: str, one: int, pole: int, year: int) -> tuple[str, ...]:
    """Return the sources that a part of a state's exposure to a pole may rest on, in the five years up to a year."""
    kinds = {"trade": "exports", "arms": "arms_delivered", "pact": "obligation", "troops": "troops"}
    kind = kinds.get(part, "finance_committed" if pole == _CHINA else "oda_net")
    near = [cover for cover in COVERAGE if cover.kind == kind and cover.since <= year <= cover.until + MAX_AGE]
    either = [cover.source for cover in near if cover.reporter in (ANYBODY, one, pole)]
    gdp = ("wb_gdp",) if part in ("trade", "finance") else ("wb_population",) if part == "troops" else ()
    last = ("atop_members",) if part == "pact" else ()
    return tuple(dict.fromkeys((*either, *last, *gdp)))


def _overlap_figure(asked: Asked, shared: Mapping[int, tuple[str, ...]]) -> Figure:
    count = sum(bool(names) for names in shared.values())
    estimate = Estimate(
        count / len(shared),
        None,
        None,
        LEVEL,
        len(shared),
        "share",
        "members that also sit in a catalogued grouping led by the hegemon, over all members",
        Coverage(asked.until.year, asked.until.year, len(shared), len(shared)),
        ("register",),
    )
    return Figure("overlap_hegemon", Message(N_("members inside groupings the hegemon leads")), estimate)


def _exposure_table(asked: Asked, ties: TiesHeld, members: tuple[int, ...], poles: tuple[int, ...]) -> Table:
    found = ties.exposures(members, poles, asked.until.year)
    made = _estimates(found, members, poles, asked.until.year)
    rows: list[tuple[Cell, ...]] = []
    for i, member in enumerate(members):
        cells: list[Cell] = [StateRef(member, asked.until)]
        for j, pole in enumerate(poles):
            cells.append(made[member, pole]["index"] if np.isfinite(found.index[i, j]) else None)
            cells += [_component(name, found.raw[i, j, k]) for k, name in enumerate(COMPONENTS)]
        rows.append(tuple(cells))
    columns = [Column("state", Message(N_("member")), "state")]
    for pole in poles:
        code = by_ccode(pole).code
        who: dict[str, Argument] = {"state": StateRef(pole)}
        columns.append(Column(f"exposure_{code}", Message(N_("exposure to {state}"), who), "estimate", "index"))
        columns += [
            Column(f"{name}_{code}", Message(N_("{part}, {state}"), {"part": Message(label), **who}), _KINDS[name])
            for name, label in COMPONENTS.items()
        ]
    note = Message(
        N_(
            "Exposure is the mean of x / (x + half) over the parts known, with half at 10 % of GDP in trade, half of "
            "arms, a pledge, 10 soldiers per 100,000 people, 1 % of GDP in finance: a stated scale, not an estimate."
        )
    )
    return Table("exposure", Message(N_("What members stand to lose")), tuple(columns), tuple(rows), note)


_KINDS: dict[str, ColumnKind] = {
    "trade": "share",
    "arms": "share",
    "pact": "flag",
    "troops": "number",
    "finance": "share",
}


def _component(name: str, value: float) -> Cell:
    if not np.isfinite(value):
        return None
    if name == "pact":
        return bool(value)
    return round(float(value), 3) if name == "troops" else Share(float(value))


def _index(value: float, raw: FloatArray, pair: tuple[int, int], year: int) -> Estimate:
    method = "mean of x / (x + half) over the parts known"
    known = [name for name, part in zip(COMPONENTS, raw, strict=True) if np.isfinite(part)]
    sources = tuple(dict.fromkeys(source for name in known for source in part_sources(name, *pair, year)))
    if not np.isfinite(value):
        return Estimate.unknown("index", method, _NO_PART, sources)
    left_out = tuple(Message(label) for name, label in COMPONENTS.items() if name not in known)
    note = Note(N_("unknown and left out: {parts}"), parts=left_out) if left_out else ""
    coverage = Coverage(year - MAX_AGE, year, len(known), len(HALF), note)
    return Estimate(float(value), None, None, LEVEL, len(known), "index", method, coverage, sources)


def _part(part: str, value: float, one: int, pole: int, year: int) -> Estimate:
    method = "pledge in force in the year" if part == "pact" else "latest figure of those years"
    sources = part_sources(part, one, pole, year)
    if not np.isfinite(value):
        why = _ITSELF if one == pole else _NO_SOURCE
        return Estimate.unknown(UNITS[part], method, why, sources)
    since = year if part == "pact" else year - MAX_AGE
    return Estimate(float(value), None, None, LEVEL, 1, UNITS[part], method, Coverage(since, year, 1, 1), sources)


def _overlap_table(asked: Asked, members: set[int], others: Mapping[str, set[int]], led: list[str]) -> Table:
    """Return the groupings that share most with this one, and all that the hegemon leads."""
    rest = {name: states for name, states in others.items() if name != asked.grouping.id}
    found = overlap(members, rest)
    closest = sorted(found, key=lambda name: (-found[name].jaccard, name))[:10]
    chosen = list(dict.fromkeys([*(name for name in led if name in found), *closest]))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            GroupingRef(name),
            name in led,
            len(found[name].shared),
            Share(found[name].share),
            round(found[name].jaccard, 4),
            Message(N_("{states}"), {"states": tuple(StateRef(ccode) for ccode in found[name].shared)}),
        )
        for name in chosen
    )
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("led_by_hegemon", Message(N_("led by the hegemon")), "flag"),
        Column("shared", Message(N_("members shared")), "integer"),
        Column("share", Message(N_("share of members")), "share", "share"),
        Column("jaccard", Message(N_("Jaccard index")), "number", "index"),
        Column("states", Message(N_("states"))),
    )
    return Table("overlap", Message(N_("Where members also sit")), columns, rows)


def _sentences(asked: Asked, shared: Mapping[int, tuple[str, ...]]) -> tuple[Message, ...]:
    both = tuple(StateRef(member, asked.until) for member, names in shared.items() if names)
    args: dict[str, Argument] = {
        "grouping": GroupingRef(asked.grouping.id),
        "hegemon": StateRef(asked.hegemon_ccode),
        "states": both,
        "n": len(both),
    }
    if not both:
        return (Message(N_("No member of {grouping} sits in a catalogued grouping led by {hegemon}."), args),)
    one = N_("One member of {grouping} also sits in a grouping led by {hegemon}: {states}.")
    many = N_("{n} members of {grouping} also sit in groupings led by {hegemon}: {states}.")
    return (Message(one, args, many, len(both)),)


def _charts(poles: tuple[int, ...]) -> tuple[Chart, ...]:
    if len(poles) < 2:
        return ()
    return (
        Chart(
            "exposure",
            Message(N_("Exposure of members to the hegemon and to the first leader")),
            "scatter",
            "exposure",
            {"x": f"exposure_{by_ccode(poles[0]).code}", "y": f"exposure_{by_ccode(poles[1]).code}", "label": "state"},
            Message(N_("Members by their exposure to the hegemon and to the first leader.")),
        ),
    )
