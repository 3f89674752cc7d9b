"""Pictures of how far members speak together that a report adds: by issue, and against chance."""

from dataclasses import replace

from softbalance.dossier.model import N_, Chart, Message, Section
from softbalance.terms.estimate import Estimate


def pictured(section: Section) -> Section:
    """Return the section on votes with a picture for each of its tables that shows something."""
    tables = {table.name: table for table in section.tables}
    kept = [
        chart
        for chart in _CHARTS
        if chart.table in tables
        and any(isinstance(cell, Estimate) and cell.known for row in tables[chart.table].rows for cell in row)
    ]
    return replace(section, charts=(*section.charts, *kept))


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
        "beyond_chance",
        Message(N_("Closer together than states picked at random? Lift by stakes")),
        "intervals",
        "beyond_chance",
        {"y": "stake", "x": "lift", "series": "kind"},
        Message(N_("Lift over random groupings by stakes, plain and matched, with 90 % intervals.")),
        Message(N_("Zero is what random groupings of as many states show; 100 % is full agreement.")),
    ),
)
