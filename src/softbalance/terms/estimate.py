"""Estimate: the one shape in which every figure of the project is stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from softbalance.terms.errors import BadInput

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a figure rests on: years, and how much of what it could rest on was observed.

    Attributes
    ----------
    since, until
        First and last year, inclusive; ``None`` where a figure has no period.
    observed, possible
        Units observed, and units there would be if nothing were missing; ``None`` where not countable.
    note
        What is missing and why, in one short sentence; empty where nothing is.
    """

    since: int | None = None
    until: int | None = None
    observed: int | None = None
    possible: int | None = None
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the coverage as plain JSON values."""
        return {
            "since": self.since,
            "until": self.until,
            "observed": self.observed,
            "possible": self.possible,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, its number of observations and its origin.

    ``value is None`` means unknown, never zero; ``coverage.note`` then says why.

    Parameters
    ----------
    value
        The figure in ``unit``; ``None`` where unknown.
    low, high
        Bounds of the interval at ``level``; ``None`` where no interval can be given (a census, a count).
    level
        Probability content of the interval, 0 to 1; the project's default is 0.90.
    n
        Number of observations behind the value (the unit of analysis is named by ``method``).
    unit
        ``"share"``, ``"index"``, ``"USD"``, ``"persons"``, ``"km2"``, ``"count"``, ``"z"`` ...
    method
        A short name of how value and interval were obtained, e.g. ``"agreement_index; bootstrap by agenda item"``.
    coverage
        Years and completeness.
    sources
        Ids of the declared sources.

    Examples
    --------
    >>> Estimate(0.81, 0.79, 0.83, n=120, unit="index", method="agreement_index").as_dict()["value"]
    0.81
    >>> Estimate.unknown("index", "agreement_index", "no roll calls").known
    False
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    n: int = 0
    unit: str = ""
    method: str = ""
    coverage: Coverage = field(default_factory=Coverage)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None and not isfinite(number):
                raise BadInput(
                    f"Estimate.{name} is {number}: an unknown figure is None, with a reason in coverage.note"
                )
        if (self.low is None) != (self.high is None):
            raise BadInput("Estimate needs both bounds of its interval or neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise BadInput(f"Estimate interval is reversed: {self.low} > {self.high}")

    @classmethod
    def unknown(cls, unit: str, method: str, why: str, sources: tuple[str, ...] = ()) -> "Estimate":
        """Return an unknown figure with the reason."""
        return cls(None, unit=unit, method=method, coverage=Coverage(note=why), sources=sources)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def as_dict(self) -> dict[str, Any]:
        """Return the figure with exactly the keys of the JSON interface, unrounded."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "n": self.n,
            "unit": self.unit,
            "method": self.method,
            "coverage": self.coverage.as_dict(),
            "sources": list(self.sources),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Estimate":
        """Return the figure that :meth:`as_dict` wrote."""
        return cls(**{**data, "coverage": Coverage(**data["coverage"]), "sources": tuple(data["sources"])})
