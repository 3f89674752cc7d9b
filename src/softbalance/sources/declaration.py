"""Declarations: what each data set says of itself, one TOML file a data set.

A declaration is what a reader of a figure needs to trust it: who made the data, which bytes were read, what
may be passed on, and what a row that is not there means. Every field is checked when the file is loaded, so a
slip of the pen is caught before a byte is fetched.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from softbalance.sources.checking import NOT_STATED, Fields, refuse
from softbalance.terms.errors import UnknownName

ROLLING = "rolling"
REDISTRIBUTE = ("rows", "derived", "counts", "nothing")
DTYPES = ("String", "Int32", "Int64", "Float64", "Boolean", "Date")
FORMATS = ("csv", "r", "stata", "xlsx", "json", "json-folder")
SHA256 = re.compile(r"[0-9a-f]{64}")
SPAN = re.compile(r"(.*?)(\d+)\.\.(\d+)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the reader promises it.

    Attributes
    ----------
    name
        Its name at the source, which may be empty.
    dtype
        Its polars type.
    unit
        Its unit or code list.
    optional
        Whether some releases or copies lack it; it then comes as all missing.
    """

    name: str
    dtype: str
    unit: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One file to fetch.

    Attributes
    ----------
    name
        Name inside the store, below the folder of the data set.
    address
        Where the public origin keeps it; empty where a user must bring the file.
    sha256
        The bytes expected, or ``"rolling"`` where the producer replaces the file under one address.
    bytes
        Size expected; ``None`` where rolling.
    mirror_path
        Tail of the file's path in a mirror whose manifest names no address for it; may be empty.
    link
        Where ``address`` is a page: the pattern of the link on it that leads to the file; else empty.
    """

    name: str
    address: str
    sha256: str
    bytes: int | None = None
    mirror_path: str = ""
    link: str = ""

    @property
    def rolling(self) -> bool:
        """Whether the producer replaces the file under the same address."""
        return self.sha256 == ROLLING


@dataclass(frozen=True, slots=True)
class Table:
    """One table to read: which file, in which format, with which columns; ``options`` go to the format's reader."""

    name: str
    file: str
    format: str
    columns: tuple[Column, ...]
    options: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a data set says of itself.

    Attributes
    ----------
    id, producer, title, version, published, landing_page
        Who made it, what it is called, which release, and when that came out (year, month or day, or
        ``not stated``).
    licence, licence_url, redistribute, permission
        The terms as stated (or that none are stated); what this project may pass on (``rows``, ``derived``
        indicators, ``counts`` by grouping and period, or ``nothing``), and why.
    citation, bibtex
        The reference of the original producer, in full.
    unit_of_analysis, keys
        What a row is, and the columns of the first table that name it.
    since, until, states
        Coverage: first and last year, and which states.
    absent_row
        What a row that is not there means inside the coverage.
    warnings
        Known errors and traps.
    requires
        Extras of this package without which it cannot be read (``build``).
    bring
        Name of the environment variable by which a user brings the file; empty where it is fetched.
    files, tables
        What to fetch, and what can be read from it; the first table is the default.
    """

    id: str
    producer: str
    title: str
    version: str
    published: str
    landing_page: str
    licence: str
    licence_url: str
    redistribute: str
    permission: str
    citation: str
    bibtex: str
    unit_of_analysis: str
    keys: tuple[str, ...]
    since: int
    until: int
    states: str
    absent_row: str
    warnings: tuple[str, ...]
    requires: tuple[str, ...]
    bring: str
    files: tuple[FileSpec, ...]
    tables: tuple[Table, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the first table."""
        return self.tables[0].columns

    def table(self, name: str | None = None) -> Table:
        """Return the table of that name, or the first.

        Raises
        ------
        UnknownName
            The data set has no such table.
        """
        if name is None:
            return self.tables[0]
        for table in self.tables:
            if table.name == name:
                return table
        raise UnknownName(f"table of {self.id}", name, [table.name for table in self.tables])

    def file(self, name: str) -> FileSpec:
        """Return the file of that name.

        Raises
        ------
        UnknownName
            The data set has no such file.
        """
        for spec in self.files:
            if spec.name == name:
                return spec
        raise UnknownName(f"file of {self.id}", name, get_close_matches(name, [f.name for f in self.files]))


def declared() -> tuple[str, ...]:
    """Return the ids of all declared data sets, in alphabetical order.

    Examples
    --------
    >>> "cow_nmc" in declared()
    True
    """
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def declaration(source_id: str) -> Declaration:
    """Return the declaration of a data set, every field checked.

    Raises
    ------
    UnknownName
        No data set is declared under that id; the nearest ids are named.
    BadInput
        The declaration itself is faulty: says which field, what it holds and what is allowed.

    Examples
    --------
    >>> nmc = declaration("cow_nmc")
    >>> nmc.since, nmc.until, nmc.table().columns[-1].name
    (1816, 2022, 'cinc')
    """
    if source_id not in declared():
        near = get_close_matches(source_id, declared(), n=3, cutoff=0.4)
        raise UnknownName("data set", source_id, near, "`softbalance data status` lists them all.")
    text = _folder().joinpath(f"{source_id}.toml").read_text(encoding="utf-8")
    return parse(source_id, text, _folder())


def parse(source_id: str, text: str, folder: Traversable) -> Declaration:
    """Return the declaration written in a TOML text; ``folder`` holds the lists of members it may name."""
    try:
        top = Fields(source_id, tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise refuse(source_id, "text", str(fault), "valid TOML") from fault
    coverage = Fields(f"{source_id}.coverage", top.table("coverage"))
    since, until = coverage.years("years")
    states = coverage.text("states")
    coverage.finish()
    bring = top.text("bring", "")
    made = Declaration(
        id=top.equal("id", source_id),
        producer=top.text("producer"),
        title=top.text("title"),
        version=top.text("version"),
        published=top.day("published"),
        landing_page=top.url("landing_page"),
        licence=top.text("licence"),
        licence_url=top.url("licence_url", empty=True),
        redistribute=top.choice("redistribute", REDISTRIBUTE),
        permission=top.text("permission"),
        citation=top.text("citation"),
        bibtex=top.text("bibtex").strip(),
        unit_of_analysis=top.text("unit_of_analysis"),
        keys=top.texts("keys"),
        since=since,
        until=until,
        states=states,
        absent_row=top.text("absent_row"),
        warnings=top.texts("warnings", ()),
        requires=top.texts("requires", ()),
        bring=bring,
        files=tuple(_files(source_id, top, folder, bring=bring)),
        tables=tuple(_table(source_id, entry) for entry in top.tables("tables")),
    )
    top.finish()
    _check_whole(made)
    return made


def _folder() -> Traversable:
    return files("softbalance.sources").joinpath("declarations")


def _files(source_id: str, top: Fields, folder: Traversable, *, bring: str) -> Iterator[FileSpec]:
    for entry in top.tables("files"):
        fields = Fields(f"{source_id}.files", entry)
        members = fields.text("members", "")
        if members:
            yield from _members(fields, folder.joinpath(members).read_text(encoding="utf-8"))
        else:
            yield _file(fields, bring=bring)
        fields.finish()


def _file(fields: Fields, *, bring: str) -> FileSpec:
    sha256 = fields.text("sha256")
    if sha256 != ROLLING and not SHA256.fullmatch(sha256):
        raise refuse(fields.where, "sha256", sha256, "64 lower-case hexadecimal digits, or 'rolling'")
    return FileSpec(
        name=fields.text("name"),
        address=fields.url("address", empty=bool(bring)),
        sha256=sha256,
        bytes=None if sha256 == ROLLING else fields.count("bytes"),
        mirror_path=fields.text("mirror_path", ""),
        link=fields.text("link", ""),
    )


def _members(fields: Fields, listing: str) -> Iterator[FileSpec]:
    """Expand a folder: one file per line of ``path <tab> bytes <tab> sha256`` below a common address."""
    address = fields.url("address").rstrip("/")
    for line in listing.splitlines():
        path, size, sha256 = line.split("\t")
        if not SHA256.fullmatch(sha256):
            raise refuse(fields.where, path, sha256, "64 lower-case hexadecimal digits")
        yield FileSpec(path, f"{address}/{path}", sha256, int(size))


def _table(source_id: str, entry: Mapping[str, Any]) -> Table:
    fields = Fields(f"{source_id}.tables", entry)
    made = Table(
        name=fields.text("name"),
        file=fields.text("file", "*"),
        format=fields.choice("format", FORMATS),
        columns=tuple(_columns(source_id, fields)),
        options=fields.table("options", {}),
    )
    fields.finish()
    return made


def _columns(source_id: str, fields: Fields) -> Iterator[Column]:
    for entry in fields.tables("columns"):
        group = Fields(f"{source_id}.columns", entry)
        dtype, unit, optional = group.choice("dtype", DTYPES), group.text("unit"), group.flag("optional")
        for name in group.texts("names", unnamed=True):
            yield from (Column(each, dtype, unit, optional) for each in _spanned(name))
        group.finish()


def _spanned(name: str) -> Iterator[str]:
    """Expand ``1960..2022`` and ``mem1..59`` to the columns of a wide table."""
    span = SPAN.fullmatch(name)
    if span is None:
        yield name
        return
    stem, first, last = span.groups()
    yield from (f"{stem}{number}" for number in range(int(first), int(last) + 1))


def _check_whole(made: Declaration) -> None:
    """Check what no single field can tell."""
    if made.published != NOT_STATED and int(made.published[:4]) < made.until:
        raise refuse(made.id, "published", made.published, f"no date before the last year covered, {made.until}")
    if not made.bibtex.startswith("@"):
        raise refuse(made.id, "bibtex", made.bibtex[:20], "an entry that starts with '@'")
    for table in made.tables:
        if table.file != "*":
            made.file(table.file)
        if len(set(table.names)) != len(table.names):
            raise refuse(made.id, f"columns of {table.name}", len(table.names), "names used once each")
    unknown = [key for key in made.keys if key not in made.tables[0].names]
    if unknown:
        raise refuse(made.id, "keys", unknown, f"columns of {made.tables[0].name}")
