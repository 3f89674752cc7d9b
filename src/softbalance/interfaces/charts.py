"""A chart of a dossier as one Vega-Lite specification, through Altair, and that as SVG or PNG.

Every kind keeps the same rules: bars start at zero, an unknown figure is said to be unknown where its mark would be,
series are named beside their marks before a legend is thought of, and told apart by shape or dash as well as by colour.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from softbalance.dossier.model import Chart, Table
from softbalance.interfaces import charts_axes, charts_categories, charts_multiples, charts_plane, charts_scatter, theme
from softbalance.interfaces.charts_frame import Frame
from softbalance.interfaces.language import Speaker
from softbalance.terms.errors import BadInput

_KINDS: dict[str, Callable[[Frame], Any]] = {
    "bars": charts_categories.bars,
    "intervals": charts_categories.intervals,
    "ladder": charts_categories.bars,
    "stacked": charts_categories.stacked,
    "lines": charts_axes.lines,
    "scatter": charts_scatter.scatter,
    "timeline": charts_axes.timeline,
    "multiples": charts_multiples.multiples,
    "network": charts_plane.network,
    "heatmap": charts_plane.heatmap,
    "map": charts_plane.world,
}


def specification(
    chart: Chart, table: Table, say: Speaker, *, subject: str = "", today: date | None = None, width: int | None = None
) -> dict[str, Any]:
    """Return the chart as a Vega-Lite specification without a title, its data within it.

    Parameters
    ----------
    subject
        Id of the grouping or COW number of the state to be picked out among others.
    today
        Where a spell that goes on is drawn to; today's date by default.
    width
        In pixels; without it as wide as the element it is put into.
    """
    frame = Frame(chart, table, say, subject, today or date.today(), width)
    drawing = _KINDS[chart.kind](frame)
    spec: dict[str, Any] = (
        drawing.properties(width=width or "container").configure(**theme.config()).to_dict(validate=False)
    )
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def titled(spec: dict[str, Any], chart: Chart, say: Speaker) -> dict[str, Any]:
    """Return the specification with the chart's title and note, for a picture that stands alone."""
    note = say.say(chart.note) if chart.note else ""
    return {**spec, "title": {"text": say.say(chart.title), "subtitle": note}}


def svg(spec: dict[str, Any]) -> str:
    """Return the specification drawn as SVG; its text stays text."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec))


def png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """Return the specification drawn as PNG.

    Raises
    ------
    BadInput
        If the picture has Chinese text and no font on this machine has Chinese letters: it would be drawn without text.
    """
    import vl_convert

    if _has_chinese(str(spec)) and not chinese_font():
        raise BadInput("No font with Chinese letters is installed: install Noto Sans CJK (Debian: fonts-noto-cjk).")
    return bytes(vl_convert.vegalite_to_png(spec, scale=scale))


def chinese_font() -> str | None:
    """Return the file of a font with Traditional Chinese letters, ``None`` if this machine has none."""
    from pathlib import Path

    for folder in FONT_FOLDERS:
        for pattern in CHINESE_FONTS:
            for found in sorted(Path(folder).expanduser().rglob(pattern)):
                return str(found)
    return None


FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
                "/System/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
CHINESE_FONTS = ("NotoSansCJK-Regular*", "NotoSansTC*", "NotoSansCJKtc*", "PingFang*", "msjh*")


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
