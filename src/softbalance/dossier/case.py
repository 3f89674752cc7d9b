"""One case of the hand-entered record: what was asked, what each member did, and where it is written."""

from collections.abc import Iterator, Sequence

import polars as pl

from softbalance.dossier.held import Held
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Column,
    Dossier,
    GroupingRef,
    Message,
    Section,
    StateRef,
    Table,
    written,
)
from softbalance.evidence.cases import Act, Case, cases
from softbalance.evidence.cases import case as shipped_case
from softbalance.evidence.snapshot import Snapshot
from softbalance.terms.errors import NotHeld
from softbalance.terms.states import state

ACT_LABELS = {
    "oppose": N_("opposed it"),
    "stand_aside": N_("stood aside"),
    "say": N_("said so"),
    "pay": N_("paid"),
    "fight": N_("fought"),
    "absent": N_("absent"),
    "abstain": N_("abstained"),
    "unknown": N_("unknown"),
}
SURE_LABELS = {"sure": N_("sure"), "likely": N_("likely"), "unsure": N_("unsure")}
STANCE_LABELS = {
    "for": N_("for it"),
    "against": N_("against it"),
    "neutral": N_("neutral"),
    "member": N_("itself among those asked"),
}


def case(case_id: str, *, held: Held | None = None) -> Dossier:
    """Return one case with every act and its sources.

    Where the acts are votes they are read from the single votes held on this machine; without them the case tells
    only how many voted which way.

    Raises
    ------
    UnknownName
        With the nearest ids.

    Examples
    --------
    >>> dossier = case("csto-kyrgyzstan-2010")
    >>> [column.name for column in dossier.section("acts").tables[0].columns][:2]
    ['state', 'act']
    """
    held = held or Held.default()
    one = shipped_case(case_id)
    sections = (_about(one), _acts(one, held), _sources(one))
    return Dossier(
        kind="case",
        subject=one.id,
        title=Message(N_("Case: {title}"), {"title": title(one)}),
        asked={"on": str(one.date), "grouping": one.grouping},
        answer=(Message(N_("{text}"), {"text": one.what_was_asked}),),
        sections=sections,
        sources=(),
        command=f"softbalance case {one.id}",
        versions=held.versions(),
    )


def title(one: Case) -> Message:
    """Return the title of a case."""
    return written(one.title.en, one.title.zh_hant)


def cases_of(grouping_id: str, since: int, until: int) -> list[Case]:
    """Return the cases of a grouping in a period, the latest first."""
    found = [one for one in cases().values() if one.grouping == grouping_id and since <= one.date.year <= until]
    return sorted(found, key=lambda one: one.date, reverse=True)


def case_rows(found: Sequence[Case], snapshot: Snapshot, acts: tuple[str, ...]) -> Iterator[tuple[Cell, ...]]:
    """Yield one row a case: day, id, title, the rung asked for, and how many acted which way."""
    counted = snapshot.table("conduct_cases")
    for one in found:
        numbers = act_counts(one, counted)
        cells = [numbers.get(act, 0) if numbers else None for act in acts]
        yield (one.date, one.id, title(one), Message(_RUNGS[one.rung_asked]), *cells)


def act_counts(one: Case, counted: pl.DataFrame) -> dict[str, int]:
    """Return how many states acted which way; empty where only the act of the body is known."""
    if one.votes is not None:
        rows = counted.filter(pl.col("case") == one.id)
        return dict(rows.select("act", "states").iter_rows())
    found: dict[str, int] = {}
    for line in one.acts:
        found[line.act] = found.get(line.act, 0) + 1
    return found


_RUNGS = {"say": N_("say"), "pay": N_("pay"), "fight": N_("fight")}


def _about(one: Case) -> Section:
    facts: tuple[tuple[Message, Cell], ...] = (
        (Message(N_("grouping")), GroupingRef(one.grouping) if one.grouping else Message(N_("an ad hoc coalition"))),
        (Message(N_("asked to")), Message(_RUNGS[one.rung_asked])),
        (Message(N_("for")), _states(one.beneficiary, one)),
        (Message(N_("against")), _states(one.target, one)),
        (Message(N_("leading power")), StateRef(state(one.hegemon, one.date).ccode, one.date)),
        (Message(N_("its stance")), Message(STANCE_LABELS[one.hegemon_stance])),
        (Message(N_("acts count until")), one.until),
        (Message(N_("crisis")), one.crisis),
        (Message(N_("share of capability needed")), one.threshold),
        (Message(N_("why that share")), one.threshold_reason),
    )
    columns = (Column("fact", Message(N_("fact"))), Column("value", Message(N_("value"))))
    return Section(
        "about",
        Message(N_("What happened")),
        (Message(N_("{text}"), {"text": one.trigger}), Message(N_("{text}"), {"text": " ".join(one.context.split())})),
        tables=(Table("facts", Message(N_("The request")), columns, facts),),
    )


def _acts(one: Case, held: Held) -> Section:
    heading = Message(N_("What each did"))
    if one.votes is not None:
        return _voted(one, held, heading)
    if one.body_act is not None:
        act = one.body_act
        row: tuple[Cell, ...] = (Message(ACT_LABELS[act.act]), Message(SURE_LABELS[act.sure]), act.source, act.note)
        return Section("acts", heading, tables=(Table("body", Message(N_("The body, as one")), _COLUMNS[1:], (row,)),))
    return Section("acts", heading, tables=(_act_table(one),))


def _voted(one: Case, held: Held, heading: Message) -> Section:
    try:
        if held.base is None:
            raise NotHeld("")
        from softbalance.dossier.conduct_cases import filled

        whole = filled(one, held.base.table("roll_calls"), held.base.table("votes"))
        return Section("acts", heading, tables=(_act_table(whole),))
    except NotHeld:
        counts = act_counts(one, held.snapshot.table("conduct_cases"))
        rows = tuple((Message(ACT_LABELS[act]), number) for act, number in counts.items())
        columns = (Column("act", Message(N_("act"))), Column("states", Message(N_("states")), "integer"))
        note = Message(
            N_("Single votes are not part of what ships; run: softbalance data pull && softbalance data build")
        )
        return Section("acts", heading, tables=(Table("counts", Message(N_("Votes, counted")), columns, rows, note),))


def _act_table(one: Case) -> Table:
    rows = tuple(
        (
            StateRef(state(line.state, one.date).ccode, one.date),
            Message(ACT_LABELS[line.act]),
            Message(SURE_LABELS[line.sure]),
            line.source,
            _basis(one, line),
        )
        for line in one.acts
    )
    note = Message(N_("The highest rung seen among those that the record can show."))
    return Table("acts", Message(N_("Acts")), _COLUMNS, rows, note)


def _basis(one: Case, line: Act) -> Cell:
    """Return what an act rests on: the vote cast, or the note of who entered it."""
    if one.votes is None:
        return line.note
    other = {"yes": "no", "no": "yes"}[one.votes.with_beneficiary]
    cast = {"say": one.votes.with_beneficiary, "oppose": other}.get(line.act, line.act)
    args: dict[str, Argument] = {"resolution": one.votes.resolution, "vote": Message(_VOTES[cast])}
    return Message(N_("Vote on {resolution}: {vote}."), args)


_VOTES = {"yes": N_("yes"), "no": N_("no"), "abstain": N_("abstained"), "absent": N_("absent")}
_COLUMNS = (
    Column("state", Message(N_("state")), "state"),
    Column("act", Message(N_("act"))),
    Column("sure", Message(N_("how sure"))),
    Column("source", Message(N_("source"))),
    Column("note", Message(N_("what it rests on"))),
)


def _sources(one: Case) -> Section:
    rows = tuple((key, source.citation, source.url, source.checked) for key, source in one.sources.items())
    columns = (
        Column("key", Message(N_("source"))),
        Column("citation", Message(N_("citation"))),
        Column("url", Message(N_("address"))),
        Column("checked", Message(N_("what was checked"))),
    )
    table = Table("sources", Message(N_("Sources of the case")), columns, rows)
    return Section("case_sources", Message(N_("Where it is written")), tables=(table,))


def _states(codes: tuple[str, ...], one: Case) -> Message:
    if not codes:
        return Message(N_("no state"))
    return Message(N_("{states}"), {"states": tuple(StateRef(state(code, one.date).ccode, one.date) for code in codes)})
