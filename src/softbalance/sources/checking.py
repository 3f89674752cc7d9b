"""Checking of a declaration, field by field: what is there, of which kind, and that nothing else is."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from softbalance.terms.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1400, 2100
NOTHING: Any = object()
NOT_STATED = "not stated"
PUBLISHED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def refuse(where: str, field: str, given: object, allowed: str) -> BadInput:
    """Return the error for a field that holds what it may not."""
    return BadInput(f"Declaration {where}: {field} is {given!r}; allowed: {allowed}")


class Fields:
    """A TOML table read once, field by field; :meth:`finish` refuses what nobody asked for."""

    def __init__(self, where: str, data: Mapping[str, Any]) -> None:
        self.where = where
        self._left = dict(data)

    def finish(self) -> None:
        """Raise BadInput where fields are left that no declaration has."""
        if self._left:
            raise refuse(self.where, "a field", sorted(self._left), "only the fields a declaration has")

    def text(self, name: str, default: Any = NOTHING) -> str:
        """Return a text; without a default it may not be empty."""
        value = self._take(name, default)
        if not isinstance(value, str) or (default is NOTHING and not value.strip()):
            raise refuse(self.where, name, value, "a text that is not empty")
        return value

    def equal(self, name: str, expected: str) -> str:
        """Return a text that must be ``expected``."""
        value = self.text(name)
        if value != expected:
            raise refuse(self.where, name, value, repr(expected))
        return value

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """Return one of the allowed texts."""
        value = self.text(name)
        if value not in allowed:
            raise refuse(self.where, name, value, ", ".join(allowed))
        return value

    def url(self, name: str, *, empty: bool = False) -> str:
        """Return a web address, or an empty text where that is allowed."""
        value = self.text(name, "" if empty else NOTHING)
        if not value.startswith(("https://", "http://")) and not (empty and value == ""):
            raise refuse(self.where, name, value, "an address that starts with http:// or https://")
        return value

    def texts(self, name: str, default: Any = NOTHING, *, unnamed: bool = False) -> tuple[str, ...]:
        """Return a list of texts; without a default it may not be empty, nor may a text where not ``unnamed``."""
        value = self._take(name, default)
        good = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
        if not good or (default is NOTHING and not value) or ("" in value and not unnamed):
            raise refuse(self.where, name, value, "a list of texts")
        return tuple(value)

    def flag(self, name: str) -> bool:
        """Return true or false; false where the field is not there."""
        value = self._take(name, False)
        if not isinstance(value, bool):
            raise refuse(self.where, name, value, "true or false")
        return value

    def tables(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return a list of tables that is not empty."""
        value = self._take(name, NOTHING)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise refuse(self.where, name, value, "a list of tables")
        return value

    def table(self, name: str, default: Any = NOTHING) -> Mapping[str, Any]:
        """Return a table."""
        value = self._take(name, default)
        if not isinstance(value, dict):
            raise refuse(self.where, name, value, "a table")
        return value

    def count(self, name: str) -> int:
        """Return a whole number above zero."""
        value = self._take(name, NOTHING)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise refuse(self.where, name, value, "a whole number above zero")
        return value

    def day(self, name: str) -> str:
        """Return a year, a month or a day in ISO form, as exact as the publisher says, or ``not stated``."""
        value = self.text(name)
        if value == NOT_STATED:
            return value
        if not PUBLISHED.fullmatch(value) or not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
            raise refuse(self.where, name, value, "a year, month or day such as 2024-12-31, or 'not stated'")
        return value

    def years(self, name: str) -> tuple[int, int]:
        """Return a first and a last year."""
        value = self._take(name, NOTHING)
        good = isinstance(value, list) and len(value) == 2 and all(type(year) is int for year in value)
        if not good or not FIRST_YEAR <= value[0] <= value[1] <= LAST_YEAR:
            raise refuse(self.where, name, value, f"[first, last] between {FIRST_YEAR} and {LAST_YEAR}")
        return value[0], value[1]

    def _take(self, name: str, default: Any) -> Any:
        if name not in self._left and default is NOTHING:
            raise refuse(self.where, name, None, "a value: the field is required")
        return self._left.pop(name, default)
