"""Plain lists on the terminal: a frame as a table, or as JSON."""

import json
from datetime import date
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def show_frame(frame: "pl.DataFrame", file: IO[str] | None = None) -> None:
    """Print a frame as a table; in a pipe without frames and colour, every row and column in full."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console(file=file, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 400
    grid = Table(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
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
