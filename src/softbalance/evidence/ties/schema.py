"""The shape of the tables of ties, and the checks that every one of them must pass."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from softbalance.terms.errors import EvidenceFault
from softbalance.terms.states import states

FLAGS = ("defence", "offence", "neutrality", "nonaggression", "consultation")

Schema = Mapping[str, Any]

TIES: Schema = {
    "from_ccode": pl.Int32,
    "to_ccode": pl.Int32,
    "year": pl.Int16,
    "kind": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "source": pl.String,
    "report": pl.String,
    "note": pl.String,
}
"""One figure a row, directed: goods, arms, money or soldiers go *from* one state *to* another. ``report`` is
whose figure it is: ``exporter``, ``importer``, ``sender`` or ``third party``."""

OBLIGATIONS: Schema = {
    "from_ccode": pl.Int32,
    "to_ccode": pl.Int32,
    "year": pl.Int16,
    **dict.fromkeys(FLAGS, pl.Boolean),
    "source": pl.String,
    "carried": pl.Boolean,
}
"""Who owes whom in a year: ``from`` owes ``to``. No row inside the coverage: nothing owed. ``carried``: the
year lies beyond the source and rests on hand-entered events."""

DISCORD: Schema = {
    "ccode1": pl.Int32,
    "ccode2": pl.Int32,
    "year": pl.Int16,
    "kind": pl.String,
    "level": pl.Float64,
    "source": pl.String,
    "note": pl.String,
}
"""Undirected, ``ccode1 < ccode2``. ``level`` has the meaning its kind states."""

REPORTS = ("exporter", "importer", "sender", "third party")


def conform(frame: pl.DataFrame, schema: Schema, **constants: object) -> pl.DataFrame:
    """Return the frame with exactly the columns and types of the schema; constants fill whole columns."""
    filled = frame.with_columns(**{name: pl.lit(value) for name, value in constants.items()})
    return filled.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def check_table(frame: pl.DataFrame, schema: Schema, *, keys: Sequence[str], name: str) -> pl.DataFrame:
    """Return the table, or raise :class:`EvidenceFault` with the rows at fault.

    Checked: columns and types, keys known and unique, states that exist in the register, nobody tied to itself.
    """
    if dict(frame.schema) != {column: dtype() for column, dtype in schema.items()}:
        raise EvidenceFault(f"{name} has columns {dict(frame.schema)}, not {dict(schema)}")
    sides = [column for column in schema if "ccode" in column]
    known = [one.ccode for one in states()]
    refuse(name, "rows without a key", frame.filter(pl.any_horizontal(pl.col(keys).is_null())))
    refuse(name, "rows twice", frame.filter(frame.select(keys).is_duplicated()))
    refuse(name, "unknown states", frame.filter(~pl.all_horizontal(pl.col(sides).is_in(known))))
    if len(sides) == 2:
        refuse(name, "states tied to themselves", frame.filter(pl.col(sides[0]) == pl.col(sides[1])))
    return frame


def check_ties(frame: pl.DataFrame, *, name: str) -> pl.DataFrame:
    """Return a table of ties that passed :func:`check_table`, with values that are finite and not negative."""
    check_table(frame, TIES, keys=("from_ccode", "to_ccode", "year", "kind", "source", "report"), name=name)
    refuse(name, "figures below zero", frame.filter((pl.col("value") < 0) | ~pl.col("value").is_finite()))
    refuse(name, "nobody's report", frame.filter(~pl.col("report").is_in(REPORTS)))
    return frame


def check_years(frame: pl.DataFrame, since: int, until: int, *, name: str) -> pl.DataFrame:
    """Return the table, or raise where a year lies outside what its source covers."""
    refuse(name, f"years outside {since}-{until}", frame.filter(~pl.col("year").is_between(since, until)))
    return frame


def refuse(name: str, fault: str, rows: pl.DataFrame) -> None:
    """Raise :class:`EvidenceFault` naming the fault and the first rows, where there are any."""
    if rows.height:
        raise EvidenceFault(f"{name}: {fault} ({rows.height}), such as {rows.head(2).rows()}")
