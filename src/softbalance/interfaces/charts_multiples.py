"""Small multiples: the same rows in a panel for each part, side by side on one scale."""

import json
from typing import Any

from softbalance.interfaces import theme
from softbalance.interfaces.charts_frame import Frame, altair, broken, coloured, data, named_axis, tooltip
from softbalance.interfaces.plotting import Part

_GAP = 0.16
_ROW = 22


def multiples(frame: Frame) -> Any:
    """Return parts of a whole for every row, in a panel for each ``panel``; what is unknown is said to be so."""
    alt = altair()

    panels = list(dict.fromkeys(row["panel"].text for row in frame.rows))
    names = list(dict.fromkeys(broken(row["y"].text) for row in frame.rows))
    bars, gaps = _records(frame, panels)
    width = len(panels) * (1 + _GAP) - _GAP
    scale = alt.Scale(domain=[0, width], nice=False)
    y = alt.Y("row:N", sort=names, axis=named_axis(), scale=alt.Scale(paddingInner=0.3, paddingOuter=0.1, domain=names))
    told = tooltip(
        ("row", frame.label("y")),
        ("panel", frame.label("panel")),
        ("series", frame.label("series")),
        ("text", frame.label("x")),
    )
    heads = _axis([k * (1 + _GAP) + 0.5 for k in range(len(panels))], panels, orient="top", labelFontWeight="bold")
    drawn = alt.Chart(data(bars)).mark_bar(stroke=theme.PAPER, strokeWidth=0.7)
    drawn = drawn.encode(
        x=alt.X("start:Q", scale=scale, axis=heads), x2="stop:Q", y=y, color=coloured(frame, legend=True), tooltip=told
    )
    said = alt.Chart(data(gaps)).mark_text(align="left", fontStyle="italic", fontSize=11, dx=2)
    ends = _axis(*_ends(len(panels)), orient="bottom", labelColor=theme.GREY)
    text = said.encode(x=alt.X("start:Q", scale=scale, axis=ends), y=y, text="text:N", color=alt.value(theme.GREY))
    return alt.layer(drawn, text).resolve_axis(x="independent").properties(height=_ROW * len(names))


def _records(frame: Frame, panels: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the bars, each from where the one before it ends, and the gaps of which nothing is known."""
    bars, gaps = [], {}
    ends: dict[tuple[str, str], float] = {}
    for row in frame.rows:
        key = (row["panel"].text, row["y"].text)
        record = _record(row, panels)
        if isinstance(row["x"].plain, float):
            start = ends.get(key, record["start"])
            ends[key] = start + row["x"].plain
            bars.append({**record, "start": start, "stop": ends[key]})
        else:
            gaps[key] = record
    return bars, list(gaps.values())


def _record(row: dict[str, Part], panels: list[str]) -> dict[str, Any]:
    return {
        "row": broken(row["y"].text),
        "panel": row["panel"].text,
        "series": row["series"].text,
        "text": row["x"].text,
        "start": panels.index(row["panel"].text) * (1 + _GAP),
    }


def _ends(panels: int) -> tuple[list[float], list[str]]:
    """Return both ends of every panel, and what is written there."""
    places = [k * (1 + _GAP) + end for k in range(panels) for end in (0, 1)]
    return places, ["0%", "100%"] * panels


def _axis(places: list[float], texts: list[str], **other: Any) -> Any:
    choice = " : ".join(
        f"abs(datum.value - {place}) < 0.001 ? {json.dumps(text)}" for place, text in zip(places, texts, strict=True)
    )
    return altair().Axis(
        title=None,
        values=places,
        labelExpr=f"{choice} : ''",
        ticks=False,
        domain=False,
        grid=False,
        labelOverlap=False,
        **other,
    )
