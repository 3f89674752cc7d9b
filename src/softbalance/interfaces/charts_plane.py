"""Charts without figures on their axes: a network, a table in shades, a map."""

import json
from functools import cache
from importlib.resources import files
from math import cos, pi, sin
from typing import Any

from softbalance.dossier.model import StateRef
from softbalance.interfaces import theme
from softbalance.interfaces.charts_frame import (
    FRAME,
    Frame,
    altair,
    coloured,
    dashed,
    data,
    framed,
    frames,
    number_format,
    tooltip,
)
from softbalance.interfaces.names import code
from softbalance.interfaces.plotting import NUMERIC, Part

DISPUTED = (
    "CYN",
    "ESH",
    "FLK",
    "PSE",
    "SOL",
    "XKX",
)  # features of the file whose statehood or sovereignty is contested


def network(frame: Frame) -> Any:
    """Return who is tied to whom: names on a circle, a line a tie, its kind by colour and dash."""
    alt = altair()

    places = _circle(frame)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.75, 1.75]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.15, 1.15]))
    ties = alt.Chart(data(_edge(row, places) for row in frame.rows)).mark_rule(strokeWidth=2, opacity=0.85)
    ties = ties.encode(x=x, y=y, x2="x2:Q", y2="y2:Q", tooltip=_tie_told(frame), color=coloured(frame, legend=True))
    ties = ties.encode(strokeDash=dashed(frame, legend=True)) if frame.has("series") else ties
    nodes = [{"name": name, "x": x, "y": y, "side": _side(x)} for name, (x, y) in places.items()]
    base = alt.Chart(data(nodes)).encode(x=x, y=y)
    dot = base.mark_point(filled=True, size=70, opacity=1, color=theme.INK)
    names = [_node_names(base, side, align, dx) for side, align, dx in (("right", "left", 8), ("left", "right", -8))]
    return alt.layer(ties, dot, *names).properties(height=max(340, 14 * len(places)))


def _tie_told(frame: Frame) -> list[Any]:
    kind = frame.label("series") if frame.has("series") else ""
    return tooltip(("source", frame.label("source")), ("target", frame.label("target")), ("series", kind))


def _node_names(base: Any, side: str, align: str, dx: int) -> Any:
    named = base.transform_filter(f"datum.side == '{side}'").mark_text(align=align, dx=dx, color=theme.INK)
    return named.encode(text="name:N")


def _side(x: float) -> str:
    return "left" if x < -1e-9 else "right"


def _circle(frame: Frame) -> dict[str, tuple[float, float]]:
    names = sorted({row[role].text for row in frame.rows for role in ("source", "target")})
    turns = [2 * pi * place / len(names) for place in range(len(names))]
    return {name: (cos(turn), sin(turn)) for name, turn in zip(names, turns, strict=True)}


def _edge(row: dict[str, Part], places: dict[str, tuple[float, float]]) -> dict[str, Any]:
    source, target = row["source"].text, row["target"].text
    (x, y), (x2, y2) = places[source], places[target]
    series = row["series"].text if "series" in row else ""
    return {"x": x, "y": y, "x2": x2, "y2": y2, "source": source, "target": target, "series": series}


def heatmap(frame: Frame) -> Any:
    """Return a table in shades, dark for much, its figures within where there is room; "?" for an unknown one."""
    alt = altair()

    records = [_heat(row) for row in frame.rows]
    across, down = _both_ways(records)
    axis = {"title": None, "ticks": False, "domain": False, "labelOverlap": False}
    told = tooltip(("x", frame.label("x")), ("y", frame.label("y")), ("text", frame.label("value")))
    few = len(across) <= _ROOM
    x = alt.X("x:N", sort=across, axis=alt.Axis(labelAngle=0 if few else -60, **axis))
    base = alt.Chart(data(records)).encode(x=x, y=alt.Y("y:N", sort=down, axis=alt.Axis(**axis)), tooltip=told)
    legend = None if few else alt.Legend(title=frame.label("value"), format=number_format(frame, "value"))
    shade = alt.Color("value:Q", scale=_shades(records), legend=legend)
    cells = base.transform_filter("datum.value != null").mark_rect(stroke=theme.PAPER).encode(color=shade)
    gaps = base.transform_filter("datum.value == null").mark_text(text="?", color=theme.GREY)
    return alt.layer(cells, gaps, *([_figures(base, records)] if few else [])).properties(height=26 * len(down))


def _figures(base: Any, records: list[dict[str, Any]]) -> Any:
    """Return the figures within the cells, light on dark and dark on light."""
    alt = altair()

    known = [abs(record["value"]) for record in records if isinstance(record["value"], float)]
    dark = f"abs(datum.value) > {(min(known) + max(known)) / 2 if min(known) != max(known) else -1}"
    ink = alt.when(dark).then(alt.value(theme.ON_DARK)).otherwise(alt.value(theme.INK))
    return base.transform_filter("datum.value != null").mark_text(fontSize=11.5).encode(text="brief:N", color=ink)


_ROOM = 6


def _heat(row: dict[str, Part]) -> dict[str, Any]:
    value = row["value"]
    told = {"text": value.text, "brief": value.brief}
    return {"x": row["x"].text, "y": row["y"].text, "value": value.plain, **told}


def _both_ways(records: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the order of columns and of rows: the same for names on both sides."""
    across, down = (list(dict.fromkeys(record[axis] for record in records)) for axis in ("x", "y"))
    if set(across) == set(down):
        return across, across
    return across, down


def _shades(records: list[dict[str, Any]]) -> Any:
    """Return shades of one hue; two hues around zero where there are figures below it."""
    alt = altair()

    known = [record["value"] for record in records if isinstance(record["value"], float)] or [0.0]
    if min(known) < 0:
        reach = max(abs(min(known)), abs(max(known)))
        return alt.Scale(domain=[-reach, 0, reach], range=[theme.SERIES[1], theme.LOW, theme.HIGH])
    return alt.Scale(range=[theme.LOW, theme.HIGH])


def world(frame: Frame) -> Any:
    """Return a map of the states named: shaded by figure or coloured by series; contested borders dashed.

    States that the file does not have (small islands, states of the past) are in the table behind the picture.
    """
    alt = altair()

    shapes = alt.InlineData(values=world_shapes(), format=alt.TopoDataFormat(feature="countries", type="topojson"))
    land = alt.Chart(shapes).transform_filter("datum.properties.a3 != 'ATA'")
    background = land.mark_geoshape(fill=theme.FAINT, stroke=theme.PAPER, strokeWidth=0.5, tooltip=False)
    known = _found(frame, land)
    told = tooltip(("name", frame.label("state")), ("text", frame.label(_shown(frame)) if _shown(frame) else ""))
    fill = known.mark_geoshape(stroke=theme.PAPER, strokeWidth=0.6).encode(color=_fill(frame), tooltip=told)
    contested = land.transform_filter(alt.FieldOneOfPredicate("properties.a3", list(DISPUTED)))
    border = contested.mark_geoshape(fill=None, stroke=theme.INK, strokeWidth=0.9, strokeDash=[2, 2], tooltip=False)
    gaps = [_unshaded(known, told)] if _shown(frame) not in {"", "series"} else []
    drawn = alt.layer(background, fill, *gaps, border).project("equalEarth").properties(height=300)
    sliders = framed(frame)
    return drawn.add_params(*sliders) if sliders else drawn


def _found(frame: Frame, land: Any) -> Any:
    """Return the states that are named, each with its figure: where the chart has frames that of the frame shown."""
    alt = altair()

    steps = frames(frame) if len(frames(frame)) > 1 else []
    records = _by_frame(frame, steps) if steps else _places(frame)
    fields = [f"{name}{step}" for name in ("value", "text") for step in steps] or ["value", "text"]
    told = alt.LookupData(data(records), "code", ["name", "series", *fields])
    known = land.transform_lookup("properties.a3", from_=told).transform_filter("isValid(datum.name)")
    if not steps:
        return known
    shown = {
        name: f"isValid(datum['{name}' + {FRAME}]) ? datum['{name}' + {FRAME}] : null" for name in ("value", "text")
    }
    return known.transform_calculate(**shown)


def _by_frame(frame: Frame, steps: list[int]) -> list[dict[str, Any]]:
    """Return a record a state with a field for each frame."""
    records: dict[str, dict[str, Any]] = {}
    for row, place in zip(frame.rows, _places(frame), strict=True):
        step = row[FRAME].plain
        if isinstance(step, float) and int(step) in steps:
            record = records.setdefault(place["code"], {name: place[name] for name in ("code", "name", "series")})
            record |= {f"value{int(step)}": place["value"], f"text{int(step)}": place["text"]}
    return list(records.values())


def _unshaded(known: Any, told: list[Any]) -> Any:
    """Return the states of which the figure is unknown: open, with an outline."""
    gaps = known.transform_filter("datum.value == null")
    return gaps.mark_geoshape(fill=theme.PAPER, stroke=theme.GREY, strokeWidth=0.9).encode(tooltip=told)


def _shown(frame: Frame) -> str:
    figures = [role for role in ("value", "x", "y") if frame.has(role) and frame.column(role).kind in NUMERIC]
    return figures[0] if figures else "series" if frame.has("series") else ""


def _fill(frame: Frame) -> Any:
    alt = altair()

    role = _shown(frame)
    if role in {"", "series"}:
        return coloured(frame, legend=True)
    legend = alt.Legend(title=frame.label(role), format=number_format(frame, role), columns=1)
    known = [cell for row in frame.rows if isinstance(cell := row[role].plain, float)]
    ends = {"domain": [min(known), max(known)]} if frames(frame) and known else {}
    return alt.Color("value:Q", scale=alt.Scale(range=[theme.LOW, theme.HIGH], **ends), legend=legend)


def _places(frame: Frame) -> list[dict[str, Any]]:
    return [_place(row, row[_shown(frame)] if _shown(frame) else None) for row in frame.rows]


def _place(row: dict[str, Part], figure: Part | None) -> dict[str, Any]:
    return {
        "code": code(StateRef(int(row["state"].key))),
        "name": row["state"].text,
        "value": figure.plain if figure and isinstance(figure.plain, float) else None,
        "text": figure.text if figure else "",
        "series": row["series"].text if "series" in row else "",
    }


@cache
def world_shapes() -> dict[str, Any]:
    """Return the map of the world, read once."""
    text = (files("softbalance.interfaces") / "assets" / "world-110m.json").read_text()
    world: dict[str, Any] = json.loads(text)
    return {**world, "objects": {"countries": world["objects"]["countries"]}}
