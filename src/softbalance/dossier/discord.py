"""Discord: what divides the members. Rivalries, disputes, claims, armed conflict."""

import numpy as np

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
from softbalance.dossier.notes import Note
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.evidence.ties.arrays import DISCORD_KINDS, Dated, discord_array
from softbalance.measures.discord import Discord, any_discord
from softbalance.measures.discord import discord as measure
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

LABELS = {
    "rivalry": N_("strategic rivalry"),
    "dispute": N_("militarised dispute in 20 years"),
    "claim": N_("territorial claim"),
    "armed_conflict": N_("armed conflict"),
}
_UNCOVERED = Note(N_("no source covers the dyads in this year, or a capability is unknown"))
_DISPUTES_END = Note(
    N_("the source ends in 2014: a later dispute is not seen, so only dyads with an earlier one are known")
)
SOURCES = {
    "rivalry": "tss_rivalries",
    "dispute": "cow_mid_ddydisps",
    "claim": "icow_claims",
    "armed_conflict": "ucdp_acd",
}


def discord_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on discord among the members."""
    members = asked.grouping.members(asked.until)
    capability, _ = ties.capability(members, asked.until.year)
    kinds = _kinds(members, ties, asked.until.year)
    union = any_discord(*(one.values for one in kinds.values()))
    found = {kind: measure(one.values, capability) for kind, one in kinds.items()}
    figures = [figure for kind in kinds for figure in _figures(kind, _pair(kind, found[kind], kinds[kind]))]
    return Section(
        "discord",
        Message(N_("Discord: what divides the members")),
        _sentences(asked, measure(union, capability)),
        tuple(figures),
        (_dyads(members, kinds, union),),
        _charts(),
    )


def discord_estimates(asked: Asked, ties: TiesHeld) -> dict[tuple[str, str], Estimate]:
    """Return the share of member dyads (``dyads``) and of capability (``capability``) in each kind of discord."""
    members = asked.grouping.members(asked.until)
    capability, _ = ties.capability(members, asked.until.year)
    kinds = _kinds(members, ties, asked.until.year)
    pairs = {kind: _pair(kind, measure(dated.values, capability), dated) for kind, dated in kinds.items()}
    return {(kind, of): made for kind, pair in pairs.items() for of, made in zip(_OF, pair, strict=True)}


_OF = ("dyads", "capability")


def _kinds(members: tuple[int, ...], ties: TiesHeld, year: int) -> dict[str, Dated]:
    return {kind: discord_array(ties.table("ties_discord"), members, year, kind) for kind in DISCORD_KINDS}


def _pair(kind: str, found: Discord, dated: Dated) -> tuple[Estimate, Estimate]:
    return (
        _estimate(found.dyad_share, found, kind, dated, "share of member dyads"),
        _estimate(found.capability_share, found, kind, dated, "share of the grouping's capability held by members"),
    )


def _figures(kind: str, pair: tuple[Estimate, Estimate]) -> tuple[Figure, Figure]:
    dyads = Message(N_("dyads: {kind}"), {"kind": Message(LABELS[kind])})
    weight = Message(N_("capability of members with: {kind}"), {"kind": Message(LABELS[kind])})
    return Figure(f"{kind}.dyads", dyads, pair[0]), Figure(f"{kind}.capability", weight, pair[1])


def _estimate(value: float | None, found: Discord, kind: str, dated: Dated, method: str) -> Estimate:
    note: str = "" if value is not None else _UNCOVERED
    if kind == "dispute" and found.known < found.possible:
        note = _DISPUTES_END
        value = None
    coverage = Coverage(dated.year, dated.year, found.known, found.possible, note)
    sources = (SOURCES[kind], "cow_nmc") if "capability" in method else (SOURCES[kind],)
    if value is None:
        return Estimate(None, unit="share", method=method, coverage=coverage, sources=sources)
    return Estimate(value, None, None, LEVEL, found.known, "share", method, coverage, sources)


def _dyads(members: tuple[int, ...], kinds: dict[str, Dated], union: FloatArray) -> Table:
    """Return the dyads at odds, and in what."""
    rows: list[tuple[Cell, ...]] = []
    for i, j in zip(*np.nonzero(np.triu(np.nan_to_num(union), k=1)), strict=True):
        cells = [_flag(kinds[kind].values[i, j]) for kind in DISCORD_KINDS]
        rows.append((StateRef(members[i]), StateRef(members[j]), *cells))
    columns = (
        Column("first", Message(N_("member")), "state"),
        Column("second", Message(N_("member")), "state"),
        *(Column(kind, Message(LABELS[kind]), "flag") for kind in DISCORD_KINDS),
    )
    note = Message(
        N_(
            "Rivalries are known to 2020 and claims to 2017, and stand as in their last year; disputes are looked for "
            "in the 20 years before, and known to 2014."
        )
    )
    return Table("dyads", Message(N_("Members at odds with each other")), columns, tuple(rows), note)


def _flag(value: float) -> bool | None:
    return None if np.isnan(value) else bool(value)


def _sentences(asked: Asked, union: Discord) -> tuple[Message, ...]:
    args: dict[str, Argument] = {"grouping": GroupingRef(asked.grouping.id), "n": union.dyads, "all": union.possible}
    one = N_("One of the {all} pairs of members of {grouping} is at odds over something on record.")
    many = N_("{n} of the {all} pairs of members of {grouping} are at odds over something on record.")
    return (Message(one, args, many, union.dyads),)


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "network",
            Message(N_("Members at odds")),
            "network",
            "dyads",
            {"source": "first", "target": "second"},
            Message(N_("Network of members at odds with each other.")),
        ),
    )
