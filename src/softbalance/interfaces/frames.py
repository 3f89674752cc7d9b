"""Tables and figures of a dossier as data frames with plain columns, every field of every figure kept."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from softbalance.dossier.model import Cell, Column, Dossier, GroupingRef, Message, Share, StateRef, Table
from softbalance.interfaces.language import Speaker
from softbalance.interfaces.names import code, codes
from softbalance.terms.estimate import Estimate

if TYPE_CHECKING:
    import polars as pl

ESTIMATE_PARTS = (
    "low", "high", "level", "n", "unit", "method", "since", "until", "observed", "possible", "note", "sources",
)  # fmt: skip
_INTEGERS = frozenset({"n", "since", "until", "observed", "possible", "ccode"})
_TEXTS = frozenset({"unit", "method", "note", "sources", "name"})


def frame(table: Table, say: Speaker) -> "pl.DataFrame":
    """Return a table as a frame.

    A state gives its code, with its COW number (``_ccode``) and name (``_name``) beside it; a figure gives its value,
    with every other field of it beside it (``_low``, ``_high``, ``_n``, ``_note`` ...); what is unknown is null.
    """
    import polars as pl

    columns: dict[str, pl.Series] = {}
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in table.rows]
        for name, values, dtype in _spread(column, cells, say):
            columns[name] = pl.Series(name, values, dtype=dtype, strict=False)
    return pl.DataFrame(columns)


def figures(dossier: Dossier, say: Speaker) -> "pl.DataFrame":
    """Return every figure of the sections (those inside tables are in the tables) as one frame, a row a figure."""
    import polars as pl

    found = [(section.id, one) for section in dossier.sections for one in section.figures]
    estimates: list[Cell] = [one.estimate for _, one in found]
    head = {
        "section": pl.Series([section for section, _ in found], dtype=pl.String),
        "figure": pl.Series([one.name for _, one in found], dtype=pl.String),
        "label": pl.Series([say.say(one.label) for _, one in found], dtype=pl.String),
        "value": pl.Series([one.estimate.value for _, one in found], dtype=pl.Float64),
    }
    parts = {part: pl.Series(_parts(part, estimates), dtype=_dtype(part)) for part in ESTIMATE_PARTS}
    return pl.DataFrame({**head, **parts})


def _spread(column: Column, cells: list[Cell], say: Speaker) -> Iterator[tuple[str, list[Any], Any]]:
    yield column.name, [plain(cell, say) for cell in cells], _main_dtype(column, cells)
    if any(isinstance(cell, StateRef) for cell in cells):
        states = [cell if isinstance(cell, StateRef) else None for cell in cells]
        yield f"{column.name}_ccode", [one.ccode if one else None for one in states], _dtype("ccode")
        yield f"{column.name}_name", [say.name(one) if one else None for one in states], _dtype("name")
    if any(isinstance(cell, Estimate) for cell in cells):
        for part in ESTIMATE_PARTS:
            yield f"{column.name}_{part}", _parts(part, cells), _dtype(part)


def plain(cell: Cell, say: Speaker) -> Any:
    """Return a cell's value: a code, id, number, date or text; ``None`` where unknown."""
    match cell:
        case Estimate() | Share():
            return cell.value
        case StateRef():
            return code(cell)
        case GroupingRef():
            return cell.label
        case Message():
            return " ".join(listed) if (listed := codes(cell)) is not None else say.say(cell)
        case _:
            return cell


def _parts(part: str, cells: list[Cell]) -> list[Any]:
    return [_field(cell, part) if isinstance(cell, Estimate) else None for cell in cells]


def _field(estimate: Estimate, part: str) -> Any:
    if part == "sources":
        return " ".join(estimate.sources)
    return getattr(estimate if hasattr(estimate, part) else estimate.coverage, part)


def _dtype(part: str) -> Any:
    import polars as pl

    return pl.Int64 if part in _INTEGERS else pl.String if part in _TEXTS else pl.Float64


def _main_dtype(column: Column, cells: list[Cell]) -> Any:
    import polars as pl

    given = [cell for cell in cells if cell is not None]
    if given and all(isinstance(cell, bool) for cell in given):
        return pl.Boolean
    if given and all(isinstance(cell, int) for cell in given):
        return pl.Int64
    if given and all(isinstance(cell, int | float | Share | Estimate) for cell in given):
        return pl.Float64
    if given and all(isinstance(cell, date) for cell in given):
        return pl.Date
    return pl.String if given or column.kind in {"text", "state", "grouping"} else pl.Float64
