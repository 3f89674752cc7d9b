"""The dossier: one typed object that every interface renders.

A dossier holds sentences as message templates with typed arguments, figures as :class:`Estimate`, tables as rows of
typed cells and charts as references to tables. It draws nothing and prints nothing; each renderer shows every
field or names what it leaves out, so that the terminal, JSON, HTML and Word cannot disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from softbalance.terms import marking
from softbalance.terms.estimate import Estimate

N_ = marking.N_


@dataclass(frozen=True, slots=True)
class StateRef:
    """A state to be named in the reader's language, as it was called on ``on``."""

    ccode: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class GroupingRef:
    """A grouping to be named in the reader's language; ``label`` is its id, or the user's own list."""

    label: str


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1, to be written in per cent."""

    value: float


Argument: TypeAlias = (
    "str | int | float | date | StateRef | GroupingRef | Share | Estimate | Message | tuple[Argument, ...] | None"
)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence or label: an English template with ``{named}`` places, and what fills them.

    Parameters
    ----------
    text
        Template, marked with :func:`N_` where it is written; the key of the catalogues.
    args
        What fills the named places; each is rendered in the reader's language.
    plural, count
        Template for counts other than one, and the count that chooses.
    own
        A text of the data that brings its own translations, by language tag; see :func:`written`.

    Examples
    --------
    >>> Message(N_("{state} joined in {year}."), {"state": StateRef(750), "year": "2017"}).args["year"]
    '2017'
    """

    text: str
    args: Mapping[str, Argument] = field(default_factory=dict)
    plural: str = ""
    count: int | None = None
    own: Mapping[str, str] = field(default_factory=dict)


def written(english: str, zh_hant: str = "") -> Message:
    """Return a text that somebody wrote, told as it stands: no template, and not in the catalogues.

    Examples
    --------
    >>> written("Blockade of Taiwan", "封鎖臺灣").own["zh-Hant"]
    '封鎖臺灣'
    """
    return Message(english, own={"en": english, "zh-Hant": zh_hant or english})


Cell = str | int | float | bool | date | StateRef | GroupingRef | Share | Estimate | Message | None
ColumnKind = Literal["text", "state", "grouping", "integer", "number", "share", "date", "estimate", "flag", "code"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure. ``name`` is its key in JSON; a dot nests it (``by_stake.contested.agreement_index``)."""

    name: str
    label: Message
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``name`` is its key in JSON and in files; an empty cell means unknown.

    A column of kind ``code`` names in short what the column before it says in words: it is for files and programs, and
    no page shows it.
    """

    name: str
    label: Message
    kind: ColumnKind = "text"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells, in the order of ``columns``."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Message | None = None

    def for_readers(self) -> "Table":
        """Return the table without its columns of codes, as pages show it."""
        kept = [i for i, column in enumerate(self.columns) if column.kind != "code"]
        if len(kept) == len(self.columns):
            return self
        columns = tuple(self.columns[i] for i in kept)
        return Table(self.name, self.title, columns, tuple(tuple(row[i] for i in kept) for row in self.rows), self.note)


ChartKind = Literal[
    "intervals", "bars", "lines", "scatter", "timeline", "ladder", "stacked", "network", "map", "heatmap", "multiples"
]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as data: which table of the same section, and which column plays which part.

    ``roles`` maps the parts a kind needs (``x``, ``y``, ``low``, ``high``, ``series``, ``label``, ``start``,
    ``end``, ``source``, ``target``, ``state``, ``value``) to column names. A column of kind ``estimate`` brings its own
    interval.
    """

    name: str
    title: Message
    kind: ChartKind
    table: str
    roles: Mapping[str, str]
    alt: Message
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a dossier; ``id`` is its top-level key in JSON."""

    id: str
    title: Message
    sentences: tuple[Message, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a reader needs to trace and to cite one source."""

    id: str
    title: str
    version: str
    licence: str
    citation: str
    landing_page: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is told, about whom, as asked, and on what it rests.

    Attributes
    ----------
    kind
        ``assessment``, ``comparison``, ``profile``, ``ladder``, ``stress``, ``claims`` ...
    subject
        Id of the grouping or state (or the user's own list).
    title
        Heading.
    asked
        What was asked: dates, hegemon, options; plain values, in the order they are shown.
    answer
        The answer in a sentence or two.
    sections
        The parts, in reading order.
    sources
        Every source that any figure names.
    command
        The exact command that makes this dossier again.
    versions
        Version of the package and of the evidence it used.
    """

    kind: str
    subject: str
    title: Message
    asked: Mapping[str, Any]
    answer: tuple[Message, ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceLine, ...]
    command: str
    versions: Mapping[str, str]
    notes: tuple[Message, ...] = ()

    def section(self, section_id: str) -> Section:
        """Return the section with that id; ``KeyError`` if there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def estimates(self) -> Iterator[Estimate]:
        """Yield every figure, in figures and in tables, in reading order."""
        for section in self.sections:
            yield from (figure.estimate for figure in section.figures)
            for table in section.tables:
                yield from (cell for row in table.rows for cell in row if isinstance(cell, Estimate))

    def source_ids(self) -> tuple[str, ...]:
        """Return the ids of the sources the figures name, each once, in reading order."""
        return tuple(dict.fromkeys(source for estimate in self.estimates() for source in estimate.sources))
