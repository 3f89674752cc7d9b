"""Points on a plane, each with its intervals and those that matter with their names beside them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len

from softbalance.interfaces import theme
from softbalance.interfaces.charts_frame import Frame, altair, coloured, data, figure_axis, shaped, tooltip
from softbalance.interfaces.plotting import Part

_WIDTH, _HEIGHT = 560, 380  # of the plane within the axes, as in the still picture
_NARROW = 270  # the same on a telephone
_LINE, _SIGN = 15, 6.4
CROWDED = 30
_SIDES: Mapping[str, tuple[str, int, int]] = {
    "right": ("left", 9, 1),
    "left": ("right", -9, 1),
    "above": ("center", 0, -13),
    "below": ("center", 0, 14),
    "upper right": ("left", 7, -12),
    "lower right": ("left", 7, 13),
    "upper left": ("right", -7, -12),
    "lower left": ("right", -7, 13),
    "far above": ("center", 0, -27),
    "far below": ("center", 0, 28),
}
"""Where a name can stand: its alignment, and how far it is moved across and down."""

Box = tuple[float, float, float, float]


def scatter(frame: Frame) -> Any:
    """Return points with their intervals both ways, each with its name; the subject picked out.

    Where a column plays ``named``, only the points it marks have name and interval; the others stand behind in grey.
    """
    alt = altair()

    records = _placed(_points(frame))
    told = tooltip(("name", " "), ("xtext", frame.label("x")), ("ytext", frame.label("y")))
    known = alt.Chart(data(record for record in records if None not in (record["x"], record["y"]))).encode(tooltip=told)
    x, y = (_axis(frame, role, records) for role in ("x", "y"))
    colour = _told_apart(frame)
    point = known.mark_point(filled=True, opacity=1)
    size = alt.when("datum.named").then(alt.value(95)).otherwise(alt.value(42))
    drawn = point.encode(x=x, y=y, color=colour, shape=shaped(frame, legend=True), size=size)
    behind = [*_even(frame, records, x, y), *_crosses(known, records, x, y, colour)]
    return alt.layer(*behind, drawn, *_names(known, records, x, y)).properties(height=_HEIGHT)


def _even(frame: Frame, records: list[dict[str, Any]], x: Any, y: Any) -> list[Any]:
    """Return the line on which two ranks agree; nothing for other figures."""
    if not all(frame.column(role).unit == "rank" for role in ("x", "y")):
        return []
    last = max((record[axis] or 0.0 for record in records for axis in ("x", "y")), default=1.0)
    ends = altair().Chart(data({"x": place, "y": place} for place in (1.0, last)))
    return [ends.mark_line(strokeDash=[4, 4], color=theme.GREY, strokeWidth=1, tooltip=False).encode(x=x, y=y)]


def _crosses(known: Any, records: list[dict[str, Any]], x: Any, y: Any, colour: Any) -> list[Any]:
    """Return the intervals both ways; none where no point has one, for which no axis could be found."""
    rule = known.mark_rule(opacity=0.45, strokeWidth=1.2)
    across = rule.transform_filter("datum.named && datum.xlow != null").encode(
        x="xlow:Q", x2="xhigh:Q", y=y, color=colour
    )
    up = rule.transform_filter("datum.named && datum.ylow != null").encode(x=x, y="ylow:Q", y2="yhigh:Q", color=colour)
    held = {axis: any(record[f"{axis}low"] is not None for record in records) for axis in ("x", "y")}
    return [*([across] if held["x"] else []), *([up] if held["y"] else [])]


def _names(known: Any, records: list[dict[str, Any]], x: Any, y: Any) -> Iterator[Any]:
    alt = altair()

    used = {record["side"] for record in records}
    for side, (align, dx, dy) in _SIDES.items():
        if side in used:
            text = known.transform_filter(f"datum.side == '{side}'")
            text = text.mark_text(align=align, baseline="middle", dx=dx, dy=dy, fontSize=11.5, tooltip=False)
            yield text.encode(x=x, y=y, text="name:N", color=alt.value(theme.INK))


def _points(frame: Frame) -> list[dict[str, Any]]:
    return [_point_record(frame, row) for row in frame.rows]


def _point_record(frame: Frame, row: dict[str, Part]) -> dict[str, Any]:
    named = row.get("label") or row.get("state") or row.get("series")
    x, y = row["x"], row["y"]
    return {
        "x": x.plain, "xlow": x.low, "xhigh": x.high, "xtext": x.text,
        "y": y.plain, "ylow": y.low, "yhigh": y.high, "ytext": y.text,
        "name": named.text if named else "",
        "named": "named" not in row or bool(row["named"].plain),
        "series": row["series"].text if "series" in row else "",
        "chosen": named is not None and named.key == frame.subject,
        "reversed": frame.column("x").unit == "rank",
    }  # fmt: skip


def _placed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records with the side on which each name stands, free of other names and points where it can be.

    In a crowd a name that would cover another is left to the pointer and to the table.
    """
    known = [record for record in records if None not in (record["x"], record["y"])]
    spots = {id(record): spot for record, spot in zip(known, _spots(known), strict=True)}
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in spots.values()]
    sides: dict[int, str] = {}
    for record in sorted(known, key=lambda one: not one["chosen"]):
        if record["named"]:
            side, box = _best(record["name"], spots[id(record)], taken)
            if len(known) <= CROWDED or record["chosen"] or not any(_shared(box, one) for one in taken):
                sides[id(record)] = side
                taken.append(box)
    return [{**record, "side": sides.get(id(record), "")} for record in records]


def _spots(known: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """Return where the points lie in the still picture, in pixels from the upper left corner."""
    across, down = (_stretched(known, axis) for axis in ("x", "y"))
    turned = bool(known) and known[0]["reversed"]
    return [
        ((1 - x if turned else x) * _WIDTH, (y if turned else 1 - y) * _HEIGHT)
        for x, y in zip(across, down, strict=True)
    ]


def _stretched(known: Sequence[dict[str, Any]], axis: str) -> list[float]:
    """Return how far along an axis each point lies, 0 to 1; the axis holds the intervals that are drawn."""
    ends = [record[part] for record in known for part in (axis, f"{axis}low", f"{axis}high")]
    drawn = [float(end) for end in ends if end is not None] or [0.0, 1.0]
    low, high = min(drawn), max(drawn)
    return [(float(record[axis]) - low) / ((high - low) or 1.0) for record in known]


def _best(name: str, spot: tuple[float, float], taken: Sequence[Box]) -> tuple[str, Box]:
    """Return the side of a point on which a name covers least of what stands there, and the box it takes."""
    boxes = {side: _box(name, spot, side) for side in _SIDES}
    narrow = {side: _box(name, (spot[0] * _NARROW / _WIDTH, spot[1]), side) for side in _SIDES}

    def covers(side: str) -> float:
        return _outside(boxes[side]) + _outside(narrow[side], _NARROW) + sum(_shared(boxes[side], one) for one in taken)

    side = min(boxes, key=covers)
    return side, boxes[side]


def _box(name: str, spot: tuple[float, float], side: str) -> Box:
    align, dx, dy = _SIDES[side]
    width = _SIGN * cell_len(name)
    left = spot[0] + dx - {"left": 0.0, "right": width, "center": width / 2}[align]
    middle = spot[1] + dy
    return left, middle - _LINE / 2, left + width, middle + _LINE / 2


def _shared(one: Box, other: Box) -> float:
    """Return the area that two boxes share.

    Examples
    --------
    >>> _shared((0, 0, 10, 10), (5, 5, 20, 6)), _shared((0, 0, 1, 1), (2, 2, 3, 3))
    (5, 0)
    """
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, across) * max(0, down)


def _outside(box: Box, width: float = _WIDTH) -> float:
    """Return how much of a box lies outside the plane, weighing more than any overlap."""
    return 100.0 * (
        max(0.0, -box[0] - 10) + max(0.0, box[2] - width - 24) + max(0.0, -box[1]) + max(0.0, box[3] - _HEIGHT)
    )


def _axis(frame: Frame, role: str, records: list[dict[str, Any]]) -> Any:
    alt = altair()

    channel = alt.X if role == "x" else alt.Y
    if frame.column(role).unit != "rank":
        axis = figure_axis(frame, role, tickCount=6)
        return channel(f"{role}:Q", scale=alt.Scale(zero=False, padding=18), axis=axis)
    last = max((record[f"{role}high"] or record[role] or 1.0 for record in records), default=1.0)
    scale = alt.Scale(domain=[1.0, last], nice=False, padding=18, reverse=True)
    ranks = [1, *range(5, int(last) + 1, 5)]
    return channel(f"{role}:Q", scale=scale, axis=figure_axis(frame, role, values=ranks))


def _told_apart(frame: Frame) -> Any:
    alt = altair()

    if frame.has("series") or not frame.subject:
        return coloured(frame, legend=True)
    colour = alt.when("datum.chosen").then(alt.value(theme.SUBJECT))
    return colour.when("datum.named").then(alt.value(theme.SERIES[0])).otherwise(alt.value(theme.GREY))
