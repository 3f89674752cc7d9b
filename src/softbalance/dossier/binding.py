"""Binding: what members owe each other under the grouping's own treaty, and apart from it; the charter's design."""

import numpy as np

from softbalance.dossier.asked import Asked
from softbalance.dossier.model import N_, Argument, Cell, Chart, Column, Figure, GroupingRef, Message, Section, Table
from softbalance.dossier.notes import Note, Notes
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.measures.binding import Shares, obligation_shares
from softbalance.measures.binding import binding as measure
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import FLAGS as CHARTER

FLAGS = {
    "defence": N_("defence"),
    "offence": N_("offence"),
    "neutrality": N_("neutrality"),
    "non_aggression": N_("non-aggression"),
    "consultation": N_("consultation"),
}
PROVISIONS = {
    "mutual_defence_clause": N_("mutual-defence clause"),
    "standing_command": N_("standing military command"),
    "qualified_majority": N_("decisions by qualified majority"),
    "dispute_settlement": N_("dispute settlement"),
    "suspension": N_("suspension of members"),
    "secretariat": N_("secretariat"),
}
SOURCES = ("atop_members", "register")
_CARRIED = Note(N_("coded to 2018; later years only by treaty events entered with citation"))
_VIEWS = {
    "own": N_("own treaty"),
    "apart": N_("apart from it"),
    "any_treaty": N_("any treaty"),
}


def binding_section(asked: Asked, ties: TiesHeld) -> Section:
    """Return the section on obligations and on the design of the charter."""
    year = asked.until.year
    views = obligation_views(asked, ties)
    figures = tuple(
        Figure(
            f"own.{flag}",
            Message(N_("dyads owing {flag} under the own treaty"), {"flag": Message(label)}),
            flag_estimate(views["own"], place, year, asked.grouping.own_treaties, weighted=False),
        )
        for place, (flag, label) in enumerate(FLAGS.items())
    )
    tables = (_flag_table(asked, views, year), _charter_table(asked))
    return Section(
        "binding",
        Message(N_("Binding: what members owe each other")),
        _sentences(asked, views),
        figures,
        tables,
        _charts(),
    )


def flag_estimate(shares: Shares, place: int, year: int, treaties: tuple[int, ...], *, weighted: bool) -> Estimate:
    """Return the share of directed member dyads owing one obligation; a census of treaties, so without interval."""
    value = float((shares.weighted if weighted else shares.plain)[place])
    method = "share of directed member dyads" + (", weighted by both members' capability" if weighted else "")
    note: str = _CARRIED if year > 2018 else ""
    if not treaties:
        note = Notes(note, Note(N_("no treaty of its own is coded in ATOP")))
    known = int(shares.known[place])
    coverage = Coverage(year, year, known, shares.known.max().item() if known else None, note)
    if not np.isfinite(value):
        return Estimate(None, unit="share", method=method, coverage=_unknown(coverage), sources=SOURCES)
    return Estimate(value, None, None, LEVEL, known, "share", method, coverage, SOURCES)


def own_defence(asked: Asked, ties: TiesHeld) -> Estimate:
    """Return the share of member dyads that owe defence under the grouping's own treaty."""
    members = asked.grouping.members(asked.until)
    own = ties.obligations(members, asked.until.year, asked.grouping.id)
    shares = obligation_shares(own, ties.capability(members, asked.until.year)[0])
    return flag_estimate(shares, 0, asked.until.year, asked.grouping.own_treaties, weighted=False)


def obligation_views(asked: Asked, ties: TiesHeld) -> dict[str, Shares]:
    """Return the shares of member dyads bound under the own treaty, apart from it only, and under any treaty."""
    members, year = asked.grouping.members(asked.until), asked.until.year
    capability, _ = ties.capability(members, year)
    own = ties.obligations(members, year, asked.grouping.id)
    every = np.maximum(ties.obligations(members, year), own)
    made = measure(own, every, capability)
    apart = obligation_shares(_apart(own, every), capability)
    return {"own": made.own, "apart": apart, "any_treaty": made.any_treaty}


def _apart(own: FloatArray, every: FloatArray) -> FloatArray:
    """Return what is owed under some treaty but not under the grouping's own."""
    return np.where(own == 1, 0.0, every)


def _flag_table(asked: Asked, views: dict[str, Shares], year: int) -> Table:
    treaties = asked.grouping.own_treaties
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Message(label),
            *(
                flag_estimate(shares, place, year, treaties, weighted=weighted)
                for shares in views.values()
                for weighted in (False, True)
            ),
        )
        for place, label in enumerate(FLAGS.values())
    )
    weighted_label = N_("{view}, by capability")
    columns = [Column("obligation", Message(N_("obligation")))]
    for view, label in _VIEWS.items():
        columns += [
            Column(view, Message(label), "estimate", "share"),
            Column(f"{view}_weighted", Message(weighted_label, {"view": Message(label)}), "estimate", "share"),
        ]
    note = Message(
        N_("Five flags, not one ladder: non-aggression often ties rivals. The verdict looks at the own treaty only.")
    )
    return Table("obligations", Message(N_("Share of member dyads that owe it")), tuple(columns), rows, note)


def _charter_table(asked: Asked) -> Table:
    charter = asked.grouping.charter
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Message(PROVISIONS[flag]),
            charter[flag].value if flag in charter else None,
            charter[flag].article if flag in charter else "",
        )
        for flag in CHARTER
    )
    columns = (
        Column("provision", Message(N_("provision"))),
        Column("given", Message(N_("in the treaty")), "flag"),
        Column("article", Message(N_("where"))),
    )
    return Table("charter", Message(N_("The charter's design")), columns, rows)


def _sentences(asked: Asked, views: dict[str, Shares]) -> tuple[Message, ...]:
    own, every = float(views["own"].plain[0]), float(views["any_treaty"].plain[0])
    if not np.isfinite(own):
        return ()
    args: dict[str, Argument] = {"grouping": GroupingRef(asked.grouping.id)}
    if own > 0:
        text = N_("Members of {grouping} owe each other defence under its own treaty.")
    elif every > 0:
        text = N_(
            "{grouping} itself binds nobody to defence; where members owe it to each other, they do so under other "
            "treaties."
        )
    else:
        text = N_("No member of {grouping} owes another defence under any treaty on record.")
    return (Message(text, args),)


def _charts() -> tuple[Chart, ...]:
    return (
        Chart(
            "obligations",
            Message(N_("Obligations under the own treaty")),
            "bars",
            "obligations",
            {"y": "obligation", "x": "own"},
            Message(N_("Bars of the share of member dyads that owe each obligation under the own treaty.")),
        ),
    )


def _unknown(coverage: Coverage) -> Coverage:
    why = coverage.note or Note(N_("the treaties that ship begin in 1950"))
    return Coverage(coverage.since, coverage.until, 0, coverage.possible, why)
