"""The dossier on a terminal and in a pipe."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from softbalance.interfaces.language import speaker
from softbalance.interfaces.terminal import Screen, parts, show

from .dossiers import MARKUP, bare, dossier


def piped(what, lang="en", width=80):
    stream = io.StringIO()
    show(what, lang, stream, width)
    return stream.getvalue()


def on_a_terminal(what, width, lang="en"):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=True, color_system=None, highlight=False)
    for part in parts(what, speaker(lang), Screen(width, is_terminal=True)):
        console.print(part)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_line_is_wider_than_the_terminal(lang, width):
    for text in (piped(dossier(), lang, width), on_a_terminal(dossier(), width, lang)):
        assert max(cell_len(line) for line in text.splitlines()) <= width


def test_a_pipe_gets_neither_colour_nor_frames():
    text = piped(dossier())
    assert "\x1b" not in text
    assert not set(text) & set("─│┌━█▌▁▂▃▄▅▆▇")


def test_figures_are_shown_with_interval_and_count():
    text = piped(dossier(), width=160)
    assert "0.81 [0.79, 0.83] n=1,234" in text
    assert "0.65 [0.63, 0.67] (95%) n=1,234" in text
    assert "unknown: No roll calls." in text


@pytest.mark.parametrize("width", [80, 160])
def test_every_column_of_a_wide_table_is_printed(width):
    text = " ".join(piped(dossier(), width=width).split())
    for word in ("Since when", "China", "15 June 2001", "18.0 trillion USD", "20.0%", "Nuclear arms", "ongoing"):
        assert word in text


def test_sixty_members_are_printed_and_more_are_counted():
    text = piped(dossier())
    assert "Sweden" in text
    assert "… and 30 more rows" in text


def test_markup_of_a_name_is_printed_and_not_obeyed():
    assert MARKUP in piped(dossier(), width=160)
    assert "[bold]x[/bold]" in piped(dossier(command="[bold]x[/bold]"))


def test_sources_stand_at_the_end_by_number():
    text = piped(dossier(), width=160)
    assert "2024; 10 of 10 observed (2)" in text
    assert "2 World Development Indicators; 2025-07; CC BY 4.0" in text
    assert text.index("Motives are not observed.") < text.index("Sources") < text.index("softbalance assess SCO")


def test_a_terminal_draws_bars_and_sparklines_with_gaps_for_the_unknown():
    text = on_a_terminal(dossier(), 120)
    assert "██" in text
    assert "?" in next(line for line in text.splitlines() if line.startswith("Emergency sessions · SCO"))
    sparkline = next(line for line in text.splitlines() if line.startswith("SCO  2001"))
    assert sparkline[10:].index(" ", 0) == 8, "2009 is unknown"


def test_a_dossier_of_nothing_is_printed():
    assert "Nothing is known" in piped(bare())


def test_chinese_labels_stand_in_a_chinese_dossier():
    text = piped(dossier(), "zh-Hant", 160)
    assert "資料來源" in text
    assert "截至：2025年9月1日" in text
    assert "哈薩克" in text
