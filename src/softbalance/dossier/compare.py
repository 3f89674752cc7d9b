"""Several groupings side by side: the same figures, by the same rules, up to the same day."""

from collections.abc import Sequence
from datetime import date

from softbalance.dossier.asked import Asked
from softbalance.dossier.assess import ask
from softbalance.dossier.chance import chance_table
from softbalance.dossier.held import Held
from softbalance.dossier.model import N_, Cell, Chart, Column, Dossier, GroupingRef, Message, Section, Table
from softbalance.dossier.references import source_lines
from softbalance.dossier.say import important_gap
from softbalance.dossier.say_tables import MEASURE_LABELS, STAKE_LABELS, stake_estimate
from softbalance.dossier.surface import SERIES, latest_shares, share_estimate
from softbalance.dossier.vote_record import VoteRecord, vote_record
from softbalance.measures.stakes import STAKES
from softbalance.terms.errors import BadInput, NotHeld
from softbalance.terms.estimate import Estimate

_MEASURES = ("agreement_index", "rice", "unanimous", "agreement")


def compare(
    groupings: Sequence[str],
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    hegemon: str = "USA",
    held: Held | None = None,
) -> Dossier:
    """Return the assessment of several groupings side by side.

    Parameters
    ----------
    groupings
        At least two, each as for :func:`softbalance.dossier.assess.assess`.
    as_of, since, hegemon, held
        As there; without ``since`` each grouping counts from its own founding. A grouping that ended earlier is
        measured up to its last day.

    Raises
    ------
    BadInput
        If fewer than two groupings are named.
    """
    if len(groupings) < 2:
        raise BadInput(
            N_("A comparison needs at least two groupings; given: {given}"), given=", ".join(groupings) or "–"
        )
    held = held or Held.default()
    everyone = [_ask_each(one, held, as_of, since, hegemon) for one in groupings]
    records = [_record(asked, held) for asked in everyone]
    sections = (_surface(everyone, held), _say(everyone, records, held))
    named = " ".join(f'"{one}"' if "," in one else one for one in groupings)
    return Dossier(
        kind="comparison",
        subject=", ".join(asked.grouping.id for asked in everyone),
        title=Message(
            N_("Comparison: {groupings}"), {"groupings": tuple(GroupingRef(asked.grouping.id) for asked in everyone)}
        ),
        asked={
            "groupings": [asked.grouping.id for asked in everyone],
            "as_of": str(max(asked.until for asked in everyone)),
            "since": since,
            "hegemon": everyone[0].hegemon,
        },
        answer=(),
        sections=sections,
        sources=source_lines(sections, held),
        command=f"softbalance compare {named} --hegemon {everyone[0].hegemon}"
        + (f" --as-of {as_of}" if as_of else f" --as-of {held.votes_until}")
        + (f" --since {since}" if since else ""),
        versions=held.versions(),
    )


def _ask_each(name: str, held: Held, as_of: date | str | None, since: int | None, hegemon: str) -> Asked:
    from softbalance.dossier.assess import read_day
    from softbalance.terms.groupings import resolve_grouping

    chosen = resolve_grouping(name)
    day = read_day(as_of, held)
    if chosen.ended is not None and chosen.ended < day:
        day = chosen.ended
    first = max(since, chosen.founded.year) if since and chosen.founded and since < chosen.founded.year else since
    return ask(chosen, held, as_of=day, since=first, hegemon=hegemon)


def _record(asked: Asked, held: Held) -> VoteRecord | None:
    try:
        return vote_record(
            asked.grouping, held.snapshot, held.base, since=asked.since, until=asked.until, hegemon=asked.hegemon
        )
    except NotHeld:
        return None


def _surface(everyone: Sequence[Asked], held: Held) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for asked in everyone:
        members = asked.grouping.members(asked.until)
        shares = [
            share_estimate(latest_shares(held.snapshot, name, asked.until.year), members, source)
            for name, (_, source) in SERIES.items()
        ]
        rows.append((GroupingRef(asked.grouping.id), asked.until, len(members), *shares))
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("as_of", Message(N_("as of")), "date"),
        Column("members", Message(N_("members")), "integer"),
        *(Column(name, Message(label), "estimate", "share") for name, (label, _) in SERIES.items()),
    )
    table = Table("groupings", Message(N_("Surface, side by side")), columns, tuple(rows))
    chart = Chart(
        "population",
        Message(N_("Share of world population")),
        "bars",
        "groupings",
        {"y": "grouping", "x": "population_share"},
        Message(N_("Bars of each grouping's share of world population.")),
    )
    return Section("surface", Message(N_("Surface: what a summit shows")), tables=(table,), charts=(chart,))


def _say(everyone: Sequence[Asked], records: Sequence[VoteRecord | None], held: Held) -> Section:
    pairs = list(zip(everyone, records, strict=True))
    by_measure = Table(
        "groupings",
        Message(N_("Cohesion on all recorded votes, side by side")),
        (_GROUPING, *(Column(name, Message(MEASURE_LABELS[name]), "estimate", "index") for name in _MEASURES)),
        tuple((_ref(a), *(_cell(a, r, "all", name) for name in _MEASURES)) for a, r in pairs),
    )
    by_stake = Table(
        "by_stake",
        Message(N_("Agreement index by stakes, side by side")),
        (
            _GROUPING,
            *(Column(stake, Message(STAKE_LABELS[stake]), "estimate", "index") for stake in STAKES),
            Column("important_gap", Message(N_("important less other votes")), "estimate", "index"),
        ),
        tuple((_ref(a), *(_cell(a, r, s, "agreement_index") for s in STAKES), _gap(a, r)) for a, r in pairs),
    )
    chart = Chart(
        "agreement_index",
        Message(N_("Agreement index, side by side")),
        "intervals",
        "groupings",
        {"y": "grouping", "x": "agreement_index"},
        Message(N_("Agreement index of each grouping with its 90 % interval.")),
    )
    return Section(
        "say",
        Message(N_("Say: voting together in the United Nations")),
        tables=(by_measure, by_stake, _chance(everyone, records, held)),
        charts=(chart,),
    )


_GROUPING = Column("grouping", Message(N_("grouping")), "grouping")


def _ref(asked: Asked) -> GroupingRef:
    return GroupingRef(asked.grouping.id)


def _cell(asked: Asked, record: VoteRecord | None, stake: str, measure: str) -> Estimate | None:
    return None if record is None else stake_estimate(asked, record, stake, measure)


def _gap(asked: Asked, record: VoteRecord | None) -> Estimate | None:
    return None if record is None else important_gap(asked, record, None)


def _chance(everyone: Sequence[Asked], records: Sequence[VoteRecord | None], held: Held) -> Table:
    """Return the places among random groupings, all groupings in one table."""
    tables = [
        chance_table(asked, held.snapshot, asked.grouping.members(asked.until), calls=record is not None)
        for asked, record in zip(everyone, records, strict=True)
    ]
    rows = tuple((_ref(asked), *row) for asked, table in zip(everyone, tables, strict=True) for row in table.rows)
    return Table("beyond_chance", tables[0].title, (_GROUPING, *tables[0].columns), rows, tables[0].note)
