"""The shape of a declaration: data sets, their files, tables and columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from softbalance.terms.errors import UnknownName

ROLLING = "rolling"


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
