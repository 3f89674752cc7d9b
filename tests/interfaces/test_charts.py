"""Charts: one specification each, honest about zero and the unknown."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations, pairwise

import altair as alt
import pytest

from softbalance.dossier.model import Chart, Column, Message, Table
from softbalance.interfaces import charts, theme
from softbalance.interfaces.html import to_html
from softbalance.interfaces.language import speaker
from softbalance.interfaces.plotting import drawable
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import Estimate

from .dossiers import LADDER, UNKNOWN, dossier

DRAWN = {
    (chart.kind, chart.name): (chart, table)
    for section in dossier().sections
    for chart in section.charts
    for table in section.tables
    if table.name == chart.table
}


@cache
def spec_of(kind, name, lang="en", **other):
    chart, table = DRAWN[kind, name]
    return charts.specification(chart, table, speaker(lang), today=date(2025, 9, 1), **other)


def values(spec):
    """Every record of data within a specification."""
    return [record for data in spec["datasets"].values() if isinstance(data, list) for record in data]


def layers(spec):
    """The marks of the layers."""
    return [layer["mark"]["type"] for layer in spec["layer"]]


def from_zero(spec):
    """The domains of the horizontal axes of all layers."""
    axes = (layer["encoding"]["x"] for layer in spec["layer"])
    return [axis["scale"]["domain"] for axis in axes if "scale" in axis]


@pytest.mark.parametrize("key", DRAWN)
def test_every_kind_follows_the_schema_of_vega_lite(key):
    spec = spec_of(*key)
    alt.Chart.from_dict(spec, validate=True)
    assert spec["width"] == "container"


@pytest.mark.parametrize("key", DRAWN)
def test_every_kind_is_drawn_without_a_word_of_warning(key, capfd):
    drawn = charts.svg(spec_of(*key, "zh-Hant", width=600))
    assert drawn.startswith("<svg")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("key", [("bars", "outputs"), ("ladder", "ladder"), ("intervals", "by_stake")])
def test_bars_start_at_zero(key):
    domains = from_zero(spec_of(*key))
    assert domains
    assert all(low == 0 for low, _ in domains)


def test_a_figure_below_zero_extends_the_axis_downwards():
    columns = (Column("a", Message("a")), Column("b", Message("b"), "estimate"))
    table = Table("t", Message("t"), columns, (("x", Estimate(-0.4, -0.6, -0.2)), ("y", Estimate(0.5))))
    chart = Chart("c", Message("c"), "bars", "t", {"y": "a", "x": "b"}, Message("alt"))
    spec = charts.specification(chart, table, speaker())
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == -0.6


def test_an_unknown_figure_is_said_where_its_mark_would_be():
    drawn = charts.svg(spec_of("ladder", "ladder", width=600))
    assert drawn.count("unknown: Never tested.") >= 2
    assert len([record for record in values(spec_of("ladder", "ladder")) if record["value"] is None]) == 2


def test_a_line_breaks_where_a_figure_is_unknown():
    assert ">?</text>" in charts.svg(spec_of("lines", "over_time", width=600))


def test_labels_at_the_ends_of_lines_keep_apart():
    from softbalance.interfaces.charts_frame import spread

    placed = sorted(spread([0.5, 0.5, 0.5, 0.51, 2.0], 0.1))
    assert all(b - a >= 0.1 - 1e-9 for a, b in pairwise(placed))
    assert sum(placed[:4]) / 4 == pytest.approx(0.5025)


def test_an_ongoing_spell_is_drawn_to_the_day_of_the_dossier():
    assert {record["stop"] for record in values(spec_of("timeline", "members"))} == {"2025-09-01"}


def test_the_same_state_has_the_same_colour_in_every_picture():
    assert theme.series_colours(["365", "710"]) == [theme.state_colour(365), theme.state_colour(710)]
    assert theme.series_colours(["710", "2", "365"])[0] == theme.state_colour(710)
    assert theme.state_colour(750) not in {theme.state_colour(pole) for pole in (2, 710, 365)}


def lightness(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("series", "paper"), [(theme.SERIES, theme.PAPER), (theme.SERIES_DARK, theme.PAPER_DARK)])
def test_the_first_colours_differ_in_grey_and_all_stand_out_from_the_paper(series, paper):
    assert all(contrast(one, other) > 1.15 for one, other in combinations(series[:3], 2))
    assert all(contrast(colour, paper) >= 2.4 for colour in series)
    assert len(set(theme.SHAPES)) >= len(series) <= len(theme.DASHES)


def test_night_has_a_colour_for_every_colour_used_by_day():
    used = set(re.findall(r"#[0-9a-f]{6}\b", json.dumps([spec_of(*key) for key in DRAWN])))
    assert used <= set(theme.night())


def test_the_map_knows_every_living_member_and_dashes_contested_territories():
    from softbalance.interfaces.charts_plane import DISPUTED, world_shapes

    known = {feature["properties"]["a3"] for feature in world_shapes()["objects"]["countries"]["geometries"]}
    assert set(DISPUTED) <= known
    assert {record["code"] for record in values(spec_of("map", "map")) if "code" in record} <= known
    assert '"strokeDash"' in json.dumps(spec_of("map", "map")["layer"][-1])


def test_the_subject_is_picked_out_of_a_cloud_of_groupings():
    chart, table = DRAWN["scatter", "plane"]
    roles = {role: name for role, name in chart.roles.items() if role != "series"}
    plain = Chart(chart.name, chart.title, "scatter", table.name, roles, chart.alt)
    spec = charts.specification(plain, table, speaker(), subject="750")
    assert [record["name"] for record in values(spec) if record.get("chosen")] == ["India"]


def test_a_picture_with_chinese_text_needs_a_font_for_it(monkeypatch):
    spec = spec_of("bars", "outputs", "zh-Hant", width=300)
    monkeypatch.setattr(charts, "FONT_FOLDERS", ())
    with pytest.raises(BadInput, match="Noto Sans CJK"):
        charts.png(spec)
    assert charts.png(spec_of("bars", "outputs", width=300)).startswith(b"\x89PNG")


@pytest.mark.fonts
def test_chinese_text_is_drawn_into_a_png():
    chart, table = DRAWN["bars", "outputs"]
    spec = spec_of("bars", "outputs", "zh-Hant", width=300)
    silent = json.loads(re.sub("[\u4e00-\u9fff]", " ", json.dumps(spec, ensure_ascii=False)))
    assert len(charts.png(spec)) > 1.05 * len(charts.png(silent))
    alone = charts.titled(spec, chart, speaker("zh-Hant"))
    assert alone["title"]["text"] == "Output of the members"
    assert table.name == "members"


@pytest.mark.parametrize("key", DRAWN)
def test_a_chart_of_no_rows_has_nothing_to_draw(key):
    chart, table = DRAWN[key]
    empty = Table(table.name, table.title, table.columns, ())
    assert drawable(chart, table, speaker())
    assert not drawable(chart, empty, speaker())


def test_a_chart_of_unknown_figures_has_nothing_to_draw_and_says_so():
    rows = tuple((*row[:2], UNKNOWN) for row in LADDER.tables[0].rows)
    section = replace(LADDER, tables=(replace(LADDER.tables[0], rows=rows),))
    assert not drawable(section.charts[0], section.tables[0], speaker())
    page = to_html(dossier(sections=(section,)))
    assert "Nothing to draw: no figure is known." in page
    assert "<img" not in page
    assert page.count("Never tested.") > len(rows)


def test_points_without_intervals_are_drawn_without_crosses():
    chart, table = DRAWN["scatter", "plane"]
    plain = tuple((row[0], Estimate(row[1].value), Estimate(row[2].value), row[3]) for row in table.rows)
    spec = charts.specification(chart, replace(table, rows=plain), speaker())
    assert "rule" not in layers(spec)
    assert "rule" in layers(spec_of("scatter", "plane"))


def test_a_heat_map_with_room_writes_its_figures_into_the_cells():
    chart, table = DRAWN["heatmap", "pairs"]
    few = tuple(row for row in table.rows if {row[0].ccode, row[1].ccode} <= {710, 365, 750})
    drawn = charts.svg(charts.specification(chart, replace(table, rows=few), speaker(), width=400))
    assert drawn.count(">0.92</text>") == 2
    assert ">0.92</text>" not in charts.svg(spec_of("heatmap", "pairs", width=400))
