"""Checks that what came is what was declared."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from softbalance.sources.model import Table
from softbalance.terms.errors import SchemaChanged

LISTED = 12


def dtypes(table: Table) -> dict[str, pl.DataType]:
    """Return the declared polars type of each column."""
    return {column.name: getattr(pl, column.dtype)() for column in table.columns}


def check_columns(path: Path, table: Table, found: Sequence[str]) -> None:
    """Raise SchemaChanged where columns are missing, or there are columns nobody declared."""
    missing = [each.name for each in table.columns if each.name not in set(found) and not each.optional]
    extra = [name for name in found if name not in set(table.names)]
    if missing or extra:
        parts = [f"{word}: {_list(names)}" for word, names in (("missing", missing), ("new", extra)) if names]
        raise SchemaChanged(
            f"The columns of {path.name} (table {table.name!r}) are not those declared: {'; '.join(parts)}. "
            "The source was changed or damaged; compare it with its codebook before its figures are used."
        )


def completed(table: Table, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the named columns, those that the source may lack and does lack as all missing."""
    wanted = dtypes(table)
    lacking = [name for name in names if name not in frame.columns]
    return frame.with_columns(pl.lit(None, wanted[name]).alias(name) for name in lacking).select(names)


def cast(path: Path, table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the declared types; a value that does not fit is an error, never a null."""
    check_columns(path, table, frame.columns)
    wanted = dtypes(table)
    return frame.with_columns(_fitted(path, frame[name], wanted[name]) for name in frame.columns)


def refuse_type(path: Path, table: Table, fault: Exception) -> SchemaChanged:
    """Return the error for values that do not fit the declared types."""
    first = str(fault).splitlines()[0]
    return SchemaChanged(
        f"Values of {path.name} (table {table.name!r}) do not fit the declared types: {first}. The source was "
        "changed or damaged; compare it with its codebook before its figures are used."
    )


def _fitted(path: Path, values: pl.Series, dtype: pl.DataType) -> pl.Series:
    if values.dtype == dtype:
        return values
    fitted = values.cast(dtype, strict=False)
    lost = values.filter(fitted.is_null() & values.is_not_null())
    changed = values.filter(fitted != values) if dtype.is_integer() and values.dtype.is_float() else lost
    if len(lost) or len(changed):
        shown = _list(str(value) for value in (lost if len(lost) else changed).unique(maintain_order=True)[:3])
        raise SchemaChanged(
            f"Column {values.name!r} of {path.name} holds values that are no {dtype}: {shown}. The source was "
            "changed or damaged; compare it with its codebook before its figures are used."
        )
    return fitted


def _list(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(name or "(unnamed)" for name in names[:LISTED]) + (
        f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    )
