"""Reader of delimited text, plain or gzipped.

Options of a declaration: ``skip_lines`` before the header, ``encoding`` where it is not UTF-8, and
``missing_number``, the text that stands for a missing number. An empty cell is missing in any column; no other
text ever is in a column of texts, where ``NA`` may be Namibia.
"""

import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from softbalance.sources.model import Table
from softbalance.sources.readers.schema import check_columns, dtypes, refuse_type

GZIP = b"\x1f\x8b"


def read_table(path: Path, table: Table, names: Sequence[str]) -> pl.DataFrame:
    """Return the named columns of a delimited file; the whole header is checked before a row is read."""
    text = _text(path, table)
    options = _options(table)
    header = _header(text, options)
    check_columns(path, table, header)
    wanted = dtypes(table)
    here = [name for name in names if name in header]
    try:
        return pl.read_csv(
            _rewound(text),
            columns=here,
            schema_overrides={name: wanted[name] for name in here},
            null_values=_missing(table, here),
            **options,
        )
    except pl.exceptions.PolarsError as fault:
        raise refuse_type(path, table, fault) from fault


def _text(path: Path, table: Table) -> Path | io.BytesIO:
    """Return what polars reads: the file itself where it is plain UTF-8, else its text in memory."""
    encoding = table.options.get("encoding")
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
    if not packed and encoding is None:
        return path
    try:
        data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    except zlib.error as fault:
        raise gzip.BadGzipFile(str(fault)) from fault
    return io.BytesIO(data.decode(encoding).encode() if encoding else data)


def _header(text: Path | io.BytesIO, options: dict[str, Any]) -> list[str]:
    try:
        return pl.read_csv(_rewound(text), n_rows=0, infer_schema=False, **options).columns
    except pl.exceptions.NoDataError:
        return []


def _rewound(text: Path | io.BytesIO) -> Path | io.BytesIO:
    if isinstance(text, io.BytesIO):
        text.seek(0)
    return text


def _options(table: Table) -> dict[str, Any]:
    return {"skip_lines": table.options.get("skip_lines", 0), "has_header": True}


def _missing(table: Table, names: Sequence[str]) -> dict[str, str] | None:
    mark = table.options.get("missing_number")
    numbers = [each.name for each in table.columns if each.dtype != "String" and each.name in names]
    return None if mark is None else dict.fromkeys(numbers, mark)
