"""Plain lists on the terminal: a frame as a table, or as JSON."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from softbalance.dossier.model import Chart, Column, Message, Section, Table
from softbalance.interfaces.atomic import keep
from softbalance.terms.errors import BadInput

if TYPE_CHECKING:
    import polars as pl


def show_frame(frame: "pl.DataFrame", file: IO[str] | None = None) -> None:
    """Print a frame as a table; in a pipe without frames and colour, every row and column in full."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid

    console = Console(file=file, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 400
    grid = Grid(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name, dtype in frame.schema.items():
        grid.add_column(name, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        grid.add_row(*(_text(cell) for cell in row))
    console.print(grid)


def frame_json(frame: "pl.DataFrame") -> str:
    """Return a frame as a JSON list of records."""
    return json.dumps([_plain(row) for row in frame.iter_rows(named=True)], ensure_ascii=False, indent=2)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, date) else value for key, value in row.items()}


def write_frame(frame: "pl.DataFrame", path: Path, kind: str) -> None:
    """Write a frame as ``csv``, ``parquet`` or ``dta``, in one move.

    Raises
    ------
    BadInput
        If the place cannot be written, or the library for Stata files is missing.
    """
    with TemporaryDirectory() as folder:
        made = Path(folder) / path.name
        _WRITERS[kind](frame, made)
        keep(path, made.read_bytes())


def draw_lines(frame: "pl.DataFrame", x: str, y: str, series: str) -> None:
    """Draw one sparkline a series, where standard output is a terminal."""
    from rich.console import Console

    from softbalance.interfaces.language import speaker
    from softbalance.interfaces.terminal_charts import drawing

    console = Console(highlight=False)
    if not console.is_terminal:
        return
    columns = (Column(x, Message(x), "integer"), Column(y, Message(y), "number"), Column(series, Message(series)))
    table = Table("lines", Message(y), columns, tuple(frame.select(x, y, series).iter_rows()))
    chart = Chart("lines", Message(y), "lines", "lines", {"x": x, "y": y, "series": series}, Message(y))
    for part in drawing(Section("lines", Message(y), tables=(table,), charts=(chart,)), speaker("en"), console.width):
        console.print(part)


def _stata(frame: "pl.DataFrame", path: Path) -> None:
    import polars as pl

    try:
        import pyreadstat
    except ImportError as missing:
        raise BadInput("Stata files need pyreadstat; install it with: pip install 'softbalance[build]'") from missing
    small = frame.with_columns(pl.col(pl.Int8, pl.Int16, pl.Int64, pl.UInt8, pl.UInt16).cast(pl.Int32))
    pyreadstat.write_dta(small.with_columns(pl.col(pl.Float32).cast(pl.Float64)), str(path))


_WRITERS: dict[str, Callable[["pl.DataFrame", Path], Any]] = {
    "csv": lambda frame, path: frame.write_csv(path),
    "parquet": lambda frame, path: frame.write_parquet(path),
    "dta": _stata,
}
