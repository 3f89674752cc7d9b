"""Figures and tables of a dossier as the HTML template wants them, every number kept unrounded beside its text."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from rich.cells import cell_len

from softbalance.dossier.model import N_, Cell, Column, Dossier, Figure, GroupingRef, Section, Share, StateRef, Table
from softbalance.interfaces.language import Speaker
from softbalance.interfaces.names import code
from softbalance.terms.estimate import Estimate

_RIGHT = frozenset({"integer", "number", "share"})


def figure(one: Figure, say: Speaker) -> dict[str, Any]:
    """Return a figure with its label, its text, and what it rests on."""
    estimate = one.estimate
    told = (say.coverage(estimate.coverage, note=estimate.known), say.method(estimate.method))
    return {
        "name": one.name,
        "label": say.say(one.label),
        "datum": datum(estimate, say),
        "basis": say.text(N_("; ")).join(filter(None, told)),
        "sources": estimate.sources,
    }


def datum(estimate: Estimate, say: Speaker) -> dict[str, Any]:
    """Return a figure's text, and all of its fields as attributes, unrounded."""
    brief = say.brief(estimate)
    fields = estimate.as_dict()
    coverage = fields.pop("coverage")
    value = fields.pop("value")
    fields["sources"] = " ".join(fields["sources"])
    given = {name: item for name, item in {**fields, **coverage}.items() if item not in (None, "")}
    rest = say.figure(estimate).removeprefix(brief).strip()
    return {"value": "" if value is None else repr(value), "brief": brief, "rest": rest, "attributes": given}


def table(one: Table, say: Speaker) -> dict[str, Any]:
    """Return a table with its cells as text, and what its figures rest on below it."""
    one = one.for_readers()
    estimates = [cell for row in one.rows for cell in row if isinstance(cell, Estimate)]
    methods = dict.fromkeys(say.method(estimate.method) for estimate in estimates)
    return {
        "name": one.name,
        "title": say.say(one.title),
        "note": say.say(one.note) if one.note else "",
        "columns": [_column(column, one, say) for column in one.columns],
        "rows": [[_cell(column, cell, say) for column, cell in zip(one.columns, row, strict=True)] for row in one.rows],
        "sources": tuple(dict.fromkeys(source for estimate in estimates for source in estimate.sources)),
        "methods": say.text(N_("; ")).join(filter(None, methods)),
    }


def _column(column: Column, one: Table, say: Speaker) -> dict[str, str]:
    place = one.columns.index(column)
    texts = [say.cell(column, row[place]) for row in one.rows] if column.kind == "text" else []
    return {"name": column.name, "label": say.say(column.label), "class": _class(column, texts)}


LONG = 60  # columns of text beyond which a cell is given room


def _class(column: Column, cells: Iterable[str] = ()) -> str:
    if max((cell_len(cell) for cell in cells), default=0) > LONG:
        return "long"
    return "number" if column.kind in _RIGHT else "brief" if column.kind in {"date", "state"} else ""


def _cell(column: Column, cell: Cell, say: Speaker) -> dict[str, Any]:
    if isinstance(cell, Estimate):
        return {"class": _class(column), "raw": None, "datum": datum(cell, say)}
    return {"class": _class(column), "raw": _raw(cell), "datum": None, "text": say.cell(column, cell)}


def _raw(cell: Cell) -> str | None:
    match cell:
        case StateRef():
            return code(cell)
        case GroupingRef():
            return cell.label
        case Share():
            return repr(cell.value)
        case date():
            return cell.isoformat()
    return str(cell).lower() if isinstance(cell, bool | int | float) else None


def behind(section: Section) -> dict[str, str]:
    """Return the tables that stand folded behind a chart, with that chart: those all of whose columns charts show."""
    first: dict[str, str] = {}
    shown: dict[str, set[str]] = {}
    for chart in section.charts:
        first.setdefault(chart.table, chart.name)
        shown.setdefault(chart.table, set()).update(chart.roles.values())
    columns = {table.name: {column.name for column in table.for_readers().columns} for table in section.tables}
    return {table: chart for table, chart in first.items() if columns[table] <= shown[table]}


def plainer(svg: str) -> str:
    """Return a drawing as an image needs it, in half the room: paths to a tenth of a pixel, one font for all.

    What a screen reader is told stands beside the image, so that the marks need no labels of their own.

    Examples
    --------
    >>> plainer('<svg><path aria-label="x" d="M1.2345,0.98L-3,4"/><text font-family="A">0.987</text></svg>')
    '<svg font-family="A"><path d="M1.2,0.9L-3,4"/><text>0.987</text></svg>'
    """
    short = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)
    short = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", short)
    font = re.search(r' font-family="[^"]*"', short)
    if not font:
        return short
    return short.replace(font[0], "").replace("<svg", f"<svg{font[0]}", 1)


def svg_size(svg: str) -> tuple[int, int]:
    """Return width and height of a drawing, in pixels."""
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    return (round(float(found[1])), round(float(found[2]))) if found else (0, 0)


def as_of(dossier: Dossier) -> date | None:
    """Return the day as of which the dossier was asked for, if one was named."""
    day = dossier.asked.get("as_of")
    if isinstance(day, str):
        try:
            return date.fromisoformat(day)
        except ValueError:
            return None
    return day if isinstance(day, date) else None
