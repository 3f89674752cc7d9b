"""Reader of workbooks.

Options of a declaration: ``sheet`` (name), ``header`` (row of the header, counted from 0), and
``missing_numbers``, the texts that stand for a missing number. Cells are read as text, because publishers mix
such marks with figures; then cast.
"""

from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl

from softbalance.sources.model import Table
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
    return cast(path, table, _unmarked(table, frame))


def _unmarked(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the sheet with the marks of missing numbers as null; columns of texts are left alone."""
    marks = [*table.options.get("missing_numbers", []), ""]
    numbers = [each.name for each in table.columns if each.dtype != "String" and each.name in frame.columns]
    cells = pl.col(numbers).str.strip_chars()
    return frame.with_columns(pl.when(cells.is_in(marks)).then(None).otherwise(cells).name.keep())
