"""Pictures of full reports: panels side by side, a slider through the years, names that do not cover each other."""

from datetime import date
from itertools import combinations

import altair as alt
import pytest

from softbalance.dossier.model import Chart, Column, GroupingRef, Message, Share, StateRef, Table
from softbalance.interfaces import charts, charts_scatter, theme
from softbalance.interfaces.html import to_html
from softbalance.interfaces.language import speaker
from softbalance.terms.estimate import Estimate

from .dossiers import dossier, text

YEARS, STATES = (2001, 2013, 2025), (710, 365, 750)


def position(ccode, year):
    return Estimate(ccode / 700 + (year - 2001) / 24, 0.0, 2.5, n=1, unit="index")


BY_YEAR = Table(
    "by_year",
    text("Positions"),
    (
        Column("year", text("year"), "integer"),
        Column("state", text("state"), "state"),
        Column("at", text("position"), "estimate"),
    ),
    tuple((year, StateRef(ccode), position(ccode, year)) for year in YEARS for ccode in STATES),
)
AREAS = Table(
    "areas",
    text("Areas"),
    (
        Column("state", text("member"), "state"),
        Column("area", text("area")),
        Column("power", text("power")),
        Column("part", text("share"), "share"),
    ),
    tuple(
        (StateRef(ccode), text(area), power, None if (ccode, area) == (703, "economy") else Share(part))
        for ccode in (703, 750)
        for area in ("diplomacy", "economy")
        for power, part in ((StateRef(2), 0.2), (StateRef(710), 0.5), (text("others"), 0.3))
    ),
)
RANKS = Table(
    "ranks",
    text("Ranks"),
    (
        Column("grouping", text("grouping"), "grouping"),
        Column("surface", text("surface"), "estimate", "rank"),
        Column("substance", text("substance"), "estimate", "rank"),
        Column("named", text("named"), "flag"),
    ),
    tuple(
        (
            GroupingRef(name),
            Estimate(i, max(1, i - 2), i + 2, unit="rank"),
            Estimate(21 - i, 19 - i, 22 - i, unit="rank"),
            i < 9,
        )
        for i, name in enumerate(
            ("SCO", "NATO", "QUAD", "BRICS", "G7", "G20", "EU", "ASEAN", "CSTO", "OSCE", "APEC", "GCC"), 1
        )
    ),
)
MOVING = Chart(
    "moving", text("Moving"), "intervals", "by_year", {"y": "state", "x": "at", "frame": "year"}, text("Moving.")
)
MAPPED = Chart(
    "mapped", text("Mapped"), "map", "by_year", {"state": "state", "x": "at", "frame": "year"}, text("Mapped.")
)
PANELS = Chart(
    "panels",
    text("Panels"),
    "multiples",
    "areas",
    {"y": "state", "x": "part", "series": "power", "panel": "area"},
    text("Panels."),
)
PLACES = Chart(
    "headline",
    text("Places"),
    "scatter",
    "ranks",
    {"x": "surface", "y": "substance", "label": "grouping", "named": "named"},
    text("Places."),
)
ALL = [(MOVING, BY_YEAR), (MAPPED, BY_YEAR), (PANELS, AREAS), (PLACES, RANKS)]


def spec_of(chart, table, lang="en", **other):
    return charts.specification(chart, table, speaker(lang), subject="SCO", today=date(2025, 9, 1), **other)


def records(spec, key):
    """The records of a specification that have a field."""
    return [one for data in spec["datasets"].values() if isinstance(data, list) for one in data if key in one]


@pytest.mark.parametrize(("chart", "table"), ALL)
def test_every_kind_follows_the_schema_of_vega_lite(chart, table):
    alt.Chart.from_dict(spec_of(chart, table), validate=True)


@pytest.mark.parametrize("chart", [MOVING, MAPPED])
def test_a_slider_moves_through_the_years_and_begins_with_the_last(chart):
    (slider,) = spec_of(chart, BY_YEAR)["params"]
    assert slider["name"] == "frame"
    assert slider["value"] == 2025
    assert {key: slider["bind"][key] for key in ("input", "min", "max", "step")} == {
        "input": "range", "min": 2001, "max": 2025, "step": 12,
    }  # fmt: skip


def test_the_still_picture_shows_the_last_year_alone():
    drawn = charts.svg(spec_of(MOVING, BY_YEAR, width=500))
    assert ">2.0</text>" in drawn or ">2.01</text>" in drawn
    assert ">1.01</text>" not in drawn


def test_the_axis_stays_while_the_years_go_by():
    spec = spec_of(MOVING, BY_YEAR)
    domains = {
        tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in spec["layer"] if "scale" in layer["encoding"]["x"]
    }
    assert len(domains) == 1


def test_one_year_needs_no_slider():
    once = Table(BY_YEAR.name, BY_YEAR.title, BY_YEAR.columns, BY_YEAR.rows[:3])
    assert "params" not in spec_of(MOVING, once)


def test_the_map_holds_every_year_of_every_state():
    (china,) = [one for one in records(spec_of(MAPPED, BY_YEAR), "code") if one["code"] == "CHN"]
    assert [round(china[f"value{year}"], 2) for year in YEARS] == [1.01, 1.51, 2.01]


def test_the_page_of_moving_pictures_has_room_for_the_slider_and_the_world_but_once():
    from softbalance.dossier.model import Section

    section = Section("moves", text("Moves"), tables=(BY_YEAR,), charts=(MOVING, MAPPED, MAPPED_AGAIN))
    page = to_html(dossier(sections=(section,)))
    assert page.count('class="controls"') == 3
    assert page.count('"type": "Topology"') == 1


def test_the_largest_pictures_stand_still_where_a_page_would_grow_too_large(monkeypatch):
    from softbalance.dossier.model import Section
    from softbalance.interfaces import html

    section = Section("moves", text("Moves"), tables=(BY_YEAR, RANKS), charts=(MOVING, PLACES))
    whole = to_html(dossier(sections=(section,)))
    monkeypatch.setattr(html, "MOST_BYTES", len(whole.encode()) - 10)
    lighter = to_html(dossier(sections=(section,)))
    assert (whole.count("data-chart="), lighter.count("data-chart=")) == (2, 1)
    assert whole.count('class="still"') == lighter.count('class="still"') == 2
    monkeypatch.setattr(html, "MOST_BYTES", 1)
    assert "<script" not in to_html(dossier(sections=(section,)))


MAPPED_AGAIN = Chart(
    "again", text("Again"), "map", "by_year", {"state": "state", "x": "at", "frame": "year"}, text("Again.")
)


def test_the_parts_of_a_panel_follow_each_other_to_the_whole():
    bars = records(spec_of(PANELS, AREAS), "stop")
    ends = [(round(one["start"], 2), round(one["stop"], 2)) for one in bars if one["row"] == "India"]
    assert ends == [(0.0, 0.2), (0.2, 0.7), (0.7, 1.0), (1.16, 1.36), (1.36, 1.86), (1.86, 2.16)]


def test_a_panel_of_which_nothing_is_known_says_so_once():
    gaps = [one for one in records(spec_of(PANELS, AREAS), "start") if "stop" not in one]
    assert [(one["row"], one["panel"], one["text"]) for one in gaps] == [("Kyrgyzstan", "economy", "unknown")]


def test_powers_keep_their_colours_in_panels_and_the_others_are_grey():
    scales = [
        layer["encoding"]["color"]["scale"]
        for layer in spec_of(PANELS, AREAS)["layer"]
        if "scale" in layer["encoding"]["color"]
    ]
    assert scales[0]["range"] == [theme.state_colour(2), theme.state_colour(710), theme.REST]


def test_only_named_points_have_names_and_the_subject_is_picked_out():
    spec = spec_of(PLACES, RANKS)
    known = records(spec, "named")
    assert {one["name"] for one in known if one["side"]} == {one["name"] for one in known if one["named"]}
    assert [one["name"] for one in known if one["chosen"]] == ["SCO"]


def test_names_cover_neither_each_other_nor_leave_the_plane():
    known = records(spec_of(PLACES, RANKS), "named")
    spots = charts_scatter._spots(known)
    boxes = [
        charts_scatter._box(one["name"], spot, one["side"])
        for one, spot in zip(known, spots, strict=True)
        if one["side"]
    ]
    assert all(charts_scatter._shared(one, other) == 0 for one, other in combinations(boxes, 2))
    assert all(charts_scatter._outside(box) == 0 for box in boxes)


def test_in_a_crowd_no_name_covers_another():
    names = [f"State {n}" for n in range(120)]
    rows = tuple(
        (Message(name), Estimate(n % 7 / 10, unit="index"), Estimate(n % 11 / 10, unit="index"))
        for n, name in enumerate(names)
    )
    columns = (Column("s", text("state")), Column("x", text("x"), "estimate"), Column("y", text("y"), "estimate"))
    chart = Chart("plane", text("Plane"), "scatter", "t", {"x": "x", "y": "y", "label": "s"}, text("Plane."))
    spec = charts.specification(chart, Table("t", text("T"), columns, rows), speaker())
    known = records(spec, "named")
    spots = charts_scatter._spots(known)
    boxes = [
        charts_scatter._box(one["name"], spot, one["side"])
        for one, spot in zip(known, spots, strict=True)
        if one["side"]
    ]
    assert 0 < len(boxes) < 120
    assert all(charts_scatter._shared(one, other) == 0 for one, other in combinations(boxes, 2))


def test_differences_of_both_signs_stand_around_zero_in_the_middle():
    rows = tuple(
        (text(name), Estimate(value, value - 0.05, value + 0.05, unit="difference"))
        for name, value in (("a", 0.1), ("b", -0.2))
    )
    table = Table(
        "effects", text("Effects"), (Column("lever", text("lever")), Column("pay", text("change"), "estimate")), rows
    )
    chart = Chart("tornado", text("Levers"), "bars", "effects", {"y": "lever", "x": "pay"}, text("Levers."))
    first = spec_of(chart, table)["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert first[0] == pytest.approx(-0.25)
    assert first[1] >= 0.25


def test_the_subject_has_one_colour_in_every_picture():
    rows = tuple((Message("say"), GroupingRef(name), Estimate(0.5, unit="share")) for name in ("NATO", "SCO"))
    columns = (
        Column("rung", text("rung")),
        Column("grouping", text("grouping"), "grouping"),
        Column("rate", text("rate"), "estimate"),
    )
    chart = Chart(
        "ladder", text("Ladder"), "ladder", "rungs", {"y": "rung", "x": "rate", "series": "grouping"}, text("Ladder.")
    )
    spec = spec_of(chart, Table("rungs", text("Rungs"), columns, rows))
    colours = next(
        layer["encoding"]["color"]["scale"] for layer in spec["layer"] if "scale" in layer["encoding"].get("color", {})
    )
    assert dict(zip(colours["domain"], colours["range"], strict=True))["SCO"] in {theme.SUBJECT}


def test_a_picture_that_moves_is_left_to_the_table_on_a_terminal():
    from softbalance.dossier.model import Section
    from softbalance.interfaces import terminal_charts

    section = Section("moves", text("Moves"), tables=(BY_YEAR,), charts=(MOVING,))
    assert terminal_charts.drawn(section) == frozenset()
    assert list(terminal_charts.drawing(section, speaker(), 100)) == []
