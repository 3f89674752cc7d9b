"""Stretches of time: Span in days, Period in calendar years, both with their last day or year included."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from softbalance.terms.errors import BadInput


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; ``end is None`` means it still runs.

    Parameters
    ----------
    start, end
        First and last day.
    sure
        ``False`` where the sources leave one of the two days open.
    source
        Key of the source in the register that states the span.
    note
        What is unsettled or easily misread, in one sentence.

    Raises
    ------
    BadInput
        If ``end`` lies before ``start``.

    Examples
    --------
    >>> gdr_in_un = Span(date(1973, 9, 18), date(1990, 10, 2))
    >>> gdr_in_un.covers(date(1990, 10, 2)), gdr_in_un.covers(date(1990, 10, 3))
    (True, False)
    """

    start: date
    end: date | None = None
    sure: bool = True
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadInput(f"A span ends ({self.end}) before it starts ({self.start}).")

    def covers(self, on: date) -> bool:
        """Return whether the day lies within the span."""
        return self.start <= on and (self.end is None or on <= self.end)

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share a day."""
        return self.start <= (other.end or date.max) and other.start <= (self.end or date.max)


def first_overlap(spans: Sequence[Span]) -> tuple[Span, Span] | None:
    """Return the first two spans, in order of start, that share a day; ``None`` where none do."""
    ordered = sorted(spans, key=lambda span: span.start)
    return next(((one, two) for one, two in pairwise(ordered) if one.overlaps(two)), None)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Calendar years ``since`` to ``until``, both included.

    Raises
    ------
    BadInput
        If ``until`` comes before ``since``.

    Examples
    --------
    >>> period = Period(2001, 2003)
    >>> list(period), len(period), 2004 in period
    ([2001, 2002, 2003], 3, False)
    """

    since: int
    until: int

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise BadInput(f"A period cannot end ({self.until}) before it begins ({self.since}).")

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.since, self.until + 1))

    def __len__(self) -> int:
        return self.until - self.since + 1

    def __contains__(self, when: object) -> bool:
        year = when.year if isinstance(when, date) else when
        return isinstance(year, int) and self.since <= year <= self.until

    def overlap(self, other: "Period") -> "Period | None":
        """Return the years common to both, or ``None``."""
        since, until = max(self.since, other.since), min(self.until, other.until)
        return Period(since, until) if since <= until else None
