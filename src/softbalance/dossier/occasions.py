"""The occasions of a grouping on a rung, listed."""

from datetime import date

import polars as pl

from softbalance.dossier.assess import asked_values
from softbalance.dossier.conduct_record import ConductHeld
from softbalance.dossier.held import Held
from softbalance.dossier.ladder import ask_alive, cases_section
from softbalance.dossier.model import N_, Cell, Column, Dossier, GroupingRef, Message, Section, Table
from softbalance.dossier.references import source_lines
from softbalance.dossier.rungs import KIND_LABELS, TITLES, occasion_table, record_table, rung_figures, rung_sentence
from softbalance.terms.errors import BadInput

RUNGS = ("pay", "fight")


def occasions(
    rung: str,
    grouping: str,
    *,
    as_of: date | str | None = None,
    since: int | None = None,
    held: Held | None = None,
) -> Dossier:
    """Return the occasions of a grouping on a rung: each dispute with what members did; sanctions by year.

    Parameters
    ----------
    rung
        ``"pay"`` or ``"fight"``. Roll calls, the occasions of saying, stand in the assessment.
    grouping, as_of, since, held
        As for :func:`softbalance.dossier.ladder.ladder`.

    Raises
    ------
    BadInput
        For another rung.

    Examples
    --------
    >>> dossier = occasions("fight", "CSTO")
    >>> len(dossier.section("fight").tables[1].rows) > 10
    True
    """
    if rung not in RUNGS:
        raise BadInput(
            N_("Unknown rung {given!r}; allowed: {allowed} (roll calls stand in the assessment)"),
            given=rung,
            allowed=RUNGS,
        )
    held = held or Held.default()
    asked = ask_alive(grouping, held, as_of=as_of, since=since)
    conduct = ConductHeld(asked, held)
    sections = (_section(conduct, rung), cases_section(asked, held))
    period = f"--as-of {asked.until} --since {asked.since}"
    return Dossier(
        kind="occasions",
        subject=asked.grouping.id,
        title=Message(N_("Occasions: {grouping}"), {"grouping": GroupingRef(asked.grouping.id)}),
        asked={"rung": rung, **asked_values(asked)},
        answer=sections[0].sentences[:1],
        sections=sections,
        sources=source_lines(sections, held),
        command=f"softbalance occasions --rung {rung} --grouping {asked.grouping.id} {period}",
        versions=held.versions(),
    )


def _section(conduct: ConductHeld, rung: str) -> Section:
    record = conduct.record(rung)
    listed = occasion_table(conduct) if rung == "fight" else year_table(conduct)
    return Section(
        rung,
        Message(TITLES[rung]),
        (rung_sentence(conduct, record),),
        rung_figures(conduct, record),
        (record_table(record), listed),
    )


def year_table(conduct: ConductHeld) -> Table:
    """Return episodes of sanctions by kind and year, as counts: no case may be shown."""
    period = pl.col("year").is_between(conduct.asked.since, conduct.asked.until.year)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row["year"], Message(KIND_LABELS[row["kind"]]), *(row[name] for name in _COUNTS))
        for row in conduct.table("conduct_pay_counts").filter(period).sort("year", descending=True).to_dicts()
    )
    columns = (
        Column("year", Message(N_("year")), "integer"),
        Column("kind", Message(N_("kind of occasion"))),
        *(Column(name, Message(label), "integer") for name, label in _COUNTS.items()),
    )
    note = Message(N_("Of sanctions only counts by grouping and period may be shown: no case is listed."))
    return Table("by_year", Message(N_("Episodes of sanctions by year")), columns, rows, note)


_COUNTS = {
    "occasions": N_("occasions"),
    "chances": N_("chances"),
    "joined": N_("taken"),
    "collective": N_("of them by other bodies"),
    "other_side": N_("acts on the other side"),
}
