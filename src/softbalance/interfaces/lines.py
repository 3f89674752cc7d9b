"""Paragraphs and tables as lines of styled text, for a terminal or a pipe.

Widths are known before anything is laid out, so that a dossier of a thousand lines costs little more than its letters;
into a pipe the lines go as they are, and Rich's console is not even loaded.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

GAP = 2
_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_OPENING, _CLOSING = "（「『《〈【", "，。、；：！？）」』》〉】％…"
_TOKEN = re.compile(rf"\s+|[{_OPENING}]*(?:[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+[{_CLOSING}]*)|[{_OPENING}]+")
Piece = tuple[str, str]  # text and its style


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines ready to print, each made of pieces of text and their styles (of Rich; empty: none)."""

    lines: Sequence[Sequence[Piece]]

    def plain(self) -> str:
        """Return the lines without styles."""
        return "".join("".join(_printable(text) for text, _ in line) + "\n" for line in self.lines)

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "RenderResult":
        """Yield the pieces; no line breaks but these."""
        from rich.segment import Segment

        styles = {style: console.get_style(style) for line in self.lines for _, style in line if style}
        for line in self.lines:
            yield from (Segment(_printable(text), styles.get(style)) for text, style in line)
            yield Segment.line()


def _printable(text: str) -> str:
    """Return the text without control characters, which a terminal would obey."""
    return text if text.isprintable() else "".join(letter for letter in text if letter.isprintable())


def width_of(text: str) -> int:
    """Return how many cells of a terminal the text takes."""
    return len(text) if text.isascii() else cell_len(text)


def wrapped(text: str, width: int) -> list[str]:
    """Return the text in lines of at most ``width`` cells.

    Lines break between words and between Chinese characters, never before a closing mark, and within a word only where
    it is longer than a line.

    Examples
    --------
    >>> wrapped("a line of words", 7)
    ['a line', 'of', 'words']
    >>> wrapped("上海合作組織，SCO", 8)
    ['上海合作', '組織，', 'SCO']
    """
    if width_of(text) <= width and "\n" not in text:
        return [text]
    return [line for part in text.split("\n") for line in _filled(part, max(width, 2))]


def _filled(text: str, width: int) -> list[str]:
    lines, used = [""], 0
    for token in _TOKEN.findall(text):
        for piece in [token] if width_of(token) <= width else chop_cells(token, width):
            size = width_of(piece)
            if used + size > width:
                lines.append("")
                used = 0
            if used or not piece.isspace():
                lines[-1] += piece
                used += size
    return [line.rstrip() for line in lines]


def paragraph(text: str, width: int, style: str = "", left: int = 0) -> Lines:
    """Return a paragraph, set in from the left."""
    return Lines([[(" " * left + line, style)] for line in wrapped(text, width - left)])


def row_lines(
    cells: Sequence[str],
    widths: Sequence[int],
    right: Sequence[bool],
    styles: Sequence[str],
    *,
    low: bool = False,
    gap: int = GAP,
) -> list[list[Piece]]:
    """Return a row of a table as lines; its cells stand at the top, or at the foot where ``low`` is set."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, columns), default=0)
    blank = [[""] * (height - len(column)) for column in columns]
    full = [space + column if low else column + space for column, space in zip(columns, blank, strict=True)]
    return [_line(texts, widths, right, styles, gap) for texts in zip(*full, strict=True)]


def _line(
    texts: Sequence[str], widths: Sequence[int], right: Sequence[bool], styles: Sequence[str], gap: int
) -> list[Piece]:
    """Return one line of a table, cells padded to their widths, nothing behind the last letter."""
    pieces: list[Piece] = []
    blank = 0
    for text, width, to_right, style in zip(texts, widths, right, styles, strict=True):
        space = max(0, width - width_of(text))
        if text:
            blank += space if to_right else 0
            pieces += [(" " * blank, ""), (text, style)] if blank else [(text, style)]
            blank = 0 if to_right else space
        else:
            blank += width
        blank += gap
    return pieces


def table_lines(
    labels: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], right: Sequence[bool], *, ruled: bool
) -> Lines:
    """Return a table under its heading, with a rule between the two where ``ruled`` is set."""
    plain = [""] * len(widths)
    lines = row_lines(labels, widths, right, ["bold"] * len(widths), low=True)
    if ruled:
        lines.append([("─" * (sum(widths) + GAP * (len(widths) - 1)), "")])
    for row in rows:
        lines += row_lines(row, widths, right, plain)
    return Lines(lines)
