"""What the tests look at: the evidence held, as of a day; and the finding that each brings back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated

from softbalance.dossier.held import Held
from softbalance.terms.errors import SoftbalanceError, UnknownName
from softbalance.terms.estimate import Coverage, Estimate
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import grouping
from softbalance.terms.states import state

if TYPE_CHECKING:
    import polars as pl

BELONG = ("member", "party", "participant")
"""Roles in which a state takes a full part in a grouping."""


@dataclass(frozen=True)
class Evidence:
    """The evidence held, as of a day: nothing later counts.

    Attributes
    ----------
    held
        Snapshot, and single votes where they are on this machine; the tests need only the snapshot.
    as_of
        Last day that counts.
    """

    held: Held
    as_of: date
    _loaded: dict[str, "pl.DataFrame"] = field(default_factory=dict, repr=False)

    @property
    def year(self) -> int:
        """Last year that counts."""
        return self.as_of.year

    @property
    def vote_year(self) -> int:
        """Last year whose votes all lie on or before the day, or are all that is held: pairs are held by year."""
        whole = self.as_of >= min(date(self.year, 12, 31), self.held.votes_until)
        return self.year if whole else self.year - 1

    def table(self, name: str) -> "pl.DataFrame":
        """Return a table of the snapshot, read at its first use."""
        if name not in self._loaded:
            self._loaded[name] = self.held.snapshot.table(name)
        return self._loaded[name]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test found: one figure, with its coverage, its sources and, where there is one, its interval."""

    figure: Estimate


def one_state(name: str) -> int:
    """Return the COW number of a state."""
    return state(name).ccode


def one_grouping(name: str) -> Grouping:
    """Return a catalogued grouping."""
    return grouping(name)


def states_named(names: Iterable[str], on: date) -> tuple[int, ...]:
    """Return the COW numbers of states and of the members of groupings on the day, each once.

    Examples
    --------
    >>> states_named(["JPN", "BRICS"], date(2010, 1, 1))
    (140, 365, 710, 740, 750)
    """
    found: set[int] = set()
    for name in names:
        found.update(_members_or_state(name, on))
    return tuple(sorted(found))


def with_roles(chosen: Grouping, roles: Sequence[str], on: date) -> tuple[int, ...]:
    """Return the COW numbers of the states that hold one of the roles on the day."""
    return tuple(sorted({ccode for role in roles for ccode in chosen.members(on, role)}))


def unknown(unit: str, method: str, why: str, sources: tuple[str, ...] = ()) -> Finding:
    """Return a finding that nothing is known, and why."""
    return Finding(Estimate.unknown(unit, method, why, sources))


def point(value: float, unit: str, method: str, coverage: Coverage, sources: tuple[str, ...]) -> Finding:
    """Return a count or a share of a whole that is fully known: no interval; n is what was observed."""
    return Finding(
        Estimate(value, n=coverage.observed or 1, unit=unit, method=method, coverage=coverage, sources=sources)
    )


def _members_or_state(name: str, on: date) -> tuple[int, ...]:
    try:
        return (state(name, on).ccode,)
    except SoftbalanceError as not_a_state:
        try:
            return with_roles(grouping(name), BELONG, on)
        except UnknownName:
            raise not_a_state from None


def _known_names(names: Iterable[str]) -> None:
    for name in names:
        _members_or_state(name, date(2020, 1, 1))


StateName = Annotated[str, one_state]
GroupingName = Annotated[str, one_grouping]
Names = Annotated[list[str], _known_names]
"""Names of states or of groupings, which stand for their members."""
