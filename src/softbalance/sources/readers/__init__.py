"""Readers: what they said, as they said it.

A reader may not rename, sum, fill or choose. It sees to it that types are right and that the columns are those
declared; everything else is the business of the evidence.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from softbalance.sources.declaration import declaration
from softbalance.sources.model import Declaration, Table
from softbalance.sources.store import Store
from softbalance.terms.errors import SourceFault, UnknownName

if TYPE_CHECKING:
    import polars as pl

Reader = Callable[[Path, Table, Sequence[str]], "pl.DataFrame"]
Complete = Callable[[Table, "pl.DataFrame", Sequence[str]], "pl.DataFrame"]

READERS = {
    "csv": "delimited",
    "r": "r_data",
    "stata": "stata",
    "xlsx": "sheets",
    "json": "json_tree",
    "json-folder": "json_tree",
}


def read(
    source_id: str, store: Store | None = None, table: str | None = None, *, columns: Sequence[str] | None = None
) -> "pl.DataFrame":
    """Return a table of a data set as its producer published it, typed as declared.

    Parameters
    ----------
    source_id
        Id of the data set; :func:`softbalance.sources.declared` lists them.
    store
        Where the raw files are kept; the user's store by default.
    table
        Name of the table, where a data set has several; the first by default.
    columns
        The columns to return, in that order; all declared columns by default. All are checked to be there.

    Raises
    ------
    UnknownName
        No such data set, table or column.
    NotHeld
        The files, or the libraries that read them, are not on this machine; says what brings them.
    SourceFault
        A file is damaged or cut short.
    SchemaChanged
        Columns or types are other than those declared.

    Notes
    -----
    A raw table is no evidence yet: aggregates stand among countries, names are the producer's own, and what a
    missing row means is for :attr:`Declaration.absent_row` to say.

    Examples
    --------
    >>> import tempfile
    >>> read("cow_nmc", Store(Path(tempfile.mkdtemp())))
    Traceback (most recent call last):
        ...
    softbalance.terms.errors.NotHeld: cow_nmc is not on this machine. `softbalance data pull cow_nmc` brings it.
    """
    made = declaration(source_id)
    chosen = made.table(table)
    names = chosen.names if columns is None else _known(made, chosen, columns)
    place = Store() if store is None else store
    path = _path(made, chosen, place)
    completed: Complete = import_module("softbalance.sources.readers.schema").completed
    reader: Reader = import_module(f"softbalance.sources.readers.{READERS[chosen.format]}").read_table
    try:
        return completed(chosen, reader(path, chosen, names), names)
    except (OSError, EOFError) as fault:
        raise SourceFault(
            f"{path} cannot be read ({type(fault).__name__}: {fault}). `softbalance data pull {source_id}` replaces it."
        ) from fault


def _path(made: Declaration, table: Table, store: Store) -> Path:
    """Return the file of a table, or the common folder of its files, after checking that they are held."""
    if table.file != "*":
        return store.held(made.id, table.file)
    for spec in made.files:
        store.held(made.id, spec.name)
    return store.path(made.id, "")


def _known(made: Declaration, table: Table, columns: Sequence[str]) -> tuple[str, ...]:
    for name in columns:
        if name not in table.names:
            raise UnknownName(f"column of {made.id}", name, table.names[:8])
    return tuple(columns)
