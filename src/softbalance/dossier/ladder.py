"""The ladder of rungs: what the members of a grouping said, paid and fought for together, and what it hangs on."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import ask, asked_values, command
from softbalance.dossier.case import case_rows, cases_of
from softbalance.dossier.chance import chance_table
from softbalance.dossier.conduct_record import COVERED, SOURCES, ConductHeld
from softbalance.dossier.held import Held
from softbalance.dossier.model import (
    N_,
    Cell,
    Chart,
    Column,
    Dossier,
    Figure,
    GroupingRef,
    Message,
    Section,
    Table,
)
from softbalance.dossier.references import source_lines
from softbalance.dossier.rungs import STATUS_LABELS, rung_section
from softbalance.dossier.say import SAY_LABEL, summary
from softbalance.dossier.say_tables import stake_estimate, stake_table
from softbalance.dossier.vote_record import VoteRecord, vote_record
from softbalance.terms.errors import NotHeld
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.grouping import USER_DEFINED, Grouping

EARLIEST = 1816
RUNGS = ("say", "pay", "fight")
RUNG_LABELS = {"say": N_("say"), "pay": N_("pay"), "fight": N_("fight")}
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


def ladder(
    grouping: str | Grouping | Sequence[str | int],
    *,
    beside: Sequence[str] = (),
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
    held: Held | None = None,
) -> Dossier:
    """Return the record of joint action of a grouping, rung by rung.

    Parameters
    ----------
    grouping, as_of, since, hegemon, held
        As for :func:`softbalance.dossier.assess.assess`; a grouping that ended is taken as of its last day.
    beside
        Other groupings to be set beside it.

    Examples
    --------
    >>> dossier = ladder("CSTO", as_of="2024-12-31")
    >>> dossier.section("fight").tables[0].rows[0][1]
    'tested'
    """
    held = held or Held.default()
    asked = ask_alive(grouping, held, as_of=as_of, since=since, hegemon=hegemon)
    others = [ask_alive(one, held, as_of=as_of, since=since, hegemon=hegemon) for one in beside]
    conduct = ConductHeld(asked, held)
    sections = [say_rung(asked, held), rung_section(conduct, "pay"), rung_section(conduct, "fight")]
    if others:
        sections.append(beside_section([asked, *others], held))
    sections += [conversion_section(asked, held), cases_section(asked, held)]
    if asked.grouping.kind != USER_DEFINED:
        sections += [sensitivity_section(conduct), talk_section(conduct)]
    return Dossier(
        kind="ladder",
        subject=asked.grouping.id,
        title=Message(N_("Say, pay, fight: {grouping}"), {"grouping": GroupingRef(asked.grouping.id)}),
        asked=asked_values(asked) | ({"vs": [one.grouping.id for one in others]} if others else {}),
        answer=tuple(sentence for section in sections[:3] for sentence in section.sentences[:1]),
        sections=tuple(sections),
        sources=source_lines(sections, held),
        command=command("ladder", asked) + "".join(f" --beside {one.grouping.id}" for one in others),
        versions=held.versions(),
    )


def ask_alive(
    grouping: str | Grouping | Sequence[str | int],
    held: Held,
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
) -> Asked:
    """Return what is asked; without a day, a grouping that ended is asked as of its last day."""
    from softbalance.terms.groupings import resolve_grouping

    chosen = grouping
    if not isinstance(grouping, Grouping):
        text = grouping if isinstance(grouping, str) else ", ".join(str(one) for one in grouping)
        chosen = resolve_grouping(text)
    assert isinstance(chosen, Grouping)
    day = chosen.ended if as_of is None and chosen.ended is not None else as_of
    return ask(chosen, held, as_of=day, since=since, hegemon=hegemon, earliest=EARLIEST)


def say_rung(asked: Asked, held: Held) -> Section:
    """Return the rung of saying: cohesion on contested votes, its place among random groupings, and by stakes."""
    title = Message(N_("Say: voting together in the United Nations"))
    record = _votes(asked, held)
    if record is None or not record.years.size:
        why = N_("not covered: no recorded votes of this grouping at hand")
        unknown = Estimate.unknown("index", "agreement_index", why, ("un_ga_votes",))
        return Section("say", title, (Message(why),), (Figure("", Message(SAY_LABEL), unknown),))
    own = stake_estimate(asked, record, "contested", "agreement_index")
    whole = stake_estimate(asked, record, "all", "agreement_index")
    members = asked.grouping.members(asked.until)
    chance = chance_table(asked, held.snapshot, members, calls=True)
    figures = (
        Figure("", Message(SAY_LABEL), own),
        Figure("all_votes", Message(N_("agreement index on all recorded votes")), whole),
        *_lifts(chance),
    )
    tables = (stake_table(asked, record), chance)
    return Section("say", title, summary(asked, record), figures, tables)


def _lifts(chance: Table) -> tuple[Figure, ...]:
    """Return lift and percentile on contested votes, as figures."""
    found = []
    for row, kind in zip(_contested(chance), ("plain", "matched"), strict=False):
        cells = dict(zip((column.name for column in chance.columns), row, strict=True))
        for name, label in (("lift", N_("lift over random groupings")), ("percentile", N_("percentile among them"))):
            estimate = cells[name]
            if isinstance(estimate, Estimate) and estimate.known:
                text = Message(N_("{figure}, {kind}"), {"figure": Message(label), "kind": cells["kind"]})
                found.append(Figure(f"beyond_chance.{kind}.{name}", text, estimate))
    return tuple(found)


def _contested(chance: Table) -> list[tuple[Cell, ...]]:
    from softbalance.dossier.say_tables import STAKE_LABELS

    return [row for row in chance.rows if isinstance(row[1], Message) and row[1].text == STAKE_LABELS["contested"]]


def _votes(asked: Asked, held: Held) -> VoteRecord | None:
    try:
        return vote_record(
            asked.grouping,
            held.snapshot,
            held.base,
            since=max(asked.since, 1946),
            until=asked.until,
            hegemon=asked.hegemon,
        )
    except NotHeld:
        return None


def beside_section(everyone: Sequence[Asked], held: Held) -> Section:
    """Return the rungs of several groupings side by side."""
    rows = [row for asked in everyone for row in _beside_rows(asked, held)]
    columns = (
        Column("rung", Message(N_("rung"))),
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("status", Message(N_("status"))),
        Column("occasions", Message(N_("occasions")), "integer"),
        Column("taken", Message(N_("chances taken"))),
        Column("joint_action", Message(N_("joint action")), "estimate", "index"),
    )
    ordered = sorted(rows, key=lambda row: RUNGS.index(str(row[0])))
    told = tuple((Message(RUNG_LABELS[str(row[0])]), *row[1:]) for row in ordered)
    note = Message(
        N_("On the rung of saying an occasion is a contested roll call and joint action the agreement index.")
    )
    table = Table("rungs", Message(N_("Rungs, side by side")), columns, told, note)
    chart = Chart(
        "rungs",
        Message(N_("Joint action, side by side")),
        "intervals",
        "rungs",
        {"y": "grouping", "x": "joint_action", "series": "rung"},
        Message(N_("Joint action on each rung with 90 % interval, grouping by grouping.")),
    )
    return Section("beside", Message(N_("Side by side")), tables=(table,), charts=(chart,))


def _beside_rows(asked: Asked, held: Held) -> list[tuple[Cell, ...]]:
    conduct, ref = ConductHeld(asked, held), GroupingRef(asked.grouping.id)
    said = say_rung(asked, held).figures[0].estimate
    status = Message(STATUS_LABELS["tested" if said.known else "not covered"])
    rows: list[tuple[Cell, ...]] = [("say", ref, status, said.n, "", said)]
    for rung in ("pay", "fight"):
        record = conduct.record(rung)
        whole = record.overall
        counts = (whole.occasions, _taken(whole.joined, whole.chances))
        rows.append((rung, ref, Message(STATUS_LABELS[record.status]), *counts, whole.rate))
    return rows


def _taken(joined: object, chances: object) -> Message | str:
    """Return how many chances were taken of how many; nothing where chances are weighted."""
    if not isinstance(joined, int) or not isinstance(chances, int):
        return ""
    return Message(N_("{taken} of {chances}"), {"taken": joined, "chances": chances})


def conversion_section(asked: Asked, held: Held) -> Section:
    """Return the conversion from rung to rung within a crisis: over the grouping's own cases, and over all."""
    table = held.snapshot.table("conduct_conversion")
    scopes = [asked.grouping.id, "all"]
    found = {
        (row["scope"], row["start"], row["end"]): _conversion(row)
        for row in table.filter(pl.col("scope").is_in(scopes)).to_dicts()
    }
    rows = tuple(
        (
            Message(label),
            found.get((scopes[0], *step), _no_conversion(f"no case on record asks {scopes[0]}")),
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
    coverage = Coverage(note=f"{row['went_on']} of {row['n']} in {row['crises']} crises")
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
    taken = _taken(row["joined"], row["chances"])
    return (label, row["occasions"], taken, rate, row["place"], row["of"])  # type: ignore[return-value]


def cases_section(asked: Asked, held: Held) -> Section:
    """Return the hand-entered cases in which the grouping's members were asked to act at a cost."""
    found = cases_of(asked.grouping.id, asked.since, asked.until.year)
    columns = (
        Column("date", Message(N_("day")), "date"),
        Column("case", Message(N_("case"))),
        Column("title", Message(N_("what happened"))),
        Column("rung_asked", Message(N_("asked to"))),
        *(Column(name, Message(label), "integer") for name, label in _ACT_LABELS.items()),
    )
    rows = tuple(case_rows(found, held.snapshot, tuple(_ACT_LABELS)))
    note = Message(
        N_("Numbers of states by the highest rung seen; `softbalance case` tells each case with its sources.")
    )
    table = Table("cases", Message(N_("Cases: asked to act at a cost")), columns, rows, note)
    return Section("cases", Message(N_("Cases")), tables=(table,))


_ACT_LABELS = {
    "fight": N_("fought"),
    "pay": N_("paid"),
    "say": N_("said so"),
    "abstain": N_("abstained"),
    "stand_aside": N_("stood aside"),
    "absent": N_("absent"),
    "oppose": N_("opposed"),
    "unknown": N_("unknown"),
}


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
