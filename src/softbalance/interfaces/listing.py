"""Plain lists on the terminal: a frame as a table, or as JSON."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from softbalance.dossier.model import Chart, Column, Message, Section, Table
from softbalance.interfaces.atomic import keep
from softbalance.interfaces.formats import ENGLISH
from softbalance.interfaces.language import Speaker, speaker
from softbalance.terms.errors import BadInput
from softbalance.terms.marking import N_

if TYPE_CHECKING:
    import polars as pl


def show_frame(frame: "pl.DataFrame", file: IO[str] | None = None, lang: str = ENGLISH) -> None:
    """Print a frame as a table; in a pipe without frames and colour, every row and column in full.

    In English the headings are the names of the columns, as in files; in other languages they are translated, and so
    are the cells of :data:`WORDED` columns.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as Grid

    say = speaker(lang)
    console = Console(file=file, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 400
    grid = Grid(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for name, dtype in frame.schema.items():
        heading = say.text(HEADINGS.get(name, name)) if say.lang != ENGLISH else name
        grid.add_column(heading, justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.iter_rows():
        cells = zip(frame.columns, map(_text, row), strict=True)
        grid.add_row(*(worded(name, cell, say) for name, cell in cells))
    console.print(grid)


def worded(column: str, cell: str, say: Speaker) -> str:
    """Return a cell in the reader's language where its column holds words of a fixed list; other cells as they are."""
    return say.text(cell) if say.lang != ENGLISH and column in WORDED else cell


WORDED = frozenset({"role", "kind", "region", "state"})
WORDS = (
    *(N_("alliance"), N_("development bank"), N_("economic organisation"), N_("forum"), N_("political organisation")),
    *(N_("producers' organisation"), N_("security organisation"), N_("security partnership"), N_("trade agreement")),
    *(N_("member"), N_("party"), N_("associate"), N_("participant"), N_("partner"), N_("observer")),
    *(N_("dialogue_partner"), N_("candidate"), N_("invited"), N_("guest"), N_("suspended"), N_("frozen")),
    *(N_("Africa"), N_("Americas"), N_("Asia"), N_("Europe"), N_("Oceania")),
    *(N_("changed"), N_("missing"), N_("awaited"), N_("stale"), N_("brought"), N_("held")),
)
HEADINGS = {
    "ccode": N_("COW number"),
    "iso2": N_("ISO code of two letters"),
    "iso3": N_("ISO code"),
    "id": N_("id"),
    "name": N_("name"),
    "zh_hant": N_("name in Chinese"),
    "region": N_("region"),
    "kind": N_("kind"),
    "founded": N_("founded"),
    "ended": N_("ended"),
    "members": N_("members"),
    "role": N_("role"),
    "start": N_("since when"),
    "end": N_("until when"),
    "from": N_("in the system since"),
    "to": N_("in the system until"),
    "source": N_("source"),
    "year": N_("year"),
    "session": N_("session"),
    "ideal_point": N_("position"),
    "se": N_("standard error"),
    "low": N_("lower bound"),
    "high": N_("upper bound"),
    "n_votes": N_("votes cast"),
    "file": N_("file"),
    "state": N_("state of the file"),
    "bytes": N_("bytes"),
    "since": N_("kept since"),
    "via": N_("brought by"),
}


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


def draw_lines(frame: "pl.DataFrame", x: str, y: str, series: str, lang: str = ENGLISH) -> None:
    """Draw one sparkline a series, where standard output is a terminal."""
    from rich.console import Console

    from softbalance.interfaces.terminal_charts import drawing

    console = Console(highlight=False)
    if not console.is_terminal:
        return
    said = Message(HEADINGS[y])
    columns = (Column(x, Message(HEADINGS[x]), "integer"), Column(y, said, "number"), Column(series, Message(series)))
    table = Table("lines", said, columns, tuple(frame.select(x, y, series).iter_rows()))
    chart = Chart("lines", said, "lines", "lines", {"x": x, "y": y, "series": series}, said)
    for part in drawing(Section("lines", said, tables=(table,), charts=(chart,)), speaker(lang), console.width):
        console.print(part)


def _stata(frame: "pl.DataFrame", path: Path) -> None:
    import polars as pl

    try:
        import pyreadstat
    except ImportError as missing:
        raise BadInput(
            N_("Stata files need pyreadstat; install it with: pip install 'softbalance[build]'")
        ) from missing
    small = frame.with_columns(pl.col(pl.Int8, pl.Int16, pl.Int64, pl.UInt8, pl.UInt16).cast(pl.Int32))
    pyreadstat.write_dta(small.with_columns(pl.col(pl.Float32).cast(pl.Float64)), str(path))


_WRITERS: dict[str, Callable[["pl.DataFrame", Path], Any]] = {
    "csv": lambda frame, path: frame.write_csv(path),
    "parquet": lambda frame, path: frame.write_parquet(path),
    "dta": _stata,
}
