"""The ladder of rungs: what the members of a grouping said, paid and fought for together, and what it hangs on."""

from collections.abc import Sequence
from datetime import date

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import ask, asked_values, command
from softbalance.dossier.case import case_rows, cases_of
from softbalance.dossier.chance import chance_table
from softbalance.dossier.conduct_context import (
    RUNGS,
    chances_taken,
    conversion_section,
    sensitivity_section,
    talk_section,
)
from softbalance.dossier.conduct_record import ConductHeld
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
from softbalance.terms.estimate import Estimate
from softbalance.terms.grouping import USER_DEFINED, Grouping

EARLIEST = 1816
RUNG_LABELS = {"say": N_("say"), "pay": N_("pay"), "fight": N_("fight")}


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
        told = Message(
            N_("No recorded votes of {grouping} as a whole are at hand: unknown, which is not zero."),
            {"grouping": GroupingRef(asked.grouping.id)},
        )
        return Section("say", title, (told,), (Figure("", Message(SAY_LABEL), unknown),))
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
        counts = (whole.occasions, chances_taken(whole.joined, whole.chances))
        rows.append((rung, ref, Message(STATUS_LABELS[record.status]), *counts, whole.rate))
    return rows


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
