"""The dossier on a terminal, at any width from 60 columns; in a pipe plain text without colour or frames.

Left out, all of it in the JSON and in the reports:

- methods of figures, coverage and sources of figures inside tables, and the sources' hashes, pages and citations;
- columns of codes that stand beside their names;
- rows of a table beyond the sixtieth (their number is said);
- on a terminal, a table that a drawn picture says in full, but for the years within a sparkline;
- pictures that characters cannot draw (scatter, network, map, heat map, timeline), whose tables are printed;
  in a pipe all pictures.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING

from softbalance.dossier.model import N_, Column, Dossier, Figure, Message, Section, SourceLine, Table
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.lines import GAP, Lines, paragraph, row_lines, table_lines, width_of
from softbalance.interfaces.request import made_with

if TYPE_CHECKING:
    from rich.console import RenderableType

MAX_ROWS = 60
MAX_TEXT_WIDTH = 110
MAX_LABEL_WIDTH = 44
_RIGHT = frozenset({"integer", "number", "share", "estimate"})
_BLANK = Lines([[]])


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the dossier is shown: its width in cells, and whether it is a terminal or a pipe."""

    width: int
    is_terminal: bool


def show(dossier: Dossier, lang: str = "en", file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the dossier; colour and pictures only where ``file`` (default: standard output) is a terminal."""
    stream = file or sys.stdout
    screen = Screen(width or get_terminal_size().columns, stream.isatty())
    shown = parts(dossier, speaker(lang), screen)
    if screen.is_terminal:
        _draw(shown, stream, screen.width)
    else:
        stream.writelines(part.plain() for part in shown if isinstance(part, Lines))


def _draw(shown: Iterable["RenderableType"], stream: IO[str], width: int) -> None:
    """Print to a terminal, runs of lines at once."""
    from rich.console import Console, Group

    console = Console(file=stream, width=width, highlight=False)
    for lines, run in groupby(shown, lambda part: isinstance(part, Lines)):
        if lines:
            console.print(
                Lines([line for part in run if isinstance(part, Lines) for line in part.lines]), end="", crop=False
            )
        else:
            console.print(Group(*run))


def parts(dossier: Dossier, say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    """Yield the pieces of the dossier in reading order; for a pipe all of them are :class:`Lines`."""
    numbers = {line.id: position for position, line in enumerate(dossier.sources, 1)}
    yield paragraph(say.say(dossier.title), screen.width, "bold")
    yield from _asked(dossier, say, screen)
    yield from _paragraphs(dossier.answer, say, screen, style="bold")
    for section in dossier.sections:
        yield from _section(section, say, screen, numbers)
    yield from _remarks(dossier.notes, say, screen)
    yield from _sources(dossier.sources, say, screen)
    yield from _colophon(dossier, say, screen)


def _asked(dossier: Dossier, say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    pairs = say.asked(dossier.asked)
    if pairs:
        colon = say.text(N_(": "))
        text = say.text(N_("; ")).join(f"{label}{colon}{value}" for label, value in pairs)
        yield paragraph(text, screen.width, "dim")
    yield _BLANK


def _paragraphs(
    messages: Iterable[Message], say: Speaker, screen: Screen, style: str = ""
) -> Iterable["RenderableType"]:
    for message in messages:
        yield paragraph(say.say(message), min(screen.width, MAX_TEXT_WIDTH), style)


def _section(section: Section, say: Speaker, screen: Screen, numbers: dict[str, int]) -> Iterable["RenderableType"]:
    yield _BLANK
    yield _heading(say.say(section.title), screen)
    yield from _paragraphs(section.sentences, say, screen)
    if section.figures:
        yield _BLANK
        yield _figures(section.figures, say, numbers, screen)
    said = _said(section, screen)
    for table in section.tables:
        if table.name not in said:
            yield from _table(table, say, screen)
    if screen.is_terminal:
        from softbalance.interfaces.terminal_charts import drawing

        yield from drawing(section, say, screen.width)
    yield from _remarks(section.notes, say, screen)


def _said(section: Section, screen: Screen) -> frozenset[str]:
    """Return the tables that a drawn picture says in full."""
    if not screen.is_terminal:
        return frozenset()
    from softbalance.interfaces.terminal_charts import drawn

    return drawn(section)


def _heading(title: str, screen: Screen) -> Lines:
    if screen.is_terminal:
        return paragraph(title, screen.width, "bold cyan")
    return Lines([*paragraph(title, screen.width).lines, [("=" * min(width_of(title), screen.width), "")]])


def _figures(figures: Sequence[Figure], say: Speaker, numbers: dict[str, int], screen: Screen) -> Lines:
    """Return figures as label, value and coverage; the coverage takes what the other two leave."""
    rows = [(say.say(figure.label), say.figure(figure.estimate), _aside(figure, say, numbers)) for figure in figures]
    label, value, aside = (max(map(width_of, column)) for column in zip(*rows, strict=True))
    label = min(label, MAX_LABEL_WIDTH, screen.width * 2 // 5)
    value = min(value, (screen.width - label - 2 * GAP) * 3 // 5 if aside else screen.width - label - GAP)
    widths = (label, value, max(8, screen.width - label - value - 2 * GAP))
    lines = []
    for figure, row in zip(figures, rows, strict=True):
        styles = ("", "" if figure.estimate.known else "italic", "dim")
        lines += row_lines(row, widths, (False, False, False), styles)
    return Lines(lines)


def _aside(figure: Figure, say: Speaker, numbers: dict[str, int]) -> str:
    """Return coverage and source marks; the note of an unknown figure is its reason and stands beside "unknown"."""
    coverage = say.coverage(figure.estimate.coverage, note=figure.estimate.known)
    marks = ",".join(str(numbers.get(source, source)) for source in figure.estimate.sources)
    return " ".join(filter(None, (coverage, f"({marks})" if marks else "")))


def _table(table: Table, say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    table = table.for_readers()
    cells = [list(map(say.cell, table.columns, row)) for row in table.rows[:MAX_ROWS]]
    labels = [say.say(column.label) for column in table.columns]
    yield _BLANK
    yield paragraph(say.say(table.title), screen.width, "underline" if screen.is_terminal else "")
    if not cells:
        yield paragraph(say.text(N_("No rows.")), screen.width, "italic")
    yield from _grids(table.columns, labels, cells, screen)
    if len(table.rows) > MAX_ROWS:
        more = say.text(N_("… and {rows} more rows: see the JSON or a report."))
        yield paragraph(more.format(rows=len(table.rows) - MAX_ROWS), screen.width, "italic")
    yield from _remarks((table.note,) if table.note else (), say, screen)


def _grids(
    columns: Sequence[Column], labels: Sequence[str], cells: Sequence[Sequence[str]], screen: Screen
) -> Iterable["RenderableType"]:
    if not cells:
        return
    widths = _widths(labels, cells, screen.width)
    right = [column.kind in _RIGHT for column in columns]
    for i, block in enumerate(_blocks(widths, screen.width)):
        yield from (_BLANK,) if i else ()
        head, rows = [labels[k] for k in block], ([row[k] for k in block] for row in cells)
        yield table_lines(head, rows, [widths[k] for k in block], [right[k] for k in block], ruled=screen.is_terminal)


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """Return the columns in groups that fit the width, the first column leading each group."""
    blocks, used = [[0]], widths[0]
    for column in range(1, len(widths)):
        if used + GAP + widths[column] > width and len(blocks[-1]) > 1:
            blocks.append([0])
            used = widths[0]
        blocks[-1].append(column)
        used += GAP + widths[column]
    return blocks


def _widths(labels: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return how wide each column stands: its cells up to half the terminal, its heading in lines of 16.

    Where that cuts the table into fewer pieces, the leading column, which each repeats, is narrower.
    """
    heads = [max(min(width_of(label), 16), *(width_of(word) for word in label.split())) for label in labels]
    bodies = [min(max(width_of(row[i]) for row in cells), (width - GAP) // 2) for i in range(len(labels))]
    widths = [max(pair) for pair in zip(heads, bodies, strict=True)]
    narrow = [min(widths[0], max(heads[0], width * 3 // 10)), *widths[1:]]
    return narrow if len(_blocks(narrow, width)) < len(_blocks(widths, width)) else widths


def _remarks(messages: Iterable[Message], say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    for message in messages:
        yield paragraph(f"· {say.say(message)}", min(screen.width, MAX_TEXT_WIDTH), "dim")


def _sources(sources: Sequence[SourceLine], say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    if not sources:
        return
    yield _BLANK
    yield paragraph(say.text(N_("Sources")), screen.width, "bold")
    number = len(str(len(sources)))
    lines = []
    for position, source in enumerate(sources, 1):
        told = say.text(N_("; ")).join(filter(None, (source.title, say.text(source.version), say.text(source.licence))))
        widths = (number, screen.width - number - 1)
        lines += row_lines((f"{position}", told), widths, (True, False), ("", ""), gap=1)
    yield Lines(lines)


def _colophon(dossier: Dossier, say: Speaker, screen: Screen) -> Iterable["RenderableType"]:
    colon = say.text(N_(": "))
    versions = ", ".join(f"{name} {version}" for name, version in made_with(dossier.versions, say).items())
    brackets = say.text(N_("Brackets are 90% intervals unless stated; n counts observations."))
    yield _BLANK
    yield paragraph(brackets, screen.width, "dim")
    for label, value in ((N_("Again"), dossier.command), (N_("Made with"), versions)):
        if value:
            yield paragraph(f"{say.text(label)}{colon}{value}", screen.width, "dim")
