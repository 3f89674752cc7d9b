"""Paragraphs and tables as lines of text."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from softbalance.interfaces.lines import paragraph, table_lines, wrapped

ENGLISH = "The 10 members hold 42.3% of the world's people; supercalifragilisticexpialidocious words are cut."
CHINESE = (
    "截至2025年底，上海合作組織最可能是協調平台（機率 57.1%）；其次：論壇（42.9%）。參見「軟性平衡」與《憲章》第 3 條。"
)


def printed(lines, **options):
    stream = io.StringIO()
    Console(file=stream, width=200, **options).print(lines, end="", crop=False)
    return stream.getvalue()


@pytest.mark.parametrize("width", [12, 20, 33, 80])
@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_wrapping_loses_no_letter_and_keeps_the_width(text, width):
    lines = wrapped(text, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("width", [14, 20, 33])
def test_no_chinese_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width):
    for line in wrapped(CHINESE, width):
        assert line[0] not in "，。、；：！？）」』》"
        assert line[-1] not in "（「『《"


def test_a_table_pads_wide_characters_by_their_cells_and_ends_no_line_in_blanks():
    text = printed(
        table_lines(["國家", "share"], [["中國", "1.0%"], ["India", "12.0%"]], [6, 6], [False, True], ruled=False)
    )
    assert text.splitlines() == ["國家     share", "中國      1.0%", "India    12.0%"]


def test_cells_of_a_row_begin_together_and_headings_end_together():
    text = printed(table_lines(["a long column", "b"], [["one two", "x"]], [6, 2], [False, False], ruled=True))
    assert text.splitlines() == ["a long", "column  b", "──────────", "one     x", "two"]


def test_escape_sequences_of_a_name_do_not_reach_the_terminal():
    assert "\x1b" not in printed(paragraph("evil \x1b[2Jname", 40))


def test_styles_are_shown_on_a_terminal_alone():
    assert "\x1b[1m" in printed(paragraph("x", 10, "bold"), force_terminal=True, color_system="standard")
    assert printed(paragraph("x", 10, "bold")) == "x\n"
