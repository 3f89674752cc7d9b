"""Reader of JSON: a list of records, or a folder of nested files as one row a leaf.

Options of a declaration, for a list of records: none; a member that is a list or an object comes as JSON text.
A folder gives the columns ``folder``, ``file`` (without suffix), ``path`` (names joined by `` > ``), ``text``.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from softbalance.sources.model import Table
from softbalance.sources.readers.schema import cast
from softbalance.terms.errors import SourceFault


def read_table(path: Path, table: Table, names: Sequence[str]) -> pl.DataFrame:
    """Return the records of a JSON file, or the leaves of a folder of JSON files."""
    if path.is_dir():
        rows = [row for file in sorted(path.glob("*/*.json")) if _is_data(file) for row in _leaves_of(file)]
        return cast(path, table, pl.DataFrame(rows, schema=list(table.names), orient="row"))
    members = list(dict.fromkeys(name for record in _load(path) for name in record))
    columns = {name: [_plain(record.get(name)) for record in _load(path)] for name in members}
    return cast(path, table, pl.DataFrame(columns, strict=False))


def _is_data(file: Path) -> bool:
    """Tell a data file from the record that the store keeps beside it."""
    return not file.name.endswith(".json.json")


def _leaves_of(file: Path) -> Iterator[tuple[str, str, str, str]]:
    yield from ((file.parent.name, file.stem, path, text) for path, text in _leaves(_load(file), ()))


def _leaves(node: Any, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if members is None:
        yield " > ".join(above), node if isinstance(node, str) else json.dumps(node)
        return
    for name, member in members:
        yield from _leaves(member, (*above, str(name)))


def _load(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise SourceFault(f"{file} is no JSON, or damaged ({fault}). Pull it again.") from fault


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
