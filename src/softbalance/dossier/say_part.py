"""Pictures of how far members speak together that a report adds: by issue, and against chance."""

from dataclasses import replace

from softbalance.dossier.model import N_, Cell, Chart, Message, Section, Table
from softbalance.terms.estimate import Estimate


def pictured(section: Section) -> Section:
    """Return the section on votes with a picture for each of its tables that shows something."""
    lifts = [_lifts(table) for table in section.tables if table.name == "beyond_chance"]
    every = (*section.tables, *(table for table in lifts if table.rows))
    tables = {table.name: table for table in every}
    kept = [
        chart
        for chart in _CHARTS
        if chart.table in tables
        and any(isinstance(cell, Estimate) and cell.known for row in tables[chart.table].rows for cell in row)
    ]
    return replace(section, tables=every, charts=(*section.charts, *kept))


def _lifts(table: Table) -> Table:
    """Return lift of the first statistic by stakes, the one in which stakes can be compared."""
    named = [column.name for column in table.columns]
    places = [named.index(name) for name in ("stake", "kind", "lift")]
    first = [row for row in table.rows if _text(row[0]) == _text(table.rows[0][0])]
    kept = [tuple(row[place] for place in places) for row in first] if len(first) > 1 else []
    return Table("lift", Message(N_("Lift by stakes")), tuple(table.columns[place] for place in places), tuple(kept))


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Message) else str(cell)


_CHARTS = (
    Chart(
        "by_issue",
        Message(N_("Contested votes, issue by issue")),
        "intervals",
        "by_issue",
        {"y": "issue_name", "x": "contested"},
        Message(N_("Agreement index on contested votes for each issue, with 90 % intervals.")),
    ),
    Chart(
        "lift",
        Message(N_("Closer together than states picked at random? Lift by stakes")),
        "intervals",
        "lift",
        {"y": "stake", "x": "lift", "series": "kind"},
        Message(N_("Lift over random groupings by stakes, plain and matched, with 90 % intervals.")),
        Message(N_("Zero is what random groupings of as many states show; 100 % is full agreement.")),
    ),
)
