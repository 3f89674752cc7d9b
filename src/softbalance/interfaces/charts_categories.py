"""Charts of one figure a category: bars, ladders, intervals, parts of a whole."""

from math import ceil, floor, log10
from typing import Any

from rich.cells import cell_len

from softbalance.interfaces import theme
from softbalance.interfaces.charts_frame import (
    FRAME,
    Frame,
    altair,
    broken,
    colour_scale,
    coloured,
    data,
    figure_axis,
    framed,
    named_axis,
    shaped,
    tooltip,
)
from softbalance.interfaces.plotting import Mark, category_role, marks, span, value_role

_ROW, _GAP = 19, 9


def bars(frame: Frame) -> Any:
    """Return bars from zero, with their intervals."""
    return _categories(frame, as_bars=True)


def intervals(frame: Frame) -> Any:
    """Return points with their intervals."""
    return _categories(frame, as_bars=False)


def _categories(frame: Frame, *, as_bars: bool) -> Any:
    alt = altair()

    found = marks(frame.chart, frame.table, frame.say)
    low, high = span(found)
    scale = alt.Scale(domain=[low, high + _room(found) * (high - low)], nice=False)
    base = alt.Chart(data(_framed_records(frame, found)))
    base = base.transform_filter(f"datum.{FRAME} == {FRAME}") if (sliders := framed(frame)) else base
    base = base.encode(y=_rows(found), yOffset=_offsets(frame), tooltip=_told(frame))
    role = value_role(frame.chart, frame.table)
    axis = figure_axis(frame, role, values=ticks(low, high, whole=frame.column(role).kind == "integer"))
    x = alt.X("value:Q", scale=scale, axis=axis)
    whiskers = _whiskers(base, scale, alt.value(theme.INK) if as_bars else coloured(frame))
    drawn = (_bodies(base, x, frame), whiskers) if as_bars else (whiskers, _points(base, x, frame))
    height = _height(found, len(frame.series()))
    layers = alt.layer(*drawn, _labels(base, scale), _unknowns(base, low)).properties(height=height)
    return layers.add_params(*sliders) if sliders else layers


def _framed_records(frame: Frame, found: list[Mark]) -> list[dict[str, Any]]:
    """Return a record a mark, with the frame it belongs to where the chart has several."""
    records = list(map(_record, found))
    if not frame.has(FRAME):
        return records
    return [{**record, FRAME: row[FRAME].plain} for record, row in zip(records, frame.rows, strict=True)]


def _height(found: list[Mark], series: int) -> int:
    """Return the height at which every row has room for its marks and for the lines of its name."""
    names = {mark.category for mark in found}
    tallest = max((broken(name).count("\n") + 1 for name in names), default=1)
    return len(names) * (_GAP + max(_ROW * max(1, series), 15 * tallest))


def _room(found: list[Mark]) -> float:
    """Return the room that the longest label needs to the right of the axis, as a part of the axis."""
    longest = max((cell_len(_label(mark)) for mark in found if mark.value is not None), default=0)
    part = min(0.6, (longest * 6.2 + 16) / 250)
    return part / (1 - part)


def _label(mark: Mark) -> str:
    return f"{mark.series} {mark.brief}".strip()


def _record(mark: Mark) -> dict[str, Any]:
    end = mark.value if mark.high is None or mark.value is None else max(mark.high, mark.value)
    plain = {name: getattr(mark, name) for name in ("category", "value", "low", "high", "series", "text")}
    return {**plain, "row": broken(mark.category), "end": end, "label": _label(mark)}


def ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Return round numbers, four or five, from ``low`` to ``high``; whole ones where only these make sense.

    Examples
    --------
    >>> ticks(0.0, 1.0), ticks(0.0, 1.8e13)
    ([0.0, 0.25, 0.5, 0.75, 1.0], [0.0, 5000000000000.0, 10000000000000.0, 15000000000000.0])
    >>> ticks(0.0, 9.0, whole=True)
    [0.0, 5.0]
    """
    size = max(10.0 ** floor(log10((high - low) / 4)), 1.0 if whole else 0.0)
    factors = (1, 2, 5, 10) if whole else (1, 2, 2.5, 5, 10)
    step = next(size * k for k in factors if (high - low) / (size * k) <= 4.0001)
    return [round(step * k, 12) for k in range(ceil(low / step), floor(high / step + 1e-9) + 1)]


def _rows(found: list[Mark]) -> Any:
    alt = altair()

    order = list(dict.fromkeys(broken(mark.category) for mark in found))
    axis = named_axis()
    return alt.Y("row:N", sort=order, axis=axis, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1))


def _offsets(frame: Frame) -> Any:
    alt = altair()

    names = list(frame.series().values())
    return alt.YOffset("series:N", sort=names, scale=alt.Scale(domain=names)) if names else alt.Undefined


def _told(frame: Frame) -> list[Any]:
    value, category = value_role(frame.chart, frame.table), category_role(frame.chart, frame.table)
    series = frame.label("series") if frame.has("series") else ""
    return tooltip(("category", frame.label(category)), ("series", series), ("text", frame.label(value)))


def _bodies(base: Any, x: Any, frame: Frame) -> Any:
    return base.transform_filter("datum.value != null").mark_bar().encode(x=x, color=coloured(frame))


def _points(base: Any, x: Any, frame: Frame) -> Any:
    drawn = base.transform_filter("datum.value != null").mark_point(filled=True, size=75, opacity=1)
    return drawn.encode(x=x, color=coloured(frame), shape=shaped(frame))


def _whiskers(base: Any, scale: Any, colour: Any) -> Any:
    alt = altair()

    rule = base.transform_filter("datum.low != null").mark_rule(strokeWidth=2)
    return rule.encode(x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour)


def _labels(base: Any, scale: Any) -> Any:
    alt = altair()

    text = base.transform_filter("datum.value != null").mark_text(align="left", dx=8, fontSize=11.5)
    return text.encode(x=alt.X("end:Q", scale=scale), text="label:N", color=alt.value(theme.INK))


def _unknowns(base: Any, low: float) -> Any:
    alt = altair()

    gaps = base.transform_filter("datum.value == null")
    text = gaps.mark_text(align="left", dx=6, fontStyle="italic", fontSize=11.5)
    return text.encode(x=alt.datum(low), text="label:N", color=alt.value(theme.GREY))


def stacked(frame: Frame) -> Any:
    """Return the parts of a whole, one row a whole; what does not reach 100% is unknown and stays open."""
    alt = altair()

    found = marks(frame.chart, frame.table, frame.say)
    names = list(frame.series().values())
    inks = [theme.ink_on(colour) for colour in theme.series_colours(list(frame.series()), frame.subject)]
    places = [names.index(mark.series) for mark in found]
    records = [
        {**_record(mark), "order": i, "brief": _within(mark), "ink": inks[i]}
        for i, mark in zip(places, found, strict=True)
    ]
    base = alt.Chart(data(records)).encode(y=_rows(found), order="order:Q", tooltip=_told(frame))
    axis = figure_axis(frame, value_role(frame.chart, frame.table), tickCount=5)
    x = alt.X("value:Q", stack="zero", axis=axis, scale=alt.Scale(nice=False))
    legend = alt.Color("series:N", scale=colour_scale(frame), legend=alt.Legend(title=None), sort=names)
    body = base.mark_bar(stroke=theme.PAPER, strokeWidth=1).encode(x=x, color=legend)
    middle = alt.X("value:Q", stack="zero", bandPosition=0.5)
    said = base.mark_text(fontSize=11, fontWeight="bold")
    text = said.encode(x=middle, text="brief:N", detail="series:N", color=alt.Color("ink:N", scale=None))
    return alt.layer(body, text).properties(height=_height(found, 1))


def _within(mark: Mark) -> str:
    """Return what is written into a part of a bar: nothing where it is too narrow."""
    return mark.brief if mark.value is not None and mark.value >= 0.15 else ""
