"""Declarations: what each data set says of itself, one TOML file a data set.

A declaration is what a reader of a figure needs to trust it: who made the data, which bytes were read, what
may be passed on, and what a row that is not there means. Every field is checked when the file is loaded, so a
slip of the pen is caught before a byte is fetched.
"""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from softbalance.sources.model import Declaration
from softbalance.sources.parsing import parse
from softbalance.terms.errors import UnknownName
from softbalance.terms.marking import N_


@cache
def declared() -> tuple[str, ...]:
    """Return the ids of all declared data sets, in alphabetical order.

    Examples
    --------
    >>> "cow_nmc" in declared()
    True
    """
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def declaration(source_id: str) -> Declaration:
    """Return the declaration of a data set, every field checked.

    Raises
    ------
    UnknownName
        No data set is declared under that id; the nearest ids are named.
    BadInput
        The declaration itself is faulty: says which field, what it holds and what is allowed.

    Examples
    --------
    >>> nmc = declaration("cow_nmc")
    >>> nmc.since, nmc.until, nmc.table().columns[-1].name
    (1816, 2022, 'cinc')
    """
    if source_id not in declared():
        near = get_close_matches(source_id, declared(), n=3, cutoff=0.4)
        raise UnknownName(N_("data set"), source_id, near, N_("`softbalance data status` lists them all."))
    text = _folder().joinpath(f"{source_id}.toml").read_text(encoding="utf-8")
    return parse(source_id, text, _folder())


def _folder() -> Traversable:
    return files("softbalance.sources").joinpath("declarations")
