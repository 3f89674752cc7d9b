"""Reader of workbooks.

Options of a declaration: ``sheet`` (name), ``header`` (row of the header, counted from 0), ``null_values``.
Cells are read as text, because publishers mix marks such as ``...`` with figures; then cast.
"""

from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl

from softbalance.sources.declaration import Table
from softbalance.sources.readers.schema import cast
from softbalance.terms.errors import SchemaChanged, SourceFault


def read_table(path: Path, table: Table, names: Sequence[str]) -> pl.DataFrame:
    """Return a sheet of a workbook, footnotes and headings between the rows included."""
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as fault:
        raise SourceFault(f"{path} is no workbook, or a damaged one ({fault}). Pull it again.") from fault
    sheet = table.options.get("sheet", 0)
    if isinstance(sheet, str) and sheet not in book.sheet_names:
        raise SchemaChanged(f"{path.name} has no sheet {sheet!r}; it has {', '.join(book.sheet_names)}.")
    frame = book.load_sheet(sheet, header_row=table.options.get("header", 0), dtypes="string").to_polars()
    marks = table.options.get("null_values", [])
    return cast(path, table, frame.with_columns(_unmarked(frame[name], marks) for name in frame.columns))


def _unmarked(cells: pl.Series, marks: Sequence[str]) -> pl.Series:
    text = cells.cast(pl.String)
    return text.set(text.is_in(marks).fill_null(value=False), None)
