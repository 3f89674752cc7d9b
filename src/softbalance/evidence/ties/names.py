"""Which state a label of a source means: the register of states, and a short list of exceptions a source."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import tomli

from softbalance.terms.errors import SchemaChanged, SoftbalanceError
from softbalance.terms.states import state, states

GLEDITSCH_WARD = {340: 345, 678: 679, 751: 750, 970: 946, 971: 970, 972: 955, 973: 947}
"""Gleditsch-Ward numbers of today's states that differ from COW's; 260 is read by year."""


def with_ccode(frame: pl.DataFrame, label: str, into: str, *, source: str) -> pl.DataFrame:
    """Return the frame with the COW number of each label in a new column, without rows of what is no state.

    Parameters
    ----------
    frame
        Any frame with a text column ``label``; rows without a label are dropped.
    label, into
        Column to read, and column to add (Int32).
    source
        Id of the declared source, which says how its labels are read.

    Raises
    ------
    SchemaChanged
        Where a label is neither a state nor declared to be none.
    """
    found = codes_of(frame[label].drop_nulls().unique().to_list(), source=source)
    table = pl.DataFrame({label: list(found), into: list(found.values())}, schema={label: pl.String, into: pl.Int32})
    return frame.join(table, on=label, how="inner").drop_nulls(into)


def codes_of(labels: Iterable[str], *, source: str) -> dict[str, int | None]:
    """Return the COW number of each label; ``None`` where the label is declared to be no state.

    Examples
    --------
    >>> codes_of(["KoreaRepublicof", "Gibraltar"], source="unctad_trade_2015")
    {'KoreaRepublicof': 732, 'Gibraltar': None}
    """
    rules = _rules()[source]
    read = _SYSTEMS[rules["system"]]
    known = {label: _one(label, rules, read) for label in labels}
    strange = sorted(label for label, code in known.items() if code == _STRANGE)
    if strange:
        raise SchemaChanged(
            f"{source} names {', '.join(strange)}, neither states nor declared to be none: "
            "add them to names.toml as codes or not_states"
        )
    return known


def from_gleditsch_ward(column: str, year: str = "year") -> pl.Expr:
    """Return the COW number for a Gleditsch-Ward number: united Germany is 255 in COW, 260 in Gleditsch-Ward."""
    plain = pl.col(column).cast(pl.Int32)
    united = (plain == 260) & (pl.col(year).cast(pl.Int32) > 1990)
    return pl.when(united).then(255).otherwise(plain.replace(GLEDITSCH_WARD)).cast(pl.Int32)


_STRANGE = -1


def _one(label: str, rules: Mapping[str, Any], read: Callable[[str], int | None]) -> int | None:
    codes = rules.get("codes", {})
    if label in codes:
        return int(codes[label])
    if label in rules["not_states"] or any(re.fullmatch(p, label) for p in rules.get("patterns", ())):
        return None
    found = read(label)
    return _STRANGE if found is None else found


def _by_name(label: str) -> int | None:
    try:
        return state(label).ccode
    except SoftbalanceError:
        return None


@cache
def _iso(field: str) -> dict[str, int]:
    return {getattr(one, field): one.ccode for one in states() if getattr(one, field) and one.living}


_SYSTEMS: Mapping[str, Callable[[str], int | None]] = {
    "name": _by_name,
    "iso2": lambda label: _iso("iso2").get(label),
    "iso3": lambda label: _iso("iso3").get(label),
}


@cache
def _rules() -> Mapping[str, Mapping[str, Any]]:
    return tomli.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
