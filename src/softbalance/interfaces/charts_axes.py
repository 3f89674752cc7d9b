"""Charts along time: lines over the years, spells on a calendar."""

from typing import Any

from softbalance.interfaces import theme
from softbalance.interfaces.charts_frame import (
    Frame,
    altair,
    coloured,
    dashed,
    data,
    figure_axis,
    named_axis,
    shaped,
    spread,
    tooltip,
)
from softbalance.interfaces.plotting import Part

_HEIGHT = 300


def lines(frame: Frame) -> Any:
    """Return lines with bands for their intervals; a line breaks where a figure is unknown, and a "?" says so."""
    alt = altair()

    records = [_line_record(frame, row) for row in frame.rows]
    base = alt.Chart(data(records)).encode(x=_time(frame, records), tooltip=_told(frame))
    scale = alt.Scale(domain=_heights(records), nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=figure_axis(frame, "y", tickCount=6))
    edges = base.mark_area(opacity=0.16, tooltip=False)
    edges = edges.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q", color=coloured(frame))
    line = base.mark_line(strokeWidth=2.2).encode(y=y, color=coloured(frame), **_dash(frame))
    point = base.mark_point(filled=True, size=34, opacity=1).encode(y=y, color=coloured(frame), shape=shaped(frame))
    gaps = base.transform_filter("datum.y == null").mark_text(text="?", fontWeight="bold", fontSize=13, dy=-7)
    drawn = [edges, line, point, gaps.encode(y=alt.value("height"), color=coloured(frame))]
    return alt.layer(*drawn, *_end_labels(frame, records, scale)).properties(height=_HEIGHT)


def _dash(frame: Frame) -> dict[str, Any]:
    return {"strokeDash": dashed(frame)} if frame.has("series") else {}


def _line_record(frame: Frame, row: dict[str, Part]) -> dict[str, Any]:
    low, high = (row[role].plain if role in row else getattr(row["y"], role) for role in ("low", "high"))
    series = row["series"].text if "series" in row else ""
    return {
        "x": row["x"].plain,
        "y": row["y"].plain,
        "low": low,
        "high": high,
        "series": series,
        "text": row["y"].text,
        "when": row["x"].text,
    }


def _time(frame: Frame, records: list[dict[str, Any]]) -> Any:
    alt = altair()

    if frame.column("x").kind == "date":
        return alt.X("x:T", axis=alt.Axis(title=None))
    times = [record["x"] for record in records if record["x"] is not None] or [0.0]
    first, last = min(times), max(times)
    room = 0.22 * (last - first) if frame.has("series") else 0.02 * (last - first)
    step = max(1, round((last - first) / 6))
    ticks = [year for year in range(int(first), int(last) + 1) if (year - int(last)) % step == 0]
    axis = alt.Axis(title=None, format="d", values=ticks, grid=False, labelOverlap="greedy")
    return alt.X("x:Q", scale=alt.Scale(domain=[first, last + room], nice=False), axis=axis)


def _heights(records: list[dict[str, Any]]) -> list[float]:
    known = [x for record in records for x in (record["y"], record["low"], record["high"]) if isinstance(x, float)] or [
        0.0,
        1.0,
    ]
    low, high = min(known), max(known)
    margin = 0.08 * ((high - low) or 1.0)
    return [low - margin, high + margin]


def _told(frame: Frame) -> list[Any]:
    series = frame.label("series") if frame.has("series") else ""
    return tooltip(("series", series), ("when", frame.label("x")), ("text", frame.label("y")))


def _end_labels(frame: Frame, records: list[dict[str, Any]], scale: Any) -> list[Any]:
    alt = altair()

    known = [record for record in records if record["y"] is not None and record["x"] is not None]
    last = list({record["series"]: record for record in known}.values())
    if not frame.has("series") or not last:
        return []
    low, high = _heights(records)
    heights = spread([record["y"] for record in last], (high - low) * 15 / _HEIGHT)
    end = max(record["x"] for record in known)
    labels = [{"x": end, "at": at, "series": record["series"]} for at, record in zip(heights, last, strict=True)]
    text = alt.Chart(data(labels)).mark_text(align="left", dx=8, fontWeight="bold", tooltip=False)
    kind = "T" if frame.column("x").kind == "date" else "Q"
    height = alt.Y("at:Q", scale=scale)
    return [text.encode(x=f"x:{kind}", y=height, text="series:N", color=coloured(frame))]


def timeline(frame: Frame) -> Any:
    """Return spells on a calendar, earliest first; one that goes on is drawn to the present.

    A spell of unknown start is a line of text.
    """
    alt = altair()

    records = [_spell(frame, row) for row in frame.rows]
    order = [
        record["name"] for record in sorted(records, key=lambda record: (record["start"] or "9999", record["name"]))
    ]
    names = list(dict.fromkeys(order))
    axis = named_axis()
    told = [("name", frame.label(_named(frame))), ("series", frame.label("series") if frame.has("series") else "")]
    told += [("since", frame.label("start")), ("until", frame.label("end") if frame.has("end") else "")]
    told += [("basis", frame.label("basis") if frame.has("basis") else "")]
    base = alt.Chart(data(records)).encode(y=alt.Y("name:N", sort=names, axis=axis), tooltip=tooltip(*told))
    x = alt.X("start:T", axis=alt.Axis(title=None, format="%Y", tickCount=6))
    spells = base.transform_filter("datum.start != null").mark_bar(height=11)
    drawn = spells.encode(x=x, x2="stop:T", color=coloured(frame, legend=len(frame.series()) > 1))
    unknown = base.transform_filter("datum.start == null").mark_text(align="left", dx=4, fontStyle="italic")
    said = unknown.encode(x=alt.value(0), text="since:N", color=alt.value(theme.GREY))
    return alt.layer(drawn, said).properties(height=22 * len(names))


def _named(frame: Frame) -> str:
    return next(role for role in ("y", "label", "state") if frame.has(role))


def _spell(frame: Frame, row: dict[str, Part]) -> dict[str, Any]:
    end = row.get("end")
    return {
        "name": row[_named(frame)].text,
        "start": row["start"].plain,
        "stop": (end.plain if end else None) or frame.today.isoformat(),
        "since": row["start"].text,
        "until": end.text if end else "",
        "series": row["series"].text if "series" in row else "",
        "basis": row["basis"].text if "basis" in row else "",
    }
