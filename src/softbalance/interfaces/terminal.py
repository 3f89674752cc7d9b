"""The dossier on a terminal, at any width from 60 columns; in a pipe plain text without colour or frames.

Left out, all of it in the JSON and in the reports:

- methods of figures, coverage and sources of figures inside tables, and the sources' hashes, pages and citations;
- rows of a table beyond the sixtieth (their number is said);
- on a terminal, a table that a drawn picture says in full, but for the years within a sparkline;
- pictures that characters cannot draw (scatter, network, map, heat map, timeline), whose tables are printed;
  in a pipe all pictures.
"""

from collections.abc import Iterable, Sequence
from typing import IO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from softbalance.dossier.model import N_, Column, Dossier, Figure, Message, Section, SourceLine, Table
from softbalance.interfaces.language import Speaker, speaker
from softbalance.interfaces.terminal_charts import drawing, drawn

MAX_ROWS = 60
MAX_TEXT_WIDTH = 110
_GAP = 2
_RIGHT = frozenset({"integer", "number", "share", "estimate"})


def show(dossier: Dossier, lang: str = "en", file: IO[str] | None = None, width: int | None = None) -> None:
    """Print the dossier; colour and pictures only where ``file`` (default: standard output) is a terminal."""
    console = Console(file=file, width=width, highlight=False, soft_wrap=False)
    for part in parts(dossier, speaker(lang), console):
        console.print(part)


def parts(dossier: Dossier, say: Speaker, console: Console) -> Iterable[RenderableType]:
    """Yield the pieces of the dossier in reading order."""
    numbers = {line.id: position for position, line in enumerate(dossier.sources, 1)}
    yield Text(say.say(dossier.title), style="bold")
    yield from _asked(dossier, say)
    yield from _paragraphs(dossier.answer, say, console, style="bold")
    for section in dossier.sections:
        yield from _section(section, say, console, numbers)
    yield from _remarks(dossier.notes, say, console)
    yield from _sources(dossier.sources, say)
    yield from _colophon(dossier, say)


def _asked(dossier: Dossier, say: Speaker) -> Iterable[RenderableType]:
    pairs = say.asked(dossier.asked)
    if pairs:
        colon = say.text(N_(": "))
        yield Text(say.text(N_("; ")).join(f"{label}{colon}{value}" for label, value in pairs), style="dim")
    yield ""


def _paragraphs(
    messages: Iterable[Message], say: Speaker, console: Console, style: str = ""
) -> Iterable[RenderableType]:
    for message in messages:
        yield _wrapped(Text(say.say(message), style=style), console)


def _wrapped(text: Text, console: Console, left: int = 0) -> Padding:
    return Padding(text, (0, max(0, console.width - MAX_TEXT_WIDTH), 0, left), expand=False)


def _section(section: Section, say: Speaker, console: Console, numbers: dict[str, int]) -> Iterable[RenderableType]:
    yield ""
    yield _heading(say.say(section.title), console)
    yield from _paragraphs(section.sentences, say, console)
    if section.figures:
        yield ""
        yield _figures(section.figures, say, numbers)
    said = drawn(section) if console.is_terminal else frozenset()
    for table in section.tables:
        if table.name not in said:
            yield from _table(table, say, console)
    if console.is_terminal:
        yield from drawing(section, say, console.width)
    yield from _remarks(section.notes, say, console)


def _heading(title: str, console: Console) -> RenderableType:
    if console.is_terminal:
        return Text(title, style="bold cyan")
    return Group(Text(title), Text("=" * min(cell_len(title), console.width)))


def _figures(figures: Sequence[Figure], say: Speaker, numbers: dict[str, int]) -> Grid:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(ratio=None, overflow="fold", max_width=44)
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold", style="dim")
    for figure in figures:
        note = figure.estimate.known  # the note of an unknown figure is its reason and stands beside "unknown"
        coverage = say.coverage(figure.estimate.coverage, note=note)
        grid.add_row(
            Text(say.say(figure.label)),
            Text(say.figure(figure.estimate), style="" if figure.estimate.known else "italic"),
            Text(" ".join(filter(None, (coverage, _marks(figure, numbers))))),
        )
    return grid


def _marks(figure: Figure, numbers: dict[str, int]) -> str:
    marks = ",".join(str(numbers.get(source, source)) for source in figure.estimate.sources)
    return f"({marks})" if marks else ""


def _table(table: Table, say: Speaker, console: Console) -> Iterable[RenderableType]:
    cells = [[say.cell(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    labels = [say.say(column.label) for column in table.columns]
    yield ""
    yield Text(say.say(table.title), style="underline" if console.is_terminal else "")
    if not cells:
        yield Text(say.text(N_("No rows.")), style="italic")
    yield from _grids(table.columns, labels, cells[:MAX_ROWS], console)
    if len(cells) > MAX_ROWS:
        yield Text(
            say.text(N_("… and {rows} more rows: see the JSON or a report.")).format(rows=len(cells) - MAX_ROWS),
            style="italic",
        )
    yield from _remarks((table.note,) if table.note else (), say, console)


def _grids(
    columns: Sequence[Column], labels: Sequence[str], cells: Sequence[Sequence[str]], console: Console
) -> Iterable[RenderableType]:
    if not cells:
        return
    widths = _widths(labels, cells, console.width)
    for i, block in enumerate(_blocks(widths, console.width)):
        yield from ("",) if i else ()
        yield _grid(columns, labels, cells, widths, block, framed=console.is_terminal)


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """Return the columns in groups that fit the width, the first column leading each group."""
    blocks, used = [[0]], widths[0]
    for column in range(1, len(widths)):
        if used + widths[column] > width and len(blocks[-1]) > 1:
            blocks.append([0])
            used = widths[0]
        blocks[-1].append(column)
        used += widths[column] + _GAP
    return blocks


def _widths(labels: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return how wide each column stands: its cells up to half the terminal, its heading in lines of 16."""
    heads = [max(min(cell_len(label), 16), *(cell_len(word) for word in label.split())) for label in labels]
    bodies = [max(min(cell_len(row[i]), width // 2) for row in cells) for i in range(len(labels))]
    return [max(pair) for pair in zip(heads, bodies, strict=True)]


def _grid(
    columns: Sequence[Column],
    labels: Sequence[str],
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    block: Sequence[int],
    *,
    framed: bool,
) -> Grid:
    grid = Grid(
        box=SIMPLE_HEAD if framed else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP, 0, 0),
        header_style="bold",
    )
    for i in block:
        right = columns[i].kind in _RIGHT
        grid.add_column(
            Text(labels[i]), justify="right" if right else "left", overflow="fold", width=widths[i], vertical="bottom"
        )
    for row in cells:
        grid.add_row(*(Text(row[i]) for i in block))
    return grid


def _remarks(messages: Iterable[Message], say: Speaker, console: Console) -> Iterable[RenderableType]:
    for message in messages:
        yield _wrapped(Text(f"· {say.say(message)}", style="dim"), console)


def _sources(lines: Sequence[SourceLine], say: Speaker) -> Iterable[RenderableType]:
    if not lines:
        return
    yield ""
    yield Text(say.text(N_("Sources")), style="bold")
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for position, line in enumerate(lines, 1):
        grid.add_row(
            f"{position}", Text(say.text(N_("; ")).join(filter(None, (line.title, line.version, line.licence))))
        )
    yield grid


def _colophon(dossier: Dossier, say: Speaker) -> Iterable[RenderableType]:
    colon = say.text(N_(": "))
    versions = ", ".join(f"{name} {version}" for name, version in dossier.versions.items())
    yield ""
    yield Text(say.text(N_("Brackets are 90% intervals unless stated; n counts observations.")), style="dim")
    for label, value in ((N_("Again"), dossier.command), (N_("Made with"), versions)):
        if value:
            yield Text(f"{say.text(label)}{colon}{value}", style="dim")
