"""What stands beside the rungs: conversion, other rules, talk and deed, promises kept."""

from collections.abc import Mapping

import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.conduct_record import COVERED, SOURCES, ConductHeld
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Cell, Column, Figure, GroupingRef, Message, Section, Table
from softbalance.dossier.notes import Note
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

RUNGS = ("say", "pay", "fight")
VARIANT_LABELS = {
    "use of force": N_("the rule: use of force or war"),
    "display of force": N_("from a display of force on"),
    "war": N_("wars only"),
    "attacked only": N_("begun by an outsider only"),
    "initiated only": N_("begun by a member only"),
    "joined with force": N_("joined with force only"),
    "by capability": N_("chances weighted by capability"),
    "two years": N_("the rule: within two years"),
    "same year": N_("within the same year"),
    "one year": N_("within one year"),
    "four years": N_("within four years"),
    "own acts only": N_("acts of one's own only"),
    "all decisions of bodies": N_("all decisions of bodies as acts of members"),
    "members impose": N_("put on an outsider only"),
    "member is sanctioned": N_("put on a member only"),
    "by trade at stake": N_("chances weighted by trade at stake"),
}
STEP_LABELS = {
    (1, 2): N_("went on to pay, of those that said so"),
    (1, 3): N_("went on to fight, of those that said so"),
    (2, 3): N_("went on to fight, of those that paid"),
}
TALK_LABELS = {
    "inside": N_("between members"),
    "outside": N_("between members and others"),
    "everywhere": N_("between all states"),
    "inside_less_outside": N_("between members, less members and others"),
}


def conversion_section(asked: Asked, held: Held) -> Section:
    """Return the conversion from rung to rung within a crisis: over the grouping's own cases, and over all."""
    table = held.snapshot.table("conduct_conversion")
    scopes = [asked.grouping.id, "all"]
    found = {
        (row["scope"], row["start"], row["end"]): _conversion(row)
        for row in table.filter(pl.col("scope").is_in(scopes)).to_dicts()
    }
    nobody = Note(N_("no case on record asks {grouping}"), grouping=GroupingRef(asked.grouping.id))
    rows = tuple(
        (
            Message(label),
            found.get((scopes[0], *step), _no_conversion(nobody)),
            found[("all", *step)],
        )
        for step, label in STEP_LABELS.items()
    )
    columns = (
        Column("step", Message(N_("step"))),
        Column("own", Message(N_("in its own cases")), "estimate", "probability"),
        Column("all", Message(N_("over all cases")), "estimate", "probability"),
    )
    note = Message(
        N_(
            "Only within one crisis, and only where the record could show the higher rung. The cases are those in "
            "which members were asked to act at a cost: they are not a sample of all crises."
        )
    )
    made = Table("conversion", Message(N_("From word to deed")), columns, rows, note)
    figures = tuple(
        Figure(f"{RUNGS[start - 1]}_to_{RUNGS[end - 1]}", Message(label), found[("all", start, end)])
        for (start, end), label in STEP_LABELS.items()
    )
    return Section("conversion", Message(N_("Conversion from rung to rung")), figures=figures, tables=(made,))


def _conversion(row: Mapping[str, object]) -> Estimate:
    method = "conversion within a crisis; hierarchical beta-binomial, n state-crises"
    if row["value"] is None:
        return _no_conversion("no state reached the lower rung in a crisis that shows the higher")
    going = N_("{went_on} of {n} in {crises} crises") if row["crises"] != 1 else N_("{went_on} of {n} in one crisis")
    counts = {name: int(row[name]) for name in ("went_on", "n", "crises")}  # type: ignore[call-overload]
    coverage = Coverage(note=Note(going, **counts))
    bounds = (row["value"], row["low"], row["high"])
    return Estimate(*bounds, LEVEL, row["n"], "probability", method, coverage, ("register",))  # type: ignore[arg-type]


def _no_conversion(why: str) -> Estimate:
    return Estimate.unknown("probability", "conversion within a crisis", why, ("register",))


def sensitivity_section(conduct: ConductHeld) -> Section:
    """Return the rate of each rung under other rules, over the grouping's whole life."""
    tables = tuple(_variant_table(conduct, rung) for rung in ("pay", "fight"))
    return Section("sensitivity", Message(N_("What it hangs on: other rules")), tables=tables)


def _variant_table(conduct: ConductHeld, rung: str) -> Table:
    everyone = conduct.held.snapshot.table(f"conduct_{rung}_variants").with_columns(
        place=pl.col("rate").rank("min", descending=True).over("variant"),
        of=pl.col("rate").count().over("variant"),
    )
    mine = everyone.filter(pl.col("grouping") == conduct.asked.grouping.id)
    rows = tuple(_variant_row(row, rung) for row in mine.to_dicts())
    columns = (
        Column("variant", Message(N_("rule"))),
        Column("occasions", Message(N_("occasions")), "integer"),
        Column("taken", Message(N_("chances taken"))),
        Column("rate", Message(N_("joint action")), "estimate", "share"),
        Column("place", Message(N_("place among groupings tested")), "integer"),
        Column("of", Message(N_("of")), "integer"),
    )
    titles = {"pay": N_("Pay under other rules"), "fight": N_("Fight under other rules")}
    return Table(rung, Message(titles[rung]), columns, rows)


def _variant_row(row: Mapping[str, object], rung: str) -> tuple[Cell, ...]:
    label = Message(VARIANT_LABELS[str(row["variant"])])
    method = "joint action under another rule"
    if row["rate"] is None:
        rate = Estimate.unknown("share", method, "no occasion under this rule", SOURCES[rung])
    else:
        bounds = (row["rate"], row["rate_low"], row["rate_high"])
        rate = Estimate(*bounds, LEVEL, row["occasions"], "share", method, Coverage(*COVERED[rung]), SOURCES[rung])  # type: ignore[arg-type]
    taken = chances_taken(row["joined"], row["chances"])
    return (label, row["occasions"], taken, rate, row["place"], row["of"])  # type: ignore[return-value]


def talk_section(conduct: ConductHeld) -> Section:
    """Return talk and deed in news events, and how often promises of alliance were kept."""
    rows = tuple((Message(TALK_LABELS[row["part"]]), _talk(row)) for row in conduct.table("conduct_talk").to_dicts())
    columns = (
        Column("pairs", Message(N_("pairs"))),
        Column("ratio", Message(N_("deeds per word")), "estimate", "ratio"),
    )
    note = Message(
        N_(
            "Material over verbal cooperation in ICEWS news events, 2002 to 2014. News tell words far more often than "
            "deeds: only the comparison says something."
        )
    )
    talk = Table("talk", Message(N_("Talk and deed in events")), columns, rows, note)
    return Section("talk", Message(N_("Talk and deed; promises kept")), tables=(talk, _promises(conduct.held)))


def _talk(row: Mapping[str, object]) -> Estimate:
    method = "material over verbal cooperation; bootstrap by pair of states, n pairs"
    if row["value"] is None:
        return Estimate.unknown("ratio", method, str(row["note"]) or "no words counted", ("icews_dyads",))
    bounds = (row["value"], row["low"], row["high"])
    coverage = Coverage(row["since"], row["until"])  # type: ignore[arg-type]
    return Estimate(*bounds, LEVEL, row["n"], "ratio", method, coverage, ("icews_dyads",))  # type: ignore[arg-type]


_OBLIGATIONS = {
    "all": N_("all alliances put to the test by a war"),
    "defence": N_("with a promise of defence"),
    "offence": N_("with a promise of offence"),
    "neutrality": N_("with a promise of neutrality"),
    "nonaggression": N_("with a promise of non-aggression"),
    "consultation": N_("with a promise of consultation"),
}


def _promises(held: Held) -> Table:
    rows = tuple(_promise(row) for row in held.snapshot.table("conduct_promises").to_dicts())
    columns = (
        Column("obligation", Message(N_("alliances"))),
        Column("honoured", Message(N_("honoured")), "integer"),
        Column("violated", Message(N_("violated")), "integer"),
        Column("rate", Message(N_("mean over wars")), "estimate", "probability"),
    )
    note = Message(N_("Base rate of kept promises, 1816 to 2003 (Berkemeier & Fuhrmann 2018), whatever the grouping."))
    return Table("promises", Message(N_("Promises kept when war came")), columns, rows, note)


def _promise(row: Mapping[str, object]) -> tuple[Cell, ...]:
    method = "alliances honoured, mean over wars; hierarchical beta-binomial by war"
    bounds = (row["value"], row["low"], row["high"])
    rate = Estimate(*bounds, LEVEL, row["n"], "probability", method, Coverage(), ("alliance_performance",))  # type: ignore[arg-type]
    return Message(_OBLIGATIONS[str(row["obligation"])]), row["honoured"], row["violated"], rate  # type: ignore[return-value]


def chances_taken(joined: object, chances: object) -> Message | str:
    """Return how many chances were taken of how many; nothing where chances are weighted."""
    if not isinstance(joined, int) or not isinstance(chances, int):
        return ""
    return Message(N_("{taken} of {chances}"), {"taken": joined, "chances": chances})
