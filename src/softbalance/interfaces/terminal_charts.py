"""Bars and sparklines for a terminal; the bars are Rich's own."""

from collections.abc import Iterable, Sequence

from rich.bar import Bar
from rich.console import RenderableType
from rich.table import Table as Grid
from rich.text import Text

from softbalance.dossier.model import Chart, Section, Table
from softbalance.interfaces.language import Speaker
from softbalance.interfaces.plotting import Mark, Part, marks, rows, span

_LEVELS = "▁▂▃▄▅▆▇█"
_BARS = frozenset({"bars", "intervals", "ladder", "stacked"})
_RANGES = frozenset({"intervals"})


def drawn(section: Section) -> frozenset[str]:
    """Return the tables of which a drawing shows every column."""
    columns = {table.name: {column.name for column in table.for_readers().columns} for table in section.tables}
    return frozenset(
        chart.table
        for chart in section.charts
        if _can_draw(chart) and columns[chart.table] <= set(chart.roles.values())
    )


def drawing(section: Section, say: Speaker, width: int) -> Iterable[RenderableType]:
    """Yield what characters can draw of a section's charts."""
    tables = {table.name: table for table in section.tables}
    for chart in section.charts:
        grid = _grid(chart, tables[chart.table], say, width)
        if grid is not None and grid.row_count:
            yield ""
            yield Text(say.say(chart.title), style="underline")
            yield grid


def _grid(chart: Chart, table: Table, say: Speaker, width: int) -> Grid | None:
    if not _can_draw(chart):
        return None
    if chart.kind in _BARS:
        return _bars(marks(chart, table, say), max(10, width // 2 - 10), as_range=chart.kind in _RANGES)
    return _sparklines(rows(chart, table, say))


def _can_draw(chart: Chart) -> bool:
    """Return whether characters can draw a chart; not one that moves through the years."""
    return chart.kind in _BARS | {"lines"} and "frame" not in chart.roles


def _bars(found: Sequence[Mark], width: int, *, as_range: bool) -> Grid:
    low, high = span(found)
    grid = Grid.grid(padding=(0, 1))
    for _ in range(3):
        grid.add_column(overflow="fold")
    for mark in found:
        label = " · ".join(filter(None, (mark.category, mark.series)))
        grid.add_row(Text(label), _bar(mark, low, high, width, as_range=as_range), Text(mark.text))
    return grid


def _bar(mark: Mark, low: float, high: float, width: int, *, as_range: bool) -> RenderableType:
    if mark.value is None:
        return Text("?", style="dim")
    begin, end = sorted((0.0, mark.value))
    if as_range and mark.low is not None and mark.high is not None:
        begin, end = mark.low, mark.high
    return Bar(high - low, begin - low, end - low, width=width, color="cyan")


def _sparklines(found: Sequence[dict[str, Part]]) -> Grid:
    grid = Grid.grid(padding=(0, 1))
    series: dict[str, list[dict[str, Part]]] = {}
    for row in found:
        series.setdefault(row["series"].text if "series" in row else "", []).append(row)
    known = [row["y"].plain for row in found if isinstance(row["y"].plain, float | int)]
    for name, points in series.items():
        line = sparkline([point["y"].plain for point in points], min(known, default=0), max(known, default=0))
        grid.add_row(
            Text(name), Text(f"{points[0]['x'].text} {line} {points[-1]['x'].text}"), Text(points[-1]["y"].text)
        )
    return grid


def sparkline(values: Sequence[float | str | None], low: float, high: float) -> str:
    """Return values as a line of blocks between ``low`` and ``high``; an unknown one as a gap.

    Examples
    --------
    >>> sparkline([0.0, 0.5, None, 1.0], 0.0, 1.0)
    '▁▅ █'
    """
    step = (high - low) / (len(_LEVELS) - 1) or 1.0
    return "".join(_LEVELS[round((value - low) / step)] if isinstance(value, int | float) else " " for value in values)
