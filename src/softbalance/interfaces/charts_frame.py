"""What every kind of chart is drawn from, and the small pieces they share."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from rich.cells import cell_len

from softbalance.dossier.model import Chart, Column, Table
from softbalance.interfaces import theme
from softbalance.interfaces.language import Speaker
from softbalance.interfaces.plotting import Part, column, rows


@dataclass(frozen=True)
class Frame:
    """One chart with its table, the reader's language and the subject to pick out."""

    chart: Chart
    table: Table
    say: Speaker
    subject: str
    today: date
    width: int | None

    @cached_property
    def rows(self) -> list[dict[str, Part]]:
        """The cells of each role, row by row."""
        return rows(self.chart, self.table, self.say)

    def column(self, role: str) -> Column:
        """The column that plays a role."""
        return column(self.chart, self.table, role)

    def label(self, role: str) -> str:
        """The heading of the column that plays a role."""
        return self.say.say(self.column(role).label)

    def has(self, role: str) -> bool:
        """Whether any column plays a role."""
        return role in self.chart.roles

    def series(self) -> dict[str, str]:
        """The series' keys and names, in order of appearance."""
        return {row["series"].key: row["series"].text for row in self.rows} if self.has("series") else {}


def altair() -> Any:
    """Return Altair, imported when the first chart is drawn; untyped, as its channels are built from plain names."""
    import altair as alt

    return alt


def data(records: Iterable[dict[str, Any]]) -> Any:
    """Return records as data within the specification."""
    alt = altair()

    return alt.InlineData(values=list(records))


def colour_scale(frame: Frame) -> Any:
    """Return the scale of the series' colours."""
    alt = altair()

    return alt.Scale(
        domain=list(frame.series().values()), range=theme.series_colours(list(frame.series()), frame.subject)
    )


def coloured(frame: Frame, *, legend: bool = False) -> Any:
    """Return the colour of a mark: its series', or one for all."""
    alt = altair()

    if not frame.has("series"):
        return alt.value(theme.SERIES[0])
    shown = alt.Legend(title=None) if legend else None
    return alt.Color("series:N", scale=colour_scale(frame), legend=shown)


def shaped(frame: Frame, *, legend: bool = False) -> Any:
    """Return the shape of a point: its series'."""
    alt = altair()

    if not frame.has("series"):
        return alt.value("circle")
    names = list(frame.series().values())
    shapes = [theme.SHAPES[i % len(theme.SHAPES)] for i in range(len(names))]
    return alt.Shape(
        "series:N", scale=alt.Scale(domain=names, range=shapes), legend=alt.Legend(title=None) if legend else None
    )


def dashed(frame: Frame, *, legend: bool = False) -> Any:
    """Return the dash of a line: its series'."""
    alt = altair()

    names = list(frame.series().values())
    dashes = [theme.DASHES[i % len(theme.DASHES)] for i in range(len(names))]
    shown = alt.Legend(title=None) if legend else None
    return alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dashes), legend=shown)


FRAME = "frame"


def framed(frame: Frame) -> list[Any]:
    """Return the slider that moves through the frames, at first on the last one; nothing where there is one or none."""
    alt = altair()

    steps = frames(frame)
    if len(steps) < 2:
        return []
    step = min(after - before for before, after in pairwise(steps))
    bound = alt.binding_range(min=steps[0], max=steps[-1], step=step, name=f"{frame.label(FRAME)} ")
    return [alt.param(name=FRAME, value=steps[-1], bind=bound)]


def frames(frame: Frame) -> list[int]:
    """Return the frames of a chart (the years that a slider moves through), in order."""
    if not frame.has(FRAME):
        return []
    return sorted({int(cell) for row in frame.rows if isinstance(cell := row[FRAME].plain, float)})


def tooltip(*fields: tuple[str, str]) -> list[Any]:
    """Return what is said on hovering: pairs of field and label."""
    alt = altair()

    return [alt.Tooltip(f"{field}:N", title=label) for field, label in fields if label]


def figure_axis(frame: Frame, role: str, **other: Any) -> Any:
    """Return the axis of a figure: shares in per cent, years without thousands marks, large amounts in short."""
    alt = altair()

    return alt.Axis(title=frame.label(role), format=number_format(frame, role), **other)


def named_axis() -> Any:
    """Return the vertical axis of names: no line, no ticks, long names in :func:`broken`."""
    return altair().Axis(
        title=None,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelOverlap=False,
        labelLimit=260,
        labelExpr="split(datum.label, '\\n')",
    )


def broken(name: str, width: int = 24) -> str:
    """Return a name broken into lines of that many columns; a Chinese character takes two.

    Examples
    --------
    >>> broken("named important by the US State Department")
    'named important by the\\nUS State Department'
    >>> broken("美國國務院列為重要的決議", 14)
    '美國國務院列為\\n重要的決議'
    """
    parts = [""]
    for piece in re.findall(r"[\u3000-\u9fff]|[^\s\u3000-\u9fff]+\s*", name):
        if parts[-1] and cell_len((parts[-1] + piece).rstrip()) > width:
            parts.append("")
        parts[-1] += piece
    return "\n".join(line.rstrip() for line in parts)


def number_format(frame: Frame, role: str) -> str:
    """Return the D3 format in which a role's figures are read."""
    if is_share(frame, role):
        return ".0%"
    if frame.column(role).kind == "integer" or frame.column(role).unit == "rank":
        return "d"
    sizes = [cell for row in frame.rows if isinstance(cell := row[role].plain, float)]
    largest = max(map(abs, sizes), default=0.0)
    return "~s" if largest >= 1e4 else "~g"


def is_share(frame: Frame, role: str) -> bool:
    """Return whether a role's figures are shares, to be read in per cent."""
    wanted = frame.column(role)
    if wanted.kind == "share" or wanted.unit in {"share", "probability"}:
        return True
    place = frame.table.columns.index(wanted)
    return any(getattr(row[place], "unit", "") in {"share", "probability"} for row in frame.table.rows)


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Return heights moved apart to at least ``gap``, in their order, around where they were.

    Examples
    --------
    >>> spread([0.5, 0.52, 0.9], 0.1)
    [0.46, 0.56, 0.9]
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    clusters: list[list[int]] = []
    for i in order:
        clusters.append([i])
        while (
            len(clusters) > 1 and _bottom(clusters[-1], heights, gap) < _top(clusters[-2], heights, gap) + gap - 1e-12
        ):
            clusters[-2:] = [clusters[-2] + clusters[-1]]
    placed = {i: _bottom(c, heights, gap) + gap * k for c in clusters for k, i in enumerate(c)}
    return [round(placed[i], 12) for i in range(len(heights))]


def _touch(below: Sequence[int], above: Sequence[int], heights: Sequence[float], gap: float) -> bool:
    return _bottom(above, heights, gap) < _top(below, heights, gap) + gap - 1e-12


def _bottom(cluster: Sequence[int], heights: Sequence[float], gap: float) -> float:
    return sum(heights[i] for i in cluster) / len(cluster) - gap * (len(cluster) - 1) / 2


def _top(cluster: Sequence[int], heights: Sequence[float], gap: float) -> float:
    return _bottom(cluster, heights, gap) + gap * (len(cluster) - 1)
