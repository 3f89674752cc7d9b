"""From a chart's table to plain marks: what every way of drawing starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from softbalance.dossier.model import Cell, Chart, Column, GroupingRef, Share, StateRef, Table
from softbalance.interfaces.language import Speaker
from softbalance.terms.estimate import Estimate

NUMERIC = frozenset({"integer", "number", "share", "estimate"})
_VALUE_ROLES = ("value", "x", "y")
_CATEGORY_ROLES = ("y", "x", "label", "state")


@dataclass(frozen=True, slots=True)
class Part:
    """One cell as it is drawn.

    Attributes
    ----------
    plain
        Number, ISO date or text to place the mark by; ``None`` where unknown.
    text
        What the reader is told.
    brief
        The same for a label in the picture: no interval, no count, a grouping's short name.
    low, high
        Interval, where there is one.
    key
        COW number of a state, id of a grouping, else the text.
    unit
        Of a figure.
    """

    plain: float | str | None
    text: str
    brief: str
    low: float | None = None
    high: float | None = None
    key: str = ""
    unit: str = ""


def part(column: Column, cell: Cell, say: Speaker) -> Part:
    """Return one cell as it is drawn."""
    text = say.cell(column, cell)
    match cell:
        case Estimate():
            return Part(cell.value, text, say.brief(cell), cell.low, cell.high, unit=cell.unit)
        case StateRef():
            return Part(text, text, text, key=str(cell.ccode))
        case GroupingRef():
            return Part(text, text, text, key=cell.label)
        case _:
            return Part(_plain(cell, text), text, text, key=text)


def _plain(cell: Cell, text: str) -> float | str | None:
    match cell:
        case None:
            return None
        case Share():
            return cell.value
        case date():
            return cell.isoformat()
        case int() | float():  # yes is 1, no is 0
            return float(cell)
        case _:
            return text


def rows(chart: Chart, table: Table, say: Speaker) -> list[dict[str, Part]]:
    """Return, for each row of the table, the cell of each role."""
    places = _places(chart, table)
    return [{role: part(table.columns[i], row[i], say) for role, i in places.items()} for row in table.rows]


def column(chart: Chart, table: Table, role: str) -> Column:
    """Return the column that plays a role; ``KeyError`` where none does."""
    return table.columns[_places(chart, table)[role]]


def _places(chart: Chart, table: Table) -> dict[str, int]:
    where = {column.name: i for i, column in enumerate(table.columns)}
    return {role: where[name] for role, name in chart.roles.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """One category with its figure, as bars, intervals and ladders need it."""

    category: str
    value: float | None
    low: float | None
    high: float | None
    series: str
    text: str
    brief: str
    key: str
    unit: str = ""


NEEDED = {
    "lines": ("x", "y"), "scatter": ("x", "y"), "timeline": ("start",), "network": ("source", "target"),
    "heatmap": ("value",), "map": ("state",), "multiples": ("x",),
}  # fmt: skip


def drawable(chart: Chart, table: Table, say: Speaker) -> bool:
    """Return whether a chart has anything to draw: a row in which all that its kind needs is known."""
    needed = NEEDED.get(chart.kind) or (value_role(chart, table),)
    return any(all(row[role].plain is not None for role in needed) for row in rows(chart, table, say))


def value_role(chart: Chart, table: Table) -> str:
    """Return the role whose column holds the figure."""
    for role in _VALUE_ROLES:
        if role in chart.roles and column(chart, table, role).kind in NUMERIC:
            return role
    raise KeyError(f"chart {chart.name!r}: none of {', '.join(_VALUE_ROLES)} names a column of figures")


def category_role(chart: Chart, table: Table) -> str:
    """Return the role whose column names what the figure is of."""
    taken = value_role(chart, table)
    return next(role for role in _CATEGORY_ROLES if role in chart.roles and role != taken)


def marks(chart: Chart, table: Table, say: Speaker) -> list[Mark]:
    """Return a mark a row, unknown ones included."""
    value, category = value_role(chart, table), category_role(chart, table)
    return [_mark(row, value, category) for row in rows(chart, table, say)]


def _mark(row: dict[str, Part], value: str, category: str) -> Mark:
    figure, named, series = row[value], row[category], row.get("series")
    return Mark(
        category=named.text,
        value=None if isinstance(figure.plain, str) else figure.plain,
        low=_bound(row, "low", figure.low),
        high=_bound(row, "high", figure.high),
        series=series.text if series else "",
        text=figure.text,
        brief=figure.brief,
        key=series.key if series else "",
        unit=figure.unit,
    )


def _bound(row: dict[str, Part], role: str, own: float | None) -> float | None:
    given = row[role].plain if role in row else own
    return None if isinstance(given, str) else given


def span(found: Sequence[Mark]) -> tuple[float, float]:
    """Return the axis for bars: always from zero, to 1 where all figures are at most 1; as far below as above zero
    for differences that are small and of both signs.

    Examples
    --------
    >>> span([Mark("a", 0.4, 0.3, 0.5, "", "", "", "")])
    (0.0, 1.0)
    >>> span([Mark("a", 0.1, -0.2, 0.3, "", "", "", "", "difference")])
    (-0.3, 0.3)
    """
    numbers = [x for mark in found for x in (mark.value, mark.low, mark.high) if x is not None]
    top = max(numbers, default=1.0)
    if numbers and min(numbers) < 0 < top < 1 and all("difference" in mark.unit for mark in found):
        reach = max(top, -min(numbers))
        return -reach, reach
    return min(0.0, *numbers, 0.0), 1.0 if 0 < top <= 1 else max(top, 0.0) or 1.0
