"""The dossier as plain text in its order: what Markdown, Word and PDF are laid out from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from softbalance.dossier.model import N_, Chart, Dossier, Figure, Section, SourceLine, Table
from softbalance.interfaces import formats
from softbalance.interfaces.language import Speaker
from softbalance.interfaces.plotting import drawable
from softbalance.interfaces.request import made_with

_RIGHT = frozenset({"integer", "number", "share"})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as text: heading, column labels, which columns stand right, rows, remarks."""

    title: str
    header: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to be drawn from its table, with its texts."""

    chart: Chart
    table: Table
    title: str
    alt: str
    note: str
    drawable: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A section as text."""

    title: str
    sentences: tuple[str, ...]
    figures: Grid | None
    pictures: tuple[Picture, ...]
    tables: tuple[Grid, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A dossier as text; ``lead`` are the pictures that stand beside the answer, and in no part."""

    title: str
    asked: tuple[tuple[str, str], ...]
    answer: tuple[str, ...]
    lead: tuple[Picture, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    colophon: tuple[str, ...]


def outline(dossier: Dossier, say: Speaker) -> Outline:
    """Return everything a dossier tells, as text in reading order; sources are referred to by number."""
    numbers = {line.id: i for i, line in enumerate(dossier.sources, 1)}
    return Outline(
        title=say.say(dossier.title),
        asked=tuple(say.asked(dossier.asked)),
        answer=tuple(map(say.say, dossier.answer)),
        lead=tuple(lead(dossier, say)),
        parts=tuple(_part(section, say, numbers) for section in dossier.sections),
        notes=tuple(map(say.say, dossier.notes)),
        sources=tuple(source(line, say) for line in dossier.sources),
        colophon=_colophon(dossier, say),
    )


LEAD = ("headline", "ladder")
"""Names of the charts that stand on the first screen or page, in that order."""


def lead(dossier: Dossier, say: Speaker) -> Iterator[Picture]:
    """Yield the pictures of the first page."""
    for name in LEAD:
        for section in dossier.sections:
            tables = {table.name: table for table in section.tables}
            yield from (_picture(one, tables[one.table], say) for one in section.charts if one.name == name)


def _part(section: Section, say: Speaker, numbers: dict[str, int]) -> Part:
    tables = {table.name: table for table in section.tables}
    return Part(
        title=say.say(section.title),
        sentences=tuple(map(say.say, section.sentences)),
        figures=_figures(section.figures, say, numbers) if section.figures else None,
        pictures=tuple(_picture(chart, tables[chart.table], say) for chart in section.charts if chart.name not in LEAD),
        tables=tuple(grid(table, say, numbers) for table in section.tables),
        notes=tuple(map(say.say, section.notes)),
    )


def _figures(figures: tuple[Figure, ...], say: Speaker, numbers: dict[str, int]) -> Grid:
    header = (N_("Figure"), N_("Value, interval, observations"), N_("Coverage, method, sources"))
    rows = tuple((say.say(one.label), say.figure(one.estimate), _basis(one, say, numbers)) for one in figures)
    return Grid("", tuple(map(say.text, header)), (False, False, False), rows)


def _basis(one: Figure, say: Speaker, numbers: dict[str, int]) -> str:
    estimate = one.estimate
    coverage = say.coverage(estimate.coverage, note=estimate.known)
    told = (coverage, say.method(estimate.method), references(estimate.sources, numbers))
    return say.text(N_("; ")).join(filter(None, told))


def references(sources: tuple[str, ...], numbers: dict[str, int]) -> str:
    """Return the numbers of sources in brackets; a source that the dossier does not list by its id."""
    return "".join(f"[{numbers.get(one, one)}]" for one in sources)


def grid(table: Table, say: Speaker, numbers: dict[str, int]) -> Grid:
    """Return a table as text, with its note and what its figures rest on as remarks."""
    from softbalance.terms.estimate import Estimate

    table = table.for_readers()
    estimates = [cell for row in table.rows for cell in row if isinstance(cell, Estimate)]
    methods = dict.fromkeys(say.method(one.method) for one in estimates)
    sources = tuple(dict.fromkeys(source for one in estimates for source in one.sources))
    basis = say.text(N_("; ")).join(filter(None, (*methods, references(sources, numbers))))
    return Grid(
        title=say.say(table.title),
        header=tuple(say.say(column.label) for column in table.columns),
        right=tuple(column.kind in _RIGHT for column in table.columns),
        rows=tuple(tuple(map(say.cell, table.columns, row)) for row in table.rows),
        remarks=tuple(filter(None, (say.say(table.note) if table.note else "", basis))),
    )


MOST_ROWS = 60


def shortened(one: Grid, say: Speaker) -> Grid:
    """Return a table as a page on paper has room for it: its first rows, and how many there are."""
    if len(one.rows) <= MOST_ROWS:
        return one
    text = say.text(N_("The first {shown} of {n} rows; all of them are in the JSON, the workbook and the archive."))
    remark = text.format(shown=MOST_ROWS, n=formats.integer(len(one.rows)))
    return replace(one, rows=one.rows[:MOST_ROWS], remarks=(remark, *one.remarks))


def _picture(chart: Chart, table: Table, say: Speaker) -> Picture:
    note = say.say(chart.note) if chart.note else ""
    return Picture(chart, table, say.say(chart.title), say.say(chart.alt), note, drawable(chart, table, say))


def source(line: SourceLine, say: Speaker) -> str:
    """Return a source in one paragraph."""
    colon, semicolon = say.text(N_(": ")), say.text(N_("; "))
    version = f"{say.text(N_('version'))} {say.text(line.version)}" if line.version else ""
    licence = f"{say.text(N_('licence'))}{colon}{say.text(line.licence)}" if line.licence else ""
    digest = f"SHA-256 {line.sha256}" if line.sha256 else ""
    return semicolon.join(filter(None, (line.title, version, licence, line.citation, line.landing_page, digest)))


def _colophon(dossier: Dossier, say: Speaker) -> tuple[str, ...]:
    colon = say.text(N_(": "))
    versions = ", ".join(f"{name} {version}" for name, version in made_with(dossier.versions, say).items())
    lines = [say.text(N_("Brackets are 90% intervals unless stated; n counts observations."))]
    lines += [f"{say.text(N_('Again'))}{colon}{dossier.command}"] if dossier.command else []
    lines += [f"{say.text(N_('Made with'))}{colon}{versions}"] if versions else []
    return tuple(lines)
